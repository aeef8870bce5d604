//! JSON, read with the place of every value.

use crate::cursor::{Cursor, Next};
use crate::data::{Data, Writer};
use crate::node::{Key, Kind, Node};
use crate::place::Refusal;
use crate::template::{Part, Template};
use crate::{Checked, DEPTH, Fault, Place};
use std::collections::HashSet;
use std::ops::Range;

const CODE: &str = "bad-json";

/// Where in JSON a hole stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// Where a value stands.
    Value,
    /// A number or a truth value whose spelling is not known yet.
    Bare,
    /// Between quotes.
    Text,
}

impl At {
    pub(crate) fn text(self, text: &str) -> String {
        match self {
            Self::Value => quoted(text),
            Self::Bare if crate::place::is_bare(text) => text.to_owned(),
            Self::Bare => quoted(text),
            Self::Text => escaped(text),
        }
    }
}

/// Reads a tagged text.
pub(crate) fn check(template: &Template) -> Checked {
    let mut reader = Reader::new(template);
    let faults = reader.whole().err().into_iter().collect();
    let places = reader.places;
    Checked { pieces: template.pieces(&places), places, faults }
}

/// Reads JSON without holes.
///
/// # Errors
/// It is none.
pub fn read(text: &str) -> Result<Node, Fault> {
    let template = Template::new([Part::Chars(text)]);
    Reader::new(&template).whole()
}

struct Reader<'t> {
    cursor: Cursor<'t>,
    depth: usize,
    places: Vec<Place>,
}

impl<'t> Reader<'t> {
    fn new(template: &'t Template) -> Self {
        Self { cursor: Cursor::new(template), depth: 0, places: Vec::new() }
    }

    fn whole(&mut self) -> Result<Node, Fault> {
        let node = self.value("a value")?;
        self.blanks();
        match self.cursor.peek() {
            Next::End => Ok(node),
            _ => Err(self.fault("there is more behind the end of the value")),
        }
    }

    fn blanks(&mut self) {
        self.cursor.eat_while(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
    }

    /// Something wrong with what comes next.
    fn fault(&self, message: impl Into<String>) -> Fault {
        let at = self.cursor.at;
        let message = format!("this is no JSON: {}", message.into());
        match self.cursor.peek() {
            Next::Hole(hole) => Fault::of_hole(CODE, hole, at, message),
            Next::Char(c) => Fault::new(CODE, at..at + c.len_utf8(), message),
            Next::End => Fault::new(CODE, at..at, message),
        }
    }

    fn expected(&self, what: &str) -> Fault {
        match self.cursor.peek() {
            Next::End => self.fault(format!("{what} is missing at the end")),
            Next::Hole(_) => self.fault(format!("expected {what}, found a hole")),
            Next::Char(c) => self.fault(format!("expected {what}, found `{}`", c.escape_debug())),
        }
    }

    fn value(&mut self, what: &str) -> Result<Node, Fault> {
        self.blanks();
        let start = self.cursor.at;
        let kind = match self.cursor.peek() {
            Next::Hole(hole) => {
                self.cursor.next();
                self.places.push(Place::Json(At::Value));
                if matches!(self.cursor.peek(), Next::Hole(_) | Next::Char('"' | '0'..='9' | 'a'..='z' | '-')) {
                    return Err(self.fault("a hole outside of quotes is a whole value").hint("put both into quotes"));
                }
                Kind::Hole(hole)
            }
            Next::Char('"') => Kind::Text(self.text()?),
            Next::Char('[') => self.deeper(Self::list)?,
            Next::Char('{') => self.deeper(Self::map)?,
            Next::Char('-' | '0'..='9') => self.number()?,
            Next::Char('a'..='z' | 'A'..='Z') => self.word()?,
            Next::Char('\'') => return Err(self.fault("quotes are `\"`")),
            _ => return Err(self.expected(what)),
        };
        if let (Next::Hole(_), false) = (self.cursor.peek(), matches!(kind, Kind::Hole(_))) {
            return Err(self.fault("a hole outside of quotes is a whole value").hint("put both into quotes"));
        }
        Ok(Node { kind, at: start..self.cursor.at })
    }

    fn deeper(&mut self, read: fn(&mut Self) -> Result<Kind, Fault>) -> Result<Kind, Fault> {
        if self.depth >= DEPTH {
            return Err(self.fault(format!("it nests deeper than {DEPTH}")));
        }
        self.depth += 1;
        let kind = read(self);
        self.depth -= 1;
        kind
    }

    fn list(&mut self) -> Result<Kind, Fault> {
        self.cursor.next();
        let mut items = Vec::new();
        self.blanks();
        if self.cursor.eat(']') {
            return Ok(Kind::List(items));
        }
        loop {
            items.push(self.value("a value")?);
            if self.more(']')? {
                return Ok(Kind::List(items));
            }
        }
    }

    fn map(&mut self) -> Result<Kind, Fault> {
        self.cursor.next();
        let (mut entries, mut known) = (Vec::new(), HashSet::new());
        self.blanks();
        if self.cursor.eat('}') {
            return Ok(Kind::Map(entries));
        }
        loop {
            let key = self.key()?;
            self.blanks();
            if !self.cursor.eat(':') {
                return Err(self.expected("`:`"));
            }
            if !key.text.contains('\u{0}') && !known.insert(key.text.clone()) {
                let message = format!("this is no JSON: the key {} stands twice", quoted(&key.text));
                return Err(Fault::new(CODE, key.at, message));
            }
            entries.push((key, self.value("a value")?));
            if self.more('}')? {
                return Ok(Kind::Map(entries));
            }
        }
    }

    /// Behind an item: a comma, or the end.
    fn more(&mut self, close: char) -> Result<bool, Fault> {
        self.blanks();
        if self.cursor.eat(close) {
            return Ok(true);
        }
        let comma = self.cursor.at;
        if !self.cursor.eat(',') {
            return Err(match self.cursor.peek() {
                Next::End => self.fault(format!("`{close}` is missing at the end")),
                _ => self.expected(&format!("`,` or `{close}`")),
            });
        }
        self.blanks();
        match self.cursor.peek() {
            Next::Char(c) if c == close => {
                let message = format!("this is no JSON: a comma before `{close}`");
                Err(Fault::new(CODE, comma..comma + 1, message).hint("leave out the last comma"))
            }
            _ => Ok(false),
        }
    }

    fn key(&mut self) -> Result<Key, Fault> {
        self.blanks();
        let start = self.cursor.at;
        match self.cursor.peek() {
            Next::Char('"') => Ok(Key { text: self.text()?, at: start..self.cursor.at }),
            Next::Hole(_) => Err(self.fault("a key stands in quotes").hint(r#"write `"\(…)"`"#)),
            Next::Char(c) if c.is_alphanumeric() || c == '\'' => Err(self.fault("a key stands in quotes")),
            _ => Err(self.expected("a key in quotes")),
        }
    }

    /// The text between quotes. A hole in it leaves a NUL, so that no two keys with holes look the same.
    fn text(&mut self) -> Result<String, Fault> {
        let open = self.cursor.at;
        self.cursor.next();
        let mut out = String::new();
        loop {
            out.push_str(self.cursor.eat_while(|c| c >= ' ' && c != '"' && c != '\\'));
            match self.cursor.peek() {
                Next::Hole(_) => {
                    self.cursor.next();
                    self.places.push(Place::Json(At::Text));
                    out.push('\u{0}');
                }
                Next::Char('"') => {
                    self.cursor.next();
                    return Ok(out);
                }
                Next::Char('\\') => out.push(self.escape()?),
                Next::Char('\n' | '\r') | Next::End => {
                    let message = "this is no JSON: this text is not closed on its line";
                    return Err(Fault::new(CODE, open..open + 1, message).hint(r"a new line in a text is `\n`"));
                }
                Next::Char(_) => return Err(self.fault("this character is written as `\\u…`")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let start = self.cursor.at;
        self.cursor.next();
        let bad = |at: Range<usize>| Fault::new(CODE, at, "this is no JSON: there is no such escape");
        let c = match self.cursor.peek() {
            Next::Char(c) => c,
            _ => return Err(bad(start..start + 1)),
        };
        self.cursor.next();
        let plain = match c {
            '"' | '\\' | '/' => Some(c),
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'u' => None,
            _ => return Err(bad(start..self.cursor.at)),
        };
        if let Some(plain) = plain {
            return Ok(plain);
        }
        let high = self.unit().ok_or_else(|| bad(start..self.cursor.at))?;
        if let Some(c) = char::from_u32(high.into()) {
            return Ok(c);
        }
        let low = if self.cursor.eat_all("\\u") { self.unit() } else { None };
        let pair = low.and_then(|low| char::decode_utf16([high, low]).next()?.ok());
        pair.ok_or_else(|| {
            Fault::new(CODE, start..self.cursor.at, "this is no JSON: half of a character, which two `\\u` make")
        })
    }

    fn unit(&mut self) -> Option<u16> {
        let digits = self.cursor.rest().get(..4)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        self.cursor.at += 4;
        u16::from_str_radix(digits, 16).ok()
    }

    fn number(&mut self) -> Result<Kind, Fault> {
        let start = self.cursor.at;
        let spelling = self.cursor.eat_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'));
        if !is_number(spelling) {
            let message = format!("this is no JSON: `{spelling}` is no number");
            let fault = Fault::new(CODE, start..self.cursor.at, message);
            return Err(fault.hint(format!("a text stands in quotes: `{}`", quoted(spelling))));
        }
        Ok(spelling.parse().map_or_else(|_| Kind::Number(spelling.to_owned()), Kind::Int))
    }

    fn word(&mut self) -> Result<Kind, Fault> {
        let start = self.cursor.at;
        Ok(match self.cursor.eat_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/')) {
            "null" => Kind::Null,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            other => {
                let message = format!("this is no JSON: `{other}` is no value");
                let fault = Fault::new(CODE, start..self.cursor.at, message);
                return Err(fault.hint(format!("a text stands in quotes: `{}`", quoted(other))));
            }
        })
    }
}

/// The grammar of numbers: `-0.5e+3`.
fn is_number(spelling: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = match spelling.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (spelling, None),
    };
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
}

/// Writes a value.
pub(crate) fn write(writer: &mut Writer, data: &Data) -> Result<(), Refusal> {
    match data {
        Data::Null => writer.push("null"),
        Data::Bool(b) => writer.push(if *b { "true" } else { "false" }),
        Data::Int(n) => writer.push(&n.to_string()),
        Data::Text(text) => writer.push(&quoted(text)),
        Data::Sealed { number, bare } => {
            writer.sealed(*number, Place::Json(if *bare { At::Bare } else { At::Value }));
        }
        Data::List(items) => writer.each(["[", ",", "]"], items, write)?,
        Data::Map(entries) => writer.each(["{", ",", "}"], entries, |writer, (key, value)| {
            writer.push(&quoted(key));
            writer.push(":");
            write(writer, value)
        })?,
    }
    Ok(())
}

/// A text in quotes.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A text as it stands between quotes, in JSON and in YAML: nothing in it that either could misread.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}
