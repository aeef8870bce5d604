//! Batches: which nodes share an instance.
//!
//! A guest's state lives as long as its instance, so what a node gets may depend on the nodes of its batch. Batches
//! are therefore a function of the lab alone: the same on one thread and on sixty, and after any edit the same but
//! for the batch of a node that came or went.
//!
//! Nodes with very much text share an instance with fewer others, because its memory is limited.

use crate::digest::Digest;
use crate::input::NodeInput;

/// About this many nodes a batch.
pub const BATCH: usize = 64;
/// Bytes of text in a batch, unless a single node has more.
pub const BATCH_BYTES: usize = 4 << 20;

/// Positions of `nodes`, grouped. Within a batch they keep their order, and no batch is empty.
pub(crate) fn batches(nodes: &[NodeInput<'_>]) -> Vec<Vec<usize>> {
    let sizes: Vec<usize> = nodes.iter().map(NodeInput::bytes).collect();
    groups(nodes.iter().map(NodeInput::name)).into_iter().flat_map(|group| split(group, &sizes)).collect()
}

/// Cuts a group where it would hold too much text.
fn split(group: Vec<usize>, sizes: &[usize]) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = Vec::new();
    let mut held = 0;
    for position in group {
        let size = sizes.get(position).copied().unwrap_or_default();
        match out.last_mut().filter(|_| held + size <= BATCH_BYTES) {
            Some(batch) => {
                batch.push(position);
                held += size;
            }
            None => {
                out.push(vec![position]);
                held = size;
            }
        }
    }
    out
}

/// Positions of `names`, grouped by hash. Within a group they keep their order, and none is empty.
///
/// The number of groups is a power of two that grows with the lab, so that one more node changes the grouping of
/// the others only when the lab doubles.
fn groups<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Vec<usize>> {
    let names: Vec<&str> = names.into_iter().collect();
    let groups = names.len().div_ceil(BATCH).next_power_of_two();
    let mut out = vec![Vec::new(); groups];
    for (position, name) in names.iter().enumerate() {
        out[group(name, groups)].push(position);
    }
    out.retain(|batch| !batch.is_empty());
    out
}

fn group(name: &str, groups: usize) -> usize {
    if groups == 1 {
        return 0;
    }
    let Digest(bytes) = Digest::of(name.as_bytes());
    let hash = u64::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]);
    (hash % groups as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(n: usize) -> Vec<String> {
        (0..n).map(|i| format!("node{i}")).collect()
    }

    #[test]
    fn every_node_is_in_one_batch() {
        for n in [0, 1, 8, 64, 65, 1000] {
            let names = names(n);
            let mut all: Vec<usize> = groups(names.iter().map(String::as_str)).into_iter().flatten().collect();
            all.sort_unstable();
            assert_eq!(all, (0..n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_small_lab_is_one_batch_and_a_large_one_has_batches_of_about_the_size() {
        assert_eq!(groups(names(64).iter().map(String::as_str)).len(), 1);
        let names = names(10_000);
        let sizes: Vec<usize> = groups(names.iter().map(String::as_str)).iter().map(Vec::len).collect();
        assert!(sizes.iter().all(|&size| (10..=2 * BATCH).contains(&size)), "{sizes:?}");
    }

    #[test]
    fn one_more_node_changes_only_its_own_batch() {
        let names = names(1001);
        let named = |n: usize| -> Vec<Vec<&str>> {
            let groups = groups(names[..n].iter().map(String::as_str));
            groups.into_iter().map(|b| b.into_iter().map(|i| names[i].as_str()).collect()).collect()
        };
        let (before, after) = (named(1000), named(1001));
        assert_eq!(before.iter().zip(&after).filter(|(a, b)| a != b).count(), 1);
    }

    #[test]
    fn much_text_shares_an_instance_with_less() {
        let mib = 1 << 20;
        assert_eq!(split(vec![3, 4, 5, 6], &[0, 0, 0, mib, 3 * mib, 1, 0]), [vec![3, 4], vec![5, 6]]);
        assert_eq!(split(vec![0, 1, 2], &[9 * mib, 9 * mib, 1]), [vec![0], vec![1], vec![2]]);
        assert_eq!(split(Vec::new(), &[]), Vec::<Vec<usize>>::new());
    }
}
