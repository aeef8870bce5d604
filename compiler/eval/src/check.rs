//! `check`, `warn` and `allow`.

use crate::cx::{Cx, R};
use crate::env::{Owner, Scope};
use crate::frame::{Frame, GIVEN, Seed, Source};
use crate::value::Value;
use dlc_base::{Origin, Severity};
use dlc_sema::Diag;
use dlc_sema::hir::{AnchorNode, BodyId, Check, EntryKind};
use std::borrow::Cow;

/// The code of a check without one.
const DEFAULT: &str = "check-failed";

/// At most so many values are pointed at.
const SHOWN: usize = 3;

/// Runs the checks of a frame: those of its schema, then those of its bodies.
pub(crate) fn run<'db>(cx: &Cx<'db>, frame: &Frame<'db>) {
    if frame.schema.is_none() {
        return;
    }
    let before = cx.sees_private.replace(true);
    let shared = frame.shared(cx);
    each_body(cx, frame, |body, scope| {
        for &number in &scope.anchor.index.body(body).checks {
            if shared.is_some_and(|shared| shared.passes(scope.anchor.no, body, number)) {
                continue;
            }
            // What could not be evaluated has been reported; the other checks of the body are about the same.
            if run_entry(cx, frame, body, number, scope).is_err() {
                break;
            }
        }
    });
    cx.sees_private.set(before);
}

/// The bodies with checks of a frame: those of its schema, then those that say something about it.
pub(crate) fn each_body<'db>(cx: &Cx<'db>, frame: &Frame<'db>, mut run: impl FnMut(BodyId, &Scope<'db>)) {
    for (no, body) in frame.schema.iter().flat_map(|schema| &schema.checks) {
        let Some(anchor) = cx.anchor(*no) else { continue };
        run(*body, &Scope { anchor, env: frame.schema_env(anchor.file) });
    }
    let Ok(sites) = frame.sites(cx) else { return };
    for site in &sites.list {
        if let Source::Body(body) | Source::Row(dlc_sema::hir::Row { body: Some(body), .. }, _) = &site.source {
            run(*body, &site.scope);
        }
    }
}

/// Runs a check, or those of a loop or a condition.
pub(crate) fn run_entry<'db>(cx: &Cx<'db>, frame: &Frame<'db>, body: BodyId, number: u32, scope: &Scope<'db>) -> R<()> {
    let run_body = |body: BodyId, scope: &Scope<'db>| {
        let checks = &scope.anchor.index.body(body).checks;
        checks.iter().try_for_each(|&number| run_entry(cx, frame, body, number, scope))
    };
    let owner = || Owner::Frame(frame.clone());
    match &scope.anchor.hir.body(body).entries[number as usize].kind {
        EntryKind::Check(check) => run_one(cx, frame, check, scope),
        EntryKind::For { vars, iter, body } => {
            for round in cx.rounds(scope, vars, iter)? {
                let _ = run_body(*body, &round.inside(*body, &owner()));
            }
        }
        EntryKind::When { cond, then, otherwise } => {
            let body = if cx.condition(scope, cond)? { Some(*then) } else { *otherwise };
            if let Some(body) = body {
                let _ = run_body(body, &scope.inside(body, &owner()));
            }
        }
        _ => {}
    }
    Ok(())
}

fn run_one<'db>(cx: &Cx<'db>, frame: &Frame<'db>, check: &'db Check, scope: &Scope<'db>) {
    *cx.reads.borrow_mut() = Some(Vec::new());
    let holds = cx.condition(scope, &check.cond);
    let reads = cx.reads.borrow_mut().take().unwrap_or_default();
    if !matches!(holds, Ok(false)) {
        return;
    }
    let code = check.code.as_ref().map_or(DEFAULT, |code| code.name.as_str());
    if allows(cx, frame, code) {
        return;
    }
    cx.check_failed.set(cx.check_failed.get() || !check.warn);
    let Ok(Value::Str(message)) = cx.text(scope, &check.message, None) else { return };
    let hint = check.hint.as_ref().map(|hint| cx.text(scope, hint, None));
    let severity = if check.warn { Severity::Warning } else { Severity::Error };
    let of_schema = matches!(scope.anchor.hir.node, AnchorNode::Schema(_));
    let cond = (!of_schema).then(|| scope.anchor.origin(check.cond.range));
    let places = places(cx, frame, cond, reads);
    let (first, rest) = places.split_first().map_or((frame.place, &[][..]), |(first, rest)| (*first, rest));
    let mut diag = Diag::new(severity, Cow::Owned(code.to_owned()), Some(first), message.to_string());
    for place in rest.iter().take(SHOWN) {
        diag = diag.also(*place, "");
    }
    if let Some(Ok(Value::Str(hint))) = hint {
        diag = diag.hint(hint.to_string());
    }
    cx.push(diag);
}

/// The places of the project among what a condition read, those of the block first. The condition of a lab or a profile
/// comes before them; otherwise the block, where the condition read nothing of it.
fn places(cx: &Cx<'_>, frame: &Frame<'_>, cond: Option<Origin>, reads: Vec<Origin>) -> Vec<Origin> {
    let mut places: Vec<Origin> = reads.into_iter().filter(|place| of_the_project(cx, place)).collect();
    // So comes what a test says of it.
    let given = |seed: &Seed<'_>| (seed.body == Some(GIVEN)).then_some(seed.scope.anchor.no.0);
    let given: Vec<u32> = frame.seeds().iter().filter_map(given).collect();
    let own = |place: &Origin| place.anchor == frame.place.anchor || given.contains(&place.anchor);
    // What the block itself says comes first; a value that nobody wrote here is told at the block.
    places.sort_by_key(|place| !own(place));
    if !places.first().is_some_and(own) && !cond.as_ref().is_some_and(own) {
        places.insert(0, frame.place);
    }
    cond.into_iter().chain(places).collect()
}

/// Whether a place is in a file that its user can edit.
pub(crate) fn of_the_project(cx: &Cx<'_>, place: &Origin) -> bool {
    let file = cx.db.tables().anchor_key(dlc_db::AnchorNo(place.anchor)).map(|(file, _)| file);
    file.is_some_and(|file| !file.path(cx.db).contains(':'))
}

/// Whether an `allow` in this block or one around it silences `code`. It is then noted as used.
fn allows<'db>(cx: &Cx<'db>, frame: &Frame<'db>, code: &str) -> bool {
    let mut at = Some(frame.clone());
    while let Some(frame) = at {
        if let Some(place) = allow_of(cx, &frame, code) {
            cx.allowed.borrow_mut().push(place);
            return true;
        }
        at = frame.parent.clone();
    }
    let in_lab = cx.lab.and_then(|lab| allows_in(cx.db, lab, ()).iter().find(|(allowed, _)| allowed == code));
    match in_lab {
        Some((_, place)) => {
            cx.allowed.borrow_mut().push(*place);
            true
        }
        None => false,
    }
}

fn allow_of<'db>(cx: &Cx<'db>, frame: &Frame<'db>, code: &str) -> Option<Origin> {
    let allows = allows_of(cx, frame);
    allows.into_iter().find(|(allowed, _)| allowed == code).map(|(_, place)| place)
}

/// Every `allow` of a frame's bodies, whether its condition holds or not: a reason is given for the block.
fn allows_of<'db>(cx: &Cx<'db>, frame: &Frame<'db>) -> Vec<(String, Origin)> {
    let mut out = Vec::new();
    let Ok(sites) = frame.sites(cx) else { return out };
    for site in &sites.list {
        let (Source::Body(body) | Source::Row(dlc_sema::hir::Row { body: Some(body), .. }, _)) = &site.source else {
            continue;
        };
        collect_allows(&site.scope, *body, &mut out);
    }
    out
}

/// The codes that a body allows, with their places.
pub(crate) fn collect_allows(scope: &Scope<'_>, body: BodyId, out: &mut Vec<(String, Origin)>) {
    for entry in &scope.anchor.hir.body(body).entries {
        match &entry.kind {
            EntryKind::Allow { code, .. } => out.push((code.name.to_string(), scope.anchor.origin(code.range))),
            EntryKind::For { body, .. } => collect_allows(scope, *body, out),
            EntryKind::When { then, otherwise, .. } => {
                collect_allows(scope, *then, out);
                if let Some(otherwise) = otherwise {
                    collect_allows(scope, *otherwise, out);
                }
            }
            _ => {}
        }
    }
}

/// Whether a code is allowed in a lab, or in this machine of it: for what is told while it is built.
pub fn is_allowed(db: &dyn dlc_db::Db, lab: dlc_db::EntityNo, machine: Option<&str>, code: &str) -> bool {
    let tables = db.tables();
    let machine = machine
        .zip(tables.entity_key(lab))
        .map(|(label, key)| tables.entity(dlc_db::EntityKey { field: "machines".into(), label: label.into(), ..key }));
    machine.into_iter().chain([lab]).any(|entity| allows_in(db, entity, ()).iter().any(|(allowed, _)| allowed == code))
}

/// Whether checking alone decides if something of this code is told: a target's are told when it runs.
pub(crate) fn is_of_checking(db: &dyn dlc_db::Db, code: &str) -> bool {
    let of = |target: &String| code.strip_prefix(target.as_str()).is_some_and(|rest| rest.starts_with('-'));
    !dlc_base::pages::OF_BUILDING.contains(&code) && !db.targets().iter().any(of)
}

/// The `allow` entries of a block's own bodies; those of a lab hold for all its blocks.
#[salsa::tracked]
pub(crate) fn allows_in(db: &dyn dlc_db::Db, lab: dlc_db::EntityNo, _key: ()) -> Vec<(String, Origin)> {
    let cx = Cx::new(db, Some(lab), false);
    match crate::lab::root_frame(&cx, lab) {
        Ok(frame) => allows_of(&cx, &frame).into_iter().chain(crate::testing::allows(db, lab)).collect(),
        Err(_) => Vec::new(),
    }
}
