//! Texts with holes.

use super::Checker;
use super::env::Scope;
use super::ops::has_text;
use super::what::What;
use crate::Diag;
use crate::hir::{Expr, Text, TextPart};
use crate::schema;
use crate::ty::{Prim, Ty};

/// The languages in which a hole takes any data.
const OF_DATA: [&str; 3] = ["json", "yaml", "toml"];

impl<'db> Checker<'db> {
    /// A text: its holes are scalars, except in a text of data.
    pub(crate) fn text(&self, scope: &Scope<'db>, text: &'db Text) -> What {
        let of_data = text.tag.as_ref().is_some_and(|tag| OF_DATA.contains(&tag.name.as_str()));
        for part in &text.parts {
            if let TextPart::Hole(expr) = part {
                self.hole(scope, expr, of_data);
            }
        }
        What::prim(Prim::Str)
    }

    fn hole(&self, scope: &Scope<'db>, expr: &'db Expr, of_data: bool) {
        let place = scope.anchor.origin(expr.range);
        let what = self.expr(scope, expr, None, None);
        let what = self.module_value(what, place);
        if of_data || what.is_unknown() {
            return;
        }
        if has_text(&what) {
            if let What::Value(Ty::Schema(found)) = &what
                && schema::of(self.db, found).is_some_and(|schema| schema.label.is_none())
            {
                self.error("type-mismatch", place, format!("a record `{}` in a hole has no form as text", found.name));
            }
            return;
        }
        let is_list = |ty: &Ty| ty.members().iter().all(|m| matches!(m, Ty::List(_) | Ty::Set(_)));
        if matches!(what, What::List(_)) || what.ty().is_some_and(is_list) {
            let diag = Diag::error("list-in-text", place, "a list in a hole has no one form");
            self.push(diag.hint("join it: `.join(\", \")`"));
            return;
        }
        let message = format!("{} in a hole has no form as text", what.describe(Some(expr)));
        self.error("type-mismatch", place, message);
    }
}
