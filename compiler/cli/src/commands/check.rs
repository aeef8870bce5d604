//! `dlc check`: all mistakes of a lab, and nothing written.

use crate::args::Secrets;
use crate::commands::lock;
use crate::exit::Exit;
use crate::locate::{Located, locate};
use crate::terminal::Terminal;
use crate::vault;
use std::path::Path;

/// Checks the lab.
pub(crate) fn run(lab: Option<&Path>, locked: bool, secrets: &Secrets, terminal: &Terminal) -> Exit {
    match locate(lab).and_then(|located| vault::with_secrets(located, secrets)) {
        Ok(Located { project, names, .. }) => {
            let outcome = match lock::locked(locked, lab) {
                Some(locked) => dlc_driver::check_locked(project, &locked),
                None => dlc_driver::check(project),
            };
            let (exit, _) = terminal.outcome(outcome, &names);
            exit
        }
        Err(diagnostic) => terminal.trouble(diagnostic),
    }
}
