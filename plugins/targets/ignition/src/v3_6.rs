//! Spec 3.6.0, 2026: Fedora CoreOS.
//!
//! The bits of a mode that set the user or group, and the sticky one, reach the file.

use crate::spec::Spec;
use crate::v3_5;

pub(crate) const SPEC: Spec = Spec { version: "3.6.0", minor: 6, special_bits: true, ..v3_5::SPEC };
