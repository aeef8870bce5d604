//! A `"""` text, moved to another indentation without a change of what it says.

use dlc_syntax::SyntaxKind::*;
use dlc_syntax::{SyntaxElement, SyntaxNode};

/// A text of several lines.
#[derive(Debug)]
pub(crate) struct BlockText {
    /// Its tag and its opening quotes.
    pub(crate) open: String,
    /// Its lines without their indentation; a line of nothing stays without one.
    pub(crate) lines: Vec<String>,
    /// Its closing quotes.
    pub(crate) close: String,
}

/// Reads a text; none if it stands on one line.
pub(crate) fn block(node: &SyntaxNode) -> Option<BlockText> {
    let tokens = || node.children_with_tokens().filter_map(SyntaxElement::into_token);
    let open = tokens().find(|t| t.kind() == TEXT_OPEN).filter(|t| t.text().contains('\n'))?;
    let close = tokens().find(|t| t.kind() == TEXT_CLOSE)?;
    let marks = close.text().trim_start_matches([' ', '\t']);
    let indent = &close.text()[..close.text().len() - marks.len()];
    let tag = tokens().find(|t| t.kind() == TEXT_TAG).map(|t| t.text().to_owned()).unwrap_or_default();

    // The line that is being read; none where one begins.
    let mut lines: Vec<String> = Vec::new();
    let mut line: Option<String> = None;
    for element in node.children_with_tokens() {
        let piece = match &element {
            SyntaxElement::Node(hole) => hole.text().to_string(),
            SyntaxElement::Token(token) if token.kind() == TEXT_CHARS => token.text().to_owned(),
            SyntaxElement::Token(_) => continue,
        };
        let piece = piece.replace("\r\n", "\n");
        let (rest, begins) = match &line {
            // A line of blanks alone may be shorter than the indentation.
            None => (piece.strip_prefix(indent).unwrap_or_else(|| piece.trim_start_matches([' ', '\t'])), true),
            Some(_) => (&*piece, false),
        };
        let ended = element.kind() == TEXT_CHARS && rest.ends_with('\n');
        let whole = line.get_or_insert_default();
        whole.push_str(if ended { &rest[..rest.len() - 1] } else { rest });
        debug_assert!(begins || !whole.is_empty() || rest.is_empty() || ended, "a line goes on");
        if ended {
            lines.extend(line.take());
        }
    }
    Some(BlockText { open: format!("{tag}{}", open.text().trim_end()), lines, close: marks.to_owned() })
}
