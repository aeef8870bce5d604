//! Which input each part of the document comes from.

use crate::config::{Config, Origins, Unit};
use dlc_plugin::{InputPath, Place, Trace};

/// One trace for each element of a list, and one for each drop-in.
pub(super) fn of(config: &Config) -> Vec<Trace> {
    let Config { ignition: _, passwd, storage, networkd, systemd } = config;
    let mut traces = vec![trace("/ignition/version".to_owned(), &vec![InputPath::option("spec")])];
    traces.extend(each("/passwd/users", passwd.users.iter().map(|user| &user.from)));
    traces.extend(each("/passwd/groups", passwd.groups.iter().map(|group| &group.from)));
    for (i, disk) in storage.disks.iter().enumerate() {
        traces.push(trace(format!("/storage/disks/{i}"), &disk.from));
        let partitions = format!("/storage/disks/{i}/partitions");
        traces.extend(each(&partitions, disk.partitions.iter().map(|partition| &partition.from)));
    }
    traces.extend(each("/storage/raid", storage.raid.iter().map(|raid| &raid.from)));
    traces.extend(each("/storage/luks", storage.luks.iter().map(|luks| &luks.from)));
    traces.extend(each("/storage/filesystems", storage.filesystems.iter().map(|filesystem| &filesystem.from)));
    traces.extend(each("/storage/directories", storage.directories.iter().map(|directory| &directory.entry.from)));
    traces.extend(each("/storage/files", storage.files.iter().map(|file| &file.entry.from)));
    traces.extend(each("/storage/links", storage.links.iter().map(|link| &link.entry.from)));
    traces.extend(units("/networkd/units", &networkd.units));
    traces.extend(units("/systemd/units", &systemd.units));
    traces
}

fn each<'a>(list: &'a str, elements: impl Iterator<Item = &'a Origins> + 'a) -> impl Iterator<Item = Trace> + 'a {
    elements.enumerate().map(move |(i, from)| trace(format!("{list}/{i}"), from))
}

fn units(list: &str, units: &[Unit]) -> Vec<Trace> {
    let mut traces = Vec::new();
    for (i, unit) in units.iter().enumerate() {
        let pointer = format!("{list}/{i}");
        let dropins = format!("{pointer}/dropins");
        traces.push(trace(pointer, &unit.from));
        traces.extend(each(&dropins, unit.dropins.iter().map(|dropin| &dropin.from)));
    }
    traces
}

fn trace(pointer: String, from: &Origins) -> Trace {
    Trace { place: Place::Pointer(pointer), inputs: from.iter().map(InputPath::to_string).collect() }
}
