//! Whether a tree still is what its manifest says.

use crate::digest::{copy, sha256};
use crate::error::{EmitError, Result};
use crate::layer::{FileLayer, Kind};
use crate::manifest::{Artifact, MANIFEST, Manifest, Mode};
use crate::old::{Found, Listing, all_folders, folder_mode, walk};
use crate::sums::{SUMS, sums};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

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
    Extra,
    /// It is not a file, or not a folder, where one must be.
    WrongKind,
    /// It is shorter than it was.
    Truncated {
        /// Bytes that there must be.
        expected: u64,
        /// Bytes that there are.
        found: u64,
    },
    /// It holds other bytes.
    Changed,
    /// It has another mode.
    Mode {
        /// The mode that it must have.
        expected: u32,
        /// The mode that it has.
        found: u32,
    },
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str("the folder itself ")?,
            path => write!(f, "`{}` ", path.escape_debug())?,
        }
        match self.kind {
            DamageKind::Missing => f.write_str("is missing"),
            DamageKind::Extra => f.write_str("does not belong there"),
            DamageKind::WrongKind => f.write_str("is neither the file nor the folder that it must be"),
            DamageKind::Truncated { expected, found } => write!(f, "has {found} bytes of {expected}"),
            DamageKind::Changed => f.write_str("has other contents"),
            DamageKind::Mode { expected, found } => write!(f, "has mode {found:04o}, expected {expected:04o}"),
        }
    }
}

/// Everything about the tree in `tree` that is not as its manifest and `SHA256SUMS` say, by path. Reads every file.
///
/// An error if there is no manifest that can be read: then nothing is known of the tree.
pub fn verify(fs: &dyn FileLayer, tree: &Path) -> Result<Vec<Damage>> {
    let tree = resolve(fs, tree)?;
    let (manifest, json) = Manifest::read_with_bytes(fs, &tree)?;
    let found = walk(fs, &tree).map_err(EmitError::io("read", &tree))?;
    let mut check = Check { fs, tree: &tree, found: &found, damages: Vec::new() };
    check.folders(&manifest);
    check.own_files(&manifest, &json)?;
    for artifact in &manifest.artifacts {
        check.artifact(artifact)?;
    }
    let mut damages = check.damages;
    damages.sort_unstable();
    Ok(damages)
}

/// The folder behind `tree`, which may be our link: the one link that is followed.
pub(crate) fn resolve(fs: &dyn FileLayer, tree: &Path) -> Result<PathBuf> {
    match fs.stat(tree).map_err(EmitError::io("read", tree))?.kind {
        Kind::Link => {
            let target = fs.read_link(tree).map_err(EmitError::io("read", tree))?;
            Ok(tree.parent().unwrap_or(Path::new("")).join(target))
        }
        _ => Ok(tree.to_owned()),
    }
}

struct Check<'a> {
    fs: &'a dyn FileLayer,
    tree: &'a Path,
    found: &'a Listing,
    damages: Vec<Damage>,
}

impl Check<'_> {
    fn push(&mut self, path: &str, kind: DamageKind) {
        self.damages.push(Damage { path: path.to_owned(), kind });
    }

    fn mode(&mut self, path: &str, expected: u32, found: Option<u32>) {
        if let Some(found) = found.filter(|found| *found != expected) {
            self.push(path, DamageKind::Mode { expected, found });
        }
    }

    /// The folders, and the names that are none of the tree's.
    fn folders(&mut self, manifest: &Manifest) {
        let folders = all_folders(manifest.artifacts.iter().map(|artifact| artifact.path.as_str()));
        for folder in &folders {
            match self.found.get(*folder) {
                Some(Found::Folder(mode)) => self.mode(folder, folder_mode(folder), *mode),
                Some(_) => self.push(folder, DamageKind::WrongKind),
                None => self.push(folder, DamageKind::Missing),
            }
        }
        for path in self.found.keys() {
            let ours = folders.contains(path.as_str()) || manifest.artifact(path).is_some();
            if !ours && path != MANIFEST && path != SUMS {
                self.push(path, DamageKind::Extra);
            }
        }
    }

    /// The manifest and `SHA256SUMS`, each of which vouches for the other.
    fn own_files(&mut self, manifest: &Manifest, json: &[u8]) -> Result<()> {
        let digest = sha256(json);
        let expected = sums(&manifest.artifacts, digest);
        let own = |path: &str, bytes: &[u8]| Artifact {
            path: path.to_owned(),
            sha256: sha256(bytes),
            size: bytes.len() as u64,
            mode: Mode(manifest.mode()),
            media_type: String::new(),
            audience: crate::Audience::Operator,
            target: String::new(),
            node: None,
        };
        self.artifact(&own(MANIFEST, json))?;
        let before = self.damages.len();
        self.artifact(&own(SUMS, &expected))?;
        // Where they disagree, the sums say which of the two was edited.
        let changed = self.damages[before..].iter().position(|damage| damage.kind == DamageKind::Changed);
        if let Some(at) = changed
            && !self.read(SUMS)?.lines().any(|line| line == format!("{digest}  {MANIFEST}"))
        {
            self.damages[before + at].path = MANIFEST.to_owned();
        }
        Ok(())
    }

    fn read(&self, path: &str) -> Result<String> {
        let path = self.tree.join(path);
        let mut bytes = Vec::new();
        self.fs
            .open(&path)
            .and_then(|(_, mut file)| file.read_to_end(&mut bytes))
            .map_err(EmitError::io("read", &path))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// One file. Only what the walk found as a plain file is opened, so no folder above it is a link.
    fn artifact(&mut self, artifact: &Artifact) -> Result<()> {
        let Artifact { path, sha256, size, mode, .. } = artifact;
        let found = self.found.get(path);
        if found != Some(&Found::File) {
            self.push(path, if found.is_some() { DamageKind::WrongKind } else { DamageKind::Missing });
            return Ok(());
        }
        let place = self.tree.join(path);
        let (stat, mut file) = self.fs.open(&place).map_err(EmitError::io("read", &place))?;
        self.mode(path, mode.0, stat.mode);
        if stat.size < *size {
            self.push(path, DamageKind::Truncated { expected: *size, found: stat.size });
        } else if stat.size > *size
            || copy(&mut *file, &mut io::sink()).map_err(EmitError::io("read", &place))? != *sha256
        {
            self.push(path, DamageKind::Changed);
        }
        Ok(())
    }
}
