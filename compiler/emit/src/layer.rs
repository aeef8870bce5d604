//! All that the tree asks of a file system, as one trait: so that a test can fail or kill at every step, and so that
//! no call that only some systems have stands anywhere else.

mod disk;

pub use disk::Disk;

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What a name stands for. A link is a link, never what it points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A plain file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// What is known of a name without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// What it is.
    pub kind: Kind,
    /// Permission bits; `None` on a system without them.
    pub mode: Option<u32>,
    /// Bytes.
    pub size: u64,
    /// How many names the file has; `None` on a system that does not tell.
    pub links: Option<u64>,
    /// Whose it is; `None` on a system that does not tell.
    pub owner: Option<u32>,
    /// What tells it from every other name's; `None` on a system that does not tell.
    pub id: Option<(u64, u64)>,
}

impl Stat {
    /// Whether its permission bits are `mode`, as far as the system has any.
    pub(crate) fn has_mode(&self, mode: u32) -> bool {
        self.mode.is_none_or(|found| found == mode)
    }
}

/// A lock that is held until it is dropped, and by a process no longer than it lives.
pub trait LockHandle: fmt::Debug + Send {}

/// A file system. No method follows a link in the last segment of a path, but for [`FileLayer::list`].
///
/// Errors keep the kinds that the standard library gives them; [`io::ErrorKind::Unsupported`] is asked for, and means
/// that there is a fallback.
pub trait FileLayer: Sync {
    /// What `path` is.
    fn stat(&self, path: &Path) -> io::Result<Stat>;

    /// The names in a folder with what they are, in no order.
    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>>;

    /// Opens a plain file to read. Anything else is an error, and never a wait.
    fn open(&self, path: &Path) -> io::Result<(Stat, Box<dyn Read>)>;

    /// Where a link points.
    fn read_link(&self, path: &Path) -> io::Result<PathBuf>;

    /// Makes a folder with exactly this mode.
    fn create_folder(&self, path: &Path, mode: u32) -> io::Result<()>;

    /// Makes a file that was not there, with exactly this mode and these contents.
    fn write(&self, path: &Path, mode: u32, contents: &[&[u8]]) -> io::Result<()>;

    /// Makes a file that was not there, with exactly this mode, to be written piece by piece.
    fn create(&self, path: &Path, mode: u32) -> io::Result<Box<dyn Write>>;

    /// Gives the file `from` a second name.
    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Makes a link. `Unsupported` on a system without them.
    fn soft_link(&self, target: &Path, path: &Path) -> io::Result<()>;

    /// Renames; a file or link at `to` is replaced in one step.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Exchanges two names in one step. `Unsupported` where the system or this file system cannot.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()>;

    /// Removes a file or a link.
    fn remove_file(&self, path: &Path) -> io::Result<()>;

    /// Removes an empty folder.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder with all that is in it; a link in it is removed, not followed.
    fn remove_tree(&self, path: &Path) -> io::Result<()>;

    /// Has all that was written to the file system of `path` reach the disk.
    fn sync(&self, path: &Path) -> io::Result<()>;

    /// Has the names in `folder` reach the disk.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;

    /// Makes the file `path` if it is missing and locks it. `WouldBlock` if another holds it, `Unsupported` where the
    /// system or this file system has no such locks.
    fn lock(&self, path: &Path) -> io::Result<Box<dyn LockHandle>>;
}
