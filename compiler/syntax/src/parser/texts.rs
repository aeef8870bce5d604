//! Texts in quotes, with their holes.

use super::Parser;
use crate::SyntaxKind::*;
use crate::text::{self, Fault, FaultKind, RawPiece};
use dlc_base::{Diagnostic, TextRange};

impl<'t> Parser<'t> {
    /// A text. Returns the height of what stands in its holes.
    pub(super) fn text_node(&mut self) -> u32 {
        let before = self.last_kind();
        let glued = self.glued(0) && (matches!(before, IDENT | WORD) || (AND_KW..=NONE_KW).contains(&before));
        let place = self.range();
        self.start(TEXT);
        self.eat(TEXT_TAG);
        let height = self.text_rest();
        self.end();
        if glued {
            // Not if the text is not closed: then this was the quote that closes one.
            let error = Diagnostic::error("missing-blank", place, "a blank is missing before `\"`");
            self.error_inside(error.fix(TextRange::empty(place.start()), " "));
        }
        height
    }

    /// A text from its quote on, into the node that is open.
    pub(super) fn text_rest(&mut self) -> u32 {
        let (open, mark) = (self.range(), self.word());
        let tag = if self.last_kind() == TEXT_TAG && self.glued(0) { &self.text[self.last_range()] } else { "" };
        let limit = self.limit;
        let block = mark.contains('\n') || (mark.contains("\"\"\"") && usize::from(open.end()) == self.text.len());
        if !block {
            self.limit = limit.min(self.line_end());
            if mark.contains("\"\"\"") {
                let hashes = "#".repeat(mark.len() - 3);
                let hint = format!("on one line write `{tag}#{hashes}\"…\"{hashes}#`");
                self.error_hint(open, "text in `\"\"\"` begins on the next line", hint);
            }
        }
        self.bump();
        let height = self.deeper(|p| p.pieces(open, block, tag));
        self.limit = limit;
        height
    }

    fn pieces(&mut self, open: TextRange, block: bool, tag: &str) {
        let mut own: Vec<RawPiece<'t>> = Vec::new();
        loop {
            let piece = RawPiece { kind: self.kind(), text: self.piece_text(), start: self.range().start() };
            match piece.kind {
                TEXT_CHARS | TEXT_ESCAPE | TEXT_CLOSE => self.bump(),
                HOLE_OPEN => self.hole(tag),
                _ => return self.unclosed_text(open, block),
            }
            if block || piece.kind == TEXT_ESCAPE || !own.is_empty() {
                own.push(piece);
            }
            if piece.kind == TEXT_CLOSE {
                break;
            }
        }
        if !own.is_empty() {
            let (_, faults) = text::decode(&own);
            for fault in faults {
                self.text_fault(&fault);
            }
        }
    }

    fn piece_text(&self) -> &'t str {
        if self.at(END) { "" } else { self.word() }
    }

    fn unclosed_text(&mut self, open: TextRange, block: bool) {
        if block {
            let line = self.line_of(open);
            let quotes = self.text[open].trim_end();
            let closing: String = quotes.chars().rev().collect();
            let error = Diagnostic::error("unclosed-text", open, format!("text from line {line} is not closed"))
                .hint(format!("it ends at a line that begins with `{closing}`"));
            self.error_inside(error);
            self.quiet = true;
            // It has swallowed the closing braces too.
            self.unclosed = true;
        } else {
            let error = Diagnostic::error("unclosed-text", open, "this text is not closed on its line")
                .hint("several lines stand in `\"\"\"`");
            // Told at the end of the file too: it may have swallowed the brace whose absence would be told there.
            if !std::mem::replace(&mut self.quiet, true) {
                self.report(error);
            }
            self.unclosed |= self.at(END);
            self.swallowed = true;
        }
    }

    /// `\( e )`
    fn hole(&mut self, tag: &str) {
        let open = self.range();
        let told = self.errors.len();
        self.start(HOLE);
        self.bracketed(|p| {
            p.bump();
            if p.holds_backslash() {
                return p.foreign_hole(open, tag);
            }
            if p.at(HOLE_CLOSE) {
                p.error_at(open.cover(p.range()), "this hole is empty");
            } else {
                p.expr();
            }
            if p.at(COMMA) {
                p.error_hint(p.range(), "a hole holds one value", "a list in a hole: `.join(\", \")`");
            } else if p.at(END) || p.at(TEXT_CLOSE) {
                let hint = format!("for a text full of backslashes write `{tag}#\"…\"#`");
                p.error_hint(open, format!("`{}` begins a hole, which is never closed", &p.text[open]), hint);
            } else if !p.at(HOLE_CLOSE) {
                p.expected("`)`");
            }
            while !matches!(p.kind(), HOLE_CLOSE | END | TEXT_CLOSE | TEXT_CHARS | TEXT_ESCAPE) {
                p.skip_balanced();
            }
            p.eat(HOLE_CLOSE);
        });
        self.end();
        // Whoever writes a pattern or a script did not want a hole.
        if let Some(error) = self.errors.get_mut(told)
            && error.hint.is_none()
        {
            error.hint = Some(format!("`\\(` begins a hole; for a text full of backslashes write `{tag}#\"…\"#`"));
        }
    }

    fn text_fault(&mut self, fault: &Fault) {
        let place = fault.range;
        let written = &self.text[place];
        let error = match fault.kind {
            FaultKind::Escape if written == "\\" => {
                Diagnostic::error("unknown-escape", place, "`\\` escapes nothing").hint("write `\\\\`")
            }
            FaultKind::Escape if written.starts_with("\\u") => {
                Diagnostic::error("unknown-escape", place, format!("`{written}`: `\\u` takes four hexadecimal digits"))
            }
            FaultKind::Escape => Diagnostic::error("unknown-escape", place, format!("no escape `{written}`"))
                .hint("use `#\"…\"#`, where `\\` is a character like any other"),
            FaultKind::Surrogate => {
                Diagnostic::error("unknown-escape", place, format!("`{written}` is half a character"))
                    .hint("the other half follows as `\\u` too, or write the character itself")
            }
            FaultKind::Indent => {
                let line = self.line_of(place);
                Diagnostic::error(
                    "text-indentation",
                    place,
                    format!("line {line} is indented less than the closing `\"\"\"`"),
                )
                .hint("each line begins with the blanks that stand before the closing `\"\"\"`")
            }
        };
        self.error_inside(error);
    }

    /// The first token that begins a later line than the next token's.
    pub(super) fn line_end(&mut self) -> usize {
        if self.line_end <= self.pos {
            let rest = &self.toks[(self.pos + 1).min(self.toks.len())..];
            self.line_end = self.pos + 1 + rest.iter().position(|t| t.first).unwrap_or(rest.len());
        }
        self.line_end
    }
}
