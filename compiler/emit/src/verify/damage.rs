//! What can be wrong with a name of a tree, and how it is told.

use std::fmt;

/// One name of a tree that is not what it must be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damage {
    /// The path from the root of the tree; empty for the root.
    pub path: String,
    /// What is wrong.
    pub kind: DamageKind,
}

/// What is wrong with a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DamageKind {
    /// It is not there.
    Missing,
    /// Nothing says that it should be there.
    Extra {
        /// The artefact whose contents it has, if it has those of one.
        like: Option<String>,
    },
    /// It is something else than the file or folder that it must be.
    WrongKind {
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// It is shorter than it was.
    Truncated {
        /// Bytes that there must be.
        expected: u64,
        /// Bytes that there are.
        found: u64,
    },
    /// It holds other bytes.
    Changed {
        /// The artefact whose contents it has, if it has those of another.
        like: Option<String>,
    },
    /// It and the other of the two files that vouch for each other do not agree; either may have been edited.
    Disagrees {
        /// The other one.
        with: &'static str,
    },
    /// It has another mode.
    Mode {
        /// The mode that it must have.
        expected: u32,
        /// The mode that it has.
        found: u32,
    },
    /// It is one of several names of a file: whoever writes to another of them changes it.
    HardLink {
        /// How many names there are.
        names: u64,
    },
    /// A member of an archive that has an owner or a time that no build gives.
    Stamp,
    /// It cannot be read.
    Unreadable {
        /// Why not.
        why: String,
    },
    /// It is a manifest from which nothing can be learnt.
    BadManifest {
        /// Why not.
        why: String,
    },
}

impl DamageKind {
    /// One word for programs. Words are added, never renamed.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Extra { .. } => "extra",
            Self::WrongKind { .. } => "wrong-kind",
            Self::Truncated { .. } => "truncated",
            Self::Changed { .. } => "changed",
            Self::Disagrees { .. } => "disagrees",
            Self::Mode { .. } => "wrong-mode",
            Self::HardLink { .. } => "hard-link",
            Self::Stamp => "wrong-stamp",
            Self::Unreadable { .. } => "unreadable",
            Self::BadManifest { .. } => "bad-manifest",
        }
    }

    /// The artefact whose contents it has, if it has those of another one.
    pub fn like(&self) -> Option<&str> {
        match self {
            Self::Extra { like } | Self::Changed { like } => like.as_deref(),
            _ => None,
        }
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str("the folder itself ")?,
            path => write!(f, "`{}` ", path.escape_debug())?,
        }
        self.kind.fmt(f)
    }
}

impl fmt::Display for DamageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::Extra { like: None } => f.write_str("does not belong there"),
            Self::Extra { like: Some(like) } => write!(f, "does not belong there: it has the contents of `{like}`"),
            Self::WrongKind { expected, found } => write!(f, "is {found}, expected {expected}"),
            Self::Truncated { expected, found } => write!(f, "has {found} bytes of {expected}"),
            Self::Changed { like: None } => f.write_str("has other contents"),
            Self::Changed { like: Some(like) } => write!(f, "has other contents: those of `{like}`"),
            Self::Disagrees { with } => write!(f, "does not agree with `{with}`: one of the two was edited"),
            Self::Mode { expected, found } => write!(f, "has mode {found:04o}, expected {expected:04o}"),
            Self::HardLink { names } => {
                write!(f, "is one of {names} names of a file: who writes to another of them changes it")
            }
            Self::Stamp => f.write_str("has an owner or a time that no build gives"),
            Self::Unreadable { why } => write!(f, "cannot be read: {why}"),
            Self::BadManifest { why } => write!(f, "is damaged: {}", why.escape_debug()),
        }
    }
}
