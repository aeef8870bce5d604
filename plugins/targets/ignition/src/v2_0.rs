//! Spec 2.0.0, 2016: the first Ignition of CoreOS, up to 0.16.
//!
//! Accounts and file systems are made by an object `create`. There are no directories, no links, and no owners by name.

use crate::spec::{Layout, LuksSection, Making, NetworkdSection, Spec};
use dlc_plugin::Format;

pub(crate) const SPEC: Spec = Spec {
    version: "2.0.0",
    minor: 0,
    layout: Layout::V2,
    folders: false,
    making: Making::Create,
    overwrite: false,
    append: false,
    special_bits: false,
    networkd: NetworkdSection::Units,
    partition_guids: false,
    partitions_in_mib: false,
    raid_options: false,
    formats: &[Format::Ext4, Format::Btrfs, Format::Xfs],
    mount_options: false,
    luks: LuksSection::None,
    kernel_arguments: false,
    digests: &["sha512"],
    schemes: &["http", "https", "data"],
    config_schemes: &["http", "https"],
    timeouts: false,
    authorities: false,
    requests: false,
};
