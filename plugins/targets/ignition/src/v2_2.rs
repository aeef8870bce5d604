//! Spec 2.2.0, February 2018: CoreOS Container Linux.
//!
//! What a link meets in the image can be replaced, a text can go to the end of the image's file, files of networkd have
//! drop-ins, arrays options, and servers are known by certificates of the lab.

use crate::spec::{NetworkdSection, Spec};
use crate::v2_1;

pub(crate) const SPEC: Spec = Spec {
    version: "2.2.0",
    minor: 2,
    overwrite: true,
    append: true,
    networkd: NetworkdSection::UnitsWithDropins,
    raid_options: true,
    authorities: true,
    ..v2_1::SPEC
};
