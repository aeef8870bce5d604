//! Spec 2.1.0, June 2017: CoreOS Container Linux, and Flatcar, which converts it from release 3185.0.0 on.
//!
//! A file replaces what the image has at its path; a directory or a link that meets something else there stops the
//! boot, and no key of this version changes that.

use crate::spec::{Making, Spec};
use crate::v2_0;
use dlc_plugin::Format;

pub(crate) const SPEC: Spec = Spec {
    version: "2.1.0",
    minor: 1,
    folders: true,
    making: Making::Named,
    partition_guids: true,
    formats: &[Format::Ext4, Format::Btrfs, Format::Xfs, Format::Vfat, Format::Swap],
    schemes: &["http", "https", "tftp", "s3", "data"],
    config_schemes: &["http", "https", "tftp", "s3", "data"],
    timeouts: true,
    ..v2_0::SPEC
};
