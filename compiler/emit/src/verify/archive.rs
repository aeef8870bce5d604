//! Whether an archive of a tree still is what its manifest says.
//!
//! It is read once, from its beginning to its end; of each member its digest is kept, and nothing else. Members that
//! stand there twice, out of order, or with an owner or a time that no build gives are damage too.

use super::Verified;
use super::damage::{Damage, DamageKind};
use crate::digest::{Digest, copy, sha256};
use crate::error::{EmitError, Result};
use crate::layer::FileLayer;
use crate::manifest::{Artifact, MANIFEST, Manifest};
use crate::old::{all_folders, folder_mode};
use crate::packed;
use crate::sums::{SUMS, sums};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use tar::EntryType;

/// A member as it was found.
struct Member {
    kind: EntryType,
    mode: Option<u32>,
    /// Owner, group and time.
    stamp: Option<[u64; 3]>,
    size: u64,
    sha256: Digest,
}

/// Everything about the archive `path` that is not as its manifest says.
///
/// # Errors
/// It is no archive of a tree, or has no manifest.
pub(super) fn verify(fs: &dyn FileLayer, path: &Path) -> Result<Verified> {
    let mut found = Found::default();
    let whole = packed::each_entry(fs, path, &mut |entry| found.take(entry));
    if let Err(error) = whole {
        // Something that is no archive at all is another mistake than one that is cut short.
        if found.members.is_empty() || !matches!(error, EmitError::Io { action: "read", .. }) {
            return Err(error);
        }
        found.damages.push(Damage {
            path: String::new(),
            kind: DamageKind::Unreadable { why: format!("the archive ends early or is damaged: {error}") },
        });
    }
    let Some(json) = found.manifest.take() else { return Err(EmitError::NoTree { path: path.to_owned() }) };
    let (manifest, digest) = (Manifest::parse(&json), sha256(&json));
    let manifest = match manifest {
        Ok(manifest) => Some(manifest),
        Err(why) => {
            found.push(MANIFEST, DamageKind::BadManifest { why });
            None
        }
    };
    if let Some(manifest) = &manifest {
        let (json_size, sums) = (json.len() as u64, sums(&manifest.artifacts, digest));
        found.compare(manifest, (json_size, digest), &sums);
    }
    let mut damages = found.damages;
    damages.sort_unstable();
    damages.dedup();
    Ok(Verified { damages, manifest, digest: Some(digest) })
}

#[derive(Default)]
struct Found {
    members: BTreeMap<String, Member>,
    manifest: Option<Vec<u8>>,
    last: String,
    damages: Vec<Damage>,
}

impl Found {
    fn push(&mut self, path: &str, kind: DamageKind) {
        self.damages.push(Damage { path: path.to_owned(), kind });
    }

    fn take(&mut self, entry: &mut packed::Entry<'_>) -> io::Result<bool> {
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let header = entry.header();
        let stamp = (|| Some([header.uid().ok()?, header.gid().ok()?, header.mtime().ok()?]))();
        let (kind, mode, size) = (header.entry_type(), header.mode().ok(), entry.size());
        let mut kept = Kept { bytes: Vec::new(), keeps: name == MANIFEST };
        let sha256 = copy(entry, &mut kept)?;
        if name == MANIFEST {
            self.manifest = Some(kept.bytes);
        }
        if name <= self.last {
            self.push(&name, DamageKind::Extra { like: None });
        }
        self.last.clone_from(&name);
        self.members.insert(name, Member { kind, mode, stamp, size, sha256 });
        Ok(true)
    }

    /// Compares each member with what the manifest says of it.
    fn compare(&mut self, manifest: &Manifest, json: (u64, Digest), sums: &[u8]) {
        if !manifest.has_its_id() {
            let why = "its build id is not that of what it says it was made from".to_owned();
            self.push(MANIFEST, DamageKind::BadManifest { why });
        }
        let mut members = std::mem::take(&mut self.members);
        let stamp = [0, 0, manifest.epoch];
        for folder in all_folders(manifest.artifacts.iter().map(|artifact| artifact.path.as_str())) {
            if !folder.is_empty() {
                let member = members.remove(&format!("{folder}/"));
                self.member(folder, member, EntryType::Directory, folder_mode(folder), stamp, None);
            }
        }
        let own = [(MANIFEST, json), (SUMS, (sums.len() as u64, sha256(sums)))];
        for (path, file) in own {
            self.member(path, members.remove(path), EntryType::Regular, manifest.mode(), stamp, Some(file));
        }
        for Artifact { path, sha256, size, mode, .. } in &manifest.artifacts {
            let file = Some((*size, *sha256));
            self.member(path, members.remove(path), EntryType::Regular, mode.0, stamp, file);
        }
        for path in members.into_keys() {
            self.push(path.trim_end_matches('/'), DamageKind::Extra { like: None });
        }
    }

    fn member(
        &mut self,
        path: &str,
        member: Option<Member>,
        kind: EntryType,
        mode: u32,
        stamp: [u64; 3],
        file: Option<(u64, Digest)>,
    ) {
        let Some(member) = member else { return self.push(path, DamageKind::Missing) };
        if member.kind != kind {
            let word = |kind| if kind == EntryType::Directory { "a folder" } else { "a file" };
            let found = match member.kind {
                EntryType::Symlink => "a symbolic link",
                EntryType::Link => "a hard link",
                EntryType::Regular | EntryType::Directory => word(member.kind),
                _ => "something special",
            };
            return self.push(path, DamageKind::WrongKind { expected: word(kind), found });
        }
        if member.mode != Some(mode) {
            self.push(path, DamageKind::Mode { expected: mode, found: member.mode.unwrap_or_default() });
        }
        if member.stamp != Some(stamp) {
            self.push(path, DamageKind::Stamp);
        }
        match file {
            Some((size, _)) if member.size < size => {
                self.push(path, DamageKind::Truncated { expected: size, found: member.size });
            }
            Some((_, sha256)) if member.sha256 != sha256 => self.push(path, DamageKind::Changed { like: None }),
            _ => {}
        }
    }
}

/// Bytes that are kept, or not.
struct Kept {
    bytes: Vec<u8>,
    keeps: bool,
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.keeps {
            self.bytes.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
