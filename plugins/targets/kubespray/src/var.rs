//! One variable on its way into a file.

use dlc_plugin::InputPath;
use dlc_plugin::yaml::Yaml;

/// Which file of the sample inventory a variable has its place in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum File {
    /// What concerns all machines.
    All,
    /// The container runtime.
    Runtime,
    /// The cluster's state.
    Etcd,
    /// A site without a line to the world.
    Offline,
    /// The cluster.
    Cluster,
    /// What runs in it beside the lab's own.
    Addons,
    /// The network plugin.
    Network,
}

/// How much a lab may say against a variable that follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// It is what the lab says elsewhere: saying something else here contradicts that.
    Fixed,
    /// It is a good default: the lab's own word counts.
    Free,
}

/// A variable that follows from the lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Var {
    pub(crate) file: File,
    pub(crate) name: String,
    pub(crate) value: Yaml,
    /// What it follows from, the most telling first.
    pub(crate) from: Vec<InputPath>,
    pub(crate) hold: Hold,
}

impl Var {
    /// What the lab says elsewhere.
    pub(crate) fn fixed(file: File, name: &str, value: impl Into<Yaml>, from: impl Into<Vec<InputPath>>) -> Self {
        Self { file, name: name.to_owned(), value: value.into(), from: from.into(), hold: Hold::Fixed }
    }

    /// A good default.
    pub(crate) fn free(file: File, name: &str, value: impl Into<Yaml>, from: impl Into<Vec<InputPath>>) -> Self {
        Self { hold: Hold::Free, ..Self::fixed(file, name, value, from) }
    }
}
