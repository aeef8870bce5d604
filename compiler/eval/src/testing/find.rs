//! Which tests a file has.

use super::{Found, Test, span_of};
use crate::cx::{Cx, R};
use crate::env::{Env, Layer, Owner, Scope};
use crate::frame::{Frame, Source};
use crate::lab::root_frame;
use crate::program::{lab_of, labs, placed};
use dlc_db::{Db, EntityNo, SourceFile};
use dlc_sema::hir::{AnchorNode, BodyId, EntryKind, ItemKind, ItemRef};
use dlc_sema::scope::items;
use dlc_sema::source::{Anchor, anchor};

/// The tests of a file, in the order of its text; those of profiles in other files come last.
pub(super) fn tests(db: &dyn Db, file: SourceFile) -> Found {
    let labs: Vec<EntityNo> = labs(db, file).into_iter().map(|lab| lab.entity).collect();
    let mut found = Found::default();
    let of_file = if labs.is_empty() { vec![None] } else { labs.iter().copied().map(Some).collect() };
    for lab in of_file {
        let cx = Cx::new(db, lab, false);
        let env = lab.iter().fold(Env::file(file), |env, lab| env.with(Layer::Lab(*lab)));
        for item in items(db, file).iter().filter(|item| item.kind == ItemKind::Test) {
            // A title that cannot be read is told below.
            let _ = test(&cx, lab, file, item, &env, &mut found.tests);
        }
        if let Some(lab) = lab {
            let _ = of_lab(&cx, lab, &mut found.tests);
        }
        found.told.extend(cx.into_diags().into_iter().map(|diag| placed(db, diag)));
    }
    let place = |test: &Test| {
        let path = db_path(db, test);
        (path.as_deref() != Some(file.path(db)), path, test.place.range.start())
    };
    found.tests.sort_by_cached_key(place);
    found
}

fn db_path(db: &dyn Db, test: &Test) -> Option<String> {
    let (file, _) = db.tables().anchor_key(test.anchor)?;
    Some(file.path(db).to_owned())
}

/// The tests of a lab's own braces and of the profiles for labs that it includes.
fn of_lab(cx: &Cx<'_>, lab: EntityNo, out: &mut Vec<Test>) -> R<()> {
    let frame = root_frame(cx, lab)?;
    let sites = frame.sites(cx)?;
    for site in &sites.list {
        let Source::Body(body) = site.source else { continue };
        if site.included && matches!(site.scope.anchor.hir.node, AnchorNode::Block(_)) {
            // A lab that is included is tested by itself.
            continue;
        }
        in_body(cx, &frame, lab, body, &site.scope, out)?;
    }
    Ok(())
}

fn in_body<'db>(
    cx: &Cx<'db>,
    frame: &Frame<'db>,
    lab: EntityNo,
    body: BodyId,
    scope: &Scope<'db>,
    out: &mut Vec<Test>,
) -> R<()> {
    let owner = Owner::Frame(frame.clone());
    for entry in &scope.anchor.hir.body(body).entries {
        match &entry.kind {
            EntryKind::Item(item) if item.kind == ItemKind::Test => {
                test(cx, Some(lab), scope.anchor.file, item, &scope.env, out)?;
            }
            EntryKind::For { vars, iter, body } => {
                for round in cx.rounds(scope, vars, iter)? {
                    in_body(cx, frame, lab, *body, &round.inside(*body, &owner), out)?;
                }
            }
            EntryKind::When { cond, then, otherwise } => {
                let body = if cx.condition(scope, cond)? { Some(*then) } else { *otherwise };
                if let Some(body) = body {
                    in_body(cx, frame, lab, body, &scope.inside(body, &owner), out)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn test<'db>(
    cx: &Cx<'db>,
    lab: Option<EntityNo>,
    file: SourceFile,
    item: &ItemRef,
    env: &Env<'db>,
    out: &mut Vec<Test>,
) -> R<()> {
    let Some(anchor) = anchor(cx.db, file, item.anchor.clone()) else { return Ok(()) };
    let AnchorNode::Test { title, .. } = &anchor.hir.node else { return Ok(()) };
    let own = lab_inside(cx.db, anchor);
    if own.is_some() && out.iter().any(|test| test.lab == own) {
        // With a lab of its own it is about no other.
        return Ok(());
    }
    let (lab, env) = match own {
        Some(lab) => (own, Env::file(file).with(Layer::Lab(lab))),
        None => (lab, env.clone()),
    };
    let scope = Scope { anchor, env };
    let name = cx.text(&scope, title, None)?.to_text().unwrap_or_default().to_string();
    let (Some(place), Some(env)) = (span_of(cx.db, anchor.origin(title.range)), scope.env.freeze(cx)) else {
        return Ok(());
    };
    out.push(Test { name, lab, place, anchor: anchor.no, env });
    Ok(())
}

/// The lab that a test brings.
fn lab_inside(db: &dyn Db, test: &Anchor) -> Option<EntityNo> {
    let AnchorNode::Test { body, .. } = test.hir.node else { return None };
    test.hir.body(body).entries.iter().find_map(|entry| match &entry.kind {
        EntryKind::Item(item) if item.block.is_some() => Some(lab_of(db, test.file, item)?.entity),
        _ => None,
    })
}
