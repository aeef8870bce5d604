//! Texts with holes, and texts in another language.

use crate::cx::{Cx, Ev, R};
use crate::env::Scope;
use crate::value::Value;
use dlc_base::Origin;
use dlc_sema::Diag;
use dlc_sema::hir::{Expr, ExprKind, Text, TextPart};
use dlc_sema::ty::Ty;
use smol_str::SmolStr;

impl<'db> Cx<'db> {
    /// The value of a text. Its holes are scalars; in `json` they are any data, written in that language.
    pub(crate) fn text(&self, scope: &Scope<'db>, text: &'db Text, ty: Option<&Ty>) -> R<Value> {
        let _ = ty;
        let place = scope.anchor.origin(text.range);
        if let Some(tag) = &text.tag {
            let at = scope.anchor.origin(tag.range);
            return match tag.name.as_str() {
                "json" => self.json_text(scope, text, place),
                "systemd" | "ini" => self.unit_text(scope, text, tag.name == "systemd", place),
                _ if text.plain().is_some() => Ok(Value::Str(text.plain().unwrap_or_default())),
                other => {
                    let message = format!("a hole in a text of the kind `{other}` is not there yet in this version");
                    Err(self.report(
                        Diag::error("not-yet", at, message)
                            .hint("`json`, `systemd`, `ini` and texts without a tag take holes"),
                    ))
                }
            };
        }
        if let [TextPart::Chars(chars, _)] = text.parts.as_slice() {
            return Ok(Value::Str(chars.clone()));
        }
        let mut out = String::new();
        for part in &text.parts {
            match part {
                TextPart::Chars(chars, _) => out.push_str(chars),
                TextPart::Hole(expr) => {
                    let hole = self.hole(scope, expr)?;
                    self.text_bytes(hole.len(), place)?;
                    out.push_str(&hole);
                }
            }
        }
        Ok(Value::Str(out.into()))
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

    /// Text of sections and keys: a hole stays on its line, and to systemd its `%` is no specifier.
    fn unit_text(&self, scope: &Scope<'db>, text: &'db Text, systemd: bool, place: Origin) -> R<Value> {
        let mut out = String::new();
        for part in &text.parts {
            match part {
                TextPart::Chars(chars, _) => out.push_str(chars),
                TextPart::Hole(expr) => {
                    let hole = self.hole(scope, expr)?;
                    if hole.contains(['\n', '\r']) {
                        let at = scope.anchor.origin(expr.range);
                        return Err(self.error(
                            "type-mismatch",
                            at,
                            "a value here stays on its line, and this has several",
                        ));
                    }
                    out.push_str(&if systemd { hole.replace('%', "%%") } else { hole.to_string() });
                }
            }
        }
        self.text_bytes(out.len(), place)?;
        Ok(Value::Str(out.into()))
    }

    /// JSON text: a hole inside quotes is a scalar, escaped; elsewhere it is any data. The whole must parse.
    fn json_text(&self, scope: &Scope<'db>, text: &'db Text, place: Origin) -> R<Value> {
        let mut out = String::new();
        // Where each piece of the result comes from.
        let mut pieces: Vec<(usize, Origin)> = Vec::new();
        let mut quotes = Quotes::default();
        for part in &text.parts {
            match part {
                TextPart::Chars(chars, range) => {
                    pieces.push((out.len(), scope.anchor.origin(*range)));
                    quotes.read(chars);
                    out.push_str(chars);
                }
                TextPart::Hole(expr) => {
                    let at = scope.anchor.origin(expr.range);
                    pieces.push((out.len(), at));
                    if quotes.inside {
                        let text = self.hole(scope, expr)?;
                        let quoted = serde_json::Value::from(text.as_str()).to_string();
                        out.push_str(&quoted[1..quoted.len() - 1]);
                    } else {
                        let cell = self.value(scope, expr, None)?;
                        self.fits_in_text(&cell.value, at)?;
                        let json =
                            crate::data::to_json(&cell.value).map_err(|why| self.error("type-mismatch", at, why))?;
                        out.push_str(&json.to_string());
                    }
                }
            }
        }
        self.text_bytes(out.len(), place)?;
        match serde_json::from_str::<serde::de::IgnoredAny>(&out) {
            Ok(_) => Ok(Value::Str(out.into())),
            Err(error) => {
                let offset = offset_of(&out, error.line(), error.column());
                Err(self.report(bad_json(&error, offset, &pieces, place)))
            }
        }
    }
}

/// The diagnostic for text that is no JSON, at the piece where the reader stopped.
fn bad_json(error: &serde_json::Error, offset: usize, pieces: &[(usize, Origin)], place: Origin) -> Diag {
    let full = error.to_string();
    let message = full.split(" at line ").next().unwrap_or(&full).to_owned();
    let piece = pieces.iter().rev().find(|(start, _)| *start <= offset);
    let at = match piece {
        Some((start, origin)) => {
            // A piece without escapes and stripped blanks is as long here as there; else this is near enough.
            let into = u32::try_from(offset - start).unwrap_or(0);
            let start = (origin.start + into).min(origin.end.saturating_sub(1)).max(origin.start);
            Origin { start, end: (start + 1).min(origin.end.max(start)), ..*origin }
        }
        None => place,
    };
    Diag::error("bad-json", at, format!("this is no JSON: {message}")).also(place, "in this text")
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column.saturating_sub(1)).min(text.len())
}

/// Whether a place in JSON text is inside quotes.
#[derive(Default)]
struct Quotes {
    inside: bool,
    escaped: bool,
}

impl Quotes {
    fn read(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                _ if std::mem::take(&mut self.escaped) => {}
                '\\' if self.inside => self.escaped = true,
                '"' => self.inside = !self.inside,
                _ => {}
            }
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
