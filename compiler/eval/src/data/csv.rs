//! Rows of a file with a header: what a spreadsheet gives.
//!
//! Columns are separated by commas, or by semicolons or tabs where the header has no comma. A cell is a literal: it is
//! read by the expected type, and by its own shape where none is known. An empty cell is absent.

use super::Source;
use super::typed::{of_text, record_of};
use crate::cx::{Cx, R};
use crate::value::{Cell, Map, Record, Value};
use dlc_base::Origin;
use dlc_sema::schema::Schema;
use dlc_sema::ty::{Prim, Ty};
use smol_str::SmolStr;
use std::ops::Range;
use std::sync::Arc;

/// A row: each cell with its place.
struct Row {
    cells: Vec<(String, Range<usize>)>,
    at: Range<usize>,
}

impl Source<'_> {
    /// The rows as a list of records, or keyed by their first column where a map is expected.
    pub(super) fn csv(&self, cx: &Cx<'_>, ty: Option<&Ty>) -> R<Value> {
        let mut rows = self.rows(cx)?.into_iter();
        let Some(header) = rows.next() else {
            return Err(cx.report(self.error(cx, "bad-data", &(0..0), "the file has no header")));
        };
        self.check_header(cx, &header)?;
        let rows: Vec<Row> = rows.collect();
        cx.elements(rows.len().saturating_mul(header.cells.len().max(1)), self.place)?;
        let map_ty = ty.and_then(|ty| ty.find(&mut |m| if let Ty::Map(map) = m { Some(&map.1) } else { None }));
        match map_ty {
            Some(value_ty) => self.keyed(cx, &header, &rows, value_ty),
            None => {
                let item_ty = ty.and_then(|ty| {
                    ty.find(&mut |m| match m {
                        Ty::List(item) | Ty::Set(item) => Some(&**item),
                        _ => None,
                    })
                });
                let cells: R<Vec<Cell>> = rows.iter().map(|row| self.row(cx, &header, row, item_ty, 0)).collect();
                Ok(Value::List(cells?.into()))
            }
        }
    }

    fn rows(&self, cx: &Cx<'_>) -> R<Vec<Row>> {
        let first = self.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let delimiter = [',', ';', '\t'].into_iter().find(|c| first.contains(*c)).unwrap_or(',');
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(u8::try_from(delimiter).unwrap_or(b','))
            .from_reader(self.text.as_bytes());
        let mut rows = Vec::new();
        for record in reader.records() {
            let at = |position: Option<&csv::Position>| {
                position.map_or(0, |p| usize::try_from(p.byte()).unwrap_or(0)).min(self.text.len())
            };
            let record = record.map_err(|error| {
                let start = at(error.position());
                cx.report(self.error(cx, "bad-data", &(start..start), format!("this is no CSV: {error}")))
            })?;
            let start = at(record.position());
            let (places, end) = places(self.text, start, delimiter).map_err(|quote| {
                cx.report(self.error(cx, "bad-data", &(quote..quote + 1), "this quote is not closed"))
            })?;
            // Blanks alone are no row.
            if record.len() == 1 && record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let place = |n: usize| places.get(n).cloned().unwrap_or(start..end);
            let cells = record.iter().enumerate().map(|(n, cell)| (cell.trim().to_owned(), place(n))).collect();
            rows.push(Row { cells, at: start..end });
        }
        Ok(rows)
    }

    fn check_header(&self, cx: &Cx<'_>, header: &Row) -> R<()> {
        for (n, (name, at)) in header.cells.iter().enumerate() {
            if name.is_empty() {
                return Err(cx.report(self.error(cx, "bad-data", at, "a column has no name")));
            }
            if let Some((_, first)) = header.cells[..n].iter().find(|(other, _)| other == name) {
                let diag = self.error(cx, "duplicate-column", at, format!("two columns are called `{name}`"));
                return Err(cx.report(diag.also(self.at(cx, first), "the first one")));
            }
        }
        Ok(())
    }

    /// The rows by their first column. If the values are no records there is one more column, and it is the value.
    fn keyed(&self, cx: &Cx<'_>, header: &Row, rows: &[Row], ty: &Ty) -> R<Value> {
        let plain = record_of(cx, Some(ty)).is_none() && !ty.any(|m| matches!(m, Ty::Map(_) | Ty::Error));
        if plain && header.cells.len() != 2 {
            let message =
                format!("a map to {ty} has two columns, the key and the value; here are {}", header.cells.len());
            return Err(cx.report(self.error(cx, "bad-data", &header.at, message)));
        }
        let mut entries: Vec<(SmolStr, Cell, Cell)> = Vec::with_capacity(rows.len());
        for row in rows {
            self.check_length(cx, header, row)?;
            let Some((key, at)) = row.cells.first().filter(|(key, _)| !key.is_empty()) else {
                return Err(cx.report(self.error(cx, "bad-data", &row.at, "the row has no key in its first column")));
            };
            if let Some((_, first, _)) = entries.iter().find(|(text, ..)| text == key) {
                let diag = self.error(cx, "duplicate-label", at, format!("the key `{key}` stands in two rows"));
                return Err(cx.report(diag.also(first.origin, "the first one")));
            }
            let value = match (plain, row.cells.get(1)) {
                (true, Some((cell, at))) => Cell::new(self.cell(cell, Some(ty)), self.at(cx, at)),
                _ => self.row(cx, header, row, Some(ty), 1)?,
            };
            entries.push((key.into(), Cell::new(Value::Str(key.into()), self.at(cx, at)), value));
        }
        Ok(Value::Map(Arc::new(Map::new(entries))))
    }

    fn check_length(&self, cx: &Cx<'_>, header: &Row, row: &Row) -> R<()> {
        if row.cells.len() == header.cells.len() {
            return Ok(());
        }
        let message = format!("the row has {} cells, the header {}", row.cells.len(), header.cells.len());
        let diag = self.error(cx, "row-length", &row.at, message);
        Err(cx.report(diag.also(self.at(cx, &header.at), "the header").hint("an empty cell is absent: `a,,c`")))
    }

    /// A row as a record, without its first `skip` columns.
    fn row(&self, cx: &Cx<'_>, header: &Row, row: &Row, ty: Option<&Ty>, skip: usize) -> R<Cell> {
        self.check_length(cx, header, row)?;
        let schema: Option<&Schema> = record_of(cx, ty);
        let value_ty = ty.and_then(|ty| ty.find(&mut |m| if let Ty::Map(map) = m { Some(&map.1) } else { None }));
        let origin = self.at(cx, &row.at);
        let mut fields = Vec::with_capacity(header.cells.len());
        for ((name, name_at), (cell, at)) in header.cells.iter().zip(&row.cells).skip(skip) {
            let ty = match schema {
                Some(schema) => Some(self.field(cx, schema, name, name_at, "column")?),
                None => value_ty,
            };
            // With a schema, what is absent takes the field's default.
            if !cell.is_empty() || schema.is_none() {
                fields.push((name.as_str().into(), Cell::new(self.cell(cell, ty), self.at(cx, at))));
            }
        }
        match (schema, value_ty) {
            (Some(schema), _) => self.record(cx, schema, fields, origin),
            (None, Some(_)) => Ok(Cell::new(of_fields(fields), origin)),
            (None, None) => Ok(Cell::new(Value::Record(Arc::new(Record { schema: None, fields })), origin)),
        }
    }

    /// A cell by the expected type, or by its own shape.
    fn cell(&self, cell: &str, ty: Option<&Ty>) -> Value {
        if cell.is_empty() {
            return Value::None;
        }
        let Some(ty) = ty.filter(|ty| !ty.any(|m| matches!(m, Ty::Error))) else {
            return match cell {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                _ => crate::expr::literal(cell).unwrap_or_else(|| Value::Str(cell.into())),
            };
        };
        match cell {
            "true" | "false" if ty.any(|m| matches!(m, Ty::Prim(Prim::Bool))) => Value::Bool(cell == "true"),
            _ => of_text(cell, Some(ty), true),
        }
    }
}

fn of_fields(fields: Vec<(SmolStr, Cell)>) -> Value {
    let entry = |(name, cell): (SmolStr, Cell)| {
        let key = Cell::new(Value::Str(name.clone()), Origin::NOWHERE);
        (name, key, cell)
    };
    Value::Map(Arc::new(Map::new(fields.into_iter().filter(|(_, cell)| cell.value != Value::None).map(entry))))
}

/// Where the cells of the row that begins at `start` are, and where it ends. A quote that is not closed is an error.
fn places(text: &str, start: usize, delimiter: char) -> Result<(Vec<Range<usize>>, usize), usize> {
    let mut places = Vec::new();
    let (mut from, mut quote) = (start, None);
    for (n, c) in text[start..].char_indices() {
        let at = start + n;
        match (quote, c) {
            (None, '"') if text[from..at].trim().is_empty() => quote = Some(at),
            (Some(_), '"') => quote = None,
            // `""` inside of quotes closes and opens.
            (None, '"') if text[..at].ends_with('"') => quote = Some(at),
            (None, c) if c == delimiter => {
                places.push(from..at);
                from = at + 1;
            }
            (None, '\n') => {
                let end = from + text[from..at].trim_end_matches('\r').len();
                places.push(from..end);
                return Ok((places, end));
            }
            _ => {}
        }
    }
    match quote {
        Some(at) => Err(at),
        None => {
            places.push(from..text.len());
            Ok((places, text.len()))
        }
    }
}
