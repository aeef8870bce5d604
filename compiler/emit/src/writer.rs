//! Writing a tree.

use crate::digest::{Digest, copy, sha256};
use crate::entry::{Entry, EntryName, Root};
use crate::error::{EmitError, Result};
use crate::layer::FileLayer;
use crate::lock::Lock;
use crate::manifest::{Artifact, Facts, MANIFEST, Manifest, Mode};
use crate::old::{Found, Old, all_folders, folder_mode, walk};
use crate::path;
use crate::site::{Site, State, remove};
use crate::sums::{SUMS, sums};
use crate::swap::Swap;
use crate::taken::Taken;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// How a tree is written. Nothing in it changes a byte.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Has the file system reach the disk before the swap, against power cuts. Never done file by file.
    pub durable: bool,
}

/// What became of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The id of the build.
    pub build: Digest,
    /// The digest of `manifest.json`, and so of the whole tree.
    pub manifest: Digest,
    /// How many artefacts the tree has.
    pub artifacts: usize,
    /// How many of them were not written, because the old tree had them.
    pub kept: usize,
    /// The bytes of all artefacts.
    pub bytes: u64,
    /// Whether the old tree was the same in every byte and mode, and so was left alone.
    pub unchanged: bool,
    /// What could not be removed afterwards; the next build tries again. The new tree is in its place all the same.
    pub left_behind: Option<PathBuf>,
}

/// Somewhere to put the artefacts of one build.
pub trait Tree {
    /// Adds an artefact and returns the digest of its contents.
    ///
    /// # Errors
    /// It cannot be part of a tree, or of this one; or the machine is to blame.
    fn add(&mut self, entry: &Entry<'_>) -> Result<Digest>;
}

/// Takes the artefacts of one build, in any order, and makes a tree of them.
///
/// Dropping it without [`Writer::finish`] leaves the old tree as it is and nothing beside it.
pub struct Writer<'fs> {
    fs: &'fs dyn FileLayer,
    options: Options,
    site: Site,
    state: State,
    swap: Swap,
    generation: Generation<'fs>,
    old: Option<Old>,
    taken: Taken,
    files: Vec<Written>,
    /// Set when an artefact was refused: such a tree is never finished.
    refused: bool,
    // Last, so that it is released last.
    _lock: Lock<'fs>,
}

struct Written {
    artifact: Artifact,
    root: Root,
    kept: bool,
}

impl<'fs> Writer<'fs> {
    /// Starts a tree that is to be `out`: takes the lock, removes what killed builds left, and looks at what is there.
    pub fn begin(fs: &'fs dyn FileLayer, out: &Path, options: Options) -> Result<Self> {
        let site = Site::new(out)?;
        site.create_parents(fs)?;
        // Before the lock, so that nothing is written beside a folder that is not ours.
        site.state(fs)?;
        let lock = Lock::acquire(fs, site.sibling("lock"), out)?;
        site.recover(fs)?;
        let state = site.state(fs)?;
        site.clean(fs, &state)?;
        let [path, probe] = site.generations(&state);
        let generation = Generation::create(fs, path)?;
        let owner = fs.stat(&generation.path).map_err(EmitError::io("read", &generation.path))?.owner;
        let old = match &state {
            State::Missing | State::Empty => None,
            State::Folder => Some(Old::new(out.to_owned(), owner)),
            State::Link(generation) => Some(Old::new(generation.clone(), owner)),
        };
        let swap = Swap::choose(fs, &state, &generation.path, &probe)?;
        let (taken, files) = (Taken::default(), Vec::new());
        Ok(Self { fs, options, site, state, swap, generation, old, taken, files, refused: false, _lock: lock })
    }

    /// Adds an artefact and returns the digest of its contents.
    ///
    /// After an error the tree cannot be finished, but more artefacts can be added to find more errors.
    pub fn add(&mut self, entry: &Entry<'_>) -> Result<Digest> {
        let added = self.try_add(entry);
        self.refused |= added.is_err();
        added
    }

    fn try_add(&mut self, entry: &Entry<'_>) -> Result<Digest> {
        check(entry)?;
        let path = entry.full_path();
        self.taken.take(&path, self.files.len()).map_err(|first| EmitError::Collision {
            first: self.files.get(first).map_or_else(|| entry.name(), Written::name),
            second: entry.name(),
        })?;
        let sha256 = Digest::of_parts(entry.contents);
        let mode = entry.file_mode();
        let kept = self.old.as_mut().is_some_and(|old| old.has(self.fs, &path, mode, entry.contents));
        let artifact = Artifact {
            path,
            sha256,
            size: entry.contents.iter().map(|part| part.len() as u64).sum(),
            mode: Mode(mode),
            media_type: entry.media_type.to_owned(),
            audience: entry.audience,
            target: entry.target.to_owned(),
            node: entry.node.map(str::to_owned),
        };
        // Its place is taken from here on, whether or not it can be written.
        self.files.push(Written { artifact, root: entry.root, kept });
        if !kept && let Some(Written { artifact, .. }) = self.files.last() {
            self.generation.write(&artifact.path, mode, entry.contents)?;
        }
        Ok(sha256)
    }

    /// Writes the manifest and the sums, and puts the new tree in the old one's place, if there is any difference.
    pub fn finish(mut self, facts: Facts) -> Result<Summary> {
        if self.refused {
            return Err(EmitError::Incomplete { path: self.site.out });
        }
        self.files.sort_unstable_by(|a, b| a.artifact.path.cmp(&b.artifact.path));
        let kept: Vec<bool> = self.files.iter().map(|file| file.kept).collect();
        let artifacts = std::mem::take(&mut self.files).into_iter().map(|file| file.artifact).collect();
        let manifest = Manifest::new(facts, artifacts);
        let json = manifest.to_json().map_err(io::Error::from).map_err(EmitError::io("write", Path::new(MANIFEST)))?;
        let digest = sha256(&json);
        let sums = sums(&manifest.artifacts, digest);
        let mut summary = Summary {
            build: manifest.build,
            manifest: digest,
            artifacts: manifest.artifacts.len(),
            kept: kept.iter().filter(|kept| **kept).count(),
            bytes: manifest.artifacts.iter().map(|artifact| artifact.size).sum(),
            unchanged: false,
            left_behind: None,
        };
        if summary.kept == summary.artifacts && self.is_unchanged(&manifest, &json, &sums) {
            summary.unchanged = true;
            summary.left_behind = self.generation.remove();
            return Ok(summary);
        }
        self.keep(manifest.artifacts.iter().zip(kept).filter_map(|(artifact, kept)| kept.then_some(artifact)))?;
        for root in Root::ALL {
            self.generation.folder(root.folder())?;
        }
        self.generation.write(MANIFEST, manifest.mode(), &[&json])?;
        self.generation.write(SUMS, manifest.mode(), &[&sums])?;
        summary.left_behind = self.put_in_place()?;
        Ok(summary)
    }

    /// Whether the old tree, which has all artefacts, is the new one in every byte and mode, with nothing beside it.
    fn is_unchanged(&mut self, manifest: &Manifest, json: &[u8], sums: &[u8]) -> bool {
        let Some(old) = &mut self.old else { return false };
        let (fs, mode, artifacts) = (self.fs, manifest.mode(), &manifest.artifacts);
        if !old.has(fs, MANIFEST, mode, &[json]) || !old.has(fs, SUMS, mode, &[sums]) {
            return false;
        }
        let Ok(found) = walk(fs, &old.path("")) else { return false };
        let folders = all_folders(artifacts.iter().map(|artifact| artifact.path.as_str()));
        // As many names as there must be, and each is what it must be.
        found.len() == folders.len() + artifacts.len() + 2
            && found.iter().all(|(path, found)| match found {
                Found::Folder(mode) => {
                    folders.contains(path.as_str()) && mode.is_none_or(|mode| mode == folder_mode(path))
                }
                Found::File => path == MANIFEST || path == SUMS || manifest.artifact(path).is_some(),
                Found::Link | Found::Other => false,
            })
    }

    /// Gives the files that the old tree has their second names.
    fn keep<'a>(&mut self, mut kept: impl Iterator<Item = &'a Artifact>) -> Result<()> {
        let Some(old) = &self.old else { return Ok(()) };
        kept.try_for_each(|artifact| self.generation.keep(&old.path(&artifact.path), artifact))
    }

    /// Swaps, and removes the old tree. Returns what of it could not be removed.
    fn put_in_place(&mut self) -> Result<Option<PathBuf>> {
        if self.options.durable {
            self.fs.sync(&self.generation.path).map_err(EmitError::io("sync", &self.generation.path))?;
        }
        let old = self.swap.swap(self.fs, &self.site, &self.state, &self.generation.path)?;
        self.generation.is_placed = true;
        if self.options.durable {
            // The old tree's removal must not reach the disk before the swap does.
            let parent = self.site.parent();
            self.fs.sync_folder(parent).map_err(EmitError::io("sync", parent))?;
        }
        Ok(old.filter(|old| remove(self.fs, old).is_err()))
    }
}

impl Tree for Writer<'_> {
    fn add(&mut self, entry: &Entry<'_>) -> Result<Digest> {
        Writer::add(self, entry)
    }
}

/// What can be wrong with an artefact alone.
pub(crate) fn check(entry: &Entry<'_>) -> Result<()> {
    path::check(entry.path).map_err(|why| EmitError::BadPath { entry: entry.name(), why })?;
    if entry.mode > 0o777 {
        return Err(EmitError::BadMode { entry: entry.name(), mode: entry.mode });
    }
    if entry.root.is_public() && (entry.secret || entry.audience == crate::Audience::Operator) {
        return Err(EmitError::Exposed { entry: entry.name() });
    }
    Ok(())
}

impl Written {
    fn name(&self) -> EntryName {
        let Artifact { path, target, node, .. } = &self.artifact;
        let path = path.strip_prefix(self.root.folder()).unwrap_or(path).trim_start_matches('/');
        EntryName { root: self.root, path: path.to_owned(), target: target.clone(), node: node.clone() }
    }
}

/// The tree that is being written, under its own name. Removed when dropped, unless it was put in its place.
struct Generation<'fs> {
    fs: &'fs dyn FileLayer,
    path: PathBuf,
    folders: BTreeSet<String>,
    last_folder: String,
    is_placed: bool,
}

impl<'fs> Generation<'fs> {
    fn create(fs: &'fs dyn FileLayer, path: PathBuf) -> Result<Self> {
        fs.create_folder(&path, folder_mode("")).map_err(EmitError::io("create", &path))?;
        Ok(Self { fs, path, folders: BTreeSet::new(), last_folder: String::new(), is_placed: false })
    }

    /// Makes the folder and those above it, each once.
    fn folder(&mut self, folder: &str) -> Result<()> {
        for folder in path::folders(folder).chain([folder]) {
            if !self.folders.contains(folder) {
                let path = self.path.join(folder);
                self.fs.create_folder(&path, folder_mode(folder)).map_err(EmitError::io("create", &path))?;
                self.folders.insert(folder.to_owned());
            }
        }
        Ok(())
    }

    /// The place of the file `path`, with the folders above it made.
    fn place(&mut self, path: &str) -> Result<PathBuf> {
        if let Some((folder, _)) = path.rsplit_once('/')
            && folder != self.last_folder
        {
            self.folder(folder)?;
            self.last_folder = folder.to_owned();
        }
        Ok(self.path.join(path))
    }

    fn write(&mut self, path: &str, mode: u32, contents: &[&[u8]]) -> Result<()> {
        let place = self.place(path)?;
        self.fs.write(&place, mode, contents).map_err(EmitError::io("write", &place))
    }

    /// Links the file of the old tree, or copies it where there are no hard links, or no more of them.
    fn keep(&mut self, from: &Path, artifact: &Artifact) -> Result<()> {
        let place = self.place(&artifact.path)?;
        if self.fs.hard_link(from, &place).is_ok() {
            return Ok(());
        }
        let (_, mut source) = self.fs.open(from).map_err(EmitError::io("read", from))?;
        let mut target = self.fs.create(&place, artifact.mode.0).map_err(EmitError::io("write", &place))?;
        if copy(&mut *source, &mut *target).map_err(EmitError::io("copy", &place))? == artifact.sha256 {
            return Ok(());
        }
        Err(EmitError::io("keep", from)(io::Error::new(io::ErrorKind::InvalidData, "it changed while the build ran")))
    }

    fn remove(&mut self) -> Option<PathBuf> {
        self.is_placed = true;
        remove(self.fs, &self.path).is_err().then(|| self.path.clone())
    }
}

impl Drop for Generation<'_> {
    fn drop(&mut self) {
        if !self.is_placed {
            // Best effort: what stays is removed by the next build.
            let _ = remove(self.fs, &self.path);
        }
    }
}
