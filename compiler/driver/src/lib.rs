//! The façade: what the command line asks the compiler for. The only crate that knows every phase.
//!
//! [`Project`] is a lab with whoever brings its files. What comes back is an [`Outcome`]: diagnostics, the texts that
//! they point into, and, where the lab allows it, what was asked for. Nothing here prints, reads a clock or knows the
//! environment; who wants to know how far a build is gives a [`Progress`].

mod blame;
mod build;
mod contents;
mod contribute;
pub mod diff;
pub mod doc;
mod front;
mod gate;
mod guide;
mod identity;
mod library;
pub mod lock;
mod open;
mod outcome;
mod outline;
pub mod pages;
mod planned;
pub mod plugins;
mod progress;
mod project;
mod render;
mod secrets;
pub mod show;
mod targets;
mod testing;
mod trace;
mod unpack;
pub mod verify;
pub mod why;

pub use build::{BuildOptions, Built};
pub use dlc_emit::MANIFEST;
pub use dlc_secret::{Clear, Vault};
pub use library::systems;
pub use open::{mistakes, modules, open};
pub use outcome::{Outcome, Texts};
pub use progress::{Phase, Progress, Quiet};
pub use project::{Content, Project, System};
pub use testing::{TestOptions, Tested, Verdict, test};

use build::Failed;
use dlc_base::Diagnostic;
use front::Front;

/// Everything that is wrong with a program; nothing is written and no target runs.
pub fn check(project: Project) -> Outcome<()> {
    let front = Front::new(project);
    let mut told = front.check();
    told.extend(secrets::unasked(&front));
    let value = (!has_errors(&told)).then_some(());
    front.outcome(value, told, false)
}

/// The same, where what is not pinned in the project's lock is a mistake too.
pub fn check_locked(project: Project, locked: &lock::Locked) -> Outcome<()> {
    let front = Front::new(project);
    let mut told = front.check();
    told.extend(secrets::unasked(&front));
    lock::refuse_unbuilt(&front, locked, &mut told);
    let value = (!has_errors(&told)).then_some(());
    front.outcome(value, told, false)
}

/// The evaluated lab as JSON, as targets are given it but for what they contribute.
pub fn model(project: Project) -> Outcome<String> {
    let front = Front::new(project);
    let mut told = Vec::new();
    let text = build::evaluate(&front, &mut told).and_then(|(_, model)| match model.cluster.to_json() {
        Ok(text) => Some(text),
        Err(error) => {
            told.push(Diagnostic::placeless("model-mismatch", format!("the model cannot be printed: {error}")));
            None
        }
    });
    front.outcome(text, told, false)
}

/// Builds the tree. `progress` is told of each phase; its first is [`Phase::Evaluate`].
pub fn build(project: Project, options: &BuildOptions, progress: &dyn Progress) -> Outcome<Built> {
    progress.begins(Phase::Evaluate);
    let front = Front::new(project).ahead(options.threads);
    let mut told = Vec::new();
    match build::build(&front, options, progress, &mut told) {
        Ok(built) => front.outcome(Some(built), told, false),
        Err(Failed::Refused) => front.outcome(None, told, false),
        Err(Failed::Trouble(diagnostic)) => {
            told.push(*diagnostic);
            front.outcome(None, told, true)
        }
    }
}

fn has_errors(told: &[Diagnostic]) -> bool {
    told.iter().any(|diagnostic| diagnostic.severity == dlc_base::Severity::Error)
}
