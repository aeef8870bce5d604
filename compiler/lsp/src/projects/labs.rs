//! Which files of a project declare labs, and which files each reaches.

use crate::host::Host;
use dlc_db::{Database, Db as _};
use dlc_sema::scope;
use std::path::Path;

/// How deep folders are looked through, and how many files are looked at.
const DEPTH: usize = 8;
const FILES: usize = 2_000;
/// Folders that hold what was made.
const MADE: [&str; 3] = ["build", "target", "node_modules"];

/// Whether a file is one of the language.
pub(crate) fn is_source(name: &str) -> bool {
    name.ends_with(".dl")
}

/// The files below a root that may declare labs, sorted.
pub(crate) fn candidates(host: &dyn Host, root: &Path) -> Vec<String> {
    let mut out = Vec::new();
    let mut open = vec![(String::new(), 0)];
    while let Some((folder, depth)) = open.pop() {
        for found in host.list(&root.join(&folder)) {
            let path = if folder.is_empty() { found.name.clone() } else { format!("{folder}/{}", found.name) };
            if found.is_folder {
                let is_ours = !found.name.starts_with('.') && !MADE.contains(&found.name.as_str());
                if is_ours && depth < DEPTH {
                    open.push((path, depth + 1));
                }
            } else if is_source(&found.name) && out.len() < FILES {
                out.push(path);
            }
        }
    }
    out.sort();
    out
}

/// Whether a file declares a lab.
pub(crate) fn declares_lab(db: &Database, path: &str) -> bool {
    scope::items(db, db.file(path)).iter().any(|item| item.block.as_deref() == Some("lab"))
}

/// Whether the program that begins in `lab` has the file `path`.
pub(crate) fn reaches(db: &Database, lab: &str, path: &str) -> bool {
    declares_lab(db, lab) && scope::reachable(db, db.file(lab)).0.iter().any(|file| file.path(db) == path)
}
