//! Putting tokens into the tree, and how deep it may grow.

use super::{MAX_DEPTH, Parser, Reach};
use crate::SyntaxKind::{self, *};
use crate::lexer::Token;
use dlc_base::Diagnostic;
use rowan::Checkpoint;

impl Parser<'_> {
    /// Puts blanks and comments before the next token into the tree.
    pub(super) fn trivia(&mut self) {
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

    /// Blanks and comments between two entries: a mistake there is told, whatever was wrong on the line before.
    pub(super) fn trivia_between(&mut self) {
        let until = self.toks.get(self.pos).map_or(self.raw.len(), |t| t.raw as usize);
        while self.next_raw < until {
            let token = self.raw[self.next_raw];
            match token.kind {
                NEWLINE => self.quiet = false,
                UNKNOWN => self.report_unknown(token),
                _ => {}
            }
            self.put(token.kind, token.len as usize);
            self.next_raw += 1;
        }
    }

    /// Blanks and what fits nothing, as far as the line reaches.
    pub(super) fn trivia_on_line(&mut self) {
        let until = self.toks.get(self.pos).map_or(self.raw.len(), |t| t.raw as usize);
        while self.next_raw < until && matches!(self.raw[self.next_raw].kind, BLANK | UNKNOWN) {
            let token = self.raw[self.next_raw];
            if token.kind == UNKNOWN {
                self.report_unknown(token);
            }
            self.put(token.kind, token.len as usize);
            self.next_raw += 1;
        }
    }

    pub(super) fn put(&mut self, kind: SyntaxKind, len: usize) {
        self.builder.token(kind.into(), &self.text[self.offset..self.offset + len]);
        self.offset += len;
    }

    pub(super) fn start(&mut self, kind: SyntaxKind) {
        self.trivia();
        self.builder.start_node(kind.into());
    }

    pub(super) fn end(&mut self) {
        self.builder.finish_node();
    }

    pub(super) fn checkpoint(&mut self) -> Checkpoint {
        self.trivia();
        self.builder.checkpoint()
    }

    pub(super) fn start_at(&mut self, checkpoint: Checkpoint, kind: SyntaxKind) {
        self.builder.start_node_at(checkpoint, kind.into());
    }

    /// Takes the next token.
    pub(super) fn bump(&mut self) {
        self.bump_as(self.kind());
    }

    pub(super) fn bump_as(&mut self, kind: SyntaxKind) {
        debug_assert_ne!(kind, END, "the end is no token");
        self.trivia();
        let Some(tok) = self.toks.get(self.pos) else { return };
        let len = self.raw[tok.raw as usize].len as usize;
        self.put(kind, len);
        self.next_raw += 1;
        self.pos += 1;
    }

    pub(super) fn eat(&mut self, kind: SyntaxKind) -> bool {
        let there = self.at(kind);
        if there {
            self.bump();
        }
        there
    }

    /// Takes the first bytes of the next token as a token of its own: `>` of `>=`.
    pub(super) fn split(&mut self, len: usize, first: SyntaxKind, rest: SyntaxKind) {
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
    pub(super) fn bump_error(&mut self) {
        self.start(ERROR);
        self.bump();
        self.end();
    }

    /// Takes everything up to where the brackets are balanced again, as one token of an error node. A text counts as
    /// a bracket; a word that ends whatever is open ends this too.
    pub(super) fn skip_balanced(&mut self) {
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
    pub(super) fn bracketed(&mut self, read: impl FnOnce(&mut Self)) {
        let reach = std::mem::replace(&mut self.reach, Reach::Full);
        self.open += 1;
        read(self);
        self.open -= 1;
        self.reach = reach;
    }

    /// Reads something one level deeper, or flatly what is too deep. Returns the height of what was read.
    pub(super) fn deeper(&mut self, read: impl FnOnce(&mut Self)) -> u32 {
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

    pub(super) fn too_deep(&mut self) {
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
