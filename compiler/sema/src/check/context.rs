//! Where an anchor stands: the names around it, and the block whose braces hold it.

use super::env::{Env, Layer, Scope};
use super::{At, Block, Checker};
use crate::hir::{AnchorHir, AnchorKey, AnchorNode, BodyId, EntryKind, RowRef, Table};
use crate::scope;
use crate::source::{Anchor, anchor};
use dlc_db::{Db, SourceFile};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// One entry of one body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    body: BodyId,
    entry: u32,
}

/// The anchors that stand in another, with the way to each from the outermost braces. One that stands in the braces
/// of an expression has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Children {
    order: Vec<AnchorKey>,
    ways: FxHashMap<AnchorKey, Option<Arc<[Step]>>>,
}

/// The anchors that stand in this one.
#[salsa::tracked]
pub(crate) fn children(db: &dyn Db, file: SourceFile, key: AnchorKey) -> Children {
    let Some(anchor) = anchor(db, file, key) else { return Children::default() };
    let hir = &*anchor.hir;
    let mut walk = Walk { hir, seen: vec![false; hir.bodies.len()], way: Vec::new(), out: Children::default() };
    if let Some(body) = root(&hir.node) {
        walk.body(body, true);
    }
    // What is left stands in expressions.
    for id in 0..hir.bodies.len() {
        walk.body(BodyId(u32::try_from(id).unwrap_or(u32::MAX)), false);
    }
    walk.out
}

/// The braces of an anchor itself.
fn root(node: &AnchorNode) -> Option<BodyId> {
    match node {
        AnchorNode::Profile { body, .. } | AnchorNode::Test { body, .. } => Some(*body),
        AnchorNode::Block(block) => Some(block.body),
        AnchorNode::Row(row) => row.body,
        AnchorNode::Schema(schema) => Some(schema.checks),
        AnchorNode::Let { .. } | AnchorNode::Fn { .. } | AnchorNode::Type { .. } => None,
    }
}

struct Walk<'a> {
    hir: &'a AnchorHir,
    seen: Vec<bool>,
    way: Vec<Step>,
    out: Children,
}

impl Walk<'_> {
    fn body(&mut self, body: BodyId, known: bool) {
        if std::mem::replace(&mut self.seen[body.0 as usize], true) {
            return;
        }
        let hir = self.hir;
        for (number, entry) in hir.body(body).entries.iter().enumerate() {
            self.way.push(Step { body, entry: u32::try_from(number).unwrap_or(u32::MAX) });
            match &entry.kind {
                EntryKind::Item(item) => self.child(&item.anchor, known),
                EntryKind::Table(table) => {
                    for row in &table.rows {
                        match row {
                            RowRef::Anchor(key, _) => self.child(key, known),
                            RowRef::Inline(row) => row.body.into_iter().for_each(|body| self.body(body, known)),
                        }
                    }
                }
                EntryKind::For { body, .. } => self.body(*body, known),
                EntryKind::When { then, otherwise, .. } => {
                    self.body(*then, known);
                    otherwise.iter().for_each(|body| self.body(*body, known));
                }
                EntryKind::Block(block) | EntryKind::Given(block) => self.body(block.body, known),
                _ => {}
            }
            self.way.pop();
        }
    }

    fn child(&mut self, key: &AnchorKey, known: bool) {
        let way = known.then(|| Arc::from(self.way.as_slice()));
        self.out.order.push(key.clone());
        self.out.ways.insert(key.clone(), way);
    }
}

/// All anchors of a file, each before those that stand in it.
pub(crate) fn anchors(db: &dyn Db, file: SourceFile) -> Vec<AnchorKey> {
    let mut out = Vec::new();
    let mut open: Vec<AnchorKey> = scope::items(db, file).iter().rev().map(|item| item.anchor.clone()).collect();
    while let Some(key) = open.pop() {
        if has_braces(db, file, &key) {
            open.extend(children(db, file, key.clone()).order.iter().rev().cloned());
        }
        out.push(key);
    }
    out
}

/// Whether anything can stand in an anchor. Most rows of a table are cells alone: nobody keeps a query for them.
fn has_braces(db: &dyn Db, file: SourceFile, key: &AnchorKey) -> bool {
    anchor(db, file, key.clone()).is_some_and(|anchor| !anchor.hir.bodies.is_empty())
}

/// The anchors inside one, however deep.
pub(crate) fn below(db: &dyn Db, file: SourceFile, key: &AnchorKey) -> Vec<AnchorKey> {
    let mut out = Vec::new();
    let mut open = children(db, file, key.clone()).order.clone();
    while let Some(key) = open.pop() {
        if has_braces(db, file, &key) {
            open.extend(children(db, file, key.clone()).order.iter().cloned());
        }
        out.push(key);
    }
    out
}

/// What is around an anchor.
pub(crate) struct Around<'db> {
    /// The place; its names are read in the anchor.
    pub(crate) at: At<'db>,
    /// The table of a row.
    pub(crate) table: Option<&'db Table>,
}

impl<'db> Checker<'db> {
    /// What is around an anchor. What is wrong there is reported there.
    pub(crate) fn around(&self, anchor: &'db Anchor) -> Around<'db> {
        self.quietly(|| {
            let (at, table) = self.place_of(anchor).unwrap_or_else(|| (self.nowhere(anchor), None));
            // From here on ranges are the anchor's own.
            let scope = Scope { anchor, env: at.scope.env };
            Around { at: At { scope, block: at.block }, table }
        })
    }

    /// A place of which nothing is known but the file.
    fn nowhere(&self, anchor: &'db Anchor) -> At<'db> {
        let env = Env::file(anchor.file).with(Layer::Anything);
        At { scope: Scope { anchor, env }, block: Block::unknown() }
    }

    fn place_of(&self, at: &'db Anchor) -> Option<(At<'db>, Option<&'db Table>)> {
        let Some(parent) = &at.parent else {
            let scope = Scope { anchor: at, env: Env::file(at.file) };
            return Some((At { scope, block: Block::unknown() }, None));
        };
        let parent = anchor(self.db, at.file, parent.clone())?;
        let way = children(self.db, at.file, parent.key.clone()).ways.get(&at.key)?.as_ref()?;
        let mut place = self.inside_anchor(parent)?;
        for (i, step) in way.iter().enumerate() {
            let entry = &parent.hir.body(step.body).entries.get(step.entry as usize)?.kind;
            let Some(next) = way.get(i + 1) else {
                let table = if let EntryKind::Table(table) = entry { Some(table) } else { None };
                return Some((place, table));
            };
            place = self.inside_entry(&place, entry, next.body)?;
        }
        None
    }

    /// The place inside one of the braces of an entry.
    fn inside_entry(&self, at: &At<'db>, entry: &'db EntryKind, body: BodyId) -> Option<At<'db>> {
        match entry {
            EntryKind::For { vars, iter, .. } => Some(self.for_body(at, vars, iter, body)),
            EntryKind::When { .. } => Some(at.inside(body)),
            EntryKind::Block(block) => self.block_at(at, block),
            EntryKind::Given(block) => {
                let lab = At { scope: at.scope.clone(), block: self.lab_block()? };
                self.block_at(&lab, block)
            }
            EntryKind::Table(table) => {
                let block = self.table_block(at, table)?;
                let row = table.rows.iter().find_map(|row| match row {
                    RowRef::Inline(row) if row.body == Some(body) => Some(row),
                    _ => None,
                })?;
                Some(self.row_at(&at.scope, &block, row))
            }
            _ => None,
        }
    }

    /// The place inside the braces of an anchor itself.
    fn inside_anchor(&self, at: &'db Anchor) -> Option<At<'db>> {
        let Around { at: around, table } = self.around(at);
        match &at.hir.node {
            AnchorNode::Block(block) if at.parent.is_none() => self.lab_at(&around, block),
            AnchorNode::Block(block) => self.block_at(&around, block),
            AnchorNode::Profile { .. } => Some(self.profile_at(&around, at)),
            AnchorNode::Test { body, .. } => Some(self.test_at(&around, *body)),
            AnchorNode::Row(row) => {
                let outer = At { scope: around.scope.clone(), block: around.block.clone() };
                Some(self.row_at(&around.scope, &self.table_block(&outer, table?)?, row))
            }
            AnchorNode::Let { .. } | AnchorNode::Fn { .. } | AnchorNode::Type { .. } | AnchorNode::Schema(_) => None,
        }
    }
}
