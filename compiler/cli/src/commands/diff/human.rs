//! The answer for a terminal.

use super::{LINES, fact, shown, summary, word};
use dlc_driver::diff::{Diff, Presence, Touched};
use std::fmt::Write as _;

/// A paragraph for each machine, one for shared files and one for the builds; a line that sums up at the end.
pub(super) fn text(diff: &Diff) -> String {
    let mut out = String::new();
    for machine in &diff.machines {
        let presence = match machine.presence {
            Presence::Changed => String::new(),
            presence => format!(" ({})", word(presence)),
        };
        let _ = writeln!(out, "{}{presence}: {}", machine.name, machine.class.word());
        machine.artifacts.iter().for_each(|touched| artifact(&mut out, touched));
    }
    if !diff.shared.is_empty() {
        out.push_str("shared files\n");
        diff.shared.iter().for_each(|touched| artifact(&mut out, touched));
    }
    if !diff.facts.is_empty() {
        out.push_str("the builds\n");
        diff.facts.iter().for_each(|one| _ = writeln!(out, "  {}", fact(one)));
    }
    let _ = writeln!(out, "{}", summary(diff));
    out
}

fn artifact(out: &mut String, touched: &Touched) {
    let Touched { path, presence, class, reason, changes, private, .. } = touched;
    let _ = writeln!(out, "  {path} {}: {}, {reason}", word(*presence), class.word());
    if *private {
        out.push_str("    it is for its owner alone, so what it says is not shown\n");
    }
    for change in changes.iter().take(LINES) {
        let _ = writeln!(out, "    {}", change.place);
        for (sign, value) in [('-', &change.old), ('+', &change.new)] {
            if let Some(value) = value {
                let _ = writeln!(out, "      {sign} {}", shown(value));
            }
        }
    }
    if changes.len() > LINES {
        let _ = writeln!(out, "    and {} more", changes.len() - LINES);
    }
}
