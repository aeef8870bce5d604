//! How wide the gap between two tokens is.

use dlc_syntax::SyntaxKind::{self, *};

/// The columns of an entry that are put under one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// The `=` of what a lab sets.
    Set,
    /// Its `+=`.
    Add,
    /// The `:` or `:=` of a field.
    Field,
    /// The `=` of a `let`.
    Let,
    /// The `=` of a `type`.
    Type,
    /// The `{` of a schema.
    Schema,
    /// The `:` of an `allow`.
    Allow,
}

/// The column that a token stands in, in an entry of this kind.
pub(crate) fn column(token: SyntaxKind, entry: SyntaxKind) -> Option<Column> {
    Some(match (token, entry) {
        (EQ, SET | SET_KEY) => Column::Set,
        (PLUS_EQ, SET | SET_KEY) => Column::Add,
        (COLON | COLON_EQ, FIELD) => Column::Field,
        (EQ, LET) => Column::Let,
        (EQ, TYPE_DEF) => Column::Type,
        (OPEN_BRACE, SCHEMA_BODY) => Column::Schema,
        (COLON, ALLOW) => Column::Allow,
        _ => return None,
    })
}

/// Whether a node is a pair of brackets whose contents can stand on lines of their own.
pub(crate) fn is_group(kind: SyntaxKind) -> bool {
    matches!(kind, BODY | SCHEMA_BODY | ROWS | LIST | COMPREHENSION | ARGS | PARAMS | USE_LIST | PAREN)
}

/// Whether what stands in a group are entries, not elements with commas.
pub(crate) fn holds_entries(kind: SyntaxKind) -> bool {
    matches!(kind, FILE | BODY | SCHEMA_BODY | ROWS)
}

/// Whether nothing stands between two tokens, each with its node. Two words are never glued.
pub(crate) fn glued(before: (SyntaxKind, SyntaxKind), after: (SyntaxKind, SyntaxKind)) -> bool {
    let (last, last_node) = before;
    let (next, next_node) = after;
    let in_type = |node| matches!(node, SET_TYPE | MAP_TYPE | LIST_TYPE | PAREN_TYPE);
    match next {
        COMMA | QUESTION | DOT_DOT => return true,
        OPEN_PAREN if matches!(next_node, ARGS | PARAMS) => return true,
        OPEN_BRACKET | CLOSE_BRACKET if next_node == INDEX => return true,
        CLOSE_BRACE | CLOSE_BRACKET | CLOSE_PAREN if in_type(next_node) => return true,
        LESS | GREATER if next_node == PATH_TYPE => return true,
        COLON if matches!(next_node, PARAM | LET | MAP_TYPE) => return true,
        DOT => return true,
        _ => {}
    }
    match last {
        DOT | DOT_DOT => true,
        OPEN_BRACKET if last_node == INDEX => true,
        OPEN_BRACE | OPEN_BRACKET | OPEN_PAREN => in_type(last_node),
        MINUS => last_node == NEGATE,
        LESS => last_node == PATH_TYPE,
        _ => false,
    }
}

/// How tightly an operator binds; what binds alike is one chain, and is broken at all its operators or at none.
pub(crate) fn power(operator: SyntaxKind) -> u8 {
    match operator {
        OR_KW => 1,
        AND_KW => 2,
        PLUS | MINUS => 6,
        STAR | DIV_KW | MOD_KW => 7,
        DOT_DOT => 5,
        _ => 4,
    }
}

/// Whether operators that bind so are worth a line: sums, products, conditions that are joined.
pub(crate) fn is_chain(power: u8) -> bool {
    !matches!(power, 4 | 5)
}
