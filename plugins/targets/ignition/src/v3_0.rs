//! Spec 3.0.0, 2019: the first of Fedora CoreOS. One root, every path once, networkd's files are files like others.

use crate::spec::{Layout, NetworkdSection, Spec};
use crate::v2_3;

pub(crate) const SPEC: Spec =
    Spec { version: "3.0.0", minor: 0, layout: Layout::V3, networkd: NetworkdSection::None, ..v2_3::SPEC };
