//! Spec 3.1.0, 2020: Fedora CoreOS.
//!
//! Digests by SHA-256, headers of the lab and proxies for requests, options of mounts, and everything that is fetched
//! may be compressed.

use crate::spec::Spec;
use crate::v3_0;

pub(crate) const SPEC: Spec = Spec {
    version: "3.1.0",
    minor: 1,
    digests: &["sha512", "sha256"],
    mount_options: true,
    requests: true,
    ..v3_0::SPEC
};
