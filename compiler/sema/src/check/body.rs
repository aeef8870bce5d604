//! The entries in braces.

use super::env::{Layer, Scope};
use super::what::What;
use super::{At, Checker, Shape};
use crate::Diag;
use crate::hir::{AnchorNode, BodyId, Check, Entry, EntryKind, Expr, Ident, ItemKind};
use crate::source::anchor;
use crate::ty::{Prim, Ty};
use dlc_base::suggest::nearest;

impl<'db> Checker<'db> {
    /// Checks the entries of a body. `at` is the place inside it.
    pub(crate) fn entries(&self, at: &At<'db>, body: BodyId) {
        self.note_body(at, body);
        self.tests_in(at, body);
        for entry in &at.scope.anchor.hir.body(body).entries {
            self.entry(at, entry);
        }
        self.twice(at, body);
    }

    fn entry(&self, at: &At<'db>, entry: &'db Entry) {
        let scope = &at.scope;
        match &entry.kind {
            // A type is looked for in its file: who writes a schema must not ask whose braces it is in.
            EntryKind::Item(item) if matches!(item.kind, ItemKind::Type | ItemKind::Schema) => {
                let word = if item.kind == ItemKind::Type { "type" } else { "schema" };
                let message = format!("a `{word}` stands at the level of the file, not in braces");
                let name = anchor(self.db, scope.anchor.file, item.anchor.clone())
                    .map_or(scope.anchor.origin(entry.range), |own| {
                        own.origin(crate::scope::head_range(&own.hir.node))
                    });
                self.push(Diag::error("syntax-error", name, message).hint("move it out of the lab"));
            }
            // An anchor of its own.
            EntryKind::Item(_) => {}
            EntryKind::Block(block) => self.block(at, block),
            EntryKind::Table(table) => self.table(at, table),
            EntryKind::Set { path, add, value } => self.set(at, path, *add, value),
            EntryKind::SetKey { key, add, value } => self.set_key(at, key, *add, value),
            EntryKind::Include(list) => list.iter().for_each(|expr| self.include(at, expr)),
            EntryKind::Drop { kind, label } => {
                if let Some(text) = &label.text {
                    self.text(scope, text);
                }
                self.known_kind(at, kind);
            }
            EntryKind::For { vars, iter, body } => {
                self.entries(&self.for_body(at, vars, iter, *body), *body);
            }
            EntryKind::When { cond, then, otherwise } => {
                self.condition(scope, cond);
                for body in std::iter::once(then).chain(otherwise) {
                    self.entries(&at.inside(*body), *body);
                }
            }
            EntryKind::Check(check) => self.check_entry(scope, check),
            EntryKind::Allow { code, reason } => {
                self.known_code(code, scope.anchor.origin(code.range));
                self.text(scope, reason);
            }
            EntryKind::Given(block) => {
                if let Some(at) = self.lab_in_test(at) {
                    self.block(&at, block);
                }
            }
            EntryKind::Expect(cond) => self.condition(scope, cond),
            EntryKind::ExpectCode { code, .. } => self.known_code(code, scope.anchor.origin(code.range)),
        }
    }

    /// The place inside a loop.
    pub(crate) fn for_body(&self, at: &At<'db>, vars: &[Ident], iter: &'db Expr, body: BodyId) -> At<'db> {
        let scope = self.round(&at.scope, vars, iter);
        At { scope, block: at.block.clone() }.inside(body)
    }

    /// `given` says something about the lab, whatever the test stands in.
    fn lab_in_test(&self, at: &At<'db>) -> Option<At<'db>> {
        let block = self.lab_block()?;
        Some(At { scope: at.scope.clone(), block })
    }

    fn check_entry(&self, scope: &Scope<'db>, check: &'db Check) {
        self.condition(scope, &check.cond);
        self.text(scope, &check.message);
        if let Some(hint) = &check.hint {
            self.text(scope, hint);
        }
        if let Some(code) = &check.code
            && !is_kebab(&code.name)
        {
            let message = format!("`{}` is no code: a code is lower-case words with `-` between", code.name);
            let diag = Diag::error("bad-code", scope.anchor.origin(code.range), message);
            self.push(diag.hint(format!("write `{}`", kebab(&code.name))));
        }
    }

    /// `include e`: profiles of this kind of block, or in a lab another lab.
    pub(crate) fn include(&self, at: &At<'db>, expr: &'db Expr) {
        let place = at.scope.anchor.origin(expr.range);
        let what = self.expr(&at.scope, expr, None, None);
        let what = self.module_value(what, place);
        self.bare_profile(&what, expr, place);
        let fits = match &what {
            What::Item(ItemKind::Profile, file, key) => return self.profile_for(at, *file, key, place),
            What::Item(ItemKind::Block, ..) => at.block.is_lab || matches!(at.block.shape, Shape::Unknown),
            What::Value(ty) => may_be_profiles(ty),
            _ => false,
        };
        if !fits {
            let message = format!("`include` takes a profile, not {}", what.describe(Some(expr)));
            self.error("type-mismatch", place, message);
        }
    }

    /// A profile is for the kind of block that includes it.
    fn profile_for(
        &self,
        at: &At<'db>,
        file: dlc_db::SourceFile,
        key: &crate::hir::AnchorKey,
        place: dlc_base::Origin,
    ) {
        let Some(item) = anchor(self.db, file, key.clone()) else { return };
        let AnchorNode::Profile { name, kind, .. } = &item.hir.node else { return };
        let kind = kind.as_ref().map_or("node", |kind| kind.name.as_str());
        let Shape::Schemas(schemas) = &at.block.shape else { return };
        let kinds = super::kinds::kinds(self.db);
        let answers = at.block.word.as_deref() == Some(kind)
            || schemas.iter().any(|schema| kinds.answers(schema, kind) || schema.words().any(|word| word == kind));
        // A kind that is not known is told where the profile is declared.
        if answers || kinds.of_word(kind).is_empty() {
            return;
        }
        let message =
            format!("`{}` is a profile for {kind}, and this is {}", name.name, with_article(at.block.word.as_deref()));
        let diag = Diag::error("profile-of-other-kind", place, message);
        self.push(diag.also(item.origin(name.range), "declared here"));
    }

    /// Whether the schema of the place has blocks of a kind.
    pub(crate) fn known_kind(&self, at: &At<'db>, kind: &Ident) {
        self.note_kind(&at.block, &kind.name, at.scope.anchor.origin(kind.range));
        let Shape::Schemas(schemas) = &at.block.shape else { return };
        if schemas.iter().any(|schema| schema.kind(&kind.name).is_some() || !self.extending_kind(schema, &kind.name)) {
            return;
        }
        self.push(self.no_kind(at, kind, at.scope.anchor.origin(kind.range)));
    }

    /// There are no such blocks here.
    pub(crate) fn no_kind(&self, at: &At<'db>, word: &Ident, place: dlc_base::Origin) -> Diag {
        let title = at.block.title();
        let diag =
            Diag::error("unknown-kind", place, format!("there are no blocks of the kind `{}` in {title}", word.name));
        let Shape::Schemas(schemas) = &at.block.shape else { return diag };
        let kinds = schemas.iter().flat_map(|schema| schema.fields.iter().filter_map(|field| field.kind.as_deref()));
        if let Some(near) = nearest(&word.name, kinds) {
            return diag.hint(format!("did you mean `{near}`?"));
        }
        match schemas.iter().any(|schema| schema.field(&word.name).is_some()) {
            true => diag.hint(format!("`{}` is a field and takes no label", word.name)),
            false => diag,
        }
    }

    /// Names that braces declare twice, and blocks of one kind with one plain label.
    fn twice(&self, at: &At<'db>, body: BodyId) {
        super::twice::check(self, at, body);
    }
}

impl<'db> At<'db> {
    /// The place inside the braces of a `for` or a `when`, which say something about the same block.
    pub(crate) fn inside(&self, body: BodyId) -> Self {
        let layer = Layer::Braces(self.scope.anchor, body, self.block.shape.clone());
        Self { scope: self.scope.with(layer), block: self.block.clone() }
    }
}

fn may_be_profiles(ty: &Ty) -> bool {
    ty.members().into_iter().any(|m| match m {
        Ty::Error | Ty::None | Ty::Prim(Prim::Profile) => true,
        Ty::List(item) | Ty::Set(item) => may_be_profiles(item),
        _ => false,
    })
}

/// Whether a code is lower-case words with `-` between.
fn is_kebab(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_lowercase())
        && code
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// A word as a code: `memoryTooSmall` and `memory_too_small` are `memory-too-small`.
fn kebab(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        let boundary = c == '_' || c == '-' || c.is_ascii_uppercase();
        if boundary && !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        }
    }
    out.trim_end_matches('-').to_owned()
}

fn with_article(word: Option<&str>) -> String {
    match word {
        Some(word) if word.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {word}"),
        Some(word) => format!("a {word}"),
        None => "a record".to_owned(),
    }
}
