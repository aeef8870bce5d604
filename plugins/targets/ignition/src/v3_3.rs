//! Spec 3.3.0, 2021: Flatcar from release 3185.0.0 on, and Fedora CoreOS.

use crate::spec::{Layout, LuksSection, NetworkdSection, Spec};

pub(crate) const SPEC: Spec = Spec {
    version: "3.3.0",
    layout: Layout::V3,
    overwrite: true,
    append: true,
    networkd: NetworkdSection::None,
    partitions_in_mib: true,
    raid_options: true,
    luks: LuksSection::Plain,
    digests: &["sha512", "sha256"],
    schemes: &["http", "https", "tftp", "s3", "gs", "data"],
};
