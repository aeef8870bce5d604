//! Shell scripts, as far as quoting goes: in which quotes each hole stands, and what is never closed.
//!
//! No parser of commands: a script that only a shell can refuse passes.

use crate::cursor::{Cursor, Next};
use crate::place::Refusal;
use crate::template::Template;
use crate::{Checked, Fault, Place};

const CODE: &str = "bad-shell";
const CODE_HERE: &str = "hole-in-here-document";

/// How far the end of `$((` is looked for.
const ARITHMETIC: usize = 1024;

/// Where a hole stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// A word, or a part of one.
    Word,
    /// Between `"`.
    Double,
    /// Between `'`.
    Single,
    /// Between `$'` and `'`.
    Ansi,
    /// Where quotes mean something else: between backticks, in `${ }` and `$(( ))`.
    Bare,
    /// In a comment.
    Comment,
}

/// Whether a shell reads these characters as themselves wherever they stand.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&b))
}

impl At {
    pub(crate) fn text(self, text: &str) -> Result<String, Refusal> {
        if text.contains('\0') {
            return Err(Refusal::new("a shell cannot hold the character NUL"));
        }
        Ok(match self {
            Self::Word if is_plain(text) => text.to_owned(),
            Self::Word => format!("'{}'", text.replace('\'', "'\\''")),
            Self::Single => text.replace('\'', "'\\''"),
            Self::Double => escaped(text, &['"', '\\', '$', '`']),
            Self::Ansi => escaped(text, &['\'', '\\']),
            Self::Bare if is_plain(text) => text.to_owned(),
            Self::Bare => {
                return Err(Refusal::new("between backticks, in `${ }` and in `$(( ))` only a plain word can stand")
                    .hint("put it into a variable before, or write `$( )`"));
            }
            Self::Comment if text.contains(['\n', '\r']) => return Err(Refusal::several_lines()),
            Self::Comment => text.to_owned(),
        })
    }
}

fn escaped(text: &str, special: &[char]) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if special.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Something that was opened and has to be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// `$(`, with parentheses opened inside, and `case` without its `esac`.
    Command { inner: usize, cases: usize },
    /// `` ` ``
    Backtick,
    /// `"`
    Double,
    /// `'`
    Single,
    /// `$'`
    Ansi,
    /// `${`
    Brace,
    /// `$((`, with parentheses opened inside.
    Arithmetic { inner: usize },
}

impl Open {
    fn spelling(self) -> &'static str {
        match self {
            Self::Command { .. } => "$(",
            Self::Backtick => "`",
            Self::Double => "\"",
            Self::Single => "'",
            Self::Ansi => "$'",
            Self::Brace => "${",
            Self::Arithmetic { .. } => "$((",
        }
    }
}

/// A here-document whose lines come behind the end of this line.
struct Pending {
    at: usize,
    end: String,
    /// `<<-`: tabs at the beginning of lines do not count.
    tabs: bool,
}

struct Reader<'t> {
    cursor: Cursor<'t>,
    text: &'t str,
    open: Vec<(Open, usize)>,
    pending: Vec<Pending>,
    places: Vec<Place>,
    faults: Vec<Fault>,
    /// Whether a word may begin here, so that `#` begins a comment.
    boundary: bool,
}

/// Reads a tagged text.
pub(crate) fn check(template: &Template) -> Checked {
    let mut reader = Reader {
        cursor: Cursor::new(template),
        text: template.text(),
        open: Vec::new(),
        pending: Vec::new(),
        places: Vec::new(),
        faults: Vec::new(),
        boundary: true,
    };
    while reader.step() {}
    reader.end();
    let Reader { places, faults, .. } = reader;
    Checked { pieces: template.pieces(&places), places, faults }
}

impl Reader<'_> {
    fn inner(&self) -> Option<Open> {
        self.open.last().map(|(open, _)| *open)
    }

    fn begin(&mut self, open: Open, at: usize) {
        self.open.push((open, at));
        self.boundary = matches!(open, Open::Command { .. } | Open::Backtick);
    }

    fn close(&mut self) {
        self.open.pop();
        self.boundary = false;
    }

    /// Takes what comes next; `false` at the end.
    fn step(&mut self) -> bool {
        let at = self.cursor.at;
        match self.cursor.next() {
            Next::End => return false,
            Next::Hole(_) => {
                self.places.push(Place::Sh(self.place()));
                self.boundary = false;
            }
            Next::Char(c) => match self.inner() {
                Some(Open::Single) => {
                    if c == '\'' {
                        self.close();
                    }
                }
                Some(Open::Ansi) => match c {
                    '\\' => self.skip(at),
                    '\'' => self.close(),
                    _ => {}
                },
                Some(Open::Double) => self.double(c, at),
                Some(Open::Brace) => self.brace(c, at),
                Some(Open::Arithmetic { inner }) => self.arithmetic(c, at, inner),
                Some(Open::Command { .. } | Open::Backtick) | None => self.command(c, at),
            },
        }
        true
    }

    /// Where a hole stands that comes now.
    fn place(&self) -> At {
        let odd = |open: &(Open, usize)| matches!(open.0, Open::Backtick | Open::Brace | Open::Arithmetic { .. });
        if self.open.iter().any(odd) {
            return At::Bare;
        }
        match self.inner() {
            Some(Open::Double) => At::Double,
            Some(Open::Single) => At::Single,
            Some(Open::Ansi) => At::Ansi,
            _ => At::Word,
        }
    }

    /// What stands behind a `\`.
    fn skip(&mut self, backslash: usize) {
        if let Next::Hole(hole) = self.cursor.peek() {
            let fault = Fault::of_hole(CODE, hole, backslash, "a `\\` stands before this hole, which escapes itself");
            self.faults.push(fault.hint("leave out the `\\`"));
            return;
        }
        self.cursor.next();
    }

    fn double(&mut self, c: char, at: usize) {
        match c {
            '\\' => self.skip(at),
            '"' => self.close(),
            '`' => self.backtick(at),
            '$' => self.dollar(at, false),
            _ => {}
        }
    }

    fn brace(&mut self, c: char, at: usize) {
        match c {
            '\\' => self.skip(at),
            '}' => self.close(),
            '"' => self.begin(Open::Double, at),
            // Between double quotes an apostrophe is one.
            '\'' if !self.open.iter().rev().skip(1).any(|(open, _)| *open == Open::Double) => {
                self.begin(Open::Single, at)
            }
            '`' => self.backtick(at),
            '$' => self.dollar(at, true),
            _ => {}
        }
    }

    fn arithmetic(&mut self, c: char, at: usize, inner: usize) {
        match c {
            '(' => self.set(Open::Arithmetic { inner: inner + 1 }),
            ')' if inner > 0 => self.set(Open::Arithmetic { inner: inner - 1 }),
            ')' => {
                self.cursor.eat(')');
                self.close();
            }
            '$' => self.dollar(at, false),
            '`' => self.backtick(at),
            '"' => self.begin(Open::Double, at),
            _ => {}
        }
    }

    fn set(&mut self, to: Open) {
        if let Some((open, _)) = self.open.last_mut() {
            *open = to;
        }
    }

    /// A backtick closes the innermost pair that is open, whatever stands between.
    fn backtick(&mut self, at: usize) {
        if let Some(found) = self.open.iter().rposition(|(open, _)| *open == Open::Backtick) {
            self.open.truncate(found);
            self.boundary = false;
        } else {
            self.begin(Open::Backtick, at);
        }
    }

    /// Behind a `$`. `quotes`: whether `$'` and `$"` are quotes here.
    fn dollar(&mut self, at: usize, quotes: bool) {
        if self.cursor.rest().starts_with("((") && self.is_arithmetic() {
            self.cursor.eat_all("((");
            self.begin(Open::Arithmetic { inner: 0 }, at);
        } else if self.cursor.eat('(') {
            self.begin(Open::Command { inner: 0, cases: 0 }, at);
        } else if self.cursor.eat('{') {
            self.begin(Open::Brace, at);
        } else if quotes && self.cursor.eat('\'') {
            self.begin(Open::Ansi, at);
        } else if self.cursor.rest().starts_with('#') {
            // `$#` is no comment.
            self.cursor.eat('#');
        }
    }

    /// `$((a) || b)` is a command that begins with parentheses: arithmetic ends with two.
    fn is_arithmetic(&self) -> bool {
        let mut depth = 0_usize;
        let rest = &self.text[self.cursor.at..];
        for (n, c) in rest.char_indices().take(ARITHMETIC) {
            match c {
                '(' => depth += 1,
                ')' => {
                    depth = depth.saturating_sub(1);
                    if depth == 1 {
                        return rest[n + 1..].starts_with(')');
                    }
                }
                '\n' if depth == 0 => return false,
                _ => {}
            }
        }
        true
    }

    /// Outside of quotes.
    fn command(&mut self, c: char, at: usize) {
        let boundary = std::mem::replace(&mut self.boundary, c.is_whitespace() || ";&|()<>".contains(c));
        match c {
            '\\' => self.skip(at),
            '\'' => self.begin(Open::Single, at),
            '"' => self.begin(Open::Double, at),
            '`' => self.backtick(at),
            '$' => self.dollar(at, true),
            '#' if boundary => self.comment(),
            '\n' => self.here_documents(),
            '<' if self.cursor.rest().starts_with("<<") => {
                // A here-string is a word.
                self.cursor.eat_all("<<");
            }
            '<' if self.cursor.eat('<') => self.here_document(at),
            '(' => self.parenthesis(1),
            ')' => self.parenthesis(-1),
            'c' if boundary && self.is_word("ase") => self.case(true),
            'e' if boundary && self.is_word("sac") => self.case(false),
            _ => {}
        }
    }

    fn is_word(&self, rest: &str) -> bool {
        let text = self.cursor.rest();
        text.starts_with(rest)
            && text[rest.len()..].chars().next().is_none_or(|c| c.is_whitespace() || ";&|()<>".contains(c))
    }

    fn case(&mut self, begins: bool) {
        if let Some((Open::Command { cases, .. }, _)) = self.open.last_mut() {
            *cases = if begins { *cases + 1 } else { cases.saturating_sub(1) };
        }
    }

    fn parenthesis(&mut self, step: i8) {
        let Some(Open::Command { inner, cases }) = self.inner() else { return };
        match (step, inner) {
            (1, _) => self.set(Open::Command { inner: inner + 1, cases }),
            (_, 0) if cases == 0 => self.close(),
            // The end of a pattern of `case`.
            (_, 0) => {}
            _ => self.set(Open::Command { inner: inner - 1, cases }),
        }
    }

    /// Up to the end of the line; it is not taken.
    fn comment(&mut self) {
        let holes = self.cursor.eat_line();
        self.places.extend(std::iter::repeat_n(Place::Sh(At::Comment), holes));
    }

    /// `<<WORD` or `<<-WORD`, behind the `<<`.
    fn here_document(&mut self, at: usize) {
        let tabs = self.cursor.eat('-');
        self.cursor.eat_while(|c| c == ' ' || c == '\t');
        let mut end = String::new();
        let mut quote = None;
        loop {
            match self.cursor.peek() {
                Next::Hole(hole) => {
                    self.hole_in_here_document(hole, "the word that ends a here-document is no hole");
                    self.cursor.next();
                    self.places.push(Place::Sh(At::Bare));
                    return;
                }
                Next::End => break,
                Next::Char(c) => match (quote, c) {
                    (None, c) if c.is_whitespace() || ";&|()<>".contains(c) => break,
                    (None, '\'' | '"') => quote = Some(c),
                    (Some(open), c) if c == open => quote = None,
                    (_, '\n') => break,
                    (None, '\\') => {}
                    (_, c) => end.push(c),
                },
            }
            self.cursor.next();
        }
        if end.is_empty() {
            let message = "the word that ends this here-document is missing";
            self.faults.push(Fault::new(CODE, at..self.cursor.at, message));
            return;
        }
        self.pending.push(Pending { at, end, tabs });
    }

    fn hole_in_here_document(&mut self, hole: usize, message: &str) {
        let fault = Fault::of_hole(CODE_HERE, hole, self.cursor.at, message);
        self.faults.push(fault.hint("put it into a variable before, `name=\\(…)`, and write `$name`"));
    }

    /// The lines of the here-documents that the line above opened.
    fn here_documents(&mut self) {
        for Pending { at, end, tabs } in std::mem::take(&mut self.pending) {
            loop {
                let line = self.line();
                let Some(line) = line else {
                    let message = format!("this here-document is not closed: no line is `{end}`");
                    self.faults.push(Fault::new(CODE, at..at + 2, message));
                    break;
                };
                if (if tabs { line.trim_start_matches('\t') } else { line }) == end {
                    break;
                }
            }
        }
        self.boundary = true;
    }

    /// A line of a here-document, without its end. None where the text is over.
    fn line(&mut self) -> Option<&str> {
        let start = self.cursor.at;
        if self.cursor.peek() == Next::End {
            return None;
        }
        loop {
            self.cursor.eat_while(|c| c != '\n');
            match self.cursor.peek() {
                Next::Hole(hole) => {
                    let message = "a hole in a here-document would be read by the shell once more";
                    self.hole_in_here_document(hole, message);
                    self.cursor.next();
                    self.places.push(Place::Sh(At::Bare));
                }
                _ => break,
            }
        }
        let line = start..self.cursor.at;
        self.cursor.eat('\n');
        Some(&self.text[line])
    }

    fn end(&mut self) {
        // A script may end without a newline; its here-documents have no lines then.
        self.here_documents();
        // What is open inside of something else is why that is open too.
        if let Some((open, at)) = self.open.last() {
            let spelling = open.spelling();
            let message = format!("this `{spelling}` is never closed");
            self.faults.push(Fault::new(CODE, *at..*at + spelling.len(), message));
        }
    }
}
