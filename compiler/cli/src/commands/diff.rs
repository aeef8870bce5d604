//! `dlc diff`: what a new build means for machines that run the old one.
//!
//! The answer is data and goes to standard output. The status is that of `diff`: 0 where nothing differs, 1 where
//! something does, 2 where it cannot be known.

mod document;
mod human;
mod markdown;

use crate::args::Format;
use crate::exit::Exit;
use crate::terminal::{Terminal, print};
use dlc_driver::diff::{Diff, Fact, Kind, Presence};
use std::path::Path;

/// Compares two builds.
pub(crate) fn run(old: &Path, new: &Path, format: Format, terminal: &Terminal) -> Exit {
    let diff = match dlc_driver::diff::diff(old, new) {
        Ok(diff) => diff,
        Err(diagnostic) => return terminal.beside_data().trouble(diagnostic),
    };
    let text = match format {
        Format::Json => document::document(&diff),
        Format::Markdown => markdown::page(&diff),
        _ => human::text(&diff),
    };
    match (print(&text), diff.is_empty()) {
        (Exit::Done, true) => Exit::Done,
        (Exit::Done, false) => Exit::LabErrors,
        (failed, _) => failed,
    }
}

/// How many differences of one file are shown to people, and how much of a value.
const LINES: usize = 20;
const WIDTH: usize = 160;

/// A value as a person is shown it: in one line, and not all of a long one.
fn shown(value: &str) -> String {
    let line: String =
        value.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect();
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn word(presence: Presence) -> &'static str {
    match presence {
        Presence::Changed => "changed",
        Presence::Added => "new",
        Presence::Removed => "gone",
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Changed => "changed",
        Kind::Added => "added",
        Kind::Removed => "removed",
    }
}

/// A fact of the builds in a line.
fn fact(fact: &Fact) -> String {
    match (&fact.old, &fact.new) {
        (Some(_), Some(_)) if fact.what.starts_with("input ") => format!("{} has changed", fact.what),
        (Some(old), Some(new)) => format!("{}: {} → {}", fact.what, shown(old), shown(new)),
        (None, Some(new)) if fact.what.starts_with("exposed ") => format!("{} is new: {}", fact.what, shown(new)),
        (None, _) => format!("{} is new", fact.what),
        (_, None) => format!("{} is gone", fact.what),
    }
}

/// How many machines ask for what, the most first.
fn summary(diff: &Diff) -> String {
    if diff.is_empty() {
        return "nothing differs".to_owned();
    }
    let mut classes: Vec<_> = diff.machines.iter().map(|machine| machine.class).collect();
    classes.sort_unstable_by(|a, b| b.cmp(a));
    let of = |chunk: &[dlc_driver::diff::Class]| {
        let machines = if chunk.len() == 1 { "machine" } else { "machines" };
        format!("{} {machines}: {}", chunk.len(), chunk[0].word())
    };
    let mut parts: Vec<String> = classes.chunk_by(|a, b| a == b).map(of).collect();
    if !diff.shared.is_empty() {
        let class = diff.shared.iter().map(|shared| shared.class).max().unwrap_or_default();
        let files = if diff.shared.len() == 1 { "file" } else { "files" };
        parts.push(format!("{} shared {files}: {}", diff.shared.len(), class.word()));
    }
    if parts.is_empty() {
        parts.push("no file differs".to_owned());
    }
    parts.join(", ")
}
