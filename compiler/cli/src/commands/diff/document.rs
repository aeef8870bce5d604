//! The answer for programs. Keys are added, never renamed.

use super::{kind, word};
use dlc_driver::diff::{Change, Diff, Machine, Touched};
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    same: bool,
    class: &'static str,
    machines: Vec<OneMachine<'a>>,
    shared: Vec<OneArtifact<'a>>,
    facts: Vec<OneFact<'a>>,
}

#[derive(Serialize)]
struct OneMachine<'a> {
    name: &'a str,
    presence: &'static str,
    class: &'static str,
    artifacts: Vec<OneArtifact<'a>>,
}

#[derive(Serialize)]
struct OneArtifact<'a> {
    path: &'a str,
    target: &'a str,
    presence: &'static str,
    class: &'static str,
    reason: &'static str,
    /// Whether it is for its owner alone: then no change is listed.
    private: bool,
    changes: Vec<OneChange<'a>>,
}

#[derive(Serialize)]
struct OneChange<'a> {
    kind: &'static str,
    at: &'a str,
    place: &'a str,
    old: Option<&'a str>,
    new: Option<&'a str>,
}

#[derive(Serialize)]
struct OneFact<'a> {
    what: &'a str,
    old: Option<&'a str>,
    new: Option<&'a str>,
}

/// The document.
pub(super) fn document(diff: &Diff) -> String {
    let facts =
        diff.facts.iter().map(|fact| OneFact { what: &fact.what, old: fact.old.as_deref(), new: fact.new.as_deref() });
    let document = Document {
        format: "dlc-diff/1",
        same: diff.is_empty(),
        class: diff.class().word(),
        machines: diff.machines.iter().map(machine).collect(),
        shared: diff.shared.iter().map(artifact).collect(),
        facts: facts.collect(),
    };
    // Nothing in the document can fail to be written.
    serde_json::to_string_pretty(&document).map(|text| text + "\n").unwrap_or_default()
}

fn machine(machine: &Machine) -> OneMachine<'_> {
    OneMachine {
        name: &machine.name,
        presence: word(machine.presence),
        class: machine.class.word(),
        artifacts: machine.artifacts.iter().map(artifact).collect(),
    }
}

fn artifact(touched: &Touched) -> OneArtifact<'_> {
    OneArtifact {
        path: &touched.path,
        target: &touched.target,
        presence: word(touched.presence),
        class: touched.class.word(),
        reason: touched.reason,
        private: touched.private,
        changes: touched.changes.iter().map(change).collect(),
    }
}

fn change(change: &Change) -> OneChange<'_> {
    OneChange {
        kind: kind(change.kind),
        at: &change.at,
        place: &change.place,
        old: change.old.as_deref(),
        new: change.new.as_deref(),
    }
}
