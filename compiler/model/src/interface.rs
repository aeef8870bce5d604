//! Network interfaces.

use serde::{Deserialize, Serialize};

/// A network interface.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Interface {
    /// Its name in the running system.
    pub name: String,
    /// What it is made of.
    pub over: Over,
    /// Its MAC.
    #[serde(default)]
    pub mac: Option<String>,
    /// Kernel driver, to match on.
    #[serde(default)]
    pub driver: Option<String>,
    /// Label of its network.
    #[serde(default)]
    pub network: Option<String>,
    /// Its address.
    #[serde(default)]
    pub ip: Option<Address>,
    /// Largest packet, in bytes; otherwise the network's.
    #[serde(default)]
    pub mtu: Option<u32>,
    /// What it is for.
    #[serde(default)]
    pub purpose: Vec<Purpose>,
}

/// What an interface is made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Over {
    /// A port.
    Nic,
    /// Several ports as one.
    Bond(Bond),
    /// A tagged network on another interface.
    Vlan(Vlan),
    /// A bridge.
    Bridge(Bridge),
}

/// Several ports as one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bond {
    /// Names of its interfaces.
    #[serde(default)]
    pub of: Vec<String>,
    /// How they share the work.
    pub mode: BondMode,
}

/// How the ports of a bond share the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BondMode {
    /// IEEE 802.3ad.
    Lacp,
    /// One at a time.
    ActiveBackup,
    /// In turns.
    BalanceRr,
}

/// A tagged network on another interface. Its id is that of the interface's network, unless said here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Vlan {
    /// Name of the interface below.
    pub of: String,
    /// VLAN id.
    #[serde(default)]
    pub id: Option<u16>,
}

/// A bridge.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Bridge {
    /// Names of its interfaces.
    #[serde(default)]
    pub of: Vec<String>,
}

/// An interface's address: as text, `dhcp` or the address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Address {
    /// From DHCP.
    Dhcp,
    /// This one.
    Fixed(String),
}

impl From<String> for Address {
    fn from(text: String) -> Self {
        if text == "dhcp" { Self::Dhcp } else { Self::Fixed(text) }
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        match address {
            Address::Dhcp => "dhcp".to_owned(),
            Address::Fixed(text) => text,
        }
    }
}

/// What an interface is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The machine boots from it.
    Boot,
    /// Traffic of the cluster.
    Cluster,
    /// Storage.
    Storage,
    /// Access for staff.
    Management,
    /// The way out.
    Internet,
}
