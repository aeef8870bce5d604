//! Spec 2.1.0, June 2017: CoreOS Container Linux, and Flatcar, which converts it from release 3185.0.0 on.
//!
//! A file replaces what the image has at its path; a directory or a link that meets something else there stops the
//! boot, and no key of this version changes that.

use crate::spec::{Layout, LuksSection, NetworkdSection, Spec};

pub(crate) const SPEC: Spec = Spec {
    version: "2.1.0",
    layout: Layout::V2,
    overwrite: false,
    append: false,
    networkd: NetworkdSection::Units,
    partitions_in_mib: false,
    raid_options: false,
    luks: LuksSection::None,
    digests: &["sha512"],
    schemes: &["http", "https", "tftp", "s3", "data"],
};
