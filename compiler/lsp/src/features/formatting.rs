//! The text as `dlc fmt` writes it.

use crate::requests::Snapshot;
use lsp_types::TextEdit;

/// The edits that give the formatted text; none where the text cannot be formatted.
pub(crate) fn formatting(_snapshot: &Snapshot) -> Option<Vec<TextEdit>> {
    None
}
