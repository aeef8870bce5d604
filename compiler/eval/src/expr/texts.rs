//! Texts with holes, and texts in another language.

use crate::cx::{Cx, Ev, R};
use crate::data;
use crate::env::Scope;
use crate::value::Value;
use dlc_sema::Diag;
use dlc_sema::hir::{Expr, ExprKind, Text, TextPart};
use dlc_sema::texts;
use dlc_sema::ty::Ty;
use dlc_text::{Data, Piece, Place, Written};
use smol_str::SmolStr;

impl<'db> Cx<'db> {
    /// The value of a text. Its holes are scalars; where a text of data has a value they are any data. What is written
    /// into a text of another language is escaped for its place there.
    pub(crate) fn text(&self, scope: &Scope<'db>, text: &'db Text, _ty: Option<&Ty>) -> R<Value> {
        if let [TextPart::Chars(chars, _)] = text.parts.as_slice() {
            return Ok(Value::Str(chars.clone()));
        }
        let holes: Vec<&'db Expr> = text
            .parts
            .iter()
            .filter_map(|part| match part {
                TextPart::Hole(expr) => Some(expr),
                TextPart::Chars(..) => None,
            })
            .collect();
        if holes.is_empty() {
            return Ok(Value::Str(text.plain().unwrap_or_default()));
        }
        let mut out = String::new();
        for piece in self.pieces(scope, text)? {
            let (number, place) = match piece {
                Piece::Chars(chars) => {
                    out.push_str(&chars);
                    continue;
                }
                Piece::Hole(number, place) => (number, place),
            };
            let Some(expr) = holes.get(number) else { continue };
            for written in self.fill(scope, expr, &place)? {
                if let Written::Chars(chars) = written {
                    self.text_bytes(chars.len(), scope.anchor.origin(expr.range))?;
                    out.push_str(&chars);
                }
            }
        }
        Ok(Value::Str(out.into()))
    }

    /// The pieces of a text, with the place of each hole.
    fn pieces(&self, scope: &Scope<'db>, text: &'db Text) -> R<Vec<Piece>> {
        let Some(language) = texts::language(text) else {
            let mut holes = 0..;
            let piece = |part: &TextPart| match part {
                TextPart::Chars(chars, _) => Piece::Chars(chars.to_string()),
                TextPart::Hole(_) => Piece::Hole(holes.next().unwrap_or_default(), Place::Plain),
            };
            return Ok(text.parts.iter().map(piece).collect());
        };
        let checked = dlc_text::check(language, &texts::template(text));
        match checked.faults.into_iter().next() {
            // The checker has said it.
            Some(fault) => Err(self.report(texts::diagnostic(scope.anchor, text, fault))),
            None => Ok(checked.pieces),
        }
    }

    /// What a hole at a place becomes.
    fn fill(&self, scope: &Scope<'db>, expr: &'db Expr, place: &Place) -> R<Vec<Written>> {
        let at = scope.anchor.origin(expr.range);
        let data = match place.takes_data() {
            true => {
                let cell = self.value(scope, expr, None)?;
                self.fits_in_text(&cell.value, at)?;
                data::to_data(&cell.value).map_err(|why| self.error("type-mismatch", at, why))?
            }
            false => Data::Text(self.hole(scope, expr)?.into()),
        };
        place.fill(&data).map_err(|refusal| {
            let diag = Diag::error("hole-does-not-fit", at, refusal.message);
            self.report(match refusal.hint {
                Some(hint) => diag.hint(hint),
                None => diag,
            })
        })
    }

    /// A hole in running text: a scalar.
    fn hole(&self, scope: &Scope<'db>, expr: &'db Expr) -> R<SmolStr> {
        let ev = self.expr(scope, expr, None)?;
        let place = scope.anchor.origin(expr.range);
        if let Ev::Cell(cell) = &ev
            && cell.value == Value::None
        {
            return Err(self.no_value(scope, expr, place));
        }
        let cell = self.force(ev)?;
        match cell.value.to_text() {
            Some(text) => Ok(text),
            None if cell.value.items().is_some() => {
                let diag = Diag::error("list-in-text", place, "a list in a hole has no one form");
                Err(self.report(diag.hint("join it: `.join(\", \")`")))
            }
            None => Err(self.error(
                "type-mismatch",
                place,
                format!("{} in a hole has no form as text", cell.value.describe()),
            )),
        }
    }
}

/// An expression as it would be written, for messages; cut where it is long.
pub(crate) fn show_expr(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Name(name, _) => name.to_string(),
        ExprKind::Member(base, name) => format!("{}.{}", show_expr(base), name.name),
        ExprKind::Index(base, _) => format!("{}[…]", show_expr(base)),
        ExprKind::Call(callee, _) => format!("{}(…)", show_expr(callee)),
        ExprKind::Literal(_, spelling) => spelling.to_string(),
        ExprKind::Text(text) => text.plain().map_or_else(|| "a text".to_owned(), |plain| crate::value::quoted(&plain)),
        ExprKind::List(_) | ExprKind::Comprehension(..) => "[…]".to_owned(),
        ExprKind::Record(..) => "{ … }".to_owned(),
        _ => "this".to_owned(),
    }
}
