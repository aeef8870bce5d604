//! What the server wants of the machine.

use dlc_driver::System;
use std::path::{Path, PathBuf};

/// Brings files, and takes what is to be kept or told.
pub trait Host: Send + Sync + 'static {
    /// Reads the files below a folder.
    fn system(&self, root: &Path) -> Box<dyn System>;

    /// Whether there is a plain file.
    fn is_file(&self, path: &Path) -> bool;

    /// What lies directly in a folder, sorted by name; nothing if it cannot be read.
    fn list(&self, folder: &Path) -> Vec<Found>;

    /// The folder for copies of the library, so that any editor can open them; none if there is no place for it.
    fn library(&self) -> Option<PathBuf>;

    /// Writes a copy of a file of the library, unless it is there. Whether it is there now.
    fn keep(&self, path: &Path, text: &str) -> bool;

    /// Tells whoever runs the server.
    fn log(&self, line: &str);
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// Whether it is a folder.
    pub is_folder: bool,
}
