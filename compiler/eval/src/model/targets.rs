//! What each target is asked for: its options, and the places that they promise.
//!
//! Options of a machine: schema default < `target NAME { }` of the lab < the system's `target` < `target NAME { }` of
//! the machine. A promise whose default mentions the machine is made for each machine, a promised folder for the
//! machines and the lab, any other for the lab alone.

use super::Secrets;
use crate::cx::{Cx, Ev, R, Stop};
use crate::frame::{Base, Frame, FrameData, Hold, NewFrame, Seed};
use crate::lab::{lab_of, root_frame, seeds_of};
use crate::value::{Cell, Record, Value};
use dlc_base::Origin;
use dlc_db::{Db, EntityNo};
use dlc_model::{Promise, TargetUse, Tree};
use dlc_sema::Diag;
use dlc_sema::hir::ExprKind;
use dlc_sema::index::walk;
use dlc_sema::schema::{self, Field, Schema};
use dlc_sema::ty::Ty;
use smol_str::SmolStr;
use std::sync::Arc;

/// A machine that a target renders.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Machine {
    /// A node.
    Node(EntityNo),
    /// A machine of the menu, by its label.
    Menu(EntityNo, SmolStr),
}

/// A target's options as values, for the places that they come from.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetFrames {
    /// What the target is given.
    pub target_use: TargetUse,
    /// The options.
    pub cell: Cell,
    /// How the secrets in them are made.
    pub secrets: Secrets,
    /// What is wrong with them.
    pub diags: Vec<Diag>,
}

/// The targets that a lab names, in natural order.
pub fn named_targets(db: &dyn Db, lab: EntityNo) -> Vec<String> {
    crate::lab::labels(db, lab, "targets".into()).iter().map(ToString::to_string).collect()
}

/// What a target is given for a machine.
#[salsa::tracked]
pub fn use_for_machine(db: &dyn Db, machine: Machine, target: String) -> TargetFrames {
    let (entity, menu) = match &machine {
        Machine::Node(entity) => (*entity, None),
        Machine::Menu(lab, label) => (*lab, Some(label)),
    };
    let cx = Cx::with_bodies(db, lab_of(db, entity));
    let found =
        machine_frame(&cx, entity, menu.map(SmolStr::as_str)).and_then(|frame| for_machine(&cx, &frame, &target));
    finish(cx, found, &target)
}

/// What a target is given for the lab.
#[salsa::tracked]
pub fn use_for_lab(db: &dyn Db, lab: EntityNo, target: String) -> TargetFrames {
    let cx = Cx::with_bodies(db, Some(lab));
    let found = root_frame(&cx, lab).and_then(|frame| for_lab(&cx, lab, &frame, &target));
    finish(cx, found, &target)
}

fn finish(cx: Cx<'_>, found: R<(Record, Vec<Promise>)>, target: &str) -> TargetFrames {
    *cx.root.borrow_mut() = None;
    let (record, promises) = match found {
        Ok((record, promises)) => (Some(record), promises),
        Err(Stop) => (None, Vec::new()),
    };
    let cell = record.map(|record| Cell::new(Value::Record(Arc::new(record)), Origin::NOWHERE)).unwrap_or_default();
    let mut diags = cx.into_diags();
    let secrets = std::cell::RefCell::default();
    let options = match super::to_json(&cell, &secrets) {
        Ok(options) => options,
        Err(why) => {
            if diags.is_empty() {
                diags.push(super::fault(format!("options of target `{target}`: {why}")));
            }
            serde_json::Value::Null
        }
    };
    TargetFrames { target_use: TargetUse { options, promises }, cell, secrets: secrets.into_inner(), diags }
}

fn machine_frame<'db>(cx: &Cx<'db>, entity: EntityNo, menu: Option<&str>) -> R<Frame<'db>> {
    let root = root_frame(cx, entity)?;
    let Some(label) = menu else { return Ok(root) };
    let mut at = root;
    for field in ["boot", "menu"] {
        at = match at.field(cx, field)? {
            Ev::Frame(frame) => frame,
            _ => return Err(Stop),
        };
    }
    match at.field(cx, "machines")? {
        Ev::Group(group) => group.get(label).cloned().ok_or(Stop),
        _ => Err(Stop),
    }
}

fn options_schema<'db>(cx: &Cx<'db>, target: &str) -> R<&'db Schema> {
    let found = schema::target_options(cx.db, target).and_then(|found| cx.schema(&found));
    found.ok_or_else(|| cx.report(Diag::placeless("unknown-target", format!("there is no target `{target}`"))))
}

fn for_machine<'db>(cx: &Cx<'db>, frame: &Frame<'db>, target: &str) -> R<(Record, Vec<Promise>)> {
    let schema = options_schema(cx, target)?;
    let lab = cx.lab.ok_or(Stop)?;
    let mut layers: Vec<Vec<Seed<'_>>> = vec![seeds_of(cx, lab, "targets", target)];
    let mut base = Base::Defaults;
    if let Ev::Frame(os) = frame.field(cx, "os")?
        && os.declared("target").is_some()
    {
        match os.field(cx, "target")? {
            Ev::Frame(options) if options.schema.is_some_and(|s| s.this.no == schema.this.no) => {
                layers.push(options.seeds().to_vec());
            }
            Ev::Cell(Cell { value: Value::Record(record), .. })
                if record.schema.as_ref().is_some_and(|s| s.no == schema.this.no) =>
            {
                base = Base::Record(record);
            }
            _ => {}
        }
    }
    if let Ev::Group(own) = frame.field(cx, "targets")?
        && let Some(own) = own.get(target)
    {
        layers.push(own.seeds().to_vec());
    }
    let hold =
        Hold { frame: frame.clone(), field: "targets".into(), label: Some(target.into()), word: Some("target".into()) };
    let place = frame.place;
    let options = options_frame(cx, schema, base, layers, hold, place);
    let for_machines =
        |field: &&Field| !is_artifact(field) || mentions_machine(cx, field) || is_folder(cx, &options, field);
    record(cx, schema, &options, for_machines)
}

fn for_lab<'db>(cx: &Cx<'db>, lab: EntityNo, frame: &Frame<'db>, target: &str) -> R<(Record, Vec<Promise>)> {
    let schema = options_schema(cx, target)?;
    let layers = vec![seeds_of(cx, lab, "targets", target)];
    let place = layers[0].last().map_or(frame.place, |seed| seed.place);
    let hold =
        Hold { frame: frame.clone(), field: "targets".into(), label: Some(target.into()), word: Some("target".into()) };
    let options = options_frame(cx, schema, Base::Defaults, layers, hold, place);
    let said = |field: &Field| !only_of_systems(field) || is_said(cx, &options, field);
    record(cx, schema, &options, |field| !mentions_machine(cx, field) && said(field))
}

fn is_said<'db>(cx: &Cx<'db>, options: &Frame<'db>, field: &Field) -> bool {
    options.contributions(cx, &field.name, None).is_ok_and(|said| !said.is_empty())
}

/// An option without a default is the system's to set, for a target that writes machines, unless the lab does.
fn only_of_systems(field: &Field) -> bool {
    field.value.is_none() && !field.ty.allows_none() && !is_artifact(field)
}

/// Each layer stands above those before it.
fn options_frame<'db>(
    cx: &Cx<'db>,
    schema: &'db Schema,
    base: Base,
    layers: Vec<Vec<Seed<'db>>>,
    hold: Hold<'db>,
    place: Origin,
) -> Frame<'db> {
    let mut seeds: Vec<Seed<'db>> = Vec::new();
    for layer in layers {
        let below = seeds.len();
        for seed in layer {
            let own = seed.above.iter().map(|above| above + below);
            let above = (0..below).chain(own).collect();
            seeds.push(Seed { above, ..seed });
        }
    }
    FrameData::new(cx, NewFrame { schema: Some(schema), map: None, hold: Some(hold), label: None, place, base, seeds })
}

fn record<'db>(
    cx: &Cx<'db>,
    schema: &'db Schema,
    options: &Frame<'db>,
    wanted: impl Fn(&&Field) -> bool,
) -> R<(Record, Vec<Promise>)> {
    let (mut fields, mut promises) = (Vec::new(), Vec::new());
    let mut failed = false;
    for field in schema.fields.iter().filter(wanted) {
        let Ok(cell) = options.field(cx, &field.name).and_then(|ev| cx.force_field(ev)) else {
            failed = true;
            continue;
        };
        if let (Some(tree), Value::Str(path)) = (tree_of(&field.ty), &cell.value) {
            promises.push(Promise { field: field.name.to_string(), tree, path: path.to_string() });
        }
        fields.push((field.name.clone(), cell));
    }
    if failed {
        return Err(Stop);
    }
    Ok((Record { schema: Some(schema.this.clone()), fields }, promises))
}

fn is_artifact(field: &Field) -> bool {
    tree_of(&field.ty).is_some()
}

/// The tree in which a promised artefact lies.
pub(super) fn tree_of(ty: &Ty) -> Option<Tree> {
    let trees =
        ty.members().into_iter().find_map(|m| if let Ty::Artifact(trees) = m { Some(trees.clone()) } else { None })?;
    match trees.first()?.as_str() {
        "tftp" => Some(Tree::Tftp),
        "operator" => Some(Tree::Operator),
        _ => Some(Tree::Http),
    }
}

fn is_folder<'db>(cx: &Cx<'db>, options: &Frame<'db>, field: &Field) -> bool {
    let cell = options.field(cx, &field.name).and_then(|ev| cx.force(ev));
    matches!(cell, Ok(Cell { value: Value::Str(path), .. }) if path.ends_with('/'))
}

/// Whether the default of an option is about one machine.
pub(crate) fn mentions_machine(cx: &Cx<'_>, field: &Field) -> bool {
    let Some((_, expr)) = field.value.and_then(|value| cx.field_expr(value)) else { return false };
    let mut found = false;
    walk(expr, &mut |expr| {
        found |= matches!(&expr.kind, ExprKind::Name(name, _) if name == "machine" || name == "node");
    });
    found
}
