//! `manifest.json`: what lies in the tree, and what it was made from.
//!
//! The form is fixed to the byte, one artefact a line, so that two manifests can be compared line by line.
//! `manifest.schema.json` beside this crate describes it; within one `format` keys may be added, none is removed and
//! none changes its meaning.

use crate::digest::{Digest, Hasher};
use crate::entry::Audience;
use crate::error::{EmitError, Result};
use crate::layer::FileLayer;
use crate::path;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::io;
use std::path::Path;

/// Where the manifest lies in the tree.
pub const MANIFEST: &str = "manifest.json";

/// The JSON schema of the manifest.
pub const SCHEMA: &str = include_str!("../manifest.schema.json");

/// The format that is written and read.
const FORMAT: &str = "dlc-tree/1";

/// How every manifest begins, also that of a later format: by this a folder is known as ours.
pub(crate) const OPENING: &str = "{\n  \"format\": \"dlc-tree/";

/// What a tree was made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The lab's file, from the project's root.
    pub lab: String,
    /// The version of the compiler.
    pub compiler: String,
    /// The time that archives in the tree, and bundles of it, carry; seconds since 1970.
    pub epoch: u64,
    /// Every file that was read, in any order.
    pub inputs: Vec<Input>,
    /// Every plugin that took part, in any order.
    pub plugins: Vec<Plugin>,
    /// Every secret that the lab lets out, in any order.
    pub exposed: Vec<Exposed>,
}

/// A secret that the lab lets out to whoever can reach the network.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Exposed {
    /// Where it lies, as the lab writes it. Never what it says.
    pub secret: String,
    /// Why the lab lets it out.
    pub reason: String,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Input {
    /// The path from the project's root, or a name of the standard library.
    pub path: String,
    /// The digest of its bytes.
    pub sha256: Digest,
}

/// A plugin that took part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Plugin {
    /// The word after `target`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The digest of the component.
    pub sha256: Digest,
}

/// A file of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artifact {
    /// The path from the root of the tree.
    pub path: String,
    /// The digest of its bytes.
    pub sha256: Digest,
    /// Bytes.
    pub size: u64,
    /// Permission bits.
    pub mode: Mode,
    /// Media type.
    pub media_type: String,
    /// Who may read it.
    pub audience: Audience,
    /// The target that made it.
    pub target: String,
    /// The machine that it was made for, if for one.
    pub node: Option<String>,
}

/// Permission bits, written as four octal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode(pub u32);

impl Serialize for Mode {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:04o}", self.0))
    }
}

impl<'de> Deserialize<'de> for Mode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let octal = text.len() == 4 && text.bytes().all(|digit| (b'0'..=b'7').contains(&digit));
        let mode = u32::from_str_radix(&text, 8).ok().filter(|_| octal);
        mode.map(Self).ok_or_else(|| de::Error::custom("expected four octal digits"))
    }
}

/// A manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format of this file and of the tree.
    pub format: String,
    /// The version of the compiler.
    pub compiler: String,
    /// The id of the build: one digest over what it was made from.
    pub build: Digest,
    /// The lab's file, from the project's root.
    pub lab: String,
    /// The time that archives carry; seconds since 1970.
    pub epoch: u64,
    /// Every file that was read, by path.
    pub inputs: Vec<Input>,
    /// Every plugin that took part, by name.
    pub plugins: Vec<Plugin>,
    /// Every secret that the lab lets out, by where it lies.
    pub exposed: Vec<Exposed>,
    /// Every file of the tree but this one and `SHA256SUMS`, by path.
    pub artifacts: Vec<Artifact>,
}

impl Manifest {
    /// The manifest of these artefacts. Sorts everything.
    pub(crate) fn new(facts: Facts, mut artifacts: Vec<Artifact>) -> Self {
        let Facts { lab, compiler, epoch, mut inputs, mut plugins, mut exposed } = facts;
        inputs.sort_unstable();
        inputs.dedup();
        plugins.sort_unstable();
        plugins.dedup();
        exposed.sort_unstable();
        exposed.dedup();
        artifacts.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let build = build_id(&lab, &compiler, epoch, &inputs, &plugins);
        Self { format: FORMAT.to_owned(), compiler, build, lab, epoch, inputs, plugins, exposed, artifacts }
    }

    /// The bytes of the file.
    pub(crate) fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        // About what one artefact takes.
        let mut out = Vec::with_capacity(512 + 320 * self.artifacts.len());
        out.extend_from_slice(b"{\n");
        field(&mut out, "format", &self.format)?;
        field(&mut out, "compiler", &self.compiler)?;
        field(&mut out, "build", &self.build)?;
        field(&mut out, "lab", &self.lab)?;
        field(&mut out, "epoch", &self.epoch)?;
        list(&mut out, "inputs", &self.inputs)?;
        out.extend_from_slice(b",\n");
        list(&mut out, "plugins", &self.plugins)?;
        out.extend_from_slice(b",\n");
        list(&mut out, "exposed", &self.exposed)?;
        out.extend_from_slice(b",\n");
        list(&mut out, "artifacts", &self.artifacts)?;
        out.extend_from_slice(b"\n}\n");
        Ok(out)
    }

    /// The manifest of the tree in `folder`.
    pub fn read(fs: &dyn FileLayer, folder: &Path) -> Result<Self> {
        Self::read_with_bytes(fs, folder).map(|(manifest, _)| manifest)
    }

    /// The manifest of the tree in `folder`, with its bytes.
    pub(crate) fn read_with_bytes(fs: &dyn FileLayer, folder: &Path) -> Result<(Self, Vec<u8>)> {
        let file = folder.join(MANIFEST);
        let mut bytes = Vec::new();
        fs.open(&file).and_then(|(_, mut from)| from.read_to_end(&mut bytes)).map_err(EmitError::io("read", &file))?;
        let wrong = |why| EmitError::io("read", &file)(io::Error::new(io::ErrorKind::InvalidData, why));
        let manifest = Self::parse(&bytes).map_err(wrong)?;
        Ok((manifest, bytes))
    }

    /// The manifest in `bytes`, or why there is none.
    pub fn parse(bytes: &[u8]) -> std::result::Result<Self, String> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if manifest.format != FORMAT {
            return Err(format!("its format is `{}`, expected `{FORMAT}`", manifest.format));
        }
        // Somebody may have edited it, and its paths are about to be looked for and opened.
        if !manifest.artifacts.is_sorted_by(|a, b| a.path < b.path) {
            return Err("its artefacts are not in order".to_owned());
        }
        for Artifact { path, .. } in &manifest.artifacts {
            path::check(path).map_err(|why| format!("one of its paths cannot be used: {why}"))?;
        }
        Ok(manifest)
    }

    /// Whether its id is that of what it says it was made from.
    pub(crate) fn has_its_id(&self) -> bool {
        build_id(&self.lab, &self.compiler, self.epoch, &self.inputs, &self.plugins) == self.build
    }

    /// The artefact at `path`, from the root of the tree.
    pub fn artifact(&self, path: &str) -> Option<&Artifact> {
        self.artifacts.binary_search_by(|artifact| artifact.path.as_str().cmp(path)).ok().map(|i| &self.artifacts[i])
    }

    /// The mode of the manifest, of `SHA256SUMS` and of a bundle: the digest of a file with a short secret in it is
    /// enough to guess the secret, so they are as private as the most private file that they describe.
    pub(crate) fn mode(&self) -> u32 {
        let private = self.artifacts.iter().any(|artifact| artifact.mode.0 & 0o004 == 0);
        if private { 0o600 } else { 0o644 }
    }
}

fn field<T: Serialize>(out: &mut Vec<u8>, name: &str, value: &T) -> serde_json::Result<()> {
    out.extend_from_slice(format!("  \"{name}\": ").as_bytes());
    serde_json::to_writer(&mut *out, value)?;
    out.extend_from_slice(b",\n");
    Ok(())
}

/// One item a line.
fn list<T: Serialize>(out: &mut Vec<u8>, name: &str, items: &[T]) -> serde_json::Result<()> {
    out.extend_from_slice(format!("  \"{name}\": [").as_bytes());
    for (i, item) in items.iter().enumerate() {
        out.extend_from_slice(if i == 0 { b"\n    " } else { b",\n    " });
        serde_json::to_writer(&mut *out, item)?;
    }
    out.extend_from_slice(if items.is_empty() { b"]" } else { b"\n  ]" });
    Ok(())
}

/// One digest over what a build is made from. Every text stands behind its length, and every list behind its own, so
/// that two different builds never hash the same bytes.
fn build_id(lab: &str, compiler: &str, epoch: u64, inputs: &[Input], plugins: &[Plugin]) -> Digest {
    let mut hasher = Hasher::default();
    let number = |hasher: &mut Hasher, n: usize| hasher.update(&(n as u64).to_be_bytes());
    let text = |hasher: &mut Hasher, text: &str| {
        number(hasher, text.len());
        hasher.update(text.as_bytes());
    };
    text(&mut hasher, FORMAT);
    text(&mut hasher, compiler);
    text(&mut hasher, lab);
    hasher.update(&epoch.to_be_bytes());
    number(&mut hasher, inputs.len());
    for Input { path, sha256 } in inputs {
        text(&mut hasher, path);
        hasher.update(&sha256.0);
    }
    number(&mut hasher, plugins.len());
    for Plugin { name, version, sha256 } in plugins {
        text(&mut hasher, name);
        text(&mut hasher, version);
        hasher.update(&sha256.0);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests;
