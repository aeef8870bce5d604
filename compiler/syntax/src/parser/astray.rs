//! Braces too many at the level of a file, and what then stands outside of every block.

use super::report::shortened;
use super::{Closed, Parser};
use crate::SyntaxKind::*;
use dlc_base::Diagnostic;

impl Parser<'_> {
    /// An entry at the level of the file. If a brace was closed too early, this goes on for many entries: told once.
    pub(super) fn misplaced(&mut self) {
        if std::mem::replace(&mut self.astray, true) {
            self.quiet = true;
            return;
        }
        let message = format!("`{}` stands in braces only, not at the level of the file", self.word());
        let error = Diagnostic::error("syntax-error", self.range(), message);
        self.error_with(match self.nth(1) {
            EQ => error.hint("a value for the whole file is a `let`"),
            _ => error,
        });
    }

    /// The brace that has closed a block of the file before what follows, which was meant to stand in it.
    pub(super) fn closed_too_early(&self, inside: bool) -> Option<Closed> {
        let indented = self.first_on_line() && self.column_here() > 0;
        let closed = self.closed?;
        let early = (closed.right && inside) || (self.surplus && indented);
        early.then_some(closed)
    }

    /// A brace is one too many: what follows it goes on for many entries, and is told once.
    pub(super) fn tell_closed(&mut self, closed: Closed) {
        if std::mem::replace(&mut self.astray, true) {
            self.quiet = true;
            return;
        }
        let head = shortened(&self.text[closed.head]);
        let message =
            if head.is_empty() { "this `}` closes too much".into() } else { format!("this `}}` closes `{head}`") };
        let error = Diagnostic::error("stray-brace", closed.brace, message)
            .also(self.range(), "so this stands outside")
            .hint("one `}` is too many, here or above");
        self.error_with(error);
        self.quiet = true;
    }

    /// `}` at the level of the file.
    pub(super) fn closes_nothing(&mut self) {
        if !std::mem::replace(&mut self.astray, false) {
            let error = Diagnostic::error("stray-brace", self.range(), "`}` closes nothing");
            self.error_with(match self.closed {
                Some(closed) if closed.right => {
                    error.also(closed.brace, format!("`{}` ends here already", shortened(&self.text[closed.head])))
                }
                _ => error,
            });
        }
        self.closed = None;
        self.bump_error();
    }
}
