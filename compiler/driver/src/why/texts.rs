//! From a byte of a text in the output to the line of the lab that wrote it: through the pieces of a text with holes,
//! into what a hole holds, and into files that the lab reads.

use super::align::align;
use super::shape::line_around;
use crate::front::Front;
use crate::project::Content;
use dlc_base::{FileId, Origin, Span, TextRange, TextSize};
use dlc_db::AnchorNo;
use dlc_sema::hir::{Expr, ExprKind, Range, Text, TextPart};
use dlc_sema::index::{walk, walk_anchor};
use dlc_sema::source::{Anchor, anchor_of};

/// How deep texts are followed into holes of texts.
const DEPTH: usize = 16;

/// A place that wrote a part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrote {
    /// Where.
    pub(super) place: Span,
    /// What stands there.
    pub(super) what: What,
    /// Of a hole that names a field: the names on the way to it.
    pub(super) names: Vec<String>,
    /// Of a hole: what it became.
    pub(super) became: Vec<u8>,
}

impl Wrote {
    fn plain(place: Span, what: What) -> Self {
        Self { place, what, names: Vec::new(), became: Vec::new() }
    }
}

/// What stands at a place that wrote a part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// The same characters.
    Characters,
    /// A hole whose value they are.
    Hole,
    /// A line of a file that the lab reads.
    File,
}

/// Who wrote the byte `at` of `content`, which is the value of what stands at `origin`: the nearest first. Empty where
/// that can only be told of all of it.
pub(super) fn wrote(front: &Front, origin: Origin, content: &[u8], at: usize) -> Vec<Wrote> {
    let mut out = Vec::new();
    let Some(anchor) = anchor_of(&front.db, AnchorNo(origin.anchor)) else { return out };
    let wanted = Range { start: origin.start, end: origin.end };
    let mut found = None;
    walk_anchor(&anchor.hir, &mut |expr| {
        if expr.range == wanted && found.is_none() {
            found = Some(expr);
        }
    });
    if let Some(expr) = found {
        Search { front, anchor }.expr(expr, content, at, DEPTH, &mut out);
    }
    out.reverse();
    out
}

struct Search<'a> {
    front: &'a Front,
    anchor: &'a Anchor,
}

impl Search<'_> {
    /// Goes into `expr`, whose value is `content`. What was found goes to `out`, the outer before the inner.
    fn expr(&self, expr: &Expr, content: &[u8], at: usize, depth: usize, out: &mut Vec<Wrote>) {
        if depth == 0 {
            return;
        }
        if let ExprKind::Text(text) = &expr.kind
            && self.text(text, content, at, depth, out)
        {
            return;
        }
        if let Some(place) = self.file(expr, content, at) {
            out.push(Wrote::plain(place, What::File));
            return;
        }
        self.inner_texts(expr, content, at, depth, out);
    }

    /// Goes into a text with holes. Whether it can have made `content`.
    fn text(&self, text: &Text, content: &[u8], at: usize, depth: usize, out: &mut Vec<Wrote>) -> bool {
        let parts: Vec<Option<&[u8]>> = text.parts.iter().map(characters).collect();
        let Some(places) = align(&parts, content) else { return false };
        let holds = |(_, place): &(&TextPart, &std::ops::Range<usize>)| place.start <= at && at < place.end;
        let Some((part, place)) = text.parts.iter().zip(&places).find(holds) else { return true };
        match part {
            TextPart::Chars(chars, range) => {
                let range = line_within(chars, *range, at - place.start);
                out.extend(self.place(range).map(|place| Wrote::plain(place, What::Characters)));
            }
            TextPart::Hole(expr) => {
                let inside = content.get(place.clone()).unwrap_or_default();
                let (names, became) = (names(expr).unwrap_or_default(), inside.to_vec());
                out.extend(self.place(expr.range).map(|place| Wrote { place, what: What::Hole, names, became }));
                self.expr(expr, inside, at - place.start, depth - 1, out);
            }
        }
        true
    }

    /// Texts somewhere in an expression, such as those of a list that is joined: the one that says most of the line.
    fn inner_texts(&self, expr: &Expr, content: &[u8], at: usize, depth: usize, out: &mut Vec<Wrote>) {
        let Ok(content) = std::str::from_utf8(content) else { return };
        let (_, line) = line_around(content, at);
        let (Some(whole), Some(inside)) = (content.get(line.clone()), at.checked_sub(line.start)) else { return };
        let mut best: Option<(usize, &Text, bool)> = None;
        walk(expr, &mut |inner| {
            let ExprKind::Text(text) = &inner.kind else { return };
            let parts: Vec<Option<&[u8]>> = text.parts.iter().map(characters).collect();
            let says: usize = parts.iter().flatten().map(|part| part.len()).sum();
            let better = best.is_none_or(|(most, ..)| says > most);
            if says == 0 || !better {
                return;
            }
            if align(&parts, content.as_bytes()).is_some() {
                best = Some((says, text, true));
            } else if align(&parts, whole.as_bytes()).is_some() {
                best = Some((says, text, false));
            }
        });
        match best {
            Some((_, text, true)) => _ = self.text(text, content.as_bytes(), at, depth - 1, out),
            Some((_, text, false)) => _ = self.text(text, whole.as_bytes(), inside, depth - 1, out),
            None => {}
        }
    }

    /// The line of a file that the lab reads, if `expr` reads one and `content` is that file.
    fn file(&self, expr: &Expr, content: &[u8], at: usize) -> Option<Span> {
        let mut named = Vec::new();
        walk(expr, &mut |inner| {
            if let ExprKind::Call(callee, args) = &inner.kind
                && matches!(&callee.kind, ExprKind::Name(name, _) if name == "file")
                && let Some(ExprKind::Text(text)) = args.first().map(|arg| &arg.value.kind)
            {
                named.extend(text.plain());
            }
        });
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let db = &self.front.db;
        let read = |file: &dlc_db::SourceFile| match file.content(db) {
            Content::Bytes(bytes) => !content.is_empty() && **bytes == *content,
            _ => false,
        };
        let files = db.files();
        let file =
            files.iter().find(|file| named.iter().any(|named| name(named) == name(file.path(db))) && read(file))?;
        let text = std::str::from_utf8(content).ok()?;
        let (_, line) = line_around(text, at);
        Some(span(file.id(db), line))
    }

    fn place(&self, range: Range) -> Option<Span> {
        self.front.span(self.anchor.origin(range))
    }
}

fn characters(part: &TextPart) -> Option<&[u8]> {
    match part {
        TextPart::Chars(chars, _) => Some(chars.as_bytes()),
        TextPart::Hole(_) => None,
    }
}

/// The line around a byte of characters that were written at `range`: all of it, where they are written otherwise.
fn line_within(chars: &str, range: Range, at: usize) -> Range {
    if (range.end - range.start) as usize != chars.len() {
        return range;
    }
    let (_, line) = line_around(chars, at);
    let offset = |at: usize| range.start + u32::try_from(at).unwrap_or(0);
    Range { start: offset(line.start), end: offset(line.end).max(offset(line.start)) }
}

/// The names of an expression such as `node.ip` or `lab.boot.url`.
fn names(expr: &Expr) -> Option<Vec<String>> {
    match &expr.kind {
        ExprKind::Name(name, _) => Some(vec![name.to_string()]),
        ExprKind::Member(base, name) => {
            let mut names = names(base)?;
            names.push(name.name.to_string());
            Some(names)
        }
        _ => None,
    }
}

/// A place in a file.
pub(super) fn span(file: FileId, range: std::ops::Range<usize>) -> Span {
    let size = |at: usize| TextSize::new(u32::try_from(at).unwrap_or(u32::MAX));
    Span::new(file, TextRange::new(size(range.start), size(range.end.max(range.start))))
}
