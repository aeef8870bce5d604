//! The document's sections for disks and what lies on them.

use super::{Origins, Resource, is_false};
use serde::Serialize;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Disk {
    pub(crate) device: String,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) wipe_table: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) partitions: Vec<Partition>,
    #[serde(skip)]
    pub(crate) from: Origins,
}

/// What is left out stays as it is where the partition is there already, and is chosen by what is free otherwise.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Partition {
    pub(crate) label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<u32>,
    #[serde(rename = "startMiB", skip_serializing_if = "Option::is_none")]
    pub(crate) start_mib: Option<u64>,
    #[serde(rename = "sizeMiB", skip_serializing_if = "Option::is_none")]
    pub(crate) size_mib: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) type_guid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) guid: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) wipe_partition_entry: bool,
    #[serde(skip)]
    pub(crate) from: Origins,
}

#[derive(Debug, Serialize)]
pub(crate) struct Raid {
    pub(crate) name: String,
    pub(crate) level: &'static str,
    pub(crate) devices: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) spares: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) options: Vec<String>,
    #[serde(skip)]
    pub(crate) from: Origins,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Luks {
    pub(crate) name: String,
    pub(crate) device: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key_file: Option<Resource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) clevis: Option<Clevis>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) options: Vec<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) discard: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) wipe_volume: bool,
    #[serde(skip)]
    pub(crate) from: Origins,
}

/// What opens a volume without a key of the lab.
#[derive(Debug, Serialize)]
pub(crate) struct Clevis {
    pub(crate) tpm2: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Filesystem {
    /// By which files name it. Only in 2.x.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// 2.x has the volume here,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mount: Option<Volume>,
    /// and 3.x has it around.
    #[serde(flatten)]
    pub(crate) volume: Option<Volume>,
    /// Only in 3.x; 2.x mounts it at a place of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) mount_options: Vec<String>,
    #[serde(skip)]
    pub(crate) from: Origins,
}

/// What is made on a device, unless just that is there already.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Volume {
    pub(crate) device: String,
    pub(crate) format: &'static str,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) wipe_filesystem: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) uuid: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) options: Vec<String>,
    /// Only in 2.0, where nothing is made without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) create: Option<Create>,
}

/// How a file system is made, in 2.0.
#[derive(Debug, Serialize)]
pub(crate) struct Create {
    pub(crate) force: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) options: Vec<String>,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}
