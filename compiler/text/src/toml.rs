//! TOML: where each hole stands is found by going through the text, what is wrong by the reader of the `toml` crate.

use crate::cursor::{Cursor, Next};
use crate::data::{Data, Writer};
use crate::json::{escaped, quoted};
use crate::place::Refusal;
use crate::template::Template;
use crate::{Checked, Fault, Place};

const CODE: &str = "bad-toml";

/// Where a hole stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// Where a value stands.
    Value,
    /// A number or a truth value whose spelling is not known yet.
    Bare,
    /// A part of a key, whole.
    Key,
    /// Between `"`.
    Basic,
    /// Between `"""`.
    BasicLines,
    /// Between `'`.
    Literal,
    /// Between `'''`.
    LiteralLines,
    /// In a comment.
    Comment,
}

impl At {
    pub(crate) fn text(self, text: &str) -> Result<String, Refusal> {
        Ok(match self {
            Self::Value => quoted(text),
            Self::Bare if crate::place::is_bare(text) => text.to_owned(),
            Self::Bare => quoted(text),
            Self::Key => key(text),
            Self::Basic | Self::BasicLines => escaped(text),
            Self::Literal if text.contains(['\'', '\n', '\r']) || has_control(text) => {
                return Err(Refusal::new("between `'` stands no `'` and no end of a line").hint("write `\"`"));
            }
            Self::LiteralLines if text.contains('\'') || has_control(&text.replace('\n', "")) => {
                return Err(Refusal::new("between `'''` stands no `'` here").hint("write `\"\"\"`"));
            }
            Self::Comment if text.contains('\n') || has_control(text) => return Err(Refusal::several_lines()),
            Self::Literal | Self::LiteralLines | Self::Comment => text.to_owned(),
        })
    }
}

fn has_control(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && c != '\t')
}

fn key(text: &str) -> String {
    let bare = !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if bare { text.to_owned() } else { quoted(text) }
}

/// Writes a value on one line.
pub(crate) fn write(writer: &mut Writer, data: &Data) -> Result<(), Refusal> {
    match data {
        Data::Null => return Err(Refusal::new("TOML has no value for nothing").hint("leave the key out")),
        Data::Bool(b) => writer.push(if *b { "true" } else { "false" }),
        Data::Int(n) => writer.push(&n.to_string()),
        Data::Text(text) => writer.push(&quoted(text)),
        Data::Sealed { number, bare } => {
            writer.sealed(*number, Place::Toml(if *bare { At::Bare } else { At::Value }));
        }
        Data::List(items) => writer.each(["[", ", ", "]"], items, write)?,
        // What is absent has no key.
        Data::Map(entries) => {
            let there = entries.iter().filter(|(_, value)| *value != Data::Null);
            writer.each(["{ ", ", ", " }"], there, |writer, (name, value)| {
                writer.push(&key(name));
                writer.push(" = ");
                write(writer, value)
            })?;
        }
    }
    Ok(())
}

/// Reads a tagged text.
pub(crate) fn check(template: &Template) -> Checked {
    let mut reader = Reader {
        cursor: Cursor::new(template),
        expects: Expects::Key,
        open: Vec::new(),
        places: Vec::new(),
        faults: Vec::new(),
    };
    while reader.step() {}
    let Reader { places, mut faults, .. } = reader;
    if faults.is_empty() {
        faults.extend(fault(template, &places));
    }
    Checked { pieces: template.pieces(&places), places, faults }
}

/// What the `toml` crate finds wrong, with a value for each hole that stands where a value may stand.
fn fault(template: &Template, places: &[Place]) -> Option<Fault> {
    let mut worded = template.with_words();
    for (word, place) in worded.words.clone().into_iter().zip(places) {
        if *place == Place::Toml(At::Value) {
            // As long as the word, and a number.
            worded.text.replace_range(word.clone(), &"1".repeat(word.len().min(18)));
            debug_assert!(word.len() <= 18, "a word is short");
        }
    }
    let error = ::toml::de::DeTable::parse(&worded.text).err()?;
    let at = worded.range(&error.span().unwrap_or_default());
    let at = shown(template.text(), at);
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    Some(Fault::new(CODE, at, format!("this is no TOML: {message}")))
}

/// A place that can be underlined: on one line, and inside of the text.
fn shown(text: &str, at: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let start = at.start.min(text.len());
    let end = at.end.clamp(start, text.len());
    let line = text[start..end].find('\n').map_or(end, |n| start + n);
    start..line.max(start)
}

/// What comes next outside of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expects {
    /// A key, or the header of a table.
    Key,
    /// A value, behind `=` or in a list.
    Value,
}

struct Reader<'t> {
    cursor: Cursor<'t>,
    expects: Expects,
    /// `[` and `{` of values.
    open: Vec<char>,
    places: Vec<Place>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    /// Takes what comes next; `false` at the end.
    fn step(&mut self) -> bool {
        match self.cursor.next() {
            Next::End => return false,
            Next::Hole(hole) => self.hole(hole),
            Next::Char('#') => self.comment(),
            Next::Char(quote @ ('"' | '\'')) => self.text(quote),
            Next::Char('=') => self.expects = Expects::Value,
            Next::Char('\n') if self.open.is_empty() => self.expects = Expects::Key,
            Next::Char(',') if self.open.last() == Some(&'{') => self.expects = Expects::Key,
            Next::Char(open @ ('[' | '{')) if self.expects == Expects::Value => {
                self.open.push(open);
                self.expects = if open == '{' { Expects::Key } else { Expects::Value };
            }
            Next::Char(']' | '}') => {
                self.open.pop();
                self.expects =
                    if self.open.is_empty() && self.expects == Expects::Key { Expects::Key } else { Expects::Value };
            }
            Next::Char(_) => {}
        }
        true
    }

    /// A hole outside of quotes: a whole value, or a whole part of a key.
    fn hole(&mut self, number: usize) {
        let at = self.cursor.at;
        let glued = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | ':' | '"' | '\'');
        let after = match self.cursor.peek() {
            Next::Hole(_) => true,
            Next::Char('.') => self.expects == Expects::Value,
            Next::Char(c) => glued(c),
            Next::End => false,
        };
        let before = self.cursor.before().is_some_and(|c| glued(c) || (c == '.' && self.expects == Expects::Value));
        if after || before {
            let what = if self.expects == Expects::Key { "part of a key" } else { "value" };
            let message = format!("a hole outside of quotes is a whole {what}");
            self.faults.push(Fault::of_hole(CODE, number, at, message).hint("put both into quotes"));
        }
        self.places.push(Place::Toml(if self.expects == Expects::Key { At::Key } else { At::Value }));
    }

    fn comment(&mut self) {
        let holes = self.cursor.eat_line();
        self.places.extend(std::iter::repeat_n(Place::Toml(At::Comment), holes));
    }

    /// Behind the opening quote.
    fn text(&mut self, quote: char) {
        let three = if quote == '"' { "\"\"" } else { "''" };
        let lines = self.cursor.eat_all(three);
        if !lines && self.cursor.eat(quote) {
            return;
        }
        let at = match (quote, lines) {
            ('"', false) => At::Basic,
            ('"', true) => At::BasicLines,
            (_, false) => At::Literal,
            (_, true) => At::LiteralLines,
        };
        loop {
            match self.cursor.next() {
                // The other reader says where it was opened.
                Next::End => return,
                Next::Hole(_) => self.places.push(Place::Toml(at)),
                Next::Char('\n') if !lines => return,
                Next::Char('\\') if quote == '"' => {
                    if let Next::Char(_) = self.cursor.peek() {
                        self.cursor.next();
                    }
                }
                Next::Char(c) if c == quote && (!lines || self.cursor.eat_all(three)) => {
                    // Up to two more quotes belong to the text.
                    while lines && self.cursor.eat(quote) {}
                    return;
                }
                Next::Char(_) => {}
            }
        }
    }
}
