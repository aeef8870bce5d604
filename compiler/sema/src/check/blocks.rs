//! Fields, blocks and tables: what an entry says about the block that it stands in.

use super::env::{Layer, Scope};
use super::kinds::block_schema;
use super::what::What;
use super::{At, Block, Checker, Shape};
use crate::Diag;
use crate::hir::{self, BodyId, EntryKind, Expr, ExprKind, Ident, Label, Row, RowRef, Table};
use crate::schema::{Field, Schema};
use crate::ty::{Prim, Ty};
use dlc_base::Origin;
use dlc_base::suggest::nearest;
use smol_str::SmolStr;
use std::rc::Rc;

impl<'db> Checker<'db> {
    /// `KIND LABEL { … }`, `field { … }`, `a.b { … }`
    pub(crate) fn block(&self, at: &At<'db>, block: &'db hir::Block) {
        if let Some(label) = &block.label
            && let Some(text) = &label.text
        {
            self.text(&at.scope, text);
        }
        if let Some(inner) = self.block_at(at, block) {
            self.entries(&inner, block.body);
        }
    }

    /// The place inside a block; none where it is no block of anything, which is reported.
    pub(crate) fn block_at(&self, at: &At<'db>, block: &'db hir::Block) -> Option<At<'db>> {
        let (first, rest) = block.path.split_first()?;
        let place = at.scope.anchor.origin(first.range);
        let label = block.label.as_ref();
        if label.is_some() {
            self.note_kind(&at.block, &first.name, place);
        }
        let fields = match &at.block.shape {
            Shape::Schemas(schemas) => schemas.iter().filter_map(|schema| schema.kind(&first.name)).collect(),
            Shape::Map(..) => Vec::new(),
            // A test of the library brings its own lab.
            Shape::Test if first.name == "lab" && rest.is_empty() => return self.lab_at(at, block),
            Shape::Test | Shape::Unknown => return self.unknown_block(at, block.body),
        };
        let inner = match fields.first() {
            Some(field) if rest.is_empty() => {
                self.labelled(label, &first.name, place);
                self.named_block(&at.scope, &fields, field, label)
            }
            Some(field) if label.is_none() && self.is_field(at, &field.name, first) => None,
            Some(field) => {
                let kind = field.kind.clone().unwrap_or_default();
                let diag = Diag::error("type-mismatch", place, format!("`{kind}` is a kind of blocks, and no field"));
                self.push(diag.hint(format!("write `{kind} NAME {{ … }}`")));
                None
            }
            None if label.is_some() => {
                if let Shape::Schemas(schemas) = &at.block.shape
                    && schemas.iter().all(|schema| self.extending_kind(schema, &first.name))
                {
                    self.push(self.no_kind(at, first, place));
                }
                None
            }
            None => self.enter(at, &block.path, place),
        };
        match inner {
            Some(inner) => Some(self.inside_block(&at.scope, inner, block.body)),
            None => self.unknown_block(at, block.body),
        }
    }

    /// Whether the word of a kind is also a field that can be amended.
    fn is_field(&self, at: &At<'db>, kind_field: &str, name: &Ident) -> bool {
        let Shape::Schemas(schemas) = &at.block.shape else { return false };
        kind_field != name.name && schemas.iter().any(|schema| schema.field(&name.name).is_some())
    }

    /// The place in braces of which nothing is known: only the names in it are.
    fn unknown_block(&self, at: &At<'db>, body: BodyId) -> Option<At<'db>> {
        let block = Block::unknown();
        let scope = at.scope.with(Layer::Anything);
        Some(At { scope: scope.with(Layer::Braces(at.scope.anchor, body, Shape::Unknown)), block })
    }

    fn labelled(&self, label: Option<&Label>, kind: &str, place: Origin) {
        if label.is_none() {
            let diag = Diag::error("missing-label", place, format!("a {kind} has a label"));
            self.push(diag.hint(format!("write `{kind} NAME {{ … }}`")));
        }
    }

    /// What a named block says something about.
    fn named_block(
        &self,
        scope: &Scope<'db>,
        fields: &[&'db Field],
        field: &'db Field,
        label: Option<&Label>,
    ) -> Option<Block<'db>> {
        let text = label.and_then(label_text);
        let schemas: Vec<&'db Schema> =
            fields.iter().filter_map(|field| block_schema(self.db, field, text.as_deref())).collect();
        let word = field.kind.clone()?;
        if schemas.is_empty() {
            if let (Some(text), Some(label), Ty::Map(map)) = (&text, label, field.ty.peeled())
                && matches!(map.1.peeled(), Ty::Prim(Prim::Target))
            {
                self.unknown_target(&word, text, scope.anchor.origin(label.range));
            }
            return None;
        }
        Some(Block::new(Shape::Schemas(Rc::from(schemas)), Some(word)))
    }

    fn unknown_target(&self, kind: &str, name: &str, place: Origin) {
        let known = self.db.targets();
        let diag = Diag::error("unknown-target", place, format!("there is no {kind} `{name}`"));
        self.push(match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => diag.hint(format!("did you mean `{near}`?")),
            None => diag.note(format!("there are: {}", known.join(", "))),
        });
    }

    /// The place inside the braces of a block.
    pub(crate) fn inside_block(&self, scope: &Scope<'db>, block: Block<'db>, body: BodyId) -> At<'db> {
        let scope = self.words_inside(scope, &block);
        let layer = Layer::Braces(scope.anchor, body, block.shape.clone());
        At { scope: scope.with(layer), block }
    }

    /// `table KIND { … }`; rows that are anchors of their own are checked there.
    pub(crate) fn table(&self, at: &At<'db>, table: &'db Table) {
        self.note_kind(&at.block, &table.kind.name, at.scope.anchor.origin(table.kind.range));
        let Some(block) = self.table_block(at, table) else {
            self.known_kind(at, &table.kind);
            return;
        };
        self.columns(&at.scope, &block, table.header.get(1..).unwrap_or_default());
        for row in &table.rows {
            if let RowRef::Inline(row) = row {
                self.row(&at.scope, &block, table, row);
            }
        }
    }

    /// What the rows of a table say something about.
    pub(crate) fn table_block(&self, at: &At<'db>, table: &Table) -> Option<Block<'db>> {
        let Shape::Schemas(schemas) = &at.block.shape else { return None };
        let fields: Vec<&'db Field> = schemas.iter().filter_map(|schema| schema.kind(&table.kind.name)).collect();
        self.named_block(&at.scope, &fields, fields.first()?, None)
    }

    /// The columns of a table are fields.
    pub(crate) fn columns(&self, scope: &Scope<'db>, block: &Block<'db>, header: &'db [Vec<Ident>]) {
        for path in header {
            let Some((first, rest)) = path.split_first() else { continue };
            if rest.is_empty() && first.name == "include" {
                continue;
            }
            let place = scope.anchor.origin(first.range);
            let way = self.step(block, first, place, true);
            let mut inner = if rest.is_empty() { None } else { self.amended(&way, &first.name, place, place) };
            for (i, ident) in rest.iter().enumerate() {
                let Some(block) = &inner else { break };
                let place = scope.anchor.origin(ident.range);
                let way = self.step(block, ident, place, true);
                inner = if i + 1 < rest.len() { self.amended(&way, &ident.name, place, place) } else { None };
            }
        }
    }

    /// A row of a table of blocks. `scope` is where it stands.
    pub(crate) fn row(&self, scope: &Scope<'db>, block: &Block<'db>, table: &'db Table, row: &'db Row) {
        let at = self.row_at(scope, block, row);
        if let Some(Some(label)) = row.cells.first()
            && super::lists::plain_label(label).is_none()
        {
            self.expr(&at.scope, label, Some(&Ty::Prim(Prim::Str)), None);
        }
        for (path, cell) in table.header.iter().zip(&row.cells).skip(1) {
            if let Some(cell) = cell {
                self.cell(&at.scope, block, path, cell);
            }
        }
        if let Some(body) = row.body {
            match self.record_of_cell(&at, row, body) {
                Some(told) => self.push(told),
                None => self.entries(&at, body),
            }
        }
    }

    /// `flatcar { channel = beta }` at the end of a row: the braces are the row's, and were meant for the cell.
    fn record_of_cell(&self, at: &At<'db>, row: &'db Row, body: BodyId) -> Option<Diag> {
        let cell = row.cells.last()?.as_ref()?;
        let ExprKind::Name(name, _) = &cell.kind else { return None };
        let what = self.quietly(|| {
            let what = self.expr(&at.scope, cell, None, None);
            self.module_value(what, at.scope.anchor.origin(cell.range))
        });
        let What::Schema(schema) = what else { return None };
        let (schema, Shape::Schemas(own)) = (crate::schema::of(self.db, &schema)?, &at.block.shape) else {
            return None;
        };
        let braces = at.scope.anchor.hir.body(body);
        let EntryKind::Set { path, .. } = &braces.entries.first()?.kind else { return None };
        let field = path.first()?;
        if own.iter().any(|own| own.field(&field.name).is_some()) || schema.field(&field.name).is_none() {
            return None;
        }
        let place = at.scope.anchor.origin(field.range);
        let diag = Diag::error("syntax-error", place, "in a table a record stands in `( )`");
        Some(diag.hint(format!("write `({name} {{ {} = … }})`", field.name)))
    }

    /// The place inside a row.
    pub(crate) fn row_at(&self, scope: &Scope<'db>, block: &Block<'db>, row: &Row) -> At<'db> {
        let scope = self.words_inside(scope, block);
        match row.body {
            Some(body) => {
                let layer = Layer::Braces(scope.anchor, body, block.shape.clone());
                At { scope: scope.with(layer), block: block.clone() }
            }
            None => At { scope, block: block.clone() },
        }
    }

    /// A cell. What is wrong with its column has been said of the header.
    pub(crate) fn cell(&self, scope: &Scope<'db>, block: &Block<'db>, path: &'db [Ident], cell: &'db Expr) {
        let Some((last, before)) = path.split_last() else { return };
        let at = At { scope: scope.clone(), block: block.clone() };
        if before.is_empty() && last.name == "include" {
            return self.include(&at, cell);
        }
        let place = scope.anchor.origin(cell.range);
        let way = self.quietly(|| {
            let block = self.enter(&at, before, place)?;
            Some(self.step(&block, last, place, true))
        });
        if let Some(way) = way {
            self.assign(scope, &way, &last.name, false, cell, place);
        }
    }
}

/// The text of a label that needs no evaluation.
pub(crate) fn label_text(label: &Label) -> Option<SmolStr> {
    match (&label.text, &label.name) {
        (Some(text), _) => text.plain(),
        (None, Some(name)) => Some(name.name.clone()),
        (None, None) => None,
    }
}
