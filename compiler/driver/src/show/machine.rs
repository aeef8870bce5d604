//! One machine, whole.

use super::list::{Listed, root};
use super::value::{inline, label, list, quoted};
use crate::front::Front;
use crate::trace::Scene;
use crate::why::{Kind, Reason, Reasons};
use dlc_base::Span;
use dlc_eval::value::{Cell, Record, Value};
use dlc_model::Node;
use dlc_model::input_path::{InputPath, Root};
use dlc_sema::schema;

/// A machine as it is in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// It in the list.
    pub listed: Listed,
    /// What it is.
    pub entries: Vec<Entry>,
}

/// A part of a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A value.
    Value {
        /// The field or key; none for an item of a list.
        name: Option<String>,
        /// The value, as the language would write it.
        text: String,
        /// Where it comes from.
        reason: Box<Reason>,
    },
    /// Braces: a block with its label, a record, a map.
    Block {
        /// What stands before the brace.
        head: String,
        /// What is inside.
        entries: Vec<Entry>,
    },
    /// A list of which the items come from different places.
    List {
        /// The field or key.
        name: String,
        /// The items.
        entries: Vec<Entry>,
    },
}

impl Machine {
    /// Every place in it.
    pub(super) fn places(&self) -> Vec<Span> {
        let mut out: Vec<Span> = self.listed.place.into_iter().collect();
        places(&self.entries, &mut out);
        out
    }
}

fn places(entries: &[Entry], out: &mut Vec<Span>) {
    for entry in entries {
        match entry {
            Entry::Value { reason, .. } => {
                out.extend(reason.place);
                out.extend(reason.others.iter().map(|other| other.place));
            }
            Entry::Block { entries, .. } | Entry::List { entries, .. } => places(entries, out),
        }
    }
}

/// Shows a machine.
pub(super) fn machine(front: &Front, scene: &Scene, listed: &Listed) -> Machine {
    let walk = Walk { front, reasons: Reasons::new(front, scene) };
    let whole = InputPath { root: root(listed), steps: Vec::new() };
    let node = match &whole.root {
        Root::Node(name) => scene.cluster.node(name),
        Root::MenuMachine(name) => scene.cluster.menu_machine(name),
        Root::Lab => None,
    };
    // What is built has one argument more than the lab says.
    let hidden: &[&str] = if node.is_some() { &["targets", "command_line"] } else { &["targets"] };
    let mut entries = match walk.reasons.value(&whole).map(|cell| cell.value) {
        Some(Value::Record(record)) => walk.record(&record, &whole, hidden),
        _ => Vec::new(),
    };
    if let Some(node) = node {
        entries.push(walk.command_line(node, &whole));
        entries.extend(walk.targets(node, &whole));
        entries.extend(walk.contributed(scene, node, &whole));
    }
    Machine { listed: listed.clone(), entries }
}

/// What the library knows of a system whatever the machine, which `dlc doc` shows; its target's options stand below.
const OF_THE_SYSTEM: [&str; 4] = ["arguments", "facts", "images", "target"];

struct Walk<'a> {
    front: &'a Front,
    reasons: Reasons<'a>,
}

impl Walk<'_> {
    /// The fields of a record but for `hidden`.
    fn record(&self, record: &Record, at: &InputPath, hidden: &[&str]) -> Vec<Entry> {
        let schema = record.schema.as_ref().and_then(|this| schema::of(&self.front.db, this));
        let mut out = Vec::new();
        for (name, cell) in record.fields.iter().filter(|(name, _)| !hidden.contains(&name.as_str())) {
            let path = at.clone().at(name.as_str());
            let kind = schema.and_then(|schema| schema.field(name)).and_then(|field| field.kind.as_deref());
            match (kind, &cell.value) {
                (Some(kind), Value::Map(map)) => {
                    for (key, _, block) in map.iter() {
                        let Value::Record(inner) = &block.value else { continue };
                        let head = format!("{kind} {}", label(key));
                        let own = inner.schema.as_ref().and_then(|this| schema::of(&self.front.db, this));
                        let label_of = own.and_then(|own| own.label.as_deref());
                        let hidden: Vec<&str> = label_of.into_iter().collect();
                        let entries = self.record(inner, &path.clone().at(key.as_str()), &hidden);
                        out.push(Entry::Block { head, entries });
                    }
                }
                _ => out.extend(self.value(name, cell, &path)),
            }
        }
        out
    }

    /// A field or a key. What is empty because nobody says anything is left out.
    fn value(&self, name: &str, cell: &Cell, path: &InputPath) -> Option<Entry> {
        if let Some(text) = inline(&cell.value) {
            let reason = self.reasons.reason(path);
            let empty = matches!(text.as_str(), "none" | "[]" | "{}");
            let overrides = reason.others.iter().any(|other| other.role == "overridden");
            let said = matches!(reason.kind, Kind::Written | Kind::Data) || overrides;
            return (!empty || said).then(|| self.leaf(Some(name), text, reason));
        }
        match &cell.value {
            Value::List(items) | Value::Set(items) => Some(self.items(name, items, path)),
            Value::Map(map) => {
                let mut entries = Vec::new();
                for (key, _, cell) in map.iter() {
                    entries.extend(self.value(&label(key), cell, &path.clone().at(key.as_str())));
                }
                Some(Entry::Block { head: name.to_owned(), entries })
            }
            Value::Record(record) => {
                let system = record.schema.as_ref().map(|schema| schema.name.to_string());
                let head = match system.filter(|_| name == "os" || name == "source" || name == "over") {
                    Some(schema) => format!("{name} = {schema}"),
                    None => name.to_owned(),
                };
                let hidden = if name == "os" { &OF_THE_SYSTEM[..] } else { &[] };
                Some(Entry::Block { head, entries: self.record(record, path, hidden) })
            }
            _ => None,
        }
    }

    /// On one line where all items come from one place.
    fn items(&self, name: &str, items: &[Cell], path: &InputPath) -> Entry {
        let place = |cell: &Cell| self.reasons.span(cell.origin).map(|span| self.line(span));
        let together = items.windows(2).all(|pair| place(&pair[0]) == place(&pair[1]));
        if let Some(text) = list(items).filter(|text| together && text.len() <= 100) {
            let first = path.clone().at("0");
            let reason = Reason { input: Some(path.to_string()), ..self.reasons.reason(&first) };
            return self.leaf(Some(name), text, reason);
        }
        let mut entries = Vec::new();
        for (number, cell) in items.iter().enumerate() {
            let path = path.clone().at(number.to_string());
            match (inline(&cell.value), &cell.value) {
                (Some(text), _) => entries.push(self.leaf(None, text, self.reasons.reason(&path))),
                (None, Value::Record(record)) => {
                    entries.push(Entry::Block { head: String::new(), entries: self.record(record, &path, &[]) });
                }
                (None, _) => entries.extend(self.value(&number.to_string(), cell, &path)),
            }
        }
        Entry::List { name: name.to_owned(), entries }
    }

    /// A number for the line of a place: its file and where the line begins.
    fn line(&self, place: Span) -> (u32, usize) {
        let db = &self.front.db;
        let text = db.file_of(place.file).and_then(|file| dlc_db::text(db, file).as_deref().ok());
        let before = text.and_then(|text| text.get(..usize::from(place.range.start()))).unwrap_or_default();
        (place.file.0, before.matches('\n').count())
    }

    fn leaf(&self, name: Option<&str>, text: String, reason: Reason) -> Entry {
        Entry::Value { name: name.map(str::to_owned), text, reason: Box::new(reason) }
    }

    /// The kernel line as a machine boots with it.
    fn command_line(&self, node: &Node, at: &InputPath) -> Entry {
        let list = at.clone().at("command_line");
        let argument = |(number, argument): (usize, &String)| {
            let reason = self.reasons.reason(&list.clone().at(number.to_string()));
            self.leaf(None, quoted(argument), reason)
        };
        let entries = node.command_line.iter().enumerate().map(argument).collect();
        Entry::List { name: "command_line".to_owned(), entries }
    }

    /// The options of the targets that run for a machine.
    fn targets(&self, node: &Node, at: &InputPath) -> Vec<Entry> {
        let of = |target: &String| {
            let path = ["targets", target, "options"].iter().fold(at.clone(), |path, step| path.at(*step));
            let cell = self.reasons.value(&path)?;
            let Value::Record(record) = &cell.value else { return None };
            Some(Entry::Block { head: format!("target {}", label(target)), entries: self.record(record, &path, &[]) })
        };
        node.targets.keys().filter_map(of).collect()
    }

    /// What targets contribute, as the model has it.
    fn contributed(&self, scene: &Scene, node: &Node, at: &InputPath) -> Option<Entry> {
        let model = serde_json::to_value(node).unwrap_or_default();
        let of = |path: &InputPath| {
            let mut value = &model;
            for step in &path.steps {
                value = match value {
                    serde_json::Value::Array(items) => items.iter().find(|item| is_called(item, step))?,
                    value => value.get(step)?,
                };
            }
            Some(value.to_string())
        };
        let here = scene.contributed.iter().filter(|of| of.path.root == at.root);
        let entries: Vec<Entry> = here
            .map(|taken| {
                let name = taken.path.steps.iter().map(|step| label(step)).collect::<Vec<_>>().join(".");
                let text = of(&taken.path).unwrap_or_else(|| "…".to_owned());
                self.leaf(Some(&name), text, self.reasons.reason(&taken.path))
            })
            .collect();
        (!entries.is_empty()).then(|| Entry::Block { head: "// contributed by targets".to_owned(), entries })
    }
}

/// Whether an element of the model has this label, or is this text.
fn is_called(item: &serde_json::Value, step: &str) -> bool {
    let labels = ["name", "path", "device"].map(|field| item.get(field).and_then(serde_json::Value::as_str));
    item.as_str() == Some(step) || labels.contains(&Some(step))
}
