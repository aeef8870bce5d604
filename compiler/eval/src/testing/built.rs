//! `built("path")`: a file of the lab's output.

use super::{Test, given};
use crate::cx::{Cx, Ev, R, Stop};
use crate::env::Scope;
use crate::value::{Cell, Value};
use dlc_base::Origin;
use dlc_base::suggest::nearest;
use dlc_db::{AnchorNo, Db, Overlay};
use dlc_sema::Diag;
use dlc_sema::hir::{AnchorHir, Arg, EntryKind, Expr, ExprKind};
use dlc_sema::index::walk_anchor;
use dlc_sema::source::{Anchor, anchor, anchor_of};
use std::collections::BTreeSet;

/// What such files are called in the database.
pub(super) const PREFIX: &str = "built:";

/// What a test asks of the output.
pub(super) struct Wants {
    /// Whether it asks at all.
    pub(super) output: bool,
    /// The paths, where all of them are written out.
    pub(super) paths: Option<BTreeSet<String>>,
}

/// What a test asks of the output, by its text.
pub(super) fn wants(db: &dyn Db, test: &Test) -> Wants {
    let mut paths = Some(BTreeSet::new());
    let mut output = false;
    for hir in anchors_inside(db, test.anchor) {
        walk_anchor(hir, &mut |expr| {
            let Some(args) = of_built(expr) else { return };
            output = true;
            let written = match args {
                [Arg { name: None, value: Expr { kind: ExprKind::Text(text), .. } }] => text.plain(),
                _ => None,
            };
            match (&mut paths, written) {
                (Some(paths), Some(path)) => drop(paths.insert(path.to_string())),
                _ => paths = None,
            }
        });
    }
    Wants { output, paths }
}

/// A test and what is declared in it.
fn anchors_inside(db: &dyn Db, test: AnchorNo) -> Vec<&AnchorHir> {
    let mut found: Vec<&AnchorHir> = Vec::new();
    let mut open: Vec<&Anchor> = anchor_of(db, test).into_iter().collect();
    while let Some(next) = open.pop() {
        found.push(&next.hir);
        let entries = next.hir.bodies.iter().flat_map(|body| &body.entries);
        open.extend(entries.filter_map(|entry| match &entry.kind {
            EntryKind::Item(item) => anchor(db, next.file, item.anchor.clone()),
            _ => None,
        }));
    }
    found
}

fn of_built(expr: &Expr) -> Option<&[Arg]> {
    match &expr.kind {
        ExprKind::Call(callee, args) => match &callee.kind {
            ExprKind::Name(name, _) if name == "built" => Some(args),
            _ => None,
        },
        _ => None,
    }
}

/// `built("path")`
pub(crate) fn file<'db>(cx: &Cx<'db>, scope: &Scope<'db>, args: &'db [Arg], place: Origin) -> R<Ev<'db>> {
    let [Arg { name: None, value }] = args else {
        return Err(cx.error("bad-argument", place, "`built` takes the path of a file in the output"));
    };
    let path = cx.value(scope, value, None)?;
    let Value::Str(path) = &path.value else {
        return Err(cx.error("bad-argument", place, "`built` takes the path of a file in quotes"));
    };
    if given::said_of(cx.db).is_none() {
        let diag = Diag::error("built-outside-test", place, "`built` reads the output, and a lab cannot depend on it");
        return Err(cx.report(diag.hint("ask for it in a `test`")));
    }
    // Where there is none, the lab has errors, which are told.
    let Some(paths) = Overlay::get(cx.db).built(cx.db) else { return Err(Stop) };
    if !paths.contains(path.as_str()) {
        return Err(no_artefact(cx, path, paths, scope.anchor.origin(value.range)));
    }
    Ok(Ev::Cell(Cell::new(Value::File(format!("{PREFIX}{path}").into()), place)))
}

fn no_artefact(cx: &Cx<'_>, path: &str, paths: &BTreeSet<String>, place: Origin) -> Stop {
    let diag = Diag::error("no-artefact", place, format!("no artefact `{path}`"));
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let same_name = || paths.iter().find(|known| name(known) == name(path)).map(String::as_str);
    cx.report(match nearest(path, paths.iter().map(String::as_str)).or_else(same_name) {
        Some(near) => diag.hint(format!("nearest is `{near}`")).fix(place, format!("\"{near}\"")),
        None => diag.note(format!("the output has {} files", paths.len())),
    })
}
