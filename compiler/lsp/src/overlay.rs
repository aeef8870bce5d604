//! The editor's texts over the disk's.

use dlc_driver::{Content, System};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The texts that are open in the editor, by path. A copy shares them.
#[derive(Clone, Default)]
pub(crate) struct Opened(Arc<Mutex<BTreeMap<PathBuf, Arc<[u8]>>>>);

impl Opened {
    /// Sets the text of a file.
    pub(crate) fn set(&self, path: &Path, bytes: Arc<[u8]>) {
        self.lock().insert(path.to_owned(), bytes);
    }

    /// From here on the disk's counts.
    pub(crate) fn remove(&self, path: &Path) {
        self.lock().remove(path);
    }

    fn get(&self, path: &Path) -> Option<Arc<[u8]>> {
        self.lock().get(path).cloned()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<PathBuf, Arc<[u8]>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The files below a folder, as the editor sees them.
pub(crate) struct Overlay {
    root: PathBuf,
    opened: Opened,
    /// None where the folder is not on the disk.
    disk: Option<Box<dyn System>>,
}

impl Overlay {
    /// The files below `root`.
    pub(crate) fn new(root: PathBuf, opened: Opened, disk: Option<Box<dyn System>>) -> Self {
        Self { root, opened, disk }
    }
}

impl System for Overlay {
    fn read(&self, path: &str) -> Content {
        if let Some(bytes) = self.opened.get(&self.root.join(path)) {
            return Content::Bytes(bytes);
        }
        self.disk.as_ref().map_or(Content::Missing, |disk| disk.read(path))
    }
}
