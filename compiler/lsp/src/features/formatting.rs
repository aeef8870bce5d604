//! The text as `dlc fmt` writes it.

use crate::requests::Snapshot;
use crate::text::size;
use dlc_base::TextRange;
use lsp_types::TextEdit;

/// The edits that give the formatted text; none where the text cannot be formatted.
pub(crate) fn formatting(snapshot: &Snapshot) -> Option<Vec<TextEdit>> {
    let old = snapshot.text.as_str();
    let new = dlc_fmt::format(old).ok()?;
    let edit = |(range, text): (std::ops::Range<usize>, String)| TextEdit {
        range: snapshot.text.range(TextRange::new(size(range.start), size(range.end))),
        new_text: text,
    };
    Some(changes(old, &new).into_iter().map(edit).collect())
}

/// The lines that differ, as edits of the old text: an editor keeps its cursor in those that do not.
///
/// Lines are compared from both ends, and in between one by one where there are as many: a formatter moves things
/// within lines, and seldom breaks them.
fn changes(old: &str, new: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let front = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - front;
    let back = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (middle_old, middle_new) = (&old[front..old.len() - back], &new[front..new.len() - back]);
    let mut at: usize = old[..front].iter().map(|line| line.len()).sum();
    if middle_old.len() != middle_new.len() {
        let end = at + middle_old.iter().map(|line| line.len()).sum::<usize>();
        return vec![(at..end, middle_new.concat())];
    }
    let mut out: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    for (before, after) in middle_old.iter().zip(middle_new) {
        let end = at + before.len();
        if before != after {
            match out.last_mut() {
                Some((range, text)) if range.end == at => {
                    range.end = end;
                    text.push_str(after);
                }
                _ => out.push((at..end, (*after).to_owned())),
            }
        }
        at = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::changes;

    /// Applies edits to the text that they are about.
    fn applied(old: &str, edits: &[(std::ops::Range<usize>, String)]) -> String {
        let mut out = old.to_owned();
        for (range, text) in edits.iter().rev() {
            out.replace_range(range.clone(), text);
        }
        out
    }

    #[test]
    fn only_lines_that_differ_are_edited() {
        let (old, new) = ("a\n b\nc\n d\ne\n", "a\nb\nc\nd\ne\n");
        let edits = changes(old, new);
        assert_eq!(edits, [(2..5, "b\n".to_owned()), (7..10, "d\n".to_owned())]);
        assert_eq!(applied(old, &edits), new);
    }

    #[test]
    fn edits_give_the_new_text_whatever_differs() {
        let texts = ["", "a", "a\n", "a\nb\n", "b\na\n", "a\n\n\nb\nc", "x\na\nb\ny\n", "\n\n"];
        for old in texts {
            for new in texts {
                assert_eq!(applied(old, &changes(old, new)), new, "{old:?} -> {new:?}");
            }
            assert_eq!(changes(old, old), []);
        }
    }
}
