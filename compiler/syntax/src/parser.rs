//! Recursive descent over the tokens into a lossless tree.
//!
//! It never fails and never loops: every function takes a token or returns, `}` and the end of the file always
//! return, and a word of [`crate::words::RESYNC`] at the beginning of a line counts as the end of the file for
//! whatever is still open. Blanks and comments go before the token or node that follows them, so that a node's range
//! begins and ends with a token of its own.

mod braces;
mod entries;
mod exprs;
mod items;
mod report;
mod tables;
mod texts;
mod types;

use crate::lexer::{self, Token};
use crate::lines::LineIndex;
use crate::{SyntaxKind, SyntaxKind::*, SyntaxNode, ast, words};
use dlc_base::{Diagnostic, TextRange, TextSize};
use rowan::{Checkpoint, GreenNode, GreenNodeBuilder};

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

/// A token that the grammar sees.
#[derive(Debug, Clone, Copy)]
struct Tok {
    kind: SyntaxKind,
    /// Nothing stands between it and the token before.
    glued: bool,
    /// It is the first on its line.
    first: bool,
    /// It ends whatever is open.
    resync: bool,
    /// Its place among all tokens.
    raw: u32,
    /// Its first byte.
    start: u32,
    /// Its column, and that of the first token on its line, in bytes.
    column: u32,
    indent: u32,
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
    /// A closing brace of the file's level that stands further right than it should, and what it closes.
    early: Option<(TextRange, TextRange)>,
    /// What stands at the level of the file was meant to stand in braces; told already.
    astray: bool,
    /// An item of the file was read.
    begun: bool,
    /// A schema is open.
    in_schema: bool,
    /// A row of a table is open, and no bracket in it.
    in_row: bool,
    /// A text that was not closed has swallowed the rest of the line.
    swallowed: bool,
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
            early: None,
            astray: false,
            begun: false,
            in_schema: false,
            in_row: false,
            swallowed: false,
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

    // Looking.

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

    // Building.

    /// Puts blanks and comments before the next token into the tree.
    fn trivia(&mut self) {
        let until = self.toks.get(self.pos).map_or(self.raw.len(), |t| t.raw as usize);
        while self.next_raw < until {
            let token = self.raw[self.next_raw];
            if token.kind == UNKNOWN {
                self.report_unknown(token);
            }
            self.put(token.kind, token.len as usize);
            self.next_raw += 1;
        }
    }

    fn put(&mut self, kind: SyntaxKind, len: usize) {
        self.builder.token(kind.into(), &self.text[self.offset..self.offset + len]);
        self.offset += len;
    }

    fn start(&mut self, kind: SyntaxKind) {
        self.trivia();
        self.builder.start_node(kind.into());
    }

    fn end(&mut self) {
        self.builder.finish_node();
    }

    fn checkpoint(&mut self) -> Checkpoint {
        self.trivia();
        self.builder.checkpoint()
    }

    fn start_at(&mut self, checkpoint: Checkpoint, kind: SyntaxKind) {
        self.builder.start_node_at(checkpoint, kind.into());
    }

    /// Takes the next token.
    fn bump(&mut self) {
        self.bump_as(self.kind());
    }

    fn bump_as(&mut self, kind: SyntaxKind) {
        debug_assert_ne!(kind, END, "the end is no token");
        self.trivia();
        let Some(tok) = self.toks.get(self.pos) else { return };
        let len = self.raw[tok.raw as usize].len as usize;
        self.put(kind, len);
        self.next_raw += 1;
        self.pos += 1;
    }

    fn eat(&mut self, kind: SyntaxKind) -> bool {
        let there = self.at(kind);
        if there {
            self.bump();
        }
        there
    }

    /// Takes the first bytes of the next token as a token of its own: `>` of `>=`.
    fn split(&mut self, len: usize, first: SyntaxKind, rest: SyntaxKind) {
        self.trivia();
        self.put(first, len);
        let len = u32::try_from(len).unwrap_or(u32::MAX);
        let tok = &mut self.toks[self.pos];
        (tok.kind, tok.glued, tok.first) = (rest, true, false);
        tok.start += len;
        tok.column += len;
        let raw = &mut self.raw[tok.raw as usize];
        *raw = Token { kind: rest, len: raw.len - len };
    }

    /// Takes the next token into an error node.
    fn bump_error(&mut self) {
        self.start(ERROR);
        self.bump();
        self.end();
    }

    /// Takes everything up to where the brackets are balanced again, as one token of an error node. A text counts as
    /// a bracket; a word that ends whatever is open ends this too.
    fn skip_balanced(&mut self) {
        self.start(ERROR);
        let from = self.pos;
        let mut open = OpenBrackets::default();
        while let Some(tok) = self.tok(0).copied().filter(|t| !(t.resync && self.pos > from)) {
            if tok.first && open.end_line() {
                break;
            }
            match tok.kind {
                OPEN_BRACE | OPEN_PAREN | OPEN_BRACKET | HOLE_OPEN => open.push(false),
                TEXT_OPEN => open.push(!self.word().contains('\n')),
                CLOSE_BRACE | CLOSE_PAREN | CLOSE_BRACKET | HOLE_CLOSE | TEXT_CLOSE
                    if !open.pop() && self.pos > from =>
                {
                    break;
                }
                _ => {}
            }
            self.pos += 1;
            if open.depth == 0 && tok.kind != TEXT_TAG {
                break;
            }
        }
        let end = usize::from(self.last_range().end());
        self.next_raw = self.toks[self.pos - 1].raw as usize + 1;
        self.put(UNKNOWN, end - self.offset);
        self.end();
    }

    /// Reads what stands in brackets: there an expression reaches as far as it can.
    fn bracketed(&mut self, read: impl FnOnce(&mut Self)) {
        let reach = std::mem::replace(&mut self.reach, Reach::Full);
        self.open += 1;
        read(self);
        self.open -= 1;
        self.reach = reach;
    }

    /// Reads something one level deeper, or flatly what is too deep. Returns the height of what was read.
    fn deeper(&mut self, read: impl FnOnce(&mut Self)) -> u32 {
        if self.depth >= 2 * MAX_DEPTH {
            self.too_deep();
            return 0;
        }
        let outer = std::mem::replace(&mut self.tallest, 0);
        self.depth += 1;
        read(self);
        self.depth -= 1;
        let height = std::mem::replace(&mut self.tallest, outer) + 1;
        self.tallest = self.tallest.max(height);
        height
    }

    fn too_deep(&mut self) {
        let error = Diagnostic::error("nested-too-deep", self.range(), "this is nested too deep")
            .note(format!("braces may be nested {MAX_DEPTH} deep, brackets and operators twice that"));
        self.quiet = false;
        self.error_with(error);
        if !self.at(END) {
            self.skip_balanced();
        }
    }
}

/// How many brackets are open while something is skipped.
#[derive(Default)]
struct OpenBrackets {
    depth: usize,
    /// The depth of the outermost text that must end on its line.
    line: Option<usize>,
}

impl OpenBrackets {
    fn push(&mut self, line: bool) {
        if line {
            self.line.get_or_insert(self.depth);
        }
        self.depth += 1;
    }

    /// Returns whether there was one.
    fn pop(&mut self) -> bool {
        let some = self.depth > 0;
        self.depth = self.depth.saturating_sub(1);
        self.line = self.line.filter(|at| *at < self.depth);
        some
    }

    /// Ends what must end on its line. Returns whether it was open, and nothing else is.
    fn end_line(&mut self) -> bool {
        self.line.take().is_some_and(|at| {
            self.depth = at;
            at == 0
        })
    }
}

/// The tokens that the grammar sees.
fn significant(text: &str, raw: &[Token]) -> Vec<Tok> {
    let mut toks: Vec<Tok> = Vec::with_capacity(raw.len() / 2);
    let (mut start, mut glued, mut first) = (0_u32, false, true);
    // Where the line begins, and the column of its first token.
    let (mut line, mut indent) = (0, 0);
    for (index, token) in raw.iter().enumerate() {
        if token.kind.is_trivia() {
            glued = false;
            first |= matches!(token.kind, NEWLINE | BOM);
        } else {
            let at = start as usize;
            let column_0 = at == 0 || text.as_bytes()[at - 1] == b'\n';
            let resync = column_0
                && token.kind == IDENT
                && words::RESYNC.contains(&&text[at..at + token.len as usize])
                && lexer::begins_item(&text[at..]);
            let raw = u32::try_from(index).unwrap_or(u32::MAX);
            let column = start - line;
            if first {
                indent = column;
            }
            toks.push(Tok { kind: token.kind, glued, first, resync, raw, start, column, indent });
            glued = true;
            first = false;
        }
        start += token.len;
        if token.kind == NEWLINE {
            line = start;
        } else if let Some(end) = text[(start - token.len) as usize..start as usize].rfind('\n') {
            // The lines of a text: what follows its end stands on the last of them.
            line = start - token.len + u32::try_from(end).unwrap_or(0) + 1;
        }
    }
    toks
}

#[cfg(test)]
mod tests;
