//! A machine: who it is, what it runs, what is configured on it.

use crate::{
    Command, Container, Contents, Directory, Disk, Dropin, File, Filesystem, Group, Image, Interface, Link, Luks,
    Mount, Networkd, Raid, Swap, System, TargetUse, Unit, User,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A machine with everything. One of the menu has no identity: no MAC, address, interface, role or UUID.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Name with domain.
    pub fqdn: String,
    /// What the menu shows; present exactly in a menu machine.
    #[serde(default)]
    pub title: Option<String>,
    /// The port that it boots from.
    #[serde(default)]
    pub mac: Option<String>,
    /// The address at which others reach it. Unless an interface has it, the network's DHCP gives it.
    #[serde(default)]
    pub ip: Option<String>,
    /// Label of the network of that address.
    #[serde(default)]
    pub network: Option<String>,
    /// Interfaces that the machine itself configures.
    #[serde(default)]
    pub interfaces: Vec<Interface>,
    /// SMBIOS UUID.
    #[serde(default)]
    pub uuid: Option<String>,
    /// SMBIOS serial number.
    #[serde(default)]
    pub serial: Option<String>,
    /// SMBIOS asset tag.
    #[serde(default)]
    pub asset: Option<String>,
    /// Processor.
    pub arch: Arch,
    /// Firmware.
    pub firmware: Firmware,
    /// Bytes of memory.
    #[serde(default)]
    pub memory: Option<u64>,
    /// What it does in the cluster.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Labels in the cluster.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    /// Taints in the cluster.
    #[serde(default)]
    pub taints: Vec<Taint>,
    /// Kubernetes version, where it is not the cluster's.
    #[serde(default)]
    pub kubernetes_version: Option<String>,
    /// Resolvers of all its networks.
    #[serde(default)]
    pub resolvers: Vec<String>,
    /// Its operating system.
    pub os: System,
    /// Kernel and initrds of the system for this machine's processor.
    #[serde(default)]
    pub image: Option<Image>,
    /// All arguments of the kernel, in order: those of the system, then `kernel_args`.
    #[serde(default)]
    pub command_line: Vec<String>,
    /// Whether the console logs in by itself. Its kernel arguments are in `command_line` already.
    pub autologin: bool,
    /// Keys for the system's own account, `os.login_user`.
    #[serde(default)]
    pub ssh_keys: Vec<String>,
    /// Accounts.
    #[serde(default)]
    pub users: Vec<User>,
    /// Groups.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// Files.
    #[serde(default)]
    pub files: Vec<File>,
    /// Directories.
    #[serde(default)]
    pub directories: Vec<Directory>,
    /// Links.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Units.
    #[serde(default)]
    pub units: Vec<Unit>,
    /// Files of systemd-networkd.
    #[serde(default)]
    pub networkd: Vec<Networkd>,
    /// Services that run as containers.
    #[serde(default)]
    pub containers: Vec<Container>,
    /// Names of packages.
    #[serde(default)]
    pub packages: Vec<String>,
    /// Kernel parameters.
    #[serde(default, deserialize_with = "crate::forms::texts")]
    pub sysctl: BTreeMap<String, String>,
    /// Kernel modules to load.
    #[serde(default)]
    pub modules: Vec<String>,
    /// Kernel arguments that the lab adds.
    #[serde(default)]
    pub kernel_args: Vec<String>,
    /// Mounts.
    #[serde(default)]
    pub mounts: Vec<Mount>,
    /// Disks with their partitions.
    #[serde(default)]
    pub disks: Vec<Disk>,
    /// File systems to make.
    #[serde(default)]
    pub filesystems: Vec<Filesystem>,
    /// RAID arrays to make.
    #[serde(default)]
    pub raids: Vec<Raid>,
    /// Encrypted volumes.
    #[serde(default)]
    pub luks: Vec<Luks>,
    /// Swap.
    #[serde(default)]
    pub swaps: Vec<Swap>,
    /// Time zone, such as `Europe/Warsaw`.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Locale, such as `pl_PL.UTF-8`.
    #[serde(default)]
    pub locale: Option<String>,
    /// Time servers, addresses or names. `ntp` of the schema holds what the lab wrote, which may be a machine.
    #[serde(default, rename = "ntp_addresses")]
    pub ntp: Vec<String>,
    /// Labels of registries to pull through.
    #[serde(default)]
    pub registry_mirrors: Vec<String>,
    /// Certificates (PEM) to trust.
    #[serde(default)]
    pub ca_certificates: Vec<String>,
    /// Commands at boot.
    #[serde(default)]
    pub commands: Vec<Command>,
    /// The targets that run for it, by name.
    #[serde(default)]
    pub targets: BTreeMap<String, TargetUse>,
}

/// Processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arch {
    /// 64-bit x86.
    #[serde(rename = "x86_64")]
    X8664,
    /// 64-bit ARM.
    Arm64,
}

/// Firmware.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Firmware {
    /// BIOS, over TFTP.
    Bios,
    /// UEFI, over TFTP.
    Uefi,
    /// UEFI, over HTTP.
    UefiHttp,
}

/// What a machine does in the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the control plane.
    ControlPlane,
    /// Runs pods.
    Worker,
    /// Holds the cluster's state.
    Etcd,
}

/// A taint in the cluster.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Taint {
    /// Key.
    pub key: String,
    /// Value.
    #[serde(default)]
    pub value: Option<String>,
    /// What it does to pods.
    pub effect: TaintEffect,
}

/// What a taint does to pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaintEffect {
    /// None that does not tolerate it is put here.
    NoSchedule,
    /// None is put here if there is another place.
    PreferNoSchedule,
    /// Those that are here have to leave.
    NoExecute,
}

impl Role {
    /// The language's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::ControlPlane => "control_plane",
            Self::Worker => "worker",
            Self::Etcd => "etcd",
        }
    }
}

impl Node {
    /// Everything in it that may be a secret or a blob.
    pub fn contents(&self) -> impl Iterator<Item = &Contents> {
        fn dropins(all: &[Dropin]) -> impl Iterator<Item = &Contents> {
            all.iter().map(|dropin| &dropin.contents)
        }
        let units = self.units.iter().flat_map(|unit| unit.contents.iter().chain(dropins(&unit.dropins)));
        let networkd = self.networkd.iter().flat_map(|file| file.contents.iter().chain(dropins(&file.dropins)));
        let passwords = self.users.iter().filter_map(|user| user.password_hash.as_ref());
        (self.files.iter().map(|file| &file.contents))
            .chain(units)
            .chain(networkd)
            .chain(self.containers.iter().flat_map(|container| container.environment.values()))
            .chain(self.commands.iter().map(|command| &command.run))
            .chain(passwords)
            .chain(self.luks.iter().filter_map(|volume| volume.key.as_ref()))
    }
}
