//! Secrets that would reach what everybody can read: a machine fetches its configuration from a web server, and so can
//! anybody else.

use crate::lab;
use crate::model::said;
use crate::value::{Cell, Map, Record, Value};
use dlc_base::{Origin, OriginKind};
use dlc_db::{Db, EntityNo};
use dlc_model::{InputPath, Root};
use dlc_sema::Diag;
use dlc_sema::hir::Name;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

/// Fields of a machine that are no part of its configuration.
const OTHERS: [&str; 2] = ["os", "targets"];

/// Reports secrets in configurations of machines, each place once.
pub(crate) fn check(db: &dyn Db, lab: EntityNo, blocks: &[(Name, SmolStr, EntityNo)], diags: &mut Vec<Diag>) {
    let mut told: FxHashSet<Origin> = FxHashSet::default();
    for (_, label, entity) in blocks.iter().filter(|(field, ..)| field == "machines") {
        let block = &lab::block(db, *entity, ()).cell;
        in_machine(db, lab, label, block, "node", &mut told, diags);
    }
    if let Some(machines) = menu_machines(&lab::block(db, lab, ()).cell) {
        for (label, _, machine) in machines.iter() {
            in_machine(db, lab, label, machine, MENU, &mut told, diags);
        }
    }
}

/// What a machine of the menu is called in a message.
const MENU: &str = "menu machine";

fn menu_machines(lab: &Cell) -> Option<&Map> {
    let inside = ["boot", "menu", "machines"].into_iter().try_fold(lab, |cell, name| match &cell.value {
        Value::Record(record) => record.get(name),
        _ => None,
    });
    match inside.map(|cell| &cell.value) {
        Some(Value::Map(machines)) => Some(machines),
        _ => None,
    }
}

fn in_machine(
    db: &dyn Db,
    lab: EntityNo,
    label: &SmolStr,
    block: &Cell,
    kind: &str,
    told: &mut FxHashSet<Origin>,
    diags: &mut Vec<Diag>,
) {
    let Value::Record(record) = &block.value else { return };
    let off = record.get("state").is_some_and(|state| state.value == Value::Symbol("off".into()));
    let Some(Value::Record(os)) = record.get("os").map(|os| &os.value) else { return };
    let Some(Value::Str(config)) = os.get("config").map(|config| &config.value).filter(|_| !off) else { return };
    let mut found = Vec::new();
    for (name, cell) in record.fields.iter().filter(|(name, _)| !OTHERS.contains(&name.as_str())) {
        secrets(cell, &mut vec![name.clone()], &mut found);
    }
    for (way, place, what) in found {
        let flow = Flow::new(db, lab, label, kind, &way, place);
        if told.insert(flow.put) {
            diags.push(flow.show(report(label, kind, os, config, &way, flow.shown, &what)));
        }
    }
}

/// The lines that a secret goes through on its way into a machine.
struct Flow {
    /// The line that the message stands at: the text with the secret, or, where that lies in the file of secrets, which
    /// nobody is shown, the line that takes it from there.
    shown: Origin,
    /// The field of the machine that it is put into.
    put: Origin,
    /// The includes that bring that line to the machine, the nearest first.
    brought_by: Vec<Origin>,
}

impl Flow {
    fn new(db: &dyn Db, lab: EntityNo, label: &SmolStr, kind: &str, way: &[SmolStr], place: Origin) -> Self {
        let name = label.to_string();
        let root = if kind == MENU { Root::MenuMachine(name) } else { Root::Node(name) };
        let path = InputPath { root, steps: way.iter().map(ToString::to_string).collect() };
        let said = said(db, lab, &path).into_iter().rev().find(|said| said.counts);
        let (put, brought_by) = said.map_or((place, Vec::new()), |said| (said.place, said.brought_by));
        let shown = if place.kind == OriginKind::Data { put } else { place };
        Self { shown, put, brought_by }
    }

    fn show(&self, diag: Diag) -> Diag {
        let diag = if self.put == self.shown { diag } else { diag.also(self.put, "it is put into the machine here") };
        self.brought_by.iter().fold(diag, |diag, place| diag.also(*place, "which the machine takes in here"))
    }
}

fn report(label: &SmolStr, kind: &str, os: &Record, config: &str, way: &[SmolStr], place: Origin, what: &str) -> Diag {
    let target = match os.get("target").map(|target| &target.value) {
        Some(Value::Record(target)) => target.schema.as_ref().map(|schema| schema.name.to_string()),
        _ => None,
    };
    let target = target.map(|target| format!("target `{target}` → ")).unwrap_or_default();
    let (code, message, hint) = if kind == MENU {
        // It has no identity, so there is no later way to tell who asks either.
        let message = format!("whoever chooses {label} in the menu would be given a secret");
        ("secret-for-anyone", message, "give it to a node, which is known when it boots")
    } else {
        let hint = "let the machine fetch it later, or say why not: `expose(…, reason = \"…\")`";
        ("secret-in-public", format!("a secret would be read at /{config}"), hint)
    };
    Diag::error(code, place, message)
        .note(format!("{what} → {} of {kind} {label} → {target}/{config}, which the network can read", way.join(".")))
        .hint(hint)
}

/// The secrets in a value, each with the way to it, its place, and where it lies.
fn secrets(cell: &Cell, way: &mut Vec<SmolStr>, out: &mut Vec<(Vec<SmolStr>, Origin, String)>) {
    let mut inside = |name: &SmolStr, cell: &Cell| {
        way.push(name.clone());
        secrets(cell, way, out);
        way.pop();
    };
    match &cell.value {
        Value::Secret(recipe) => {
            let what: Vec<String> = recipe.sources().into_iter().map(ToString::to_string).collect();
            out.push((way.clone(), cell.origin, what.join(", ")));
        }
        Value::List(items) | Value::Set(items) => {
            let numbered = items.iter().enumerate();
            numbered.for_each(|(number, cell)| inside(&number.to_string().into(), cell));
        }
        Value::Map(map) => map.iter().for_each(|(text, _, cell)| inside(text, cell)),
        Value::Record(record) => record.fields.iter().for_each(|(name, cell)| inside(name, cell)),
        _ => {}
    }
}
