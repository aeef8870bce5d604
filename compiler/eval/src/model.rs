//! From values to the cluster model.

mod choices;
mod de;
mod origins;
mod said;
mod secrets;
mod targets;

pub use origins::LabOrigins;
pub use said::{How, Said, said};
pub use secrets::Secrets;
pub(crate) use targets::mentions_machine;
pub use targets::{Machine, TargetFrames, named_targets, use_for_lab, use_for_machine};

use crate::lab;
use crate::value::{Cell, Map, Record, Value};
use de::De;
use dlc_base::Origin;
use dlc_db::{Db, EntityNo};
use dlc_model::{Blobs, Cluster, Lab, Manifest, Node, Output, Team};
use dlc_sema::Diag;
use dlc_sema::schema;
use serde::de::DeserializeOwned;
use smol_str::SmolStr;
use std::cell::RefCell;
use std::sync::Arc;

/// A lab as plain data.
#[derive(Debug, Clone, PartialEq)]
pub struct LabModel {
    /// The model. Options of targets are not in it yet: see [`use_for_machine`] and [`use_for_lab`].
    pub cluster: Cluster,
    /// The bytes of its blobs.
    pub blobs: Blobs,
    /// How its secrets are made.
    pub secrets: Secrets,
    /// Names of the machines that are declared and off.
    pub off: Vec<String>,
}

/// One machine as plain data.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeModel {
    /// The machine.
    pub node: Node,
    /// The bytes of its blobs.
    pub blobs: Blobs,
    /// How its secrets are made.
    pub secrets: Secrets,
}

/// The model of a lab in which nothing is wrong.
///
/// # Errors
/// The standard library and the model disagree: a bug, told with the field.
pub fn cluster(db: &dyn Db, lab: EntityNo) -> Result<LabModel, Vec<Diag>> {
    let mut builder = Builder { db, blobs: RefCell::default(), secrets: RefCell::default(), faults: Vec::new() };
    let value = &choices::without_off_choices(&lab::block(db, lab, ()).cell);
    let Value::Record(record) = &value.value else { return Err(vec![fault("the lab has no value")]) };
    let entities = |field: &str| -> Vec<(SmolStr, EntityNo)> {
        let all = lab::entities(db, lab);
        all.into_iter().filter(|(of, ..)| of == field).map(|(_, label, entity)| (label, entity)).collect()
    };
    let blocks = |field: &str| -> Cell {
        let entries = entities(field).into_iter().map(|(label, entity)| {
            let key = Cell::new(Value::Str(label.clone()), Origin::NOWHERE);
            (label, key, lab::block(db, entity, ()).cell.clone())
        });
        Cell::new(Value::Map(Arc::new(Map::new(entries))), Origin::NOWHERE)
    };
    let lists = ["networks", "hosts", "registries"].map(|field| (SmolStr::new_static(field), blocks(field)));
    let plain = record.fields.iter().filter(|(name, _)| !lists.iter().any(|(list, _)| list == name));
    let lab_value = Record { schema: None, fields: plain.cloned().chain(lists.clone()).collect() };
    let model: Option<Lab> = builder.read("lab", &Cell::new(Value::Record(Arc::new(lab_value)), value.origin));
    let mut teams: Vec<Team> = builder.read("teams", &blocks("teams")).unwrap_or_default();
    if let Some(of_cluster) = inside(record, &["kubernetes", "teams"]) {
        teams.extend(builder.read::<Vec<Team>>("kubernetes.teams", of_cluster).unwrap_or_default());
        teams.sort_by(|a, b| dlc_model::natural(&a.name, &b.name));
    }
    let mut manifests: Vec<Manifest> = builder.read("manifests", &blocks("manifests")).unwrap_or_default();
    if let Some(of_cluster) = inside(record, &["kubernetes", "manifests"]) {
        manifests.extend(builder.read::<Vec<Manifest>>("kubernetes.manifests", of_cluster).unwrap_or_default());
        manifests.sort_by(|a, b| dlc_model::natural(&a.name, &b.name));
    }
    let outputs: Vec<Output> = builder.read("outputs", &blocks("outputs")).unwrap_or_default();
    let (mut nodes, mut off) = (Vec::new(), Vec::new());
    for (label, entity) in entities("machines") {
        if is_off(&lab::block(db, entity, ()).cell) {
            off.push(label.to_string());
            continue;
        }
        match node_model(db, entity, ()) {
            Ok(found) => {
                nodes.push(found.node.clone());
                builder.blobs.borrow_mut().0.extend(found.blobs.0.clone());
                builder.secrets.borrow_mut().extend(&found.secrets);
            }
            Err(fault) => builder.faults.push(fault.clone()),
        }
    }
    let mut menu_machines = Vec::new();
    if let Some(Value::Map(machines)) = inside(record, &["boot", "menu", "machines"]).map(|cell| &cell.value) {
        for (label, _, cell) in machines.iter() {
            menu_machines.extend(builder.read::<Node>(label, &with_system(db, cell)));
        }
    }
    let Builder { blobs, secrets, faults, .. } = builder;
    match model {
        Some(lab) if faults.is_empty() => {
            let cluster = Cluster {
                lab,
                nodes,
                menu_machines,
                teams,
                manifests,
                outputs,
                targets: std::collections::BTreeMap::new(),
            };
            Ok(LabModel { cluster, blobs: blobs.into_inner(), secrets: secrets.into_inner(), off })
        }
        _ => Err(faults),
    }
}

/// The model of one machine.
///
/// # Errors
/// As [`cluster`].
#[salsa::tracked]
pub fn node_model(db: &dyn Db, entity: EntityNo, _key: ()) -> Result<NodeModel, Diag> {
    let mut builder = Builder { db, blobs: RefCell::default(), secrets: RefCell::default(), faults: Vec::new() };
    let cell = with_system(db, &lab::block(db, entity, ()).cell);
    let name = db.tables().entity_key(entity).map(|key| key.label).unwrap_or_default();
    let node = builder.read::<Node>(&name, &cell);
    match (node, builder.faults.pop()) {
        (Some(node), _) => {
            Ok(NodeModel { node, blobs: builder.blobs.into_inner(), secrets: builder.secrets.into_inner() })
        }
        (None, Some(fault)) => Err(fault),
        (None, None) => Err(fault("a machine has no value")),
    }
}

/// Whether a machine is declared and not built.
fn is_off(machine: &Cell) -> bool {
    let Value::Record(record) = &machine.value else { return false };
    matches!(record.get("state"), Some(Cell { value: Value::Symbol(state), .. }) if state == "off")
}

fn fault(message: impl Into<String>) -> Diag {
    Diag::placeless("model-mismatch", message)
        .note("the standard library and the compiler disagree, which is a bug in dlc")
}

/// A field of a field.
fn inside<'a>(record: &'a Record, path: &[&str]) -> Option<&'a Cell> {
    let (first, rest) = path.split_first()?;
    let cell = record.get(first)?;
    match (&cell.value, rest.is_empty()) {
        (_, true) => Some(cell),
        (Value::Record(inner), false) => inside(inner, rest),
        _ => None,
    }
}

/// A machine whose system is written as the model has it: its name, its target by name, its own fields as options.
fn with_system(db: &dyn Db, machine: &Cell) -> Cell {
    let Value::Record(record) = &machine.value else { return machine.clone() };
    let fields = record.fields.iter().map(|(name, cell)| match &cell.value {
        Value::Record(os) if name == "os" => (name.clone(), Cell::new(system(db, os), cell.origin)),
        _ => (name.clone(), cell.clone()),
    });
    // What the lab says of targets is not what a target is given: see `targets`.
    let fields = fields.filter(|(name, _)| name != "targets").collect();
    Cell::new(Value::Record(Arc::new(Record { schema: record.schema.clone(), fields })), machine.origin)
}

fn system(db: &dyn Db, os: &Record) -> Value {
    let found = os.schema.as_ref().and_then(|this| schema::of(db, this));
    let base = found.and_then(|found| found.bases.last()).and_then(|base| schema::of(db, base));
    let own = |name: &str| base.is_none_or(|base| base.field(name).is_none());
    let place = |cell: &Cell| cell.origin;
    let mut fields: Vec<(SmolStr, Cell)> = Vec::with_capacity(os.fields.len());
    let mut options = Vec::new();
    for (name, cell) in &os.fields {
        match &cell.value {
            Value::Record(target) if name == "target" => {
                let target = target.schema.as_ref().map(|schema| schema.name.clone()).unwrap_or_default();
                fields.push((name.clone(), Cell::new(Value::Str(target), place(cell))));
            }
            _ if own(name) => {
                options.push((name.clone(), Cell::new(Value::Str(name.clone()), place(cell)), cell.clone()));
            }
            _ => fields.push((name.clone(), cell.clone())),
        }
    }
    let name = os.schema.as_ref().map(|schema| schema.name.clone()).unwrap_or_default();
    fields.push(("name".into(), Cell::new(Value::Str(name), Origin::NOWHERE)));
    fields.push(("options".into(), Cell::new(Value::Map(Arc::new(Map::new(options))), Origin::NOWHERE)));
    Value::Record(Arc::new(Record { schema: None, fields }))
}

struct Builder<'db> {
    db: &'db dyn Db,
    blobs: RefCell<Blobs>,
    secrets: RefCell<Secrets>,
    faults: Vec<Diag>,
}

impl Builder<'_> {
    fn read<T: DeserializeOwned>(&mut self, what: &str, cell: &Cell) -> Option<T> {
        let _ = self.db;
        match T::deserialize(De { cell, blobs: &self.blobs, secrets: &self.secrets }) {
            Ok(value) => Some(value),
            Err(error) => {
                self.faults.push(fault(format!("`{what}` does not fit the model: {error}")));
                None
            }
        }
    }
}

/// A value as JSON, for options of targets: sizes and durations are numbers, addresses text, what is absent is left
/// out. What stands for a secret is text, and goes to `secrets`.
pub(crate) fn to_json(cell: &Cell, secrets: &RefCell<Secrets>) -> Result<serde_json::Value, String> {
    use serde::Deserialize as _;
    serde_json::Value::deserialize(De { cell, blobs: &RefCell::default(), secrets }).map_err(|error| error.to_string())
}
