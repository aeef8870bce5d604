//! Mounts and swap, as units of systemd.

use super::after_network;
use crate::draft::Draft;
use crate::labelled;
use dlc_plugin::systemd::{Unit, path_stem, value};
use dlc_plugin::{Device, InputPath, Mount, MountSource, Nfs, Swap, Tmpfs};

/// Mounts. The boot waits for one that is `required`, and fails without it.
pub(crate) fn mounts(draft: &mut Draft, mounts: &[Mount]) {
    for mount in mounts {
        let Mount { path, source, filesystem, options, required } = mount;
        let at = labelled("mounts", path);
        let device = match source {
            MountSource::Device(Device { path }) => Some(path.as_str()),
            _ => None,
        };
        let taken = draft.places.mount(path, device, &at);
        if draft.problems.keep(taken).is_none() {
            continue;
        }
        let Some(Source { what, kind, mut with }) = source_of(draft, source, filesystem.as_deref(), &at) else {
            continue;
        };
        with.extend(options.iter().cloned());
        if let Some(i) =
            options.iter().position(|option| option.contains(|c: char| c.is_control() || c == ' ' || c == ','))
        {
            draft.refuse("bad-mount", at.clone().at("options").at(i), "an option is one word, without a comma");
            continue;
        }
        let description = format!("Mount of {path}");
        let on_network = matches!(source, MountSource::Nfs(_));
        let mut unit = if on_network {
            after_network(&description, &[])
        } else {
            Unit::default().section("Unit").set("Description", value(&description))
        };
        unit = unit.section("Mount").set("What", value(&what)).set("Where", value(path)).set("Type", value(&kind));
        unit = unit.set_all("Options", (!with.is_empty()).then(|| value(&with.join(","))));
        let (wanted, needed) = if on_network {
            // Only this target fails with what it requires; remote-fs.target is merely wanted by it.
            ("remote-fs.target", "multi-user.target")
        } else {
            ("local-fs.target", "local-fs.target")
        };
        unit = unit.section("Install");
        unit = if *required { unit.set("RequiredBy", needed) } else { unit.set("WantedBy", wanted) };
        draft.enabled_unit(&format!("{}.mount", path_stem(path)), unit, &at);
    }
}

/// What systemd mounts.
struct Source {
    what: String,
    kind: String,
    with: Vec<String>,
}

fn source_of(draft: &mut Draft, source: &MountSource, filesystem: Option<&str>, at: &InputPath) -> Option<Source> {
    let from = at.clone().at("source");
    match source {
        MountSource::Nfs(Nfs { server: _, address, path, version }) => {
            let address = if address.contains(':') { format!("[{address}]") } else { address.clone() };
            let with = version.iter().map(|version| format!("vers={version}")).collect();
            Some(Source { what: format!("{address}:{path}"), kind: "nfs".to_owned(), with })
        }
        MountSource::Tmpfs(Tmpfs { size }) => {
            let with = size.iter().map(|size| format!("size={size}")).collect();
            Some(Source { what: "tmpfs".to_owned(), kind: "tmpfs".to_owned(), with })
        }
        MountSource::Device(Device { path }) => {
            let Some(kind) = filesystem else {
                draft.refuse("bad-mount", from, "nothing says which file system the device has");
                return None;
            };
            Some(Source { what: path.clone(), kind: kind.to_owned(), with: Vec::new() })
        }
        MountSource::Iscsi(_) | MountSource::Nbd(_) => {
            let message = "the target `ignition` cannot attach iSCSI and NBD volumes yet";
            draft.refuse("not-yet", from, message);
            None
        }
    }
}

/// Swap on devices.
pub(crate) fn swaps(draft: &mut Draft, swaps: &[Swap]) {
    for swap in swaps {
        let Swap { path, size, priority } = swap;
        let at = labelled("swaps", path);
        if size.is_some() {
            let message = "a swap file cannot be made: the root lies in memory, which the kernel does not swap to";
            draft.refuse("not-expressible", at.clone().at("size"), message);
            continue;
        }
        let unit = Unit::default().section("Unit").set("Description", value(&format!("Swap on {path}")));
        let unit = unit.section("Swap").set("What", value(path));
        let unit = unit.set_all("Priority", priority.map(|priority| priority.to_string()));
        let unit = unit.section("Install").set("WantedBy", "swap.target");
        draft.enabled_unit(&format!("{}.swap", path_stem(path)), unit, &at);
    }
}
