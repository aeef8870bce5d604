//! Rows of tables while they are typed.

use super::MARK;
use crate::features::sight::Word;
use crate::text::size;
use dlc_syntax::SyntaxKind::*;
use dlc_syntax::SyntaxNode;

/// The text with `-` for the cells that the row at the cursor lacks: a row with another number of cells than columns
/// is none.
pub(super) fn filled(text: String, at: usize) -> String {
    let tree = dlc_syntax::parse(&text).syntax();
    let Some(token) = tree.token_at_offset(size(at)).right_biased() else { return text };
    let Some(row) = token.parent_ancestors().find(|node| matches!(node.kind(), ROW | BODY | HEADER)) else {
        return text;
    };
    if row.kind() != ROW {
        return text;
    }
    let columns = row.parent().and_then(|rows| rows.children().find(|child| child.kind() == HEADER)).map_or(0, cells);
    let missing = columns.saturating_sub(cells(row));
    let behind = at + MARK.len();
    match text.split_at_checked(behind) {
        Some((before, after)) => [before, &" -".repeat(missing), after].concat(),
        None => text,
    }
}

fn cells(row: SyntaxNode) -> usize {
    row.children().filter(|child| child.kind() != BODY).count()
}

/// The column of the cell that a word is.
pub(super) fn column_of(word: &Word) -> Option<String> {
    let row = word.around().find(|node| matches!(node.kind(), ROW | BODY))?;
    if row.kind() != ROW {
        return None;
    }
    let at = word.token.text_range();
    let number = row.children().position(|cell| cell.text_range().contains_range(at))?;
    let header = row.parent()?.children().find(|child| child.kind() == HEADER)?;
    Some(header.children().nth(number)?.text().to_string().trim().to_owned())
}

/// The labels of blocks and rows of a kind, as they are written.
pub(super) fn labels_of(tree: &SyntaxNode, kind: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    if kind.is_empty() {
        return out;
    }
    let word = |node: &SyntaxNode| node.text().to_string().trim().to_owned();
    for node in tree.descendants() {
        let names = |kind_of| node.children().find(|child| child.kind() == kind_of);
        match node.kind() {
            BLOCK if names(PATH).is_some_and(|path| word(&path) == kind) => out.extend(names(LABEL).map(|l| word(&l))),
            TABLE if names(NAME).is_some_and(|name| word(&name) == kind) => {
                let rows = node.children().flat_map(|rows| rows.children()).filter(|row| row.kind() == ROW);
                out.extend(rows.filter_map(|row| Some(word(&row.children().next()?))));
            }
            _ => {}
        }
    }
    // A label with holes is none yet.
    out.retain(|label| !label.contains("\\(") && label != MARK);
    out
}
