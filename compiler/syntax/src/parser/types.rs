//! Types.

use super::Parser;
use crate::SyntaxKind::*;

impl Parser<'_> {
    /// `"|"? Alt ("|" Alt)* ("where" Expr ":" STRING)?`. It may take nothing, and has then reported so.
    pub(super) fn type_expr(&mut self) {
        if self.left_entry() && (self.at(CLOSE_BRACE) || self.begins_entry()) {
            return self
                .error_at(self.last_range(), format!("expected a type after `{}`", &self.text[self.last_range()]));
        }
        self.deeper(Self::whole_type);
    }

    fn whole_type(&mut self) {
        let start = self.checkpoint();
        let mut union = self.eat(BAR);
        self.alternative();
        while self.eat(BAR) {
            union = true;
            self.alternative();
        }
        if union {
            self.start_at(start, UNION_TYPE);
            self.end();
        }
        if self.at_word("where") && !self.is_field(1) {
            self.start_at(start, WHERE_TYPE);
            self.bump();
            self.expr();
            if self.eat_colon() {
                self.message("message");
            } else {
                self.expected("`:` and a message");
            }
            self.end();
        }
    }

    fn alternative(&mut self) {
        let start = self.checkpoint();
        match self.kind() {
            IDENT => self.path_type(),
            WORD if self.at_colon_word() => self.path_type(),
            NONE_KW => {
                self.start(NONE_TYPE);
                self.bump();
                self.end();
            }
            OPEN_BRACKET => {
                self.start(LIST_TYPE);
                self.enclosed_type(CLOSE_BRACKET, "`]`", |_| {});
                self.end();
            }
            OPEN_PAREN => {
                self.start(PAREN_TYPE);
                self.enclosed_type(CLOSE_PAREN, "`)`", |_| {});
                self.end();
            }
            OPEN_BRACE => {
                let mut node = SET_TYPE;
                self.enclosed_type(CLOSE_BRACE, "`}`", |p| {
                    if p.eat_colon() {
                        node = MAP_TYPE;
                        p.type_expr();
                    }
                });
                self.start_at(start, node);
                self.end();
            }
            WORD | TEXT_OPEN | TEXT_TAG | TRUE_KW | FALSE_KW => {
                let message = format!("expected a type, found {}", self.found());
                self.error_hint(self.range(), message, "a default stands after the type: `f : T = default`");
                self.skip_balanced();
            }
            _ => self.expected("a type"),
        }
        if self.at(QUESTION) {
            self.start_at(start, OPTIONAL_TYPE);
            self.bump();
            self.end();
        }
    }

    /// `Name`, `a.Name`, `Artifact<http>`
    fn path_type(&mut self) {
        self.start(PATH_TYPE);
        self.start(PATH);
        self.dotted();
        self.end();
        if self.eat(LESS) {
            self.deeper(Self::whole_type);
            match self.kind() {
                GREATER => self.bump(),
                GREATER_EQ => self.split(1, GREATER, EQ),
                _ => self.expected("`>`"),
            }
        }
        self.end();
    }

    /// A type in brackets, with what `rest` reads behind it.
    fn enclosed_type(&mut self, closer: crate::SyntaxKind, text: &str, rest: impl FnOnce(&mut Self)) {
        let open = self.range();
        self.bracketed(|p| {
            p.bump();
            p.deeper(Self::whole_type);
            rest(p);
            if p.eat(closer) {
                return;
            }
            if p.first_on_line() || matches!(p.kind(), END | EQ | COLON_EQ | CLOSE_BRACE | CLOSE_PAREN | CLOSE_BRACKET)
            {
                p.report_unclosed_bracket(open);
            } else {
                p.expected(text);
                while !p.first_on_line()
                    && !matches!(p.kind(), END | EQ | COLON_EQ | CLOSE_BRACE | CLOSE_PAREN | CLOSE_BRACKET)
                {
                    p.skip_balanced();
                }
                p.eat(closer);
            }
        });
    }
}
