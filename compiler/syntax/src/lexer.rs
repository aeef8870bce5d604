//! From text to tokens.
//!
//! The first byte decides which nom parser runs, so no alternative is tried in vain. The lexer is total: what fits
//! nothing becomes an `UNKNOWN` token, and the lengths always add up to the text. A text with holes is a sequence of
//! tokens; a stack of modes, and not recursion, remembers what a `)` closes.

mod scan;

pub(crate) use scan::begins_item;

use crate::SyntaxKind::{self, *};
use crate::{literal, words};

/// One token: its kind and its length in bytes. Where it begins is the sum of the lengths before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: SyntaxKind,
    /// How many bytes.
    pub len: u32,
}

/// Cuts `text` into tokens. `text` has less than 4 GiB.
pub fn lex(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { text, pos: 0, tokens: Vec::with_capacity(text.len() / 4), modes: Vec::new(), inline: None };
    while lexer.pos < text.len() {
        match lexer.modes.last() {
            Some(&Mode::Text { quote, hashes }) => lexer.text_piece(quote, hashes),
            Some(Mode::Hole { .. }) | None => lexer.code_token(),
        }
    }
    lexer.tokens
}

/// What the lexer stands in; the empty stack is plain code.
#[derive(Debug, Clone, Copy)]
enum Mode {
    /// Between quotes.
    Text { quote: Quote, hashes: usize },
    /// In a hole, with so many `(` still open in it.
    Hole { parens: u32 },
}

/// How a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quote {
    /// `"`, on the same line.
    Single,
    /// `"""` on a line of its own.
    Block,
    /// `"""` that was opened and continued on one line: a mistake, and read like `"`.
    BlockOnLine,
}

impl Quote {
    fn mark(self) -> &'static str {
        match self {
            Self::Single => "\"",
            Self::Block | Self::BlockOnLine => "\"\"\"",
        }
    }
}

struct Lexer<'t> {
    text: &'t str,
    pos: usize,
    tokens: Vec<Token>,
    modes: Vec<Mode>,
    /// Where in `modes` the outermost text begins that must end on its line.
    inline: Option<usize>,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.pos..]
    }

    fn push(&mut self, kind: SyntaxKind, len: usize) {
        debug_assert!(len > 0, "a token has a length");
        self.pos += len;
        self.tokens.push(Token { kind, len: u32::try_from(len).unwrap_or(u32::MAX) });
    }

    fn enter(&mut self, mode: Mode) {
        if let Mode::Text { quote: Quote::Single | Quote::BlockOnLine, .. } = mode {
            self.inline.get_or_insert(self.modes.len());
        }
        self.modes.push(mode);
    }

    /// Leaves modes until `len` are left.
    fn leave_to(&mut self, len: usize) {
        self.modes.truncate(len);
        self.inline = self.inline.filter(|&at| at < len);
    }

    fn leave(&mut self) {
        self.leave_to(self.modes.len().saturating_sub(1));
    }

    fn code_token(&mut self) {
        let rest = self.rest();
        match rest.as_bytes()[0] {
            b' ' | b'\t' => self.push(BLANK, scan::blanks(rest)),
            b'\n' => self.newline(1),
            b'\r' if rest.starts_with("\r\n") => self.newline(2),
            b'/' if rest.starts_with("//") && self.inline.is_none() => {
                let doc = rest.starts_with("///") && !rest.starts_with("////");
                self.push(if doc { DOC } else { COMMENT }, scan::line(rest));
            }
            b'0'..=b'9' => self.push(WORD, scan::word(rest)),
            b':' if rest.starts_with("::") => self.push(WORD, scan::word(rest)),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.ident(),
            b'"' => self.open_text(0),
            b'#' => self.hash(),
            b'(' => {
                if let Some(Mode::Hole { parens }) = self.modes.last_mut() {
                    *parens += 1;
                }
                self.push(OPEN_PAREN, 1);
            }
            b')' => self.close_paren(),
            _ => match scan::operator(rest) {
                Some((kind, len)) => self.push(kind, len),
                None => self.unknown(),
            },
        }
    }

    /// A `"…"`, its holes included, ends on its line: whatever is open from it on is left.
    fn newline(&mut self, len: usize) {
        self.push(NEWLINE, len);
        if let Some(outermost) = self.inline {
            self.leave_to(outermost);
        }
        // A hole that is never closed does not swallow the rest of the file.
        if !self.modes.is_empty() && scan::begins_item(self.rest()) {
            self.leave_to(0);
        }
    }

    fn ident(&mut self) {
        let rest = self.rest();
        let len = scan::ident(rest);
        let (word, after) = rest.split_at(len);
        if literal::is_uuid(word) && !after.starts_with('-') {
            return self.push(WORD, len);
        }
        if after.starts_with("://") {
            return self.push(WORD, scan::url(rest));
        }
        let colon = after.strip_prefix(':').and_then(|a| a.bytes().next());
        if colon.is_some_and(|b| b.is_ascii_alphanumeric() || b == b':' || b == b'/') {
            return self.push(WORD, scan::word(rest).max(len + 1));
        }
        let quoted = after.trim_start_matches('#').starts_with('"');
        if quoted && words::TAGS.contains(&word) {
            return self.push(TEXT_TAG, len);
        }
        self.push(words::ident_kind(word), len);
    }

    fn hash(&mut self) {
        let rest = self.rest();
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        if rest[hashes..].starts_with('"') {
            self.open_text(hashes);
        } else if self.pos == 0 && rest.starts_with("#!") {
            self.push(SHEBANG, scan::line(rest));
        } else if self.inline.is_some() {
            self.push(UNKNOWN, hashes);
        } else {
            self.push(UNKNOWN, scan::line(rest));
        }
    }

    /// `"` or `"""` behind `hashes` times `#`.
    fn open_text(&mut self, hashes: usize) {
        let rest = self.rest();
        let inside = &rest[hashes..];
        let (quote, len) = match inside.strip_prefix("\"\"\"") {
            None => (Quote::Single, hashes + 1),
            Some(after) => {
                let blanks = scan::blanks(after);
                let end = match &after[blanks..] {
                    tail if tail.starts_with('\n') => Some(blanks + 1),
                    tail if tail.starts_with("\r\n") => Some(blanks + 2),
                    "" => Some(blanks),
                    _ => None,
                };
                match end {
                    Some(end) if self.inline.is_none() => (Quote::Block, hashes + 3 + end),
                    _ => (Quote::BlockOnLine, hashes + 3),
                }
            }
        };
        self.push(TEXT_OPEN, len);
        self.enter(Mode::Text { quote, hashes });
    }

    fn close_paren(&mut self) {
        match self.modes.last_mut() {
            Some(Mode::Hole { parens: 0 }) => {
                self.push(HOLE_CLOSE, 1);
                self.leave();
            }
            Some(Mode::Hole { parens }) => {
                *parens -= 1;
                self.push(CLOSE_PAREN, 1);
            }
            _ => self.push(CLOSE_PAREN, 1),
        }
    }

    /// A run of characters that begin no token, as one.
    fn unknown(&mut self) {
        let rest = self.rest();
        if self.pos == 0 && rest.starts_with('\u{feff}') {
            return self.push(BOM, '\u{feff}'.len_utf8());
        }
        self.push(UNKNOWN, scan::unknown(rest));
    }

    /// The next token between quotes.
    fn text_piece(&mut self, quote: Quote, hashes: usize) {
        let rest = self.rest();
        if quote == Quote::Block && self.text[..self.pos].ends_with('\n') {
            let blanks = scan::blanks(rest);
            if scan::closes(&rest[blanks..], quote.mark(), hashes) {
                self.push(TEXT_CLOSE, blanks + quote.mark().len() + hashes);
                return self.leave();
            }
        }
        if quote != Quote::Block {
            if scan::closes(rest, quote.mark(), hashes) {
                self.push(TEXT_CLOSE, quote.mark().len() + hashes);
                return self.leave();
            }
            if rest.starts_with('\n') || rest.starts_with("\r\n") {
                // Not closed on its line; the parser misses the closing quote.
                return self.newline(if rest.starts_with('\n') { 1 } else { 2 });
            }
        }
        if scan::opens_hole(rest, hashes) {
            self.push(HOLE_OPEN, hashes + 2);
            return self.enter(Mode::Hole { parens: 0 });
        }
        if quote == Quote::Single && hashes == 0 && rest.starts_with('\\') {
            return self.push(TEXT_ESCAPE, scan::escape(rest));
        }
        self.push(TEXT_CHARS, scan::chars(rest, quote, hashes));
    }
}

#[cfg(test)]
mod tests;
