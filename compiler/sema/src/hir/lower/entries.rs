//! Bodies and their entries.

use super::super::{AnchorNode, BodyId, Check, Entry, EntryKind, Expr, ExprKind, Ident, Row, RowRef, Table, Text};
use super::Context;
use dlc_base::{Diagnostic, TextRange};
use dlc_syntax::ast::{self, AstNode, Otherwise};
use dlc_syntax::{SyntaxKind, SyntaxNode, SyntaxToken};
use rustc_hash::FxHashSet;
use smol_str::{SmolStr, format_smolstr};

impl Context<'_> {
    /// A body of `owner`; an empty one if the text lacks it. If it is `cut`, its blocks and rows are anchors.
    pub(super) fn body_of(&mut self, body: Option<ast::Body>, owner: &SyntaxNode, cut: bool) -> BodyId {
        self.body_by(body, owner, |c, entry| c.entry(entry, cut))
    }

    /// The body of a test. A lab that it brings is one like any other.
    pub(super) fn body_of_test(&mut self, body: Option<ast::Body>, owner: &SyntaxNode) -> BodyId {
        self.body_by(body, owner, |c, entry| match entry {
            ast::Entry::Block(block) if is_lab(block) => {
                Some(Entry { kind: EntryKind::Item(c.block_item(block, true)?), range: c.range_of(entry) })
            }
            _ => c.entry(entry, false),
        })
    }

    fn body_by(
        &mut self,
        body: Option<ast::Body>,
        owner: &SyntaxNode,
        mut lower: impl FnMut(&mut Self, &ast::Entry) -> Option<Entry>,
    ) -> BodyId {
        match body {
            Some(body) => self.body(body.range(), |c| {
                let mut entries = Vec::new();
                for entry in body.entries() {
                    c.blanks_before(entry.syntax().first_token());
                    entries.extend(lower(c, &entry));
                }
                // Where braces are not closed, the last token is that of something inside.
                let own =
                    |t: &SyntaxToken| t.kind() == SyntaxKind::CLOSE_BRACE && t.parent().as_ref() == Some(body.syntax());
                c.blanks_before(body.syntax().last_token().filter(own));
                entries
            }),
            None => self.body(TextRange::empty(owner.text_range().end()), |_| Vec::new()),
        }
    }

    pub(super) fn entry(&mut self, entry: &ast::Entry, cut: bool) -> Option<Entry> {
        let kind = self.entry_kind(entry, cut)?;
        Some(Entry { kind, range: self.range_of(entry) })
    }

    fn entry_kind(&mut self, entry: &ast::Entry, cut: bool) -> Option<EntryKind> {
        use ast::Entry as E;
        Some(match entry {
            E::Let(_) | E::Fn(_) | E::TypeDef(_) | E::Schema(_) | E::Profile(_) | E::Test(_) => {
                EntryKind::Item(self.item(entry)?)
            }
            E::Block(block) if cut => EntryKind::Item(self.block_item(block, false)?),
            E::Block(block) => EntryKind::Block(self.block(block, false)?),
            E::Table(table) => EntryKind::Table(self.table(table, cut)?),
            E::Set(set) => {
                let path = self.idents(set.path()?.names());
                if path.is_empty() {
                    return None;
                }
                let mut value = self.expr_of(set.value(), set.syntax());
                // `rows : Int = 4`: what stands between name and value was told, and what was meant is not known.
                let between = set.path().zip(set.value()).map(|(path, value)| {
                    TextRange::new(path.range().end(), value.range().start().max(path.range().end()))
                });
                if between.is_some_and(|between| self.is_broken(between)) {
                    value.kind = ExprKind::Missing;
                }
                EntryKind::Set { path, add: set.add(), value }
            }
            E::SetKey(set) => EntryKind::SetKey {
                key: self.text(&set.key()?),
                add: set.add(),
                value: self.expr_of(set.value(), set.syntax()),
            },
            E::Include(include) => EntryKind::Include(include.profiles().map(|e| self.expr(&e)).collect()),
            E::Drop(drop) => EntryKind::Drop { kind: self.ident(drop.kind())?, label: self.label(&drop.label()?)? },
            E::For(each) => {
                let vars = self.vars(each.vars());
                let iter = self.expr_of(each.iter(), each.syntax());
                EntryKind::For { vars, iter, body: self.body_of(each.body(), each.syntax(), cut) }
            }
            E::When(when) => self.when(when, cut),
            E::Check(check) => EntryKind::Check(Box::new(self.check(check)?)),
            E::Allow(allow) => {
                let code = self.ident(allow.code())?;
                // Without its reason, which was told, it silences all the same.
                let none = Text { tag: None, parts: Vec::new(), range: code.range };
                EntryKind::Allow { code, reason: allow.reason().map_or(none, |reason| self.text(&reason)) }
            }
            E::Given(given) => EntryKind::Given(self.block(&given.block()?, false)?),
            E::Expect(expect) => EntryKind::Expect(self.expr_of(expect.cond(), expect.syntax())),
            E::ExpectCode(expect) => {
                EntryKind::ExpectCode { warning: expect.warning(), code: self.ident(expect.code())? }
            }
        })
    }

    /// Loop variables; each name once.
    pub(super) fn vars(&mut self, names: impl Iterator<Item = ast::Name>) -> Vec<Ident> {
        let mut vars: Vec<Ident> = Vec::new();
        for token in names.filter_map(|n| n.token()) {
            if vars.iter().any(|v| v.name == token.text()) {
                let message = format!("two variables of one `for` are named `{}`", token.text());
                self.error(Diagnostic::error("duplicate-name", token.text_range(), message));
            } else {
                vars.push(self.ident_of(&token));
            }
        }
        vars
    }

    fn when(&mut self, when: &ast::When, cut: bool) -> EntryKind {
        let then_at = when.then().map(|then| then.range());
        let cond = self.condition(when.cond(), when.syntax(), then_at);
        let then = self.body_of(when.then(), when.syntax(), cut);
        let otherwise = when.otherwise().map(|otherwise| match otherwise {
            Otherwise::Body(body) => self.body_of(Some(body), when.syntax(), cut),
            Otherwise::When(inner) => {
                self.body(inner.range(), |c| vec![Entry { kind: c.when(&inner, cut), range: c.range_of(&inner) }])
            }
        });
        EntryKind::When { cond, then, otherwise }
    }

    /// A condition, before what stands at `next`. Where a mistake was told between the two, as in `when x = 1 { }`, it is
    /// not known.
    fn condition(&mut self, cond: Option<ast::Expr>, owner: &SyntaxNode, next: Option<TextRange>) -> Expr {
        let between = cond
            .as_ref()
            .zip(next)
            .map(|(cond, next)| TextRange::new(cond.range().end(), next.start().max(cond.range().end())));
        let mut expr = self.expr_of(cond, owner);
        if between.is_some_and(|between| self.is_broken(between)) {
            expr.kind = ExprKind::Missing;
        }
        expr
    }

    fn check(&mut self, check: &ast::Check) -> Option<Check> {
        Some(Check {
            warn: check.warn(),
            cond: self.condition(check.cond(), check.syntax(), check.message().map(|text| text.range())),
            code: self.ident(check.code()),
            message: self.text(&check.message()?),
            hint: check.hint().map(|t| self.text(&t)),
        })
    }

    fn table(&mut self, table: &ast::Table, cut: bool) -> Option<Table> {
        let kind = self.ident(table.kind())?;
        let rows = table.rows()?;
        let header = self.header(&rows);
        let broken = rows.rows().any(|row| row.cells().count() != header.len());
        let rows = rows
            .rows()
            .map(|row| {
                self.blanks_before(row.syntax().first_token());
                match cut {
                    true => self.row_anchor(&kind.name, &row, &header),
                    false => Some(RowRef::Inline(self.row(&row, &header))),
                }
            })
            .collect::<Option<Vec<RowRef>>>()?;
        Some(Table { kind, header, rows, broken })
    }

    /// The columns; each once.
    pub(super) fn header(&mut self, rows: &ast::Rows) -> Vec<Vec<Ident>> {
        let mut seen: FxHashSet<String> = FxHashSet::default();
        let mut header = Vec::new();
        for column in rows.columns() {
            let name = column.syntax().text().to_string();
            let column_range = column.range();
            header.push(self.idents(column.names()));
            if !seen.insert(name.clone()) {
                self.error(Diagnostic::error(
                    "duplicate-column",
                    column_range,
                    format!("two columns are named `{name}`"),
                ));
            }
        }
        header
    }

    fn row_anchor(&mut self, kind: &str, row: &ast::Row, header: &[Vec<Ident>]) -> Option<RowRef> {
        let first = row.cells().next().filter(|_| row.cells().count() == header.len());
        let name = match &first {
            Some(ast::Cell::Expr(ast::Expr::Name(name))) => name.token().map(|t| SmolStr::new(t.text())),
            _ => None,
        };
        let label = first.map(|c| c.syntax().text().to_string()).unwrap_or_default();
        let key = format_smolstr!("{kind} {label}");
        let key = self.anchor(row.syntax(), &key, |c| Some(AnchorNode::Row(c.row(row, header))))?;
        Some(RowRef::Anchor(key, name))
    }

    /// A row of a table. It is lowered without its cells if they are not as many as the columns.
    pub(super) fn row(&mut self, row: &ast::Row, header: &[Vec<Ident>]) -> Row {
        let mut cells: Vec<Option<Expr>> = row
            .cells()
            .map(|cell| match cell {
                // `a + b` without parentheses was told: its first half is not what was meant.
                ast::Cell::Expr(expr) if self.is_touched(expr.range()) => {
                    Some(Expr { kind: ExprKind::Missing, range: self.range_of(&expr) })
                }
                ast::Cell::Expr(expr) => Some(self.expr(&expr)),
                ast::Cell::Empty(_) => None,
            })
            .collect();
        if cells.len() != header.len() {
            cells.clear();
        }
        // Of two columns of one name, which was told, the first counts.
        for (number, cell) in cells.iter_mut().enumerate().skip(1) {
            if header[..number].iter().any(|column| same_column(column, &header[number])) {
                *cell = None;
            }
        }
        let body = row.body().filter(|_| !cells.is_empty());
        let body = body.map(|b| self.body_of(Some(b), row.syntax(), false));
        Row { cells, body, range: self.range_of(row) }
    }
}

fn same_column(a: &[Ident], b: &[Ident]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.name == b.name)
}

fn is_lab(block: &ast::Block) -> bool {
    block.path().is_some_and(|path| path.syntax().text() == "lab")
}
