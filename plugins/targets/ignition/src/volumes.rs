//! What is made on disks: arrays, encrypted volumes, file systems.
//!
//! Ignition uses an encrypted volume or a file system that is there already and is as the config says. An array it
//! makes anew each time, so on a root in memory there is no way to have one.

use crate::config::{Clevis, Create, Filesystem, Luks, Raid, Volume};
use crate::draft::Draft;
use crate::labelled;
use crate::options::Image;
use crate::spec::{Layout, LuksSection, Making};
use dlc_plugin::{Device, Diagnostic, Format, InputPath, Mount, MountSource, RaidLevel};

/// The arrays of the lab.
pub(crate) fn raids(draft: &mut Draft, raids: &[dlc_plugin::Raid]) {
    for raid in raids {
        let dlc_plugin::Raid { name, level, devices, spares, options } = raid;
        let at = labelled("raids", name);
        if draft.every_boot_is_first {
            let message = format!(
                "`{name}` would be made again at every boot: the root lies in memory, so every boot is the first, and \
                 Ignition does not look whether an array is there already"
            );
            let problem = Diagnostic::error("made-again", at, message);
            draft.problems.push(problem.hint("make the array once by hand, and assemble it with a `command` at boot"));
            continue;
        }
        if !options.is_empty() && !draft.spec.raid_options {
            draft.problems.push(draft.spec.lacks(at.clone().at("options"), "makes arrays without options"));
        }
        draft.config.storage.raid.push(Raid {
            name: name.clone(),
            level: level_name(*level),
            devices: devices.clone(),
            spares: *spares,
            options: options.clone(),
            from: vec![at],
        });
    }
}

fn level_name(level: RaidLevel) -> &'static str {
    match level {
        RaidLevel::Linear => "linear",
        RaidLevel::Raid0 => "raid0",
        RaidLevel::Raid1 => "raid1",
        RaidLevel::Raid4 => "raid4",
        RaidLevel::Raid5 => "raid5",
        RaidLevel::Raid6 => "raid6",
        RaidLevel::Raid10 => "raid10",
    }
}

/// The encrypted volumes of the lab.
pub(crate) fn luks(draft: &mut Draft, volumes: &[dlc_plugin::Luks]) {
    for volume in volumes {
        let dlc_plugin::Luks { name, device, key, tpm2, wipe, discard, options } = volume;
        let at = labelled("luks", name);
        if draft.spec.luks == LuksSection::None {
            draft.problems.push(draft.spec.lacks(at, "has no encrypted volumes"));
            continue;
        }
        let clevis = draft.image == Image::FedoraCoreos;
        if *tpm2 && !clevis {
            let message = "the TPM cannot open a volume: this system brings no Clevis, which would ask it";
            let problem = Diagnostic::error("not-expressible", at.clone().at("tpm2"), message);
            draft.problems.push(problem.hint("give a `key`"));
        }
        if *discard && draft.spec.luks != LuksSection::WithDiscard {
            draft.problems.push(draft.spec.lacks(at.clone().at("discard"), "cannot tell a device what is free"));
        }
        draft.wiped(*wipe, name, at.clone().at("wipe"));
        if key.is_none() && !tpm2 {
            draft.refuse("bad-volume", at.clone(), format!("nothing opens `{name}`"));
        }
        let key_file = key.as_ref().and_then(|key| draft.resource(key, &at.clone().at("key")));
        draft.config.storage.luks.push(Luks {
            name: name.clone(),
            device: device.clone(),
            key_file,
            clevis: tpm2.then_some(Clevis { tpm2: true }),
            options: options.clone(),
            discard: *discard,
            wipe_volume: *wipe,
            from: vec![at],
        });
    }
}

/// The file systems of the lab. Those with a path are there before a file is written below it.
pub(crate) fn filesystems(draft: &mut Draft, filesystems: &[dlc_plugin::Filesystem], mounts: &[Mount]) {
    for (i, filesystem) in filesystems.iter().enumerate() {
        let at = labelled("filesystems", &filesystem.name);
        if let Some(first) = filesystems[..i].iter().find(|other| other.device == filesystem.device) {
            let message = format!("`{}` and `{}` are made on one device", first.name, filesystem.name);
            let problem = Diagnostic::error("bad-volume", at.clone().at("device"), message);
            draft.problems.push(problem.also(labelled("filesystems", &first.name).at("device"), "the first one"));
        }
        if let Some(path) = &filesystem.path {
            placed(draft, filesystem, path, mounts, &at);
        }
        write_filesystem(draft, filesystem, at);
    }
}

/// What is wrong with mounting it while the config is written.
fn placed(draft: &mut Draft, filesystem: &dlc_plugin::Filesystem, path: &str, mounts: &[Mount], at: &InputPath) {
    let at = at.clone().at("path");
    if filesystem.format == Format::Swap {
        draft.refuse("bad-volume", at, "swap holds no files, so it is mounted nowhere");
        return;
    }
    if path == "/" {
        draft.refuse("not-expressible", at, "where the root lies is decided by the system's image");
        return;
    }
    let taken = draft.places.volume(path, filesystem, &at);
    draft.problems.keep(taken);
    let is_it =
        |source: &MountSource| matches!(source, MountSource::Device(Device { path }) if *path == filesystem.device);
    if !mounts.iter().any(|mount| mount.path == path && is_it(&mount.source)) {
        let message =
            format!("`{}` is mounted while the config is written, and not when the machine runs", filesystem.name);
        let hint = format!(
            "mount \"{path}\" {{ source = device {{ path = \"{}\" }}  filesystem = \"{}\" }}",
            filesystem.device,
            format_name(filesystem.format)
        );
        draft.problems.push(Diagnostic::warning("volume-not-mounted", at, message).hint(hint));
    }
}

fn write_filesystem(draft: &mut Draft, filesystem: &dlc_plugin::Filesystem, at: InputPath) {
    let dlc_plugin::Filesystem { name, device, format, path, wipe, volume_label, uuid, options, mount_options } =
        filesystem;
    draft.wiped(*wipe, name, at.clone().at("wipe"));
    if !draft.spec.formats.contains(format) {
        let problem = draft.spec.lacks(at.clone().at("format"), &format!("cannot make {}", format_name(*format)));
        draft.problems.push(problem.hint("take spec 2.1.0 or newer"));
    }
    let creates = draft.spec.making == Making::Create;
    if creates {
        created(draft, filesystem, &at);
    }
    let volume = Volume {
        device: device.clone(),
        format: format_name(*format),
        wipe_filesystem: *wipe && !creates,
        label: volume_label.clone(),
        uuid: uuid.clone(),
        options: if creates { Vec::new() } else { options.clone() },
        create: creates.then(|| Create { force: *wipe, options: options.clone() }),
    };
    if !mount_options.is_empty() && !draft.spec.mount_options {
        draft.problems.push(draft.spec.lacks(at.clone().at("mount-options"), "mounts without options"));
    }
    let from = vec![at.clone()];
    let filesystem = match draft.spec.layout {
        Layout::V2 => {
            if name == "root" {
                draft.refuse("bad-volume", at.clone(), "`root` is what the format calls the machine's root");
            }
            let name = Some(name.clone());
            Filesystem { name, mount: Some(volume), volume: None, path: None, mount_options: Vec::new(), from }
        }
        Layout::V3 => {
            let (path, mount_options) = (path.clone(), mount_options.clone());
            Filesystem { name: None, mount: None, volume: Some(volume), path, mount_options, from }
        }
    };
    draft.config.storage.filesystems.push(filesystem);
}

/// What 2.0 lacks of making a file system: it knows no label and no UUID, and stops the boot if there is one already.
fn created(draft: &mut Draft, filesystem: &dlc_plugin::Filesystem, at: &InputPath) {
    if filesystem.volume_label.is_some() {
        let problem = draft.spec.lacks(at.clone().at("volume-label"), "gives a file system no label");
        draft.problems.push(problem.hint("options = [\"-L\", \"…\"]"));
    }
    if filesystem.uuid.is_some() {
        draft.problems.push(draft.spec.lacks(at.clone().at("uuid"), "gives a file system no UUID"));
    }
    if draft.every_boot_is_first && !filesystem.wipe {
        let what = "does not keep a file system that is there already, and every boot of a root in memory is its first";
        let problem = draft.spec.lacks(at.clone(), what);
        draft.problems.push(problem.hint("take spec 2.1.0 or newer, or `wipe = true`"));
    }
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Ext4 => "ext4",
        Format::Btrfs => "btrfs",
        Format::Xfs => "xfs",
        Format::Vfat => "vfat",
        Format::Swap => "swap",
    }
}
