//! Tables: lines of cells under a line of columns. Here, and nowhere else, the end of a line counts.

use super::report::shortened;
use super::{Parser, Reach};
use crate::SyntaxKind::*;
use dlc_base::{Diagnostic, TextRange};

impl Parser<'_> {
    /// `table KIND { … }`
    pub(super) fn table_entry(&mut self) {
        let head = self.range();
        self.start(TABLE);
        self.bump();
        self.name_here("the kind of the rows");
        self.rows(head.cover(self.last_range()));
        self.end();
    }

    /// `table { … }` as a value.
    pub(super) fn table_value(&mut self) -> u32 {
        let head = self.range();
        self.start(TABLE_VALUE);
        self.bump();
        let height = self.rows(head);
        self.end();
        height
    }

    /// `"{" EOL+ Path+ EOL+ ( Row EOL+ )* "}"`. A brace that is forgotten before an indented line is imagined.
    pub(super) fn rows(&mut self, head: TextRange) -> u32 {
        let open = self.at(OPEN_BRACE).then(|| self.range());
        if open.is_none() {
            let place = TextRange::empty(self.last_range().end());
            let message = format!("expected `{{` after `{}`", shortened(&self.text[self.last_range()]));
            self.error_with(Diagnostic::error("missing-brace", place, message).fix(place, " {"));
            if !self.deeper_line(0) {
                return 0;
            }
        }
        let (column, indent) = (self.column, self.tok(0).map_or(0, |t| t.indent));
        let (many_lines, in_row) = (std::mem::replace(&mut self.many_lines, true), self.in_row);
        self.braces += 1;
        let height = self.deeper(|p| {
            p.start(ROWS);
            p.bracketed(|p| {
                if open.is_some() {
                    p.bump();
                    p.column = indent;
                }
                let marked = std::mem::take(&mut p.marked_cells);
                let header = p.header();
                let mut odd = OddRows::default();
                loop {
                    match p.kind() {
                        CLOSE_BRACE => break p.close_brace(open, head, indent),
                        END => break p.report_unclosed(open.unwrap_or(head), head),
                        _ if p.left_table(header.columns) => break p.report_unclosed(open.unwrap_or(head), head),
                        _ => p.row(header.columns, &mut odd),
                    }
                }
                p.report_odd(&header, odd);
                p.marked_cells = marked;
            });
            p.end();
        });
        self.braces -= 1;
        (self.column, self.many_lines, self.in_row) = (column, many_lines, in_row);
        height
    }

    /// Whether what follows is an entry of the braces around the table: the table's `}` is missing.
    fn left_table(&self, columns: usize) -> bool {
        let field = self.at(IDENT) && matches!(self.nth(1), EQ | PLUS_EQ);
        field || (self.first_on_line() && self.column_here() <= self.column && self.begins_no_row(columns))
    }

    fn header(&mut self) -> Header {
        self.quiet = false;
        self.entry_start = self.pos;
        let range = self.range();
        if !self.first_on_line() && !self.at(CLOSE_BRACE) {
            self.error("the columns of a table stand on the line after its `{`, and each row on one of its own");
            if self.closes_on_line() {
                self.skip_line();
                return Header { columns: 0, range, sound: false };
            }
        } else if self.at(CLOSE_BRACE) {
            self.error("a table begins with a line of columns");
            return Header { columns: 0, range, sound: false };
        }
        self.start(HEADER);
        let mut columns = 0;
        let first = self.pos;
        while self.pos == first || !self.first_on_line() {
            match self.kind() {
                END | CLOSE_BRACE => break,
                IDENT => {
                    self.start(PATH);
                    self.column_path();
                    self.end();
                    columns += 1;
                }
                COMMA | BAR => self.mark_between_cells(),
                _ => {
                    if self.reserved().is_some() {
                        self.error_reserved();
                    } else {
                        self.expected("the name of a column");
                    }
                    self.skip_balanced();
                    columns += 1;
                }
            }
        }
        self.end();
        Header { columns, range: range.cover(self.last_range()), sound: !self.quiet }
    }

    /// Whether the brace that was opened last is closed on its line.
    fn closes_on_line(&mut self) -> bool {
        let end = self.line_end();
        self.toks[self.pos..end].iter().any(|t| t.kind == CLOSE_BRACE)
    }

    /// `labels.rack`, without blanks.
    fn column_path(&mut self) {
        self.name("the name of a column");
        while self.at(DOT) && self.glued(0) {
            self.bump();
            self.name("the name of a column");
        }
    }

    /// `Cell+ Body?`
    fn row(&mut self, columns: usize, odd: &mut OddRows) {
        self.trivia_between();
        self.quiet = false;
        self.entry_start = self.pos;
        self.start(ROW);
        let (range, column) = (self.range(), self.column_here());
        let outer = std::mem::replace(&mut self.column, column);
        self.in_row = true;
        self.swallowed = false;
        let mut cells = 0;
        let first = self.pos;
        while self.pos == first || !self.first_on_line() {
            match self.kind() {
                CLOSE_BRACE if self.quiet && cells > 0 => self.skip_balanced(),
                END | CLOSE_BRACE => break,
                OPEN_BRACE => {
                    self.row_body(range, column);
                    if self.first_on_line() || matches!(self.kind(), END | CLOSE_BRACE) {
                        break;
                    }
                    let place = self.last_range();
                    self.error_hint(place, "in a table a record stands in `( )`", "write `(name { … })`");
                }
                COMMA | BAR => self.mark_between_cells(),
                _ => {
                    self.cell(cells == 0);
                    cells += 1;
                }
            }
        }
        if self.first_on_line() && self.column_here() > column && self.begins_no_row(columns) {
            let head = range.cover(self.last_range());
            self.imagined_row_braces(head, column);
        }
        self.column = outer;
        let sound = !self.quiet && !self.at(END);
        self.end();
        let range = range.cover(self.last_range());
        odd.count += 1;
        if cells != columns && sound {
            odd.rows.push((range, cells));
        }
    }

    fn row_body(&mut self, head: TextRange, column: u32) {
        let quiet = self.quiet;
        self.row_braces(head, column);
        self.quiet = quiet;
    }

    fn cell(&mut self, label: bool) {
        let start = self.checkpoint();
        let (from, before) = (self.range().start(), self.pos);
        if self.at(MINUS) {
            self.empty_cell(label);
        } else if matches!(self.kind(), NOT_KW | IF_KW) {
            let word = self.word();
            self.error_hint(
                self.range(),
                format!("a cell with `{word}` needs parentheses"),
                format!("write `({word} …)`"),
            );
            while !self.first_on_line() && !matches!(self.kind(), END | CLOSE_BRACE) {
                self.skip_balanced();
            }
        } else {
            let reach = std::mem::replace(&mut self.reach, Reach::Cell);
            let mut height = self.postfix();
            if self.at(DOT_DOT) && !self.quiet {
                if !self.glued(0) || !self.glued(1) {
                    self.error("a range in a cell has no blanks round `..`");
                }
                self.start_at(start, BINARY);
                self.bump();
                height = height.max(self.postfix()) + 1;
                self.end();
            }
            self.tallest = self.tallest.max(height);
            self.reach = reach;
        }
        if self.pos == before {
            // Nothing that a cell could be; told already.
            return self.skip_balanced();
        }
        if !self.first_on_line() && is_operator(self.kind(), self.nth(1)) {
            self.operator_in_cell(from.into());
        }
    }

    /// `-`
    fn empty_cell(&mut self, label: bool) {
        if label {
            self.error("the first cell of a row is its label; `-` cannot leave it out");
        } else if self.glued(1) && !self.tok(1).is_some_and(|t| t.first) {
            self.error_hint(
                self.range(),
                "`-` leaves a cell out and stands alone",
                "a negative number stands in `( )`",
            );
        }
        self.start(EMPTY_CELL);
        self.bump();
        self.end();
        if self.quiet && self.glued(0) && !self.first_on_line() {
            self.skip_balanced();
        }
    }

    /// `a + b` without parentheses: one cell, and one mistake.
    fn operator_in_cell(&mut self, from: usize) {
        let first = self.pos;
        self.start(ERROR);
        self.bump();
        self.end();
        if !self.first_on_line() && !matches!(self.kind(), END | CLOSE_BRACE) {
            self.skip_balanced();
        }
        let end = usize::from(self.last_range().end());
        let place = TextRange::new(dlc_base::TextSize::try_from(from).unwrap_or_default(), self.last_range().end());
        let cell = shortened(&self.text[from..end]);
        debug_assert!(self.pos > first, "an operator was taken");
        let error = Diagnostic::error("syntax-error", place, format!("cell `{cell}` needs parentheses"));
        self.error_with(error.fix(place, format!("({})", &self.text[from..end])));
    }

    /// Rows with too few or too many cells. If all have, and equally, the header is wrong.
    fn report_odd(&mut self, header: &Header, odd: OddRows) {
        let Some(&(_, cells)) = odd.rows.first() else { return };
        if !header.sound {
            return;
        }
        let columns = header.columns;
        if odd.count > 1 && odd.rows.len() == odd.count && odd.rows.iter().all(|(_, n)| *n == cells) {
            let message = format!("header has {}, every row has {}", count(columns, "column"), count(cells, "cell"));
            return self.report(Diagnostic::error("row-length", header.range, message));
        }
        for (range, cells) in odd.rows {
            let message = format!("row has {}, header {columns}; `-` leaves one out", count(cells, "cell"));
            let end = self.text[range]
                .find(['\n', '{'])
                .map_or(range.end(), |i| range.start() + dlc_base::TextSize::try_from(i).unwrap_or_default());
            self.report(
                Diagnostic::error("row-length", TextRange::new(range.start(), end), message)
                    .also(header.range, "the header"),
            );
        }
    }
}

/// The columns of a table, and whether they could be read.
struct Header {
    columns: usize,
    range: TextRange,
    sound: bool,
}

/// How many rows there are, and those whose cells do not fit the columns.
#[derive(Default)]
struct OddRows {
    count: usize,
    rows: Vec<(TextRange, usize)>,
}

fn count(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}

/// An operator that stands between two values, and so cannot begin a cell.
fn is_operator(kind: crate::SyntaxKind, next: crate::SyntaxKind) -> bool {
    match kind {
        PLUS | STAR | EQ_EQ | NOT_EQ | LESS | LESS_EQ | GREATER | GREATER_EQ => true,
        AND_KW | OR_KW | IN_KW | IS_KW | MATCHES_KW | DIV_KW | MOD_KW => next != COMMA,
        _ => false,
    }
}
