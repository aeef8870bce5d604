//! What came of a command: a value, diagnostics, and the texts that these point into.

use dlc_base::render::Sources;
use dlc_base::{Diagnostic, FileId, Severity};
use std::collections::BTreeMap;

/// What came of a command.
#[derive(Debug)]
pub struct Outcome<T> {
    /// What was asked for, if the lab allows it.
    pub value: Option<T>,
    /// What there is to say, in any order.
    pub diagnostics: Vec<Diagnostic>,
    /// What the diagnostics point into.
    pub texts: Texts,
    /// Whether files or the machine are to blame for a missing value, and not the lab.
    pub trouble: bool,
}

impl<T> Outcome<T> {
    /// Whether the lab is to blame for something.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// The texts of files, by number.
#[derive(Debug, Clone, Default)]
pub struct Texts(BTreeMap<FileId, (String, String)>);

impl Texts {
    /// The texts that `diagnostics` point into, and those of `files`, as `load` gives them: path and text.
    pub(crate) fn of(
        diagnostics: &[Diagnostic],
        files: Vec<FileId>,
        load: impl Fn(FileId) -> Option<(String, String)>,
    ) -> Self {
        let labels = diagnostics.iter().flat_map(|told| told.primary.iter().chain(&told.secondary));
        let edits = diagnostics.iter().filter_map(|told| Some(told.fix.as_ref()?.place.file));
        let mut texts = BTreeMap::new();
        for file in labels.map(|label| label.place.file).chain(edits).chain(files) {
            if let std::collections::btree_map::Entry::Vacant(slot) = texts.entry(file)
                && let Some(loaded) = load(file)
            {
                slot.insert(loaded);
            }
        }
        Self(texts)
    }

    /// The same texts under the paths that a user knows; the compiler's begin at the project's root.
    #[must_use]
    pub fn renamed(self, name: impl Fn(&str) -> String) -> Self {
        Self(self.0.into_iter().map(|(file, (path, text))| (file, (name(&path), text))).collect())
    }
}

impl Sources for Texts {
    fn source(&self, file: FileId) -> Option<(&str, &str)> {
        self.0.get(&file).map(|(path, text)| (path.as_str(), text.as_str()))
    }
}
