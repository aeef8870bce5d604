//! What the bodies of a frame say about one field.

use super::{Frame, FrameData, Header, Source};
use crate::cx::{Cx, R};
use crate::env::{Owner, Scope};
use crate::value::Cell;
use dlc_base::Origin;
use dlc_sema::hir::{AnchorNode, BodyId, Entry, EntryKind, Expr, Ident, Label, RowRef};
use dlc_sema::source::anchor;
use std::rc::Rc;

/// One thing that is said about a field.
#[derive(Clone)]
pub(crate) struct Contribution<'db> {
    /// The body that says it, by number.
    pub(crate) site: usize,
    /// What it says.
    pub(crate) what: What<'db>,
    /// The names where it is said.
    pub(crate) scope: Scope<'db>,
    /// Where.
    pub(crate) place: Origin,
}

/// What is said about a field.
#[derive(Clone)]
pub(crate) enum What<'db> {
    /// `f = e`
    Set(&'db Expr),
    /// `f += e`
    Add(&'db Expr),
    /// The value of a key in a map that is added.
    Value(Cell),
    /// `f { … }`, `f.g = e`
    Amend(Source<'db>),
    /// A block of the field's kind.
    Block(LabelOf<'db>, Source<'db>),
}

/// Where the label of a block stands.
#[derive(Clone)]
pub(crate) enum LabelOf<'db> {
    /// In its head.
    Label(&'db Label),
    /// In the first cell of a row.
    Cell(&'db Expr),
    /// Nowhere: the block has none.
    Missing,
}

/// What is looked for.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    name: &'a str,
    kind: Option<&'a str>,
}

impl<'db> FrameData<'db> {
    /// Everything that is said about the field `name`, whose blocks are of the kind `kind`, in the order of the
    /// bodies and in text order within each.
    pub(crate) fn contributions(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        name: &str,
        kind: Option<&str>,
    ) -> R<Vec<Contribution<'db>>> {
        let sites = self.sites(cx)?;
        let mut collector = Collector { frame: self, cx, wanted: Wanted { name, kind }, site: 0, out: Vec::new() };
        for (number, site) in sites.list.iter().enumerate() {
            collector.site = number;
            collector.source(&site.source, &site.scope)?;
        }
        Ok(collector.out)
    }
}

struct Collector<'a, 'db> {
    frame: &'a Frame<'db>,
    cx: &'a Cx<'db>,
    wanted: Wanted<'a>,
    site: usize,
    out: Vec<Contribution<'db>>,
}

impl<'db> Collector<'_, 'db> {
    fn push(&mut self, what: What<'db>, scope: &Scope<'db>, place: Origin) {
        self.out.push(Contribution { site: self.site, what, scope: scope.clone(), place });
    }

    fn source(&mut self, source: &Source<'db>, scope: &Scope<'db>) -> R<()> {
        match source {
            Source::Body(body) => self.body(*body, scope),
            Source::Row(row, header) => {
                for (path, cell) in header.columns.iter().zip(row.cells.iter().skip(header.skip)) {
                    if let Some(cell) = cell {
                        self.set(path, false, cell, scope);
                    }
                }
                row.body.map_or(Ok(()), |body| self.body(body, scope))
            }
            Source::Path(path, value, add) => {
                self.set(path, *add, value, scope);
                Ok(())
            }
            Source::PathBody(path, body) => {
                self.amend(path, *body, scope);
                Ok(())
            }
            Source::Given(block) => {
                self.block(&block.path, block.label.as_ref(), block.body, scope);
                Ok(())
            }
            Source::Map(map) => {
                if let Some(cell) = map.get(self.wanted.name) {
                    self.push(What::Value(cell.clone()), scope, cell.origin);
                }
                Ok(())
            }
        }
    }

    fn body(&mut self, body: BodyId, scope: &Scope<'db>) -> R<()> {
        let anchor = scope.anchor;
        let entries = &anchor.hir.body(body).entries;
        let index = &anchor.index;
        let index = index.body(body);
        let by_name = index.entries(self.wanted.name);
        let by_kind =
            self.wanted.kind.filter(|kind| *kind != self.wanted.name).map_or(&[][..], |kind| index.entries(kind));
        if by_kind.is_empty() && index.dynamic.is_empty() {
            return by_name.iter().try_for_each(|&number| self.entry(&entries[number as usize], scope));
        }
        let mut numbers: Vec<u32> = by_name.iter().chain(by_kind).chain(&index.dynamic).copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.iter().try_for_each(|&number| self.entry(&entries[number as usize], scope))
    }

    fn entry(&mut self, entry: &'db Entry, scope: &Scope<'db>) -> R<()> {
        let anchor = scope.anchor;
        match &entry.kind {
            EntryKind::Set { path, add, value } => self.set(path, *add, value, scope),
            EntryKind::SetKey { key, add, value } => {
                let text = self.cx.text(scope, key, None)?.to_text().unwrap_or_default();
                if text == self.wanted.name {
                    let what = if *add { What::Add(value) } else { What::Set(value) };
                    self.push(what, scope, anchor.origin(entry.range));
                }
            }
            EntryKind::Block(block) => {
                let label = block.label.as_ref();
                self.block(&block.path, label, block.body, scope);
            }
            EntryKind::Item(item) if item.block.is_some() => {
                let Some(own) = anchor_of_item(self.cx, scope, &item.anchor) else { return Ok(()) };
                let inner = Scope { anchor: own, env: scope.env.clone() };
                if let AnchorNode::Block(block) = &own.hir.node {
                    self.block(&block.path, block.label.as_ref(), block.body, &inner);
                }
            }
            EntryKind::Table(table) if Some(table.kind.name.as_str()) == self.wanted.kind => {
                let header = Header { columns: table.header.get(1..).unwrap_or_default(), skip: 1, anchor: anchor.no };
                for row in &table.rows {
                    self.row(row, header, scope);
                }
            }
            EntryKind::For { vars, iter, body } => {
                let owner = Owner::Frame(self.frame.clone());
                for round in self.cx.rounds(scope, vars, iter)? {
                    self.body(*body, &round.inside(*body, &owner))?;
                }
            }
            EntryKind::When { cond, then, otherwise } => {
                let body = if self.cx.condition(scope, cond)? { Some(*then) } else { *otherwise };
                if let Some(body) = body {
                    self.body(body, &scope.inside(body, &Owner::Frame(self.frame.clone())))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn set(&mut self, path: &'db [Ident], add: bool, value: &'db Expr, scope: &Scope<'db>) {
        let Some((first, rest)) = path.split_first() else { return };
        if first.name != self.wanted.name {
            return;
        }
        let place = scope.anchor.origin(value.range);
        match (rest.is_empty(), add) {
            (true, false) => self.push(What::Set(value), scope, place),
            (true, true) => self.push(What::Add(value), scope, place),
            (false, _) => self.push(What::Amend(Source::Path(rest, value, add)), scope, place),
        }
    }

    /// `a.b { … }` is an amendment of `a` that amends its `b`.
    fn amend(&mut self, path: &'db [Ident], body: BodyId, scope: &Scope<'db>) {
        let Some((first, rest)) = path.split_first() else { return };
        if first.name != self.wanted.name {
            return;
        }
        let place = scope.anchor.origin(first.range);
        let source = if rest.is_empty() { Source::Body(body) } else { Source::PathBody(rest, body) };
        self.push(What::Amend(source), scope, place);
    }

    fn block(&mut self, path: &'db [Ident], label: Option<&'db Label>, body: BodyId, inner: &Scope<'db>) {
        let Some(first) = path.first() else { return };
        let is_kind = self.wanted.kind == Some(first.name.as_str());
        if !is_kind {
            return self.amend(path, body, inner);
        }
        if path.len() > 1 {
            return;
        }
        let label_of = label.map_or(LabelOf::Missing, LabelOf::Label);
        let place = inner.anchor.origin(label.map_or(first.range, |label| label.range));
        self.push(What::Block(label_of, Source::Body(body)), inner, place);
    }

    fn row(&mut self, row: &'db RowRef, header: Header<'db>, scope: &Scope<'db>) {
        let (row, inner) = match row {
            RowRef::Inline(row) => (row, scope.clone()),
            RowRef::Anchor(key, _) => {
                let Some(own) = anchor_of_item(self.cx, scope, key) else { return };
                let AnchorNode::Row(row) = &own.hir.node else { return };
                (row, Scope { anchor: own, env: scope.env.clone() })
            }
        };
        if let Some(Some(cell)) = row.cells.first() {
            let place = inner.anchor.origin(cell.range);
            self.push(What::Block(LabelOf::Cell(cell), Source::Row(row, header)), &inner, place);
        }
    }
}

fn anchor_of_item<'db>(
    cx: &Cx<'db>,
    scope: &Scope<'db>,
    key: &dlc_sema::hir::AnchorKey,
) -> Option<&'db dlc_sema::source::Anchor> {
    anchor(cx.db, scope.anchor.file, key.clone())
}
