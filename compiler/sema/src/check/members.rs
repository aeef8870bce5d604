//! `e.name`, `e[key]`.

use super::Checker;
use super::env::{Found, Scope, of_def};
use super::watch::Seen;
use super::what::{What, show_expr, unsealed};
use crate::Diag;
use crate::builtins::{self, Receiver};
use crate::hir::{Expr, ExprKind, Ident, ItemKind};
use crate::schema::{self, Schema};
use crate::scope;
use crate::ty::{Prim, SchemaRef, Ty};
use dlc_base::Origin;
use dlc_base::suggest::nearest;

impl<'db> Checker<'db> {
    /// `e.name`
    pub(crate) fn member_expr(&self, scope: &Scope<'db>, base: &'db Expr, name: &'db Ident) -> What {
        let what = self.expr(scope, base, None, None);
        let place = scope.anchor.origin(name.range);
        self.note(place, || Seen::Member { name: name.name.clone(), of: what.clone(), call: false });
        match what {
            What::Module(file) => self.module_member(file, name, place),
            What::Value(ty) => self.member_of(&ty, base, name, place),
            What::Schema(schema) => self.member_of(&Ty::Schema(schema), base, name, place),
            What::Open(fields) => match fields.iter().find(|(field, _)| *field == name.name) {
                Some((_, what)) => what.clone(),
                None => self.no_field("the record", fields.iter().map(|(field, _)| field.as_str()), name, place),
            },
            What::List(item) => match property(Receiver::List, &name.name) {
                Some(builtin) => What::of_items(builtin.result, &item),
                None => self.no_field("a list", builtins::names(Receiver::List), name, place),
            },
            What::File => match property(Receiver::File, &name.name) {
                Some(builtin) => What::Value(builtin.result.for_receiver(&Ty::Error)),
                None => self.no_field("a file", builtins::names(Receiver::File), name, place),
            },
            What::Item(..) | What::Function(_) => {
                let what = what.describe(Some(base));
                self.no_field(&what, std::iter::empty(), name, place)
            }
        }
    }

    /// A declaration of a module, as a value where it is one.
    pub(crate) fn module_member(&self, file: dlc_db::SourceFile, name: &Ident, place: Origin) -> What {
        match scope::member(self.db, file, &name.name).and_then(|def| of_def(self.db, def)) {
            Some(What::Item(ItemKind::Let, file, key)) => self.let_type(file, &key),
            Some(what) => what,
            None => {
                self.push(scope::unknown_member(self.db, file, &name.name, place));
                What::UNKNOWN
            }
        }
    }

    /// A field or property that one member of the type has.
    fn member_of(&self, ty: &Ty, base: &Expr, name: &Ident, place: Origin) -> What {
        let mut found: Vec<What> = Vec::new();
        let mut silent = false;
        let mut known: Vec<&str> = Vec::new();
        let members = ty.members();
        for member in members.iter().map(|m| unsealed(m)) {
            match member {
                Ty::Schema(reference) => match schema::of(self.db, reference) {
                    Some(schema) => match self.field_types(schema, &name.name) {
                        Fields::Some(types) => found.extend(types.into_iter().map(What::Value)),
                        Fields::None => {
                            known.extend(schema.names());
                            known.extend(self.extending(schema).into_iter().flat_map(Schema::names));
                        }
                        Fields::Maybe => silent = true,
                    },
                    None => silent = true,
                },
                Ty::Error | Ty::Prim(Prim::Data | Prim::Target) => silent = true,
                member => {
                    let Some(receiver) = Receiver::of(member) else { continue };
                    match property(receiver, &name.name) {
                        Some(builtin) => found.push(What::Value(builtin.result.for_receiver(member))),
                        None => builtins::names(receiver).for_each(|name| known.push(name)),
                    }
                }
            }
        }
        if silent {
            return What::UNKNOWN;
        }
        if !found.is_empty() {
            return What::any(found);
        }
        // That there is no value is told of the value.
        if members.iter().all(|m| matches!(m, Ty::None)) {
            return What::UNKNOWN;
        }
        let is_function = |m: &&Ty| match m {
            Ty::Schema(reference) => {
                schema::of(self.db, reference).is_some_and(|schema| self.beside_schema(schema, &name.name).is_some())
            }
            _ => false,
        };
        if members.iter().any(is_function) {
            let diag = Diag::error("unknown-field", place, format!("`{}` is a function, and no field", name.name));
            self.push(diag.hint(format!("write `{}(…)`", name.name)));
            return What::UNKNOWN;
        }
        let what = match members.as_slice() {
            [Ty::Schema(schema)] => title(schema, base),
            _ => match ty {
                Ty::Alias(_) | Ty::Union(_) => format!("`{}`, {ty},", show_expr(base)),
                _ => What::Value(ty.clone()).describe(Some(base)),
            },
        };
        self.no_field(&what, known, name, place)
    }

    /// The types of a field of a schema, or of what extends it.
    pub(crate) fn field_types(&self, schema: &Schema, name: &str) -> Fields {
        if let Some(field) = schema.field(name) {
            return Fields::Some(vec![field.ty.clone()]);
        }
        let extending = self.extending(schema);
        let types: Vec<Ty> =
            extending.iter().filter_map(|schema| schema.field(name)).map(|field| field.ty.clone()).collect();
        match types.is_empty() {
            false => Fields::Some(types),
            true if self.may_have(schema, name) => Fields::Maybe,
            true => Fields::None,
        }
    }

    /// Whether a schema that nobody here knows may extend this one with a field: a system of another file. That a
    /// lab reaches it, and the word is almost that of a field which is known, is no coincidence.
    pub(crate) fn may_have(&self, schema: &Schema, name: &str) -> bool {
        if !is_abstract(schema) {
            return false;
        }
        let extending = self.extending(schema);
        let of_a_lab = scope::items(self.db, self.file).iter().any(|item| item.block.as_deref() == Some("lab"));
        if extending.is_empty() || !of_a_lab {
            return true;
        }
        nearest(name, schema.names().chain(extending.iter().flat_map(|schema| schema.names()))).is_none()
    }

    /// Reports that nothing of that name is there.
    pub(crate) fn no_field<'a>(
        &self,
        what: &str,
        names: impl IntoIterator<Item = &'a str>,
        name: &Ident,
        place: Origin,
    ) -> What {
        let diag = Diag::error("unknown-field", place, format!("{what} has no `{}`", name.name));
        self.push(match nearest(&name.name, names) {
            Some(near) => diag.hint(format!("did you mean `{near}`?")).fix(place, near),
            None => diag,
        });
        What::UNKNOWN
    }

    /// `e[key]`
    pub(crate) fn index_expr(&self, scope: &Scope<'db>, base: &'db Expr, key: &'db Expr) -> What {
        let what = self.expr(scope, base, None, None);
        let place = scope.anchor.origin(key.range);
        let ty = match &what {
            What::Value(ty) => ty,
            What::List(_) => {
                self.no_index(place);
                return What::UNKNOWN;
            }
            _ => return What::UNKNOWN,
        };
        let members = ty.members();
        let maps: Vec<&std::sync::Arc<(Ty, Ty)>> =
            members.iter().filter_map(|m| if let Ty::Map(map) = unsealed(m) { Some(map) } else { None }).collect();
        self.key(scope, key, maps.first().map(|map| &map.0));
        if members.iter().any(|m| matches!(m, Ty::Error | Ty::Prim(Prim::Data))) {
            return What::UNKNOWN;
        }
        if !maps.is_empty() {
            return What::any(maps.into_iter().map(|map| What::Value(map.1.clone())));
        }
        if members.iter().any(|m| matches!(m, Ty::List(_) | Ty::Set(_))) {
            self.no_index(place);
        } else if !members.iter().all(|m| matches!(m, Ty::None)) {
            self.error("type-mismatch", place, format!("{} has no keys", what.describe(Some(base))));
        }
        What::UNKNOWN
    }

    fn no_index(&self, place: Origin) {
        let diag = Diag::error("type-mismatch", place, "lists have no index");
        self.push(diag.hint("`.first`, `.last`, or `for`"));
    }

    /// A key: a bare name that nothing declares is a symbol.
    fn key(&self, scope: &Scope<'db>, key: &'db Expr, ty: Option<&Ty>) {
        if let ExprKind::Name(name, _) = &key.kind
            && matches!(scope.env.lookup(self, name), Found::Nothing)
        {
            return;
        }
        // It is read by its own shape, whatever the keys are.
        let _ = ty;
        self.expr(scope, key, None, None);
    }
}

/// What is known of a field.
pub(crate) enum Fields {
    /// Its type, or those that it has in what extends the schema.
    Some(Vec<Ty>),
    /// There is none.
    None,
    /// There is none in what is known here, and not all is.
    Maybe,
}

/// Whether values are never of the schema itself: of systems there is always one that extends it.
pub(crate) fn is_abstract(schema: &Schema) -> bool {
    schema.this.name == "System"
}

/// A property of the language.
fn property(receiver: Receiver, name: &str) -> Option<&'static builtins::Builtin> {
    builtins::find(receiver, name).filter(|builtin| builtin.params.is_none())
}

/// What a record or block is called that an expression gives: the kind word of the block itself, the name of one.
pub(crate) fn title(schema: &SchemaRef, base: &Expr) -> String {
    match &base.kind {
        ExprKind::Name(word, _) if schema.name.eq_ignore_ascii_case(word) => word.to_string(),
        ExprKind::Name(name, _) => format!("{} `{name}`", schema.name.to_lowercase()),
        _ => format!("`{}`, {} `{}`,", show_expr(base), article(&schema.name), schema.name),
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']) { "an" } else { "a" }
}
