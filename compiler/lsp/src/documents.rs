//! The texts that are open in the editor.

use crate::text::{Encoding, Text};
use lsp_types::TextDocumentContentChangeEvent as Change;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// An open text.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    /// As the editor spells it.
    pub(crate) uri: String,
    /// Its version, as the editor counts.
    pub(crate) version: i32,
    /// What is in it.
    pub(crate) text: Text,
}

/// All of them, by path.
#[derive(Debug, Default)]
pub(crate) struct Documents(BTreeMap<PathBuf, Document>);

impl Documents {
    /// Opens a text, or opens it anew.
    pub(crate) fn open(&mut self, path: PathBuf, uri: String, version: i32, text: String, encoding: Encoding) {
        self.0.insert(path, Document { uri, version, text: Text::new(text, encoding) });
    }

    /// Applies changes in their order, each to what the one before it left.
    pub(crate) fn change(&mut self, path: &Path, version: i32, changes: Vec<Change>) -> Option<&Document> {
        let document = self.0.get_mut(path)?;
        document.version = version;
        for change in changes {
            document.text = match change {
                Change::TextDocumentContentChangePartial(part) => document.text.replaced(part.range, &part.text),
                Change::TextDocumentContentChangeWholeDocument(whole) => {
                    Text::new(whole.text, document.text.encoding())
                }
            };
        }
        Some(document)
    }

    /// Closes a text.
    pub(crate) fn close(&mut self, path: &Path) -> Option<Document> {
        self.0.remove(path)
    }

    /// The text of a file, if it is open.
    pub(crate) fn get(&self, path: &Path) -> Option<&Document> {
        self.0.get(path)
    }

    /// All, by path.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&PathBuf, &Document)> {
        self.0.iter()
    }
}
