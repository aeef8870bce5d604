//! Schemas and their fields.

use super::Parser;
use crate::SyntaxKind::*;
use crate::words;
use dlc_base::{Diagnostic, TextRange};

impl Parser<'_> {
    /// `schema NAME is BASE { … }`
    pub(super) fn schema_item(&mut self) {
        let head = self.range();
        self.start(SCHEMA);
        self.bump();
        self.schema_rest(head);
    }

    /// A schema from its name on.
    pub(super) fn schema_rest(&mut self, head: TextRange) {
        if self.at(IS_KW) {
            self.expected("the name of the schema");
        } else {
            self.name_here("the name of the schema");
        }
        if self.eat(IS_KW) {
            self.start(PATH);
            self.dotted();
            self.end();
        } else if self.at(IDENT) && self.nth(1) == OPEN_BRACE {
            self.error_hint(
                self.range(),
                "expected `is` before the name of the base",
                "write `schema name is Base { … }`",
            );
            self.bump_error();
        }
        self.body_as(SCHEMA_BODY, head, Self::schema_entry);
        self.end();
    }

    /// A schema whose first word or name is missing: `Node is Machine { … }`, `Lab { domain : … }`.
    pub(super) fn is_headless_schema(&self) -> bool {
        let typed = |n: usize| {
            self.nth(n) == OPEN_BRACE && self.nth(n + 1) == IDENT && {
                let private = usize::from(self.nth_text(n + 1) == "private");
                self.nth(n + 2 + private) == COLON || self.nth(n + 2 + private) == COLON_EQ
            }
        };
        let word = self.word();
        let like_type = word == "schema" || word.starts_with(|c: char| c.is_ascii_uppercase());
        let misspelt = || dlc_base::suggest::nearest(word, ["schema"]).is_some();
        self.nth(1) == IS_KW || (like_type && typed(1)) || (self.nth(1) == IDENT && typed(2) && misspelt())
    }

    pub(super) fn headless_schema(&mut self) {
        let head = self.range();
        self.start(SCHEMA);
        if self.at_word("schema") {
            self.bump();
        } else if self.nth(1) == IDENT {
            let message = format!("expected `schema`, found `{}`", self.word());
            self.error_with(Diagnostic::error("syntax-error", head, message).fix(head, "schema"));
            self.bump_error();
        } else {
            let place = TextRange::empty(head.start());
            let message = format!("`schema` is missing before `{}`", self.word());
            self.error_with(Diagnostic::error("syntax-error", head, message).fix(place, "schema "));
        }
        self.schema_rest(head);
    }

    pub(super) fn schema_entry(&mut self) {
        let statement = match self.kind() {
            FOR_KW => true,
            IDENT => matches!(self.word(), "check" | "warn") && !self.is_field(1),
            _ => false,
        };
        if statement {
            self.entry();
        } else {
            self.field();
        }
    }

    /// `private? NAME : TYPE = DEFAULT as KIND`, `NAME := EXPR`
    fn field(&mut self) {
        self.column = self.column_here();
        if !self.at(IDENT) && self.reserved().is_none() && !self.at_colon_word() {
            if self.at(WORD) && self.nth(1) == COLON {
                self.error_digit_name();
            } else {
                self.expected("a field");
            }
            return self.skip_line();
        }
        self.start(FIELD);
        if self.at_word("private") && !self.is_field(1) {
            self.bump();
        }
        let name = self.word().split(':').next().unwrap_or_default();
        let range = self.range();
        self.name("the name of a field");
        match self.kind() {
            COLON => {
                self.eat_colon();
                self.type_expr();
                if matches!(self.kind(), EQ | COLON_EQ) {
                    self.bump();
                    self.value(&format!("`{name}`"));
                }
            }
            COLON_EQ => {
                self.bump();
                self.value(&format!("`{name}`"));
            }
            EQ => {
                let hint = format!("write `{name} : TYPE = …`, or `{name} := …` for an inherited field");
                self.error_hint(range, "`:` declares, `=` sets: a schema declares its fields", hint);
                self.bump();
                self.value(&format!("`{name}`"));
            }
            _ if words::STATEMENTS.contains(&name) && !self.first_on_line() => {
                let message = format!("`{name}` does not stand in a schema");
                self.error_at(range, message);
                self.rest_of_line();
            }
            _ => {
                let message = format!("field `{name}` has no type");
                self.error_hint(range, message, format!("write `{name} : TYPE`"));
                if self.at(OPEN_BRACE) {
                    self.skip_balanced();
                } else {
                    self.rest_of_line();
                }
            }
        }
        if self.at_word("as") && !self.is_field(1) {
            self.start(KIND_CLAUSE);
            self.bump();
            self.name_here("a kind word");
            self.end();
        }
        self.end();
    }

    /// Takes the rest of an entry on its line, with what its brackets hold, as an error.
    pub(super) fn rest_of_line(&mut self) {
        while !self.first_on_line() && !matches!(self.kind(), END | CLOSE_BRACE | COMMA) {
            self.skip_balanced();
        }
    }
}
