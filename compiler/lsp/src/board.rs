//! What the editor was told is wrong, by file.

use lsp_types::{Diagnostic, TextEdit};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A diagnostic as an editor has it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    /// What is told.
    pub(crate) diagnostic: Diagnostic,
    /// What would cure it: a title, and an edit of a file.
    pub(crate) cure: Option<Cure>,
}

/// An edit that cures something.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cure {
    /// What to do, in words.
    pub(crate) title: String,
    /// In which file.
    pub(crate) path: PathBuf,
    /// The edit.
    pub(crate) edit: TextEdit,
}

/// What is told of each file, by the project that found it.
#[derive(Debug, Default)]
pub(crate) struct Board(BTreeMap<PathBuf, BTreeMap<PathBuf, Vec<Shown>>>);

impl Board {
    /// Replaces all that a project found. Returns the files of which something else is told now.
    pub(crate) fn replace(&mut self, project: &Path, mut found: BTreeMap<PathBuf, Vec<Shown>>) -> Vec<PathBuf> {
        let before = self.0.iter().filter(|(_, by)| by.contains_key(project)).map(|(path, _)| path.clone());
        let paths: std::collections::BTreeSet<PathBuf> = before.chain(found.keys().cloned()).collect();
        let mut changed = Vec::new();
        for path in paths {
            let now = found.remove(&path).filter(|shown| !shown.is_empty());
            let by = self.0.entry(path.clone()).or_default();
            let before = match &now {
                Some(now) => by.insert(project.to_owned(), now.clone()),
                None => by.remove(project),
            };
            if before != now {
                changed.push(path);
            }
        }
        self.0.retain(|_, by| !by.is_empty());
        changed
    }

    /// What is told of a file, each once.
    pub(crate) fn of(&self, path: &Path) -> Vec<&Shown> {
        let mut out: Vec<&Shown> = Vec::new();
        for shown in self.0.get(path).into_iter().flat_map(BTreeMap::values).flatten() {
            if !out.contains(&shown) {
                out.push(shown);
            }
        }
        out
    }

    /// The projects that told something.
    pub(crate) fn projects(&self) -> std::collections::BTreeSet<PathBuf> {
        self.0.values().flat_map(BTreeMap::keys).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(message: &str) -> Shown {
        let range = lsp_types::Range::default();
        let message = lsp_types::Message::String(message.to_owned());
        let diagnostic = Diagnostic {
            range,
            message,
            severity: None,
            code: None,
            code_description: None,
            source: None,
            tags: None,
            related_information: None,
            data: None,
        };
        Shown { diagnostic, cure: None }
    }

    #[test]
    fn a_file_is_told_of_again_only_where_something_else_is_to_be_said() {
        let mut board = Board::default();
        let (a, b, p) = (PathBuf::from("a"), PathBuf::from("b"), Path::new("p"));
        let found = BTreeMap::from([(a.clone(), vec![shown("x")]), (b.clone(), vec![shown("y")])]);
        assert_eq!(board.replace(p, found.clone()), [a.clone(), b.clone()]);
        assert_eq!(board.replace(p, found), [] as [PathBuf; 0]);
        assert_eq!(board.replace(p, BTreeMap::from([(a.clone(), vec![shown("x")])])), std::slice::from_ref(&b));
        assert!(board.of(&b).is_empty());
        assert_eq!(board.of(&a).len(), 1);
    }

    #[test]
    fn what_two_projects_find_alike_is_told_once() {
        let mut board = Board::default();
        let a = PathBuf::from("a");
        board.replace(Path::new("p"), BTreeMap::from([(a.clone(), vec![shown("x")])]));
        board.replace(Path::new("q"), BTreeMap::from([(a.clone(), vec![shown("x"), shown("y")])]));
        assert_eq!(board.of(&a).len(), 2);
    }
}
