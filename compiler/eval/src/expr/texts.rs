//! Texts with holes, and texts in another language.

use crate::cx::{Cx, Ev, R};
use crate::data;
use crate::env::Scope;
use crate::value::Value;
use dlc_db::{AnchorNo, Db};
use dlc_secret::{Part, Recipe};
use dlc_sema::Diag;
use dlc_sema::hir::{Expr, ExprKind, Range, Text, TextPart};
use dlc_sema::index::walk_anchor;
use dlc_sema::source::anchor_of;
use dlc_sema::texts;
use dlc_sema::ty::Ty;
use dlc_text::{Data, Piece, Place, Written};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::sync::Arc;

impl<'db> Cx<'db> {
    /// A text that everybody may read: a label, a key, a message.
    pub(crate) fn text(&self, scope: &Scope<'db>, text: &'db Text, _ty: Option<&Ty>) -> R<Value> {
        let value = self.text_value(scope, text)?;
        self.no_secret(&value, scope.anchor.origin(text.range))?;
        Ok(value)
    }

    /// The value of a text. Its holes are scalars; where a text of data has a value they are any data. What is written
    /// into a text of another language is escaped for its place there. A secret in a hole makes all of it secret.
    pub(crate) fn text_value(&self, scope: &Scope<'db>, text: &'db Text) -> R<Value> {
        if let [TextPart::Chars(chars, _)] = text.parts.as_slice() {
            return Ok(Value::Str(chars.clone()));
        }
        let hole = |part: &'db TextPart| match part {
            TextPart::Hole(expr) => Some(expr),
            TextPart::Chars(..) => None,
        };
        let holes: Vec<&'db Expr> = text.parts.iter().filter_map(hole).collect();
        if holes.is_empty() {
            return Ok(Value::Str(text.plain().unwrap_or_default()));
        }
        let mut out = Made::default();
        for piece in self.pieces(scope, text)?.iter() {
            match piece {
                Piece::Chars(chars) => out.chars(chars),
                Piece::Hole(number, place) => {
                    if let Some(expr) = holes.get(*number) {
                        self.fill(scope, expr, place, &mut out)?;
                    }
                }
            }
        }
        Ok(out.value())
    }

    /// The pieces of a text, with the place of each hole.
    fn pieces(&self, scope: &Scope<'db>, text: &'db Text) -> R<Cow<'db, [Piece]>> {
        let Some(language) = texts::language(text) else {
            let mut holes = 0..;
            let piece = |part: &TextPart| match part {
                TextPart::Chars(chars, _) => Piece::Chars(chars.to_string()),
                TextPart::Hole(_) => Piece::Hole(holes.next().unwrap_or_default(), Place::Plain),
            };
            return Ok(text.parts.iter().map(piece).collect());
        };
        if let Some(known) = pieces_of(self.db, scope.anchor.no, text.range.start, text.range.end) {
            return Ok(Cow::Borrowed(known));
        }
        let checked = dlc_text::check(language, &texts::template(text));
        match checked.faults.into_iter().next() {
            // The checker has said it.
            Some(fault) => Err(self.report(texts::diagnostic(scope.anchor, text, fault))),
            None => Ok(checked.pieces.into()),
        }
    }

    /// Writes a hole at its place.
    fn fill(&self, scope: &Scope<'db>, expr: &'db Expr, place: &Place, out: &mut Made) -> R<()> {
        let at = scope.anchor.origin(expr.range);
        let mut sealed = Vec::new();
        let data = match place.takes_data() {
            true => {
                let cell = self.value(scope, expr, None)?;
                self.fits_in_text(&cell.value, at)?;
                data::to_data(&cell.value, &mut sealed).map_err(|why| self.error("type-mismatch", at, why))?
            }
            false => match self.hole(scope, expr)? {
                Hole::Text(text) => Data::Text(text.into()),
                Hole::Secret(recipe) => {
                    sealed.push(recipe);
                    Data::Sealed { number: 0, bare: false }
                }
            },
        };
        let written = place.fill(&data).map_err(|refusal| {
            let diag = Diag::error("hole-does-not-fit", at, refusal.message);
            self.report(match refusal.hint {
                Some(hint) => diag.hint(hint),
                None => diag,
            })
        })?;
        for written in written {
            match written {
                Written::Chars(chars) => {
                    self.text_bytes(chars.len(), at)?;
                    out.chars(&chars);
                }
                Written::Sealed(number, place) => {
                    if let Some(recipe) = sealed.get(number) {
                        out.parts(recipe.placed(&place));
                    }
                }
            }
        }
        Ok(())
    }

    /// A hole in running text: a scalar.
    fn hole(&self, scope: &Scope<'db>, expr: &'db Expr) -> R<Hole> {
        let ev = self.expr(scope, expr, None)?;
        let place = scope.anchor.origin(expr.range);
        if let Ev::Cell(cell) = &ev
            && cell.value == Value::None
        {
            return Err(self.no_value(scope, expr, place));
        }
        let cell = self.force(ev)?;
        if let Value::Secret(recipe) = &cell.value {
            return Ok(Hole::Secret(recipe.clone()));
        }
        match cell.value.to_text() {
            Some(text) => Ok(Hole::Text(text)),
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

/// The pieces of the text that stands at a range of an anchor, if nothing is wrong in it: it is read once, however many
/// blocks it is written for.
#[salsa::tracked]
fn pieces_of(db: &dyn Db, anchor: AnchorNo, start: u32, end: u32) -> Option<Vec<Piece>> {
    let hir = &anchor_of(db, anchor)?.hir;
    let wanted = Range { start, end };
    let mut found = None;
    walk_anchor(hir, &mut |expr| match &expr.kind {
        ExprKind::Text(text) if text.range == wanted => found = Some(text),
        _ => {}
    });
    let text = found?;
    let checked = dlc_text::check(texts::language(text)?, &texts::template(text));
    checked.faults.is_empty().then_some(checked.pieces)
}

/// What stands in a hole of running text.
enum Hole {
    Text(SmolStr),
    Secret(Arc<Recipe>),
}

/// A text that is being put together.
#[derive(Default)]
struct Made {
    /// What stands before `last`, where a secret does.
    parts: Vec<Part>,
    last: String,
}

impl Made {
    fn chars(&mut self, chars: &str) {
        self.last.push_str(chars);
    }

    fn parts(&mut self, parts: Vec<Part>) {
        for part in parts {
            match part {
                Part::Chars(chars) => self.last.push_str(&chars),
                part => {
                    self.close();
                    self.parts.push(part);
                }
            }
        }
    }

    fn close(&mut self) {
        if !self.last.is_empty() {
            self.parts.push(Part::Chars(std::mem::take(&mut self.last)));
        }
    }

    fn value(mut self) -> Value {
        if self.parts.is_empty() {
            return Value::Str(self.last.into());
        }
        self.close();
        Value::Secret(Arc::new(Recipe::text(self.parts)))
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
