//! Spec 3.4.0, 2023: Flatcar from release 3535.0.0 on, and Fedora CoreOS.
//!
//! Names of Amazon's objects can be fetched, and encrypted volumes tell their device what is free.

use crate::spec::{LuksSection, Spec};
use crate::v3_3;

pub(crate) const SPEC: Spec = Spec {
    version: "3.4.0",
    minor: 4,
    luks: LuksSection::WithDiscard,
    schemes: &["http", "https", "tftp", "s3", "gs", "arn", "data"],
    config_schemes: &["http", "https", "tftp", "s3", "gs", "arn", "data"],
    ..v3_3::SPEC
};
