//! Spec 2.3.0, November 2018: the last of CoreOS Container Linux, and Flatcar up to release 3184.
//!
//! What it adds is about partitions, which are not written yet.

use crate::spec::Spec;
use crate::v2_2;

pub(crate) const SPEC: Spec = Spec { version: "2.3.0", ..v2_2::SPEC };
