//! What stands between two pieces: comments, and whether lines end there.

use dlc_syntax::SyntaxKind;

/// A comment, or the `#!` of the first line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Comment<'t> {
    /// Without the blanks at its end.
    pub(crate) text: &'t str,
    /// It begins its line.
    pub(crate) own_line: bool,
    /// A blank line stands before it.
    pub(crate) blank: bool,
}

/// The blanks and comments before a piece.
#[derive(Debug, Default)]
pub(crate) struct Trivia<'t> {
    /// In text order.
    pub(crate) comments: Vec<Comment<'t>>,
    /// How many lines end behind the last comment, before the piece.
    newlines: usize,
    /// Any line ends here.
    pub(crate) any_newline: bool,
}

impl<'t> Trivia<'t> {
    /// One more blank or comment.
    pub(crate) fn push(&mut self, kind: SyntaxKind, text: &'t str) {
        match kind {
            SyntaxKind::NEWLINE => {
                self.newlines += 1;
                self.any_newline = true;
            }
            SyntaxKind::COMMENT | SyntaxKind::DOC | SyntaxKind::SHEBANG => {
                let (own_line, blank) = (self.newlines > 0, self.newlines > 1);
                self.comments.push(Comment { text: text.trim_end(), own_line, blank });
                self.newlines = 0;
            }
            _ => {}
        }
    }

    /// The piece begins a line.
    pub(crate) fn newline(&self) -> bool {
        self.newlines > 0
    }

    /// A blank line stands before the piece.
    pub(crate) fn blank(&self) -> bool {
        self.newlines > 1
    }
}
