//! The typed view of the tree: which parts each node has.
//!
//! Nothing is stored; each accessor looks among the node's children. Where the text was wrong a part may be missing,
//! so everything is an `Option` or an iterator.

mod entries;
mod exprs;
mod items;
mod types;

pub use entries::*;
pub use exprs::*;
pub use items::*;
pub use types::*;

use crate::{SyntaxKind, SyntaxKind::*, SyntaxNode, SyntaxToken};
use dlc_base::TextRange;

/// A node of known kind.
pub trait AstNode: Sized {
    /// The node, if it is of this kind.
    fn cast(node: SyntaxNode) -> Option<Self>;

    /// The node itself.
    fn syntax(&self) -> &SyntaxNode;

    /// Where it stands.
    fn range(&self) -> TextRange {
        self.syntax().text_range()
    }
}

/// Defines node types, each for one kind.
macro_rules! nodes {
    ($($(#[$doc:meta])* $name:ident = $kind:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name($crate::SyntaxNode);

        impl $crate::ast::AstNode for $name {
            fn cast(node: $crate::SyntaxNode) -> Option<Self> {
                (node.kind() == $crate::SyntaxKind::$kind).then_some(Self(node))
            }

            fn syntax(&self) -> &$crate::SyntaxNode {
                &self.0
            }
        }
    )*};
}

/// Defines a choice between node types.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($variant:ident($node:ty),)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each variant is its node")]
        pub enum $name { $($variant($node),)* }

        impl $crate::ast::AstNode for $name {
            fn cast(node: $crate::SyntaxNode) -> Option<Self> {
                $(
                    let node = match <$node>::cast(node.clone()) {
                        Some(found) => return Some(Self::$variant(found)),
                        None => node,
                    };
                )*
                let _ = node;
                None
            }

            fn syntax(&self) -> &$crate::SyntaxNode {
                match self { $(Self::$variant(node) => node.syntax(),)* }
            }
        }
    };
}

use {choice, nodes};

nodes! {
    /// A name that is declared or set here, and the name behind a `.`.
    Name = NAME,
    /// `a.b`
    Path = PATH,
}

impl Name {
    /// The word.
    pub fn token(&self) -> Option<SyntaxToken> {
        self.0.first_token()
    }

    /// The word as text.
    pub fn text(&self) -> String {
        self.token().map(|t| t.text().to_owned()).unwrap_or_default()
    }
}

impl Path {
    /// Its words.
    pub fn names(&self) -> impl Iterator<Item = Name> + use<> {
        children(&self.0)
    }
}

/// The first child of a type.
fn child<N: AstNode>(node: &SyntaxNode) -> Option<N> {
    node.children().find_map(N::cast)
}

/// All children of a type.
fn children<N: AstNode>(node: &SyntaxNode) -> impl Iterator<Item = N> + use<N> {
    node.children().filter_map(N::cast)
}

/// The first token of a kind among the children.
fn token(node: &SyntaxNode, kinds: &[SyntaxKind]) -> Option<SyntaxToken> {
    node.children_with_tokens().filter_map(|e| e.into_token()).find(|t| kinds.contains(&t.kind()))
}

/// The first child of a type that stands behind a token of `after` (if that is not empty) and before one of `before`.
fn between<N: AstNode>(node: &SyntaxNode, after: &[SyntaxKind], before: &[SyntaxKind]) -> Option<N> {
    let mut inside = after.is_empty();
    for element in node.children_with_tokens() {
        match element {
            rowan::NodeOrToken::Token(token) if inside && before.contains(&token.kind()) => return None,
            rowan::NodeOrToken::Token(token) => inside |= after.contains(&token.kind()),
            rowan::NodeOrToken::Node(node) if inside => {
                if let Some(found) = N::cast(node) {
                    return Some(found);
                }
            }
            rowan::NodeOrToken::Node(_) => {}
        }
    }
    None
}

/// The documentation comment above a node: its lines without slashes, joined by newlines. A blank line ends it.
pub fn doc(node: &SyntaxNode) -> Option<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut newlines = 0;
    let mut before = node.prev_sibling_or_token();
    while let Some(token) = before.and_then(|e| e.into_token()).filter(|t| t.kind().is_trivia()) {
        match token.kind() {
            NEWLINE => newlines += 1,
            DOC => {
                newlines = 0;
                let line = token.text().trim_start_matches('/').trim_end();
                lines.push(line.strip_prefix(' ').unwrap_or(line).to_owned());
            }
            BLANK => {}
            _ => break,
        }
        if newlines > 1 {
            break;
        }
        before = token.prev_sibling_or_token();
    }
    lines.reverse();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
