//! Whether the tree on disk is what its lab gives now; where it is not, how it differs.

use super::align::align;
use crate::front::Front;
use crate::trace::{Made, Scene};
use dlc_base::{Diagnostic, Severity};
use dlc_emit::{Input, Manifest, Plugin, sha256};
use std::collections::BTreeMap;
use std::ops::Range;

/// How many names are listed of what differs.
const LISTED: usize = 5;

/// How bytes on disk lie to those that were made now: equal but for secrets, of which nothing is shown here.
pub(super) struct Match {
    /// Places on disk and in what was made, one for one.
    pairs: Vec<(Range<usize>, Range<usize>)>,
}

impl Match {
    /// None if they are not equal.
    pub(super) fn of(disk: &[u8], made: &Made) -> Option<Self> {
        let mut parts: Vec<(Range<usize>, bool)> = Vec::new();
        let mut from = 0;
        for (range, _) in &made.sealed {
            parts.push((from..range.start, true));
            parts.push((range.clone(), false));
            from = range.end;
        }
        parts.push((from..made.bytes.len(), true));
        parts.retain(|(range, plain)| !plain || !range.is_empty());
        let texts: Vec<Option<&[u8]>> =
            parts.iter().map(|(range, plain)| plain.then(|| made.bytes.get(range.clone())).flatten()).collect();
        let places = align(&texts, disk)?;
        Some(Self { pairs: places.into_iter().zip(parts.into_iter().map(|(range, _)| range)).collect() })
    }

    /// Where in what was made a byte of the disk lies.
    pub(super) fn made(&self, byte: usize) -> usize {
        let (disk, made) = match self.pairs.iter().find(|(disk, _)| byte < disk.end).or(self.pairs.last()) {
            Some(pair) => pair,
            None => return byte,
        };
        let at = byte.saturating_sub(disk.start);
        // What stands for a secret has another length.
        made.start + if disk.len() == made.len() { at } else { at.min(made.len().saturating_sub(1)) }
    }
}

/// Where in what is made now a byte of a file that differs lies: what stands before the first difference and behind the
/// last stands there too, and what is between leads to where the difference begins.
pub(super) fn near(disk: &[u8], made: &[u8], byte: usize) -> usize {
    let before = disk.iter().zip(made).take_while(|(a, b)| a == b).count();
    let rest = disk.len().min(made.len()) - before;
    let behind = disk.iter().rev().zip(made.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let from_end = disk.len() - byte;
    let found = if byte < before {
        byte
    } else if from_end <= behind {
        made.len() - from_end
    } else {
        before
    };
    found.min(made.len().saturating_sub(1))
}

/// What there is to say of a file that is not what the lab gives now.
pub(super) fn differs(front: &Front, scene: &Scene, manifest: &Manifest, path: &str, disk: &[u8]) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    let recorded = manifest.artifact(path).map(|artifact| artifact.sha256);
    if recorded.is_some_and(|recorded| recorded != sha256(disk)) {
        let message = format!("`{path}` was changed after it was built");
        out.push(warning("changed-by-hand", message).hint("build again to undo it; change the lab to keep it"));
    }
    let mut notes = inputs(&manifest.inputs, &front.inputs());
    notes.extend(plugins(&manifest.plugins, &scene.targets));
    if manifest.compiler != crate::build::VERSION {
        notes.push(format!("dlc {} built it, and this is {}", manifest.compiler, crate::build::VERSION));
    }
    if out.is_empty() || !notes.is_empty() {
        let mut told = warning("tree-is-older", format!("the lab gives another `{path}` now than it lies in the tree"));
        told.notes = notes;
        out.push(told.hint("build again; the answer is for what the lab gives now"));
    }
    out
}

fn warning(code: &'static str, message: String) -> Diagnostic {
    Diagnostic::new(Severity::Warning, code.into(), None, message)
}

/// What became of the files that the tree was made from.
fn inputs(then: &[Input], now: &[Input]) -> Vec<String> {
    let then: BTreeMap<&str, _> = then.iter().map(|input| (input.path.as_str(), input.sha256)).collect();
    let now: BTreeMap<&str, _> = now.iter().map(|input| (input.path.as_str(), input.sha256)).collect();
    let changed = now.iter().filter(|(path, sha256)| then.get(*path).is_some_and(|old| old != *sha256));
    let new = now.keys().filter(|path| !then.contains_key(*path));
    let gone = then.keys().filter(|path| !now.contains_key(*path));
    let says = |what: &str, paths: Vec<&&str>| {
        let shown: Vec<String> = paths.iter().take(LISTED).map(|path| format!("`{path}`")).collect();
        let more = paths.len().saturating_sub(LISTED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        (!paths.is_empty()).then(|| format!("{what}: {}{more}", shown.join(", ")))
    };
    let lists = [
        says("changed since", changed.map(|(path, _)| path).collect()),
        says("read now, and not then", new.collect()),
        says("read then, and not now", gone.collect()),
    ];
    lists.into_iter().flatten().collect()
}

fn plugins(then: &[Plugin], now: &[Plugin]) -> Vec<String> {
    let other = |plugin: &&Plugin| then.iter().any(|old| old.name == plugin.name && old.sha256 != plugin.sha256);
    now.iter().filter(other).map(|plugin| format!("target `{}` is another one now", plugin.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_may_be_of_any_length_and_the_rest_must_be_equal() {
        let made =
            Made { bytes: b"a HANDLE b\n".to_vec(), sealed: vec![(2..8, "HANDLE".to_owned())], ..Made::default() };
        let found = Match::of(b"a x b\n", &made).expect("they are equal but for the secret");
        assert_eq!([0, 2, 3, 4, 5].map(|byte| found.made(byte)), [0, 2, 8, 9, 10]);
        assert!(Match::of(b"a x c\n", &made).is_none());
    }

    #[test]
    fn a_byte_around_a_difference_is_found_again() {
        let found = |byte| near(b"one TWO three", b"one 2 three", byte);
        assert_eq!([0, 3, 4, 6, 7, 12].map(found), [0, 3, 4, 4, 5, 10]);
        assert_eq!((near(b"abc", b"", 1), near(b"aa", b"aaa", 1)), (0, 1));
    }

    #[test]
    fn two_secrets_without_anything_between_are_one_gap() {
        let sealed = vec![(0..2, "A".to_owned()), (2..4, "B".to_owned())];
        let made = Made { bytes: b"AABB!".to_vec(), sealed, ..Made::default() };
        assert!(Match::of(b"whatever!", &made).is_some());
    }
}
