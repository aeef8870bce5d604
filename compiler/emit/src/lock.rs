//! One build at a time.

use crate::error::{EmitError, Result};
use crate::layer::{FileLayer, LockHandle};
use std::io;
use std::path::{Path, PathBuf};

/// Held while a tree is written; dropping it removes the lock file.
pub(crate) struct Lock<'fs> {
    fs: &'fs dyn FileLayer,
    file: PathBuf,
    /// `None` where the file's being there is the whole lock.
    _handle: Option<Box<dyn LockHandle>>,
}

impl<'fs> Lock<'fs> {
    /// Locks `file` for writing `out`. Does not wait: whoever started two builds wants to know.
    pub(crate) fn acquire(fs: &'fs dyn FileLayer, file: PathBuf, out: &Path) -> Result<Self> {
        let busy = |perhaps_stale| EmitError::Busy { path: out.to_owned(), lock: file.clone(), perhaps_stale };
        let handle = match fs.lock(&file) {
            Ok(handle) => Some(handle),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(busy(false)),
            // Some network file systems: a file that only one process can have made does it too, except that it
            // outlives a killed build.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => match fs.write(&file, 0o600, &[]) {
                Ok(()) => None,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(busy(true)),
                Err(error) => return Err(EmitError::io("write", &file)(error)),
            },
            Err(error) => return Err(EmitError::io("lock", &file)(error)),
        };
        Ok(Self { fs, file, _handle: handle })
    }
}

impl Drop for Lock<'_> {
    fn drop(&mut self) {
        // Removed while it is still held. A file that stays is locked by nobody, and so in nobody's way.
        let _ = self.fs.remove_file(&self.file);
    }
}
