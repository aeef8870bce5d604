//! Lists, tables as values, loops.

use crate::cx::{Cx, Ev, R, Stop};
use crate::env::{Layer, Scope};
use crate::frame::{Base, FrameData, Header, Hold, NewFrame, Seed, Source};
use crate::ops;
use crate::value::{Cell, Map, Value};
use dlc_base::Origin;
use dlc_sema::hir::{Clause, Expr, Ident, Row, TableValue};
use dlc_sema::schema::Schema;
use dlc_sema::ty::Ty;
use std::sync::Arc;

/// The longest range that a loop may run over (rule 39 allows a million elements a block).
const LONGEST: i128 = 1_000_000;

impl<'db> Cx<'db> {
    /// `[a, b]`
    pub(super) fn list(
        &self,
        scope: &Scope<'db>,
        items: &'db [Expr],
        ty: Option<&Ty>,
        place: Origin,
        hold: Option<&Hold<'db>>,
    ) -> R<Ev<'db>> {
        let item_ty = ty.and_then(item_of);
        self.elements(items.len(), place)?;
        let mut cells = Vec::with_capacity(items.len());
        for item in items {
            let ev = self.expr_held(scope, item, item_ty, hold)?;
            let cell = self.force(ev)?;
            let at = scope.anchor.origin(item.range);
            self.item_fits(&cell, item_ty, at)?;
            let origin = if cell.origin == Origin::NOWHERE { at } else { cell.origin };
            cells.push(Cell { origin, ..cell });
        }
        self.parts(&cells, place)?;
        Ok(Ev::Cell(Cell::new(Value::List(cells.into()), place)))
    }

    /// An item of another type is told where it stands in the list, wherever its value comes from.
    fn item_fits(&self, cell: &Cell, ty: Option<&Ty>, place: Origin) -> R<()> {
        match ty.filter(|ty| !self.fits(&cell.value, ty)) {
            Some(ty) => self.fit(Ev::Cell(cell.clone()), ty, place).map(drop),
            None => Ok(()),
        }
    }

    /// `[e for x in xs if c …]`
    pub(super) fn comprehension(
        &self,
        scope: &Scope<'db>,
        item: &'db Expr,
        clauses: &'db [Clause],
        ty: Option<&Ty>,
        place: Origin,
        hold: Option<&Hold<'db>>,
    ) -> R<Ev<'db>> {
        let mut out = Vec::new();
        let item_ty = ty.and_then(item_of);
        self.clauses(scope, item, clauses, item_ty, place, hold, &mut out)?;
        Ok(Ev::Cell(Cell::new(Value::List(out.into()), place)))
    }

    #[allow(clippy::too_many_arguments, reason = "the state of one loop")]
    fn clauses(
        &self,
        scope: &Scope<'db>,
        item: &'db Expr,
        clauses: &'db [Clause],
        item_ty: Option<&Ty>,
        place: Origin,
        hold: Option<&Hold<'db>>,
        out: &mut Vec<Cell>,
    ) -> R<()> {
        let Some((clause, rest)) = clauses.split_first() else {
            self.elements(1, place)?;
            let ev = self.expr_held(scope, item, item_ty, hold)?;
            let cell = self.force(ev)?;
            self.item_fits(&cell, item_ty, scope.anchor.origin(item.range))?;
            self.parts([&cell], place)?;
            out.push(cell);
            return Ok(());
        };
        for round in self.rounds(scope, &clause.vars, &clause.iter)? {
            self.step(place)?;
            if let Some(cond) = &clause.cond
                && !self.condition(&round, cond)?
            {
                continue;
            }
            self.clauses(&round, item, rest, item_ty, place, hold, out)?;
        }
        Ok(())
    }

    /// The scopes of a loop, one a round.
    pub(crate) fn rounds(&self, scope: &Scope<'db>, vars: &'db [Ident], iter: &'db Expr) -> R<Vec<Scope<'db>>> {
        let place = scope.anchor.origin(iter.range);
        let ev = self.expr(scope, iter, None)?;
        let with = |index: usize, value: Ev<'db>| match vars.get(index) {
            Some(var) => scope.with(Layer::Var(var.name.clone(), value)),
            None => scope.clone(),
        };
        let pair = |key: Ev<'db>, value: Ev<'db>| match vars {
            [_] => with(0, value),
            [_, second, ..] => with(0, key).with(Layer::Var(second.name.clone(), value)),
            [] => scope.clone(),
        };
        if let Ev::Group(group) = &ev {
            self.elements(group.frames.len(), place)?;
            let round = |(_, frame): &(_, crate::frame::Frame<'db>)| {
                pair(Ev::Cell(frame.label.clone().unwrap_or_default()), Ev::Frame(frame.clone()))
            };
            return Ok(group.frames.iter().map(round).collect());
        }
        let cell = self.force(ev)?;
        match &cell.value {
            Value::List(items) | Value::Set(items) => {
                self.elements(items.len(), place)?;
                let number = |i: usize| Ev::Cell(Cell::new(Value::Int(i64::try_from(i).unwrap_or(i64::MAX)), place));
                Ok(items.iter().enumerate().map(|(i, item)| pair(number(i), Ev::Cell(item.clone()))).collect())
            }
            Value::Map(map) => {
                self.elements(map.len(), place)?;
                Ok(map.iter().map(|(_, key, value)| pair(Ev::Cell(key.clone()), Ev::Cell(value.clone()))).collect())
            }
            Value::Range(range) => {
                let count = ops::range_count(&range.0, &range.1).unwrap_or(0);
                if count > LONGEST {
                    let message = format!("the range has {count} elements, and a block may have {LONGEST}");
                    return Err(self.error("range-too-long", place, message));
                }
                self.elements(usize::try_from(count).unwrap_or(0), place)?;
                let items = ops::range_items(&range.0, count).map_err(|why| self.error("bad-range", place, why))?;
                Ok(items
                    .into_iter()
                    .map(|v| pair(Ev::Cell(Cell::new(v.clone(), place)), Ev::Cell(Cell::new(v, place))))
                    .collect())
            }
            Value::Poison => Err(Stop),
            other => {
                let message = format!("`for` runs over a list, a set, a map or a range, not {}", other.describe());
                Err(self.error("type-mismatch", place, message))
            }
        }
    }

    /// `table { … }` as a value: a list of records, or a map by the first column where a map is expected.
    pub(super) fn table(
        &self,
        scope: &Scope<'db>,
        table: &'db TableValue,
        ty: Option<&Ty>,
        place: Origin,
        hold: Option<&Hold<'db>>,
    ) -> R<Ev<'db>> {
        self.elements(table.rows.len().saturating_mul(table.header.len()), place)?;
        let map = ty.and_then(|ty| {
            ty.members().into_iter().find_map(|m| if let Ty::Map(map) = m { Some(map.clone()) } else { None })
        });
        let Some(map) = map else {
            let item_ty = ty.and_then(item_of);
            let rows: R<Vec<Cell>> =
                table.rows.iter().map(|row| self.row_record(scope, row, &table.header, item_ty, hold)).collect();
            return Ok(Ev::Cell(Cell::new(Value::List(rows?.into()), place)));
        };
        let (key_ty, value_ty) = &*map;
        let record = self.is_record(value_ty);
        let mut entries = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            let Some(Some(first)) = row.cells.first() else { continue };
            let at = scope.anchor.origin(first.range);
            let text = crate::lab::cell_label(self, scope, first)?;
            let Ev::Cell(key) = self.fit_key(Cell::new(Value::Str(text.clone()), at), key_ty, at)? else { continue };
            let value = match (record, table.header.len(), row.cells.get(1)) {
                (true, ..) => self.row_record_after_first(scope, row, &table.header, value_ty, hold)?,
                (false, 2, Some(Some(cell))) => {
                    let ev = self.expr_held(scope, cell, Some(value_ty), hold)?;
                    self.force(self.fit(ev, value_ty, scope.anchor.origin(cell.range))?)?
                }
                _ => {
                    let message =
                        "the values of this map are no records: the table has a column of keys and one of values";
                    return Err(self.error("type-mismatch", at, message));
                }
            };
            if entries.iter().any(|(t, _, _): &(_, Cell, Cell)| *t == text) {
                return Err(self.error("duplicate-label", at, format!("key `{text}` stands in two rows")));
            }
            entries.push((text, key, value));
        }
        Ok(Ev::Cell(Cell::new(Value::Map(Arc::new(Map::new(entries))), place)))
    }

    fn is_record(&self, ty: &Ty) -> bool {
        ty.members()
            .into_iter()
            .any(|m| matches!(m, Ty::Schema(schema) if self.schema(schema).is_some_and(|s| s.label.is_none())))
    }

    fn row_record(
        &self,
        scope: &Scope<'db>,
        row: &'db Row,
        header: &'db [Vec<Ident>],
        ty: Option<&Ty>,
        hold: Option<&Hold<'db>>,
    ) -> R<Cell> {
        let found = ty.and_then(|ty| self.record_schema(ty));
        match found {
            Some(_) => Ok(self.row_of(found, scope, row, header, 0, hold)),
            // Rows without a schema are open records: every column is a field.
            None => self.open_row(scope, row, header, scope.anchor.origin(row.range)),
        }
    }

    /// The schema of the records that fit.
    fn record_schema(&self, ty: &Ty) -> Option<&'db Schema> {
        ty.find(&mut |member| if let Ty::Schema(schema) = member { self.schema(schema) } else { None })
    }

    /// A row as a record, of which the first `skip` cells are no fields.
    fn row_of(
        &self,
        schema: Option<&'db Schema>,
        scope: &Scope<'db>,
        row: &'db Row,
        header: &'db [Vec<Ident>],
        skip: usize,
        hold: Option<&Hold<'db>>,
    ) -> Cell {
        let place = scope.anchor.origin(row.range);
        let columns = Header { columns: &header[skip..], skip, anchor: scope.anchor.no };
        let seeds = vec![Seed::new(Source::Row(row, columns), scope.clone(), place)];
        let hold = hold.cloned();
        let new = NewFrame { schema, map: None, hold, label: None, place, base: Base::Defaults, seeds };
        FrameData::new(self, new).whole(self)
    }

    fn row_record_after_first(
        &self,
        scope: &Scope<'db>,
        row: &'db Row,
        header: &'db [Vec<Ident>],
        ty: &Ty,
        hold: Option<&Hold<'db>>,
    ) -> R<Cell> {
        let key = header.first().and_then(|path| path.first()).map(|first| first.name.clone()).unwrap_or_default();
        let found = self.record_schema(ty);
        // A first column that is no field of the record is the key alone.
        let skip = usize::from(found.is_none_or(|schema| schema.field(&key).is_none()));
        Ok(self.row_of(found, scope, row, header, skip, hold))
    }

    fn open_row(&self, scope: &Scope<'db>, row: &'db Row, header: &'db [Vec<Ident>], place: Origin) -> R<Cell> {
        let mut fields = Vec::with_capacity(header.len());
        for (path, cell) in header.iter().zip(&row.cells) {
            let name = path.iter().map(|ident| ident.name.as_str()).collect::<Vec<_>>().join(".");
            let value = match cell {
                Some(cell) => self.value(scope, cell, None)?,
                None => Cell::new(Value::None, place),
            };
            fields.push((name.into(), value));
        }
        Ok(Cell::new(Value::Record(Arc::new(crate::value::Record { schema: None, fields })), place))
    }
}

/// The type of the items, where a list or a set is expected.
pub(super) fn item_of(ty: &Ty) -> Option<&Ty> {
    ty.find(&mut |member| match member {
        Ty::List(item) | Ty::Set(item) => Some(&**item),
        _ => None,
    })
}
