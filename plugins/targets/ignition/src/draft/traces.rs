//! Which input each part of the document comes from.
//!
//! Each element of a list is traced, and what an element calls otherwise than the lab does: `dlc why` finds by itself
//! what has the same name.

use crate::config::{Config, Origins};
use dlc_plugin::InputPath;
use dlc_plugin::traces::{Pointer, Traces};
use serde_json::Value;

/// Keys of an element, and the field of the lab that they are.
type Names = [(&'static str, &'static str)];

const USERS: &Names = &[
    ("gecos", "comment"),
    ("passwordHash", "password-hash"),
    ("primaryGroup", "primary-group"),
    ("groups", "member-of"),
    ("homeDir", "home"),
    ("noCreateHome", "create-home"),
    ("sshAuthorizedKeys", "ssh-keys"),
];
const DISKS: &Names = &[("wipeTable", "wipe-table")];
const PARTITIONS: &Names = &[
    ("label", "name"),
    ("startMiB", "start"),
    ("sizeMiB", "size"),
    ("typeGuid", "type-guid"),
    ("wipePartitionEntry", "wipe-entry"),
];
const LUKS: &Names = &[("keyFile", "key"), ("clevis", "tpm2"), ("wipeVolume", "wipe")];
/// In 2.x most of it lies one step lower.
const FILESYSTEMS: &Names = &[
    ("wipeFilesystem", "wipe"),
    ("label", "volume-label"),
    ("mountOptions", "mount-options"),
    ("mount/device", "device"),
    ("mount/format", "format"),
    ("mount/wipeFilesystem", "wipe"),
    ("mount/label", "volume-label"),
    ("mount/uuid", "uuid"),
    ("mount/options", "options"),
    ("mount/create/force", "wipe"),
    ("mount/create/options", "options"),
];
const NODES: &Names = &[("user", "owner"), ("group", "group"), ("append", "append")];
const UNITS: &Names = &[("mask", "masked"), ("enable", "enabled")];

/// The traces of `config`, whose written form is `document`.
pub(super) fn of(config: &Config, document: &Value) -> Traces {
    let Config { ignition: _, passwd, storage, networkd, systemd, kernel_arguments: _ } = config;
    let mut all = Document { document, traces: Traces::new(true) };
    all.header();
    all.list("/passwd/users", "users", USERS, passwd.users.iter().map(|user| &user.from));
    all.list("/passwd/groups", "groups", &[], passwd.groups.iter().map(|group| &group.from));
    all.list("/storage/disks", "disks", DISKS, storage.disks.iter().map(|disk| &disk.from));
    for (i, disk) in storage.disks.iter().enumerate() {
        let from = disk.partitions.iter().map(|partition| &partition.from);
        all.list(&format!("/storage/disks/{i}/partitions"), "disks", PARTITIONS, from);
    }
    all.list("/storage/raid", "raids", &[], storage.raid.iter().map(|raid| &raid.from));
    all.list("/storage/luks", "luks", LUKS, storage.luks.iter().map(|luks| &luks.from));
    let filesystems = storage.filesystems.iter().map(|filesystem| &filesystem.from);
    all.list("/storage/filesystems", "filesystems", FILESYSTEMS, filesystems);
    let directories = storage.directories.iter().map(|directory| &directory.entry.from);
    all.list("/storage/directories", "directories", NODES, directories);
    all.list("/storage/files", "files", NODES, storage.files.iter().map(|file| &file.entry.from));
    all.list("/storage/links", "links", NODES, storage.links.iter().map(|link| &link.entry.from));
    for (list, section, units) in
        [("/networkd/units", "networkd", &networkd.units), ("/systemd/units", "units", &systemd.units)]
    {
        all.list(list, section, UNITS, units.iter().map(|unit| &unit.from));
        for (i, unit) in units.iter().enumerate() {
            let from = unit.dropins.iter().map(|dropin| &dropin.from);
            all.list(&format!("{list}/{i}/dropins"), section, &[], from);
        }
    }
    all.kernel_arguments();
    all.requests(Pointer::root(), document);
    all.traces
}

/// A document whose traces are being collected.
struct Document<'a> {
    document: &'a Value,
    traces: Traces,
}

impl Document<'_> {
    /// What the options say.
    fn header(&mut self) {
        let option = InputPath::option;
        let timeouts = option("timeouts");
        for (pointer, input) in [
            ("/ignition/version", option("spec")),
            ("/ignition/timeouts/httpResponseHeaders", timeouts.clone().at("answer")),
            ("/ignition/timeouts/httpTotal", timeouts.at("total")),
            ("/ignition/proxy", option("proxy")),
            ("/ignition/proxy/httpProxy", option("proxy").at("http")),
            ("/ignition/proxy/httpsProxy", option("proxy").at("https")),
            ("/ignition/proxy/noProxy", option("proxy").at("except")),
            ("/ignition/config/replace", option("replace")),
            ("/ignition/security", InputPath::field("ca-certificates")),
        ] {
            self.place(pointer, input);
        }
        for list in ["/ignition/config/append", "/ignition/config/merge"] {
            for i in 0..self.length(list) {
                self.place(&format!("{list}/{i}"), option("configs").at(i));
            }
        }
    }

    fn kernel_arguments(&mut self) {
        for (list, input) in [
            ("/kernelArguments/shouldExist", InputPath::field("kernel-args")),
            ("/kernelArguments/shouldNotExist", InputPath::option("remove_kernel_args")),
        ] {
            for i in 0..self.length(list) {
                self.place(&format!("{list}/{i}"), input.clone().at(i));
            }
        }
    }

    /// Headers and compression, wherever something is fetched.
    fn requests(&mut self, here: Pointer, value: &Value) {
        match value {
            Value::Object(fields) => {
                for (key, inner) in fields {
                    let there = here.clone().at(key);
                    match key.as_str() {
                        "httpHeaders" => self.traces.pointer(&there, [InputPath::option("headers")]),
                        "compression" => self.traces.pointer(&there, [InputPath::option("gzip")]),
                        _ => self.requests(there, inner),
                    }
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.requests(here.clone().at(i), item);
                }
            }
            _ => {}
        }
    }

    /// The elements of a list, and in those that stand in `section` of the lab what has another name there.
    fn list<'o>(&mut self, list: &str, section: &str, names: &Names, elements: impl Iterator<Item = &'o Origins>) {
        for (i, from) in elements.enumerate() {
            let element = format!("{list}/{i}");
            self.traces.pointer(&pointer(&element), from.iter().cloned());
            let Some(own) = from.first().filter(|path| stands_in(path, section)) else { continue };
            for (key, field) in names {
                self.place(&format!("{element}/{key}"), own.clone().at(field));
            }
        }
    }

    /// One place, if the document has it. It is as it is in the document: nothing in it is to be escaped.
    fn place(&mut self, at: &str, input: InputPath) {
        if self.document.pointer(at).is_some() {
            self.traces.pointer(&pointer(at), [input]);
        }
    }

    fn length(&self, list: &str) -> usize {
        self.document.pointer(list).and_then(Value::as_array).map_or(0, Vec::len)
    }
}

fn pointer(text: &str) -> Pointer {
    text.split('/').skip(1).fold(Pointer::root(), Pointer::at)
}

/// Whether the element is one that the lab itself has in `section`, and not one that follows from something else.
fn stands_in(path: &InputPath, section: &str) -> bool {
    path.to_string().split('/').next() == Some(section)
}
