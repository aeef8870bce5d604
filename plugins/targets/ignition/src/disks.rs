//! Disks and their partitions.
//!
//! Ignition runs at every boot of a root in memory. It leaves a partition alone that is as the config says, and finds
//! it by its number; so a partition without one would be made once more at every boot.

use crate::config::{Disk, Partition};
use crate::draft::Draft;
use crate::labelled;
use dlc_plugin::{Diagnostic, InputPath};

const MIB: u64 = 1 << 20;

/// The disks of the lab.
pub(crate) fn disks(draft: &mut Draft, disks: &[dlc_plugin::Disk]) {
    for disk in disks {
        let dlc_plugin::Disk { device, wipe_table, partitions } = disk;
        let at = labelled("disks", device);
        draft.wiped(*wipe_table, device, at.clone().at("wipe-table"));
        draft.problems.extend(clashes(partitions, *wipe_table, &at));
        let partitions = partitions
            .iter()
            .map(|partition| {
                let at = at.clone().at("partitions").at(&partition.name);
                if !*wipe_table {
                    stays(draft, partition, &at);
                }
                written(draft, partition, at)
            })
            .collect();
        let disk = Disk { device: device.clone(), wipe_table: *wipe_table, partitions, from: vec![at] };
        draft.config.storage.disks.push(disk);
    }
}

/// Whether the partition is the same one after the next boot.
fn stays(draft: &mut Draft, partition: &dlc_plugin::Partition, at: &InputPath) {
    if !draft.every_boot_is_first {
        return;
    }
    let name = &partition.name;
    if !draft.spec.partitions_in_mib {
        let what = "does not keep a partition that is there already, and every boot of a root in memory is its first";
        let problem = draft.spec.lacks(at.clone(), what);
        draft.problems.push(problem.hint("take spec 2.3.0 or newer, or `wipe_table = true`"));
    } else if partition.number.is_none() {
        let message = format!(
            "`{name}` would be made again at every boot: the root lies in memory, so every boot is the first, and a \
             partition is known by its number"
        );
        let problem = Diagnostic::error("made-again", at.clone(), message);
        draft.problems.push(problem.hint("number = 1"));
    }
}

fn written(draft: &mut Draft, partition: &dlc_plugin::Partition, at: InputPath) -> Partition {
    let dlc_plugin::Partition { name, number, start, size, type_guid, guid, wipe_entry } = partition;
    let start_mib = start.and_then(|bytes| in_mib(draft, bytes, at.clone().at("start")));
    let size_mib = size.and_then(|bytes| in_mib(draft, bytes, at.clone().at("size")));
    if guid.is_some() && !draft.spec.partition_guids {
        draft.problems.push(draft.spec.lacks(at.clone().at("guid"), "gives partitions no GUID"));
    }
    if *wipe_entry && !draft.spec.partitions_in_mib {
        let problem = draft.spec.lacks(at.clone().at("wipe-entry"), "cannot delete one partition");
        draft.problems.push(problem.hint("`wipe_table = true` in the disk deletes all of them"));
    }
    Partition {
        label: name.clone(),
        number: *number,
        start_mib,
        size_mib,
        type_guid: type_guid.clone(),
        guid: guid.clone(),
        wipe_partition_entry: *wipe_entry,
        from: vec![at],
    }
}

fn in_mib(draft: &mut Draft, bytes: u64, at: InputPath) -> Option<u64> {
    if !draft.spec.partitions_in_mib {
        let problem = draft.spec.lacks(at, "counts in sectors, whose size only the disk knows");
        draft.problems.push(problem.hint("take spec 2.3.0 or newer; what is left out takes the free space"));
        return None;
    }
    if bytes == 0 || !bytes.is_multiple_of(MIB) {
        draft.refuse("bad-partition", at, "places and sizes of partitions are whole MiB, and at least one");
        return None;
    }
    Some(bytes / MIB)
}

/// Two partitions that want one number or one place. Ignition stops the boot for either.
fn clashes(partitions: &[dlc_plugin::Partition], wiped: bool, disk: &InputPath) -> Vec<Diagnostic> {
    let at = |partition: &dlc_plugin::Partition| disk.clone().at("partitions").at(&partition.name);
    let mut found = Vec::new();
    let mut numbered: Vec<_> = partitions.iter().filter(|partition| partition.number.is_some()).collect();
    numbered.sort_by_key(|partition| partition.number);
    for pair in numbered.windows(2).filter(|pair| pair[0].number == pair[1].number) {
        let message = format!("`{}` and `{}` have the same number", pair[0].name, pair[1].name);
        let problem = Diagnostic::error("bad-partition", at(pair[1]).at("number"), message);
        found.push(problem.also(at(pair[0]).at("number"), "the other one"));
    }
    // One without a size has at least its first MiB.
    let mut placed: Vec<(u64, u64, &dlc_plugin::Partition)> = partitions
        .iter()
        .filter_map(|partition| Some((partition.start?, partition.size.unwrap_or(MIB), partition)))
        .map(|(start, size, partition)| (start, start.saturating_add(size), partition))
        .collect();
    placed.sort_by_key(|(start, ..)| *start);
    let mut furthest: Option<(u64, &dlc_plugin::Partition)> = None;
    for (start, end, second) in placed {
        if let Some((_, first)) = furthest.filter(|(behind, _)| start < *behind) {
            let message = format!("`{}` begins before `{}` ends", second.name, first.name);
            let problem = Diagnostic::error("bad-partition", at(second).at("start"), message);
            found.push(problem.also(at(first).at("size"), "the other one"));
        }
        if furthest.is_none_or(|(behind, _)| behind < end) {
            furthest = Some((end, second));
        }
    }
    let mut greedy =
        partitions.iter().filter(|partition| wiped && partition.start.is_none() && partition.size.is_none());
    if let (Some(first), Some(second)) = (greedy.next(), greedy.next()) {
        let message = format!("`{}` gets nothing: `{}` takes all that is free", second.name, first.name);
        let problem = Diagnostic::error("bad-partition", at(second), message);
        found.push(problem.also(at(first), "it has no `size`").hint("size = …"));
    }
    found
}
