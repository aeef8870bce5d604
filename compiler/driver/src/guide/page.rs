//! Markdown: what the page is put together from.

use std::fmt::Write as _;

/// A page under way.
#[derive(Debug)]
pub(super) struct Page {
    out: String,
    sections: usize,
}

impl Page {
    pub(super) fn new(title: &str) -> Self {
        Self { out: format!("# {title}\n"), sections: 0 }
    }

    /// The next thing to do.
    pub(super) fn section(&mut self, title: &str) {
        self.sections += 1;
        let _ = write!(self.out, "\n## {}. {title}\n", self.sections);
    }

    /// A part of a section.
    pub(super) fn part(&mut self, title: &str) {
        let _ = write!(self.out, "\n### {title}\n");
    }

    pub(super) fn text(&mut self, text: &str) {
        let _ = write!(self.out, "\n{text}\n");
    }

    /// What to type.
    pub(super) fn commands<S: AsRef<str>>(&mut self, lines: impl IntoIterator<Item = S>) {
        self.out.push_str("\n```\n");
        for line in lines {
            let _ = writeln!(self.out, "{}", line.as_ref());
        }
        self.out.push_str("```\n");
    }

    /// A table; nothing if it has no rows.
    pub(super) fn table<const N: usize>(&mut self, head: [&str; N], rows: impl IntoIterator<Item = Vec<String>>) {
        let mut rows = rows.into_iter().peekable();
        if rows.peek().is_none() {
            return;
        }
        let _ = write!(self.out, "\n| {} |\n|{}\n", head.join(" | "), " --- |".repeat(N));
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| cell_text(cell)).collect();
            let _ = writeln!(self.out, "| {} |", cells.join(" | "));
        }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// A text that a cell can hold.
fn cell_text(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

/// `a, b and c`
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A word for a shell, quoted if it has to be.
pub(super) fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,~".contains(c);
    if !text.is_empty() && !text.starts_with('~') && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
