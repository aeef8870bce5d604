//! Spec 2.4.0, January 2020: the first Red Hat CoreOS, and whatever carries Ignition 0.35.
//!
//! Requests have headers of the lab, and go through a proxy.

use crate::spec::Spec;
use crate::v2_3;

pub(crate) const SPEC: Spec = Spec { version: "2.4.0", minor: 4, requests: true, ..v2_3::SPEC };
