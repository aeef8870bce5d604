//! What a lab, a system or a machine says to this target itself, as `options.dl` declares it.

use dlc_plugin::Diagnostic;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Options of one machine. What is left out is as the schema has it.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Options {
    pub(crate) spec: String,
    #[serde(default)]
    pub(crate) image: Image,
    #[serde(default)]
    pub(crate) configs: Vec<Config>,
    #[serde(default)]
    pub(crate) replace: Option<Config>,
    #[serde(default)]
    pub(crate) timeouts: Option<Timeouts>,
    #[serde(default)]
    pub(crate) proxy: Option<Proxy>,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    pub(crate) gzip: Vec<String>,
    #[serde(default)]
    pub(crate) remove_kernel_args: Vec<String>,
}

/// Whose programs the image brings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Image {
    #[default]
    ContainerLinux,
    FedoraCoreos,
}

/// A config elsewhere.
#[derive(Debug, Deserialize)]
pub(crate) struct Config {
    pub(crate) url: String,
    #[serde(default)]
    pub(crate) digest: Option<String>,
}

/// In milliseconds.
#[derive(Debug, Deserialize)]
pub(crate) struct Timeouts {
    #[serde(default)]
    pub(crate) answer: Option<u64>,
    #[serde(default)]
    pub(crate) total: Option<u64>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Proxy {
    #[serde(default)]
    pub(crate) http: Option<String>,
    #[serde(default)]
    pub(crate) https: Option<String>,
    #[serde(default)]
    pub(crate) except: Vec<String>,
}

impl Options {
    /// The options of a machine.
    pub(crate) fn of(task: &dlc_plugin::NodeTask) -> Result<Self, Diagnostic> {
        task.parse_options()
    }
}
