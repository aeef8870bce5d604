//! From a place of the model to what stands behind it: the line of the lab or of the library, what it overrode, and
//! the includes that brought it.

use super::answer::{Kind, Other, Reason};
use super::texts::{What, Wrote, wrote};
use crate::front::Front;
use crate::trace::Scene;
use dlc_base::{Origin, OriginKind, Span};
use dlc_db::AnchorNo;
use dlc_eval::model::{How, LabOrigins, Said, said};
use dlc_eval::value::{Cell, Value};
use dlc_model::input_path::{InputPath, Root};
use dlc_secret::Source;
use dlc_sema::hir::AnchorNode;
use dlc_sema::source::{anchor, anchor_of};
use std::collections::BTreeSet;

/// How many other places are shown with one.
const OTHERS: usize = 8;
/// How many parts of a value are looked at for a text.
const PARTS: usize = 20_000;
/// How many parts of a value are named for one line.
const NAMED: usize = 12;

/// Who knows where the model comes from.
pub(crate) struct Reasons<'a> {
    pub(super) front: &'a Front,
    pub(super) scene: &'a Scene,
    origins: LabOrigins<'a>,
    /// The files that hold secrets.
    sealed: BTreeSet<String>,
}

/// A text of the output that a value became.
#[derive(Clone, Copy)]
pub(super) struct Became<'t> {
    /// The text.
    pub(super) text: &'t [u8],
    /// Which of its bytes is asked about.
    pub(super) at: Option<usize>,
}

impl<'a> Reasons<'a> {
    pub(crate) fn new(front: &'a Front, scene: &'a Scene) -> Self {
        let lies_in = |source: &Source| match source {
            Source::Named(_) => None,
            Source::File(path) | Source::Value(path, _) => Some(path.clone()),
        };
        let sources = scene.secrets.recipes().flat_map(|recipe| recipe.sources());
        let mut sealed: BTreeSet<String> = sources.filter_map(lies_in).collect();
        // What is let out is no secret where it lies, and stands beside others where it comes from.
        let exposed = crate::secrets::exposed(front);
        let named = |path: &str| exposed.iter().any(|exposed| exposed.secret.contains(&format!("({path:?})")));
        let files = front.db.files().into_iter().map(|file| file.path(&front.db).to_owned());
        sealed.extend(files.filter(|path| named(path)));
        Self { front, scene, origins: LabOrigins::new(&front.db, scene.lab), sealed }
    }

    /// What stands behind `inputs`, of which the parts that became the text, where they can be told, come first.
    /// `rest` is the way from where `inputs` were named to the place that is asked about.
    pub(super) fn of(&self, inputs: &[InputPath], rest: &[String], became: Option<Became<'_>>) -> Vec<Reason> {
        let mut exact = Vec::new();
        let mut around = Vec::new();
        for input in inputs {
            let (path, by_name) = self.by_names(input, rest);
            let parts = became.map(|became| self.by_text(&path, became)).unwrap_or_default();
            if parts.is_empty() {
                if by_name { &mut exact } else { &mut around }.push(path);
            } else {
                exact.extend(parts);
            }
        }
        exact.append(&mut around);
        let mut reasons: Vec<Reason> = Vec::new();
        for path in exact {
            let mut found = self.text_of(&path, became);
            found.push(self.reason(&path));
            for reason in found {
                if !reasons.iter().any(|known| {
                    known.place == reason.place && known.kind == reason.kind && known.input == reason.input
                }) {
                    reasons.push(reason);
                }
            }
        }
        reasons
    }

    /// Goes on from `path` by the names of `rest`, as far as there are such fields.
    fn by_names(&self, path: &InputPath, rest: &[String]) -> (InputPath, bool) {
        let (mut path, mut by_name) = (path.clone(), false);
        for step in rest {
            let next = path.clone().at(step.replace('-', "_"));
            if self.origins.value(&next).is_none() {
                break;
            }
            (path, by_name) = (next, true);
        }
        (path, by_name)
    }

    /// The parts of the value at `path` that stand in a text.
    fn by_text(&self, path: &InputPath, became: Became<'_>) -> Vec<InputPath> {
        let Some(cell) = self.origins.value(path) else { return Vec::new() };
        let Ok(text) = std::str::from_utf8(became.text) else { return Vec::new() };
        let mut parts = Vec::new();
        scalars(&cell, &mut Vec::new(), &mut parts);
        parts.extend(self.short_id(path));
        // The value itself is no part.
        parts.retain(|(steps, _)| !steps.is_empty());
        let inside = |steps: &[String]| InputPath { root: path.root.clone(), steps: [&path.steps, steps].concat() };
        let same: Vec<&(Vec<String>, Vec<String>)> =
            parts.iter().filter(|(_, texts)| texts.iter().any(|said| said == text)).collect();
        if let [(steps, _)] = same.as_slice() {
            return vec![inside(steps)];
        }
        if !same.is_empty() {
            return Vec::new();
        }
        let stands = |said: &String| {
            let long = said.len() >= 3;
            let covers =
                |at: usize| text.match_indices(said.as_str()).any(|(from, _)| (from..from + said.len()).contains(&at));
            long && became.at.map_or_else(|| text.contains(said.as_str()), covers)
        };
        let mut found: Vec<(usize, InputPath)> = parts
            .iter()
            .filter_map(|(steps, texts)| Some((texts.iter().find(|said| stands(said))?.len(), inside(steps))))
            .collect();
        // Of parts of one place, what says most of it is the nearest.
        found.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
        found.truncate(NAMED);
        found.into_iter().map(|(_, path)| path).collect()
    }

    /// The very characters of a text, where a byte of it is asked about.
    fn text_of(&self, path: &InputPath, became: Option<Became<'_>>) -> Vec<Reason> {
        let (Some(became), Some(cell)) = (became, self.origins.value(path)) else { return Vec::new() };
        let Some(at) = became.at else { return Vec::new() };
        wrote(self.front, cell.origin, became.text, at).into_iter().flat_map(|wrote| self.wrote(path, wrote)).collect()
    }

    fn wrote(&self, path: &InputPath, Wrote { place, what, names, became }: Wrote) -> Vec<Reason> {
        let (kind, message) = match what {
            What::Characters => (Kind::Written, format!("these characters of {} are written here", title(path))),
            What::Hole => (Kind::Hole, format!("this hole of {} put them there", title(path))),
            What::File => (Kind::File, "this line of a file that the lab reads became it".to_owned()),
        };
        let value = self.named(path, &names, &became).map(|value| self.reason(&value));
        let reason = Reason { input: Some(path.to_string()), ..Reason::new(kind, message, Some(place)) };
        // The hole's value stands nearer than the hole.
        value.into_iter().chain([reason]).collect()
    }

    /// What `node.NAME` and `lab.NAME` mean in a text of the model at `path`; of another word, such as the variable of a
    /// loop over machines, the one machine whose value `became` the text.
    fn named(&self, path: &InputPath, names: &[String], became: &[u8]) -> Option<InputPath> {
        let (first, rest) = names.split_first().filter(|(_, rest)| !rest.is_empty())?;
        let at = |root: Root| InputPath { root, steps: rest.to_vec() };
        let root = match (first.as_str(), &path.root) {
            ("node" | "machine", root @ (Root::Node(_) | Root::MenuMachine(_))) => root.clone(),
            ("lab", _) => Root::Lab,
            _ => {
                let says = |root: &Root| {
                    let value = self.origins.value(&at(root.clone())).and_then(|cell| cell.value.to_text());
                    value.is_some_and(|text| text.as_bytes() == became)
                };
                let nodes = self.scene.cluster.nodes.iter().map(|node| Root::Node(node.name.clone()));
                let mut same = nodes.filter(says);
                return same.next().filter(|_| same.next().is_none()).map(at);
            }
        };
        let value = at(root);
        self.origins.value(&value).is_some().then_some(value)
    }

    /// What stands behind the value at `path`, or behind the nearest that it is in.
    pub(crate) fn reason(&self, path: &InputPath) -> Reason {
        let input = Some(path.to_string());
        if let Some(of) = self.scene.contributed.iter().find(|of| holds(&of.path, path)) {
            let message = format!("target `{}` contributes {}", of.target, title(path));
            let asked = InputPath::in_lab(["targets", &of.target]);
            let place = self.origins.value(&asked).and_then(|cell| self.span(cell.origin));
            return Reason { input, ..Reason::new(Kind::Contributed, message, place) };
        }
        if self.is_short_id(path) {
            let message = "dlc itself puts the machine's short id at the end of the kernel line".to_owned();
            let note = "a digest of the machine's input, of its targets' components and of the compiler's version";
            return Reason { input, notes: vec![note.to_owned()], ..Reason::new(Kind::Rule, message, None) };
        }
        let mut at = Some(path.clone());
        while let Some(here) = at {
            if let Some(cell) = self.origins.value(&here)
                && let Some(place) = self.span(cell.origin)
            {
                return Reason { input, ..self.at(&here, &cell, place) };
            }
            at = here.parent();
        }
        Reason { input, ..Reason::new(Kind::Rule, format!("dlc itself decides {}", title(path)), None) }
    }

    /// Where a place is. None for one in a file that holds secrets: its lines would be shown.
    pub(crate) fn span(&self, origin: Origin) -> Option<Span> {
        let place = self.front.span(origin)?;
        let file = self.front.db.file_of(place.file)?;
        (!self.sealed.contains(file.path(&self.front.db))).then_some(place)
    }

    /// The value at `path`, as the lab has it.
    pub(crate) fn value(&self, path: &InputPath) -> Option<Cell> {
        self.origins.value(path)
    }

    /// Where the value at `path` itself is written.
    pub(crate) fn exact(&self, path: &InputPath) -> Option<Span> {
        self.span(self.origins.value(path)?.origin)
    }

    /// Whether this is the argument that the compiler adds to what the lab and the system say.
    fn is_short_id(&self, path: &InputPath) -> bool {
        let Some((last, list)) = path.steps.split_last() else { return false };
        let list = InputPath { root: path.root.clone(), steps: list.to_vec() };
        self.short_id(&list).is_some_and(|(steps, _)| steps.first() == Some(last))
    }

    /// The argument that the compiler adds, if `path` is a machine's kernel line: its number, and it.
    fn short_id(&self, path: &InputPath) -> Option<(Vec<String>, Vec<String>)> {
        let node = match &path.root {
            Root::Node(name) => self.scene.cluster.node(name),
            Root::MenuMachine(name) => self.scene.cluster.menu_machine(name),
            Root::Lab => None,
        };
        let (number, argument) = node?.command_line.iter().enumerate().next_back()?;
        let said = self.origins.value(&path.clone().at(number.to_string())).is_some();
        (path.steps == ["command_line"] && !said).then(|| (vec![number.to_string()], vec![argument.clone()]))
    }

    fn at(&self, path: &InputPath, cell: &Cell, place: Span) -> Reason {
        let library = self.front.db.file_of(place.file).is_some_and(|file| file.path(&self.front.db).contains(':'));
        let what = title(path);
        let (kind, verb) = match cell.origin.kind {
            OriginKind::Default if library => (Kind::Default, "is a default of the library"),
            OriginKind::Default => (Kind::Default, "is a default"),
            OriginKind::Computed => (Kind::Computed, "is computed from this"),
            OriginKind::Data => (Kind::Data, "is read from data"),
            OriginKind::Contributed | OriginKind::Builtin => (Kind::Rule, "comes with the language"),
            OriginKind::Written if library => (Kind::Default, "comes from the library"),
            OriginKind::Written => (Kind::Written, "is written here"),
        };
        let mut reason = Reason::new(kind, format!("{what} {verb}"), Some(place));
        reason.within = self.within(cell.origin);
        reason.notes.extend(self.doc(place).filter(|_| library));
        reason.others = self.others(path, place);
        reason
    }

    /// The other places that speak of the value: what was overridden, what was added, and who included it.
    fn others(&self, path: &InputPath, primary: Span) -> Vec<Other> {
        let mut out: Vec<Other> = Vec::new();
        let mut push = |origin: Origin, role: &'static str| {
            let Some(place) = self.span(origin) else { return };
            let same = |at: Span| at.file == place.file && at.range.start() == place.range.start();
            if !same(primary) && !out.iter().any(|other| same(other.place)) && out.len() < OTHERS {
                out.push(Other { place, role, within: self.within(origin) });
            }
        };
        let all = said(&self.front.db, self.scene.lab, path);
        for Said { place, how, counts, .. } in all.iter().rev() {
            match (counts, how) {
                (false, _) => push(*place, "overridden"),
                (true, How::Set) => push(*place, "set here"),
                (true, How::Added) => push(*place, "added here"),
                (true, How::Amended) => push(*place, "amended here"),
                (true, How::Block) => push(*place, "the block"),
            }
        }
        // The includes of what counts, of which the strongest stands last.
        if let Some(strongest) = all.iter().rev().find(|said| said.counts) {
            strongest.brought_by.iter().for_each(|include| push(*include, "included here"));
        }
        out
    }

    /// The profile, block or schema that a place stands in.
    fn within(&self, origin: Origin) -> Option<String> {
        let db = &self.front.db;
        let mut at = anchor_of(db, AnchorNo(origin.anchor));
        while let Some(found) = at {
            match &found.hir.node {
                AnchorNode::Profile { name, .. } => return Some(format!("profile `{}`", name.name)),
                AnchorNode::Schema(schema) => return Some(format!("schema `{}`", schema.name.name)),
                AnchorNode::Let { name, .. } => return Some(format!("`let {}`", name.name)),
                AnchorNode::Fn { name, .. } => return Some(format!("`fn {}`", name.name)),
                AnchorNode::Block(block) => {
                    let kind = block.path.first().map(|kind| kind.name.to_string()).unwrap_or_default();
                    let label = block.label.as_ref();
                    let text = label.and_then(|label| label.text.as_ref().and_then(|text| text.plain()));
                    let name = text.or_else(|| label?.name.as_ref().map(|name| name.name.clone()));
                    return Some(name.map_or_else(|| format!("`{kind}`"), |name| format!("{kind} `{name}`")));
                }
                AnchorNode::Row(row) => {
                    let first = row.cells.first()?.as_ref()?;
                    let place = self.span(found.origin(first.range))?;
                    return Some(format!("the row of `{}`", self.source(place)?));
                }
                _ => at = found.parent.clone().and_then(|parent| anchor(db, found.file, parent)),
            }
        }
        None
    }

    /// The text at a place.
    pub(super) fn source(&self, place: Span) -> Option<String> {
        let db = &self.front.db;
        let text = dlc_db::text(db, db.file_of(place.file)?).as_deref().ok()?;
        text.get(usize::from(place.range.start())..usize::from(place.range.end())).map(str::to_owned)
    }

    /// The documentation above the line of a place.
    fn doc(&self, place: Span) -> Option<String> {
        let db = &self.front.db;
        let text = dlc_db::text(db, db.file_of(place.file)?).as_deref().ok()?;
        let before = text.get(..usize::from(place.range.start()))?;
        let above = before.lines().rev().skip(usize::from(!before.ends_with('\n')));
        let mut doc: Vec<&str> =
            above.map(str::trim).map_while(|line| line.strip_prefix("///")).map(str::trim).collect();
        doc.reverse();
        (!doc.is_empty()).then(|| doc.join(" "))
    }
}

/// Whether `path` is `outer` or lies in it.
fn holds(outer: &InputPath, path: &InputPath) -> bool {
    outer.root == path.root && path.steps.starts_with(&outer.steps)
}

/// A place of the model in words: `files."/etc/motd".mode` of node `s4`.
pub(super) fn title(path: &InputPath) -> String {
    let mut way = String::new();
    for step in &path.steps {
        let plain = step.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && step.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if step.bytes().all(|byte| byte.is_ascii_digit()) {
            way.push_str(&format!("[{step}]"));
            continue;
        }
        if !way.is_empty() {
            way.push('.');
        }
        way.push_str(&if plain { step.clone() } else { format!("{step:?}") });
    }
    let of = match &path.root {
        Root::Lab => "the lab".to_owned(),
        Root::Node(name) => format!("node `{name}`"),
        Root::MenuMachine(name) => format!("menu machine `{name}`"),
    };
    if way.is_empty() { of } else { format!("`{way}` of {of}") }
}

/// The scalars in a value, each with the way to it and the texts that it may have become.
fn scalars(cell: &Cell, way: &mut Vec<String>, out: &mut Vec<(Vec<String>, Vec<String>)>) {
    if out.len() >= PARTS {
        return;
    }
    let inside = |step: String, cell: &Cell, way: &mut Vec<String>, out: &mut Vec<(Vec<String>, Vec<String>)>| {
        way.push(step);
        scalars(cell, way, out);
        way.pop();
    };
    match &cell.value {
        // What is true of one thing is true of many.
        Value::Bool(_) => {}
        Value::Record(record) => {
            record.fields.iter().for_each(|(name, cell)| inside(name.to_string(), cell, way, out));
        }
        Value::Map(map) => {
            for (text, _, cell) in map.iter() {
                inside(text.to_string(), cell, way, out);
                // Who writes a value with its key writes the key too.
                let own = way.len() + 1;
                if let Some((steps, texts)) = out.last_mut()
                    && steps.len() == own
                    && steps.last().is_some_and(|last| last == text.as_str())
                {
                    texts.push(text.to_string());
                }
            }
        }
        Value::List(items) | Value::Set(items) => {
            items.iter().enumerate().for_each(|(number, cell)| inside(number.to_string(), cell, way, out));
        }
        value => {
            let mut texts: Vec<String> = value.to_text().map(|text| text.to_string()).into_iter().collect();
            match value {
                Value::Mode(mode) => texts.extend([mode.to_string(), format!("{mode:o}"), format!("{mode:04o}")]),
                Value::Size(number) | Value::Duration(number) | Value::Cpu(number) => texts.push(number.to_string()),
                Value::Mac(mac) => texts.push(mac.joined("-")),
                Value::Secret(recipe) => texts.push(recipe.handle()),
                _ => {}
            }
            if !texts.is_empty() {
                out.push((way.clone(), texts));
            }
        }
    }
}
