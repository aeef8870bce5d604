//! Expressions and texts.

use super::super::{Arg, BinaryOp, Clause, Expr, ExprKind, Ident, NameId, Row, TableValue, Text, TextPart};
use super::Context;
use dlc_syntax::ast::{self, AstNode, TextPiece};
use dlc_syntax::{SyntaxKind, SyntaxNode, SyntaxToken, literal};
use smol_str::SmolStr;

impl Context<'_> {
    /// An expression that `owner` needs.
    pub(super) fn expr_of(&mut self, expr: Option<ast::Expr>, owner: &SyntaxNode) -> Expr {
        match expr {
            Some(expr) => self.expr(&expr),
            None => Expr { kind: ExprKind::Missing, range: self.place_in(owner) },
        }
    }

    fn boxed(&mut self, expr: Option<ast::Expr>, owner: &SyntaxNode) -> Box<Expr> {
        Box::new(self.expr_of(expr, owner))
    }

    pub(super) fn expr(&mut self, expr: &ast::Expr) -> Expr {
        if let ast::Expr::Paren(paren) = expr {
            // Parentheses mean nothing beyond the tree, but belong to the place.
            let inner = self.expr_of(paren.inner(), paren.syntax());
            return Expr { kind: inner.kind, range: self.range_of(paren) };
        }
        Expr { kind: self.expr_kind(expr), range: self.range_of(expr) }
    }

    fn expr_kind(&mut self, expr: &ast::Expr) -> ExprKind {
        use ast::Expr as E;
        let node = expr.syntax();
        match expr {
            E::Literal(e) => literal_kind(e.token()),
            E::Bool(e) => ExprKind::Bool(e.value()),
            E::None(_) => ExprKind::None,
            E::Text(e) => ExprKind::Text(Box::new(self.text(e))),
            E::Name(e) => self.name_kind(e.token()),
            E::Member(e) => {
                let base = self.boxed(e.base(), node);
                match self.ident(e.name()) {
                    Some(name) => ExprKind::Member(base, name),
                    None => ExprKind::Missing,
                }
            }
            E::Call(e) => {
                let callee = self.boxed(e.callee(), node);
                ExprKind::Call(callee, e.args().map(|a| self.arg(&a)).collect())
            }
            E::Index(e) => {
                let base = self.boxed(e.base(), node);
                ExprKind::Index(base, self.boxed(e.index(), node))
            }
            E::List(e) => ExprKind::List(self.elements(e)),
            E::Comprehension(e) => self.comprehension(e),
            E::Record(e) => {
                let head = e.head().map(|h| Box::new(self.expr(&h)));
                ExprKind::Record(head, self.body_of(e.body(), node, false))
            }
            E::Table(e) => self.table_value(e),
            E::Negate(e) => ExprKind::Negate(self.boxed(e.operand(), node)),
            E::Not(e) => ExprKind::Not(self.boxed(e.operand(), node)),
            E::Binary(e) => self.binary(e),
            E::Is(e) => self.is_kind(e),
            E::If(e) => {
                let cond = self.boxed(e.cond(), node);
                let then = self.boxed(e.then(), node);
                ExprKind::If(cond, then, self.boxed(e.otherwise(), node))
            }
            E::Paren(e) => self.expr_of(e.inner(), node).kind,
        }
    }

    /// The items of a list. Where the text is broken there is one more, which nobody knows.
    fn elements(&mut self, list: &ast::List) -> Vec<Expr> {
        let mut items: Vec<Expr> = list.elements().map(|item| self.expr(&item)).collect();
        if self.is_broken(list.range()) {
            items.push(Expr { kind: ExprKind::Missing, range: self.place_in(list.syntax()) });
        }
        items
    }

    fn name_kind(&mut self, token: Option<SyntaxToken>) -> ExprKind {
        let Some(token) = token else { return ExprKind::Missing };
        let id = NameId(self.names);
        self.names += 1;
        ExprKind::Name(SmolStr::new(token.text()), id)
    }

    fn arg(&mut self, arg: &ast::Arg) -> Arg {
        Arg { name: self.ident(arg.name()), value: self.expr_of(arg.value(), arg.syntax()) }
    }

    fn comprehension(&mut self, e: &ast::Comprehension) -> ExprKind {
        let element = self.boxed(e.element(), e.syntax());
        let clauses = e
            .clauses()
            .map(|clause| Clause {
                vars: self.vars(clause.vars()),
                iter: self.expr_of(clause.iter(), clause.syntax()),
                cond: clause.cond().map(|e| self.expr(&e)),
            })
            .collect();
        ExprKind::Comprehension(element, clauses)
    }

    fn table_value(&mut self, e: &ast::TableValue) -> ExprKind {
        let Some(rows) = e.rows() else { return ExprKind::Missing };
        let header = self.header(&rows);
        let rows = rows.rows().map(|r| self.row_value(&r, &header)).collect();
        ExprKind::Table(Box::new(TableValue { header, rows }))
    }

    /// A row of a table that is a value: where its cells are not as many as the columns, each is missing.
    fn row_value(&mut self, row: &ast::Row, header: &[Vec<Ident>]) -> Row {
        let mut row = self.row(row, header);
        if row.cells.is_empty() {
            row.cells = vec![Some(Expr { kind: ExprKind::Missing, range: row.range }); header.len()];
        }
        row
    }

    fn binary(&mut self, e: &ast::Binary) -> ExprKind {
        // `1 < x < 5` was told: nobody knows which two were to be compared.
        let compares = |op: &SyntaxToken| binary_op(op.kind()).is_some_and(BinaryOp::compares);
        let chained = e.operator().is_some_and(|op| compares(&op) && self.is_broken(op.text_range()))
            && matches!(e.left(), Some(ast::Expr::Binary(left)) if left.operator().is_some_and(|op| compares(&op)));
        if chained {
            return ExprKind::Missing;
        }
        let left = self.boxed(e.left(), e.syntax());
        let right = self.boxed(e.right(), e.syntax());
        match e.operator().and_then(|t| binary_op(t.kind())) {
            Some(op) => ExprKind::Binary(op, left, right),
            None => ExprKind::Missing,
        }
    }

    fn is_kind(&mut self, e: &ast::Is) -> ExprKind {
        let operand = self.boxed(e.operand(), e.syntax());
        match e.path() {
            Some(path) => ExprKind::Is(operand, Some(self.type_path(&path))),
            None if e.is_none() => ExprKind::Is(operand, None),
            None => ExprKind::Missing,
        }
    }

    pub(super) fn text(&mut self, text: &ast::Text) -> Text {
        let parts = text
            .pieces()
            .into_iter()
            .map(|piece| match piece {
                TextPiece::Chars(chars, range) => TextPart::Chars(chars.into(), self.range(range)),
                TextPiece::Hole(hole) => TextPart::Hole(self.expr_of(hole.expr(), hole.syntax())),
            })
            .collect();
        let tag: Option<Ident> = text.tag().map(|t| self.ident_of(&t));
        Text { tag, parts, range: self.range_of(text) }
    }
}

fn literal_kind(token: Option<SyntaxToken>) -> ExprKind {
    match token.as_ref().map(|t| (t.text(), literal::read(t.text()))) {
        Some((word, Ok(literal))) => ExprKind::Literal(literal, SmolStr::new(word)),
        _ => ExprKind::Missing,
    }
}

fn binary_op(kind: SyntaxKind) -> Option<BinaryOp> {
    use SyntaxKind as K;
    Some(match kind {
        K::OR_KW => BinaryOp::Or,
        K::AND_KW => BinaryOp::And,
        K::EQ_EQ => BinaryOp::Eq,
        K::NOT_EQ => BinaryOp::Ne,
        K::LESS => BinaryOp::Lt,
        K::LESS_EQ => BinaryOp::Le,
        K::GREATER => BinaryOp::Gt,
        K::GREATER_EQ => BinaryOp::Ge,
        K::IN_KW => BinaryOp::In,
        K::MATCHES_KW => BinaryOp::Matches,
        K::DOT_DOT => BinaryOp::Range,
        K::PLUS => BinaryOp::Add,
        K::MINUS => BinaryOp::Sub,
        K::STAR => BinaryOp::Mul,
        K::DIV_KW => BinaryOp::Div,
        K::MOD_KW => BinaryOp::Mod,
        _ => return None,
    })
}
