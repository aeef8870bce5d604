//! A file made ready to be shown: lines found once, and nothing in it that a terminal would obey.

use super::files::Position;
use std::borrow::Cow;
use std::ops::Range;
use text_size::TextRange;

/// A line longer than this is not shown: 10 MB on one line are no help.
const LONGEST_LINE: usize = 400;

/// One source file with its lines.
pub(super) struct Opened<'a> {
    /// Printable.
    pub(super) path: Cow<'a, str>,
    /// Printable, with every byte offset as in the file.
    pub(super) text: Cow<'a, str>,
    /// The first byte of each line.
    starts: Vec<usize>,
}

impl<'a> Opened<'a> {
    pub(super) fn new(path: &'a str, text: &'a str) -> Self {
        let text = printable(text);
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(i, _)| i + 1);
        let starts = std::iter::once(0).chain(breaks).collect();
        Self { path: printable(path), text, starts }
    }

    /// The line that holds `byte`, from 0.
    pub(super) fn line_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start <= byte) - 1
    }

    /// The bytes of a line with its end.
    pub(super) fn line(&self, line: usize) -> Range<usize> {
        let end = |line: usize| self.starts.get(line).copied().unwrap_or(self.text.len());
        end(line)..end(line + 1)
    }

    /// What of `range` is underlined: its part on its first line. `None` where that line is too long to be shown.
    pub(super) fn snippet(&self, range: TextRange) -> Option<Range<usize>> {
        let (start, end) = (self.floor(range.start().into()), self.floor(range.end().into()));
        let line = self.line(self.line_of(start));
        let line_end = line.start + self.text[line.clone()].trim_end_matches(['\n', '\r']).len();
        (line.len() <= LONGEST_LINE).then(|| start..end.min(line_end).max(start))
    }

    /// Where `byte` is; the end of the text where it lies behind that.
    pub(super) fn position(&self, byte: usize) -> Position {
        let byte = self.floor(byte);
        let line = self.line_of(byte);
        let column = self.text[self.starts[line]..byte].chars().count();
        Position { byte, line: line + 1, column: column + 1 }
    }

    /// `path:line:column`, both from 1, the column in characters.
    pub(super) fn locus(&self, range: TextRange) -> String {
        let Position { line, column, .. } = self.position(range.start().into());
        format!("{}:{line}:{column}", self.path)
    }

    /// The last character boundary that is not behind `byte`.
    fn floor(&self, byte: usize) -> usize {
        self.text.floor_char_boundary(byte.min(self.text.len()))
    }
}

/// `text` without characters that move a cursor, change colours, turn the direction of writing or cannot be seen; each
/// is replaced by one of the same length in bytes, so that every offset stays.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(obeyed) {
        return Cow::Borrowed(text);
    }
    let replace = |c: char| match c.len_utf8() {
        _ if !obeyed(c) => c,
        1 => '?',
        2 => '¿',
        _ => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(replace).collect())
}

/// Whether a terminal does something else than showing the character. What has no width and joins nothing visible is
/// among it: a mistake that cannot be seen cannot be mended.
fn obeyed(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    let direction =
        matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}');
    let unseen = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    control || direction || unseen
}
