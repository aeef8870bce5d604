//! Texts with holes.

use super::Checker;
use super::env::Scope;
use super::ops::has_text;
use super::secrets::taints;
use super::what::What;
use crate::Diag;
use crate::hir::{Expr, Text, TextPart};
use crate::schema;
use crate::texts;
use crate::ty::{Prim, Ty};
use dlc_text::Place;
use std::sync::Arc;

impl<'db> Checker<'db> {
    /// A text: its holes are scalars, except where a text of data has a value. A text in another language is read.
    pub(crate) fn text(&self, scope: &Scope<'db>, text: &'db Text) -> What {
        let checked = texts::language(text).map(|language| dlc_text::check(language, &texts::template(text)));
        let places = checked.as_ref().map(|checked| checked.places.as_slice()).unwrap_or_default();
        // What a text with a mistake says of the holes behind it is not known.
        let is_wrong = checked.as_ref().is_some_and(|checked| !checked.faults.is_empty());
        let holes = text.parts.iter().filter_map(|part| match part {
            TextPart::Hole(expr) => Some(expr),
            TextPart::Chars(..) => None,
        });
        let mut secret = false;
        for (number, expr) in holes.enumerate() {
            let of_data = places.get(number).map_or(is_wrong, Place::takes_data);
            secret |= self.hole(scope, expr, of_data);
        }
        for fault in checked.into_iter().flat_map(|checked| checked.faults) {
            self.push(texts::diagnostic(scope.anchor, text, fault));
        }
        match secret {
            true => What::Value(Ty::Secret(Arc::new(Ty::Prim(Prim::Str)))),
            false => What::prim(Prim::Str),
        }
    }

    /// A hole. Whether it is a secret.
    fn hole(&self, scope: &Scope<'db>, expr: &'db Expr, of_data: bool) -> bool {
        let place = scope.anchor.origin(expr.range);
        let what = self.expr(scope, expr, None, None);
        let what = self.module_value(what, place);
        let secret = taints(&what);
        if of_data || what.is_unknown() {
            return secret;
        }
        if has_text(&what) {
            if let What::Value(Ty::Schema(found)) = &what
                && schema::of(self.db, found).is_some_and(|schema| schema.label.is_none())
            {
                self.error("type-mismatch", place, format!("a record `{}` in a hole has no form as text", found.name));
            }
            return secret;
        }
        let is_list = |ty: &Ty| ty.members().iter().all(|m| matches!(m, Ty::List(_) | Ty::Set(_)));
        if matches!(what, What::List(_)) || what.ty().is_some_and(is_list) {
            let diag = Diag::error("list-in-text", place, "a list in a hole has no one form");
            self.push(diag.hint("join it: `.join(\", \")`"));
            return secret;
        }
        let message = format!("{} in a hole has no form as text", what.describe(Some(expr)));
        self.error("type-mismatch", place, message);
        secret
    }
}
