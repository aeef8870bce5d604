//! Spec 3.2.0, October 2020: Fedora CoreOS, and OpenShift from 4.8 on.
//!
//! Encrypted volumes, and objects of Google's storage.

use crate::spec::{LuksSection, Spec};
use crate::v3_1;

pub(crate) const SPEC: Spec = Spec {
    version: "3.2.0",
    minor: 2,
    luks: LuksSection::Plain,
    schemes: &["http", "https", "tftp", "s3", "gs", "data"],
    config_schemes: &["http", "https", "tftp", "s3", "gs", "data"],
    ..v3_1::SPEC
};
