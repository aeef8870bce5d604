//! What a text says: escapes resolved, the indentation of `"""` stripped, each piece with the place it was written at.

use crate::SyntaxKind::{self, *};
use dlc_base::{TextRange, TextSize};

/// A token of a text at its own level: characters, escapes, the opening of each hole, and the closing quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawPiece<'t> {
    /// `TEXT_CHARS`, `TEXT_ESCAPE`, `HOLE_OPEN` or `TEXT_CLOSE`.
    pub kind: SyntaxKind,
    /// The token.
    pub text: &'t str,
    /// Its first byte.
    pub start: TextSize,
}

impl RawPiece<'_> {
    fn range(&self) -> TextRange {
        TextRange::at(self.start, TextSize::of(self.text))
    }
}

/// A piece of what a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Characters. Where the place is as long as they are, they were written so, byte for byte.
    Chars(String, TextRange),
    /// The next hole.
    Hole,
}

/// Something that a text cannot say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub kind: FaultKind,
    /// Where.
    pub range: TextRange,
}

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// An escape that does not exist.
    Escape,
    /// One of two `\u` that make one character, alone.
    Surrogate,
    /// A line that does not begin with the blanks of the closing line.
    Indent,
}

/// What the pieces say. With faults it is the nearest thing.
pub fn decode(raw: &[RawPiece<'_>]) -> (Vec<Piece>, Vec<Fault>) {
    let closing = raw.last().filter(|p| p.kind == TEXT_CLOSE).map_or("", |p| p.text);
    let indent = &closing[..closing.len() - closing.trim_start_matches([' ', '\t']).len()];
    // Without indentation, as in every text that is no block, nothing is stripped.
    let mut decoder = Decoder { indent, line_start: true, pieces: Vec::new(), faults: Vec::new() };
    let mut rest = raw;
    while let [piece, tail @ ..] = rest {
        rest = tail;
        match piece.kind {
            TEXT_CHARS => decoder.chars(piece),
            TEXT_ESCAPE => rest = decoder.escape(piece, tail),
            HOLE_OPEN => decoder.hole(piece),
            _ => {}
        }
    }
    (decoder.pieces, decoder.faults)
}

struct Decoder<'t> {
    indent: &'t str,
    /// A line of a block begins here.
    line_start: bool,
    pieces: Vec<Piece>,
    faults: Vec<Fault>,
}

impl Decoder<'_> {
    fn push(&mut self, text: &str, range: TextRange) {
        if !text.is_empty() {
            self.pieces.push(Piece::Chars(text.to_owned(), range));
        }
    }

    fn fault(&mut self, kind: FaultKind, range: TextRange) {
        self.faults.push(Fault { kind, range });
    }

    fn chars(&mut self, piece: &RawPiece<'_>) {
        let mut text = piece.text;
        let mut start = piece.start;
        if std::mem::replace(&mut self.line_start, false) {
            let skipped = self.stripped(piece);
            text = &text[skipped..];
            start += TextSize::try_from(skipped).unwrap_or_default();
        }
        if let Some(line) = text.strip_suffix("\r\n") {
            self.push(line, TextRange::at(start, TextSize::of(line)));
            self.push("\n", TextRange::at(start + TextSize::of(line), 2.into()));
        } else {
            self.push(text, TextRange::at(start, TextSize::of(text)));
        }
        self.line_start = text.ends_with('\n');
    }

    /// How many bytes at the beginning of a line are indentation.
    fn stripped(&mut self, piece: &RawPiece<'_>) -> usize {
        if piece.text.starts_with(self.indent) {
            return self.indent.len();
        }
        let content = piece.text.trim_start_matches([' ', '\t']);
        let blanks = piece.text.len() - content.len();
        if !matches!(content, "\n" | "\r\n") {
            self.fault(
                FaultKind::Indent,
                TextRange::at(piece.start, TextSize::of(content.trim_end()) + TextSize::of(&piece.text[..blanks])),
            );
        }
        blanks
    }

    fn hole(&mut self, piece: &RawPiece<'_>) {
        if std::mem::replace(&mut self.line_start, false) && !self.indent.is_empty() {
            self.fault(FaultKind::Indent, piece.range());
        }
        self.pieces.push(Piece::Hole);
    }

    /// An escape, or two that make one character. Returns what is left.
    fn escape<'p, 't>(&mut self, piece: &RawPiece<'t>, tail: &'p [RawPiece<'t>]) -> &'p [RawPiece<'t>] {
        if let Some(c) = simple_escape(piece.text) {
            self.push(c, piece.range());
            return tail;
        }
        let Some(unit) = unicode_escape(piece.text) else {
            self.fault(FaultKind::Escape, piece.range());
            return tail;
        };
        if let Some(c) = char::from_u32(unit.into()) {
            self.push(c.encode_utf8(&mut [0; 4]), piece.range());
            return tail;
        }
        let next = tail.first().filter(|p| p.kind == TEXT_ESCAPE);
        let pair =
            next.and_then(|p| unicode_escape(p.text)).and_then(|low| char::decode_utf16([unit, low]).next()?.ok());
        match (pair, next) {
            (Some(c), Some(next)) => {
                self.push(c.encode_utf8(&mut [0; 4]), piece.range().cover(next.range()));
                &tail[1..]
            }
            _ => {
                self.fault(FaultKind::Surrogate, piece.range());
                tail
            }
        }
    }
}

fn simple_escape(escape: &str) -> Option<&'static str> {
    Some(match escape {
        "\\\"" => "\"",
        "\\\\" => "\\",
        "\\/" => "/",
        "\\b" => "\u{8}",
        "\\f" => "\u{c}",
        "\\n" => "\n",
        "\\r" => "\r",
        "\\t" => "\t",
        _ => return None,
    })
}

fn unicode_escape(escape: &str) -> Option<u16> {
    let hex = escape.strip_prefix("\\u").filter(|hex| hex.len() == 4)?;
    u16::from_str_radix(hex, 16).ok()
}
