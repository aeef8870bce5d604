//! Machine configuration: mounts, disks, file systems.

use crate::Contents;
use serde::{Deserialize, Serialize};

/// A mount.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mount {
    /// Where.
    pub path: String,
    /// What.
    pub source: MountSource,
    /// File system, where it does not follow from the source.
    #[serde(default)]
    pub filesystem: Option<String>,
    /// Options.
    #[serde(default)]
    pub options: Vec<String>,
    /// Whether the boot waits for it and fails without it.
    pub required: bool,
}

/// What is mounted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MountSource {
    /// An NFS export.
    Nfs(Nfs),
    /// An iSCSI volume.
    Iscsi(Iscsi),
    /// An NBD volume.
    Nbd(Nbd),
    /// A device of the machine, by its path.
    Device(Device),
    /// Memory.
    Tmpfs(Tmpfs),
}

/// An NFS export.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Nfs {
    /// Name of a host or machine of the lab, or an address or name elsewhere.
    pub server: String,
    /// Address or name at which it is reached.
    pub address: String,
    /// Path there.
    pub path: String,
    /// Version of NFS.
    #[serde(default)]
    pub version: Option<String>,
}

/// An iSCSI volume.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Iscsi {
    /// Name of a host or machine of the lab, or an address or name elsewhere.
    pub server: String,
    /// Address or name at which it is reached.
    pub address: String,
    /// Port.
    pub port: u16,
    /// Name of the volume.
    pub iqn: String,
    /// Logical unit.
    pub lun: u32,
    /// Name of this machine.
    #[serde(default)]
    pub initiator: Option<String>,
}

/// An NBD volume.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Nbd {
    /// Name of a host or machine of the lab, or an address or name elsewhere.
    pub server: String,
    /// Address or name at which it is reached.
    pub address: String,
    /// Port.
    pub port: u16,
    /// Name of the volume.
    pub export_name: String,
}

/// A device of the machine.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Device {
    /// Absolute path of the device.
    pub path: String,
}

/// Memory.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tmpfs {
    /// At most, in bytes.
    #[serde(default)]
    pub size: Option<u64>,
}

/// A disk.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Disk {
    /// Absolute path of the device.
    pub device: String,
    /// Whether its table is made anew.
    pub wipe_table: bool,
    /// Partitions.
    #[serde(default)]
    pub partitions: Vec<Partition>,
}

/// A partition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Partition {
    /// Its label.
    pub name: String,
    /// Its number. Absent: the next free one.
    #[serde(default)]
    pub number: Option<u32>,
    /// Where it begins, in bytes. Absent: the first free place.
    #[serde(default)]
    pub start: Option<u64>,
    /// Bytes. Absent: up to the end.
    #[serde(default)]
    pub size: Option<u64>,
    /// What it is for.
    #[serde(default)]
    pub type_guid: Option<String>,
    /// Its own UUID.
    #[serde(default)]
    pub guid: Option<String>,
    /// Whether a different one with that number is deleted.
    pub wipe_entry: bool,
}

/// A file system.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filesystem {
    /// Its label in the lab.
    pub name: String,
    /// Absolute path of the device.
    pub device: String,
    /// Format.
    pub format: Format,
    /// Where it is mounted while the configuration is written.
    #[serde(default)]
    pub path: Option<String>,
    /// Whether it is made anew.
    pub wipe: bool,
    /// Its own label.
    #[serde(default)]
    pub volume_label: Option<String>,
    /// Its own UUID.
    #[serde(default)]
    pub uuid: Option<String>,
    /// Options for making it.
    #[serde(default)]
    pub options: Vec<String>,
    /// Options for mounting it.
    #[serde(default)]
    pub mount_options: Vec<String>,
}

/// Format of a file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// ext4.
    Ext4,
    /// btrfs.
    Btrfs,
    /// XFS.
    Xfs,
    /// FAT.
    Vfat,
    /// Swap.
    Swap,
}

/// A RAID array.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Raid {
    /// Its label.
    pub name: String,
    /// Level.
    pub level: RaidLevel,
    /// Absolute paths of its devices.
    #[serde(default)]
    pub devices: Vec<String>,
    /// How many of them wait.
    pub spares: u32,
    /// Options for making it.
    #[serde(default)]
    pub options: Vec<String>,
}

/// Level of a RAID array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RaidLevel {
    /// One after the other.
    Linear,
    /// Stripes.
    Raid0,
    /// Mirrors.
    Raid1,
    /// Parity on one disk.
    Raid4,
    /// Parity.
    Raid5,
    /// Double parity.
    Raid6,
    /// Stripes over mirrors.
    Raid10,
}

/// An encrypted volume.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Luks {
    /// Its label; the device is `/dev/mapper/NAME`.
    pub name: String,
    /// Absolute path of the device below.
    pub device: String,
    /// Its key.
    #[serde(default)]
    pub key: Option<Contents>,
    /// Whether the machine's TPM opens it.
    pub tpm2: bool,
    /// Whether it is made anew.
    pub wipe: bool,
    /// Whether freed blocks are told to the device.
    pub discard: bool,
    /// Options for making it.
    #[serde(default)]
    pub options: Vec<String>,
}

/// Swap.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Swap {
    /// Absolute path of a device or file.
    pub path: String,
    /// Bytes, if it is a file that has to be made.
    #[serde(default)]
    pub size: Option<u64>,
    /// Priority.
    #[serde(default)]
    pub priority: Option<i32>,
}
