//! Which items of two lists are the same thing.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Keys by which items of a list are known, the strongest first: file systems by their device, files by their path, units
/// and users by their name.
const NAMES: [&str; 9] = ["device", "path", "name", "label", "id", "mac", "hostname", "key", "source"];

/// Two items that are one thing, or one that is in one list alone: its number, and the name that it goes by.
pub(super) struct Matched<'a> {
    pub(super) old: Option<(usize, &'a Value)>,
    pub(super) new: Option<(usize, &'a Value)>,
    pub(super) name: Option<&'a str>,
}

/// The items of both lists, in the order of the new one with what is gone where it stood.
pub(super) fn matched<'a>(old: &'a [Value], new: &'a [Value]) -> Vec<Matched<'a>> {
    match NAMES.iter().find_map(|key| Some((named(old, key)?, named(new, key)?))) {
        Some((old_names, new_names)) if !old.is_empty() && !new.is_empty() => by_name(old, new, &old_names, &new_names),
        _ => by_place(old, new),
    }
}

/// The names of all items by one key; none if an item has none, or two have the same.
fn named<'a>(items: &'a [Value], key: &str) -> Option<Vec<&'a str>> {
    let names: Option<Vec<&str>> = items.iter().map(|item| item.get(key)?.as_str()).collect();
    let names = names?;
    let distinct: BTreeSet<&str> = names.iter().copied().collect();
    (distinct.len() == names.len()).then_some(names)
}

fn by_name<'a>(old: &'a [Value], new: &'a [Value], old_names: &[&'a str], new_names: &[&'a str]) -> Vec<Matched<'a>> {
    let places: BTreeMap<&str, usize> = old_names.iter().enumerate().map(|(place, name)| (*name, place)).collect();
    let kept: BTreeSet<&str> = new_names.iter().copied().collect();
    let gone = old_names.iter().enumerate().filter(|(_, name)| !kept.contains(*name));
    let gone = gone.map(|(place, name)| Matched { old: Some((place, &old[place])), new: None, name: Some(name) });
    let there = new_names.iter().enumerate().map(|(place, name)| Matched {
        old: places.get(name).map(|&was| (was, &old[was])),
        new: Some((place, &new[place])),
        name: Some(name),
    });
    gone.chain(there).collect()
}

/// By the longest common run of equal items; what stands in one place of both is one thing that changed.
fn by_place<'a>(old: &'a [Value], new: &'a [Value]) -> Vec<Matched<'a>> {
    let spelled = |items: &[Value]| -> Vec<String> { items.iter().map(Value::to_string).collect() };
    let (old_spelled, new_spelled) = (spelled(old), spelled(new));
    let operations = similar::capture_diff_slices(similar::Algorithm::Myers, &old_spelled, &new_spelled);
    let mut out = Vec::new();
    for operation in operations.iter().filter(|operation| operation.tag() != similar::DiffTag::Equal) {
        let (old_range, new_range) = (operation.old_range(), operation.new_range());
        for step in 0..old_range.len().max(new_range.len()) {
            let at = |range: &std::ops::Range<usize>| Some(range.start + step).filter(|place| *place < range.end);
            out.push(Matched {
                old: at(&old_range).map(|place| (place, &old[place])),
                new: at(&new_range).map(|place| (place, &new[place])),
                name: None,
            });
        }
    }
    out
}
