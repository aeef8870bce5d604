//! Bare names.

use super::Checker;
use super::env::{Found, Scope};
use super::kinds;
use super::what::What;
use crate::Diag;
use crate::hir::{ItemKind, Name};
use crate::modules;
use crate::schema;
use crate::ty::{Prim, SchemaRef, Ty};
use dlc_base::Origin;
use dlc_base::suggest::nearest;

impl<'db> Checker<'db> {
    /// A bare name: a symbol where one is expected, else what is in scope.
    pub(crate) fn name(&self, scope: &Scope<'db>, name: &Name, ty: Option<&Ty>, place: Origin) -> What {
        self.note_name(scope, name, ty, place);
        let found = scope.env.lookup(self, name);
        if let Some(ty) = ty {
            if ty.symbols().contains(&name) {
                if let Found::Declared(What::Value(_) | What::Item(..)) = &found {
                    self.push(self.ambiguous(name, place));
                    return What::UNKNOWN;
                }
                return What::Value(Ty::Symbol(name.clone()));
            }
            let known = match ty.schema_named(name) {
                Some(schema) if self.is_plain(schema) => Some(schema.clone()),
                _ => self.target_schema(name, ty),
            };
            if let Some(schema) = known {
                return What::Value(Ty::Schema(schema));
            }
        }
        match found {
            Found::Anything => What::UNKNOWN,
            Found::Declared(What::Item(ItemKind::Let, file, key)) => self.let_type(file, &key),
            Found::Declared(what @ What::Module(_)) if ty.is_some() => self.record_of(self.module_value(what, place)),
            Found::Declared(what) if ty.is_some() => self.record_of(what),
            Found::Declared(what) | Found::Around(what) => what,
            Found::Nothing => {
                self.push(self.unknown_name(scope, name, ty, place));
                What::UNKNOWN
            }
        }
    }

    /// A schema's bare name where a value is wanted is an empty record.
    fn record_of(&self, what: What) -> What {
        match what {
            What::Schema(schema) if self.is_plain(&schema) => What::Value(Ty::Schema(schema)),
            what => what,
        }
    }

    /// Whether a schema describes records, and not named blocks: only then is its bare name a value.
    pub(crate) fn is_plain(&self, schema: &SchemaRef) -> bool {
        schema::of(self.db, schema).is_some_and(|schema| schema.label.is_none())
    }

    /// The schema of a target's options, where a target is expected.
    pub(crate) fn target_schema(&self, name: &str, ty: &Ty) -> Option<SchemaRef> {
        let wanted = ty.members().iter().any(|m| matches!(m, Ty::Prim(Prim::Target)));
        if wanted { schema::target_options(self.db, name) } else { None }
    }

    /// A name that is a symbol here and a value too.
    pub(crate) fn ambiguous(&self, name: &str, place: Origin) -> Diag {
        let diag =
            Diag::error("ambiguous-name", place, format!("`{name}` is a symbol here, and the name of a value too"));
        diag.hint("give the value another name")
    }

    /// A name that nothing declares.
    pub(crate) fn unknown_name(&self, scope: &Scope<'db>, name: &Name, ty: Option<&Ty>, place: Origin) -> Diag {
        if let Some(ty) = ty.filter(|ty| !ty.symbols().is_empty()) {
            return unknown_symbol(name, ty, place);
        }
        if ty.and_then(super::expr::item_of).is_some_and(|item| item.symbols().contains(&name)) {
            let message = format!("expected a list, found the symbol `{name}`");
            return Diag::error("type-mismatch", place, message).hint(format!("write `[{name}]`"));
        }
        let diag = Diag::error("unknown-name", place, format!("unknown name `{name}`"));
        if let Some(difference) = self.difference(scope, name) {
            return diag.hint(format!("`{name}` is one name; a difference is written `{difference}`"));
        }
        if let Some(word) = scope.env.field_of(name) {
            return diag.hint(format!("`{name}` is a field: `{word}.{name}`"));
        }
        let known = scope.env.known(self);
        if let Some(near) = nearest(name, known.iter().map(Name::as_str)) {
            return diag.hint(format!("did you mean `{near}`?")).fix(place, near);
        }
        if let Some(system) = self.unimported(name) {
            return diag.hint(format!("add `use {system}`"));
        }
        if let Some(word) = super::instead::own_word(name) {
            return diag.hint(format!("write `{word}`"));
        }
        if kinds::kinds(self.db).words().any(|word| word == name) {
            return diag.hint(format!("`{name}` is known inside a block of that kind"));
        }
        match ty.and_then(|ty| self.named_kind(ty)) {
            Some(kind) => diag.hint(format!("declare it: `{kind} {name} {{ … }}`")),
            None => diag,
        }
    }

    /// `i-1` as a difference, where both of its sides could be values.
    fn difference(&self, scope: &Scope<'db>, name: &str) -> Option<String> {
        let (left, right) = name.rsplit_once('-')?;
        let number = right.bytes().all(|b| b.is_ascii_digit());
        let known = |name: &str| !matches!(scope.env.lookup(self, name), Found::Nothing);
        (known(left) && (number || known(right))).then(|| format!("{left} - {right}"))
    }

    /// The kind word of the named blocks that are expected.
    fn named_kind(&self, ty: &Ty) -> Option<String> {
        let schemas = ty.members().into_iter().filter_map(|m| if let Ty::Schema(s) = m { Some(s) } else { None });
        let mut named = schemas.filter(|schema| !self.is_plain(schema));
        named.find_map(|schema| kinds::kinds(self.db).word_of(schema.no)).map(|word| word.to_string())
    }

    /// The module of the library that would have declared a name.
    pub(crate) fn unimported(&self, name: &str) -> Option<String> {
        let file = self.db.file(&format!("std:os/{name}.dl"));
        modules::exists(self.db, file).then(|| format!("std.os.{name}"))
    }
}

/// A symbol that the type does not have.
pub(crate) fn unknown_symbol(name: &str, ty: &Ty, place: Origin) -> Diag {
    let what = match ty {
        Ty::Alias(alias) => alias.0.to_lowercase(),
        _ => "symbol".to_owned(),
    };
    let symbols: Vec<&str> = ty.members().into_iter().filter_map(choice).collect();
    let diag = Diag::error("unknown-symbol", place, format!("no {what} `{name}`"));
    match nearest(name, symbols.iter().copied()) {
        Some(near) => diag.hint(format!("did you mean `{near}`?")).fix(place, near),
        None => diag.hint(format!("one of: {}", symbols.join(", "))),
    }
}

/// What a bare name may say: a symbol, the name of a schema, that there is nothing.
fn choice(member: &Ty) -> Option<&str> {
    match member {
        Ty::Symbol(name) => Some(name),
        Ty::Schema(schema) => Some(&schema.name),
        Ty::None => Some("none"),
        _ => None,
    }
}
