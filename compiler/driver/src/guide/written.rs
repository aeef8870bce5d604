//! What was written into the tree, as far as the page speaks of it.

use dlc_emit::{Entry, Root};
use std::collections::BTreeMap;

/// The files of the tree: of the lab's own each path, of machines' how many there are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written {
    files: BTreeMap<Root, u64>,
    of_lab: BTreeMap<(Root, String), String>,
    secret: Vec<String>,
}

impl Written {
    /// Keeps what the page needs of an entry.
    pub(crate) fn note(&mut self, entry: &Entry<'_>) {
        *self.files.entry(entry.root).or_default() += 1;
        if entry.node.is_none() {
            self.of_lab.insert((entry.root, entry.path.to_owned()), entry.target.to_owned());
        }
        if entry.secret {
            self.secret.push(entry.path.to_owned());
        }
    }

    /// Each folder of the tree that has files, how many, and what it is for.
    pub(super) fn folders(&self) -> impl Iterator<Item = (&'static str, u64, &'static str)> {
        let what = |root| match root {
            Root::Http => "what the web server serves; everybody can read it",
            Root::Tftp => "what firmware fetches first; everybody can read it",
            Root::Operator => "for the staff alone",
        };
        // This page is written last, and is one of them.
        let count = |root| self.count(root) + u64::from(root == Root::Operator);
        Root::ALL
            .into_iter()
            .map(move |root| (root.folder(), count(root), what(root)))
            .filter(|(_, files, _)| *files > 0)
    }

    /// How many files lie in a folder.
    pub(super) fn count(&self, root: Root) -> u64 {
        self.files.get(&root).copied().unwrap_or_default()
    }

    /// The paths of what a target wrote for the lab in the staff's folder.
    pub(super) fn by<'a>(&'a self, target: &'a str) -> impl Iterator<Item = &'a str> {
        let ours = move |((root, _), of): &(&'a (Root, String), &'a String)| *root == Root::Operator && *of == target;
        self.of_lab.iter().filter(ours).map(|((_, path), _)| path.as_str())
    }

    /// Whether this lies in the staff's folder.
    pub(super) fn has(&self, path: &str) -> bool {
        self.of_lab.contains_key(&(Root::Operator, path.to_owned()))
    }

    /// The files with secrets in them, by name.
    pub(super) fn secret(&self) -> Vec<&str> {
        let mut paths: Vec<&str> = self.secret.iter().map(String::as_str).collect();
        paths.sort_unstable();
        paths
    }
}
