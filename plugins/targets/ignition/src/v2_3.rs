//! Spec 2.3.0, November 2018: the last of CoreOS Container Linux, and Flatcar up to release 3184.
//!
//! Partitions have places and sizes in MiB, and one that is as the config says is left alone.

use crate::spec::Spec;
use crate::v2_2;

pub(crate) const SPEC: Spec = Spec { version: "2.3.0", minor: 3, partitions_in_mib: true, ..v2_2::SPEC };
