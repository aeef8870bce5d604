//! Spec 3.5.0, October 2024: Fedora CoreOS.
//!
//! What it adds is for encrypted volumes of IBM's machines, which `merge` can ask for.

use crate::spec::Spec;
use crate::v3_4;

pub(crate) const SPEC: Spec = Spec { version: "3.5.0", minor: 5, ..v3_4::SPEC };
