//! What people type who come from other languages or tools: each is told once, with what to type here.

use super::{Parser, Reach};
use crate::SyntaxKind::*;
use crate::literal;
use dlc_base::{Diagnostic, TextRange};
use rowan::Checkpoint;

impl Parser<'_> {
    /// `a || b`, `c ? a : b`
    /// Returns whether another operand follows.
    pub(super) fn foreign_operator(&mut self) -> bool {
        if self.first_on_line() {
            return false;
        }
        if self.at(BAR) && self.nth(1) == BAR && self.glued(1) {
            let place = self.range().cover(self.nth_range(1));
            self.error_with(Diagnostic::error("syntax-error", place, "there is no `||`").fix(place, "or"));
            self.bump_error();
            self.bump_error();
            return true;
        }
        if self.at(QUESTION) {
            let hint = "a value that depends on a condition is `if c then a else b`";
            self.error_hint(self.range(), "there is no `?` between values", hint);
            let ends = |p: &Self| {
                p.first_on_line()
                    || matches!(p.kind(), END | COMMA | CLOSE_BRACE | CLOSE_BRACKET | CLOSE_PAREN | HOLE_CLOSE)
            };
            while !ends(self) {
                self.skip_balanced();
            }
        }
        false
    }

    /// `v1` `.` `31.4`, glued.
    pub(super) fn at_v_version(&self) -> bool {
        let last = &self.text[self.last_range()];
        let digits =
            last.strip_prefix(['v', 'V']).is_some_and(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()));
        digits && self.last_kind() == IDENT && self.nth(1) == WORD && self.glued(0) && self.glued(1)
    }

    pub(super) fn v_version(&mut self) {
        let start = self.last_range().start();
        self.start(ERROR);
        self.bump();
        self.bump();
        self.end();
        let place = TextRange::new(start, self.last_range().end());
        let version = &self.text[place][1..];
        let error = Diagnostic::error("malformed-literal", place, format!("`v{version}`: versions have no `v`"));
        self.error_inside(error.hint(format!("write `{version}`")).fix(place, version));
    }

    /// `8 GiB`: what the two words would be as one.
    pub(super) fn parted_literal(&self) -> Option<String> {
        let unit = self.tok(1).filter(|t| t.kind == IDENT && !t.first && self.reach != Reach::Cell)?;
        let number = self.word();
        let glued = format!("{number}{}", self.nth_text(1));
        let plain = number.bytes().all(|b| b.is_ascii_digit()) && !self.glued(1) && unit.kind == IDENT;
        (plain && literal::read(&glued).is_ok()).then_some(glued)
    }

    pub(super) fn report_parted(&mut self) {
        let Some(glued) = self.parted_literal() else { return };
        let place = self.range().cover(self.nth_range(1));
        let message = format!("`{}`: a number and its unit are one word", &self.text[place]);
        let error = Diagnostic::error("malformed-literal", place, message);
        self.error_inside(error.hint(format!("write `{glued}`")).fix(place, glued));
        self.start(ERROR);
        self.bump();
        self.bump();
        self.end();
    }

    /// What a word of another language would be here, if one begins an entry that is none.
    pub(super) fn foreign_word(&self) -> Option<(&'static str, &'static str)> {
        let entry = self.nth(1) != IDENT || self.tok(1).is_some_and(|t| t.first) || self.nth(2) == OPEN_BRACE;
        if entry { None } else { foreign(self.word()) }
    }

    pub(super) fn foreign_entry(&mut self) {
        let Some((word, hint)) = self.foreign_word() else { return };
        let message = format!("there is no `{}`; it is called `{word}`", self.word());
        self.error_hint(self.range(), message, hint);
        self.skip_line();
    }

    /// `a = b` where a condition stands.
    pub(super) fn sets_in_condition(&mut self) {
        let error = Diagnostic::error("syntax-error", self.range(), "`=` sets, `==` compares").fix(self.range(), "==");
        self.error_with(error);
        self.bump_error();
    }

    /// Whether braces with a value alone in them follow: `memory { 8GiB }`.
    pub(super) fn holds_value(&self) -> bool {
        matches!(self.nth(1), WORD | TRUE_KW | FALSE_KW | NONE_KW) && self.nth(2) == CLOSE_BRACE
    }

    pub(super) fn value_in_braces(&mut self, start: Checkpoint, path: TextRange) {
        let (name, value) = (&self.text[path], self.nth_text(1));
        let braces = self.range().cover(self.nth_range(2));
        let error = Diagnostic::error("syntax-error", braces, "a value stands in no braces");
        self.error_inside(error.hint(format!("write `{name} = {value}`")).fix(braces, format!("= {value}")));
        self.start_at(start, SET);
        self.bump_error();
        self.expr();
        self.bump_error();
        self.end();
    }

    /// Whether a backslash stands in the hole that was opened: nobody meant a hole.
    pub(super) fn holds_backslash(&self) -> bool {
        let mut depth = 0_u32;
        let mut start = self.offset;
        for token in self.raw[self.next_raw..].iter().take(128) {
            match token.kind {
                HOLE_OPEN => depth += 1,
                HOLE_CLOSE if depth == 0 => return false,
                HOLE_CLOSE => depth -= 1,
                UNKNOWN if depth == 0 && self.text[start..].starts_with('\\') => return true,
                _ => {}
            }
            start += token.len as usize;
        }
        false
    }

    /// `sed 's/\(a\)/\1/'`: a pattern, read as a hole. It is taken as a whole.
    pub(super) fn foreign_hole(&mut self, open: TextRange, tag: &str) {
        self.error_hint(open, "`\\(` begins a hole", format!("for a text full of backslashes write `{tag}#\"…\"#`"));
        self.start(ERROR);
        // What stands there is one mistake, whatever it looks like.
        let told = self.errors.len();
        while !matches!(self.kind(), HOLE_CLOSE | END | TEXT_CLOSE | TEXT_CHARS | TEXT_ESCAPE) {
            self.skip_balanced();
        }
        self.eat(HOLE_CLOSE);
        self.errors.truncate(told);
        self.end();
    }

    /// `name, ip` and `| name | ip |`: told once a table.
    pub(super) fn mark_between_cells(&mut self) {
        let mark = self.word();
        if !std::mem::replace(&mut self.marked_cells, true) {
            let message = format!("cells stand apart by blanks, without `{mark}`");
            self.error_with(Diagnostic::error("syntax-error", self.range(), message));
        }
        self.bump_error();
    }
}

/// What a word of another language is called here, and how it is written.
pub(super) fn foreign(word: &str) -> Option<(&'static str, &'static str)> {
    match word {
        "import" | "from" | "require" => Some(("use", "write `use std.os.flatcar` or `use \"./other.dl\" as other`")),
        "def" | "func" | "function" | "fun" => {
            Some(("fn", "write `fn name(a: Int) -> Int = …` at the level of the file"))
        }
        "var" | "const" | "val" => Some(("let", "write `let name = …`")),
        _ => None,
    }
}
