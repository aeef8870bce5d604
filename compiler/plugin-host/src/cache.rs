//! Compiled code on disk. Loading it is running native code with our rights, so it is only ever taken from a folder
//! that nobody else can write, and only when it is the code that was put there.
//!
//! Nothing here can fail a build: a folder that cannot be trusted or written costs a compilation, no more.

use crate::digest::Digest;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Machine code with what it belongs to: the component's digest, its own digest, then the code.
///
/// The engine checks version and settings, but not the code: one flipped bit would be run.
pub(crate) struct Sealed;

impl Sealed {
    const HEADER: usize = 64;

    /// `code`, compiled from the component with digest `component`.
    pub(crate) fn seal(component: &Digest, code: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(Self::HEADER + code.len());
        out.extend_from_slice(&component.0);
        out.extend_from_slice(&Digest::of(code).0);
        out.extend_from_slice(code);
        out
    }

    /// The code, if it was compiled from that component and no byte has changed since.
    pub(crate) fn open<'a>(bytes: &'a [u8], component: &Digest) -> Option<&'a [u8]> {
        let code = Self::open_own(bytes, component)?;
        (bytes[32..Self::HEADER] == Digest::of(code).0).then_some(code)
    }

    /// The same for code inside our own binary, whose bytes need no check.
    pub(crate) fn open_own<'a>(bytes: &'a [u8], component: &Digest) -> Option<&'a [u8]> {
        let code = bytes.get(Self::HEADER..)?;
        (bytes[..32] == component.0).then_some(code)
    }
}

/// A folder of sealed code, or none.
#[derive(Debug, Clone)]
pub(crate) struct Cache {
    folder: Option<PathBuf>,
    engine: String,
}

impl Cache {
    /// The cache in `folder` for an engine with that compatibility digest. `None`, a folder of somebody else's and a
    /// platform without owners all mean: no cache.
    pub(crate) fn new(folder: Option<PathBuf>, engine: [u8; 32]) -> Self {
        let folder = folder.filter(|folder| private(folder).is_ok());
        Self { folder, engine: Digest(engine).to_string()[..16].to_owned() }
    }

    fn path(&self, component: &Digest) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!("{component}-{}.code", self.engine)))
    }

    /// The sealed code of `component`, still sealed.
    pub(crate) fn read(&self, component: &Digest) -> Option<Vec<u8>> {
        fs::read(self.path(component)?).ok()
    }

    /// Keeps sealed code. A reader sees the old file or the new one, never a part.
    pub(crate) fn write(&self, component: &Digest, sealed: &[u8]) {
        if let Some(path) = self.path(component) {
            // A full disk or a read-only folder: the next start compiles again, which is all that is lost.
            let _ = replace(&path, sealed);
        }
    }
}

/// Writes beside `path` and renames over it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write as _;
    let temporary = path.with_extension(format!("{}.tmp", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        fs::rename(&temporary, path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Makes the folder if it is missing, and refuses one that another user could write.
#[cfg(unix)]
fn private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let metadata = fs::symlink_metadata(folder)?;
    let ours = metadata.is_dir() && metadata.uid() == rustix::process::geteuid().as_raw();
    if ours && metadata.mode() & 0o077 == 0 { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

/// Where a folder's owner cannot be asked for, no folder is trusted.
#[cfg(not(unix))]
fn private(_: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn component() -> Digest {
        Digest::of(b"a component")
    }

    #[test]
    fn code_with_one_flipped_bit_or_of_another_component_does_not_open() {
        let mut sealed = Sealed::seal(&component(), b"code");
        assert_eq!(Sealed::open(&sealed, &component()), Some(b"code".as_slice()));
        assert_eq!(Sealed::open(&sealed, &Digest::of(b"another")), None);
        *sealed.last_mut().expect("a byte") ^= 1;
        assert_eq!(Sealed::open(&sealed, &component()), None);
        assert_eq!(Sealed::open(&sealed[..40], &component()), None);
    }

    #[test]
    fn no_folder_is_no_cache() {
        let cache = Cache::new(None, [0; 32]);
        cache.write(&component(), b"sealed");
        assert_eq!(cache.read(&component()), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_fresh_folder_is_made_private_and_keeps_what_is_put_there() {
        use std::os::unix::fs::MetadataExt as _;
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("new").join("code");
        let cache = Cache::new(Some(folder.clone()), [0; 32]);
        cache.write(&component(), b"sealed");
        assert_eq!(cache.read(&component()).as_deref(), Some(b"sealed".as_slice()));
        assert_eq!(fs::metadata(&folder).expect("it is there").mode() & 0o777, 0o700);
        let file = fs::read_dir(&folder).expect("a folder").next().expect("a file").expect("an entry");
        assert_eq!(file.metadata().expect("it is there").mode() & 0o777, 0o600);
        assert_eq!(Cache::new(Some(folder), [1; 32]).read(&component()), None, "another engine has another key");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_others_can_write_or_a_link_is_ignored() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let root = tempfile::tempdir().expect("a folder");
        let open = root.path().join("open");
        fs::create_dir(&open).expect("a folder");
        fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).expect("a mode");
        assert!(Cache::new(Some(open), [0; 32]).folder.is_none());
        let link = root.path().join("link");
        symlink(root.path(), &link).expect("a link");
        assert!(Cache::new(Some(link), [0; 32]).folder.is_none());
    }
}
