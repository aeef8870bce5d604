//! The options of `options.dl`, but for the promises.

use dlc_plugin::InputPath;
use serde::Deserialize;

/// What a lab may choose.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Options {
    /// Whether the loader can fetch over HTTPS.
    #[serde(default)]
    pub(crate) https: bool,
    /// How often a fetch is tried.
    #[serde(default = "five")]
    pub(crate) attempts: u32,
    /// Milliseconds between two attempts.
    #[serde(default = "three_seconds")]
    pub(crate) pause: u64,
    /// Milliseconds for which a machine of the lab offers the menu.
    #[serde(default = "two_seconds")]
    pub(crate) offer: u64,
    /// Milliseconds that a person has to press a key.
    #[serde(default = "a_minute")]
    pub(crate) patience: u64,
    /// Whether the menu lists the machines of the lab.
    #[serde(default)]
    pub(crate) list_machines: bool,
    /// What the contract does not carry of the menu.
    #[serde(default)]
    pub(crate) marks: Vec<Mark>,
}

/// What the menu says of a machine or an entry beside its title.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Mark {
    /// Its label.
    pub(crate) name: String,
    /// What the menu shows.
    pub(crate) title: String,
    /// The key that chooses it.
    #[serde(default)]
    pub(crate) key: Option<String>,
    /// Whether it can be chosen.
    pub(crate) ready: bool,
    /// Whether it is a machine of the menu.
    pub(crate) system: bool,
}

impl Options {
    /// What is said of a machine (`system`) or an entry, with the place where it is said.
    pub(crate) fn mark(&self, name: &str, system: bool) -> Option<(InputPath, &Mark)> {
        let number = self.marks.iter().position(|mark| mark.system == system && mark.name == name)?;
        Some((Self::place(number), self.marks.get(number)?))
    }

    /// What cannot be chosen yet, each with its place.
    pub(crate) fn not_ready(&self) -> impl Iterator<Item = (InputPath, &Mark)> {
        let numbered = self.marks.iter().enumerate();
        numbered.filter(|(_, mark)| !mark.ready).map(|(number, mark)| (Self::place(number), mark))
    }

    fn place(number: usize) -> InputPath {
        InputPath::option("marks").at(number)
    }
}

fn five() -> u32 {
    5
}

fn three_seconds() -> u64 {
    3_000
}

fn two_seconds() -> u64 {
    2_000
}

fn a_minute() -> u64 {
    60_000
}
