//! Secrets: where they come from, what may not depend on them, and what lets them out.
//!
//! A secret is evaluated as the recipe of its text; what it says is not known here. Only `expose` asks for that.

use crate::cx::{Cx, R, Stop};
use crate::data::{self, Source};
use crate::env::Scope;
use crate::value::{Cell, Map, Value};
use dlc_base::Origin;
use dlc_db::Content;
use dlc_secret::{Format, Item, Kind, NotOpened, Recipe, Shape};
use dlc_sema::Diag;
use dlc_sema::hir::Arg;
use smol_str::SmolStr;
use std::sync::Arc;

/// The code of everything that would tell something of a secret.
const CODE: &str = "secret-revealed";

impl<'db> Cx<'db> {
    /// `secrets("PATH")`: the keys of a file, with a secret for each value.
    pub(super) fn secrets(&self, scope: &Scope<'db>, args: &'db [Arg], place: Origin) -> R<Value> {
        let (path, at) = self.quoted_argument(scope, args, "secrets", "the path of a file", place)?;
        let path = data::resolve(self, scope.anchor.file, &path, at)?;
        if let Some(vault) = self.db.vault() {
            vault.note_sealed(&path);
        }
        let Some(format) = Format::of(&path) else {
            let diag = Diag::error("bad-argument", at, "a file of secrets is YAML or JSON, and its name says so");
            return Err(self.report(diag.hint("`file(\"…\").secret` takes a whole file of any kind")));
        };
        let bytes = data::bytes(self, &path, at)?;
        let source = Source::new(self, &path, &bytes, place)?;
        let item = dlc_secret::read(source.text, format).map_err(|fault| source.refuse(self, fault))?;
        self.sealed(&source, &path, &item, &mut Vec::new()).map(|cell| cell.value)
    }

    fn sealed(&self, source: &Source<'_>, path: &str, item: &Item, steps: &mut Vec<String>) -> R<Cell> {
        let value = match &item.shape {
            Shape::Nothing => Value::None,
            Shape::Plain(node) => return source.typed(self, node, None, 0),
            Shape::Sealed(kind) => {
                let from = dlc_secret::Source::Value(path.to_owned(), steps.clone());
                Value::Secret(Arc::new(Recipe::of(from, *kind)))
            }
            Shape::List(items) => {
                self.elements(items.len(), source.place)?;
                let mut cells = Vec::with_capacity(items.len());
                for (number, item) in items.iter().enumerate() {
                    steps.push(number.to_string());
                    cells.push(self.sealed(source, path, item, steps)?);
                    steps.pop();
                }
                Value::List(cells.into())
            }
            Shape::Map(entries) => {
                self.elements(entries.len(), source.place)?;
                let mut map = Vec::with_capacity(entries.len());
                for (key, item) in entries {
                    steps.push(key.text.clone());
                    let value = self.sealed(source, path, item, steps)?;
                    steps.pop();
                    let text = SmolStr::from(key.text.as_str());
                    map.push((text.clone(), Cell::new(Value::Str(text), source.at(self, &key.at)), value));
                }
                Value::Map(Arc::new(Map::new(map)))
            }
        };
        Ok(Cell::new(value, source.at(self, &item.at)))
    }

    /// `secret("NAME")`
    pub(super) fn secret(&self, scope: &Scope<'db>, args: &'db [Arg], place: Origin) -> R<Value> {
        let (name, at) = self.quoted_argument(scope, args, "secret", "a name", place)?;
        let fine = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
        if !fine {
            let message = "the name of a secret is made of letters, digits and `_ - .`";
            return Err(self.error("bad-argument", at, message));
        }
        if let Some(vault) = self.db.vault() {
            vault.note_asked(&name);
        }
        Ok(Value::Secret(Arc::new(Recipe::of(dlc_secret::Source::Named(name.into()), Kind::Text))))
    }

    /// `expose(s, reason = "…")`: the value itself. Where it cannot be opened the value is unknown, which is an error
    /// only where it is needed: in a build.
    pub(super) fn expose(&self, scope: &Scope<'db>, args: &'db [Arg], place: Origin) -> R<Value> {
        let wrong = || {
            let diag = Diag::error("bad-argument", place, "`expose` takes a secret, and the reason to let it out");
            self.report(diag.hint("`expose(…, reason = \"…\")`"))
        };
        let [Arg { name: None, value }, Arg { name: Some(name), value: why }] = args else { return Err(wrong()) };
        if name.name != "reason" {
            return Err(wrong());
        }
        let (secret, reason) = (self.value(scope, value, None)?, self.value(scope, why, None)?);
        let Value::Str(reason) = reason.value else { return Err(wrong()) };
        if reason.trim().is_empty() {
            return Err(self.error("bad-argument", scope.anchor.origin(why.range), "a reason says something"));
        }
        let recipe = match secret.value {
            Value::Secret(recipe) => recipe,
            Value::Poison => return Err(Stop),
            other => {
                let message = format!("`expose` takes a secret, and this is {}", other.describe());
                return Err(self.error("type-mismatch", scope.anchor.origin(value.range), message));
            }
        };
        let Some(vault) = self.db.vault() else { return Err(Stop) };
        vault.note_exposed(recipe.handle(), reason.to_string());
        let read = |path: &str| match self.db.file(path).content(self.db) {
            Content::Bytes(bytes) => Ok(bytes.clone()),
            Content::Missing => Err("there is no such file".to_owned()),
            Content::Unreadable(why) => Err(why.clone()),
        };
        match vault.make(&recipe, &read) {
            Ok(clear) => Ok(exposed(clear.reveal(), recipe.kind)),
            Err(_) if !vault.must_open() => Err(Stop),
            Err(NotOpened { code, message, hint }) => {
                let diag = Diag::new(dlc_base::Severity::Error, code.into(), Some(place), message);
                Err(self.report(match hint {
                    Some(hint) => diag.hint(hint),
                    None => diag,
                }))
            }
        }
    }

    /// The one argument of a function, a text.
    fn quoted_argument(
        &self,
        scope: &Scope<'db>,
        args: &'db [Arg],
        function: &str,
        what: &str,
        place: Origin,
    ) -> R<(SmolStr, Origin)> {
        let [Arg { name: None, value }] = args else {
            return Err(self.error("bad-argument", place, format!("`{function}` takes {what}")));
        };
        let at = scope.anchor.origin(value.range);
        match self.value(scope, value, None)?.value {
            Value::Str(text) => Ok((text, at)),
            Value::Poison => Err(Stop),
            _ => Err(self.error("bad-argument", at, format!("`{function}` takes {what} in quotes"))),
        }
    }

    /// Refuses a secret where somebody would learn of it: in a comparison, a condition, an index.
    pub(crate) fn no_decision(&self, value: &Value, place: Origin) -> R<()> {
        if !value.has_secret() {
            return Ok(());
        }
        let diag = Diag::error(CODE, place, "a decision on a secret reveals it");
        Err(self.report(diag.hint("decide on something that everybody may know")))
    }

    /// Refuses to ask a secret anything: how long it is would tell of it too.
    pub(super) fn no_asking(&self, value: &Value, place: Origin) -> R<()> {
        match value {
            Value::Secret(_) => Err(self.error(CODE, place, "what a secret is like reveals it")),
            _ => Ok(()),
        }
    }

    /// Refuses a secret in a label, a key or a message.
    pub(crate) fn no_secret(&self, value: &Value, place: Origin) -> R<()> {
        match value {
            Value::Secret(_) => {
                let message = "a secret cannot stand here: labels, keys and messages are read by everybody";
                Err(self.error(CODE, place, message))
            }
            _ => Ok(()),
        }
    }
}

/// What was sealed, as a value that everybody may see.
fn exposed(bytes: &[u8], kind: Kind) -> Value {
    let Ok(text) = std::str::from_utf8(bytes) else { return Value::Bytes(bytes.into()) };
    match kind {
        Kind::Int => text.parse().map_or_else(|_| Value::Str(text.into()), Value::Int),
        Kind::Bool => Value::Bool(text == "true"),
        Kind::Bytes => Value::Bytes(bytes.into()),
        Kind::Text => Value::Str(text.into()),
    }
}
