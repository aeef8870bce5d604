//! The document. Keys stand in the order of the fields; what is empty is left out, because a version reads as a
//! mistake what it does not know, and some read even an empty `security` so.

mod disks;
mod header;

pub(crate) use disks::{Clevis, Create, Disk, Filesystem, Luks, Partition, Raid, Volume};
pub(crate) use header::{Configs, Header, HttpHeader, Proxy, Security, Timeouts, Tls};

use dlc_plugin::InputPath;
use serde::Serialize;

/// All of it.
#[derive(Debug, Serialize)]
pub(crate) struct Config {
    pub(crate) ignition: Header,
    #[serde(skip_serializing_if = "Passwd::is_empty")]
    pub(crate) passwd: Passwd,
    #[serde(skip_serializing_if = "Storage::is_empty")]
    pub(crate) storage: Storage,
    #[serde(skip_serializing_if = "Networkd::is_empty")]
    pub(crate) networkd: Networkd,
    #[serde(skip_serializing_if = "Systemd::is_empty")]
    pub(crate) systemd: Systemd,
    /// Only in 3.x from 3.3 on, and only where the image's own loader passes them.
    #[serde(rename = "kernelArguments", skip_serializing_if = "KernelArguments::is_empty")]
    pub(crate) kernel_arguments: KernelArguments,
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Passwd {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) users: Vec<User>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) groups: Vec<Group>,
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Storage {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) disks: Vec<Disk>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) raid: Vec<Raid>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) luks: Vec<Luks>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) filesystems: Vec<Filesystem>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) directories: Vec<Directory>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) files: Vec<File>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) links: Vec<Link>,
}

/// Only in 2.x.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Networkd {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) units: Vec<Unit>,
}

#[derive(Debug, Default, Serialize)]
pub(crate) struct Systemd {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) units: Vec<Unit>,
}

/// Changes of the kernel's line that the loader on the disk passes.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KernelArguments {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) should_exist: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) should_not_exist: Vec<String>,
}

impl KernelArguments {
    fn is_empty(&self) -> bool {
        self.should_exist.is_empty() && self.should_not_exist.is_empty()
    }
}

impl Passwd {
    fn is_empty(&self) -> bool {
        self.users.is_empty() && self.groups.is_empty()
    }
}

impl Storage {
    fn is_empty(&self) -> bool {
        let Self { disks, raid, luks, filesystems, directories, files, links } = self;
        let no_disks = disks.is_empty() && raid.is_empty() && luks.is_empty() && filesystems.is_empty();
        no_disks && directories.is_empty() && files.is_empty() && links.is_empty()
    }
}

impl Networkd {
    fn is_empty(&self) -> bool {
        self.units.is_empty()
    }
}

impl Systemd {
    fn is_empty(&self) -> bool {
        self.units.is_empty()
    }
}

/// Where an element comes from. It is not written.
pub(crate) type Origins = Vec<InputPath>;

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    pub(crate) name: String,
    /// What the account is like: here,
    #[serde(flatten)]
    pub(crate) account: Option<Account>,
    /// and in 2.0 there, where it also says that the account is to be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) create: Option<Account>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) password_hash: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) ssh_authorized_keys: Vec<String>,
    #[serde(skip)]
    pub(crate) from: Origins,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Account {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) uid: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gecos: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) primary_group: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) groups: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) home_dir: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) no_create_home: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shell: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) system: bool,
}

#[derive(Debug, Serialize)]
pub(crate) struct Group {
    pub(crate) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gid: Option<u32>,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) system: bool,
    #[serde(skip)]
    pub(crate) from: Origins,
}

/// What files, directories and links have in common.
#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    /// Only in 2.x, and there always: without it the boot stops.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filesystem: Option<String>,
    /// In 2.x from where that file system begins.
    pub(crate) path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) overwrite: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<Owner>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<Owner>,
    #[serde(skip)]
    pub(crate) from: Origins,
}

impl Entry {
    /// By which entries are sorted.
    pub(crate) fn place(&self) -> (&str, Option<&str>) {
        (&self.path, self.filesystem.as_deref())
    }
}

/// An owner or a group, by its name on the machine, or in 2.0 by its number.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Owner {
    Name(String),
    Id(u32),
}

#[derive(Debug, Serialize)]
pub(crate) struct File {
    #[serde(flatten)]
    pub(crate) entry: Entry,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contents: Option<Resource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) append: Option<Append>,
    /// Always written: left out, it is 0 in 2.x and 0644 in 3.x.
    pub(crate) mode: u32,
}

/// What goes to the end of a file that the image brings.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Append {
    /// 2.x, from 2.2 on: the contents do.
    Contents(bool),
    /// 3.x: these do.
    These(Vec<Resource>),
}

#[derive(Debug, Serialize)]
pub(crate) struct Directory {
    #[serde(flatten)]
    pub(crate) entry: Entry,
    pub(crate) mode: u32,
}

#[derive(Debug, Serialize)]
pub(crate) struct Link {
    #[serde(flatten)]
    pub(crate) entry: Entry,
    pub(crate) target: String,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) hard: bool,
}

/// Something to be fetched. `compression` stands only where a server has compressed it: on a data URL it stops the boot
/// of every 2.x.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Resource {
    pub(crate) source: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) compression: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) http_headers: Vec<HttpHeader>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) verification: Option<Verification>,
}

impl Resource {
    /// What stands in the URL itself.
    pub(crate) fn data(source: String) -> Self {
        Self { source, compression: None, http_headers: Vec::new(), verification: None }
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct Verification {
    pub(crate) hash: String,
}

/// A unit of systemd, and in 2.x a file of networkd too.
#[derive(Debug, Serialize)]
pub(crate) struct Unit {
    pub(crate) name: String,
    /// Never written as `false`, which would switch off what the image switches on.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) enabled: bool,
    /// The same in 2.0.
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) enable: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) mask: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contents: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) dropins: Vec<Dropin>,
    #[serde(skip)]
    pub(crate) from: Origins,
}

#[derive(Debug, Serialize)]
pub(crate) struct Dropin {
    pub(crate) name: String,
    pub(crate) contents: String,
    #[serde(skip)]
    pub(crate) from: Origins,
}

fn is_false(flag: &bool) -> bool {
    !flag
}
