//! What braces declare twice.

use super::blocks::label_text;
use super::lists::plain_label;
use super::{At, Checker, Shape};
use crate::Diag;
use crate::hir::{AnchorNode, BodyId, EntryKind, Name, RowRef};
use crate::source::anchor;
use dlc_base::Origin;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// A declaration in a pair of braces.
struct Declared {
    /// The kind of block; empty for `let` and its like.
    kind: Name,
    /// Its label, as far as it needs no evaluation.
    label: Option<SmolStr>,
    place: Origin,
}

/// Reports what one pair of braces says twice: names, blocks of one kind with one label, fields.
pub(crate) fn check(cx: &Checker<'_>, at: &At<'_>, body: BodyId) {
    fields(cx, at, body);
    if matches!(at.block.shape, Shape::Map(..)) {
        return;
    }
    let mut names: FxHashMap<Name, Declared> = FxHashMap::default();
    let mut labels: FxHashMap<(Name, SmolStr), Origin> = FxHashMap::default();
    for (name, declared) in declarations(cx, at, body) {
        if let Some(label) = declared.label.clone().filter(|_| !declared.kind.is_empty()) {
            let first = *labels.entry((declared.kind.clone(), label.clone())).or_insert(declared.place);
            if first != declared.place {
                let message = format!("{} `{label}` is declared twice", declared.kind);
                cx.push(Diag::error("duplicate-label", declared.place, message).also(first, "first here"));
                continue;
            }
        }
        let Some(name) = name else { continue };
        match names.get(&name) {
            Some(first) => {
                let message = format!("`{name}` is declared twice");
                cx.push(Diag::error("duplicate-name", declared.place, message).also(first.place, "first here"));
            }
            None => {
                names.insert(name, declared);
            }
        }
    }
}

/// A field that is set twice in one body, or set and amended. Bodies of conditions are left to the evaluator.
fn fields(cx: &Checker<'_>, at: &At<'_>, body: BodyId) {
    let here = at.scope.anchor;
    let entries = &here.hir.body(body).entries;
    let mut set: FxHashMap<&str, Origin> = FxHashMap::default();
    for entry in entries {
        let EntryKind::Set { path, add: false, value } = &entry.kind else { continue };
        let ([name], place) = (path.as_slice(), here.origin(value.range)) else { continue };
        match set.get(name.name.as_str()) {
            Some(&first) => {
                let diag = Diag::error("set-twice", place, format!("`{}` is set twice in one body", name.name));
                cx.push(diag.also(first, "set here").label("and here"));
            }
            None => {
                set.insert(&name.name, place);
            }
        }
    }
    for entry in entries {
        let (name, place) = match &entry.kind {
            EntryKind::Set { path, value, .. } if path.len() > 1 => (&path[0], here.origin(value.range)),
            EntryKind::Block(block) if block.label.is_none() => match block.path.first() {
                Some(first) => (first, here.origin(first.range)),
                None => continue,
            },
            _ => continue,
        };
        if let Some(&first) = set.get(name.name.as_str()) {
            let diag = Diag::error("set-and-amended", place, format!("`{}` is set and amended in one body", name.name));
            cx.push(diag.also(first, "set here").hint("write all of it in one place"));
        }
    }
}

/// The declarations of a body, in text order. Anchors are only looked into where two have one name: otherwise an
/// edit in one of them would reach this body.
fn declarations(cx: &Checker<'_>, at: &At<'_>, body: BodyId) -> Vec<(Option<Name>, Declared)> {
    let here = at.scope.anchor;
    let entries = &here.hir.body(body).entries;
    let mut count: FxHashMap<&Name, u32> = FxHashMap::default();
    for entry in entries {
        match &entry.kind {
            EntryKind::Item(item) => item.name.iter().for_each(|name| *count.entry(name).or_default() += 1),
            EntryKind::Block(block) => {
                let name = block.label.as_ref().and_then(|label| label.name.as_ref());
                name.into_iter().for_each(|name| *count.entry(&name.name).or_default() += 1);
            }
            EntryKind::Table(table) => {
                for row in &table.rows {
                    if let RowRef::Anchor(_, Some(name)) = row {
                        *count.entry(name).or_default() += 1;
                    }
                }
            }
            _ => {}
        }
    }
    let mut out = Vec::new();
    for entry in entries {
        match &entry.kind {
            EntryKind::Item(item) if item.name.as_ref().is_some_and(|name| count[name] > 1) => {
                out.extend(of_anchor(cx, at, &item.anchor, item.block.as_ref()));
            }
            EntryKind::Block(block) => {
                let (Some(kind), Some(label)) = (block.path.first(), &block.label) else { continue };
                // A word that is no kind is told of, and its label is nothing.
                if let Shape::Schemas(schemas) = &at.block.shape
                    && schemas.iter().all(|schema| schema.kind(&kind.name).is_none())
                {
                    continue;
                }
                let name = label.name.as_ref().map(|name| name.name.clone());
                let place = here.origin(label.range);
                out.push((name, Declared { kind: kind.name.clone(), label: label_text(label), place }));
            }
            EntryKind::Table(table) => {
                for row in &table.rows {
                    match row {
                        RowRef::Anchor(key, Some(name)) if count[name] > 1 => {
                            out.extend(of_anchor(cx, at, key, Some(&table.kind.name)));
                        }
                        RowRef::Inline(row) => {
                            let Some(Some(cell)) = row.cells.first() else { continue };
                            let name = match &cell.kind {
                                crate::hir::ExprKind::Name(name, _) => Some(name.clone()),
                                _ => None,
                            };
                            let declared = Declared {
                                kind: table.kind.name.clone(),
                                label: plain_label(cell),
                                place: here.origin(cell.range),
                            };
                            out.push((name, declared));
                        }
                        RowRef::Anchor(..) => {}
                    }
                }
            }
            _ => {}
        }
    }
    out
}

fn of_anchor(
    cx: &Checker<'_>,
    at: &At<'_>,
    key: &crate::hir::AnchorKey,
    kind: Option<&Name>,
) -> Option<(Option<Name>, Declared)> {
    let own = anchor(cx.db, at.scope.anchor.file, key.clone())?;
    let kind = kind.cloned().unwrap_or_default();
    Some(match &own.hir.node {
        AnchorNode::Block(block) => {
            let label = block.label.as_ref()?;
            let name = label.name.as_ref().map(|name| name.name.clone());
            (name, Declared { kind, label: label_text(label), place: own.origin(label.range) })
        }
        AnchorNode::Row(row) => {
            let cell = row.cells.first()?.as_ref()?;
            let label = plain_label(cell)?;
            (Some(label.clone()), Declared { kind, label: Some(label), place: own.origin(cell.range) })
        }
        node => {
            let name = match node {
                AnchorNode::Let { name, .. }
                | AnchorNode::Fn { name, .. }
                | AnchorNode::Type { name, .. }
                | AnchorNode::Profile { name, .. } => name,
                AnchorNode::Schema(schema) => &schema.name,
                _ => return None,
            };
            let place = own.origin(name.range);
            (Some(name.name.clone()), Declared { kind: Name::default(), label: None, place })
        }
    })
}
