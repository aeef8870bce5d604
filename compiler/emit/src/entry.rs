//! What a writer is given: one artefact with where it lies and for whom it is.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Below which folder of the tree an artefact lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Root {
    /// `public/http`: what machines fetch from the web server.
    Http,
    /// `public/tftp`: what firmware fetches first.
    Tftp,
    /// `operator`: what only the lab's staff may read.
    Operator,
}

impl Root {
    /// All of them, in the order of their folders.
    pub const ALL: [Self; 3] = [Self::Operator, Self::Http, Self::Tftp];

    /// The folder, from the root of the tree.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Http => "public/http",
            Self::Tftp => "public/tftp",
            Self::Operator => "operator",
        }
    }

    /// Whether the network can read what lies there.
    pub fn is_public(self) -> bool {
        self != Self::Operator
    }
}

impl fmt::Display for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http => "http",
            Self::Tftp => "tftp",
            Self::Operator => "operator",
        })
    }
}

/// Who may read an artefact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Whoever can reach the server.
    Network,
    /// The lab's staff.
    Operator,
}

/// One artefact.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Where.
    pub root: Root,
    /// The path below it: relative, `/` between segments.
    pub path: &'a str,
    /// Permission bits, at most `0o777`.
    pub mode: u32,
    /// Media type, for a server to send.
    pub media_type: &'a str,
    /// Who may read it. What is for operators cannot lie in a public root.
    pub audience: Audience,
    /// Whether it holds a secret that nothing exposed: then only its owner may read it, whatever `mode` says, and it
    /// cannot lie in a public root.
    pub secret: bool,
    /// The target that made it; `dlc` for what the compiler itself writes.
    pub target: &'a str,
    /// The machine that it was made for, if for one.
    pub node: Option<&'a str>,
    /// Its contents, one piece after the other.
    pub contents: &'a [&'a [u8]],
}

impl Entry<'_> {
    /// The mode of the file.
    pub(crate) fn file_mode(&self) -> u32 {
        if self.secret { self.mode & 0o700 } else { self.mode }
    }

    /// The path from the root of the tree.
    pub(crate) fn full_path(&self) -> String {
        format!("{}/{}", self.root.folder(), self.path)
    }

    /// Who it is, for a message.
    pub(crate) fn name(&self) -> EntryName {
        EntryName {
            root: self.root,
            path: self.path.to_owned(),
            target: self.target.to_owned(),
            node: self.node.map(str::to_owned),
        }
    }
}

/// An artefact as a message names it: where it lies, and which target made it for which machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryName {
    /// Where.
    pub root: Root,
    /// The path below it.
    pub path: String,
    /// The target that made it.
    pub target: String,
    /// The machine that it was made for, if for one.
    pub node: Option<String>,
}

impl fmt::Display for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A path that is refused may hold anything; a terminal is shown none of it.
        let shown: String = self.path.chars().take(100).flat_map(char::escape_debug).collect();
        write!(f, "`{shown}` in {} of target `{}`", self.root, self.target)?;
        match &self.node {
            Some(node) => write!(f, " for node `{node}`"),
            None => Ok(()),
        }
    }
}
