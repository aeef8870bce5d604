//! What stands in `( )` and `[ ]`.

use super::Parser;
use crate::SyntaxKind::{self, *};
use dlc_base::{Diagnostic, TextRange};

impl Parser<'_> {
    /// `( e )`
    pub(super) fn paren(&mut self) {
        let open = self.range();
        self.start(PAREN);
        self.bracketed(|p| {
            p.bump();
            let head = p.range();
            p.expr();
            if p.at(COMMA) {
                p.error_hint(p.range(), "`( )` holds one value", "a list is `[a, b]`");
                while !matches!(p.kind(), CLOSE_PAREN | CLOSE_BRACE | END) && !p.first_on_line() {
                    p.skip_balanced();
                }
            }
            if !p.first_on_line() && p.at(IDENT) && p.nth(1) == EQ {
                // `(name field = …`: the brace is missing.
                p.body(head);
            }
            if !p.eat(CLOSE_PAREN) {
                p.missing_closer(open);
            }
        });
        self.end();
    }

    /// There is no closing bracket where it must be: either it was forgotten, or there is something else before it.
    fn missing_closer(&mut self, open: TextRange) {
        let rest = !self.first_on_line()
            && !matches!(self.kind(), END | CLOSE_BRACE | CLOSE_PAREN | CLOSE_BRACKET | HOLE_CLOSE);
        if rest && !self.begins_entry() {
            let closer = if &self.text[open] == "(" { CLOSE_PAREN } else { CLOSE_BRACKET };
            self.expected(if closer == CLOSE_PAREN { "`)`" } else { "`]`" });
            while !self.first_on_line()
                && !matches!(self.kind(), END | CLOSE_BRACE | CLOSE_PAREN | CLOSE_BRACKET | HOLE_CLOSE)
            {
                self.skip_balanced();
            }
            self.eat(closer);
        } else {
            self.report_unclosed_bracket(open);
        }
    }

    /// `[ e ]` glued to a value.
    pub(super) fn index(&mut self) -> u32 {
        let open = self.range();
        self.deeper(|p| {
            p.bracketed(|p| {
                p.bump();
                p.expr();
                if !p.eat(CLOSE_BRACKET) {
                    p.missing_closer(open);
                }
            });
        })
    }

    /// `( … )` glued to a value.
    pub(super) fn args(&mut self) -> u32 {
        let open = self.range();
        self.deeper(|p| {
            p.start(ARGS);
            p.bracketed(|p| {
                p.bump();
                p.elements(open, CLOSE_PAREN, Self::arg);
            });
            p.end();
        })
    }

    /// `name = e`, `e`
    fn arg(&mut self) {
        self.start(ARG);
        if self.at(IDENT) && self.nth(1) == EQ {
            self.name("an argument");
            self.bump();
        } else if (self.at(IDENT) && self.nth(1) == COLON) || self.at_colon_word() {
            let name = self.word().split(':').next().unwrap_or_default();
            self.error_hint(self.range(), "a named argument takes `=`, not `:`", format!("write `{name} = …`"));
            self.name("an argument");
            self.eat_colon();
        }
        self.expr();
        self.end();
    }

    /// `[a, b]`, `[e for x in xs]`
    pub(super) fn list(&mut self) -> u32 {
        let open = self.range();
        let start = self.checkpoint();
        self.deeper(|p| {
            let mut node = LIST;
            p.bracketed(|p| {
                p.bump();
                if p.is_outside() {
                    return p.report_unclosed_bracket(open);
                }
                if !matches!(p.kind(), CLOSE_BRACKET | COMMA) {
                    p.expr();
                    while p.at(FOR_KW) {
                        node = COMPREHENSION;
                        p.clause();
                    }
                }
                if node == COMPREHENSION {
                    p.eat(COMMA);
                    if !p.eat(CLOSE_BRACKET) {
                        p.missing_closer(open);
                    }
                    return;
                }
                if p.at(COMMA) && p.last_kind() == OPEN_BRACKET || p.after_element(open, CLOSE_BRACKET) {
                    p.elements(open, CLOSE_BRACKET, Self::expr);
                }
            });
            p.start_at(start, node);
            p.end();
        })
    }

    /// `for x in e if c`
    fn clause(&mut self) {
        self.start(CLAUSE);
        self.loop_head();
        self.expr();
        if self.eat(IF_KW) {
            self.expr();
        }
        self.end();
    }

    /// Elements with commas between them, and the closing bracket.
    fn elements(&mut self, open: TextRange, closer: SyntaxKind, read: fn(&mut Self)) {
        loop {
            match self.kind() {
                kind if kind == closer => return self.bump(),
                END | CLOSE_BRACE | CLOSE_BRACKET | CLOSE_PAREN | HOLE_CLOSE => {
                    return self.report_unclosed_bracket(open);
                }
                _ if closer == CLOSE_BRACKET && self.is_outside() => return self.report_unclosed_bracket(open),
                _ => {}
            }
            let before = self.pos;
            read(self);
            if self.pos == before {
                self.skip_balanced();
            } else if !self.after_element(open, closer) {
                return;
            }
        }
    }

    /// Whether nothing can follow in brackets.
    fn at_closer(&self) -> bool {
        matches!(self.kind(), END | CLOSE_BRACE | CLOSE_BRACKET | CLOSE_PAREN | HOLE_CLOSE)
    }

    /// Whether an entry begins that cannot belong to the bracket that is open.
    fn is_outside(&self) -> bool {
        self.first_on_line()
            && self.column_here() <= self.column
            && self.at(IDENT)
            && (matches!(self.nth(1), EQ | PLUS_EQ) || (self.nth(1) != OPEN_BRACE && self.begins_entry()))
    }

    /// The comma behind an element. Returns whether the brackets go on.
    fn after_element(&mut self, open: TextRange, closer: SyntaxKind) -> bool {
        let kind = self.kind();
        if self.eat(COMMA) || kind == closer || self.at_closer() {
            return true;
        }
        let left = self.first_on_line() && self.column_here() <= self.column;
        if left && (self.begins_entry() || self.in_row) || (self.first_on_line() && self.swallowed) {
            self.report_unclosed_bracket(open);
            return false;
        }
        match kind {
            FOR_KW => {
                self.error_hint(self.range(), "`for` follows the first value of a list only", "write `[e for x in xs]`")
            }
            IDENT | WORD | TEXT_OPEN | TEXT_TAG | OPEN_BRACE | OPEN_BRACKET | OPEN_PAREN | TRUE_KW | FALSE_KW
            | NONE_KW => {
                let place = self.range();
                let error = Diagnostic::error("syntax-error", place, format!("comma missing before {}", self.found()));
                let end = TextRange::empty(self.last_range().end());
                self.error_with(error.fix(end, ","));
                return true;
            }
            _ => self.expected(if closer == CLOSE_PAREN { "`,` or `)`" } else { "`,` or `]`" }),
        }
        self.skip_balanced();
        true
    }
}
