//! Whether a tree still is what its manifest says.
//!
//! The manifest and `SHA256SUMS` vouch for each other and for every other file. Where one of the two is lost, the other
//! still says which files are as they were. Somebody who writes both anew makes another tree, which only the digest of
//! the manifest tells from the first; so that is given back, to be compared with what a build said.

mod archive;
mod check;
mod damage;

pub use damage::{Damage, DamageKind};

use crate::digest::{Digest, sha256};
use crate::error::{EmitError, Result};
use crate::layer::{FileLayer, Kind};
use crate::manifest::{MANIFEST, Manifest};
use crate::old::walk_what_can_be_read;
use crate::site::Site;
use crate::sums::{self, SUMS};
use check::Check;
use std::io;
use std::path::{Path, PathBuf};

/// What was found.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Everything that is not as it must be, by path. Empty for a whole tree.
    pub damages: Vec<Damage>,
    /// The manifest, if it can be read.
    pub manifest: Option<Manifest>,
    /// The digest of `manifest.json` as it is.
    pub digest: Option<Digest>,
}

/// Everything about the tree in the folder or archive `tree` that is not as its manifest and `SHA256SUMS` say. Reads
/// every file.
///
/// # Errors
/// There is neither of the two, or the manifest is of a later form: then nothing is known of the tree.
pub fn verify(fs: &dyn FileLayer, tree: &Path) -> Result<Verified> {
    let tree = resolve(fs, tree)?;
    match fs.stat(&tree).map_err(EmitError::io("read", &tree))?.kind {
        Kind::Folder => {}
        Kind::File => return archive::verify(fs, &tree),
        Kind::Link | Kind::Other => return Err(EmitError::NoTree { path: tree }),
    }
    let (found, unread) = walk_what_can_be_read(fs, &tree).map_err(EmitError::io("read", &tree))?;
    if !found.contains_key(MANIFEST) && !found.contains_key(SUMS) && unread.is_empty() {
        return Err(EmitError::NoTree { path: tree });
    }
    let mut check = Check::new(fs, &tree, &found, is_being_replaced(fs, &tree));
    for (path, why) in unread {
        check.push(&path, DamageKind::Unreadable { why: why.to_string() });
    }
    let json = check.own(MANIFEST);
    let digest = json.as_deref().map(sha256);
    let manifest = match json.as_deref().map(Manifest::parse) {
        Some(Ok(manifest)) => Some(manifest),
        Some(Err(why)) if later_form(json.as_deref().unwrap_or_default()) => {
            let file = tree.join(MANIFEST);
            return Err(EmitError::io("read", &file)(io::Error::new(io::ErrorKind::InvalidData, why)));
        }
        Some(Err(why)) => {
            check.push(MANIFEST, DamageKind::BadManifest { why });
            None
        }
        None => None,
    };
    match (&manifest, &json) {
        (Some(manifest), Some(json)) => check.by_manifest(manifest, json),
        _ => {
            let sums = check.own(SUMS).unwrap_or_default();
            check.by_sums(&sums::parse(&sums));
        }
    }
    Ok(Verified { damages: check.finish(), manifest, digest })
}

/// Whether these bytes begin as the manifest of a later version does.
fn later_form(json: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Head {
        format: String,
    }
    let head: Option<Head> = serde_json::from_slice(json).ok();
    head.and_then(|head| head.format.strip_prefix("dlc-tree/")?.parse::<u32>().ok()).is_some_and(|form| form > 1)
}

/// Whether a build is writing beside the tree, or was killed there: its files have the names of this tree's too.
fn is_being_replaced(fs: &dyn FileLayer, tree: &Path) -> bool {
    let Ok(site) = Site::new(tree) else { return false };
    let name = tree.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // A generation that a link points to has the output folder's name in its own.
    let out = name.strip_prefix('.').and_then(|name| name.split_once(".dlc-")).map(|(out, _)| tree.with_file_name(out));
    let site = out.and_then(|out| Site::new(&out).ok()).unwrap_or(site);
    ["1", "2", "old"].iter().map(|what| site.sibling(what)).any(|path| path != tree && fs.stat(&path).is_ok())
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
