//! Recursive descent over the tokens into a lossless tree.
//!
//! It never fails and never loops: every function takes a token or returns, `}` and the end of the file always
//! return, and a word of [`crate::words::RESYNC`] at the beginning of a line counts as the end of the file for
//! whatever is still open. Blanks and comments go before the token or node that follows them, so that a node's range
//! begins and ends with a token of its own.

mod astray;
mod braces;
mod brackets;
mod build;
mod entries;
mod exprs;
mod foreign;
mod items;
mod names;
mod report;
mod schemas;
mod settings;
mod tables;
mod texts;
mod tokens;
mod types;

use crate::lexer::{self, Token};
use crate::lines::LineIndex;
use crate::{SyntaxKind, SyntaxKind::*, SyntaxNode, ast};
use dlc_base::{Diagnostic, TextRange, TextSize};
use rowan::{GreenNode, GreenNodeBuilder};
use tokens::{Tok, significant};

/// How deep braces may be nested, and brackets, operators and conditions likewise.
pub const MAX_DEPTH: u32 = 128;

/// How deep a tree of operators may grow: `a + b + c` is two deep.
const MAX_HEIGHT: u32 = 256;

/// The largest file, in bytes.
pub const MAX_FILE: usize = 16 << 20;

/// After so many errors the rest is counted only.
const MAX_ERRORS: usize = 100;

/// A file, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parse {
    /// The lossless tree; `Send` and `Sync`.
    pub green: GreenNode,
    /// What is wrong, in text order.
    pub errors: Vec<Diagnostic<TextRange>>,
}

impl Parse {
    /// The typed view of the tree.
    pub fn tree(&self) -> ast::File {
        ast::File::root(self.syntax())
    }

    /// The tree itself.
    pub fn syntax(&self) -> SyntaxNode {
        SyntaxNode::new_root(self.green.clone())
    }
}

/// Parses a file. There is always a tree, and its text is `text`.
pub fn parse(text: &str) -> Parse {
    if text.len() > MAX_FILE {
        let error =
            Diagnostic::error("file-too-large", TextRange::default(), format!("the file has {} bytes", text.len()))
                .note(format!("a file may have {MAX_FILE} bytes"));
        let mut builder = GreenNodeBuilder::new();
        builder.start_node(FILE.into());
        builder.token(UNKNOWN.into(), text);
        builder.finish_node();
        return Parse { green: builder.finish(), errors: vec![error] };
    }
    let mut parser = Parser::new(text);
    parser.file();
    parser.finish()
}

impl From<SyntaxKind> for rowan::SyntaxKind {
    fn from(kind: SyntaxKind) -> Self {
        <crate::Dl as rowan::Language>::kind_to_raw(kind)
    }
}

/// Where an expression stands, which decides how far it reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// As far as it can.
    Full,
    /// The head of `for` or `when`: no braces.
    Head,
    /// A cell of a table: no blanks and no braces.
    Cell,
}

/// A closing brace of the file's level.
#[derive(Debug, Clone, Copy)]
struct Closed {
    brace: TextRange,
    /// What stands before the brace that it closes.
    head: TextRange,
    /// It stands further right than it should.
    right: bool,
}

struct Parser<'t> {
    text: &'t str,
    raw: Vec<Token>,
    toks: Vec<Tok>,
    /// The next of `toks`.
    pos: usize,
    /// The next of `raw` that is not in the tree yet, and its first byte.
    next_raw: usize,
    offset: usize,
    builder: GreenNodeBuilder<'static>,
    errors: Vec<Diagnostic<TextRange>>,
    unreported: usize,
    /// One mistake, one message: set by the first error of an entry.
    quiet: bool,
    /// How many brackets are open.
    open: u32,
    /// How deep the recursion is, and how many of that are braces.
    depth: u32,
    braces: u32,
    /// The height of the tallest expression that was read so far at this level; see [`Self::deeper`].
    tallest: u32,
    reach: Reach,
    /// The column of the entry that is being read.
    column: u32,
    in_test: bool,
    /// The first brace whose `}` stands further left than the line that opened it: probably that of an outer one.
    /// With what stands before it.
    suspect: Option<(TextRange, TextRange)>,
    unclosed: bool,
    /// The entries of the innermost braces stand on lines of their own.
    many_lines: bool,
    /// How many braces are open whose entries stand on the line of the brace.
    one_line: u32,
    /// The last closing brace of the file's level.
    closed: Option<Closed>,
    /// More braces are closed than opened.
    surplus: bool,
    /// What stands at the level of the file was meant to stand in braces; told already.
    astray: bool,
    /// An item of the file was read.
    begun: bool,
    /// A schema is open.
    in_schema: bool,
    /// A row of a table is open, and no bracket in it.
    in_row: bool,
    /// Cells of the table that is open have commas or bars between them; told already.
    marked_cells: bool,
    /// How many entries before, one after the other, had no sign.
    signless: u32,
    /// A text that was not closed has swallowed the rest of the line.
    swallowed: bool,
    /// The first token of the entry that is being read.
    entry_start: usize,
    /// Where `toks` end for now: inside a text that must end on its line, at the end of that line.
    limit: usize,
    /// The first token on a line after the last one that was asked for; see [`Self::line_end`].
    line_end: usize,
    lines: LineIndex,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        let raw = lexer::lex(text);
        let toks = significant(text, &raw);
        let count = |kind| toks.iter().filter(|t| t.kind == kind).count();
        let surplus = count(CLOSE_BRACE) > count(OPEN_BRACE);
        Self {
            text,
            limit: toks.len(),
            line_end: 0,
            lines: LineIndex::new(text),
            raw,
            toks,
            pos: 0,
            next_raw: 0,
            offset: 0,
            builder: GreenNodeBuilder::new(),
            errors: Vec::new(),
            unreported: 0,
            quiet: false,
            open: 0,
            depth: 0,
            braces: 0,
            tallest: 0,
            reach: Reach::Full,
            column: 0,
            in_test: false,
            suspect: None,
            unclosed: false,
            many_lines: false,
            one_line: 0,
            closed: None,
            surplus,
            astray: false,
            begun: false,
            in_schema: false,
            in_row: false,
            marked_cells: false,
            signless: 0,
            swallowed: false,
            entry_start: 0,
        }
    }

    fn finish(mut self) -> Parse {
        if self.unreported > 0 {
            let end = TextRange::empty(TextSize::of(self.text));
            let rest = format!("{} more syntax errors are not shown", self.unreported);
            self.errors.push(Diagnostic::error("syntax-error", end, rest));
        }
        // Stable: what was found first at a place stays first.
        self.errors.sort_by_key(|e| e.primary.as_ref().map(|p| p.place.start()));
        Parse { green: self.builder.finish(), errors: self.errors }
    }

    fn kind(&self) -> SyntaxKind {
        self.nth(0)
    }

    /// The kind of the token `n` after the next.
    fn nth(&self, n: usize) -> SyntaxKind {
        self.tok(n).map_or(END, |t| t.kind)
    }

    fn at(&self, kind: SyntaxKind) -> bool {
        self.kind() == kind
    }

    /// The token `n` after the next, if there is one.
    fn tok(&self, n: usize) -> Option<&Tok> {
        let at = self.pos + n;
        self.toks.get(at).filter(|t| at < self.limit && !(self.open > 0 && t.resync))
    }

    fn glued(&self, n: usize) -> bool {
        self.tok(n).is_some_and(|t| t.glued)
    }

    fn first_on_line(&self) -> bool {
        self.tok(0).is_none_or(|t| t.first)
    }

    fn at_text(&self) -> bool {
        matches!(self.kind(), TEXT_OPEN | TEXT_TAG)
    }

    fn nth_text(&self, n: usize) -> &'t str {
        &self.text[self.nth_range(n)]
    }

    fn word(&self) -> &'t str {
        self.nth_text(0)
    }

    fn at_word(&self, word: &str) -> bool {
        self.at(IDENT) && self.word() == word
    }

    /// The range of the token `n` after the next; at the end an empty one after the last token.
    fn nth_range(&self, n: usize) -> TextRange {
        match self.tok(n) {
            Some(tok) => TextRange::at(tok.start.into(), self.raw[tok.raw as usize].len.into()),
            None => TextRange::empty(self.last_range().end()),
        }
    }

    fn range(&self) -> TextRange {
        self.nth_range(0)
    }

    /// The token that was taken last.
    fn last_range(&self) -> TextRange {
        match self.pos.checked_sub(1).map(|i| self.toks[i]) {
            Some(tok) => TextRange::at(tok.start.into(), self.raw[tok.raw as usize].len.into()),
            None => TextRange::default(),
        }
    }

    fn last_kind(&self) -> SyntaxKind {
        self.pos.checked_sub(1).map_or(END, |i| self.toks[i].kind)
    }

    fn toks_text(&self, at: usize) -> &'t str {
        let tok = self.toks[at];
        &self.text[tok.start as usize..][..self.raw[tok.raw as usize].len as usize]
    }

    /// The column of the next token, in bytes.
    fn column_here(&self) -> u32 {
        self.tok(0).map_or(0, |t| t.column)
    }
}

#[cfg(test)]
mod tests;
