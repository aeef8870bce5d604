//! The words that mean something to the grammar, in one place for the lexer, the parser and the editors.

use crate::SyntaxKind::{self, *};

/// The reserved words: never a name.
pub const RESERVED: &[(&str, SyntaxKind)] = &[
    ("and", AND_KW),
    ("or", OR_KW),
    ("not", NOT_KW),
    ("in", IN_KW),
    ("is", IS_KW),
    ("matches", MATCHES_KW),
    ("div", DIV_KW),
    ("mod", MOD_KW),
    ("if", IF_KW),
    ("then", THEN_KW),
    ("else", ELSE_KW),
    ("for", FOR_KW),
    ("true", TRUE_KW),
    ("false", FALSE_KW),
    ("none", NONE_KW),
];

/// The words that begin an entry or an item, unless an operator of a field follows.
pub const STATEMENTS: &[&str] = &[
    "let", "fn", "type", "schema", "profile", "test", "table", "include", "drop", "when", "check", "warn", "allow",
    "given", "expect", "private", "use", "edition",
];

/// The words that mean something inside one kind of entry only.
pub const CONTEXTUAL: &[&str] = &["as", "hint", "where", "error", "warning"];

/// The words that, at the beginning of a line and before a name, end whatever is still open.
pub const RESYNC: &[&str] = &["lab", "schema", "profile", "use"];

/// The tags of texts: the languages whose inside is understood.
pub const TAGS: &[&str] = &["systemd", "sh", "json", "yaml", "toml", "ini"];

/// The kind of a word that begins with a letter.
pub(crate) fn ident_kind(word: &str) -> SyntaxKind {
    RESERVED.iter().find(|(reserved, _)| *reserved == word).map_or(IDENT, |&(_, kind)| kind)
}
