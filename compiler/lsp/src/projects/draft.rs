//! A second database, in which a text may be changed to ask about it: while the cursor stands in a word that is half
//! written, what could stand there is found by writing one. Nobody else sees such texts, and no analysis stops for one.

use dlc_db::{Content, Database, Db as _, SourceFile};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The second database.
pub(crate) struct Draft {
    db: Mutex<Database>,
    /// What was edited since it was used.
    edits: Mutex<BTreeMap<String, Content>>,
}

impl Draft {
    /// A database over the same files.
    pub(crate) fn of(db: &Database) -> Self {
        Self { db: Mutex::new(db.anew()), edits: Mutex::default() }
    }

    /// A file was edited.
    pub(crate) fn set(&self, path: &str, content: Content) {
        self.edits.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), content);
    }

    /// Asks about a file as if `text` stood in it.
    pub(crate) fn ask<T>(&self, path: &str, text: &str, f: impl FnOnce(&Database, SourceFile) -> T) -> T {
        // Whoever panicked in here left it as salsa leaves it: usable.
        let mut db = self.db.lock().unwrap_or_else(PoisonError::into_inner);
        let edits = std::mem::take(&mut *self.edits.lock().unwrap_or_else(PoisonError::into_inner));
        for (path, content) in edits {
            db.set_content(&path, content);
        }
        let file = db.file(path);
        let before = file.content(&*db).clone();
        db.set_content(path, Content::Bytes(text.as_bytes().into()));
        // Put back first of all next time, also if `f` panics now.
        self.set_unless_edited(path, before);
        f(&db, file)
    }

    fn set_unless_edited(&self, path: &str, content: Content) {
        self.edits.lock().unwrap_or_else(PoisonError::into_inner).entry(path.to_owned()).or_insert(content);
    }
}
