//! Spec 3.4.0, 2023: Flatcar from release 3535.0.0 on, and Fedora CoreOS.
//!
//! Names of Amazon's objects can be fetched. What else it adds is about encrypted volumes, which are not written yet.

use crate::spec::Spec;
use crate::v3_3;

pub(crate) const SPEC: Spec =
    Spec { version: "3.4.0", schemes: &["http", "https", "tftp", "s3", "gs", "arn", "data"], ..v3_3::SPEC };
