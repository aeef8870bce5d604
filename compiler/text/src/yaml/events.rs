//! The parser's events, with places in bytes.

use super::CODE;
use crate::{DEPTH, Fault};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};
use std::collections::HashSet;
use std::ops::Range;

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
}

/// A scalar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scalar {
    pub(super) text: String,
    pub(super) style: Style,
    pub(super) at: Range<usize>,
    /// Whether it is a key.
    pub(super) key: bool,
    /// Whether a tag says what it is.
    pub(super) tagged: bool,
    /// The number of its anchor, 0 without one.
    pub(super) anchor: usize,
}

/// What the parser meets, with places in bytes.
#[derive(Debug)]
pub(super) enum Met {
    Scalar(Scalar),
    List { anchor: usize },
    Map { anchor: usize },
    End,
    Alias(usize),
    Document,
}

/// From characters, which the parser counts, to bytes.
struct Bytes<'t> {
    text: &'t str,
    /// The byte of each character; empty where they are the same.
    starts: Vec<u32>,
}

impl<'t> Bytes<'t> {
    fn new(text: &'t str) -> Self {
        let starts = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect(),
        };
        Self { text, starts }
    }

    fn at(&self, index: usize) -> usize {
        match self.starts.is_empty() {
            true => index.min(self.text.len()),
            false => self.starts.get(index).map_or(self.text.len(), |at| *at as usize),
        }
    }

    fn range(&self, span: &Span) -> Range<usize> {
        let start = self.at(span.start.index());
        start..self.at(span.end.index()).max(start)
    }

    fn fault(&self, error: &ScanError) -> Fault {
        let at = self.at(error.marker().index());
        Fault::new(CODE, at..at, format!("this is no YAML: {}", error.info()))
    }
}

/// An open list or map.
struct Frame {
    map: bool,
    /// Of a map: whether a key comes next.
    key: bool,
    keys: HashSet<String>,
}

/// Goes through a text, and gives each event with its place. Keys that stand twice in a map are refused.
pub(super) fn walk(text: &str, mut met: impl FnMut(Met, Range<usize>) -> Result<(), Fault>) -> Result<(), Fault> {
    let bytes = Bytes::new(text);
    let mut frames: Vec<Frame> = Vec::new();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| bytes.fault(&error))?;
        let at = bytes.range(&span);
        // A value of a map was a key, or follows one.
        let key = match frames.last_mut() {
            Some(frame) if frame.map && is_value(&event) => {
                let key = frame.key;
                frame.key = !key;
                key
            }
            _ => false,
        };
        let found = match event {
            Event::Scalar(value, style, anchor, tag) => {
                let scalar = scalar(text, value.into_owned(), style, at.clone(), key, tag.is_some(), anchor);
                if key {
                    twice(&mut frames, &scalar)?;
                }
                Met::Scalar(scalar)
            }
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) if key => {
                let _ = anchor;
                return Err(Fault::new(CODE, at, "this is no YAML for us: a key is a scalar"));
            }
            Event::SequenceStart(anchor, _) => Met::List { anchor },
            Event::MappingStart(anchor, _) => Met::Map { anchor },
            Event::SequenceEnd | Event::MappingEnd => Met::End,
            Event::Alias(anchor) => Met::Alias(anchor),
            Event::DocumentStart(_) => Met::Document,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => continue,
        };
        match &found {
            Met::List { .. } | Met::Map { .. } if frames.len() >= DEPTH => {
                return Err(Fault::new(CODE, at, format!("this nests deeper than {DEPTH}")));
            }
            Met::List { .. } => frames.push(Frame { map: false, key: false, keys: HashSet::new() }),
            Met::Map { .. } => frames.push(Frame { map: true, key: true, keys: HashSet::new() }),
            Met::End => _ = frames.pop(),
            _ => {}
        }
        met(found, at)?;
    }
    Ok(())
}

fn is_value(event: &Event<'_>) -> bool {
    matches!(event, Event::Scalar(..) | Event::Alias(_) | Event::SequenceStart(..) | Event::MappingStart(..))
}

/// `<<` may stand more than once: it names no key.
fn twice(frames: &mut [Frame], key: &Scalar) -> Result<(), Fault> {
    let Some(frame) = frames.last_mut() else { return Ok(()) };
    if key.text == "<<" || frame.keys.insert(key.text.clone()) {
        return Ok(());
    }
    let message = format!("the key {} stands twice", crate::json::quoted(&key.text));
    Err(Fault::new(CODE, key.at.clone(), message))
}

fn scalar(
    text: &str,
    value: String,
    style: ScalarStyle,
    at: Range<usize>,
    key: bool,
    tagged: bool,
    anchor: usize,
) -> Scalar {
    let style = match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::Single,
        ScalarStyle::DoubleQuoted => Style::Double,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    };
    // Tags and anchors before it are none of it, nor are blanks behind it.
    let start = at.start + properties(&text[at.clone()]);
    let end = match style {
        Style::Literal | Style::Folded => at.end,
        _ => start + text[start..at.end].trim_end().len(),
    };
    Scalar { text: value, style, at: start..end, key, tagged, anchor }
}

/// How many bytes at the beginning of a scalar are tags and anchors, with the blanks behind them.
fn properties(scalar: &str) -> usize {
    let mut rest = scalar;
    while rest.starts_with(['&', '!']) {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        rest = rest[end..].trim_start();
    }
    scalar.len() - rest.len()
}

/// The scalars of all documents, in the order of the text.
pub(super) fn scalars(text: &str) -> Result<Vec<Scalar>, Fault> {
    let mut out = Vec::new();
    walk(text, |met, _| {
        if let Met::Scalar(scalar) = met {
            out.push(scalar);
        }
        Ok(())
    })?;
    Ok(out)
}
