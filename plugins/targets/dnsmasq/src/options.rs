//! What a lab says in `target dnsmasq { … }`, and the places of it.

use serde::Deserialize;

/// The options, as `options.dl` declares them, without the promise that every lab has.
#[derive(Debug, Deserialize)]
pub(crate) struct Options {
    /// Where the owner's part lies, if it is a file of its own.
    #[serde(default)]
    pub(crate) fragment: Option<String>,
    /// The first script, below the web root.
    pub(crate) script: String,
    /// Where `public/tftp` lies on the server.
    pub(crate) tftp_root: String,
    /// What is listened on; everything if none is named.
    pub(crate) interfaces: Vec<String>,
    /// Whether there is no other server.
    pub(crate) authoritative: bool,
    /// Whether an address is pinged first.
    pub(crate) ping: bool,
    /// Whether names are answered.
    pub(crate) dns: bool,
    /// Whether IPv6 is announced.
    pub(crate) announce_ipv6: bool,
    /// Whether strangers are ignored.
    pub(crate) known_only: bool,
    /// Where leases are kept.
    pub(crate) lease_file: String,
    /// Time servers.
    pub(crate) ntp: Vec<String>,
    /// Loaders below the root of TFTP.
    pub(crate) bios: String,
    pub(crate) uefi: String,
    pub(crate) uefi_ia32: String,
    pub(crate) uefi_arm64: String,
    /// Loaders below the web root.
    pub(crate) uefi_http: String,
    pub(crate) uefi_http_arm64: String,
}
