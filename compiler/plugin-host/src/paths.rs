//! Where a plugin may write: nowhere but where it promised, under names that mean the same on every file system and
//! in every URL.

use crate::types::{Artifact, Promise, Tree};
use dlc_base::Diagnostic;
use std::collections::BTreeMap;
use std::fmt;

/// Why a path is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bad {
    Empty,
    Absolute,
    EmptySegment,
    Dots,
    Backslash,
    Control,
    Device,
    TooLong,
}

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "it is empty",
            Self::Absolute => "it is absolute",
            Self::EmptySegment => "it has an empty segment",
            Self::Dots => "it has a segment `.` or `..`",
            Self::Backslash => "it has a backslash",
            Self::Control => "it has a control character",
            Self::Device => "one of its segments names a device on some systems",
            Self::TooLong => "it is longer than 1024 bytes, or one of its segments than 255",
        })
    }
}

/// The longest segment and the longest path that every file system of interest takes.
const MAX_SEGMENT: usize = 255;
const MAX_PATH: usize = 1024;

/// So many faults of one answer are told; a guest may return a hundred thousand bad paths.
const MAX_FAULTS: usize = 20;

/// Whether `path` is a plain relative path of a file.
pub(crate) fn check(path: &str) -> Result<(), Bad> {
    if path.is_empty() {
        return Err(Bad::Empty);
    }
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    if path.starts_with('/') || drive && matches!(path.as_bytes().get(2), None | Some(b'/' | b'\\')) {
        return Err(Bad::Absolute);
    }
    if path.contains('\\') {
        return Err(Bad::Backslash);
    }
    // Beyond ASCII too: a line separator in a file name breaks every list of files.
    if path.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err(Bad::Control);
    }
    if path.len() > MAX_PATH || path.split('/').any(|segment| segment.len() > MAX_SEGMENT) {
        return Err(Bad::TooLong);
    }
    for segment in path.split('/') {
        match segment {
            "" => return Err(Bad::EmptySegment),
            "." | ".." => return Err(Bad::Dots),
            _ if names_a_device(segment) => return Err(Bad::Device),
            _ => {}
        }
    }
    Ok(())
}

/// The names that Windows keeps for itself, with any ending and trailing dots or spaces.
fn names_a_device(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or(segment).trim_end().to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|n| n.len() == 1 && n.as_bytes()[0].is_ascii_digit() && n != "0")
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// Everything wrong with where `plugin` put `artifacts`, for the subject (`node s4`, `the lab`) that made `promises`.
/// Of these, `elsewhere` need not be kept here: another answer keeps them.
pub(crate) fn check_promises(
    plugin: &str,
    subject: &str,
    promises: &[Promise],
    elsewhere: &[Promise],
    artifacts: &[Artifact],
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for artifact in artifacts {
        if found.len() >= MAX_FAULTS {
            return found;
        }
        let Artifact { tree, path, .. } = artifact;
        if let Err(why) = check(path) {
            let shown: String = path.chars().take(100).flat_map(char::escape_debug).collect();
            let message = format!("plugin `{plugin}` returned the path `{shown}` for {subject}: {why}");
            found.push(Diagnostic::placeless("plugin-bad-path", message));
        } else if !promises.iter().any(|promise| covers(promise, *tree, path)) {
            let message =
                format!("plugin `{plugin}` returned `{path}` in {tree} for {subject}, which nothing promised");
            let mut diagnostic = Diagnostic::placeless("plugin-unpromised-path", message);
            for promise in promises.iter().take(8) {
                diagnostic =
                    diagnostic.note(format!("`{}` promises `{}` in {}", promise.field, promise.path, promise.tree));
            }
            found.push(diagnostic);
        }
    }
    for promise in promises.iter().filter(|promise| !elsewhere.contains(promise)) {
        if !artifacts.iter().any(|artifact| covers(promise, artifact.tree, &artifact.path)) {
            let Promise { field, tree, path } = promise;
            let message = format!("plugin `{plugin}` did not return `{path}` in {tree} for {subject}");
            let note = format!("`{field}` promises it, so a boot script may point there");
            found.push(Diagnostic::placeless("plugin-broken-promise", message).note(note));
        }
    }
    found
}

/// Whether an artefact at `path` is what was promised, or lies in the promised folder.
fn covers(promise: &Promise, tree: Tree, path: &str) -> bool {
    let here = match promise.path.strip_suffix('/') {
        Some(folder) => path.strip_prefix(folder).is_some_and(|rest| rest.len() > 1 && rest.starts_with('/')),
        None => path == promise.path,
    };
    promise.tree == tree && here
}

/// An artefact's place with who made it: `plugin` for `subject`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed<'a> {
    /// The plugin.
    pub plugin: &'a str,
    /// What it was rendering: `node s4`, `the lab`.
    pub subject: &'a str,
    /// Below which root.
    pub tree: Tree,
    /// The path below it.
    pub path: &'a str,
}

/// Artefacts of all targets that cannot stand beside each other: two at one path, also where only the case differs
/// (TFTP servers and some file systems do not tell them apart), or one below another that is a file.
pub fn collisions<'a>(all: impl IntoIterator<Item = Placed<'a>>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut taken: BTreeMap<(Tree, String), Placed<'a>> = BTreeMap::new();
    for placed in all {
        let key = (placed.tree, placed.path.to_lowercase());
        match taken.get(&key) {
            Some(first) => found.push(collision(first, &placed)),
            None => {
                taken.insert(key, placed);
            }
        }
    }
    for ((tree, path), placed) in &taken {
        let folders = path.match_indices('/').map(|(end, _)| (*tree, path[..end].to_owned()));
        if let Some(file) = folders.filter_map(|folder| taken.get(&folder)).next() {
            found.push(collision(file, placed));
        }
    }
    found
}

fn collision(first: &Placed<'_>, second: &Placed<'_>) -> Diagnostic {
    let Placed { plugin, subject, tree, path } = second;
    let message =
        format!("plugin `{plugin}` returned `{path}` in {tree} for {subject}, where another file is in the way");
    let Placed { plugin, subject, path, .. } = first;
    Diagnostic::placeless("plugin-path-collision", message)
        .note(format!("plugin `{plugin}` returned `{path}` for {subject}"))
        .note("paths that differ only in the case of letters are one file to many servers")
}

#[cfg(test)]
mod tests;
