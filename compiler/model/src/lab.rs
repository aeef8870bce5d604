//! The lab: networks, hosts, the boot service, registries.

use crate::Kubernetes;
use serde::{Deserialize, Serialize};

/// The part of the lab that every call is given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Lab {
    /// Its name.
    pub name: String,
    /// DNS domain.
    pub domain: String,
    /// Address ranges.
    #[serde(default)]
    pub networks: Vec<Network>,
    /// Machines that are not booted from here.
    #[serde(default)]
    pub hosts: Vec<LabHost>,
    /// The boot service.
    #[serde(default)]
    pub boot: Option<Boot>,
    /// Registries of container images.
    #[serde(default)]
    pub registries: Vec<Registry>,
    /// The cluster.
    #[serde(default)]
    pub kubernetes: Option<Kubernetes>,
}

/// An address range that machines share.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Network {
    /// Its label.
    pub name: String,
    /// The range, such as `10.0.0.0/24`.
    pub subnet: String,
    /// Router.
    #[serde(default)]
    pub gateway: Option<String>,
    /// Resolvers.
    #[serde(default)]
    pub dns: Vec<String>,
    /// VLAN id, 1 to 4094, if it is tagged.
    #[serde(default)]
    pub vlan: Option<u16>,
    /// Largest packet, in bytes.
    pub mtu: u32,
    /// Who answers DHCP. Absent: nobody.
    #[serde(default)]
    pub dhcp: Option<Dhcp>,
}

/// Who answers DHCP.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dhcp {
    /// Somebody else, who is told of our boot script.
    External,
    /// Somebody else, with us beside for the boot part.
    Proxy,
    /// Somebody else, behind a relay.
    Relay,
    /// We.
    Serve(Serve),
}

/// DHCP that we serve.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Serve {
    /// Addresses for machines without a fixed one.
    pub pool: IpRange,
    /// How long an address is lent, in milliseconds.
    pub lease: u64,
}

/// Addresses from first to last, both included.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IpRange {
    /// First.
    pub first: String,
    /// Last.
    pub last: String,
}

/// Numbers from first to last, both included.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IntRange {
    /// First.
    pub first: i64,
    /// Last.
    pub last: i64,
}

/// A machine that is not booted from here. (Not `host`: some bindings call the embedder that.)
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LabHost {
    /// Its name.
    pub name: String,
    /// Its address.
    #[serde(default)]
    pub ip: Option<String>,
    /// Its MAC.
    #[serde(default)]
    pub mac: Option<String>,
    /// Label of the network that it is in.
    #[serde(default)]
    pub network: Option<String>,
}

/// The boot service.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Boot {
    /// Name of the host or machine that serves. Absent: the address in `url`.
    #[serde(default)]
    pub server: Option<String>,
    /// Where the web root (the `http` tree) is reachable, without a `/` at its end.
    pub url: String,
    /// DHCP user class by which the second request of the loader is known.
    pub user_class: String,
    /// The menu.
    #[serde(default)]
    pub menu: Option<Menu>,
}

/// A menu for machines that choose at boot, or that are not known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Menu {
    /// Title.
    pub title: String,
    /// Milliseconds until the default is taken; 0 waits for ever.
    pub timeout: u64,
    /// Label of the entry or menu machine that is taken. Absent: boot from the local disk.
    #[serde(default)]
    pub default: Option<String>,
    /// What else may be chosen beside the menu machines.
    #[serde(default)]
    pub entries: Vec<MenuEntry>,
    /// Names of the menu machines.
    #[serde(default, deserialize_with = "crate::forms::labels")]
    pub machines: Vec<String>,
}

/// An entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MenuEntry {
    /// Its label.
    pub name: String,
    /// What the menu shows.
    pub title: String,
    /// What it does.
    pub action: MenuAction,
}

/// What an entry of the menu does.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MenuAction {
    /// Go on with the firmware's next boot device.
    Local,
    /// A shell of the loader.
    Shell,
    /// Reboot.
    Reboot,
    /// Load this URL in the loader.
    #[serde(deserialize_with = "crate::forms::text_or_only_field")]
    Chain(String),
}

/// A registry of container images.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Registry {
    /// Its label.
    pub name: String,
    /// Name of the host or machine that it runs on.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Host and port as clients write them.
    pub address: String,
    /// The registry that it caches.
    #[serde(default)]
    pub upstream: Option<String>,
    /// Whether it speaks TLS.
    pub tls: bool,
}
