//! Data as values, read as the place expects them: text may be an address, a version, a symbol; a map may be a record.

use super::Source;
use crate::cx::{Cx, Ev, R};
use crate::frame::{Base, FrameData, NewFrame};
use crate::value::{Cell, Map, Record, Value};
use dlc_base::Origin;
use dlc_base::suggest::nearest;
use dlc_sema::schema::Schema;
use dlc_sema::ty::{Prim, Ty};
use dlc_text::{Key, Kind, Node};
use smol_str::SmolStr;
use std::ops::Range;
use std::sync::Arc;

/// How deep data may nest.
const DEPTH: u32 = 128;

impl Source<'_> {
    /// A value of the file.
    pub(crate) fn typed(&self, cx: &Cx<'_>, node: &Node, ty: Option<&Ty>, depth: u32) -> R<Cell> {
        let origin = self.at(cx, &node.at);
        if depth > DEPTH {
            return Err(cx.error("nested-too-deep", origin, format!("the data is nested deeper than {DEPTH}")));
        }
        let value = match &node.kind {
            Kind::Null | Kind::Hole(_) => Value::None,
            Kind::Bool(b) => Value::Bool(*b),
            Kind::Int(n) => of_number(&self.text[node.at.clone()], ty).unwrap_or(Value::Int(*n)),
            Kind::Number(spelling) => match of_number(spelling, ty) {
                Some(value) => value,
                None => {
                    let message = format!("the number {spelling} is no whole number of 64 bits");
                    return Err(cx.report(self.error(cx, "bad-data", &node.at, message)));
                }
            },
            Kind::Text(text) => of_text(text, ty, false),
            Kind::List(items) => {
                cx.elements(items.len(), self.place)?;
                let item_ty = ty.and_then(|ty| {
                    ty.find(&mut |m| match m {
                        Ty::List(item) | Ty::Set(item) => Some(&**item),
                        _ => None,
                    })
                });
                let cells: R<Vec<Cell>> = items.iter().map(|item| self.typed(cx, item, item_ty, depth + 1)).collect();
                Value::List(cells?.into())
            }
            Kind::Map(entries) => {
                cx.elements(entries.len(), self.place)?;
                if let Some(schema) = record_of(cx, ty) {
                    return self.of_schema(cx, schema, entries, &node.at, depth);
                }
                let value_ty =
                    ty.and_then(|ty| ty.find(&mut |m| if let Ty::Map(map) = m { Some(&map.1) } else { None }));
                let mut map = Vec::with_capacity(entries.len());
                for (Key { text, at }, node) in entries {
                    let key = Cell::new(Value::Str(text.into()), self.at(cx, at));
                    map.push((text.into(), key, self.typed(cx, node, value_ty, depth + 1)?));
                }
                Value::Map(Arc::new(Map::new(map)))
            }
        };
        Ok(Cell::new(value, origin))
    }

    fn of_schema(
        &self,
        cx: &Cx<'_>,
        schema: &Schema,
        entries: &[(Key, Node)],
        at: &Range<usize>,
        depth: u32,
    ) -> R<Cell> {
        let mut fields = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            let ty = self.field(cx, schema, &key.text, &key.at, "key")?;
            fields.push((key.text.as_str().into(), self.typed(cx, node, Some(ty), depth + 1)?));
        }
        self.record(cx, schema, fields, self.at(cx, at))
    }

    /// The type of the field that a key or a column names.
    pub(super) fn field<'s>(
        &self,
        cx: &Cx<'_>,
        schema: &'s Schema,
        name: &str,
        at: &Range<usize>,
        what: &str,
    ) -> R<&'s Ty> {
        match schema.field(name) {
            Some(field) if field.value.is_some_and(|value| value.computed) => {
                let message = format!("{what} `{name}`: the field is computed and cannot be set");
                Err(cx.report(self.error(cx, "computed-field", at, message).also(field.place, "computed here")))
            }
            Some(field) => Ok(&field.ty),
            None => {
                let message = format!("{what} `{name}`: no such field in {}", schema.this.name);
                let diag = self.error(cx, "unknown-field", at, message);
                Err(cx.report(match nearest(name, schema.names()) {
                    Some(near) => diag.hint(format!("did you mean `{near}`?")),
                    None => diag,
                }))
            }
        }
    }

    /// A record of a schema with these fields; the others have their defaults, and its checks run.
    pub(super) fn record(&self, cx: &Cx<'_>, schema: &Schema, fields: Vec<(SmolStr, Cell)>, origin: Origin) -> R<Cell> {
        let Some(schema) = cx.schema(&schema.this) else { return Err(crate::cx::Stop) };
        let mut fitted = Vec::with_capacity(fields.len());
        for (name, cell) in fields {
            let Some(field) = schema.field(&name) else { continue };
            let place = cell.origin;
            let cell = cx.force(cx.fit(Ev::Cell(cell), &field.ty, place)?)?;
            fitted.push((name, cell));
        }
        let base = Base::Record(Arc::new(Record { schema: Some(schema.this.clone()), fields: fitted }));
        let new = NewFrame {
            schema: Some(schema),
            map: None,
            hold: None,
            label: None,
            place: origin,
            base,
            seeds: Vec::new(),
        };
        Ok(FrameData::new(cx, new).whole(cx))
    }
}

/// The schema of the record that is expected, where no map is.
pub(super) fn record_of<'db>(cx: &Cx<'db>, ty: Option<&Ty>) -> Option<&'db Schema> {
    let ty = ty?;
    if ty.any(|m| matches!(m, Ty::Map(_))) {
        return None;
    }
    let mut found =
        ty.members().into_iter().filter_map(|m| if let Ty::Schema(schema) = m { Some(schema) } else { None });
    match (found.next(), found.next()) {
        (Some(schema), None) => cx.schema(schema).filter(|schema| schema.label.is_none()),
        _ => None,
    }
}

/// A number read as another type that its spelling fits, where no number is expected.
fn of_number(spelling: &str, ty: Option<&Ty>) -> Option<Value> {
    let ty = ty?;
    if ty.any(|m| matches!(m, Ty::Prim(Prim::Int | Prim::Cpu) | Ty::Error)) {
        return None;
    }
    ty.find(&mut |m| if let Ty::Prim(prim) = m { crate::fit::read_text(spelling, *prim) } else { None })
}

/// A text read as what is expected. A number in quotes is none; `bare` says that it has no quotes.
pub(super) fn of_text(text: &str, ty: Option<&Ty>, bare: bool) -> Value {
    let read = |m: &Ty| match m {
        Ty::Symbol(name) if name == text => Some(Value::Symbol(name.clone())),
        Ty::Prim(Prim::Int) if !bare => None,
        Ty::Prim(prim) => crate::fit::read_text(text, *prim),
        _ => None,
    };
    ty.and_then(|ty| ty.find(&mut |m| read(m))).unwrap_or_else(|| Value::Str(text.into()))
}
