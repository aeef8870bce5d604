//! An operating system, as evaluated for one machine.

use serde::{Deserialize, Serialize};

/// An operating system, as evaluated for one machine.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct System {
    /// Name of its schema, such as `flatcar`.
    pub name: String,
    /// Name and version for people.
    pub title: String,
    /// Target that writes its configuration.
    pub target: String,
    /// Version.
    pub version: String,
    /// Path below the web root of the configuration that the target writes.
    #[serde(default)]
    pub config: Option<String>,
    /// Where a machine fetches it.
    #[serde(default)]
    pub config_url: Option<String>,
    /// Arguments that the system itself needs.
    #[serde(default)]
    pub boot_args: Vec<String>,
    /// Arguments that it knows.
    #[serde(default, deserialize_with = "crate::forms::arguments")]
    pub arguments: Vec<Argument>,
    /// Memory that it needs.
    pub memory: SystemMemory,
    /// The account that its image brings.
    #[serde(default)]
    pub login_user: Option<String>,
    /// Groups whose members may become root.
    #[serde(default)]
    pub admin_groups: Vec<String>,
    /// The fields of its schema that are its own (`channel`, `spec`, …), an object.
    pub options: serde_json::Value,
}

/// What a system needs of memory.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SystemMemory {
    /// To boot at all, in bytes.
    pub boot: u64,
    /// In use when it runs and does nothing, in bytes.
    pub clean: u64,
    /// Where its root lies.
    pub root: SystemRoot,
}

/// Where a system's root lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemRoot {
    /// In memory, and may take half of it.
    HalfOfMemory,
    /// In memory, and may take all of it.
    WholeImage,
    /// On the network.
    Network,
    /// On a disk of the machine.
    Disk,
}

/// A kernel argument that a system knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Argument {
    /// The word before `=`.
    #[serde(default)]
    pub name: String,
    /// Whether it has a value.
    pub value: ArgumentValue,
    /// How often it may stand.
    pub times: ArgumentTimes,
    /// The argument that older systems had in its place.
    #[serde(default)]
    pub instead_of: Option<String>,
}

/// Whether an argument has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArgumentValue {
    /// Never.
    Refused,
    /// It may.
    Optional,
    /// Always.
    Required,
    /// Always, and in double quotes.
    Quoted,
}

/// How often an argument may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArgumentTimes {
    /// Once.
    Once,
    /// Any number of times.
    Many,
}

/// What a loader loads.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Image {
    /// URL of the kernel.
    pub kernel: String,
    /// URLs of the initrds, in order.
    #[serde(default)]
    pub initrds: Vec<String>,
    /// Bytes of all of them.
    #[serde(default)]
    pub size: Option<u64>,
}
