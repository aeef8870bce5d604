//! Whether two texts say the same: the same tokens in the same nodes but for commas, texts of the same value, the same
//! comments in the same order.

use dlc_syntax::SyntaxKind::{self, *};
use dlc_syntax::ast::{AstNode as _, Text, TextPiece};
use dlc_syntax::{SyntaxElement, SyntaxNode, WalkEvent};

/// Whether `text` parses without errors to what `root` is.
pub(crate) fn same(root: &SyntaxNode, text: &str) -> bool {
    let parse = dlc_syntax::parse(text);
    parse.errors.is_empty()
        && meaning(root).eq(meaning(&parse.syntax()))
        && comments(root).eq(comments(&parse.syntax()))
}

/// Something that counts.
#[derive(Debug, PartialEq, Eq)]
enum Mark {
    Enter(SyntaxKind),
    Leave,
    Token(String),
    /// A piece of a text.
    Says(String),
}

fn meaning(root: &SyntaxNode) -> impl Iterator<Item = Mark> {
    root.preorder_with_tokens().filter_map(|event| match event {
        WalkEvent::Enter(SyntaxElement::Node(node)) => Some(match said(&node) {
            Some(said) => Mark::Says(said),
            None => Mark::Enter(node.kind()),
        }),
        WalkEvent::Leave(SyntaxElement::Node(_)) => Some(Mark::Leave),
        WalkEvent::Enter(SyntaxElement::Token(token)) => {
            let counts = !token.kind().is_trivia()
                && !matches!(token.kind(), COMMA | TEXT_OPEN | TEXT_CHARS | TEXT_ESCAPE | TEXT_CLOSE);
            counts.then(|| Mark::Token(token.text().to_owned()))
        }
        WalkEvent::Leave(SyntaxElement::Token(_)) => None,
    })
}

/// What a text says between its holes, and how it is quoted.
fn said(node: &SyntaxNode) -> Option<String> {
    let text = Text::cast(node.clone())?;
    let open = node.children_with_tokens().find(|e| e.kind() == TEXT_OPEN)?.into_token()?;
    let mut said = open.text().trim_end().to_owned();
    for piece in text.pieces() {
        match piece {
            TextPiece::Chars(chars, _) => said.push_str(&chars),
            TextPiece::Hole(_) => said.push('\0'),
        }
    }
    Some(said)
}

fn comments(root: &SyntaxNode) -> impl Iterator<Item = String> {
    root.descendants_with_tokens()
        .filter(|e| matches!(e.kind(), COMMENT | DOC | SHEBANG))
        .map(|e| e.to_string().trim_end().to_owned())
}
