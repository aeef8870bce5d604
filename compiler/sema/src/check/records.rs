//! Records: `{ … }`, `name { … }`, and what a field's braces amend.

use super::env::{Layer, Scope};
use super::kinds::target_schemas;
use super::what::{What, unsealed};
use super::{At, Block, Checker, Shape};
use crate::Diag;
use crate::hir::{BodyId, Entry, EntryKind, Expr, ExprKind, Ident, Name};
use crate::schema::{self, Field, Schema};
use crate::ty::{Prim, SchemaRef, Ty};
use dlc_base::Origin;
use std::rc::Rc;
use std::sync::Arc;

impl<'db> Checker<'db> {
    /// `{ … }` and `name { … }`.
    pub(crate) fn record(
        &self,
        scope: &Scope<'db>,
        callee: Option<&'db Expr>,
        body: BodyId,
        ty: Option<&Ty>,
        place: Origin,
        hold: Option<&Name>,
    ) -> What {
        let shape = match callee {
            Some(callee) => self.made_by(scope, callee, ty),
            None => self.expected_record(ty, place),
        };
        let what = match &shape {
            Shape::Schemas(schemas) => {
                What::any(schemas.iter().map(|schema| What::Value(Ty::Schema(schema.this.clone()))))
            }
            Shape::Map(key, value) => What::Value(Ty::Map(Arc::new((key.clone(), value.clone())))),
            Shape::Test | Shape::Unknown => What::UNKNOWN,
        };
        let made =
            !matches!(callee.map(|callee| self.quietly(|| self.expr(scope, callee, None, None))), Some(What::Value(_)));
        if let (Shape::Schemas(schemas), None, true) = (&shape, hold, made)
            && let [schema] = &**schemas
        {
            self.complete(scope, schema, body, place);
        }
        self.braces(scope, shape, body, hold);
        what
    }

    /// Reports the fields without a value of a record that no other body amends: one that no field holds.
    fn complete(&self, scope: &Scope<'db>, schema: &Schema, body: BodyId, place: Origin) {
        let entries = &scope.anchor.hir.body(body).entries;
        // Who includes something, or decides something, may set any field; so may a misspelt name.
        let known = |path: &[Ident]| path.first().is_some_and(|name| schema.field(&name.name).is_some());
        let plain = |entry: &Entry| match &entry.kind {
            EntryKind::Set { path, .. } => known(path),
            EntryKind::Block(block) => known(&block.path),
            EntryKind::Check(_) => true,
            _ => false,
        };
        if !entries.iter().all(plain) {
            return;
        }
        let index = scope.anchor.index.body(body);
        let needed = |field: &&Field| field.value.is_none() && field.kind.is_none() && !field.ty.allows_none();
        for field in schema.fields.iter().filter(needed).filter(|field| !index.has(&field.name)) {
            let diag = Diag::error("missing-value", place, format!("`{}` has no value", field.name));
            let diag = diag.also(field.place, "declared here, without a default");
            self.push(diag.hint(format!("write `{} = …`", field.name)));
        }
    }

    /// What stands in the braces of a record.
    pub(crate) fn braces(&self, scope: &Scope<'db>, shape: Shape<'db>, body: BodyId, hold: Option<&Name>) {
        let block = Block::new(shape, hold.cloned());
        let scope = self.words_inside(scope, &block).with(Layer::Braces(scope.anchor, body, block.shape.clone()));
        self.entries(&At { scope, block }, body);
    }

    /// What `name { … }` makes: a record of the schema, or the value amended.
    fn made_by(&self, scope: &Scope<'db>, callee: &'db Expr, ty: Option<&Ty>) -> Shape<'db> {
        let place = scope.anchor.origin(callee.range);
        if let (ExprKind::Name(name, _), Some(ty)) = (&callee.kind, ty) {
            let known = ty.schema_named(name).cloned().or_else(|| self.target_schema(name, ty));
            if let Some(known) = known.and_then(|known| schema::of(self.db, &known)) {
                return Shape::one(known);
            }
        }
        let what = self.expr(scope, callee, None, None);
        let what = self.module_value(what, place);
        match &what {
            What::Schema(found) => match schema::of(self.db, found) {
                Some(schema) if schema.label.is_none() => Shape::one(schema),
                Some(_) => {
                    let message =
                        format!("`{}` is the kind of a named block: write it as a block of its own", found.name);
                    self.error("type-mismatch", place, message);
                    Shape::Unknown
                }
                None => Shape::Unknown,
            },
            What::Value(ty) => match self.shape_of(ty) {
                Some(shape) => shape,
                None => {
                    let message = format!("{} takes no braces", what.describe(Some(callee)));
                    let diag = Diag::error("type-mismatch", place, message);
                    self.push(diag.hint("a record is made by a schema: `flatcar { … }`"));
                    Shape::Unknown
                }
            },
            What::Open(_) => Shape::Unknown,
            _ => {
                let message = format!("{} takes no braces", what.describe(Some(callee)));
                let diag = Diag::error("type-mismatch", place, message);
                self.push(diag.hint("a record is made by a schema: `flatcar { … }`"));
                Shape::Unknown
            }
        }
    }

    /// The one schema of a record without a name, or the map that is expected.
    fn expected_record(&self, ty: Option<&Ty>, place: Origin) -> Shape<'db> {
        let Some(ty) = ty else { return Shape::Map(Ty::Prim(Prim::Str), Ty::Error) };
        if let Some((key, value)) = map_of(ty) {
            return Shape::Map(key, value);
        }
        let members = ty.members();
        if members.iter().any(|m| matches!(m, Ty::Error)) {
            return Shape::Unknown;
        }
        let schemas: Vec<&SchemaRef> =
            members.into_iter().filter_map(|m| if let Ty::Schema(s) = m { Some(s) } else { None }).collect();
        match schemas.as_slice() {
            [one] => match schema::of(self.db, one) {
                Some(schema) if schema.label.is_none() => Shape::one(schema),
                // A reference is no record: the value does not fit, which is said there.
                _ => Shape::Map(Ty::Prim(Prim::Str), Ty::Error),
            },
            [] => Shape::Map(Ty::Prim(Prim::Str), Ty::Error),
            several => {
                let names: Vec<String> = several.iter().map(|s| format!("`{} {{ … }}`", s.name)).collect();
                let diag = Diag::error("type-mismatch", place, "which record this is, is not clear");
                self.push(diag.hint(format!("write {}", names.join(" or "))));
                Shape::Unknown
            }
        }
    }

    /// What the braces after a value of this type amend; none where they cannot.
    pub(crate) fn shape_of(&self, ty: &Ty) -> Option<Shape<'db>> {
        if let Some((key, value)) = map_of(ty) {
            return Some(Shape::Map(key, value));
        }
        let mut schemas: Vec<&'db Schema> = Vec::new();
        let mut reference = false;
        for member in ty.members() {
            match unsealed(member) {
                Ty::Error => return Some(Shape::Unknown),
                Ty::Prim(Prim::Target) => schemas.extend(target_schemas(self.db)),
                Ty::Schema(found) => match schema::of(self.db, found) {
                    Some(schema) if schema.label.is_none() => schemas.push(schema),
                    Some(_) => reference = true,
                    None => return Some(Shape::Unknown),
                },
                _ => {}
            }
        }
        match schemas.is_empty() {
            false => Some(Shape::Schemas(Rc::from(schemas))),
            true if reference => Some(Shape::Unknown),
            true => None,
        }
    }
}

/// Types of keys and values, where a map is expected and no record.
pub(crate) fn map_of(ty: &Ty) -> Option<(Ty, Ty)> {
    ty.members().into_iter().find_map(|member| match member {
        Ty::Map(map) => Some((map.0.clone(), map.1.clone())),
        Ty::Prim(Prim::Data) => Some((Ty::Prim(Prim::Str), Ty::Prim(Prim::Data))),
        _ => None,
    })
}
