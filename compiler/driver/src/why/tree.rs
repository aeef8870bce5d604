//! The tree that is asked about: a folder, or the archive that `--bundle` wrote.

use super::fresh::{Match, near};
use super::place::{At, Step};
use super::shape;
use crate::trace::Made;
use dlc_base::Diagnostic;
use dlc_emit::{BuiltTree, Disk, FileLayer as _, Manifest};
use std::path::{Path, PathBuf};

/// A tree on the disk.
pub struct Tree {
    path: PathBuf,
    built: BuiltTree<'static>,
}

impl Tree {
    /// Opens the tree in the folder or archive `path`.
    ///
    /// # Errors
    /// It is no tree of ours.
    pub fn open(path: &Path) -> Result<Self, Diagnostic> {
        let built = BuiltTree::open(&Disk, path).map_err(|error| error.diagnostic())?;
        Ok(Self { path: path.to_owned(), built })
    }

    /// The lab that it was made from, from its project's root.
    pub fn lab(&self) -> &str {
        &self.manifest().lab
    }

    /// Whether the file of this path belongs to it.
    pub fn has(&self, path: &str) -> bool {
        super::own::is_about_the_tree(path) || self.manifest().artifact(path).is_some()
    }

    pub(super) fn manifest(&self) -> &Manifest {
        &self.built.manifest
    }

    /// The bytes of a file as they lie in the tree, whatever the manifest says of them.
    pub(super) fn read(&self, path: &str) -> Option<Vec<u8>> {
        if self.path.is_dir() {
            let (_, mut file) = Disk.open(&self.path.join(path)).ok()?;
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut file, &mut bytes).ok()?;
            return Some(bytes);
        }
        self.built.read(&[path.to_owned()].into()).ok()?.remove(path)
    }
}

/// A place in the bytes on the disk as one in what is made now: secrets have another length there, and so may have
/// what was changed.
pub(super) fn as_made(at: At, steps: &[Step], disk: &[u8], made: &Made, same: Option<&Match>) -> At {
    if !steps.is_empty() || same.is_some() && made.sealed.is_empty() {
        return at;
    }
    let byte = |byte: usize| same.map_or_else(|| near(disk, &made.bytes, byte), |same| same.made(byte));
    match at {
        At::Byte(at) if at < disk.len() => At::Byte(byte(at)),
        At::Line(line, column) => {
            let start = disk.split_inclusive(|&byte| byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
            if start >= disk.len() {
                return at;
            }
            let text = String::from_utf8_lossy(&made.bytes);
            At::Line(shape::line_around(&text, byte(start)).0, column)
        }
        at => at,
    }
}
