//! Fields: what an entry sets or amends.

use super::env::Scope;
use super::members::is_abstract;
use super::{At, Block, Checker, Shape};
use crate::Diag;
use crate::hir::{Expr, ExprKind, Ident, Text};
use crate::schema::{Field, Schema};
use crate::ty::{Prim, Ty};
use dlc_base::Origin;
use dlc_base::suggest::nearest;
use smol_str::SmolStr;

/// What a path of fields leads to.
pub(crate) enum Way<'db> {
    /// A field, of one or several schemas.
    Fields(Vec<&'db Field>),
    /// A value of a map.
    Value(Ty),
    /// What nothing is known of, or what was reported.
    Unknown,
}

impl<'db> Checker<'db> {
    /// `f = e`, `f += e`, `a.b = e`
    pub(crate) fn set(&self, at: &At<'db>, path: &'db [Ident], add: bool, value: &'db Expr) {
        let Some((last, before)) = path.split_last() else { return };
        // Where the text is broken, the word before it may be anything.
        if value.kind == ExprKind::Missing {
            return;
        }
        let place = at.scope.anchor.origin(value.range);
        let Some(block) = self.enter(at, before, place) else {
            // What is wrong with the value is wrong wherever it goes.
            return;
        };
        let way = self.step(&block, last, at.scope.anchor.origin(last.range), false);
        self.assign(&at.scope, &way, &last.name, add, value, place);
    }

    /// A value for what a way leads to.
    pub(crate) fn assign(
        &self,
        scope: &Scope<'db>,
        way: &Way<'db>,
        name: &SmolStr,
        add: bool,
        value: &'db Expr,
        place: Origin,
    ) {
        let ty = match way {
            Way::Fields(fields) => {
                if let [field] = fields.as_slice()
                    && (self.is_computed(field, place) || self.holds_blocks(field, scope, add, value, place))
                {
                    return;
                }
                let types: Vec<Ty> = fields.iter().map(|field| field.ty.clone()).collect();
                Ty::union(types)
            }
            Way::Value(ty) => ty.clone(),
            Way::Unknown => return,
        };
        if add && !may_grow(&ty) {
            let message = format!("`+=` adds to a list, a set or a map, and `{name}` is {}", super::fit::show(&ty));
            self.error("type-mismatch", place, message);
            return;
        }
        self.check(scope, value, &ty, Some(name));
    }

    /// A computed field cannot be set.
    fn is_computed(&self, field: &Field, place: Origin) -> bool {
        if field.is_computed() {
            let message = format!("`{}` is computed and cannot be set", field.name);
            self.push(Diag::error("computed-field", place, message).also(field.place, "computed here"));
        }
        field.is_computed()
    }

    /// A field of blocks is set by blocks; nothing but "none" can be written in their place.
    fn holds_blocks(&self, field: &Field, scope: &Scope<'db>, add: bool, value: &'db Expr, place: Origin) -> bool {
        let Some(kind) = &field.kind else { return false };
        let empty = match &value.kind {
            ExprKind::None | ExprKind::Missing => true,
            ExprKind::List(items) => items.is_empty(),
            ExprKind::Record(None, body) => scope.anchor.hir.body(*body).entries.is_empty(),
            _ => false,
        };
        if !empty || add {
            let diag = Diag::error("type-mismatch", place, format!("`{}` holds blocks of the kind {kind}", field.name));
            self.push(diag.hint(format!("write `{kind} NAME {{ … }}`; `{} = []` clears them", field.name)));
        }
        true
    }

    /// `"key" = e`
    pub(crate) fn set_key(&self, at: &At<'db>, key: &'db Text, add: bool, value: &'db Expr) {
        let place = at.scope.anchor.origin(value.range);
        self.text(&at.scope, key);
        match &at.block.shape {
            Shape::Schemas(_) => {
                let at_key = at.scope.anchor.origin(key.range);
                self.error("unknown-field", at_key, "a key in quotes stands in a map, and this is a record");
            }
            Shape::Map(key_ty, value_ty) => {
                let name = key.plain().unwrap_or_default();
                if key.plain().is_some() {
                    self.key_text(&name, key_ty, at.scope.anchor.origin(key.range));
                }
                self.assign(&at.scope, &Way::Value(value_ty.clone()), &name, add, value, place);
            }
            Shape::Test | Shape::Unknown => {}
        }
    }

    /// Goes along a path of fields; none where it leads nowhere, which is reported.
    pub(crate) fn enter(&self, at: &At<'db>, path: &'db [Ident], place: Origin) -> Option<Block<'db>> {
        let mut block = at.block.clone();
        for ident in path {
            let here = at.scope.anchor.origin(ident.range);
            let way = self.step(&block, ident, here, false);
            block = self.amended(&way, &ident.name, here, place)?;
        }
        Some(block)
    }

    /// What the braces of a field amend.
    pub(crate) fn amended(&self, way: &Way<'db>, name: &SmolStr, place: Origin, said: Origin) -> Option<Block<'db>> {
        let ty = match way {
            Way::Fields(fields) => {
                if let [field] = fields.as_slice() {
                    if self.is_computed(field, said) {
                        return None;
                    }
                    if let Some(kind) = &field.kind {
                        let message = format!("`{name}` holds blocks of the kind {kind}");
                        let diag = Diag::error("type-mismatch", place, message);
                        self.push(diag.hint(format!("write `{kind} NAME {{ … }}`")));
                        return None;
                    }
                }
                Ty::union(fields.iter().map(|field| field.ty.clone()).collect())
            }
            Way::Value(ty) => ty.clone(),
            Way::Unknown => return None,
        };
        match self.shape_of(&ty) {
            Some(shape) => Some(Block::new(shape, Some(name.clone()))),
            None => {
                let message = format!("`{name}` is {}, which takes no braces", super::fit::show(&ty));
                let diag = Diag::error("type-mismatch", place, message);
                self.push(diag.hint(format!("write `{name} = …`")));
                None
            }
        }
    }

    /// One step from a block into a field.
    pub(crate) fn step(&self, block: &Block<'db>, name: &Ident, place: Origin, column: bool) -> Way<'db> {
        self.note_field(block, &name.name, place);
        let schemas = match &block.shape {
            Shape::Schemas(schemas) => schemas,
            Shape::Map(key, value) => {
                self.key_text(&name.name, key, place);
                return Way::Value(value.clone());
            }
            Shape::Test | Shape::Unknown => return Way::Unknown,
        };
        let fields: Vec<&'db Field> = schemas.iter().filter_map(|schema| schema.field(&name.name)).collect();
        if !fields.is_empty() {
            return Way::Fields(fields);
        }
        let extending: Vec<&'db Field> = schemas
            .iter()
            .flat_map(|schema| self.extending(schema))
            .filter_map(|schema| schema.field(&name.name))
            .collect();
        if !extending.is_empty() {
            return Way::Fields(extending);
        }
        if !schemas.iter().any(|schema| self.may_have(schema, &name.name)) {
            self.push(self.no_such_field(block, schemas, name, place, column));
        }
        Way::Unknown
    }

    fn no_such_field(
        &self,
        block: &Block<'db>,
        schemas: &[&'db Schema],
        name: &Ident,
        place: Origin,
        column: bool,
    ) -> Diag {
        let kind = block.title();
        let message = match column {
            true => format!("column `{}`: no such field in {kind}", name.name),
            false => format!("no field `{}` in {kind}", name.name),
        };
        let diag = Diag::error("unknown-field", place, message);
        if schemas.iter().any(|schema| schema.kind(&name.name).is_some()) {
            return diag.hint(format!("write `{} NAME {{ … }}`", name.name));
        }
        let extending = schemas.iter().flat_map(|schema| self.extending(schema));
        match nearest(&name.name, schemas.iter().copied().chain(extending).flat_map(Schema::names)) {
            Some(near) => diag.hint(format!("did you mean `{near}`?")).fix(place, near),
            None => match schemas {
                [one] if one.file.path(self.db).starts_with("std:") => {
                    diag.hint(format!("`dlc doc {}` lists its fields", one.this.name))
                }
                _ => diag,
            },
        }
    }

    /// Whether nothing that extends a schema can have blocks of a kind.
    pub(crate) fn extending_kind(&self, schema: &Schema, kind: &str) -> bool {
        !is_abstract(schema) && self.extending(schema).iter().all(|schema| schema.kind(kind).is_none())
    }
}

/// Whether something can be added to values of this type.
fn may_grow(ty: &Ty) -> bool {
    ty.members()
        .iter()
        .any(|m| matches!(m, Ty::Error | Ty::None | Ty::List(_) | Ty::Set(_) | Ty::Map(_) | Ty::Prim(Prim::Data)))
}
