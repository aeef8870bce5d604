//! What stands in braces: one function for each kind of entry.

use super::Parser;
use crate::SyntaxKind::*;
use crate::words;
use dlc_base::{Diagnostic, TextRange};

impl Parser<'_> {
    pub(super) fn is_statement(&self) -> bool {
        self.at(IDENT) && words::STATEMENTS.contains(&self.word()) && !self.is_field(1)
    }

    /// One entry of a body, or an item of a file.
    pub(super) fn entry(&mut self) {
        self.column = self.column_here();
        match self.kind() {
            IDENT if self.is_statement() => self.statement(),
            IDENT if self.is_headless_schema() => self.headless_schema(),
            IDENT if self.foreign_word().is_some() => self.foreign_entry(),
            IDENT => self.named_entry(),
            TEXT_OPEN | TEXT_TAG => self.key_entry(),
            ELSE_KW if !matches!(self.nth(1), EQ | PLUS_EQ | COLON) => self.else_entry(),
            IF_KW if !self.is_field(1) => self.if_entry(),
            FOR_KW if !self.is_field(1) => self.for_entry(),
            WORD if self.at_colon_word() || matches!(self.nth(1), EQ | PLUS_EQ | OPEN_BRACE) => self.named_entry(),
            _ if self.reserved().is_some() && self.is_field(1) => self.named_entry(),
            _ => self.no_entry(),
        }
    }

    fn no_entry(&mut self) {
        // What is no entry decides about no column.
        self.column = self.tok(0).map_or(0, |t| t.indent);
        let found = self.found();
        let list = "a list is `[a, b]`";
        match self.kind() {
            CLOSE_PAREN | CLOSE_BRACKET => self.error(format!("{found} closes nothing")),
            MINUS => self.error_hint(self.range(), format!("expected an entry, found {found}"), list),
            WORD if self.last_kind() == COMMA => {
                self.error_hint(self.range(), format!("expected an entry, found {found}"), list)
            }
            OPEN_BRACE => {
                self.error_hint(self.range(), "`{` without a name before it", "a block is written `name { … }`")
            }
            BAR => {
                let hint = "either condition: `or`; alternatives `a | b` stand in a type";
                self.error_hint(self.range(), format!("expected an entry, found {found}"), hint);
            }
            QUESTION => {
                let hint = "a value that depends on a condition is `if c then a else b`";
                self.error_hint(self.range(), format!("expected an entry, found {found}"), hint);
            }
            OPEN_PAREN | OPEN_BRACKET if matches!(self.last_kind(), IDENT | CLOSE_PAREN | CLOSE_BRACKET) => {
                let bracket = self.word();
                let place = TextRange::new(self.last_range().end(), self.range().end());
                let message = format!("`{bracket}` is glued to what it belongs to");
                self.error_with(Diagnostic::error("syntax-error", place, message).fix(place, bracket));
            }
            WORD | TRUE_KW | FALSE_KW | NONE_KW if self.last_kind() == OPEN_BRACE && self.pos > 1 => {
                let name = self.toks_text(self.pos - 2);
                let hint = format!("write `{name} = {}`", self.word());
                self.error_hint(self.range(), format!("expected an entry, found {found}"), hint);
            }
            EQ | PLUS_EQ => self.error(format!("{found} without a name before it")),
            _ => self.expected("an entry"),
        }
        self.skip_line();
    }

    fn statement(&mut self) {
        match self.word() {
            "let" => self.let_item(),
            "fn" => self.fn_item(),
            "type" => self.type_item(),
            "schema" => self.schema_item(),
            "profile" => self.profile_item(),
            "test" => self.test_item(),
            "table" => self.table_entry(),
            "include" => self.include_entry(),
            "drop" => self.drop_entry(),
            "when" => self.when_entry(),
            "check" | "warn" => self.check_entry(),
            "allow" => self.allow_entry(),
            "given" => self.given_entry(),
            "expect" => self.expect_entry(),
            "private" => {
                self.error("`private` stands before a field of a schema");
                self.bump_error();
            }
            word => {
                // At the level of the file, whoever called has said so.
                self.error(format!("`{word}` stands at the beginning of the file, not in braces"));
                self.skip_line();
            }
        }
    }

    /// `for x in e { … }`
    fn for_entry(&mut self) {
        let head = self.range();
        self.start(FOR);
        self.loop_head();
        self.head();
        self.body(head);
        self.end();
    }

    /// `for x in`, `for k, v in`
    pub(super) fn loop_head(&mut self) {
        self.bump();
        self.name("the name of a variable");
        if self.eat(COMMA) {
            self.name("the name of a variable");
        }
        if self.at(EQ) {
            self.error_with(
                Diagnostic::error("syntax-error", self.range(), "a loop goes through values with `in`")
                    .fix(self.range(), "in"),
            );
            self.bump_error();
        } else if !self.eat(IN_KW) {
            self.expected("`in`");
        }
    }

    /// `when c { … } else { … }`, from `when` on.
    fn when_entry(&mut self) {
        let head = self.range();
        self.start(WHEN);
        self.bump();
        self.head();
        if self.at(EQ) {
            self.sets_in_condition();
            self.head();
        }
        if self.at(THEN_KW) {
            self.error_hint(
                self.range(),
                "`when` takes braces, not `then`",
                "a value that depends on a condition is `x = if c then a else b`",
            );
            self.bump_error();
        }
        self.body(head);
        if self.at(ELSE_KW) {
            self.otherwise();
        }
        self.end();
    }

    /// `else { … }`, `else when …`
    fn otherwise(&mut self) {
        let head = self.range();
        self.bump();
        if self.at_word("when") {
            self.deeper(Self::when_entry);
        } else if self.at(IF_KW) {
            self.deeper(Self::if_entry);
        } else {
            self.body(head);
        }
    }

    fn if_entry(&mut self) {
        let error =
            Diagnostic::error("syntax-error", self.range(), "`when`, not `if`, as an entry").fix(self.range(), "when");
        self.error_with(error);
        self.when_entry();
    }

    fn else_entry(&mut self) {
        self.error("`else` without a `when` before it");
        self.start(ERROR);
        self.otherwise();
        self.end();
    }

    /// `include a, b`
    fn include_entry(&mut self) {
        self.start(INCLUDE);
        self.bump();
        self.value("`include`");
        while self.eat(COMMA) {
            if matches!(self.kind(), END | CLOSE_BRACE) {
                self.error_hint(self.last_range(), "after `include` a comma continues the list", "leave out the comma");
                break;
            }
            self.expr();
        }
        self.end();
    }

    /// `drop unit "x"`
    fn drop_entry(&mut self) {
        self.start(DROP);
        self.bump();
        self.name_here("a kind word");
        if self.at_text() || (self.at(IDENT) && !(self.left_entry() && self.is_statement())) {
            self.label();
        } else {
            self.expected("the label of what is dropped");
        }
        self.end();
    }

    /// `check cond : code "message" hint "text"`
    fn check_entry(&mut self) {
        let word = self.word();
        self.start(CHECK);
        self.bump();
        self.value(&format!("`{word}`"));
        if self.at(EQ) && !self.first_on_line() {
            self.sets_in_condition();
            self.expr();
        }
        if self.eat_colon() {
            if self.at(IDENT) && !(self.left_entry() && self.is_statement()) {
                self.name("a code");
            }
            self.message("message");
        } else {
            if self.at_text() && !self.first_on_line() {
                let end = TextRange::empty(self.last_range().end());
                let error = Diagnostic::error("syntax-error", end, "expected `:` before the message");
                self.error_with(error.fix(end, " :"));
            } else {
                self.expected("`:` and a message");
            }
            if self.at(IDENT) && self.nth(1) == TEXT_OPEN {
                self.name("a code");
            }
            if self.at_text() {
                self.text_node();
            }
        }
        if self.at_word("hint") && matches!(self.nth(1), TEXT_OPEN | TEXT_TAG) {
            self.start(HINT);
            self.bump();
            self.text_node();
            self.end();
        }
        self.end();
    }

    /// The text behind a `:`.
    pub(super) fn message(&mut self, what: &str) {
        if self.at_text() {
            self.text_node();
        } else {
            self.error_at(self.last_range(), format!("{what} missing after `{}`", &self.text[self.last_range()]));
        }
    }

    /// `allow code : "reason"`
    fn allow_entry(&mut self) {
        self.start(ALLOW);
        self.bump();
        self.name_here("a code");
        if self.eat_colon() {
            self.message("reason");
        } else {
            self.expected("`:` and the reason in quotes");
        }
        self.end();
    }

    fn in_test_only(&mut self) {
        if !self.in_test {
            self.error(format!("`{}` stands in a `test` only", self.word()));
        }
    }

    /// `given node s4 { … }`
    fn given_entry(&mut self) {
        self.in_test_only();
        self.start(GIVEN);
        self.bump();
        if self.at(IDENT) {
            let (start, head) = (self.checkpoint(), self.range());
            self.start(PATH);
            self.dotted();
            self.end();
            if self.at_text() {
                let label = self.checkpoint();
                self.text_node();
                self.start_at(label, LABEL);
                self.end();
                self.braceless(start, head);
            } else {
                self.block_at(start, head);
            }
        } else {
            self.expected("a block");
        }
        self.end();
    }

    /// `expect e`, `expect error code`
    fn expect_entry(&mut self) {
        self.in_test_only();
        let code = (self.nth_is(1, "error") || self.nth_is(1, "warning"))
            && (self.nth(2) == IDENT
                || matches!(self.nth(2), END | CLOSE_BRACE)
                || self.tok(2).is_some_and(|t| t.first));
        self.start(if code { EXPECT_CODE } else { EXPECT });
        self.bump();
        if code {
            self.bump();
            if !self.at(IDENT) || (self.left_entry() && self.begins_entry()) {
                self.error_at(self.last_range(), format!("expected a code after `{}`", &self.text[self.last_range()]));
            } else {
                self.name("a code");
            }
        } else {
            self.value("`expect`");
        }
        self.end();
    }

    fn nth_is(&self, n: usize, word: &str) -> bool {
        self.nth(n) == IDENT && self.nth_text(n) == word
    }
}
