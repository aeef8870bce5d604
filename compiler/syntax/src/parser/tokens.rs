//! The tokens that the grammar sees: those that are no blanks and no comments, with where they stand.

use crate::SyntaxKind::{self, *};
use crate::lexer::{self, Token};
use crate::words;

/// A token that the grammar sees.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tok {
    pub(super) kind: SyntaxKind,
    /// Nothing stands between it and the token before.
    pub(super) glued: bool,
    /// It is the first on its line.
    pub(super) first: bool,
    /// It ends whatever is open.
    pub(super) resync: bool,
    /// Its place among all tokens.
    pub(super) raw: u32,
    /// Its first byte.
    pub(super) start: u32,
    /// Its column, and that of the first token on its line, in bytes.
    pub(super) column: u32,
    pub(super) indent: u32,
}

/// The tokens that the grammar sees.
pub(super) fn significant(text: &str, raw: &[Token]) -> Vec<Tok> {
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
