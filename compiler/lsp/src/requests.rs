//! What a question is answered from: one state of a project, and names for places in it.

use crate::host::Host;
use crate::projects::Draft;
use crate::text::{Encoding, Text};
use crate::uri::uri_of;
use dlc_base::{FileId, Span};
use dlc_db::{Database, SourceFile};
use lsp_types::{Location, Range, Uri};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// How places of a project are called in the editor.
pub(crate) struct Places {
    root: PathBuf,
    host: Arc<dyn Host>,
    encoding: Encoding,
    /// What is open, as the editor spells it.
    uris: Arc<BTreeMap<PathBuf, String>>,
    texts: RefCell<BTreeMap<FileId, Text>>,
}

impl Places {
    /// Those of the project at `root`.
    pub(crate) fn new(
        root: PathBuf,
        host: Arc<dyn Host>,
        encoding: Encoding,
        uris: Arc<BTreeMap<PathBuf, String>>,
    ) -> Self {
        Self { root, host, encoding, uris, texts: RefCell::default() }
    }

    /// The project's root.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where a file lies. One of the library is copied to where an editor can open it.
    pub(crate) fn path(&self, db: &Database, file: FileId) -> Option<PathBuf> {
        let name = db.file_of(file)?.path(db);
        let copy = match name.split_once(':') {
            Some(("std", name)) => format!("std/{name}"),
            Some(("target", name)) => format!("targets/{name}.dl"),
            _ => return Some(self.root.join(name)),
        };
        let path = self.host.library()?.join(copy);
        self.host.keep(&path, self.text(db, file).as_str()).then_some(path)
    }

    /// The text of a file.
    pub(crate) fn text(&self, db: &Database, file: FileId) -> Text {
        if let Some(text) = self.texts.borrow().get(&file) {
            return text.clone();
        }
        let text = db.file_of(file).map(|file| dlc_db::text(db, file).as_deref().unwrap_or_default());
        let text = Text::new(text.unwrap_or_default(), self.encoding);
        self.texts.borrow_mut().insert(file, text.clone());
        text
    }

    /// A file, as the editor spells it.
    pub(crate) fn uri(&self, path: &Path) -> Uri {
        Uri(self.uris.get(path).cloned().unwrap_or_else(|| uri_of(path)))
    }

    /// A place, as an editor takes it.
    pub(crate) fn location(&self, db: &Database, span: Span) -> Option<Location> {
        let path = self.path(db, span.file)?;
        Some(Location { uri: self.uri(&path), range: self.range(db, span) })
    }

    /// The lines and columns of a place.
    pub(crate) fn range(&self, db: &Database, span: Span) -> Range {
        self.text(db, span.file).range(span.range)
    }
}

/// One state of a project, and a file of it that is asked about.
pub(crate) struct Snapshot {
    /// The project.
    pub(crate) db: Database,
    /// The file.
    pub(crate) file: SourceFile,
    /// Its name in the database.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: Text,
    /// How places are called.
    pub(crate) places: Places,
    /// For questions about a text that is written for them.
    pub(crate) draft: Arc<Draft>,
    /// Held by who evaluates.
    pub(crate) evaluating: Arc<Mutex<()>>,
    /// What the editor takes.
    pub(crate) client: Client,
}

/// What the editor takes, as it says when it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Client {
    /// Completions with places to fill in.
    pub(crate) snippets: bool,
    /// Text with headings and code in documentation.
    pub(crate) markdown: bool,
    /// A tree of symbols.
    pub(crate) symbol_tree: bool,
    /// Changes on the disk are told if it is asked to.
    pub(crate) watches_files: bool,
    /// Code actions that are edits, and no commands.
    pub(crate) action_literals: bool,
}

impl Client {
    /// Reads what `initialize` says.
    pub(crate) fn of(initialize: &serde_json::Value) -> Self {
        let at = |pointer: &str| initialize.pointer(&format!("/capabilities/{pointer}"));
        let says = |pointer: &str| at(pointer).and_then(serde_json::Value::as_bool).unwrap_or(false);
        let formats = at("textDocument/hover/contentFormat").and_then(serde_json::Value::as_array);
        Self {
            snippets: says("textDocument/completion/completionItem/snippetSupport"),
            markdown: formats.is_some_and(|formats| formats.iter().any(|format| format == "markdown")),
            symbol_tree: says("textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            watches_files: says("workspace/didChangeWatchedFiles/dynamicRegistration"),
            action_literals: at("textDocument/codeAction/codeActionLiteralSupport").is_some(),
        }
    }
}
