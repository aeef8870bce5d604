//! Fields that are set and blocks: the entries that begin with a name or a key.

use super::Parser;
use super::report::shortened;
use crate::SyntaxKind::*;
use dlc_base::{Diagnostic, TextRange, TextSize};
use rowan::Checkpoint;

impl Parser<'_> {
    /// What begins with a name that is no statement: `a.b = e`, `a.b { … }`, `kind label { … }`.
    pub(super) fn named_entry(&mut self) {
        let start = self.checkpoint();
        let (head, before) = (self.range(), self.pos);
        self.start(PATH);
        self.dotted();
        self.end();
        let single = self.pos <= before + 1;
        // What is in the tree already: of `name:what` the name was cut off.
        let path = TextRange::new(head.start(), TextSize::try_from(self.offset).unwrap_or(head.end()));
        match self.kind() {
            EQ | PLUS_EQ => {
                self.start_at(start, SET);
                self.bump();
                self.value(&format!("`{}`", &self.text[path]));
                self.end();
            }
            OPEN_BRACE if single && self.holds_value() => self.value_in_braces(start, path),
            OPEN_BRACE => self.block_at(start, head),
            IDENT if self.first_on_line() && self.is_statement() => self.no_sign(start, path, before),
            IDENT if self.ends_label(1) => {
                if !single {
                    self.error_at(path, "a path of fields takes no label");
                }
                self.block_at(start, head);
            }
            IDENT if self.lacks_brace(0) => self.braceless(start, head),
            WORD if self.nth(1) == OPEN_BRACE => self.block_at(start, head),
            TEXT_OPEN | TEXT_TAG if single => self.text_label(start, head, path),
            COLON | COLON_EQ => self.wrong_sign(start, path),
            _ => self.no_sign(start, path, before),
        }
    }

    /// Whether a label ends before the token `n` after the next: its block begins there, or has lost its brace.
    fn ends_label(&self, n: usize) -> bool {
        matches!(self.nth(n), OPEN_BRACE | TEXT_OPEN | TEXT_TAG | END) || self.deeper_line(n) || self.lacks_brace(n)
    }

    /// A block whose label was read, or that has none and may have lost its brace: `boot server = vol }`.
    pub(super) fn braceless(&mut self, start: Checkpoint, head: TextRange) {
        self.start_at(start, BLOCK);
        self.body(head);
        self.end();
    }

    /// The rest of a block whose path was read.
    pub(super) fn block_at(&mut self, start: Checkpoint, head: TextRange) {
        self.start_at(start, BLOCK);
        if matches!(self.kind(), IDENT | WORD) {
            self.label();
        }
        self.body(head);
        self.end();
    }

    /// `IDENT STRING? | STRING`
    pub(super) fn label(&mut self) {
        self.start(LABEL);
        if !self.at_text() {
            self.name("a label");
        }
        if self.at_text() {
            self.text_node();
        }
        self.end();
    }

    /// A text behind a word: the label of a block, or the value of a field without its `=`.
    fn text_label(&mut self, start: Checkpoint, head: TextRange, path: TextRange) {
        let label = self.checkpoint();
        self.text_node();
        if self.at(OPEN_BRACE) || self.deeper_line(0) || self.lacks_brace(0) {
            self.start_at(label, LABEL);
            self.end();
            return self.braceless(start, head);
        }
        if self.at(EQ) {
            let name = &self.text[path];
            self.error_hint(path, format!("expected `{{` after `{name}`"), format!("write `{name} {{ \"…\" = … }}`"));
        } else {
            self.error_no_sign(path, self.last_range().end() - path.end());
        }
        self.start_at(start, SET);
        self.end();
    }

    /// `a: 1`, `a := 1`
    fn wrong_sign(&mut self, start: Checkpoint, path: TextRange) {
        let name = &self.text[path];
        let sign = TextRange::at(self.range().start(), if self.at(COLON) { 1.into() } else { 2.into() });
        let error = if self.at(COLON) {
            let rest = &self.text[TextRange::new(sign.end(), self.line_rest().max(sign.end()))];
            let value = Some(rest.trim()).filter(|v| !v.is_empty() && v.len() <= 20 && !v.contains(['{', '}', '=']));
            let value = value.unwrap_or("…");
            Diagnostic::error(
                "syntax-error",
                sign,
                format!("a value takes `=`: `{name} = {value}`, not `{name}: {value}`"),
            )
        } else {
            Diagnostic::error("syntax-error", sign, "`:=` stands in a schema only").hint(format!("write `{name} = …`"))
        };
        self.error_with(error.fix(sign, " ="));
        self.start_at(start, SET);
        if !self.eat_colon() {
            self.bump();
        }
        self.value(&format!("`{name}`"));
        self.end();
    }

    /// A name with neither sign nor brace behind it.
    fn no_sign(&mut self, start: Checkpoint, path: TextRange, before: usize) {
        self.start_at(start, SET);
        let name = &self.text[path];
        let value = matches!(
            self.kind(),
            IDENT | WORD | MINUS | OPEN_BRACKET | OPEN_PAREN | TRUE_KW | FALSE_KW | NONE_KW | NOT_KW
        );
        let listed = before > 0 && self.toks[before - 1].kind == COMMA && !self.toks[before].first;
        if listed && !self.at(OPEN_PAREN) {
            let message = format!("expected an entry, found `{name}`");
            self.error_hint(path, message, "a list is `[a, b]`");
        } else if self.at(OPEN_PAREN) && self.glued(0) {
            self.error_hint(self.range(), "a call is no entry", "a profile is used by `include`");
        } else if self.at(IDENT) && self.nth(1) == COLON && self.deeper_line(2) {
            let label = self.word();
            self.error_hint(path, "what belongs together stands in braces", format!("write `{name} {label} {{ … }}`"));
            self.skip_line();
        } else if value && !self.first_on_line() {
            let length = self.line_rest() - path.end();
            self.error_no_sign(path, length);
            self.expr();
        } else if matches!(self.kind(), END | CLOSE_BRACE | COMMA) || self.first_on_line() {
            self.error_no_value(path, &format!("`{name}`"));
        } else {
            let found = self.found();
            let message = format!("expected `=` or `{{`, found {found}");
            let error = Diagnostic::error("syntax-error", self.range(), message);
            self.error_with(match self.kind() {
                EQ_EQ => error.hint("`=` sets, `==` compares").fix(self.range(), "="),
                _ => error,
            });
        }
        self.end();
    }

    /// The end of the last token on this line.
    fn line_rest(&mut self) -> TextSize {
        let last = self.line_end().saturating_sub(1).max(self.pos);
        let tok = self.toks[last];
        TextRange::at(tok.start.into(), self.raw[tok.raw as usize].len.into()).end()
    }

    /// `os flatcar`: the value takes `length` bytes behind the name.
    fn error_no_sign(&mut self, path: TextRange, length: TextSize) {
        // Line after line of several words are the rows of a table that has lost its head: told already.
        let more =
            |t: &super::Tok| !t.first && !t.glued && matches!(t.kind, IDENT | WORD | OPEN_BRACKET | OPEN_PAREN | MINUS);
        if self.tok(1).is_some_and(more) {
            self.signless += 1;
            self.quiet |= self.signless > 2;
        }
        let value = self.text[TextRange::at(path.end(), length)].trim();
        // Of a long line the first word says enough.
        let first = value.split([' ', '\t']).next().unwrap_or_default();
        let (value, more) =
            if value.len() <= 30 && !value.contains(['{', '}']) { (value, "") } else { (first, " …") };
        let name = &self.text[path];
        let end = TextRange::empty(path.end());
        let message = format!("`=` is missing: write `{name} = {}{more}`", shortened(value));
        self.error_with(Diagnostic::error("syntax-error", path, message).fix(end, " ="));
    }

    pub(super) fn error_no_value(&mut self, place: TextRange, what: &str) {
        // What stands there may be nothing that the grammar sees: `'10.0.0.1'`.
        self.trivia_on_line();
        self.error_with(Diagnostic::error("missing-value", place, format!("{what} has no value")));
    }

    /// What stands behind `=`. A value on a later line is indented deeper than its entry.
    pub(super) fn value(&mut self, what: &str) {
        let missing = match self.tok(0) {
            None => true,
            Some(tok) => matches!(tok.kind, CLOSE_BRACE | COMMA) || (tok.first && tok.column <= self.column),
        };
        if missing {
            self.error_no_value(self.last_range(), what);
        } else if self.deeper_line(0) && self.at(IDENT) && matches!(self.nth(1), EQ | PLUS_EQ) {
            self.start(RECORD);
            self.body(self.last_range());
            self.end();
        } else {
            self.expr();
        }
    }

    /// `"key" = e`
    pub(super) fn key_entry(&mut self) {
        self.start(SET_KEY);
        let range = self.range();
        self.text_node();
        let key = range.cover(self.last_range());
        match self.kind() {
            EQ | PLUS_EQ => {
                self.bump();
                self.value(&shortened(&self.text[key]));
            }
            COLON => {
                self.error_hint(
                    self.range(),
                    "a value takes `=`, not `:`",
                    format!("write `{} = …`", shortened(&self.text[key])),
                );
                self.eat_colon();
                self.value("the key");
            }
            _ => self.error_at(key, "a text alone is no entry: expected `=` after it"),
        }
        self.end();
    }
}
