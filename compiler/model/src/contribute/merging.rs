//! One leaf, one list, one map, one list of blocks: what the lab says against what targets say.

use super::{Contributed, Disagreement, Merged};
use crate::{InputPath, Origins, natural};
use dlc_base::OriginKind;
use std::collections::{BTreeMap, BTreeSet};

/// A value with the target that said it.
pub(super) type Said<'a, T> = (&'a str, &'a T);

/// A block being merged.
pub(super) struct Spot {
    /// Its place.
    pub(super) path: InputPath,
    /// Whether the lab has it, and so may decide leaves of it.
    pub(super) ours: bool,
}

/// A labelled block whose fields are merged one by one.
pub(super) trait Block: Clone {
    /// Its label.
    fn label(&self) -> &str;

    /// Takes what targets say of it and the lab does not.
    fn amend(&mut self, said: &[Said<'_, Self>], spot: &Spot, merging: &mut Merging<'_>);
}

/// A value that is taken as a whole.
pub(super) trait Leaf: PartialEq + Clone {
    /// Whether it says anything.
    fn says(&self) -> bool {
        true
    }
}

impl<T: PartialEq + Clone> Leaf for Option<T> {
    fn says(&self) -> bool {
        self.is_some()
    }
}

/// A list whose order matters, such as a command's words.
impl<T: PartialEq + Clone> Leaf for Vec<T> {
    fn says(&self) -> bool {
        !self.is_empty()
    }
}

/// What is known on the way.
pub(super) struct Merging<'a> {
    origins: &'a dyn Origins,
    pub(super) merged: Merged,
}

impl<'a> Merging<'a> {
    pub(super) fn new(origins: &'a dyn Origins) -> Self {
        Self { origins, merged: Merged::default() }
    }

    /// Whether the lab decides the value at `path`. `x = none` does, too. Where no origin is known, a value that says
    /// something is taken to be the lab's: overwriting what somebody wrote is worse than leaving a contribution out.
    fn decided(&self, path: &InputPath, says: bool) -> bool {
        self.origins.origin(path).map_or(says, |origin| origin.kind > OriginKind::Contributed)
    }

    /// A leaf of the block at `spot`.
    pub(super) fn leaf<T: Leaf>(&mut self, here: &mut T, said: &[Said<'_, T>], spot: &Spot, field: &str) {
        let path = spot.path.clone().at(field);
        if !(spot.ours && self.decided(&path, here.says())) {
            self.take(here, said.iter().copied().filter(|(_, value)| value.says()), path, spot.ours);
        }
    }

    /// Puts what targets say into `here`, unless they disagree.
    fn take<'s, T: PartialEq + Clone + 's>(
        &mut self,
        here: &mut T,
        mut said: impl Iterator<Item = Said<'s, T>>,
        path: InputPath,
        note: bool,
    ) {
        let Some((first, value)) = said.next() else { return };
        if let Some((second, _)) = said.find(|(_, other)| *other != value) {
            let (first, second) = (first.to_owned(), second.to_owned());
            self.merged.disagreements.push(Disagreement { path, first, second });
            return;
        }
        *here = value.clone();
        if note {
            self.merged.taken.push(Contributed { path, target: first.to_owned() });
        }
    }

    /// A list of plain values: what is not there yet, before what the lab says.
    pub(super) fn list<T: PartialEq + Clone>(
        &mut self,
        here: &mut Vec<T>,
        said: &[Said<'_, Vec<T>>],
        spot: &Spot,
        field: &str,
    ) {
        let mut new: Vec<T> = Vec::new();
        for &(target, values) in said {
            let before = new.len();
            for value in values {
                if !here.contains(value) && !new.contains(value) {
                    new.push(value.clone());
                }
            }
            if spot.ours && new.len() > before {
                let path = spot.path.clone().at(field);
                self.merged.taken.push(Contributed { path, target: target.to_owned() });
            }
        }
        // A block of targets alone begins as the first target's, so that the others' values follow.
        let at = if spot.ours { 0 } else { here.len() };
        here.splice(at..at, new);
    }

    /// A map with text keys: each value is a leaf.
    pub(super) fn map<T: PartialEq + Clone>(
        &mut self,
        here: &mut BTreeMap<String, T>,
        said: &[Said<'_, BTreeMap<String, T>>],
        spot: &Spot,
        field: &str,
    ) {
        let keys: BTreeSet<&String> = said.iter().flat_map(|(_, map)| map.keys()).collect();
        for key in keys {
            let path = spot.path.clone().at(field).at(key);
            if spot.ours && here.contains_key(key) && self.decided(&path, true) {
                continue;
            }
            let mut value = None;
            let values: Vec<(&str, Option<T>)> =
                said.iter().map(|(target, map)| (*target, map.get(key).cloned())).collect();
            let values = values.iter().filter(|(_, value)| value.is_some()).map(|(target, value)| (*target, value));
            self.take(&mut value, values, path, spot.ours);
            here.extend(value.map(|value| (key.clone(), value)));
        }
    }
}

/// A list of labelled blocks at `at`. Gives the labels that targets said something of.
pub(super) fn blocks<'s, T: Block + 's>(
    here: &mut Vec<T>,
    said: Vec<Said<'s, T>>,
    at: &InputPath,
    merging: &mut Merging<'_>,
) -> BTreeSet<String> {
    let mut by_label: BTreeMap<&str, Vec<Said<'s, T>>> = BTreeMap::new();
    for (target, block) in said {
        by_label.entry(block.label()).or_default().push((target, block));
    }
    let mut positions: BTreeMap<String, usize> = BTreeMap::new();
    if !by_label.is_empty() {
        positions.extend(here.iter().enumerate().map(|(position, block)| (block.label().to_owned(), position)));
    }
    let known = here.len();
    for (label, said) in &by_label {
        let path = at.clone().at(*label);
        if let Some(&position) = positions.get(*label) {
            here[position].amend(said, &Spot { path, ours: true }, merging);
        } else if let Some((target, first)) = said.first() {
            merging.merged.taken.push(Contributed { path: path.clone(), target: (*target).to_owned() });
            let mut block = (*first).clone();
            block.amend(said, &Spot { path, ours: false }, merging);
            here.push(block);
        }
    }
    if here.len() > known {
        here.sort_by(|a, b| natural(a.label(), b.label()));
    }
    by_label.into_keys().map(str::to_owned).collect()
}
