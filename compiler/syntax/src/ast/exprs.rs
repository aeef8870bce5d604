//! Expressions, texts and tables.

use super::{Body, Name, Path, between, child, children, choice, nodes, token};
use crate::text::{Piece, RawPiece, decode};
use crate::{SyntaxKind, SyntaxKind::*, SyntaxToken};
use dlc_base::TextRange;

nodes! {
    /// A literal.
    LiteralExpr = LITERAL,
    /// A text in quotes.
    Text = TEXT,
    /// `\( e )`
    Hole = HOLE,
    /// `true`, `false`
    Bool = BOOL,
    /// `none`
    NoneExpr = NONE,
    /// A bare name.
    NameRef = NAME_REF,
    /// `e.name`
    Member = MEMBER,
    /// `e(args)`
    Call = CALL,
    /// `( … )` of a call.
    Args = ARGS,
    /// `name = e`, `e`
    Arg = ARG,
    /// `e[i]`
    Index = INDEX,
    /// `[a, b]`
    List = LIST,
    /// `[e for x in xs]`
    Comprehension = COMPREHENSION,
    /// `for x in xs if c`
    Clause = CLAUSE,
    /// `{ … }`, `name { … }`
    Record = RECORD,
    /// `table { … }`
    TableValue = TABLE_VALUE,
    /// `-e`
    Negate = NEGATE,
    /// `not e`
    Not = NOT,
    /// `a OP b`
    Binary = BINARY,
    /// `e is T`
    Is = IS,
    /// `if c then a else b`
    If = IF,
    /// `( e )`
    Paren = PAREN,
    /// The braces of a table.
    Rows = ROWS,
    /// The columns.
    Header = HEADER,
    /// One line of cells.
    Row = ROW,
    /// `-`
    EmptyCell = EMPTY_CELL,
}

choice! {
    /// An expression.
    Expr {
        Literal(LiteralExpr),
        Name(NameRef),
        Text(Text),
        List(List),
        Member(Member),
        Call(Call),
        Record(Record),
        Binary(Binary),
        Bool(Bool),
        None(NoneExpr),
        Index(Index),
        Comprehension(Comprehension),
        Table(TableValue),
        Negate(Negate),
        Not(Not),
        Is(Is),
        If(If),
        Paren(Paren),
    }
}

choice! {
    /// A cell of a table.
    Cell {
        Expr(Expr),
        Empty(EmptyCell),
    }
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextPiece {
    /// Characters, and where they were written.
    Chars(String, TextRange),
    /// An expression.
    Hole(Hole),
}

/// The tokens that are operators between two values.
const OPERATORS: &[SyntaxKind] = &[
    OR_KW, AND_KW, EQ_EQ, NOT_EQ, LESS, LESS_EQ, GREATER, GREATER_EQ, IN_KW, MATCHES_KW, DOT_DOT, PLUS, MINUS, STAR,
    DIV_KW, MOD_KW,
];

impl LiteralExpr {
    /// The word.
    pub fn token(&self) -> Option<SyntaxToken> {
        self.0.first_token()
    }
}

impl Text {
    /// The word glued before the quote.
    pub fn tag(&self) -> Option<SyntaxToken> {
        token(&self.0, &[TEXT_TAG])
    }

    /// Its holes.
    pub fn holes(&self) -> impl Iterator<Item = Hole> + use<> {
        children(&self.0)
    }

    /// What it says, piece by piece.
    pub fn pieces(&self) -> Vec<TextPiece> {
        let tokens: Vec<SyntaxToken> = self
            .0
            .children_with_tokens()
            .filter_map(|e| match e {
                rowan::NodeOrToken::Token(t) => Some(t),
                rowan::NodeOrToken::Node(n) => n.first_token().filter(|t| t.kind() == HOLE_OPEN),
            })
            .collect();
        let raw: Vec<RawPiece<'_>> =
            tokens.iter().map(|t| RawPiece { kind: t.kind(), text: t.text(), start: t.text_range().start() }).collect();
        let mut holes = self.holes();
        let (pieces, _) = decode(&raw);
        pieces
            .into_iter()
            .filter_map(|p| match p {
                Piece::Chars(text, range) => Some(TextPiece::Chars(text, range)),
                Piece::Hole => holes.next().map(TextPiece::Hole),
            })
            .collect()
    }
}

impl Hole {
    /// What fills it.
    pub fn expr(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl Bool {
    /// Which of the two.
    pub fn value(&self) -> bool {
        token(&self.0, &[TRUE_KW]).is_some()
    }
}

impl NameRef {
    /// The word.
    pub fn token(&self) -> Option<SyntaxToken> {
        self.0.first_token()
    }
}

impl Member {
    /// What stands before the dot.
    pub fn base(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// What stands behind it.
    pub fn name(&self) -> Option<Name> {
        child(&self.0)
    }
}

impl Call {
    /// What is called.
    pub fn callee(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// The arguments.
    pub fn args(&self) -> impl Iterator<Item = Arg> + use<> {
        child::<Args>(&self.0).into_iter().flat_map(|a| children(&a.0))
    }
}

impl Arg {
    /// `name =`
    pub fn name(&self) -> Option<Name> {
        child(&self.0)
    }

    /// Its value.
    pub fn value(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl Index {
    /// What is indexed.
    pub fn base(&self) -> Option<Expr> {
        between(&self.0, &[], &[OPEN_BRACKET])
    }

    /// By what.
    pub fn index(&self) -> Option<Expr> {
        between(&self.0, &[OPEN_BRACKET], &[])
    }
}

impl List {
    /// Its elements.
    pub fn elements(&self) -> impl Iterator<Item = Expr> + use<> {
        children(&self.0)
    }
}

impl Comprehension {
    /// What each element is.
    pub fn element(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// Where it comes from.
    pub fn clauses(&self) -> impl Iterator<Item = Clause> + use<> {
        children(&self.0)
    }
}

impl Clause {
    /// One or two variables.
    pub fn vars(&self) -> impl Iterator<Item = Name> + use<> {
        children(&self.0)
    }

    /// What it runs over.
    pub fn iter(&self) -> Option<Expr> {
        between(&self.0, &[IN_KW], &[IF_KW])
    }

    /// Which to keep.
    pub fn cond(&self) -> Option<Expr> {
        between(&self.0, &[IF_KW], &[])
    }
}

impl Record {
    /// The name before the braces.
    pub fn head(&self) -> Option<Expr> {
        child(&self.0)
    }

    /// The braces.
    pub fn body(&self) -> Option<Body> {
        child(&self.0)
    }
}

impl TableValue {
    /// Its rows.
    pub fn rows(&self) -> Option<Rows> {
        child(&self.0)
    }
}

impl Negate {
    /// What is negated.
    pub fn operand(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl Not {
    /// What is denied.
    pub fn operand(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl Binary {
    /// What stands left.
    pub fn left(&self) -> Option<Expr> {
        between(&self.0, &[], OPERATORS)
    }

    /// The operator.
    pub fn operator(&self) -> Option<SyntaxToken> {
        token(&self.0, OPERATORS)
    }

    /// What stands right.
    pub fn right(&self) -> Option<Expr> {
        between(&self.0, OPERATORS, &[])
    }
}

impl Is {
    /// What is asked.
    pub fn operand(&self) -> Option<Expr> {
        between(&self.0, &[], &[IS_KW])
    }

    /// The type; none for `is none`.
    pub fn path(&self) -> Option<Path> {
        child(&self.0)
    }

    /// `is none`
    pub fn is_none(&self) -> bool {
        between::<NoneExpr>(&self.0, &[IS_KW], &[]).is_some()
    }
}

impl If {
    /// The condition.
    pub fn cond(&self) -> Option<Expr> {
        between(&self.0, &[], &[THEN_KW, ELSE_KW])
    }

    /// The value if it holds.
    pub fn then(&self) -> Option<Expr> {
        between(&self.0, &[THEN_KW], &[ELSE_KW])
    }

    /// The value if not.
    pub fn otherwise(&self) -> Option<Expr> {
        between(&self.0, &[ELSE_KW], &[])
    }
}

impl Paren {
    /// What it holds.
    pub fn inner(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl Rows {
    /// The columns.
    pub fn columns(&self) -> impl Iterator<Item = Path> + use<> {
        child::<Header>(&self.0).into_iter().flat_map(|h| children(&h.0))
    }

    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = Row> + use<> {
        children(&self.0)
    }
}

impl Row {
    /// Its cells.
    pub fn cells(&self) -> impl Iterator<Item = Cell> + use<> {
        children(&self.0)
    }

    /// Its body.
    pub fn body(&self) -> Option<Body> {
        child(&self.0)
    }
}
