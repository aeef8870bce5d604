//! What a plugin says, as plain data of the host. No type of the engine, and none of one version of the contract.

pub use dlc_model::{Audience, Promise, Tree};

/// What a target says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The word after `target` in a lab.
    pub name: String,
    /// Its version.
    pub version: String,
    /// One sentence.
    pub summary: String,
    /// Whether it renders machines.
    pub renders_nodes: bool,
    /// Whether it renders something once a lab.
    pub renders_lab: bool,
    /// Whether it contributes machine configuration.
    pub contributes: bool,
    /// The schema of its options, in the DL language.
    pub options: String,
    /// Which other machines a call for nodes is told of.
    pub peers: PeersWanted,
    /// Which sections of machines its call for the lab is given.
    pub sections: Sections,
    /// Targets whose artefacts' digests it needs.
    pub digests_of: Vec<String>,
}

/// Which other machines a call for nodes is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeersWanted {
    /// None.
    None,
    /// Those with one of these roles.
    Roles(Vec<String>),
    /// All.
    All,
}

/// Sections of a machine that a call for the lab is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sections {
    /// Kernel, initrds, arguments.
    pub boot: bool,
    /// Users with their keys.
    pub login: bool,
    /// Mounts.
    pub mounts: bool,
}

/// An artefact of another target, for one that needs digests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtifactDigest {
    /// The target that made it.
    pub target: String,
    /// The machine that it was made for.
    pub node: Option<String>,
    /// Where.
    pub tree: Tree,
    /// Path below it.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// 64 hexadecimal digits.
    pub sha256: String,
    /// 128 hexadecimal digits.
    pub sha512: String,
}

/// What was rendered for a machine or for the lab.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    /// Files.
    pub artifacts: Vec<Artifact>,
    /// Warnings.
    pub diagnostics: Vec<PluginDiagnostic>,
}

/// One file of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Where.
    pub tree: Tree,
    /// Path below it, checked.
    pub path: String,
    /// Permission bits.
    pub mode: u32,
    /// Media type.
    pub media_type: String,
    /// Who may read it.
    pub audience: Audience,
    /// Its contents, one after the other.
    pub segments: Vec<Segment>,
    /// Which input each part comes from; empty unless asked for.
    pub traces: Vec<Trace>,
}

/// A piece of an artefact's contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A secret of the lab.
    Secret {
        /// Which.
        handle: String,
        /// How it is written there.
        encoding: Encoding,
    },
    /// A blob of the lab.
    Blob {
        /// Which.
        handle: String,
        /// How it is written there; not as a JSON string.
        encoding: Encoding,
    },
}

/// How a secret or a blob is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    Raw,
    /// Base64 with padding.
    Base64,
    /// Percent-encoded.
    Percent,
    /// Inside a JSON string, without the quotes.
    JsonString,
}

/// Where a part of an artefact comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The part.
    pub place: Place,
    /// Input paths.
    pub inputs: Vec<String>,
}

/// A part of an artefact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// All of it.
    Whole,
    /// A JSON pointer.
    Pointer(String),
    /// First and last line, from 1.
    Lines(u32, u32),
}

/// What a plugin has to tell the user. The caller turns input paths into lines of the lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginDiagnostic {
    /// Whether the lab can still be built.
    pub severity: dlc_base::Severity,
    /// The plugin's own code, without its name.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// The input path that is to blame.
    pub path: String,
    /// Further input paths, each with what to say there.
    pub others: Vec<(String, String)>,
    /// What to type instead.
    pub hint: Option<String>,
}

/// What a plugin answered for one machine or for the lab: a result, or what is wrong with its input.
pub type Answer<T> = Result<T, Vec<PluginDiagnostic>>;

/// Machine configuration that a target needs on a machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contribution {
    /// What to merge; [`dlc_model::contribute::merge`] does.
    pub config: dlc_model::Contribution,
    /// Warnings.
    pub diagnostics: Vec<PluginDiagnostic>,
}
