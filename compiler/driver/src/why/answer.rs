//! The answer of `dlc why`, as data.

use dlc_base::Span;

/// Why a place of the output is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The file, from the root of the tree.
    pub file: String,
    /// The place in it, in the form that was asked for, or the smallest that holds it.
    pub place: String,
    /// What stands there, shortened. What stands for a secret, never the secret.
    pub text: Option<String>,
    /// The target that made the file; `dlc` for what the compiler itself writes.
    pub target: String,
    /// Its version.
    pub version: String,
    /// The machine that it was made for, if for one.
    pub node: Option<String>,
    /// What stands behind it, the nearest first. Never empty.
    pub reasons: Vec<Reason>,
}

/// One thing that stands behind a place of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What it is.
    pub kind: Kind,
    /// It in words.
    pub message: String,
    /// The place in the model, as targets name it.
    pub input: Option<String>,
    /// Where it is written.
    pub place: Option<Span>,
    /// The profile, block or schema that this stands in.
    pub within: Option<String>,
    /// Other places that speak of the same.
    pub others: Vec<Other>,
    /// More facts, a line each.
    pub notes: Vec<String>,
}

/// Another place that speaks of the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Where.
    pub place: Span,
    /// What it does there: `overridden`, `set here`, `added here`, `amended here`, `the block`, `included here`.
    pub role: &'static str,
    /// The profile, block or schema that it stands in.
    pub within: Option<String>,
}

/// What stands behind a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Something in a lab, a profile or a module.
    Written,
    /// A hole of a text, whose value it is.
    Hole,
    /// A file that the lab reads.
    File,
    /// Data that the lab reads.
    Data,
    /// A default of a schema, or other text of the library.
    Default,
    /// What a schema computes.
    Computed,
    /// Machine configuration that a target contributes.
    Contributed,
    /// A secret.
    Secret,
    /// A rule of the target or of the compiler, which is named.
    Rule,
    /// The target that made the file, of which nothing more is known at this place.
    Target,
}

impl Kind {
    /// A word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Hole => "hole",
            Self::File => "file",
            Self::Data => "data",
            Self::Default => "default",
            Self::Computed => "computed",
            Self::Contributed => "contributed",
            Self::Secret => "secret",
            Self::Rule => "rule",
            Self::Target => "target",
        }
    }
}

impl Reason {
    pub(super) fn new(kind: Kind, message: String, place: Option<Span>) -> Self {
        Self { kind, message, input: None, place, within: None, others: Vec::new(), notes: Vec::new() }
    }
}

impl Answer {
    /// Every place in it.
    pub fn places(&self) -> impl Iterator<Item = Span> + '_ {
        self.reasons.iter().flat_map(|reason| reason.place.into_iter().chain(reason.others.iter().map(|o| o.place)))
    }
}
