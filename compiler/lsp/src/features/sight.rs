//! The word at a place, and what the checker sees there.

use dlc_base::{TextRange, TextSize};
use dlc_db::{Database, SourceFile};
use dlc_sema::check::watch::{Seen, Sight, look};
use dlc_sema::source::{anchor_at, span};
use dlc_syntax::SyntaxKind::{self, *};
use dlc_syntax::{SyntaxNode, SyntaxToken};

/// A word in a tree.
pub(super) struct Word {
    /// The word.
    pub(super) token: SyntaxToken,
    /// What the checker sees there, outer things first.
    pub(super) sights: Vec<(TextRange, Seen)>,
}

impl Word {
    /// The word at a byte: one that begins there rather than one that ends there.
    pub(super) fn at(db: &Database, file: SourceFile, offset: TextSize, names: bool) -> Option<Self> {
        let tree = dlc_db::parse(db, file).syntax();
        let token = token_at(&tree, offset)?;
        let sights = sights(db, file, token.text_range().start(), names);
        Some(Self { token, sights })
    }

    /// What is seen of the word itself.
    pub(super) fn itself(&self) -> Option<&Seen> {
        let range = self.token.text_range();
        let of_word = |seen: &Seen| {
            matches!(seen, Seen::Field { .. } | Seen::Kind { .. } | Seen::Name { .. } | Seen::Member { .. })
        };
        self.sights.iter().rev().find(|(at, seen)| *at == range && of_word(seen)).map(|(_, seen)| seen)
    }

    /// The nodes around the word, the innermost first.
    pub(super) fn around(&self) -> impl Iterator<Item = SyntaxNode> + use<> {
        self.token.parent_ancestors()
    }

    /// The node of this kind that the word is directly in.
    pub(super) fn parent(&self, kind: SyntaxKind) -> Option<SyntaxNode> {
        self.token.parent().filter(|node| node.kind() == kind)
    }
}

/// The word at a byte.
pub(super) fn token_at(tree: &SyntaxNode, offset: TextSize) -> Option<SyntaxToken> {
    if offset > tree.text_range().end() {
        return None;
    }
    let is_word = |token: &SyntaxToken| matches!(token.kind(), IDENT | WORD | TEXT_TAG);
    match tree.token_at_offset(offset) {
        rowan::TokenAtOffset::None => None,
        rowan::TokenAtOffset::Single(token) => Some(token),
        rowan::TokenAtOffset::Between(left, right) => {
            Some(if is_word(&right) || !is_word(&left) { right } else { left })
        }
    }
}

/// What the checker sees at a byte, outer things first.
pub(super) fn sights(db: &Database, file: SourceFile, offset: TextSize, names: bool) -> Vec<(TextRange, Seen)> {
    let Some((anchor, at)) = anchor_at(db, file, offset.into()) else { return Vec::new() };
    let placed = |Sight { place, seen }| Some((span(db, place)?.range, seen));
    look(db, file, &anchor.key, at, names).into_iter().filter_map(placed).collect()
}
