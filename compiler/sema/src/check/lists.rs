//! Loops, and tables as values.

use super::env::{Layer, Scope};
use super::kinds::Words;
use super::what::{What, unsealed};
use super::{Block, Checker, Shape};
use crate::Diag;
use crate::hir::{Clause, Expr, ExprKind, Ident, Name, Row, TableValue};
use crate::schema::{self, Schema};
use crate::ty::{Prim, Ty};
use smol_str::SmolStr;
use std::rc::Rc;
use std::sync::Arc;

impl<'db> Checker<'db> {
    /// The names inside the clauses of a comprehension.
    pub(crate) fn clauses(&self, scope: &Scope<'db>, clauses: &'db [Clause]) -> Scope<'db> {
        let mut scope = scope.clone();
        for clause in clauses {
            scope = self.round(&scope, &clause.vars, &clause.iter);
            if let Some(cond) = &clause.cond {
                self.condition(&scope, cond);
            }
        }
        scope
    }

    /// The names inside a loop.
    pub(crate) fn round(&self, scope: &Scope<'db>, vars: &[Ident], iter: &'db Expr) -> Scope<'db> {
        let place = scope.anchor.origin(iter.range);
        self.shadows(&scope.env, vars, scope.anchor);
        let what = self.expr(scope, iter, None, None);
        let what = self.module_value(what, place);
        let (key, value) = match &what {
            What::List(item) => (What::prim(Prim::Int), (**item).clone()),
            What::Value(ty) => match elements(ty) {
                Some(elements) => elements,
                None => {
                    let found = what.describe(Some(iter));
                    let message = format!("`for` runs over a list, a set, a map or a range, not {found}");
                    self.error("type-mismatch", place, message);
                    (What::UNKNOWN, What::UNKNOWN)
                }
            },
            _ => (What::UNKNOWN, What::UNKNOWN),
        };
        match vars {
            [] => scope.clone(),
            [var] => scope.with_var(&var.name, value),
            [first, second, ..] => scope.with_var(&first.name, key).with_var(&second.name, value),
        }
    }

    /// `table { … }` as a value: a list of records, or a map by the first column where a map is expected.
    pub(crate) fn table_value(
        &self,
        scope: &Scope<'db>,
        table: &'db TableValue,
        ty: Option<&Ty>,
        hold: Option<&Name>,
    ) -> What {
        let map = ty.and_then(|ty| {
            ty.members().into_iter().find_map(|m| if let Ty::Map(map) = m { Some(map.clone()) } else { None })
        });
        match map {
            Some(map) => {
                self.table_map(scope, table, &map, hold);
                What::Value(Ty::Map(map))
            }
            None => self.table_list(scope, table, ty.and_then(super::expr::item_of), hold),
        }
    }

    fn table_list(
        &self,
        scope: &Scope<'db>,
        table: &'db TableValue,
        item_ty: Option<&Ty>,
        hold: Option<&Name>,
    ) -> What {
        if let Some(schema) = item_ty.and_then(|ty| self.schema_in(ty)) {
            let row = self.record_row(scope, schema, hold);
            self.columns(&row.0, &row.1, &table.header);
            table.rows.iter().for_each(|cells| self.cells(&row.0, &row.1, &table.header, 0, cells));
            return What::Value(Ty::List(Arc::new(Ty::Schema(schema.this.clone()))));
        }
        // Rows without a schema are open records: every column is a field.
        let mut columns: Vec<(Name, What)> = Vec::with_capacity(table.header.len());
        for (i, path) in table.header.iter().enumerate() {
            let name = path.iter().map(|ident| ident.name.as_str()).collect::<Vec<_>>().join(".");
            let cells = table.rows.iter().filter_map(|row| row.cells.get(i));
            let what = What::any(cells.map(|cell| match cell {
                Some(cell) => self.expr(scope, cell, None, None),
                None => What::Value(Ty::None),
            }));
            columns.push((SmolStr::from(name), what));
        }
        What::List(Arc::new(What::Open(columns.into())))
    }

    fn table_map(&self, scope: &Scope<'db>, table: &'db TableValue, map: &(Ty, Ty), hold: Option<&Name>) {
        let (key_ty, value_ty) = map;
        let mut seen: Vec<(SmolStr, dlc_base::Origin)> = Vec::new();
        for row in &table.rows {
            let Some(Some(first)) = row.cells.first() else { continue };
            let place = scope.anchor.origin(first.range);
            let Some(text) = plain_label(first) else {
                self.expr(scope, first, Some(&Ty::Prim(Prim::Str)), None);
                continue;
            };
            self.key_text(&text, key_ty, place);
            if seen.iter().any(|(known, _)| *known == text) {
                self.error("duplicate-label", place, format!("key `{text}` stands in two rows"));
            }
            seen.push((text, place));
        }
        if value_ty.members().iter().any(|m| matches!(m, Ty::Error)) {
            return;
        }
        if let Some(schema) = self.schema_in(value_ty) {
            let first = table.header.first().and_then(|path| path.first());
            // A first column that is no field of the record is the key alone.
            let skip = usize::from(first.is_none_or(|first| schema.field(&first.name).is_none()));
            let row = self.record_row(scope, schema, hold);
            let header = table.header.get(skip..).unwrap_or_default();
            self.columns(&row.0, &row.1, header);
            table.rows.iter().for_each(|cells| self.cells(&row.0, &row.1, header, skip, cells));
            return;
        }
        if table.header.len() == 2 {
            for cell in table.rows.iter().filter_map(|row| row.cells.get(1)?.as_ref()) {
                self.check(scope, cell, value_ty, hold);
            }
            return;
        }
        if let Some(Some(first)) = table.rows.first().and_then(|row| row.cells.first()) {
            let message = "the values of this map are no records: the table has a column of keys and one of values";
            self.error("type-mismatch", scope.anchor.origin(first.range), message);
        }
    }

    /// A key of a map, read from its text as the map expects it.
    pub(crate) fn key_text(&self, text: &SmolStr, ty: &Ty, place: dlc_base::Origin) {
        let symbols = ty.symbols();
        let closed = !symbols.is_empty() && ty.members().iter().all(|m| matches!(m, Ty::Symbol(_)));
        if closed && !symbols.contains(&text) {
            let message = format!("expected {}, found the text {}", super::fit::show(ty), super::what::quoted(text));
            let diag = Diag::error("type-mismatch", place, message);
            self.push(match dlc_base::suggest::nearest(text, symbols.iter().map(|s| s.as_str())) {
                Some(near) => diag.hint(format!("did you mean `{near}`?")).fix(place, near),
                None => diag,
            });
        }
    }

    /// The schema of the records that a table makes.
    fn schema_in(&self, ty: &Ty) -> Option<&'db Schema> {
        ty.members().into_iter().find_map(|m| match m {
            Ty::Schema(found) => schema::of(self.db, found).filter(|schema| schema.label.is_none()),
            _ => None,
        })
    }

    fn record_row(&self, scope: &Scope<'db>, schema: &'db Schema, hold: Option<&Name>) -> (Scope<'db>, Block<'db>) {
        let shape = Shape::Schemas(Rc::new([schema]));
        let block = Block::new(shape, hold.cloned());
        (self.words_inside(scope, &block), block)
    }

    /// The names inside a record: its own kind words.
    pub(crate) fn words_inside(&self, scope: &Scope<'db>, block: &Block<'db>) -> Scope<'db> {
        let Some(word) = &block.word else { return scope.clone() };
        let Shape::Schemas(schemas) = &block.shape else { return scope.clone() };
        let mut words = Words::new();
        for schema in schemas.iter() {
            for word in super::kinds::answers(self.db, word, &schema.this) {
                let ty = Ty::Schema(schema.this.clone());
                let known = words.remove(&word);
                words.insert(word, known.map_or(ty.clone(), |known| Ty::union(vec![known, ty])));
            }
        }
        scope.with(Layer::Words(Arc::new(words), Some(word.clone()), block.shape.clone()))
    }

    /// The cells of a row of records, and what stands in its braces.
    fn cells(&self, scope: &Scope<'db>, block: &Block<'db>, header: &'db [Vec<Ident>], skip: usize, row: &'db Row) {
        let scope = match row.body {
            Some(body) => scope.with(Layer::Braces(scope.anchor, body, block.shape.clone())),
            None => scope.clone(),
        };
        for (path, cell) in header.iter().zip(row.cells.iter().skip(skip)) {
            if let Some(cell) = cell {
                self.cell(&scope, block, path, cell);
            }
        }
        if let Some(body) = row.body {
            self.entries(&super::At { scope, block: block.clone() }, body);
        }
    }
}

/// Key and value of what a loop runs over; none where it runs over nothing.
fn elements(ty: &Ty) -> Option<(What, What)> {
    let mut found: Vec<(What, What)> = Vec::new();
    let members = ty.members();
    for member in &members {
        found.push(match unsealed(member) {
            Ty::Error | Ty::Prim(Prim::Data) => return Some((What::UNKNOWN, What::UNKNOWN)),
            Ty::List(item) | Ty::Set(item) => (What::prim(Prim::Int), What::Value((**item).clone())),
            Ty::Map(map) => (What::Value(map.0.clone()), What::Value(map.1.clone())),
            Ty::Range(item) => (What::Value((**item).clone()), What::Value((**item).clone())),
            _ => continue,
        });
    }
    match found.is_empty() {
        false => {
            let (keys, values): (Vec<What>, Vec<What>) = found.into_iter().unzip();
            Some((What::any(keys), What::any(values)))
        }
        // That there is nothing is told of the value.
        true if members.iter().all(|m| matches!(m, Ty::None)) => Some((What::UNKNOWN, What::UNKNOWN)),
        true => None,
    }
}

/// The text of a first cell that needs no evaluation.
pub(crate) fn plain_label(cell: &Expr) -> Option<SmolStr> {
    match &cell.kind {
        ExprKind::Name(name, _) => Some(name.clone()),
        ExprKind::Literal(_, spelling) => Some(spelling.clone()),
        ExprKind::Text(text) => text.plain(),
        _ => None,
    }
}
