//! A file and its items.

use super::{Parser, Reach};
use crate::SyntaxKind::*;
use dlc_base::{Diagnostic, TextRange};

/// The edition whose grammar this is.
const NEWEST: &str = "2026";

/// The statements that stand in braces only.
const INSIDE: &[&str] = &["table", "include", "drop", "when", "check", "warn", "allow", "given", "expect", "private"];

impl Parser<'_> {
    /// `("edition" INT)? use* item*`
    pub(super) fn file(&mut self) {
        // The node begins before the first blank, so that the tree is the whole text.
        self.builder.start_node(FILE.into());
        if self.at_word("edition") && !self.is_field(1) {
            self.edition();
        }
        while (self.at_word("use") && !self.is_field(1)) || self.lacks_use() {
            self.use_item();
        }
        while !self.at(END) {
            let before = self.pos;
            self.file_item();
            debug_assert!(self.pos > before, "an item takes a token");
        }
        self.trivia();
        self.end();
    }

    fn edition(&mut self) {
        self.quiet = false;
        self.start(EDITION);
        self.bump();
        if self.at(WORD) {
            if self.word() != NEWEST {
                let message = format!("there is no edition `{}`", self.word());
                let hint = format!("write `edition {NEWEST}`");
                let error = Diagnostic::error("unknown-edition", self.range(), message).hint(hint);
                self.error_inside(error);
                self.bump();
            } else {
                self.literal_token();
            }
        } else {
            self.expected("the number of an edition");
        }
        self.end();
    }

    /// Whether the rest of a `use` follows, without the word.
    fn lacks_use(&self) -> bool {
        let module = self.at_word("std") && self.nth(1) == DOT && self.nth(2) == IDENT;
        let file = self.at_text() && (2..6).any(|n| self.nth(n) == TEXT_CLOSE && self.nth_text(n + 1) == "as");
        module || file
    }

    /// `use PATH (as x | { a, b })`
    fn use_item(&mut self) {
        self.quiet = false;
        self.start(USE);
        if self.lacks_use() {
            let place = TextRange::empty(self.range().start());
            self.error_with(Diagnostic::error("syntax-error", place, "`use` is missing").fix(place, "use "));
        } else {
            self.bump();
        }
        if self.at_text() {
            let start = self.pos;
            self.text_node();
            if self.toks[start..self.pos].iter().any(|t| t.kind == HOLE_OPEN) {
                self.error_at(self.last_range(), "the path of a `use` is a text without holes");
            }
        } else if self.at(IDENT) {
            self.start(MODULE_PATH);
            self.dotted();
            self.end();
        } else {
            self.expected("a module or the path of a file");
            while !self.first_on_line() && !self.at(END) {
                self.skip_balanced();
            }
        }
        if self.at_word("as") && !self.first_on_line() {
            self.start(ALIAS);
            self.bump();
            if self.first_on_line() {
                self.expected("a name")
            } else {
                self.name("a name")
            }
            self.end();
        } else if self.at(OPEN_BRACE) {
            self.use_list();
        }
        self.end();
    }

    fn use_list(&mut self) {
        self.start(USE_LIST);
        let open = self.range();
        let head = self.last_range();
        self.bump();
        self.bracketed(|p| {
            loop {
                match p.kind() {
                    CLOSE_BRACE => break p.bump(),
                    IDENT => p.name("a name"),
                    COMMA => {
                        p.expected("a name");
                        p.bump_error();
                        continue;
                    }
                    END => break p.report_unclosed(open, head),
                    _ => {
                        p.expected("a name");
                        p.bump_error();
                    }
                }
                match p.kind() {
                    COMMA => p.bump(),
                    CLOSE_BRACE | END => {}
                    _ => {
                        let message = format!("comma missing before {}", p.found());
                        p.error(message);
                    }
                }
            }
        });
        self.end();
    }

    fn file_item(&mut self) {
        (self.quiet, self.unclosed, self.swallowed, self.suspect) = (false, false, false, None);
        self.many_lines = true;
        self.entry_start = self.pos;
        let indent = self.tok(0).map_or(0, |t| t.indent);
        if self.at(CLOSE_BRACE) {
            return self.closes_nothing();
        }
        let statement = if self.is_statement() { self.word() } else { "" };
        if matches!(statement, "use" | "edition") {
            let place = if statement == "use" { "before everything else in the file" } else { "in the first line" };
            if self.begun {
                self.error(format!("`{statement}` stands {place}"));
                self.begun = false;
            }
            return if statement == "use" { self.use_item() } else { self.edition() };
        }
        let field = self.at(IDENT) && matches!(self.nth(1), COLON | COLON_EQ);
        let set = self.at(IDENT) && matches!(self.nth(1), EQ | PLUS_EQ);
        let inside = field || set || self.at(FOR_KW) || INSIDE.contains(&statement);
        if let Some(closed) = self.closed_too_early(inside) {
            self.tell_closed(closed);
        } else if inside {
            self.misplaced();
        } else if self.column_here() == 0 {
            self.astray = false;
        }
        if field || statement == "private" {
            self.schema_entry()
        } else {
            self.entry()
        }
        self.trivia();
        if self.quiet {
            self.many_lines = true;
            self.skip_wrong_rest(indent);
        } else {
            self.begun = true;
        }
    }

    /// `let NAME: TYPE = EXPR`
    pub(super) fn let_item(&mut self) {
        self.start(LET);
        self.bump();
        let word = self.declared_word("the `let`");
        self.name_here("the name of the value");
        if self.eat_colon() {
            self.type_expr();
        }
        self.equals_value(&word);
        self.end();
    }

    /// `fn NAME(PARAMS) -> TYPE = EXPR`
    pub(super) fn fn_item(&mut self) {
        self.start(FN);
        self.bump();
        let word = self.declared_word("the function");
        self.name_here("the name of the function");
        if self.at(OPEN_PAREN) {
            self.params();
        } else {
            self.expected("`(`");
        }
        if self.eat(ARROW) {
            self.type_expr();
        } else {
            self.expected("`->` and the type of the result");
        }
        self.equals_value(&word);
        self.end();
    }

    /// `= EXPR`
    fn equals_value(&mut self, what: &str) {
        if self.eat(EQ) {
            self.value(what);
        } else if self.first_on_line() {
            self.error_no_value(self.last_range(), what);
        } else {
            let message = format!("{what} has no value: expected `=`, found {}", self.found());
            match self.kind() {
                OPEN_BRACE => self.error_hint(self.range(), message, "a value stands after `=`"),
                _ => self.error(message),
            }
            while !self.first_on_line() && !matches!(self.kind(), END | EQ | IDENT | WORD | OPEN_BRACE | OPEN_BRACKET) {
                self.skip_balanced();
            }
            if !self.eat(EQ) && self.at(OPEN_BRACE) && !self.begins_record() {
                self.skip_balanced();
                self.eat(EQ);
            }
            if !self.first_on_line() && !matches!(self.kind(), END | CLOSE_BRACE) {
                self.expr();
            }
        }
    }

    /// Whether the brace that follows holds entries, and not a type.
    fn begins_record(&self) -> bool {
        self.nth(1) == CLOSE_BRACE || (self.nth(1) == IDENT && matches!(self.nth(2), EQ | PLUS_EQ | OPEN_BRACE))
    }

    /// `"(" Params? ")"`
    pub(super) fn params(&mut self) {
        self.start(PARAMS);
        let open = self.range();
        self.bump();
        self.bracketed(|p| {
            loop {
                match p.kind() {
                    CLOSE_PAREN => break p.bump(),
                    END | CLOSE_BRACE | OPEN_BRACE | ARROW => break p.report_unclosed_bracket(open),
                    IDENT => p.param(),
                    WORD if p.at_colon_word() => p.param(),
                    _ => {
                        p.expected("a parameter");
                        p.bump_error();
                        continue;
                    }
                }
                match p.kind() {
                    COMMA => p.bump(),
                    IDENT => {
                        let message = format!("comma missing before {}", p.found());
                        p.error(message);
                    }
                    _ => {}
                }
            }
        });
        self.end();
    }

    fn param(&mut self) {
        self.start(PARAM);
        self.name("a parameter");
        if self.eat_colon() {
            self.type_expr();
        } else {
            let message = format!("expected `:` and a type, found {}", self.found());
            self.error(message);
        }
        if self.eat(EQ) {
            self.expr();
        }
        self.end();
    }

    /// `type NAME = TYPE`
    pub(super) fn type_item(&mut self) {
        self.start(TYPE_DEF);
        self.bump();
        self.name_here("the name of the type");
        if self.eat(EQ) {
            self.type_expr();
        } else {
            self.expected("`=` and a type");
        }
        self.end();
    }

    /// `profile NAME(PARAMS) for KIND { … }`
    pub(super) fn profile_item(&mut self) {
        let head = self.range();
        self.start(PROFILE);
        self.bump();
        self.name_here("the name of the profile");
        if self.at(OPEN_PAREN) {
            self.params();
        }
        if self.at(FOR_KW) {
            self.start(KIND_CLAUSE);
            self.bump();
            self.name("a kind");
            self.end();
        }
        self.body(head);
        self.end();
    }

    /// `test "…" { … }`
    pub(super) fn test_item(&mut self) {
        let head = self.range();
        self.start(TEST);
        self.bump();
        if self.at_text() {
            self.text_node();
        } else {
            self.expected("what the test shows, in quotes");
            while !self.first_on_line() && !matches!(self.kind(), END | OPEN_BRACE | CLOSE_BRACE) {
                self.skip_balanced();
            }
        }
        let outer = std::mem::replace(&mut self.in_test, true);
        self.body(head);
        self.in_test = outer;
        self.end();
    }

    /// An expression that reaches up to a brace.
    pub(super) fn head(&mut self) {
        let reach = std::mem::replace(&mut self.reach, Reach::Head);
        self.expr();
        self.reach = reach;
    }
}
