//! Names, paths of names, and the colon behind them.

use super::Parser;
use crate::SyntaxKind::*;
use crate::{literal, words};
use dlc_base::{Diagnostic, TextRange};

impl Parser<'_> {
    /// Whether the statement or contextual word that is `n` tokens back from here is a field: an operator of a field
    /// follows it.
    pub(super) fn is_field(&self, n: usize) -> bool {
        matches!(self.nth(n), EQ | PLUS_EQ | COLON_EQ | COLON | DOT | OPEN_BRACE)
    }

    /// A name that is declared here.
    pub(super) fn name(&mut self, what: &str) {
        if self.at(IDENT) {
            self.start(NAME);
            self.bump();
            self.end();
        } else if self.reserved().is_some() {
            self.error_reserved();
            self.start(NAME);
            self.bump();
            self.end();
        } else if self.at_colon_word() {
            self.start(NAME);
            self.split(self.word().find(':').unwrap_or(1), IDENT, COLON);
            self.end();
        } else if self.at(WORD) {
            self.error_digit_name();
            self.bump_error();
        } else {
            self.expected(what);
        }
    }

    /// A name that belongs to the word before it, unless a statement begins on the next line.
    pub(super) fn name_here(&mut self, what: &str) {
        if self.left_entry() && self.is_statement() { self.expected(what) } else { self.name(what) }
    }

    /// Whether the next token begins a later line, at or left of the entry's column.
    pub(super) fn left_entry(&self) -> bool {
        self.pos > self.entry_start && self.first_on_line() && self.column_here() <= self.column
    }

    /// Whether the next token is `name:what` and no literal: a blank is missing.
    pub(super) fn at_colon_word(&self) -> bool {
        let begins_name = |w: &str| w.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        self.at(WORD) && begins_name(self.word()) && !self.word().contains("://") && literal::read(self.word()).is_err()
    }

    /// The next token, if it is a reserved word.
    pub(super) fn reserved(&self) -> Option<&str> {
        words::RESERVED.iter().any(|(_, kind)| self.at(*kind)).then(|| self.word())
    }

    pub(super) fn error_reserved(&mut self) {
        let word = self.word();
        let (message, hint) =
            (format!("`{word}` is a reserved word"), format!("as a key it is quoted: \"{word}\" = …"));
        self.error_hint(self.range(), message, hint);
    }

    pub(super) fn error_digit_name(&mut self) {
        let quoted = format!("\"{}\"", self.word());
        let error = Diagnostic::error("malformed-literal", self.range(), "a name begins with a letter")
            .hint(format!("write {quoted}"))
            .fix(self.range(), quoted);
        self.error_with(error);
    }

    /// `IDENT ("." IDENT)*`, into the node that is open.
    pub(super) fn dotted(&mut self) {
        self.name("a name");
        while self.at(DOT) {
            self.bump();
            self.name("a name");
        }
    }

    /// The name that follows, for messages.
    pub(super) fn declared_word(&self, otherwise: &str) -> String {
        if self.at(IDENT) { format!("`{}`", self.word()) } else { otherwise.to_owned() }
    }

    /// `:` with a blank after it.
    pub(super) fn eat_colon(&mut self) -> bool {
        if !self.at(COLON) {
            return false;
        }
        let range = TextRange::at(self.range().start(), 1.into());
        // `:what` is left of a word that a name was cut off from.
        match &self.word()[1..] {
            "" => self.bump(),
            rest if rest.contains([':', '.', '/', '+']) || rest.starts_with(|c: char| c.is_ascii_digit()) => {
                self.split(1, COLON, WORD)
            }
            rest => self.split(1, COLON, words::ident_kind(rest)),
        }
        if self.glued(0) && !self.at(END) {
            self.error_inside(
                Diagnostic::error("missing-blank", range, "a blank is missing after `:`").fix(range, ": "),
            );
        }
        true
    }
}
