//! The answer for a pull request: a table of machines, and what differs folded away below it.

use super::{LINES, fact, shown, summary, word};
use dlc_driver::diff::{Diff, Touched};
use std::fmt::Write as _;

/// The page.
pub(super) fn page(diff: &Diff) -> String {
    let mut out = format!("### dlc diff: {}\n", escaped(&summary(diff)));
    if !diff.machines.is_empty() {
        out.push_str("\n| machine | asks for | files |\n| --- | --- | --- |\n");
    }
    for machine in &diff.machines {
        let files: Vec<String> = machine.artifacts.iter().map(|touched| code(&touched.path)).collect();
        let class = machine.class.word();
        let _ = writeln!(out, "| {} | **{class}** | {} |", escaped(&machine.name), files.join(", "));
    }
    if !diff.shared.is_empty() {
        out.push_str("\n| shared file | asks for | why |\n| --- | --- | --- |\n");
    }
    for touched in &diff.shared {
        let _ = writeln!(out, "| {} | **{}** | {} |", code(&touched.path), touched.class.word(), touched.reason);
    }
    if !diff.facts.is_empty() {
        out.push_str("\nThe builds:\n\n");
        diff.facts.iter().for_each(|one| _ = writeln!(out, "- {}", escaped(&fact(one))));
    }
    let of_machines = diff.machines.iter().flat_map(|machine| &machine.artifacts);
    of_machines.chain(&diff.shared).for_each(|touched| details(&mut out, touched));
    out
}

/// What differs in a file.
fn details(out: &mut String, touched: &Touched) {
    let Touched { path, presence, class, reason, changes, private, .. } = touched;
    let head = format!("{} {}: {}, {reason}", code_in_html(path), word(*presence), class.word());
    let _ = write!(out, "\n<details><summary>{head}</summary>\n\n");
    if *private {
        out.push_str("It is for its owner alone, so what it says is not shown.\n\n");
    } else if !changes.is_empty() {
        let mut block = String::new();
        for change in changes.iter().take(LINES) {
            let _ = writeln!(block, "@@ {} @@", shown(&change.place));
            for (sign, value) in [('-', &change.old), ('+', &change.new)] {
                if let Some(value) = value {
                    let _ = writeln!(block, "{sign}{}", shown(value));
                }
            }
        }
        if changes.len() > LINES {
            let _ = writeln!(block, "# and {} more", changes.len() - LINES);
        }
        let fence = fence(&block);
        let _ = write!(out, "{fence}diff\n{block}{fence}\n\n");
    }
    out.push_str("</details>\n");
}

/// A fence that nothing in the text ends.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

/// A path as code in a cell of a table.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'").replace('|', "\\|"))
}

fn code_in_html(text: &str) -> String {
    format!("<code>{}</code>", text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

/// A text in which nothing is Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_ends_its_block_or_its_cell() {
        assert_eq!(fence("a ```` b"), "`````");
        assert_eq!(fence("plain"), "```");
        assert_eq!(code("a|b`c"), "`a\\|b'c`");
        assert_eq!(escaped("<b> a_b | #"), "\\<b\\> a\\_b \\| \\#");
    }
}
