//! `given`: what a test says of the lab, above everything.
//!
//! It declares nothing, so the block that it names must be there. Loops and conditions around it see the lab as it is
//! without the test: which blocks a test speaks of cannot depend on what it says of them.

use super::{Test, evaluation, inside};
use crate::cx::{Cx, R};
use crate::env::{Frozen, Owner, Scope, is_entity, label_text};
use crate::lab::{MemberSite, face, labels};
use crate::value::Value;
use dlc_base::Origin;
use dlc_base::suggest::nearest;
use dlc_db::{AnchorNo, Db, EntityNo, Overlay};
use dlc_sema::Diag;
use dlc_sema::hir::{Block, BodyId, EntryKind, Name};
use dlc_sema::schema::Field;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::sync::Arc;

/// What a test says of its lab.
#[derive(Debug, Clone, Default)]
pub(crate) struct Givens {
    lab: Option<EntityNo>,
    /// Of blocks that are evaluated one by one, by the lab's field and by label.
    blocks: FxHashMap<(Name, SmolStr), MemberSite>,
    /// Of everything else in the lab.
    of_lab: Vec<OfLab>,
    /// The codes that it allows, with their places.
    pub(super) allows: Vec<(String, Origin)>,
}

/// One `given` that speaks of what the lab itself holds: `given kubernetes { … }`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OfLab {
    /// The test.
    pub(crate) anchor: AnchorNo,
    /// The block's braces, by which it is found again.
    pub(crate) body: BodyId,
    /// The names around it.
    pub(crate) env: Vec<Frozen>,
    /// Where it stands.
    pub(crate) place: Origin,
}

impl OfLab {
    /// The block that it is, where its names are known.
    pub(crate) fn block<'db>(&self, cx: &Cx<'db>) -> Option<(Scope<'db>, &'db Block)> {
        let anchor = cx.anchor(self.anchor)?;
        let entries = anchor.hir.bodies.iter().flat_map(|body| &body.entries);
        let block = entries.into_iter().find_map(|entry| match &entry.kind {
            EntryKind::Given(block) if block.body == self.body => Some(block),
            _ => None,
        })?;
        Some((Scope { anchor, env: crate::env::Env::thaw(cx, &self.env) }, block))
    }
}

fn said(db: &dyn Db) -> Option<Arc<Givens>> {
    Overlay::get(db).said(db).clone()?.downcast().ok()
}

/// Whether a test is being looked at, and of which lab.
pub(crate) fn said_of(db: &dyn Db) -> Option<Option<EntityNo>> {
    Some(said(db)?.lab)
}

/// What the test that is being looked at says of a block.
pub(crate) fn on_block(db: &dyn Db, lab: EntityNo, field: &Name, label: &SmolStr) -> Option<MemberSite> {
    let said = said(db)?;
    if said.lab == Some(lab) { said.blocks.get(&(field.clone(), label.clone())).cloned() } else { None }
}

/// What the test that is being looked at says of the lab itself.
#[salsa::tracked]
pub(crate) fn on_lab(db: &dyn Db, lab: EntityNo, _key: ()) -> Arc<Vec<OfLab>> {
    match said(db) {
        Some(said) if said.lab == Some(lab) => Arc::new(said.of_lab.clone()),
        _ => Arc::default(),
    }
}

/// The codes that the test that is being looked at allows.
pub(crate) fn allows(db: &dyn Db, lab: EntityNo) -> Vec<(String, Origin)> {
    said(db).filter(|said| said.lab == Some(lab)).map(|said| said.allows.clone()).unwrap_or_default()
}

/// Evaluates what stands in a test as `given`, and what is wrong with it.
pub(super) fn gather(db: &dyn Db, test: &Test) -> (Arc<Givens>, Vec<Diag>) {
    let cx = evaluation(db, test);
    let mut givens = Givens { lab: test.lab, ..Givens::default() };
    if let Some((scope, body)) = inside(&cx, test) {
        crate::check::collect_allows(&scope, body, &mut givens.allows);
        // What stops it has been reported.
        let _ = in_body(&cx, test, body, &scope, &mut givens);
    }
    (Arc::new(givens), cx.into_diags())
}

fn in_body<'db>(cx: &Cx<'db>, test: &Test, body: BodyId, scope: &Scope<'db>, out: &mut Givens) -> R<()> {
    let owner = test.lab.map_or(Owner::Nobody, Owner::Lab);
    for entry in &scope.anchor.hir.body(body).entries {
        match &entry.kind {
            EntryKind::Given(block) => one(cx, test, scope, block, out)?,
            EntryKind::For { vars, iter, body } if speaks(scope, *body) => {
                for round in cx.rounds(scope, vars, iter)? {
                    in_body(cx, test, *body, &round.inside(*body, &owner), out)?;
                }
            }
            EntryKind::When { cond, then, otherwise }
                if speaks(scope, *then) || otherwise.is_some_and(|body| speaks(scope, body)) =>
            {
                let body = if cx.condition(scope, cond)? { Some(*then) } else { *otherwise };
                if let Some(body) = body {
                    in_body(cx, test, body, &scope.inside(body, &owner), out)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a body or one inside it holds a `given`.
fn speaks(scope: &Scope<'_>, body: BodyId) -> bool {
    scope.anchor.hir.body(body).entries.iter().any(|entry| match &entry.kind {
        EntryKind::Given(_) => true,
        EntryKind::For { body, .. } => speaks(scope, *body),
        EntryKind::When { then, otherwise, .. } => {
            speaks(scope, *then) || otherwise.is_some_and(|body| speaks(scope, body))
        }
        _ => false,
    })
}

fn one<'db>(cx: &Cx<'db>, test: &Test, scope: &Scope<'db>, block: &'db Block, out: &mut Givens) -> R<()> {
    let Some(lab) = test.lab else {
        let diag = Diag::error(
            "given-without-lab",
            scope.anchor.origin(block.head),
            "`given` speaks of a lab, and this file has none",
        );
        return Err(cx.report(diag.hint("put the test into a lab, or into a profile for one")));
    };
    let (Some(schema), Some(first)) = (cx.lab_schema(), block.path.first()) else { return Ok(()) };
    let place = scope.anchor.origin(block.label.as_ref().map_or(first.range, |label| label.range));
    let Some(env) = scope.env.freeze(cx) else { return Ok(()) };
    let of_lab = OfLab { anchor: scope.anchor.no, body: block.body, env, place };
    match (schema.kind(&first.name), &block.label) {
        (Some(field), Some(label)) => {
            let label_text = label_text(cx, scope, label)?;
            known(cx, lab, field, &label_text, place)?;
            if !is_entity(field) {
                out.of_lab.push(of_lab);
                return Ok(());
            }
            let OfLab { anchor, body, env, place } = of_lab;
            let site = MemberSite::given(anchor, body, env, place);
            if let Some(first) = out.blocks.insert((field.name.clone(), label_text.clone()), site) {
                let kind = field.kind.as_deref().unwrap_or_default();
                let diag = Diag::error("duplicate-label", place, format!("{kind} `{label_text}` is given twice"));
                return Err(cx.report(diag.also(first.place(), "first here").hint("say it in one `given`")));
            }
        }
        _ => out.of_lab.push(of_lab),
    }
    Ok(())
}

/// A `given` declares nothing: what it names must be there.
fn known(cx: &Cx<'_>, lab: EntityNo, field: &Field, label: &str, place: Origin) -> R<()> {
    let there: Vec<SmolStr> = if is_entity(field) {
        labels(cx.db, lab, field.name.clone()).clone()
    } else {
        match &face(cx.db, lab, field.name.clone()).cell.value {
            Value::Map(map) => map.iter().map(|(label, ..)| label.clone()).collect(),
            _ => Vec::new(),
        }
    };
    if there.iter().any(|known| known == label) {
        return Ok(());
    }
    let kind = field.kind.as_deref().unwrap_or_default();
    let name = cx.db.tables().entity_key(lab).map(|key| key.label).unwrap_or_default();
    let diag =
        Diag::error("unknown-label", place, format!("no {kind} `{label}` in lab {name}, and `given` declares none"));
    Err(cx.report(match nearest(label, there.iter().map(SmolStr::as_str)) {
        Some(near) => diag.hint(format!("did you mean `{near}`?")).fix(place, near),
        None if there.is_empty() => diag.note(format!("the lab has no {kind}")),
        None => diag.note(format!("it has: {}", listed(&there))),
    }))
}

/// A few names, and how many more there are.
pub(super) fn listed(names: &[SmolStr]) -> String {
    const SHOWN: usize = 8;
    let shown = names.iter().take(SHOWN).map(SmolStr::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
