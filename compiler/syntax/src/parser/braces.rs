//! Braces: entries one after the other, and what to do when a brace is missing.
//!
//! The grammar takes no notice of lines and columns. Recovery does, since people indent what they nest: where a brace
//! is missing, the indentation tells where it was meant to be.

use super::{Closed, MAX_DEPTH, Parser};
use crate::SyntaxKind::{self, *};
use crate::words;
use dlc_base::{Diagnostic, TextRange, TextSize};

/// How a body begins.
#[derive(Debug, Clone, Copy)]
struct Opening {
    /// The brace; none if it is missing and imagined.
    open: Option<TextRange>,
    /// What stands before it.
    head: TextRange,
    /// The body ends with its line.
    one_line: bool,
    /// An entry at or left of this column does not belong here.
    floor: Option<u32>,
}

impl Parser<'_> {
    /// `{ … }` behind the head that begins at `head`. A brace that is forgotten is imagined.
    pub(super) fn body(&mut self, head: TextRange) {
        self.body_as(BODY, head, Self::entry);
    }

    /// A body of another kind than [`BODY`].
    pub(super) fn body_as(&mut self, kind: SyntaxKind, head: TextRange, read: fn(&mut Self)) {
        if self.at(OPEN_BRACE) {
            return match kind {
                BODY if self.begins_rows() => self.table_without_word(head),
                _ => self.braces(kind, head, read),
            };
        }
        let head = head.cover(self.last_range());
        let text = super::report::shortened(&self.text[head]);
        let message = format!("expected `{{` after `{text}`, found {}", self.found());
        self.error_with(missing_brace(head.end(), message));
        self.imagined_body(kind, head, read);
    }

    /// A body whose brace is missing, if there is one.
    fn imagined_body(&mut self, kind: SyntaxKind, head: TextRange, read: fn(&mut Self)) {
        if self.deeper_line(0) {
            self.entries(kind, Opening { open: None, head, one_line: false, floor: Some(self.column) }, read);
        } else if !self.first_on_line() && self.begins_setting() {
            self.entries(kind, Opening { open: None, head, one_line: true, floor: None }, read);
        }
    }

    /// Whether the token `n` after the next begins a line that is indented deeper than the entry.
    pub(super) fn deeper_line(&self, n: usize) -> bool {
        self.tok(n).is_some_and(|t| t.first && t.column > self.column && t.kind != CLOSE_BRACE)
    }

    /// `{ … }` with what `read` reads, one after the other.
    pub(super) fn braces(&mut self, kind: SyntaxKind, head: TextRange, read: fn(&mut Self)) {
        let head = self.head_before_brace(head);
        self.entries(kind, Opening { open: Some(self.range()), head, one_line: false, floor: None }, read);
    }

    /// `{ … }` of a row. Its entries stand right of the row; what does not is the next row.
    pub(super) fn row_braces(&mut self, head: TextRange, column: u32) {
        let head = self.head_before_brace(head);
        let floor = self.tok(1).filter(|t| t.first && t.column > column).map(|_| column);
        self.entries(BODY, Opening { open: Some(self.range()), head, one_line: false, floor }, Self::entry);
    }

    /// The body of a row whose brace is missing.
    pub(super) fn imagined_row_braces(&mut self, head: TextRange, column: u32) {
        let message = "expected `{` at the end of the row: deeper lines stand in braces";
        self.error_with(missing_brace(head.end(), message));
        self.entries(BODY, Opening { open: None, head, one_line: false, floor: Some(column) }, Self::entry);
    }

    fn head_before_brace(&self, head: TextRange) -> TextRange {
        let open = self.range().start();
        if head.is_empty() || head.start() > open { TextRange::empty(open) } else { head.cover(self.last_range()) }
    }

    fn entries(&mut self, kind: SyntaxKind, opening: Opening, read: fn(&mut Self)) {
        if self.braces >= MAX_DEPTH {
            return self.too_deep();
        }
        let Opening { open, head, one_line, floor } = opening;
        let indent = self.tok(0).map_or(0, |t| t.indent);
        let (column, many_lines, in_schema, in_row) = (self.column, self.many_lines, self.in_schema, self.in_row);
        let (lines, signless) = (self.one_line, std::mem::take(&mut self.signless));
        self.in_schema |= kind == SCHEMA_BODY;
        self.in_row = false;
        self.braces += 1;
        self.deeper(|p| {
            p.start(kind);
            p.bracketed(|p| {
                if open.is_some() {
                    p.bump();
                }
                p.many_lines = p.first_on_line();
                p.one_line = if p.many_lines { 0 } else { p.one_line + 1 };
                loop {
                    let left = p.first_on_line()
                        && floor.is_some_and(|floor| p.column_here() <= floor)
                        && (open.is_none() || p.begins_row());
                    let outside = p.first_on_line() && p.column_here() <= column && p.stands_outside(kind, in_schema);
                    let line_over = p.first_on_line() && (one_line || (p.swallowed && !p.many_lines));
                    match p.kind() {
                        _ if line_over => break,
                        CLOSE_BRACE if p.many_lines && !p.first_on_line() && p.after_no_brace() => p.stray_brace(),
                        CLOSE_BRACE if open.is_none() && left && p.column_here() < floor.unwrap_or(0) => break,
                        CLOSE_BRACE => break p.close_brace(open, head, indent),
                        END => break p.report_unclosed_body(open, head),
                        _ if left || outside => break p.report_unclosed_body(open, head),
                        CLOSE_PAREN | CLOSE_BRACKET | HOLE_CLOSE if p.open > p.braces && !p.many_lines => {
                            break p.report_unclosed_body(open, head);
                        }
                        _ => p.separated(read),
                    }
                }
            });
            p.end();
        });
        self.braces -= 1;
        (self.column, self.many_lines, self.in_schema, self.in_row) = (column, many_lines, in_schema, in_row);
        (self.one_line, self.signless) = (lines, signless);
    }

    /// Whether what follows, at or left of the entry whose braces are open, cannot stand in them.
    fn stands_outside(&self, kind: SyntaxKind, in_schema: bool) -> bool {
        let check = self.is_statement() && matches!(self.word(), "check" | "warn" | "private");
        match kind {
            SCHEMA_BODY => self.is_statement() && !check,
            _ => in_schema && (check || (self.at(IDENT) && matches!(self.nth(1), COLON | COLON_EQ))),
        }
    }

    /// Whether something stands behind the brace that never follows a body.
    fn after_no_brace(&self) -> bool {
        matches!(self.nth(1), EQ | COLON_EQ | PLUS_EQ | QUESTION | BAR)
    }

    fn stray_brace(&mut self) {
        self.error_with(Diagnostic::error("stray-brace", self.range(), "`}` closes nothing"));
        while !self.first_on_line() && !self.at(END) {
            self.skip_balanced();
        }
    }

    /// A body that was imagined has been told already.
    fn report_unclosed_body(&mut self, open: Option<TextRange>, head: TextRange) {
        if let Some(open) = open {
            self.report_unclosed(open, head);
        }
    }

    /// `}`, which may be that of an outer brace if it stands too far left, or of an inner one if too far right.
    pub(super) fn close_brace(&mut self, open: Option<TextRange>, head: TextRange, indent: u32) {
        if let (Some(open), Some(tok)) = (open, self.tok(0).copied()) {
            if tok.first && tok.column < indent {
                self.suspect.get_or_insert((open, head));
            }
            if self.braces == 1 {
                let right = self.many_lines && (!tok.first || tok.column > indent);
                self.closed = Some(Closed { brace: self.range(), head, right });
            }
        }
        self.bump();
    }

    /// One entry, and a comma if there is one. What is left of a wrong line is skipped.
    fn separated(&mut self, read: fn(&mut Self)) {
        self.trivia_between();
        let (before, indent) = (self.pos, self.tok(0).map_or(0, |t| t.indent));
        self.quiet = false;
        self.entry_start = self.pos;
        self.swallowed &= !self.first_on_line();
        let signless = self.signless;
        read(self);
        if self.signless == signless {
            self.signless = 0;
        }
        debug_assert!(self.pos > before || self.at(END), "an entry takes a token");
        self.trivia();
        if self.quiet {
            self.skip_wrong_rest(indent);
        }
        self.eat(COMMA);
    }

    /// Behind a mistake: skips what is left of the line and the deeper lines below it, with a `}` whose `{` the mistake
    /// has swallowed. The line begins at the column `indent`.
    pub(super) fn skip_wrong_rest(&mut self, indent: u32) {
        while !self.first_on_line() && !self.at(END) && !self.begins_setting() {
            if self.at(CLOSE_BRACE) && (!self.many_lines || self.swallowed) {
                return;
            }
            self.skip_balanced();
        }
        // A text that was not closed may have swallowed a brace at the end of the line.
        if self.ends_in_brace() {
            return self.imagined_body(BODY, self.last_range(), Self::entry);
        }
        let mut deeper = false;
        while self.many_lines && self.first_on_line() && !self.at(END) {
            match self.column_here() {
                column if column > indent => deeper = true,
                column if column == indent && deeper && self.at(CLOSE_BRACE) => {}
                _ => return,
            }
            if self.at(CLOSE_BRACE) {
                return self.bump_error();
            }
            while !self.at(END) {
                self.skip_balanced();
                if self.first_on_line() {
                    break;
                }
            }
        }
    }

    /// Whether what was taken last are the characters of a text that end in `{`.
    fn ends_in_brace(&self) -> bool {
        self.last_kind() == TEXT_CHARS && self.text[self.last_range()].trim_end().ends_with('{')
    }

    /// Whether what follows can be a row of a table, and no entry.
    fn begins_row(&self) -> bool {
        match self.kind() {
            WORD => true,
            IDENT if self.is_statement() || self.begins_setting() => false,
            IDENT => match self.nth(1) {
                WORD | MINUS | TRUE_KW | FALSE_KW | NONE_KW | OPEN_BRACKET | OPEN_PAREN | TEXT_OPEN => true,
                IDENT => self.nth(2) != TEXT_OPEN,
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether what follows can be an entry, and no row of a table with so many columns.
    pub(super) fn begins_no_row(&self, columns: usize) -> bool {
        let mut depth = 0_u32;
        let mut cells = 0;
        for n in 0..64 {
            let Some(tok) = self.tok(n).filter(|t| n == 0 || !t.first) else { return false };
            match tok.kind {
                EQ | PLUS_EQ | COLON | COLON_EQ | COMMA if depth == 0 => return true,
                OPEN_BRACE if depth == 0 && self.begins_setting() => return cells != columns,
                OPEN_BRACE | OPEN_BRACKET | OPEN_PAREN | TEXT_OPEN => depth += 1,
                CLOSE_BRACE | CLOSE_BRACKET | CLOSE_PAREN | TEXT_CLOSE => depth = depth.saturating_sub(1),
                _ => {}
            }
            cells += usize::from(depth == 0);
        }
        false
    }

    /// Whether what follows can be nothing but an entry.
    pub(super) fn begins_entry(&self) -> bool {
        let field = self.in_schema && self.at(IDENT) && matches!(self.nth(1), COLON | COLON_EQ);
        self.is_statement() || field || self.begins_setting()
    }

    /// Whether a name with its sign or its brace follows.
    fn begins_setting(&self) -> bool {
        self.at(IDENT)
            && match self.nth(1) {
                EQ | PLUS_EQ | OPEN_BRACE => true,
                IDENT => self.nth(2) == OPEN_BRACE,
                TEXT_OPEN => {
                    (3..16).find(|n| self.nth(*n) == TEXT_CLOSE).is_some_and(|n| self.nth(n + 1) == OPEN_BRACE)
                }
                _ => false,
            }
    }

    /// Whether `name = …` follows on the same line, and a `{` before it is missing: a block with more than one entry
    /// on its line does not lack the brace of an inner one, unless too many are closed.
    pub(super) fn lacks_brace(&self, n: usize) -> bool {
        self.tok(n).is_some_and(|t| !t.first && t.kind == IDENT)
            && matches!(self.nth(n + 1), EQ | PLUS_EQ)
            && (self.many_lines || self.closes_too_many())
    }

    /// Whether the rest of the line closes more braces than stand open on it. Looks at a few tokens only.
    fn closes_too_many(&self) -> bool {
        let mut open = i64::from(self.one_line);
        for n in 0..64 {
            match self.tok(n) {
                Some(tok) if n > 0 && tok.first => break,
                Some(tok) if tok.kind == OPEN_BRACE => open += 1,
                Some(tok) if tok.kind == CLOSE_BRACE => open -= 1,
                Some(_) => {}
                None => break,
            }
        }
        open < 0
    }

    /// Takes everything up to the next line or the closing brace as errors.
    pub(super) fn skip_line(&mut self) {
        while !matches!(self.kind(), END | CLOSE_BRACE) {
            self.skip_balanced();
            if self.first_on_line() {
                break;
            }
        }
    }

    /// Whether a brace and a line of columns follow, as in a table.
    fn begins_rows(&self) -> bool {
        let mut names = 0;
        for n in 1.. {
            match self.tok(n) {
                Some(tok) if tok.first == (n > 1) => {
                    let row = matches!(tok.kind, WORD | TEXT_OPEN) || matches!(self.nth(n + 1), WORD | TEXT_OPEN);
                    return n > 1
                        && tok.kind != OPEN_BRACE
                        && names > usize::from(!row) + 1
                        && !words::STATEMENTS.contains(&self.nth_text(1))
                        && super::foreign::foreign(self.nth_text(1)).is_none();
                }
                Some(tok) if tok.kind == IDENT => names += 1,
                Some(tok) if tok.kind == DOT => {}
                _ => return false,
            }
        }
        false
    }

    /// `node { name ip … }`: rows, where `table` or the kind is missing.
    fn table_without_word(&mut self, head: TextRange) {
        let head = head.cover(self.last_range());
        let name = super::report::shortened(&self.text[head]);
        let hint = if name == "table" {
            "write `table node { … }`".to_owned()
        } else {
            format!("write `table {name} {{ … }}`")
        };
        self.error_hint(head, "a table begins with `table` and the kind of its rows", hint);
        self.rows(head);
    }
}

/// `{` is not where it must be.
fn missing_brace(place: TextSize, message: impl Into<String>) -> Diagnostic<TextRange> {
    let place = TextRange::empty(place);
    Diagnostic::error("missing-brace", place, message).fix(place, " {")
}
