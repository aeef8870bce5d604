//! Texts in another language, between the tree and `dlc-text`: what the one says at a byte, the other says at a place.

use crate::Diag;
use crate::hir::{Range, Text, TextPart};
use crate::source::Anchor;
use dlc_base::Origin;
use dlc_text::{Fault, Language, Part, Template};

/// The language of a text, if its tag is one.
pub fn language(text: &Text) -> Option<Language> {
    Language::of(&text.tag.as_ref()?.name)
}

/// A text for `dlc-text`.
pub fn template(text: &Text) -> Template {
    Template::new(text.parts.iter().map(|part| match part {
        TextPart::Chars(chars, _) => Part::Chars(chars),
        TextPart::Hole(_) => Part::Hole,
    }))
}

/// What is wrong in a text, at its place.
pub fn diagnostic(anchor: &Anchor, text: &Text, fault: Fault) -> Diag {
    let place = place(anchor, text, &fault);
    let diag = Diag::error(fault.code, place, fault.message);
    match fault.hint {
        Some(hint) => diag.hint(hint),
        None => diag,
    }
}

/// Where in the file a fault is.
fn place(anchor: &Anchor, text: &Text, fault: &Fault) -> Origin {
    if let Some(hole) = fault.hole {
        let holes = text.parts.iter().filter_map(|part| match part {
            TextPart::Hole(expr) => Some(expr.range),
            TextPart::Chars(..) => None,
        });
        if let Some(range) = holes.into_iter().nth(hole) {
            return anchor.origin(range);
        }
    }
    let start = written_at(text, fault.at.start, false);
    let end = if fault.at.is_empty() { start } else { written_at(text, fault.at.end, true) };
    anchor.origin(Range { start: start.start, end: end.end.max(start.end).max(start.start) })
}

/// Where the byte of a text was written. With `end`, that of its last byte before `at`.
fn written_at(text: &Text, at: usize, end: bool) -> Range {
    let mut from = 0;
    let mut last = None;
    for part in &text.parts {
        let TextPart::Chars(chars, range) = part else { continue };
        let inside = if end { at > from && at <= from + chars.len() } else { at >= from && at < from + chars.len() };
        if inside {
            return within(chars, *range, at - from);
        }
        from += chars.len();
        last = Some(*range);
    }
    // Behind the last character.
    match last {
        Some(range) => Range { start: range.end, end: range.end },
        None => text.range,
    }
}

/// A place in characters that were written at `range`: to the byte where they are written as they are, else all of it.
fn within(chars: &str, range: Range, at: usize) -> Range {
    if (range.end - range.start) as usize != chars.len() {
        return range;
    }
    let at = range.start + u32::try_from(at).unwrap_or(0);
    Range { start: at, end: at }
}
