//! The whole: a lab with its machines, and what each target was asked for.

use crate::{Lab, Manifest, Node, Output, Team};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A lab with everything that is built from it. Machines that are off are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cluster {
    /// What every machine shares.
    pub lab: Lab,
    /// The machines that are on.
    #[serde(default)]
    pub nodes: Vec<Node>,
    /// The machines of the menu, which have no identity.
    #[serde(default)]
    pub menu_machines: Vec<Node>,
    /// Name spaces, of the lab and of its `kubernetes` together.
    #[serde(default)]
    pub teams: Vec<Team>,
    /// Kubernetes objects that are taken as they are.
    #[serde(default)]
    pub manifests: Vec<Manifest>,
    /// Files for the operator.
    #[serde(default)]
    pub outputs: Vec<Output>,
    /// The targets that run once for the lab, by name.
    #[serde(default)]
    pub targets: BTreeMap<String, TargetUse>,
}

/// A target, as a machine or the lab uses it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TargetUse {
    /// Its options, an object: schema default < the lab's < the system's < the machine's.
    pub options: serde_json::Value,
    /// What it promised here.
    #[serde(default)]
    pub promises: Vec<Promise>,
}

/// A place that was promised: an option or a field of the system whose type is `Artifact<…>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Promise {
    /// The field's name, such as `config`.
    pub field: String,
    /// Where.
    pub tree: Tree,
    /// Path in that tree. One that ends in `/` promises a folder, in which any artefact may lie.
    pub path: String,
}

/// The part of the output tree that an artefact lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tree {
    /// `public/http`: what the web server serves.
    Http,
    /// `public/tftp`: what firmware fetches first.
    Tftp,
    /// `operator`: what only the lab's staff reads.
    Operator,
}

impl std::fmt::Display for Tree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Http => "http",
            Self::Tftp => "tftp",
            Self::Operator => "operator",
        })
    }
}

impl Cluster {
    /// The model as indented JSON with a newline at its end; the same bytes each time.
    ///
    /// # Errors
    /// None that the model itself can cause.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    /// The machine called `name`, of those that are on.
    pub fn node(&self, name: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.name == name)
    }

    /// The machine of the menu called `name`.
    pub fn menu_machine(&self, name: &str) -> Option<&Node> {
        self.menu_machines.iter().find(|node| node.name == name)
    }
}

#[cfg(test)]
mod tests;
