//! A text with its lines, and places in it as editors count them.

use dlc_base::{TextRange, TextSize};
use lsp_types::{Position, PositionEncodingKind, Range};
use std::sync::Arc;

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16: what every editor knows.
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The first of the editor's that is known, in the editor's order.
    pub(crate) fn negotiate<'a>(offered: impl IntoIterator<Item = &'a str>) -> Self {
        let known = |name: &str| match name {
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "utf-32" => Some(Self::Utf32),
            _ => None,
        };
        offered.into_iter().find_map(known).unwrap_or(Self::Utf16)
    }

    /// As the protocol calls it.
    pub(crate) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// A text. A copy shares it.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    text: Arc<str>,
    /// Where each line begins; one ends with `\n`, `\r\n` or `\r`.
    starts: Arc<[usize]>,
    encoding: Encoding,
}

impl Text {
    /// Finds the lines of a text.
    pub(crate) fn new(text: impl Into<Arc<str>>, encoding: Encoding) -> Self {
        let text = text.into();
        let bytes = text.as_bytes();
        let ends = |i: &usize| match bytes[*i] {
            b'\n' => true,
            b'\r' => bytes.get(i + 1) != Some(&b'\n'),
            _ => false,
        };
        let starts = std::iter::once(0).chain((0..bytes.len()).filter(ends).map(|i| i + 1)).collect();
        Self { text, starts, encoding }
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// What its columns count.
    pub(crate) fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The byte of a position. One behind the end of its line is the line's end, one behind the last line the text's;
    /// one inside a character is the character's beginning.
    pub(crate) fn offset(&self, position: Position) -> usize {
        let Some(&start) = usize::try_from(position.line).ok().and_then(|line| self.starts.get(line)) else {
            return self.text.len();
        };
        let line = self.line_at(start);
        let mut left = usize::try_from(position.character).unwrap_or(usize::MAX);
        for (at, c) in line.char_indices() {
            let width = self.encoding.width(c);
            if left < width {
                return start + at;
            }
            left -= width;
        }
        start + line.len()
    }

    /// The line that begins at a byte, without its end.
    fn line_at(&self, start: usize) -> &str {
        let rest = &self.text[start..];
        &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())]
    }

    /// The position of a byte.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let before = &self.text[self.starts[line]..offset];
        let character: usize = before.chars().map(|c| self.encoding.width(c)).sum();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position { line: number(line), character: number(character) }
    }

    /// The range of bytes.
    pub(crate) fn range(&self, range: TextRange) -> Range {
        Range { start: self.position(range.start().into()), end: self.position(range.end().into()) }
    }

    /// The bytes of a range; one that is the wrong way round is empty.
    pub(crate) fn bytes(&self, range: Range) -> std::ops::Range<usize> {
        let start = self.offset(range.start);
        start..self.offset(range.end).max(start)
    }

    /// The same text with a range replaced.
    pub(crate) fn replaced(&self, range: Range, with: &str) -> Self {
        let std::ops::Range { start, end } = self.bytes(range);
        Self::new([&self.text[..start], with, &self.text[end..]].concat(), self.encoding)
    }
}

/// A byte as the tree counts it.
pub(crate) fn size(offset: usize) -> TextSize {
    TextSize::try_from(offset).unwrap_or(TextSize::new(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn the_first_encoding_that_both_know_counts_else_utf_16() {
        assert_eq!(Encoding::negotiate(["utf-7", "utf-32", "utf-8"]), Encoding::Utf32);
        assert_eq!(Encoding::negotiate(["utf-8", "utf-16"]), Encoding::Utf8);
        assert_eq!(Encoding::negotiate([]), Encoding::Utf16);
    }

    #[test]
    fn columns_count_bytes_units_or_characters() {
        for (encoding, column) in [(Encoding::Utf8, 6), (Encoding::Utf16, 3), (Encoding::Utf32, 2)] {
            let text = Text::new("x\nä🐧y", encoding);
            assert_eq!(text.position(8), at(1, column), "{encoding:?}");
            assert_eq!(text.offset(at(1, column)), 8, "{encoding:?}");
        }
    }

    #[test]
    fn a_place_inside_a_character_is_its_beginning() {
        let text = Text::new("🐧y", Encoding::Utf16);
        assert_eq!(text.offset(at(0, 1)), 0);
        assert_eq!(text.position(2), at(0, 0));
    }

    #[test]
    fn lines_end_as_files_from_anywhere_end_them() {
        let text = Text::new("a\r\nbc\rd\n", Encoding::Utf16);
        assert_eq!([0, 3, 6, 8].map(|byte| text.position(byte)), [at(0, 0), at(1, 0), at(2, 0), at(3, 0)]);
        assert_eq!(text.offset(at(0, 99)), 1, "the end of a line stands before its line break");
        assert_eq!(text.offset(at(1, 2)), 5);
        assert_eq!(text.offset(at(9, 0)), 8);
    }

    #[test]
    fn a_range_is_replaced_and_one_that_runs_backwards_replaces_nothing() {
        let text = Text::new("ab\ncd", Encoding::Utf16);
        assert_eq!(text.replaced(Range { start: at(0, 1), end: at(1, 1) }, "-").as_str(), "a-d");
        assert_eq!(text.replaced(Range { start: at(1, 1), end: at(0, 1) }, "-").as_str(), "ab\nc-d");
    }
}
