//! Functions that call themselves, and `let`s that need themselves, by name: whether values would end it is not asked.

use super::check_anchor;
use crate::Diag;
use crate::hir::{AnchorKey, AnchorNode};
use crate::scope::head_range;
use crate::source::{Anchor, anchor};
use dlc_db::{Db, SourceFile};
use rustc_hash::FxHashMap;

type Node = (SourceFile, AnchorKey);

/// A node on the way: which of its references is looked at next.
struct Open {
    node: Node,
    next: usize,
}

/// The cycles of which the first member is in this file.
pub(crate) fn check(db: &dyn Db, file: SourceFile, anchors: &[AnchorKey]) -> Vec<Diag> {
    let mut out = Vec::new();
    // Whether a node is on the way, or done.
    let mut seen: FxHashMap<Node, bool> = FxHashMap::default();
    for key in anchors {
        let node = (file, key.clone());
        if !is_named_value(db, &node) || seen.contains_key(&node) {
            continue;
        }
        seen.insert(node.clone(), true);
        let mut way = vec![Open { node, next: 0 }];
        while let Some(last) = way.last_mut() {
            let references = &check_anchor(db, last.node.0, last.node.1.clone()).references;
            let Some(next) = references.get(last.next) else {
                seen.insert(last.node.clone(), false);
                way.pop();
                continue;
            };
            last.next += 1;
            match seen.get(next) {
                Some(true) => {
                    let start = way.iter().position(|open| open.node == *next).unwrap_or(0);
                    let cycle: Vec<&Node> = way[start..].iter().map(|open| &open.node).collect();
                    out.extend(report(db, file, cycle));
                }
                Some(false) => {}
                None => {
                    seen.insert(next.clone(), true);
                    way.push(Open { node: next.clone(), next: 0 });
                }
            }
        }
    }
    out
}

fn is_named_value(db: &dyn Db, (file, key): &Node) -> bool {
    let found = anchor(db, *file, key.clone()).map(|anchor| &anchor.hir.node);
    matches!(found, Some(AnchorNode::Fn { .. } | AnchorNode::Let { .. }))
}

/// A cycle begins at its first member by file and key, and is told in that file.
fn report(db: &dyn Db, file: SourceFile, mut cycle: Vec<&Node>) -> Option<Diag> {
    let first = cycle.iter().enumerate().min_by_key(|(_, (file, key))| (file.path(db), key.clone()))?.0;
    cycle.rotate_left(first);
    let (of, key) = cycle.first()?;
    if *of != file {
        return None;
    }
    let anchors: Vec<&Anchor> = cycle.iter().filter_map(|(file, key)| anchor(db, *file, key.clone())).collect();
    let at = anchor(db, *of, key.clone())?;
    let place = at.origin(head_range(&at.hir.node));
    let names: Vec<&str> = anchors.iter().chain([&at]).map(|anchor| name_of(&anchor.hir.node)).collect();
    let first = name_of(&at.hir.node);
    let functions = anchors.iter().all(|anchor| matches!(anchor.hir.node, AnchorNode::Fn { .. }));
    if functions {
        let message = match names.len() {
            2 => format!("function `{first}` calls itself"),
            _ => format!("functions call each other in a circle: {}", names.join(" → ")),
        };
        return Some(Diag::error("function-cycle", place, message).hint("loop with `[… for x in …]`"));
    }
    let message = match names.len() {
        2 => format!("`{first}` needs itself"),
        _ => format!("`{first}` needs itself: {}", names.join(" → ")),
    };
    Some(Diag::error("value-cycle", place, message))
}

fn name_of(node: &AnchorNode) -> &str {
    match node {
        AnchorNode::Let { name, .. } | AnchorNode::Fn { name, .. } => name.name.as_str(),
        _ => "",
    }
}
