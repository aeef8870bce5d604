//! What a user can ask about targets without a lab.

use dlc_base::Diagnostic;
use dlc_plugin_host::{HostOptions, PluginHost, builtin, builtins};
use std::path::PathBuf;

pub use dlc_plugin_host::Inspection;

/// The targets that come with the compiler, and a way to look at others.
pub struct Plugins {
    host: PluginHost,
}

/// A target in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The word after `target` in a lab.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it does, in a sentence.
    pub summary: String,
}

impl Plugins {
    /// Starts the engine. Compiled code is kept in `cache`, if there is one.
    ///
    /// # Errors
    /// `plugin-engine`: there is no engine for this machine.
    pub fn new(cache: Option<PathBuf>) -> Result<Self, Diagnostic> {
        Ok(Self { host: PluginHost::new(HostOptions { cache, ..HostOptions::default() })? })
    }

    /// The names of all built-in targets, sorted.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        builtins().iter().map(|builtin| builtin.name)
    }

    /// All built-in targets as they describe themselves, by name.
    ///
    /// # Errors
    /// A fault of one of them.
    pub fn list(&self) -> Result<Vec<Listed>, Diagnostic> {
        let describe = |name: &str| {
            let description = self.host.load_builtin(name)?.and_then(|plugin| plugin.describe());
            Some(description.map(|told| Listed { name: told.name, version: told.version, summary: told.summary }))
        };
        self.names().filter_map(describe).collect()
    }

    /// What the built-in target `name` is, if there is one.
    ///
    /// # Errors
    /// A fault of the target.
    pub fn inspect_builtin(&self, name: &str) -> Option<Result<Inspection, Diagnostic>> {
        builtin(name)?;
        Some(self.host.load_builtin(name)?.and_then(|plugin| plugin.inspect()))
    }

    /// What the component in `bytes` is, also one that would be refused.
    ///
    /// # Errors
    /// `plugin-not-a-component`, or a fault of the component.
    pub fn inspect(&self, name: &str, bytes: &[u8]) -> Result<Inspection, Diagnostic> {
        self.host.inspect(name, bytes)
    }
}
