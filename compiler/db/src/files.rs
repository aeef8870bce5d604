//! Files as inputs.

use dlc_base::FileId;
use std::fmt;
use std::sync::Arc;

/// A file. Two handles of one path are equal.
#[salsa::input(debug)]
pub struct SourceFile {
    /// Its number, for spans.
    #[returns(copy)]
    pub id: FileId,
    /// Its path, as [`crate::Db::file`] takes it.
    #[returns(deref)]
    pub path: String,
    /// What is in it.
    pub content: Content,
}

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// There is no file.
    Missing,
    /// There is one and it cannot be read.
    Unreadable(String),
}

/// Why a file has no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// There is no file.
    Missing,
    /// It cannot be read, in the words of the operating system.
    Unreadable(String),
    /// It is not UTF-8 from this byte on.
    NotText(usize),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such file"),
            Self::Unreadable(why) => f.write_str(why),
            Self::NotText(at) => write!(f, "it is not UTF-8 text from byte {at} on"),
        }
    }
}

/// The world outside: who brings the project's files.
pub trait System: Send + Sync {
    /// The content of the file at `path`, which is relative to the project's root and does not leave it.
    fn read(&self, path: &str) -> Content;

    /// What opens secrets, where somebody brought it. It does not change while the database lives.
    fn vault(&self) -> Option<&dlc_secret::Vault> {
        None
    }
}

/// What comes with the compiler.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// The standard library: path without `std:` (`os/flatcar.dl`), and text.
    pub files: Vec<(String, String)>,
    /// The schemas of targets' options: name of the target, and text.
    pub targets: Vec<(String, String)>,
}
