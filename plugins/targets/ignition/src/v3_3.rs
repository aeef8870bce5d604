//! Spec 3.3.0, 2021: Flatcar from release 3185.0.0 on, and Fedora CoreOS.
//!
//! The kernel's arguments of an installed system can be changed.

use crate::spec::Spec;
use crate::v3_2;

pub(crate) const SPEC: Spec = Spec { version: "3.3.0", minor: 3, kernel_arguments: true, ..v3_2::SPEC };
