//! What stands in braces: one function for each kind of entry.

use super::Parser;
use crate::SyntaxKind::*;
use crate::words;
use dlc_base::{Diagnostic, TextRange};
use rowan::Checkpoint;

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

    /// What begins with a name that is no statement: `a.b = e`, `a.b { … }`, `kind label { … }`.
    fn named_entry(&mut self) {
        let start = self.checkpoint();
        let (head, before) = (self.range(), self.pos);
        self.start(PATH);
        self.dotted();
        self.end();
        let single = self.pos <= before + 1;
        let path = head.cover(self.last_range());
        match self.kind() {
            EQ | PLUS_EQ => {
                self.start_at(start, SET);
                self.bump();
                self.value(&format!("`{}`", &self.text[path]));
                self.end();
            }
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

    /// `boot server = vol }`: a block without a label that has lost its brace.
    fn braceless(&mut self, start: Checkpoint, head: TextRange) {
        self.start_at(start, BLOCK);
        self.body(head);
        self.end();
    }

    /// The rest of a block whose path was read.
    fn block_at(&mut self, start: Checkpoint, head: TextRange) {
        self.start_at(start, BLOCK);
        if matches!(self.kind(), IDENT | WORD) {
            self.label();
        }
        self.body(head);
        self.end();
    }

    /// `IDENT STRING? | STRING`
    fn label(&mut self) {
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
            return self.block_at(start, head);
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
            Diagnostic::error("syntax-error", sign, format!("a value takes `=`: `{name}` = …, not `{name}`: …"))
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
        } else if value && !self.first_on_line() {
            let length = self.line_rest() - path.end();
            self.error_no_sign(path, length);
            self.expr();
        } else if matches!(self.kind(), END | CLOSE_BRACE | COMMA) || self.first_on_line() {
            self.error_no_value(path, &format!("`{name}`"));
        } else {
            self.expected("`=` or `{`");
        }
        self.end();
    }

    /// The end of the last token on this line.
    fn line_rest(&mut self) -> dlc_base::TextSize {
        let last = self.line_end().saturating_sub(1).max(self.pos);
        let tok = self.toks[last];
        TextRange::at(tok.start.into(), self.raw[tok.raw as usize].len.into()).end()
    }

    /// `os flatcar`: the value takes `length` bytes behind the name.
    fn error_no_sign(&mut self, path: TextRange, length: dlc_base::TextSize) {
        let value = self.text[TextRange::at(path.end(), length)].trim();
        // Of a long line the first word says enough.
        let first = value.split([' ', '\t']).next().unwrap_or_default();
        let (value, more) =
            if value.len() <= 30 && !value.contains(['{', '}']) { (value, "") } else { (first, " …") };
        let name = &self.text[path];
        let end = TextRange::empty(path.end());
        let message = format!("`=` is missing: write `{name} = {}{more}`", super::report::shortened(value));
        self.error_with(Diagnostic::error("syntax-error", path, message).fix(end, " ="));
    }

    fn error_no_value(&mut self, place: TextRange, what: &str) {
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
    fn key_entry(&mut self) {
        self.start(SET_KEY);
        let range = self.range();
        self.text_node();
        let key = range.cover(self.last_range());
        match self.kind() {
            EQ | PLUS_EQ => {
                self.bump();
                self.value(&super::report::shortened(&self.text[key]));
            }
            COLON => {
                self.error_hint(
                    self.range(),
                    "a value takes `=`, not `:`",
                    format!("write `{} = …`", super::report::shortened(&self.text[key])),
                );
                self.eat_colon();
                self.value("the key");
            }
            _ => self.error_at(key, "a text alone is no entry: expected `=` after it"),
        }
        self.end();
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
        if !self.eat(IN_KW) {
            self.expected("`in`");
        }
    }

    /// `when c { … } else { … }`, from `when` on.
    fn when_entry(&mut self) {
        let head = self.range();
        self.start(WHEN);
        self.bump();
        self.head();
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
        self.name("a kind word");
        if self.at(IDENT) || self.at_text() {
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
        if self.eat_colon() {
            if self.at(IDENT) {
                self.name("a code");
            }
            self.message("message");
        } else {
            self.expected("`:` and a message");
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
        self.name("a code");
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
            }
            self.block_at(start, head);
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
            if self.first_on_line() {
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
