//! Machine configuration: accounts, files, units, containers, commands.

use crate::Contents;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct User {
    /// Its name.
    pub name: String,
    /// Numeric id.
    #[serde(default)]
    pub uid: Option<u32>,
    /// Whose it is.
    #[serde(default)]
    pub comment: Option<String>,
    /// Home.
    #[serde(default)]
    pub home: Option<String>,
    /// Whether the home is made.
    pub create_home: bool,
    /// Shell.
    #[serde(default)]
    pub shell: Option<String>,
    /// First group.
    #[serde(default)]
    pub primary_group: Option<String>,
    /// Further groups, as written.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Further groups, with those that `admin` means on this system.
    #[serde(default)]
    pub member_of: Vec<String>,
    /// Whether it may become root.
    pub admin: bool,
    /// Keys that may log in.
    #[serde(default)]
    pub ssh_keys: Vec<String>,
    /// Hash of the password, as in /etc/shadow.
    #[serde(default)]
    pub password_hash: Option<Contents>,
    /// Whether it is an account of the system.
    pub system: bool,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Numeric id.
    #[serde(default)]
    pub gid: Option<u32>,
    /// Whether it is a group of the system.
    pub system: bool,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct File {
    /// Absolute path.
    pub path: String,
    /// What is in it.
    pub contents: Contents,
    /// Permission bits.
    pub mode: u32,
    /// Owner.
    pub owner: String,
    /// Group.
    pub group: String,
    /// Whether the contents go to the end of a file that the image brings.
    pub append: bool,
    /// Who may read it while it travels.
    pub audience: Audience,
}

/// Who may read an artefact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Whoever can reach the server.
    Network,
    /// The lab's staff.
    Operator,
}

/// A directory.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Directory {
    /// Absolute path.
    pub path: String,
    /// Permission bits.
    pub mode: u32,
    /// Owner.
    pub owner: String,
    /// Group.
    pub group: String,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    /// Absolute path.
    pub path: String,
    /// What it points at.
    pub target: String,
    /// Whether it is a hard link.
    pub hard: bool,
    /// Owner.
    pub owner: String,
    /// Group.
    pub group: String,
}

/// A systemd unit, or what another init system makes of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Unit {
    /// Its name, with its suffix.
    pub name: String,
    /// Whether it starts at boot.
    pub enabled: bool,
    /// Whether it is masked.
    pub masked: bool,
    /// Its text. Absent: the image brings it.
    #[serde(default)]
    pub contents: Option<Contents>,
    /// Drop-ins.
    #[serde(default)]
    pub dropins: Vec<Dropin>,
}

/// A drop-in of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dropin {
    /// Its name, which ends in `.conf`.
    pub name: String,
    /// Its text.
    pub contents: Contents,
}

/// A file of systemd-networkd.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Networkd {
    /// Its name, which ends in `.network`, `.netdev` or `.link`.
    pub name: String,
    /// Its text. Absent: only drop-ins are added to one that the image brings.
    #[serde(default)]
    pub contents: Option<Contents>,
    /// Drop-ins.
    #[serde(default)]
    pub dropins: Vec<Dropin>,
}

/// A service that runs as a container.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Container {
    /// Its label.
    pub name: String,
    /// Image.
    pub image: String,
    /// Command with its arguments. Empty: the image's own.
    #[serde(default)]
    pub command: Vec<String>,
    /// Environment.
    #[serde(default)]
    pub environment: BTreeMap<String, Contents>,
    /// Ports.
    #[serde(default)]
    pub ports: Vec<Port>,
    /// Folders of the machine that it sees, at the same path.
    #[serde(default)]
    pub mounts: Vec<String>,
    /// Whether it shares the machine's network.
    pub host_network: bool,
    /// Whether it may do everything.
    pub privileged: bool,
}

/// A port of a container.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "PortForm")]
pub struct Port {
    /// On the machine.
    pub host: u16,
    /// In the container.
    pub container: u16,
    /// Protocol.
    pub protocol: Protocol,
}

/// A port as the language writes it: a number that is the same on both sides, or a record.
#[derive(Deserialize)]
#[serde(untagged)]
enum PortForm {
    Number(u16),
    Record { host: u16, container: u16, protocol: Protocol },
}

impl From<PortForm> for Port {
    fn from(form: PortForm) -> Self {
        match form {
            PortForm::Number(number) => Self { host: number, container: number, protocol: Protocol::Tcp },
            PortForm::Record { host, container, protocol } => Self { host, container, protocol },
        }
    }
}

/// Protocol of a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

/// A command at boot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Command {
    /// Its label. Commands run in the order of their labels.
    pub name: String,
    /// Script for `/bin/sh`.
    pub run: Contents,
    /// When.
    pub when: CommandWhen,
}

/// When a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommandWhen {
    /// At the first boot of an installation. On a system in memory every boot is the first.
    FirstBoot,
    /// At every boot.
    EveryBoot,
}
