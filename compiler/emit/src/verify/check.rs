//! Looking at a tree, name by name.

use super::damage::{Damage, DamageKind};
use crate::digest::{Digest, copy, sha256};
use crate::layer::{FileLayer, Stat};
use crate::manifest::{Artifact, MANIFEST, Manifest};
use crate::old::{Found, Listing, all_folders, folder_mode};
use crate::sums::{self, SUMS, sums};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::Path;

/// A tree that is looked at.
pub(super) struct Check<'a> {
    fs: &'a dyn FileLayer,
    tree: &'a Path,
    found: &'a Listing,
    /// Whether files may have a second name because of a build.
    second_names: bool,
    damages: Vec<Damage>,
    /// The digests of files that are not as they must be.
    digests: BTreeMap<String, Digest>,
    /// What must be there, by digest: to say of a file which one it is.
    known: BTreeMap<Digest, String>,
}

impl<'a> Check<'a> {
    pub(super) fn new(fs: &'a dyn FileLayer, tree: &'a Path, found: &'a Listing, second_names: bool) -> Self {
        let (damages, digests, known) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        Self { fs, tree, found, second_names, damages, digests, known }
    }

    pub(super) fn push(&mut self, path: &str, kind: DamageKind) {
        self.damages.push(Damage { path: path.to_owned(), kind });
    }

    /// The bytes of the manifest or of the sums; none is told only where it is not there to be read.
    pub(super) fn own(&mut self, path: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let (_, mut file) = self.open(path)?;
        match file.read_to_end(&mut bytes) {
            Ok(_) => Some(bytes),
            Err(error) => {
                self.push(path, DamageKind::Unreadable { why: error.to_string() });
                None
            }
        }
    }

    /// Everything, by a manifest with these bytes.
    pub(super) fn by_manifest(&mut self, manifest: &Manifest, json: &[u8]) {
        if !manifest.has_its_id() {
            let why = "its build id is not that of what it says it was made from".to_owned();
            self.push(MANIFEST, DamageKind::BadManifest { why });
        }
        self.known = manifest.artifacts.iter().filter(|a| a.size > 0).map(|a| (a.sha256, a.path.clone())).collect();
        self.folders(&all_folders(manifest.artifacts.iter().map(|artifact| artifact.path.as_str())), |path| {
            manifest.artifact(path).is_some()
        });
        let digest = sha256(json);
        self.file(MANIFEST, Some(manifest.mode()), Some(json.len() as u64), digest);
        self.sums(manifest, digest);
        for Artifact { path, sha256, size, mode, .. } in &manifest.artifacts {
            self.file(path, Some(mode.0), Some(*size), *sha256);
        }
    }

    /// The contents of files, by the lines of `SHA256SUMS`: where there is no manifest, modes and sizes are not known.
    pub(super) fn by_sums(&mut self, sums: &BTreeMap<String, Digest>) {
        self.known = sums.iter().map(|(path, digest)| (*digest, path.clone())).collect();
        self.folders(&all_folders(sums.keys().map(String::as_str)), |path| sums.contains_key(path));
        for (path, digest) in sums.iter().filter(|(path, _)| *path != MANIFEST) {
            self.file(path, None, None, *digest);
        }
    }

    /// The damages, by path; each file that is not what it must be is told with the one whose contents it has.
    pub(super) fn finish(mut self) -> Vec<Damage> {
        for Damage { path, kind } in &mut self.damages {
            if let DamageKind::Extra { like } | DamageKind::Changed { like } = kind {
                let is = self.digests.get(path).and_then(|digest| self.known.get(digest));
                *like = is.filter(|is| *is != path).cloned();
            }
        }
        self.damages.sort_unstable();
        self.damages.dedup();
        self.damages
    }

    /// The folders, and the names that are none of the tree's.
    fn folders(&mut self, folders: &BTreeSet<&str>, is_file: impl Fn(&str) -> bool) {
        for folder in folders {
            match self.found.get(*folder) {
                Some(Found::Folder(mode)) => self.mode(folder, folder_mode(folder), *mode),
                Some(found) => self.push(folder, wrong("a folder", *found)),
                None => self.push(folder, DamageKind::Missing),
            }
        }
        let found = self.found;
        let extra =
            |path: &&String| !folders.contains(path.as_str()) && !is_file(path) && *path != MANIFEST && *path != SUMS;
        for path in found.keys().filter(extra) {
            if found.get(path) == Some(&Found::File)
                && let Some((_, mut file)) = self.fs.open(&self.tree.join(path)).ok()
                && let Ok(digest) = copy(&mut *file, &mut io::sink())
            {
                self.digests.insert(path.clone(), digest);
            }
            self.push(path, DamageKind::Extra { like: None });
        }
    }

    /// `SHA256SUMS`. Where it has another digest for the manifest, either of the two may have been edited.
    fn sums(&mut self, manifest: &Manifest, digest: Digest) {
        let expected = sums(&manifest.artifacts, digest);
        let before = self.damages.len();
        self.file(SUMS, Some(manifest.mode()), Some(expected.len() as u64), sha256(&expected));
        let differs =
            |damage: &Damage| matches!(damage.kind, DamageKind::Changed { .. } | DamageKind::Truncated { .. });
        let Some(at) = self.damages[before..].iter().position(differs) else { return };
        let Some(said) = sums::parse(&self.own(SUMS).unwrap_or_default()).remove(MANIFEST) else { return };
        if said != digest {
            self.damages[before + at].kind = DamageKind::Disagrees { with: MANIFEST };
            self.push(MANIFEST, DamageKind::Disagrees { with: SUMS });
        }
    }

    fn mode(&mut self, path: &str, expected: u32, found: Option<u32>) {
        if let Some(found) = found.filter(|found| *found != expected) {
            self.push(path, DamageKind::Mode { expected, found });
        }
    }

    /// Opens what the walk found as a plain file, so no folder above it is a link. Else says what is wrong.
    fn open(&mut self, path: &str) -> Option<(Stat, Box<dyn Read>)> {
        match self.found.get(path) {
            Some(Found::File) => match self.fs.open(&self.tree.join(path)) {
                Ok(opened) => return Some(opened),
                Err(error) => self.push(path, DamageKind::Unreadable { why: error.to_string() }),
            },
            Some(found) => self.push(path, wrong("a file", *found)),
            None => self.push(path, DamageKind::Missing),
        }
        None
    }

    /// One file.
    fn file(&mut self, path: &str, mode: Option<u32>, size: Option<u64>, sha256: Digest) {
        if self
            .damages
            .iter()
            .any(|damage| damage.path == path && matches!(damage.kind, DamageKind::BadManifest { .. }))
        {
            return;
        }
        let Some((stat, mut file)) = self.open(path) else { return };
        if let Some(mode) = mode {
            self.mode(path, mode, stat.mode);
        }
        if let Some(names) = stat.links.filter(|names| *names > 1 && !self.second_names) {
            self.push(path, DamageKind::HardLink { names });
        }
        match copy(&mut *file, &mut io::sink()) {
            Ok(found) if found == sha256 => {}
            Ok(found) => {
                self.digests.insert(path.to_owned(), found);
                let truncated = size.filter(|expected| stat.size < *expected && !self.known.contains_key(&found));
                self.push(
                    path,
                    match truncated {
                        Some(expected) => DamageKind::Truncated { expected, found: stat.size },
                        None => DamageKind::Changed { like: None },
                    },
                );
            }
            Err(error) => self.push(path, DamageKind::Unreadable { why: error.to_string() }),
        }
    }
}

fn wrong(expected: &'static str, found: Found) -> DamageKind {
    let found = match found {
        Found::Folder(_) => "a folder",
        Found::File => "a file",
        Found::Link => "a symbolic link",
        Found::Other => "a pipe, a socket or a device",
    };
    DamageKind::WrongKind { expected, found }
}
