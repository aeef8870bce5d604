//! What a new tree means for machines that run the old one.
//!
//! Two trees are compared artefact by artefact, and each artefact by what it says: data by its values, archives by what
//! lies in them, text by its lines ([`meaning`]). What a difference asks for is decided in [`class`]. Where a file is
//! for its owner alone, that it differs is told and nothing of what it says.

mod archive;
mod arrays;
mod class;
mod leaves;
mod meaning;

pub use class::Class;
pub use leaves::{Change, Kind};

use dlc_base::Diagnostic;
use dlc_emit::{Artifact, BuiltTree, Disk, EmitError, Exposed, Manifest};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What differs between two trees.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diff {
    /// Facts about the builds as wholes.
    pub facts: Vec<Fact>,
    /// Machines with a difference, by name.
    pub machines: Vec<Machine>,
    /// Artefacts that are for no machine alone.
    pub shared: Vec<Touched>,
}

/// A fact of the manifest that is not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What: `compiler`, `input lab.dl`.
    pub what: String,
    /// As it was; none where it is new.
    pub old: Option<String>,
    /// As it is; none where it is gone.
    pub new: Option<String>,
}

/// A machine with a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its name.
    pub name: String,
    /// What has to be done to it.
    pub class: Class,
    /// Whether it is new or gone, and not changed.
    pub presence: Presence,
    /// Its artefacts.
    pub artifacts: Vec<Touched>,
}

/// In which of the two trees something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// In both.
    Changed,
    /// In the new one.
    Added,
    /// In the old one.
    Removed,
}

/// An artefact that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The path from the root of the tree.
    pub path: String,
    /// The target that made it.
    pub target: String,
    /// In which trees it is.
    pub presence: Presence,
    /// What has to be done about it.
    pub class: Class,
    /// Why.
    pub reason: &'static str,
    /// What it says that it did not say, in the order of the file. Empty where that is not shown.
    pub changes: Vec<Change>,
    /// Whether it is for its owner alone, so that nothing of it is shown.
    pub private: bool,
}

impl Diff {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.machines.is_empty() && self.shared.is_empty()
    }

    /// The most that has to be done.
    pub fn class(&self) -> Class {
        let machines = self.machines.iter().map(|machine| machine.class);
        machines.chain(self.shared.iter().map(|shared| shared.class)).max().unwrap_or_default()
    }
}

/// What differs between the trees in `old` and `new`, each a folder or an archive.
///
/// # Errors
/// One of them is no tree of ours, or is damaged.
pub fn diff(old: &Path, new: &Path) -> Result<Diff, Diagnostic> {
    compare(old, new).map_err(|error| error.diagnostic())
}

fn compare(old: &Path, new: &Path) -> Result<Diff, EmitError> {
    let (old, new) = (BuiltTree::open(&Disk, old)?, BuiltTree::open(&Disk, new)?);
    let pairs = pairs(&old.manifest, &new.manifest);
    let changed = |pair: &&Pair<'_>| pair.both().is_some_and(|(was, is)| was.sha256 != is.sha256);
    let wanted: BTreeSet<String> = pairs.iter().filter(changed).map(|pair| pair.path().to_owned()).collect();
    let (old_bytes, new_bytes) = (old.read(&wanted)?, new.read(&wanted)?);
    let mut of_machines: BTreeMap<String, Vec<Touched>> = BTreeMap::new();
    let mut shared = Vec::new();
    for pair in &pairs {
        let bytes = |read: &BTreeMap<String, Vec<u8>>| read.get(pair.path()).cloned().unwrap_or_default();
        let touched = touched(pair, &bytes(&old_bytes), &bytes(&new_bytes));
        match pair.any().node.clone() {
            Some(node) => of_machines.entry(node).or_default().push(touched),
            None => shared.push(touched),
        }
    }
    let machine = |(name, artifacts): (String, Vec<Touched>)| {
        let presence = presence_of(&name, &old.manifest, &new.manifest);
        let class = class::of_machine(presence, &artifacts);
        Machine { name, class, presence, artifacts }
    };
    let mut machines: Vec<Machine> = of_machines.into_iter().map(machine).collect();
    machines.sort_by(|a, b| dlc_model::natural(&a.name, &b.name));
    Ok(Diff { facts: facts(&old.manifest, &new.manifest), machines, shared })
}

/// The same artefact in both trees, or one that is in one alone.
struct Pair<'a> {
    old: Option<&'a Artifact>,
    new: Option<&'a Artifact>,
}

impl<'a> Pair<'a> {
    fn any(&self) -> &'a Artifact {
        match (self.new, self.old) {
            (Some(one), _) | (None, Some(one)) => one,
            (None, None) => unreachable!("a pair is made of an artefact"),
        }
    }

    fn path(&self) -> &'a str {
        &self.any().path
    }

    fn both(&self) -> Option<(&'a Artifact, &'a Artifact)> {
        self.old.zip(self.new)
    }
}

/// The artefacts that differ, by path.
fn pairs<'a>(old: &'a Manifest, new: &'a Manifest) -> Vec<Pair<'a>> {
    let paths: BTreeSet<&str> = old.artifacts.iter().chain(&new.artifacts).map(|a| a.path.as_str()).collect();
    let pair = |path: &str| Pair { old: old.artifact(path), new: new.artifact(path) };
    paths.into_iter().map(pair).filter(|pair| pair.old != pair.new).collect()
}

fn presence_of(node: &str, old: &Manifest, new: &Manifest) -> Presence {
    let has = |manifest: &Manifest| manifest.artifacts.iter().any(|artifact| artifact.node.as_deref() == Some(node));
    match (has(old), has(new)) {
        (false, _) => Presence::Added,
        (_, false) => Presence::Removed,
        _ => Presence::Changed,
    }
}

fn touched(pair: &Pair<'_>, old: &[u8], new: &[u8]) -> Touched {
    let any = pair.any();
    let presence = match (pair.old, pair.new) {
        (Some(_), Some(_)) => Presence::Changed,
        (None, _) => Presence::Added,
        (_, None) => Presence::Removed,
    };
    let private = [pair.old, pair.new].into_iter().flatten().any(|artifact| artifact.mode.0 & 0o077 == 0);
    let mut changes = Vec::new();
    if let Some((was, is)) = pair.both() {
        if was.sha256 != is.sha256 {
            changes = meaning::compare(&any.path, &any.media_type, old, new);
        }
        changes.extend(of_manifest(was, is));
    }
    let (class, reason) =
        class::of(any, presence, &changes, pair.both().is_some_and(|(was, is)| was.sha256 != is.sha256));
    let changes = if private { Vec::new() } else { changes };
    Touched { path: any.path.clone(), target: any.target.clone(), presence, class, reason, changes, private }
}

/// What the manifest says of the same file that it did not say.
fn of_manifest(was: &Artifact, is: &Artifact) -> Vec<Change> {
    let facts = |artifact: &Artifact| {
        [
            ("mode", format!("{:04o}", artifact.mode.0)),
            ("media type", artifact.media_type.clone()),
            ("audience", format!("{:?}", artifact.audience).to_lowercase()),
            ("target", artifact.target.clone()),
        ]
    };
    let differ = facts(was).into_iter().zip(facts(is)).filter(|((_, was), (_, is))| was != is);
    differ.map(|((fact, was), (_, is))| Change::of_file(fact, was, is)).collect()
}

/// What differs between the builds as wholes.
fn facts(old: &Manifest, new: &Manifest) -> Vec<Fact> {
    let of = |manifest: &Manifest| -> BTreeMap<(u8, String), String> {
        let whole = [
            ("compiler", manifest.compiler.clone()),
            ("lab", manifest.lab.clone()),
            ("epoch", manifest.epoch.to_string()),
        ];
        let mut all: BTreeMap<(u8, String), String> =
            whole.into_iter().map(|(what, is)| ((0, what.to_owned()), is)).collect();
        all.extend(manifest.plugins.iter().map(|plugin| {
            ((1, format!("plugin {}", plugin.name)), format!("{} sha256:{}", plugin.version, plugin.sha256))
        }));
        all.extend(
            manifest
                .inputs
                .iter()
                .map(|input| ((2, format!("input {}", input.path)), format!("sha256:{}", input.sha256))),
        );
        let exposed = |Exposed { secret, reason }: &Exposed| ((3, format!("exposed {secret}")), reason.clone());
        all.extend(manifest.exposed.iter().map(exposed));
        all
    };
    let (was, is) = (of(old), of(new));
    let keys: BTreeSet<&(u8, String)> = was.keys().chain(is.keys()).collect();
    let differ = keys.into_iter().filter(|key| was.get(key) != is.get(key));
    differ.map(|key| Fact { what: key.1.clone(), old: was.get(key).cloned(), new: is.get(key).cloned() }).collect()
}

#[cfg(test)]
mod tests;
