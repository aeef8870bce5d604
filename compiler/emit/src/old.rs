//! The tree that is there already: which of its files stand for new ones, and whether it is what a new tree would be.

use crate::layer::{FileLayer, Kind, Stat};
use crate::path::folders;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The tree that is there already.
pub(crate) struct Old {
    root: PathBuf,
    /// Who writes the new tree: a file of somebody else could still be changed by them.
    owner: Option<u32>,
    /// Which of its folders were looked at, and whether they are folders: a link in the way must not be followed.
    folders: BTreeMap<String, bool>,
    last_folder: String,
    buffer: Vec<u8>,
}

impl Old {
    /// The tree in `root`.
    pub(crate) fn new(root: PathBuf, owner: Option<u32>) -> Self {
        Self { root, owner, folders: BTreeMap::new(), last_folder: String::new(), buffer: vec![0; 64 << 10] }
    }

    /// Where it has, or would have, `path`.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Whether it has a plain file at `path` with this mode and exactly these bytes, which nobody else owns or has by
    /// another name. The bytes are compared one by one:
    /// whatever cannot be read in full is no such file.
    pub(crate) fn has(&mut self, fs: &dyn FileLayer, path: &str, mode: u32, contents: &[&[u8]]) -> bool {
        if !self.reaches(fs, path) {
            return false;
        }
        let Ok((stat, mut file)) = fs.open(&self.root.join(path)) else { return false };
        let size: u64 = contents.iter().map(|part| part.len() as u64).sum();
        let alone = stat.links.is_none_or(|links| links == 1) && stat.owner == self.owner;
        alone
            && stat.has_mode(mode)
            && stat.size == size
            && same(&mut *file, contents, &mut self.buffer).unwrap_or(false)
    }

    /// Whether each folder above `path` is a folder.
    fn reaches(&mut self, fs: &dyn FileLayer, path: &str) -> bool {
        let folder = path.rfind('/').map_or("", |end| &path[..end]);
        if folder == self.last_folder {
            return true;
        }
        for folder in folders(path) {
            let known = self.folders.get(folder).copied();
            let is =
                known.unwrap_or_else(|| fs.stat(&self.root.join(folder)).is_ok_and(|stat| stat.kind == Kind::Folder));
            if known.is_none() {
                self.folders.insert(folder.to_owned(), is);
            }
            if !is {
                return false;
            }
        }
        self.last_folder = folder.to_owned();
        true
    }
}

/// Whether `file` holds `contents` and no more.
fn same(file: &mut dyn Read, contents: &[&[u8]], buffer: &mut [u8]) -> io::Result<bool> {
    let mut rest = contents.iter().copied();
    let mut expected: &[u8] = &[];
    loop {
        let n = file.read(buffer)?;
        let mut found = &buffer[..n];
        while !found.is_empty() {
            if expected.is_empty() {
                let Some(next) = rest.next() else { return Ok(false) };
                expected = next;
                continue;
            }
            let n = found.len().min(expected.len());
            if found[..n] != expected[..n] {
                return Ok(false);
            }
            (found, expected) = (&found[n..], &expected[n..]);
        }
        if n == 0 {
            return Ok(expected.is_empty() && rest.all(<[u8]>::is_empty));
        }
    }
}

/// What a walk through a tree found: paths from its root, in order, with what they are.
pub(crate) type Listing = BTreeMap<String, Found>;

/// A name in a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// A folder, with its mode.
    Folder(Option<u32>),
    /// A plain file, not looked at.
    File,
    /// A symbolic link.
    Link,
    /// Anything else: a pipe, a socket, a device.
    Other,
}

/// Everything in the tree below `root`, which itself has the empty path. Links are named, not followed; a name that is
/// not Unicode is shown escaped.
pub(crate) fn walk(fs: &dyn FileLayer, root: &Path) -> io::Result<Listing> {
    let (found, mut unread) = walk_what_can_be_read(fs, root)?;
    match unread.pop() {
        Some((_, error)) => Err(error),
        None => Ok(found),
    }
}

/// The same where some folders cannot be read: those come back with why. An error only where `root` itself is none.
pub(crate) fn walk_what_can_be_read(
    fs: &dyn FileLayer,
    root: &Path,
) -> io::Result<(Listing, Vec<(String, io::Error)>)> {
    let (mut found, mut unread) = (Listing::new(), Vec::new());
    let mut open = vec![(String::new(), root.to_owned())];
    while let Some((path, folder)) = open.pop() {
        let Stat { mode, .. } = fs.stat(&folder)?;
        let names = fs.list(&folder).unwrap_or_else(|error| {
            unread.push((path.clone(), error));
            Vec::new()
        });
        for (name, kind) in names {
            // The quotes and backslashes of the second form stand in no path of ours.
            let shown = name.to_str().map_or_else(|| format!("{name:?}"), str::to_owned);
            let below = if path.is_empty() { shown } else { format!("{path}/{shown}") };
            let what = match kind {
                Kind::Folder => {
                    open.push((below, folder.join(name)));
                    continue;
                }
                Kind::File => Found::File,
                Kind::Link => Found::Link,
                Kind::Other => Found::Other,
            };
            found.insert(below, what);
        }
        found.insert(path, Found::Folder(mode));
    }
    Ok((found, unread))
}

/// The mode of a folder of the tree.
pub(crate) fn folder_mode(path: &str) -> u32 {
    if path == "operator" || path.starts_with("operator/") { 0o700 } else { 0o755 }
}

/// The folders of a tree with these files: those above them, and those that every tree has.
pub(crate) fn all_folders<'a>(files: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut all = BTreeSet::from(["", "operator", "public", "public/http", "public/tftp"]);
    for file in files {
        all.extend(folders(file));
    }
    all
}
