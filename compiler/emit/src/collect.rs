//! The same tree without a disk: for whoever wants to look at some of its files.

use crate::digest::Digest;
use crate::entry::{Entry, EntryName};
use crate::error::{EmitError, Result};
use crate::taken::Taken;
use crate::writer::{Tree, check};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A tree in memory. Only the files that are wanted keep their bytes.
#[derive(Debug, Default)]
pub struct Collected {
    wanted: Option<BTreeSet<String>>,
    taken: Taken,
    names: Vec<EntryName>,
    files: BTreeMap<String, Arc<[u8]>>,
    paths: BTreeSet<String>,
}

impl Collected {
    /// An empty tree that keeps the bytes of these files, of all where none are named.
    pub fn new(wanted: Option<BTreeSet<String>>) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// Every path of the tree, and the bytes of the files that are wanted.
    pub fn finish(self) -> (BTreeSet<String>, BTreeMap<String, Arc<[u8]>>) {
        (self.paths, self.files)
    }
}

impl Tree for Collected {
    fn add(&mut self, entry: &Entry<'_>) -> Result<Digest> {
        check(entry)?;
        let path = entry.full_path();
        if let Err(first) = self.taken.take(&path, self.names.len()) {
            let first = self.names.get(first).cloned().unwrap_or_else(|| entry.name());
            return Err(EmitError::Collision { first, second: entry.name() });
        }
        self.names.push(entry.name());
        if self.wanted.as_ref().is_none_or(|wanted| wanted.contains(&path)) {
            self.files.insert(path.clone(), entry.contents.concat().into());
        }
        self.paths.insert(path);
        Ok(Digest::of_parts(entry.contents))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Audience, Root};

    fn entry<'a>(path: &'a str, contents: &'a [&'a [u8]]) -> Entry<'a> {
        let (root, audience) = (Root::Operator, Audience::Operator);
        Entry {
            root,
            path,
            mode: 0o644,
            media_type: "text/plain",
            audience,
            secret: false,
            target: "t",
            node: None,
            contents,
        }
    }

    #[test]
    fn all_paths_are_known_and_only_wanted_files_keep_their_bytes() {
        let mut tree = Collected::new(Some(["operator/a".to_owned()].into()));
        tree.add(&entry("a", &[b"one ", b"two"])).expect("it is fine");
        tree.add(&entry("b", &[b"three"])).expect("it is fine");
        let (paths, files) = tree.finish();
        assert_eq!(paths.into_iter().collect::<Vec<_>>(), ["operator/a", "operator/b"]);
        assert_eq!(
            files.into_iter().map(|(path, bytes)| (path, bytes.to_vec())).collect::<Vec<_>>(),
            [("operator/a".to_owned(), b"one two".to_vec())]
        );
    }

    #[test]
    fn what_a_tree_on_disk_refuses_is_refused() {
        let mut tree = Collected::new(None);
        tree.add(&entry("a", &[])).expect("it is fine");
        assert!(matches!(tree.add(&entry("A", &[])), Err(EmitError::Collision { .. })));
        assert!(matches!(tree.add(&entry("../b", &[])), Err(EmitError::BadPath { .. })));
    }
}
