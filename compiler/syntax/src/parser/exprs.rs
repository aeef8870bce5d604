//! Expressions.

use super::{MAX_HEIGHT, Parser, Reach};
use crate::SyntaxKind::{self, *};
use crate::literal;
use dlc_base::{Diagnostic, TextRange};
use rowan::Checkpoint;

/// How tightly operators bind; `not` stands between `and` and the comparisons.
const OR: u8 = 1;
const AND: u8 = 2;
const NOT_POWER: u8 = 3;
const COMPARE: u8 = 4;
const RANGE: u8 = 5;
const SUM: u8 = 6;
const PRODUCT: u8 = 7;

impl Parser<'_> {
    /// An expression. It may take nothing, and has then reported so.
    pub(super) fn expr(&mut self) {
        let height = self.whole_expr();
        self.tallest = self.tallest.max(height);
    }

    fn whole_expr(&mut self) -> u32 {
        let height = if self.at(IF_KW) { self.deeper(Self::if_expr) } else { self.binary(OR) };
        while self.foreign_operator() {
            self.binary(OR);
        }
        height
    }

    /// Whether braces follow, and others behind them on the line where they end.
    fn record_before_body(&self) -> bool {
        let mut depth = 0_u32;
        for n in 0..64 {
            match self.nth(n) {
                OPEN_BRACE => depth += 1,
                CLOSE_BRACE if depth <= 1 => {
                    return self.nth(n + 1) == OPEN_BRACE && !self.tok(n + 1).is_some_and(|t| t.first);
                }
                CLOSE_BRACE => depth -= 1,
                END => return false,
                _ => {}
            }
        }
        false
    }

    /// `if c then a else b`
    fn if_expr(&mut self) {
        self.start(IF);
        self.bump();
        self.expr();
        for (word, text) in [(THEN_KW, "then"), (ELSE_KW, "else")] {
            if self.eat(word) {
                self.expr();
            } else {
                let found = self.found();
                self.error_hint(
                    self.range(),
                    format!("expected `{text}`, found {found}"),
                    "a value that depends on a condition is `if c then a else b`",
                );
                break;
            }
        }
        self.end();
    }

    /// Operands joined by operators that bind at least as tightly as `least`.
    fn binary(&mut self, least: u8) -> u32 {
        let start = self.checkpoint();
        let mut height = if self.at(NOT_KW) { self.not(least) } else { self.unary() };
        let mut last = 0;
        while let Some((power, node)) = self.infix().filter(|(power, _)| *power >= least) {
            self.check_operator(power, last);
            last = power;
            height = self.grow(start, node, height, |p| p.right_side(power, node));
        }
        height
    }

    /// The operator that follows: how tightly it binds, and its node.
    fn infix(&self) -> Option<(u8, SyntaxKind)> {
        if self.reach == Reach::Cell {
            return None;
        }
        let power = match self.kind() {
            OR_KW => OR,
            AND_KW => AND,
            EQ_EQ | NOT_EQ | LESS | LESS_EQ | GREATER | GREATER_EQ | IN_KW | MATCHES_KW => COMPARE,
            NOT_KW if self.nth(1) == IN_KW => COMPARE,
            IS_KW => return Some((COMPARE, IS)),
            DOT_DOT => RANGE,
            PLUS | MINUS => SUM,
            STAR | DIV_KW | MOD_KW => PRODUCT,
            _ => return None,
        };
        Some((power, BINARY))
    }

    /// What is wrong about the operator that follows, though not about the tree.
    fn check_operator(&mut self, power: u8, last: u8) {
        if power == last && matches!(power, COMPARE | RANGE) {
            self.error_hint(self.range(), "comparisons and ranges are not chained", "join two comparisons with `and`");
        }
        let blanks =
            matches!(self.kind(), EQ_EQ | NOT_EQ | LESS | LESS_EQ | GREATER | GREATER_EQ | PLUS | MINUS | STAR);
        if self.at(MINUS) && self.first_on_line() {
            self.error_hint(
                self.range(),
                "a line begins with `-`",
                "a list is `[a, b]`; a difference has its `-` at the end of the line",
            );
        } else if self.at(EQ_EQ) && self.nth(1) == EQ && self.glued(1) {
            let place = self.range().cover(self.nth_range(1));
            self.error_with(Diagnostic::error("syntax-error", place, "there is no `===`").fix(place, "=="));
        } else if blanks && (self.glued(0) || self.glued(1)) {
            let (range, operator) = (self.range(), self.word());
            let fix =
                format!("{}{operator}{}", if self.glued(0) { " " } else { "" }, if self.glued(1) { " " } else { "" });
            self.error_inside(
                Diagnostic::error("missing-blank", range, format!("`{operator}` needs a blank on both sides"))
                    .fix(range, fix),
            );
        } else if self.at(NOT_KW) {
            self.error_hint(self.range(), "`not` stands before the whole comparison", "write `not (a in b)`");
        }
    }

    /// The operator and what stands right of it.
    fn right_side(&mut self, power: u8, node: SyntaxKind) -> u32 {
        self.eat(NOT_KW);
        self.bump();
        if node != IS {
            return self.binary(power + 1);
        }
        if self.at(NOT_KW) {
            self.error_hint(self.range(), "`not` stands before the whole comparison", "write `not (a is b)`");
            self.bump_error();
        }
        if self.at(NONE_KW) {
            self.start(NONE);
            self.bump();
            self.end();
        } else if self.at(IDENT) {
            self.start(PATH);
            self.dotted();
            self.end();
        } else {
            self.expected("a type or `none` after `is`");
        }
        1
    }

    /// Makes what was read since `start`, which is `height` tall, the first part of `node`. A tree that would grow too
    /// tall is kept flat.
    fn grow(&mut self, start: Checkpoint, node: SyntaxKind, height: u32, read: impl FnOnce(&mut Self) -> u32) -> u32 {
        if height < MAX_HEIGHT {
            self.start_at(start, node);
            let other = read(self);
            self.end();
            return height.max(other) + 1;
        }
        let error = Diagnostic::error("nested-too-deep", self.range(), "this expression is too long")
            .note(format!("at most {MAX_HEIGHT} operators may follow one another; a `let` takes a part"));
        self.error_with(error);
        self.start(ERROR);
        read(self);
        self.end();
        height
    }

    fn not(&mut self, least: u8) -> u32 {
        if least > NOT_POWER {
            self.error_hint(self.range(), "`not` stands in parentheses behind an operator", "write `(not a)`");
        }
        self.deeper(|p| {
            p.start(NOT);
            p.bump();
            let height = p.binary(NOT_POWER);
            p.end();
            p.tallest = p.tallest.max(height);
        })
    }

    fn unary(&mut self) -> u32 {
        if !self.at(MINUS) {
            return self.postfix();
        }
        if self.first_on_line() && !self.glued(1) {
            self.error_hint(self.range(), "a line begins with `-`", "a list is `[a, b]`");
        }
        self.start(NEGATE);
        self.bump();
        let height = self.postfix();
        self.end();
        height + 1
    }

    /// A value with its members, calls and indices.
    pub(super) fn postfix(&mut self) -> u32 {
        let start = self.checkpoint();
        let mut path = self.at(IDENT) && !self.at_table();
        let mut height = self.primary();
        loop {
            match self.kind() {
                DOT if self.at_v_version() => self.v_version(),
                DOT if self.reach != Reach::Cell || self.glued(0) => {
                    height = self.grow(start, MEMBER, height, |p| {
                        p.bump();
                        p.name("the name of a field or a function");
                        0
                    });
                    continue;
                }
                OPEN_PAREN if self.glued(0) => height = self.grow(start, CALL, height, Self::args),
                OPEN_BRACKET if self.glued(0) => height = self.grow(start, INDEX, height, Self::index),
                TEXT_OPEN if self.glued(0) && self.last_kind() == IDENT && self.reach == Reach::Full => {
                    self.error_hint(self.range(), "a call takes `( )`", "write `name(\"…\")`");
                    self.start(ERROR);
                    self.text_node();
                    self.end();
                }
                OPEN_BRACE if path && self.reach == Reach::Full => {
                    let head = self.last_range();
                    height = self.grow(start, RECORD, height, |p| p.record(head));
                }
                _ => return height,
            }
            path = false;
        }
    }

    fn record(&mut self, head: TextRange) -> u32 {
        let outer = std::mem::replace(&mut self.tallest, 0);
        self.body(head);
        let height = std::mem::replace(&mut self.tallest, outer);
        self.tallest = outer.max(height);
        height
    }

    fn at_table(&self) -> bool {
        self.at_word("table") && self.nth(1) == OPEN_BRACE && self.reach == Reach::Full
    }

    /// `table`, and its rows on the next lines without a brace.
    fn at_braceless_table(&self) -> bool {
        self.at_word("table")
            && self.reach == Reach::Full
            && self.deeper_line(1)
            && (self.nth(1), self.nth(2)) == (IDENT, IDENT)
            && !matches!(self.nth(3), OPEN_BRACE | TEXT_OPEN)
    }

    fn primary(&mut self) -> u32 {
        match self.kind() {
            WORD if self.parted_literal().is_some() => self.report_parted(),
            WORD => self.literal_node(),
            TEXT_OPEN | TEXT_TAG => return self.text_node(),
            TRUE_KW | FALSE_KW => self.leaf(BOOL),
            NONE_KW => self.leaf(NONE),
            OPEN_PAREN => return self.deeper(Self::paren),
            OPEN_BRACKET => return self.list(),
            OPEN_BRACE if self.reach == Reach::Full => {
                self.start(RECORD);
                let height = self.record(TextRange::empty(self.range().start()));
                self.end();
                return height + 1;
            }
            IDENT if self.at_table() || self.at_braceless_table() => return self.table_value(),
            IDENT if matches!(self.nth(1), TEXT_OPEN) && self.glued(1) && self.reach != Reach::Cell => {
                return self.unknown_tag();
            }
            IDENT => self.leaf(NAME_REF),
            IF_KW => {
                self.error_hint(self.range(), "`if` stands in parentheses here", "write `(if c then a else b)`");
                return self.deeper(Self::if_expr);
            }
            NOT_KW => return self.not(SUM),
            OPEN_BRACE if self.reach == Reach::Head && self.record_before_body() => {
                self.error_hint(self.range(), "a record before braces stands in parentheses", "write `({ … })`");
                self.start(RECORD);
                let height = self.record(TextRange::empty(self.range().start()));
                self.end();
                return height + 1;
            }
            OPEN_BRACE => {
                self.error_hint(self.range(), "expected a value, found `{`", "here a record stands in parentheses")
            }
            _ => self.expected("a value"),
        }
        1
    }

    fn leaf(&mut self, node: SyntaxKind) {
        self.start(node);
        self.bump();
        self.end();
    }

    fn literal_node(&mut self) {
        self.start(LITERAL);
        self.literal_token();
        self.end();
    }

    /// A literal; if it is malformed, that is told.
    pub(super) fn literal_token(&mut self) {
        if self.at_colon_word() {
            let quoted = format!("\"{}\"", self.word());
            let error =
                Diagnostic::error("malformed-literal", self.range(), format!("`{}` is no literal", self.word()));
            self.error_inside(error.hint(format!("a text is written {quoted}")).fix(self.range(), quoted));
        } else if let Err(wrong) = literal::read(self.word()) {
            let mut error = Diagnostic::error("malformed-literal", self.range(), wrong.message);
            if let Some(word) = wrong.instead {
                error = error.fix(self.range(), word.clone()).hint(format!("write `{word}`"));
            }
            if let Some(hint) = wrong.hint {
                error = error.hint(hint);
            }
            self.error_inside(error);
        }
        self.bump();
    }

    /// `foo"…"`: no tag that is known.
    fn unknown_tag(&mut self) -> u32 {
        let word = self.word();
        let error = Diagnostic::error(
            "missing-blank",
            self.range(),
            format!("`{word}` is no tag of a text; or a blank is missing before `\"`"),
        );
        let tags = crate::words::TAGS;
        let hint = match dlc_base::suggest::nearest(word, tags.iter().copied()) {
            Some(tag) => format!("write `{tag}\"…\"`"),
            None => format!("the tags are {}", tags.join(", ")),
        };
        self.error_with(error.hint(hint));
        self.start(TEXT);
        self.bump_as(TEXT_TAG);
        let height = self.text_rest();
        self.end();
        height
    }
}
