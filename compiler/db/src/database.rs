//! The one database.

use crate::{Content, Db, Library, Overlay, SourceFile, System, Tables};
use dlc_base::FileId;
use salsa::{Durability, Setter as _};
use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// A listener for tests: gets the name of each expensive query that runs.
type Listener = dyn Fn(&str) + Send + Sync;

/// The database. A clone shares everything and may be used by another thread.
#[salsa::db]
#[derive(Clone)]
pub struct Database {
    storage: salsa::Storage<Self>,
    shared: Arc<Shared>,
}

struct Shared {
    system: Arc<dyn System>,
    library: Arc<Library>,
    files: Mutex<Files>,
    tables: Tables,
    listener: Option<Box<Listener>>,
}

/// The files that were asked for, by path and by number.
#[derive(Default)]
struct Files {
    by_path: BTreeMap<String, SourceFile>,
    by_id: Vec<SourceFile>,
}

impl Database {
    /// A database that reads the project through `system`.
    pub fn new(system: impl System + 'static, library: Library) -> Self {
        Self::with_listener(system, library, None)
    }

    /// The same with somebody who is told of each expensive query that runs.
    pub fn with_listener(system: impl System + 'static, library: Library, listener: Option<Box<Listener>>) -> Self {
        Self::empty(Arc::new(system), Arc::new(library), listener)
    }

    fn empty(system: Arc<dyn System>, library: Arc<Library>, listener: Option<Box<Listener>>) -> Self {
        let shared = Shared { system, library, files: Mutex::default(), tables: Tables::default(), listener };
        let db = Self { storage: salsa::Storage::default(), shared: Arc::new(shared) };
        Overlay::new(&db, None, None);
        db
    }

    /// Another database over the same files, in which nothing has been computed.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self::empty(self.shared.system.clone(), self.shared.library.clone(), None)
    }

    /// The file with this number.
    pub fn file_of(&self, id: FileId) -> Option<SourceFile> {
        let files = self.shared.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.by_id.get(id.0 as usize).copied()
    }

    /// All files that were asked for, in the order of their paths.
    pub fn files(&self) -> Vec<SourceFile> {
        let files = self.shared.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.by_path.values().copied().collect()
    }

    /// Replaces the content of a file, as an editor does.
    pub fn set_content(&mut self, path: &str, content: Content) {
        let file = self.file(path);
        if file.content(self) != &content {
            file.set_content(self).to(content);
        }
    }

    /// Lays something over the program, and takes away what lay there.
    pub fn lay_over(&mut self, said: Option<Arc<dyn Any + Send + Sync>>, built: Option<Arc<BTreeSet<String>>>) {
        let overlay = Overlay::get(self);
        overlay.set_said(self).to(said);
        overlay.set_built(self).to(built);
    }

    fn load(&self, path: &str) -> (Content, Durability) {
        let bytes = |text: &str| Content::Bytes(Arc::from(text.as_bytes()));
        let find = |files: &[(String, String)], name: &str| {
            let found = files.iter().find(|(path, _)| path == name);
            (found.map_or(Content::Missing, |(_, text)| bytes(text)), Durability::HIGH)
        };
        match path.split_once(':') {
            Some(("std", name)) => find(&self.shared.library.files, name),
            Some(("target", name)) => find(&self.shared.library.targets, name),
            _ => (self.shared.system.read(path), Durability::LOW),
        }
    }
}

#[salsa::db]
impl salsa::Database for Database {}

#[salsa::db]
impl Db for Database {
    fn file(&self, path: &str) -> SourceFile {
        if let Some(&file) = self.shared.files.lock().unwrap_or_else(PoisonError::into_inner).by_path.get(path) {
            return file;
        }
        // Reading may take its time, and happens outside the lock; whoever is first wins.
        let (content, durability) = self.load(path);
        let mut files = self.shared.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&file) = files.by_path.get(path) {
            return file;
        }
        let id = FileId(u32::try_from(files.by_id.len()).unwrap_or(u32::MAX));
        let file = SourceFile::builder(id, path.to_owned(), content).durability(durability).new(self);
        files.by_path.insert(path.to_owned(), file);
        files.by_id.push(file);
        file
    }

    fn tables(&self) -> &Tables {
        &self.shared.tables
    }

    fn targets(&self) -> Vec<String> {
        let mut names: Vec<String> = self.shared.library.targets.iter().map(|(name, _)| name.clone()).collect();
        names.sort();
        names
    }

    fn prelude(&self) -> Vec<String> {
        let direct = self.shared.library.files.iter().filter(|(path, _)| !path.contains('/'));
        let mut paths: Vec<String> = direct.map(|(path, _)| format!("std:{path}")).collect();
        paths.sort();
        paths
    }

    fn vault(&self) -> Option<&dlc_secret::Vault> {
        self.shared.system.vault()
    }

    fn note(&self, what: &dyn Fn() -> String) {
        if let Some(listener) = &self.shared.listener {
            listener(&what());
        }
    }
}
