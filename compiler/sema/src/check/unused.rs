//! Parameters and `let`s that nothing uses.
//!
//! Names are counted, not resolved: where the same word is used for something else nothing is said.

use super::context::below;
use super::items::types_of;
use crate::Diag;
use crate::hir::{AnchorKey, AnchorNode, Expr, ExprKind, Name, Text, TextPart, Type, TypeKind};
use crate::index::{walk, walk_anchor};
use crate::scope::items;
use crate::source::anchor;
use dlc_db::{Db, SourceFile};
use rustc_hash::FxHashSet;

/// The bare names of an anchor, sorted, each once.
#[salsa::tracked]
fn names(db: &dyn Db, file: SourceFile, key: AnchorKey) -> Box<[Name]> {
    let Some(anchor) = anchor(db, file, key) else { return Box::default() };
    let mut out: Vec<Name> = Vec::new();
    let mut add = |expr: &Expr| {
        if let ExprKind::Name(name, _) = &expr.kind {
            out.push(name.clone());
        }
    };
    walk_anchor(&anchor.hir, &mut add);
    for ty in types_of(&anchor.hir.node) {
        conditions(ty, &mut |expr| walk(expr, &mut add));
    }
    if let AnchorNode::Block(block) = &anchor.hir.node
        && let Some(text) = block.label.as_ref().and_then(|label| label.text.as_ref())
    {
        holes(text, &mut |expr| walk(expr, &mut add));
    }
    out.sort();
    out.dedup();
    out.into()
}

/// Calls `f` for the holes of a text.
fn holes<'a>(text: &'a Text, f: &mut dyn FnMut(&'a Expr)) {
    for part in &text.parts {
        if let TextPart::Hole(expr) = part {
            f(expr);
        }
    }
}

/// Calls `f` for the conditions in a type.
fn conditions<'a>(ty: &'a Type, f: &mut dyn FnMut(&'a Expr)) {
    match &ty.kind {
        TypeKind::Where(base, cond, message) => {
            conditions(base, f);
            f(cond);
            holes(message, f);
        }
        TypeKind::List(inner) | TypeKind::Set(inner) | TypeKind::Optional(inner) | TypeKind::Path(_, Some(inner)) => {
            conditions(inner, f);
        }
        TypeKind::Map(key, value) => {
            conditions(key, f);
            conditions(value, f);
        }
        TypeKind::Union(members) => members.iter().for_each(|member| conditions(member, f)),
        TypeKind::Missing | TypeKind::None | TypeKind::Path(_, None) => {}
    }
}

/// The parameters and `let`s of a file that nothing in it uses. A `let` of the file itself may be for others, unless
/// the file declares a lab: then nobody imports it for its names.
pub(crate) fn check(db: &dyn Db, file: SourceFile, anchors: &[AnchorKey]) -> Vec<Diag> {
    let has_lab = items(db, file).iter().any(|item| item.block.as_deref() == Some("lab"));
    let mut all: Option<FxHashSet<&Name>> = None;
    let mut out = Vec::new();
    for key in anchors {
        let Some(own) = anchor(db, file, key.clone()) else { continue };
        match &own.hir.node {
            AnchorNode::Let { name, .. } if own.parent.is_some() || has_lab => {
                let all = all.get_or_insert_with(|| {
                    anchors.iter().flat_map(|key| names(db, file, key.clone()).iter()).collect()
                });
                if !all.contains(&name.name) {
                    let message = format!("nothing uses `{}`", name.name);
                    out.push(Diag::warning("unused-name", own.origin(name.range), message));
                }
            }
            AnchorNode::Fn { params, .. } | AnchorNode::Profile { params, .. } if !params.is_empty() => {
                let mut keys = below(db, file, key);
                keys.push(key.clone());
                for param in params {
                    let used = keys.iter().any(|key| names(db, file, key.clone()).contains(&param.name.name));
                    if !used {
                        let message = format!("nothing uses the parameter `{}`", param.name.name);
                        out.push(Diag::warning("unused-name", own.origin(param.name.range), message));
                    }
                }
            }
            _ => {}
        }
    }
    out
}
