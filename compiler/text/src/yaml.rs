//! YAML, read with the place of every value.
//!
//! A hole is read as a word that nothing else in the text looks like; the events of the parser then tell in which
//! scalar it stands, and how that is written. What is written is read the same by readers of YAML 1.1 and 1.2.

mod events;
mod read;
mod write;

pub use read::read;
pub(crate) use write::write;

use crate::place::Refusal;
use crate::template::{Piece, Template, Worded};
use crate::{Checked, Fault, Place};
use events::{Scalar, Style};
use std::ops::Range;

pub(crate) const CODE: &str = "bad-yaml";

/// Where a hole stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// Where a value stands.
    Value,
    /// A number or a truth value whose spelling is not known yet.
    Bare,
    /// A whole key, or a scalar with a tag.
    Scalar,
    /// Between `"`.
    Double,
    /// Between `'`.
    Single,
    /// In the lines behind `|`, which are indented so far. `first`: where the first line begins.
    Literal {
        /// Blanks before each line.
        indent: usize,
        /// Whether it begins the first line, whose blanks are counted.
        first: bool,
    },
    /// In the lines behind `>`.
    Folded {
        /// Whether it begins the first line.
        first: bool,
    },
    /// In a comment.
    Comment,
}

impl At {
    pub(crate) fn text(self, text: &str) -> Result<String, Refusal> {
        let unprintable = |text: &str| text.chars().any(|c| c != '\t' && write::needs_escape(c));
        Ok(match self {
            Self::Value | Self::Scalar => write::scalar(text),
            Self::Bare if crate::place::is_bare(text) => text.to_owned(),
            Self::Bare => write::scalar(text),
            Self::Double => crate::json::escaped(text),
            Self::Single if text.contains('\n') || unprintable(text) => {
                return Err(Refusal::several_lines().hint("write `\"`, which has escapes"));
            }
            Self::Single => text.replace('\'', "''"),
            Self::Literal { first, .. } | Self::Folded { first } if first && text.starts_with([' ', '\t', '\n']) => {
                return Err(Refusal::new("the first line here cannot begin with a blank or be empty"));
            }
            Self::Literal { .. } if unprintable(&text.replace('\n', "")) => {
                return Err(Refusal::new("a text in lines has no escapes, and this has a character that needs one"));
            }
            Self::Literal { indent, .. } => text.replace('\n', &format!("\n{}", " ".repeat(indent))),
            Self::Folded { .. } if text.contains('\n') || unprintable(text) => {
                return Err(Refusal::several_lines().hint("write `|`, which keeps lines"));
            }
            Self::Comment if text.contains('\n') || unprintable(text) => return Err(Refusal::several_lines()),
            Self::Folded { .. } | Self::Comment => text.to_owned(),
        })
    }
}

/// Reads a tagged text.
pub(crate) fn check(template: &Template) -> Checked {
    let worded = template.with_words();
    let scalars = match events::scalars(&worded.text) {
        Ok(scalars) => scalars,
        Err(fault) => return refused(Fault { at: worded.range(&fault.at), ..fault }),
    };
    let mut checked = Checked::default();
    let mut places: Vec<Option<Place>> = vec![None; template.holes().len()];
    // Plain scalars with a hole and more, which become texts in quotes.
    let mut quoted: Vec<Range<usize>> = Vec::new();
    for scalar in &scalars {
        let inside = worded.inside(&scalar.at);
        if inside.is_empty() {
            if let Some((message, hint)) = write::misread(scalar) {
                let fault = Fault::new("ambiguous-yaml", worded.range(&scalar.at), message);
                checked.faults.push(fault.hint(hint));
            }
            continue;
        }
        let whole = inside.len() == 1 && worded.words[inside.start] == scalar.at;
        for hole in inside.clone() {
            places[hole] = Some(Place::Yaml(place(scalar, whole, &worded.text, &worded.words[hole])));
        }
        if scalar.style == Style::Plain && !whole {
            if worded.text[scalar.at.clone()].contains('\n') {
                let message = "a text with a hole stands on one line here";
                let fault = Fault::of_hole(CODE, inside.start, worded.back(scalar.at.start), message);
                checked.faults.push(fault.hint("write `|` for a text of several lines"));
            }
            quoted.push(scalar.at.clone());
        }
    }
    for (hole, place) in places.iter_mut().enumerate() {
        let word = &worded.words[hole];
        if place.is_none() && in_comment(&worded.text, word.start) {
            *place = Some(Place::Yaml(At::Comment));
        }
        if place.is_none() {
            let message = "a hole is a value, a key or part of a text; an anchor, an alias or a tag is none";
            checked.faults.push(Fault::of_hole(CODE, hole, worded.back(word.start), message));
        }
    }
    checked.places = places.into_iter().flatten().collect();
    if checked.faults.is_empty() {
        checked.faults.extend(judged(&worded.text).map(|fault| Fault { at: worded.range(&fault.at), ..fault }));
    }
    checked.faults.sort_by_key(|fault| fault.at.start);
    checked.pieces = with_quotes(&worded, &checked.places, &quoted);
    checked
}

fn refused(fault: Fault) -> Checked {
    Checked { faults: vec![fault], ..Checked::default() }
}

fn place(scalar: &Scalar, whole: bool, text: &str, word: &Range<usize>) -> At {
    match scalar.style {
        Style::Plain if whole && !scalar.key && !scalar.tagged => At::Value,
        Style::Plain if whole => At::Scalar,
        Style::Plain | Style::Double => At::Double,
        Style::Single => At::Single,
        Style::Literal => {
            let lines = lines(text, &scalar.at);
            At::Literal { indent: indent(&text[lines.clone()]), first: text[lines.start..word.start].trim().is_empty() }
        }
        Style::Folded => {
            let lines = lines(text, &scalar.at);
            At::Folded { first: text[lines.start..word.start].trim().is_empty() }
        }
    }
}

/// The lines of a block, from the beginning of the first; not the line with `|`.
fn lines(text: &str, block: &Range<usize>) -> Range<usize> {
    let line = text[..block.start].rfind('\n').map_or(0, |n| n + 1);
    if text[line..block.start].trim().is_empty() && !text[block.clone()].starts_with(['|', '>']) {
        return line..block.end;
    }
    let first = text[block.clone()].find('\n').map_or(block.end, |n| block.start + n + 1);
    first..block.end
}

/// The blanks before the lines that are not empty.
fn indent(lines: &str) -> usize {
    let lines = lines.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0)
}

/// Whether a place outside of scalars is in a comment: behind a `#` that stands at the beginning or after a blank.
fn in_comment(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let before = &text[line..at];
    before.starts_with('#') || before.contains(" #") || before.contains("\t#")
}

/// What libyaml, which other readers descend from, finds wrong in what this parser took.
fn judged(text: &str) -> Option<Fault> {
    use serde::Deserialize as _;
    let error = serde_yaml::Deserializer::from_str(text)
        .find_map(|document| serde::de::IgnoredAny::deserialize(document).err())?;
    let at = error.location().map_or(0, |location| location.index().min(text.len()));
    let full = error.to_string();
    let message = full.split(" at line ").next().unwrap_or(&full);
    Some(Fault::new(CODE, at..at, format!("this is no YAML: {message}")))
}

/// The text with its holes, and quotes around the plain scalars at `quoted`, which are places of `worded`.
fn with_quotes(worded: &Worded, places: &[Place], quoted: &[Range<usize>]) -> Vec<Piece> {
    let mut out = Pieces::default();
    let mut from = 0;
    let mut holes = worded.words.iter().zip(places).enumerate().peekable();
    let end = worded.text.len()..worded.text.len();
    for range in quoted.iter().cloned().chain(std::iter::once(end)) {
        while let Some((number, (word, place))) = holes.next_if(|(_, (word, _))| word.start < range.start) {
            out.chars(&worded.text[from..word.start]);
            out.hole(number, place);
            from = word.end;
        }
        out.chars(&worded.text[from..range.start]);
        from = range.start;
        if range.is_empty() {
            continue;
        }
        out.chars("\"");
        while let Some((number, (word, place))) = holes.next_if(|(_, (word, _))| word.start < range.end) {
            out.chars(&crate::json::escaped(&worded.text[from..word.start]));
            out.hole(number, place);
            from = word.end;
        }
        out.chars(&crate::json::escaped(&worded.text[from..range.end]));
        out.chars("\"");
        from = range.end;
    }
    out.0
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn chars(&mut self, chars: &str) {
        match self.0.last_mut() {
            _ if chars.is_empty() => {}
            Some(Piece::Chars(last)) => last.push_str(chars),
            _ => self.0.push(Piece::Chars(chars.to_owned())),
        }
    }

    fn hole(&mut self, number: usize, place: &Place) {
        self.0.push(Piece::Hole(number, place.clone()));
    }
}
