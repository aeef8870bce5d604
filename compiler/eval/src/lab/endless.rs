//! What a query gives that needs itself.
//!
//! A cycle is found while its fields are being computed, and told as a path of fields. Where an edit closes one, the
//! database may come upon it from another side, while it looks what has changed; and two threads may wait for each
//! other. These are the answers for then.

use super::{Evaluated, Face, MemberSite, Members};
use crate::env::LabLayer;
use crate::frame::VALUE_CYCLE;
use crate::value::Cell;
use dlc_base::Origin;
use dlc_db::{AnchorNo, Db, EntityNo};
use dlc_sema::Diag;
use dlc_sema::hir::{Name, Range};
use dlc_sema::source::anchor_of;
use dlc_sema::ty::Ty;
use smol_str::SmolStr;
use std::sync::Arc;

fn endless(db: &dyn Db, place: Option<Origin>, what: &str) -> Vec<Diag> {
    db.report_untracked_read();
    place.map(|place| Diag::error(VALUE_CYCLE, place, format!("{what} needs itself"))).into_iter().collect()
}

/// The head of a lab's block.
fn head_of(db: &dyn Db, entity: EntityNo) -> Option<Origin> {
    let anchor = anchor_of(db, db.tables().entity_key(entity)?.lab)?;
    Some(anchor.origin(dlc_sema::scope::head_range(&anchor.hir.node)))
}

pub(super) fn endless_members(db: &dyn Db, _id: salsa::Id, lab: EntityNo, field: Name) -> Members {
    let diags = endless(db, head_of(db, lab), &format!("`{field}` of the lab"));
    Members { unknown: true, diags, ..Members::default() }
}

pub(super) fn endless_sites(_: &dyn Db, _: salsa::Id, _: EntityNo, _: Name, _: SmolStr) -> Arc<Vec<MemberSite>> {
    Arc::default()
}

pub(super) fn endless_unknown(_: &dyn Db, _: salsa::Id, _: EntityNo, _: Name) -> bool {
    true
}

pub(super) fn endless_labels(_: &dyn Db, _: salsa::Id, _: EntityNo, _: Name) -> Vec<SmolStr> {
    Vec::new()
}

pub(super) fn endless_face(db: &dyn Db, _: salsa::Id, entity: EntityNo, name: Name) -> Face {
    let label = db.tables().entity_key(entity).map(|key| key.label).unwrap_or_default();
    Face { cell: Cell::default(), cycles: endless(db, head_of(db, entity), &format!("`{name}` of {label}")) }
}

#[allow(clippy::too_many_arguments, reason = "those of the query")]
pub(super) fn endless_list(
    db: &dyn Db,
    _: salsa::Id,
    _: EntityNo,
    anchor: AnchorNo,
    range: (u32, u32),
    _: Option<Ty>,
    _: Vec<LabLayer>,
    _: bool,
) -> Evaluated {
    let place = dlc_sema::source::origin(anchor, Range { start: range.0, end: range.1 });
    Evaluated { cell: None, diags: endless(db, Some(place), "this list") }
}

pub(super) fn endless_let(db: &dyn Db, _: salsa::Id, no: AnchorNo, _: Option<EntityNo>, _: Vec<LabLayer>) -> Evaluated {
    let found = anchor_of(db, no);
    let place = found.map(|anchor| anchor.origin(dlc_sema::scope::head_range(&anchor.hir.node)));
    Evaluated { cell: None, diags: endless(db, place, "this `let`") }
}
