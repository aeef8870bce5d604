//! Sections with `key = value` lines: units of systemd, and the files that many programs call ini.

use crate::place::Refusal;
use crate::template::Template;
use crate::{Checked, Fault, Place};
use std::ops::Range;

const CODE_UNIT: &str = "bad-unit";
const CODE_INI: &str = "bad-ini";

/// Whose rules hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Of systemd: `%` begins a specifier, a `\` at the end continues a line, everything stands in a section.
    Systemd,
    /// Of others: keys without a value and before any section are fine, an indented line continues the one before.
    Ini,
}

/// Where a hole stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// Between the brackets of a section.
    Section,
    /// In a key.
    Key,
    /// In a value.
    Value(Dialect),
    /// In a value of systemd that it splits into words: a command, or assignments of variables.
    Words {
        /// Whether `$` begins a variable: in commands.
        command: bool,
        /// The quote that it stands in.
        quote: Option<char>,
    },
    /// In a comment.
    Comment,
}

impl At {
    pub(crate) fn text(self, text: &str) -> Result<String, Refusal> {
        if text.contains(['\n', '\r', '\0']) {
            return Err(Refusal::several_lines());
        }
        match self {
            Self::Section if text.contains(['[', ']']) => Err(Refusal::new("the name of a section has no brackets")),
            Self::Key if text.is_empty() || text.contains(['=', '[', ']', '#', ';', ' ', '\t', '\\']) => {
                Err(Refusal::new("this cannot be a key: it is empty, or has a blank or one of `= [ ] # ; \\` in it"))
            }
            Self::Section | Self::Key => Ok(text.to_owned()),
            Self::Value(Dialect::Ini)
                if text.starts_with(['#', ';']) || text.contains([';', '#']) && has_comment(text) =>
            {
                Err(Refusal::new("many readers take what stands behind `#` or `;` here for a comment"))
            }
            Self::Value(Dialect::Ini) => Ok(text.to_owned()),
            Self::Value(Dialect::Systemd) | Self::Comment if text.ends_with('\\') => {
                Err(Refusal::new("a `\\` at the end of a line continues it"))
            }
            Self::Value(Dialect::Systemd) => Ok(text.replace('%', "%%")),
            Self::Comment => Ok(text.to_owned()),
            Self::Words { command, quote } => Ok(word(text, command, quote)),
        }
    }
}

/// Whether a blank stands before a sign of a comment.
fn has_comment(text: &str) -> bool {
    [" #", " ;", "\t#", "\t;"].iter().any(|sign| text.contains(sign))
}

/// What systemd reads as these characters. Outside of quotes blanks separate words, as they do in what is written.
fn word(text: &str, command: bool, quote: Option<char>) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => out.push_str("%%"),
            '$' if command => out.push_str("$$"),
            '\\' => out.push_str("\\\\"),
            '"' if quote != Some('\'') => out.push_str("\\\""),
            '\'' if quote != Some('"') => out.push_str("\\'"),
            c => out.push(c),
        }
    }
    out
}

/// A line of such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// `[Name]`, with the place of the name.
    Section(Range<usize>),
    /// `key = value`, with the places of both.
    Entry(Range<usize>, Range<usize>),
}

/// The names of the sections, each with its place, in the order of the text.
pub fn sections(text: &str) -> Vec<(&str, Range<usize>)> {
    let template = Template::new([crate::Part::Chars(text)]);
    let lines = Reader::new(&template, Dialect::Systemd).lines();
    let section = |line: Line| if let Line::Section(at) = line { Some((&text[at.clone()], at)) } else { None };
    lines.into_iter().filter_map(section).collect()
}

/// Reads a tagged text.
pub(crate) fn check(template: &Template, dialect: Dialect) -> Checked {
    let mut reader = Reader::new(template, dialect);
    reader.lines();
    let Reader { places, faults, .. } = reader;
    Checked { pieces: template.pieces(&places), places, faults }
}

struct Reader<'t> {
    template: &'t Template,
    dialect: Dialect,
    places: Vec<Place>,
    faults: Vec<Fault>,
    /// Whether a section was begun.
    inside: bool,
}

impl<'t> Reader<'t> {
    fn new(template: &'t Template, dialect: Dialect) -> Self {
        Self { template, dialect, places: Vec::new(), faults: Vec::new(), inside: false }
    }

    fn code(&self) -> &'static str {
        match self.dialect {
            Dialect::Systemd => CODE_UNIT,
            Dialect::Ini => CODE_INI,
        }
    }

    /// The holes up to the end of `range` that have no place yet.
    fn holes(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.places.len();
        first..self.template.holes().partition_point(|at| *at <= range.end).max(first)
    }

    /// All holes up to the end of `range` that have no place yet are at `at`.
    fn place(&mut self, range: &Range<usize>, at: At) {
        let count = self.holes(range).len();
        self.places.extend(std::iter::repeat_n(Place::Unit(at), count));
    }

    fn lines(&mut self) -> Vec<Line> {
        let text = self.template.text();
        let mut lines = Vec::new();
        let mut from = 0;
        // Whether the entry above goes on where a line is indented.
        let mut goes_on = false;
        while from < text.len() {
            let end = self.end_of_line(from);
            let line = &text[from..end];
            let start = from + (line.len() - line.trim_start().len());
            let next = (end + 1).min(text.len());
            match text[start..end].chars().next() {
                Some('#' | ';') if !self.begins_with_hole(start) => self.comment(start, &mut from, next),
                None if self.holes(&(start..end)).is_empty() => {
                    goes_on = false;
                    from = next;
                }
                Some('[') if !self.begins_with_hole(start) => {
                    lines.extend(self.section(start..end));
                    goes_on = false;
                    from = next;
                }
                _ if self.dialect == Dialect::Ini && start > from && goes_on => {
                    self.place(&(start..end), At::Value(Dialect::Ini));
                    from = next;
                }
                _ => {
                    let end = self.end_of_entry(end);
                    lines.extend(self.entry(start..end));
                    goes_on = true;
                    from = (end + 1).min(text.len());
                }
            }
        }
        // Holes at the very end stand on a line of their own.
        self.alone(text.len());
        lines
    }

    fn begins_with_hole(&self, start: usize) -> bool {
        self.template.holes().get(self.places.len()).is_some_and(|hole| *hole <= start)
    }

    fn end_of_line(&self, from: usize) -> usize {
        let text = self.template.text();
        text[from..].find('\n').map_or(text.len(), |n| from + n)
    }

    /// Where an entry ends whose first line ends at `end`: behind the lines that a `\` continues. Comments between them
    /// are skipped.
    fn end_of_entry(&self, mut end: usize) -> usize {
        let text = self.template.text();
        if self.dialect == Dialect::Ini {
            return end;
        }
        let mut continues = text[..end].ends_with('\\');
        while continues && end < text.len() {
            let next = self.end_of_line(end + 1);
            let line = &text[end + 1..next];
            continues = line.ends_with('\\') || line.trim_start().starts_with(['#', ';']);
            end = next;
        }
        end
    }

    fn comment(&mut self, start: usize, from: &mut usize, next: usize) {
        let end = self.end_of_line(start);
        self.place(&(start..end), At::Comment);
        *from = next;
    }

    /// Holes that stand where a line would have to begin.
    fn alone(&mut self, at: usize) {
        for hole in self.holes(&(at..at)) {
            self.fault_alone(hole, at);
            self.places.push(Place::Unit(At::Value(self.dialect)));
        }
    }

    fn fault_alone(&mut self, hole: usize, at: usize) {
        let fault = Fault::of_hole(self.code(), hole, at, "a hole is no line of its own here");
        self.faults.push(fault.hint("write the key: `Key=\\(…)`"));
    }

    fn section(&mut self, line: Range<usize>) -> Option<Line> {
        let text = self.template.text();
        self.inside = true;
        let trimmed = text[line.clone()].trim_end();
        let at = line.start..line.start + trimmed.len();
        let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
            let what =
                if trimmed.contains(']') { "there is more behind the `]` of a section" } else { "`]` is missing" };
            self.faults.push(Fault::new(self.code(), at.clone(), what));
            self.place(&at, At::Section);
            return None;
        };
        let inner = at.start + 1..at.start + 1 + name.len();
        if name.trim().is_empty() && self.holes(&inner).is_empty() {
            self.faults.push(Fault::new(self.code(), at.clone(), "a section needs a name"));
        }
        self.place(&at, At::Section);
        Some(Line::Section(inner))
    }

    fn entry(&mut self, line: Range<usize>) -> Option<Line> {
        let text = self.template.text();
        let whole = &text[line.clone()];
        let first = whole.lines().next().unwrap_or_default();
        let equals = match self.dialect {
            Dialect::Systemd => first.find('='),
            Dialect::Ini => first.find(['=', ':']),
        };
        let shown = line.start..line.start + first.trim_end().len();
        let Some(equals) = equals else {
            self.without_value(shown, &line);
            return None;
        };
        if self.dialect == Dialect::Systemd && !self.inside {
            let message = "this stands before any section";
            self.faults
                .push(Fault::new(self.code(), shown.clone(), message).hint("begin with a line such as `[Unit]`"));
            // Said once.
            self.inside = true;
        }
        let key = first[..equals].trim_end();
        if key.is_empty() && self.holes(&(line.start..line.start)).is_empty() {
            self.faults.push(Fault::new(self.code(), shown, "a key is missing before `=`"));
        }
        self.place(&(line.start..line.start + equals), At::Key);
        let value = line.start + equals + 1..line.end;
        match words_of(key).filter(|_| self.dialect == Dialect::Systemd) {
            Some(command) => self.words(value.clone(), command),
            None => self.place(&value, At::Value(self.dialect)),
        }
        Some(Line::Entry(line.start..line.start + key.len(), value))
    }

    /// A line without `=`.
    fn without_value(&mut self, shown: Range<usize>, line: &Range<usize>) {
        let holes = self.holes(line);
        match self.dialect {
            _ if shown.is_empty() && !holes.is_empty() => self.fault_alone(holes.start, shown.start),
            Dialect::Systemd => {
                let fault = Fault::new(self.code(), shown, "expected `Key=value`, a section `[Name]` or a comment");
                self.faults.push(fault);
            }
            // A flag.
            Dialect::Ini => {}
        }
        self.place(line, At::Key);
    }

    /// A value that systemd splits into words: in which quotes each hole stands.
    fn words(&mut self, value: Range<usize>, command: bool) {
        let text = self.template.text();
        let mut quote: Option<(char, usize)> = None;
        let mut escaped = false;
        let mut comment = false;
        for (n, c) in text[value.clone()].char_indices() {
            let at = value.start + n;
            let before = if comment { At::Comment } else { At::Words { command, quote: quote.map(|(q, _)| q) } };
            self.place_before(at, before);
            if comment {
                comment = c != '\n';
                continue;
            }
            if std::mem::take(&mut escaped) {
                // Behind a `\` at the end of a line a comment may stand.
                comment = c == '\n' && text[at + 1..].trim_start_matches([' ', '\t']).starts_with(['#', ';']);
                continue;
            }
            match (quote, c) {
                (_, '\\') => escaped = true,
                (Some((open, _)), c) if c == open => quote = None,
                (None, '"' | '\'') => quote = Some((c, at)),
                _ => {}
            }
        }
        self.place(&value, At::Words { command, quote: quote.map(|(q, _)| q) });
        if let Some((open, at)) = quote {
            let message = format!("this `{open}` is not closed");
            self.faults.push(Fault::new(self.code(), at..at + 1, message));
        }
    }

    /// Holes right before the byte `at` that have no place yet.
    fn place_before(&mut self, at: usize, place: At) {
        while self.template.holes().get(self.places.len()).is_some_and(|hole| *hole <= at) {
            self.places.push(Place::Unit(place));
        }
    }
}

/// Whether systemd splits the value of a key into words, and whether it is a command then.
fn words_of(key: &str) -> Option<bool> {
    let command = ["ExecStart", "ExecStop", "ExecReload", "ExecCondition"];
    if command.iter().any(|prefix| key.starts_with(prefix)) {
        return Some(true);
    }
    matches!(key, "Environment" | "PassEnvironment" | "UnsetEnvironment").then_some(false)
}
