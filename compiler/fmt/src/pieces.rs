//! The tree, cut into pieces: tokens, texts as a whole, and what is known of the gap before each.

use crate::rules::Column;
use crate::texts::{self, BlockText};
use crate::trivia::Trivia;
use dlc_syntax::SyntaxKind::{self, *};
use dlc_syntax::{SyntaxElement, SyntaxNode, SyntaxToken};

mod cutter;

pub(crate) use cutter::cut;

/// What a piece prints.
#[derive(Debug)]
pub(crate) enum Content<'t> {
    /// As it was written.
    Plain(&'t str),
    /// A text of several lines, which moves with its entry.
    Block(BlockText),
}

/// The gap before a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing.
    Glue,
    /// One blank, on the same line.
    Blank,
    /// Two blanks: the next cell of a row.
    Cell,
    /// One blank or none, or the end of a line where the author had one or a choice says so.
    Soft {
        /// One blank, if the line goes on.
        blank: bool,
        /// How much further right the next line begins.
        levels: u8,
        /// The piece that begins what the gap is in: the next line begins further right than its line.
        anchor: Option<usize>,
        /// What may end the line here.
        choice: Option<usize>,
    },
    /// Behind the opening bracket of a group.
    Open(usize),
    /// Between the entries or elements of a group.
    Between(usize),
    /// Before the closing bracket of a group.
    Close(usize),
}

/// What follows a piece at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suffix {
    /// Nothing.
    None,
    /// A comma.
    Comma,
    /// A comma, if the group is broken.
    CommaIfBroken(usize),
}

/// A token or a text.
#[derive(Debug)]
pub(crate) struct Piece<'t> {
    /// What is printed.
    pub(crate) content: Content<'t>,
    /// What stands between it and the piece before.
    pub(crate) gap: Gap,
    /// What stood there.
    pub(crate) trivia: Trivia<'t>,
    /// What follows at once.
    pub(crate) suffix: Suffix,
    /// The group that it opens.
    pub(crate) opens: Option<usize>,
    /// The entry that it begins.
    pub(crate) begins: Option<usize>,
    /// The entry that it ends; of several, the outermost.
    pub(crate) ends: Option<usize>,
    /// The column of an entry that it stands in.
    pub(crate) column: Option<(Column, usize)>,
    /// It begins a cell, which is not the first of its row.
    pub(crate) cell: bool,
    /// It begins a row of this table.
    pub(crate) table: Option<usize>,
}

/// Which lines of a group end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Broken {
    /// It stands on one line.
    Flat,
    /// The brackets stand on lines of their own; between the elements a line ends where it did.
    Kept,
    /// Each element stands on a line of its own.
    Each,
}

/// A pair of brackets, or the file.
#[derive(Debug)]
pub(crate) struct Group {
    /// The node.
    pub(crate) kind: SyntaxKind,
    /// Which lines end.
    pub(crate) broken: Broken,
    /// `{}`: it holds nothing, and no name stands before it.
    pub(crate) bare: bool,
}

/// Something that can be broken where a line is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breakable {
    /// A group.
    Group(usize),
    /// The gaps of a choice.
    Choice(usize),
}

/// Gaps where lines end together or not at all.
#[derive(Debug)]
pub(crate) struct Choice {
    /// Lines end.
    pub(crate) broken: bool,
    /// How deep its node stands in the tree.
    pub(crate) depth: usize,
    /// Only if the rest of the line then fits.
    pub(crate) must_fit: bool,
}

/// Where something can be broken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// The piece: the opening bracket, or the one behind the gap.
    pub(crate) piece: usize,
    /// How deep in the tree; the outermost is broken first.
    pub(crate) depth: usize,
    /// What.
    pub(crate) what: Breakable,
}

/// A file in pieces.
#[derive(Debug, Default)]
pub(crate) struct Pieces<'t> {
    /// In text order.
    pub(crate) pieces: Vec<Piece<'t>>,
    /// What stands behind the last one.
    pub(crate) end: Trivia<'t>,
    /// All brackets; the first is the file.
    pub(crate) groups: Vec<Group>,
    /// All choices.
    pub(crate) choices: Vec<Choice>,
    /// Where something can be broken, in text order.
    pub(crate) places: Vec<Place>,
}

/// The first node behind a token.
fn node_after(token: &SyntaxToken) -> Option<SyntaxNode> {
    std::iter::successors(token.next_sibling_or_token(), SyntaxElement::next_sibling_or_token)
        .find_map(SyntaxElement::into_node)
}

/// The first token of a node that is no blank, and the one behind it.
fn first_tokens(node: &SyntaxNode) -> (SyntaxKind, String, SyntaxKind) {
    let mut tokens =
        node.descendants_with_tokens().filter_map(SyntaxElement::into_token).filter(|t| !t.kind().is_trivia());
    let first = tokens.next();
    let kind = first.as_ref().map_or(END, SyntaxToken::kind);
    (kind, first.map_or(String::new(), |t| t.text().to_owned()), tokens.next().map_or(END, |t| t.kind()))
}

/// Whether a comma between two entries keeps the second from being read as the end of the first.
fn tells_apart(comma: &SyntaxToken) -> bool {
    let before = std::iter::successors(comma.prev_sibling_or_token(), SyntaxElement::prev_sibling_or_token)
        .find_map(SyntaxElement::into_node);
    let (Some(before), Some(after)) = (before, node_after(comma)) else { return false };
    let (kind, word, _) = first_tokens(&after);
    match before.kind() {
        CHECK => word == "hint",
        DROP => matches!(kind, TEXT_OPEN | TEXT_TAG),
        FIELD | TYPE_DEF => word == "where" || word == "as",
        EXPECT => before.last_child().is_some_and(|e| e.kind() == NAME_REF) && kind == IDENT,
        _ => false,
    }
}

/// Whether a value that stands behind the sign of a node is better broken inside than moved to the next line.
fn breaks_inside(value: &SyntaxNode, node: SyntaxKind) -> bool {
    match value.kind() {
        RECORD | TABLE_VALUE => true,
        TEXT => texts::block(value).is_some(),
        WHERE_TYPE => true,
        _ if node == FN => false,
        LIST | COMPREHENSION => true,
        CALL => value.last_child().is_some_and(|args| usize::from(args.text().len()) > 14),
        _ => false,
    }
}
