//! Secrets before any value is known: the functions that give them, and what may not depend on them.

use super::Checker;
use super::env::Scope;
use super::what::What;
use crate::Diag;
use crate::hir::{Arg, Expr, ExprKind};
use crate::ty::{Prim, Ty};
use dlc_base::Origin;
use std::sync::Arc;

/// Whether it is a secret whatever it turns out to be; `T | Secret<T>` is one only where its value is.
fn is_secret(what: &What) -> bool {
    let secret = |ty: &Ty| {
        let members = ty.members();
        members.iter().any(|m| matches!(m, Ty::Secret(_)))
            && members.iter().all(|m| matches!(m, Ty::Secret(_) | Ty::None))
    };
    what.ty().is_some_and(secret)
}

impl<'db> Checker<'db> {
    /// `secrets("PATH")`, `secret("NAME")`, `expose(s, reason = "…")`. None for another function.
    pub(super) fn secret_function(
        &self,
        scope: &Scope<'db>,
        name: &str,
        args: &'db [Arg],
        place: Origin,
    ) -> Option<What> {
        match name {
            "secrets" => {
                self.text_argument(scope, args, name, "the path of a file", place);
                Some(What::UNKNOWN)
            }
            "secret" => {
                self.text_argument(scope, args, name, "a name", place);
                Some(What::Value(Ty::Secret(Arc::new(Ty::Prim(Prim::Str)))))
            }
            "expose" => Some(self.expose(scope, args, place)),
            _ => None,
        }
    }

    fn text_argument(&self, scope: &Scope<'db>, args: &'db [Arg], name: &str, takes: &str, place: Origin) {
        let [Arg { name: None, value }] = args else {
            return self.error("bad-argument", place, format!("`{name}` takes {takes}"));
        };
        let what = self.expr(scope, value, None, None);
        if !self.may_be(&what, &Ty::Prim(Prim::Str)) {
            self.error("bad-argument", place, format!("`{name}` takes {takes} in quotes"));
        }
    }

    fn expose(&self, scope: &Scope<'db>, args: &'db [Arg], place: Origin) -> What {
        let whats: Vec<What> = args.iter().map(|arg| self.expr(scope, &arg.value, None, None)).collect();
        let well = matches!(args, [Arg { name: None, .. }, Arg { name: Some(name), .. }] if name.name == "reason");
        if !well {
            let diag = Diag::error("bad-argument", place, "`expose` takes a secret, and the reason to let it out");
            self.push(diag.hint("`expose(…, reason = \"…\")`"));
            return What::UNKNOWN;
        }
        let Some(What::Value(ty)) = whats.first() else {
            let what = whats.first().map_or_else(|| "nothing".to_owned(), |what| what.describe(Some(&args[0].value)));
            self.error("type-mismatch", place, format!("`expose` takes a secret, and this is {what}"));
            return What::UNKNOWN;
        };
        let hidden = |m: &&Ty| if let Ty::Secret(inner) = m { Some((**inner).clone()) } else { None };
        let hidden: Vec<Ty> = ty.members().iter().filter_map(hidden).collect();
        if hidden.is_empty() && !whats[0].is_unknown() {
            let what = whats[0].describe(Some(&args[0].value));
            let at = scope.anchor.origin(args[0].value.range);
            self.error("type-mismatch", at, format!("`expose` takes a secret, and this is {what}"));
        }
        if hidden.is_empty() { What::UNKNOWN } else { What::Value(Ty::union(hidden)) }
    }

    /// Refuses a secret where a decision is taken. Whether one was refused.
    pub(super) fn no_decision(&self, what: &What, place: Origin) -> bool {
        let is = is_secret(what);
        if is {
            let diag = Diag::error("secret-revealed", place, "a decision on a secret reveals it");
            self.push(diag.hint("decide on something that everybody may know"));
        }
        is
    }

    /// The same for a comparison, of which a side that is `none` only asks whether there is one.
    pub(super) fn no_comparison(&self, (left, a): (&What, &Expr), (right, b): (&What, &Expr), place: Origin) -> bool {
        let asks = matches!(a.kind, ExprKind::None) || matches!(b.kind, ExprKind::None);
        !asks && (self.no_decision(left, place) || self.no_decision(right, place))
    }
}

/// A text with such a hole is secret.
pub(super) fn taints(what: &What) -> bool {
    is_secret(what)
}
