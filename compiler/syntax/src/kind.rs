//! The kinds of tokens and nodes.

/// Defines the enum and the table that leads back from rowan's number, in one list.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a token or a node is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u16)]
        #[allow(non_camel_case_types, reason = "the names of tree kinds are written like constants")]
        pub enum SyntaxKind { $($(#[$doc])* $name,)* }

        const ALL: &[SyntaxKind] = &[$(SyntaxKind::$name,)*];
    };
}

kinds! {
    // Trivia.
    /// Blanks and tabs.
    BLANK,
    /// One end of line, `\n` or `\r\n`.
    NEWLINE,
    /// `// …`
    COMMENT,
    /// `/// …`
    DOC,
    /// `#!…` on the first line.
    SHEBANG,
    /// The byte order mark.
    BOM,
    /// Characters that fit nothing.
    UNKNOWN,

    // Words.
    /// A literal: everything that begins with a digit, and addresses and digests that begin with a letter.
    WORD,
    /// A name, a statement word or a contextual word.
    IDENT,
    AND_KW, OR_KW, NOT_KW, IN_KW, IS_KW, MATCHES_KW, DIV_KW, MOD_KW, IF_KW, THEN_KW, ELSE_KW, FOR_KW,
    TRUE_KW, FALSE_KW, NONE_KW,

    // Texts: TAG? OPEN (CHARS | ESCAPE | HOLE)* CLOSE.
    /// The word glued before a quote.
    TEXT_TAG,
    /// `"`, `#"`, or `"""` with the rest of its line.
    TEXT_OPEN,
    /// Characters that stand for themselves.
    TEXT_CHARS,
    /// `\n`, `\u00e4`, and escapes that do not exist.
    TEXT_ESCAPE,
    /// `\(` with its `#`.
    HOLE_OPEN,
    /// The `)` of a hole.
    HOLE_CLOSE,
    /// The closing quotes; in `"""` with the blanks before them.
    TEXT_CLOSE,

    // Operators.
    DOT_DOT, EQ_EQ, NOT_EQ, LESS_EQ, GREATER_EQ, PLUS_EQ, COLON_EQ, ARROW,
    EQ, LESS, GREATER, PLUS, MINUS, STAR, DOT, COMMA, COLON, QUESTION, BAR,
    OPEN_PAREN, CLOSE_PAREN, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE,

    /// The end of the file; in no tree.
    END,

    // Nodes.
    FILE, EDITION, USE, MODULE_PATH, ALIAS, USE_LIST,
    LET, FN, TYPE_DEF, SCHEMA, PROFILE, TEST, BLOCK, TABLE,
    SET, SET_KEY, INCLUDE, DROP, FOR, WHEN, CHECK, ALLOW, GIVEN, EXPECT, EXPECT_CODE, FIELD,
    NAME, PATH, LABEL, BODY, SCHEMA_BODY, PARAMS, PARAM, HINT, KIND_CLAUSE,
    ROWS, HEADER, ROW, EMPTY_CELL,
    LITERAL, TEXT, HOLE, BOOL, NONE, NAME_REF, MEMBER, CALL, ARGS, ARG, INDEX, LIST, COMPREHENSION, CLAUSE,
    RECORD, TABLE_VALUE, NEGATE, NOT, BINARY, IS, IF, PAREN,
    PATH_TYPE, LIST_TYPE, SET_TYPE, MAP_TYPE, PAREN_TYPE, NONE_TYPE, OPTIONAL_TYPE, UNION_TYPE, WHERE_TYPE,
    /// What fits nothing; reported.
    ERROR,
}

impl SyntaxKind {
    /// Whether the grammar does not see it.
    pub fn is_trivia(self) -> bool {
        self <= Self::UNKNOWN
    }
}

/// The language, for rowan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dl {}

impl rowan::Language for Dl {
    type Kind = SyntaxKind;

    fn kind_from_raw(raw: rowan::SyntaxKind) -> SyntaxKind {
        ALL[usize::from(raw.0)]
    }

    fn kind_to_raw(kind: SyntaxKind) -> rowan::SyntaxKind {
        rowan::SyntaxKind(kind as u16)
    }
}

/// A node of the tree.
pub type SyntaxNode = rowan::SyntaxNode<Dl>;
/// A token of the tree.
pub type SyntaxToken = rowan::SyntaxToken<Dl>;
/// A node or a token.
pub type SyntaxElement = rowan::SyntaxElement<Dl>;
