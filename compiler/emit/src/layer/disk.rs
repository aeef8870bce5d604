//! The real file system.

use super::{FileLayer, Kind, LockHandle, Stat};
use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The file system of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

/// Below this, pieces are joined to save calls.
const SMALL: usize = 64 << 10;

/// How often a lock file may vanish under us, each time because another build ended.
const LOCK_TRIES: usize = 100;

#[derive(Debug)]
struct Locked {
    _file: File,
}

impl LockHandle for Locked {}

impl FileLayer for Disk {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        fs::symlink_metadata(path).map(|metadata| stat(&metadata))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        fs::read_dir(folder)?.map(|entry| entry.and_then(|e| Ok((e.file_name(), kind(e.file_type()?))))).collect()
    }

    fn open(&self, path: &Path) -> io::Result<(Stat, Box<dyn Read>)> {
        let mut options = OpenOptions::new();
        os::never_follow_nor_wait(options.read(true));
        let file = options.open(path)?;
        let stat = stat(&file.metadata()?);
        if stat.kind != Kind::File {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a plain file"));
        }
        Ok((stat, Box::new(file)))
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        fs::read_link(path)
    }

    fn create_folder(&self, path: &Path, mode: u32) -> io::Result<()> {
        os::create_folder(path)?;
        os::set_mode(path, mode)
    }

    fn write(&self, path: &Path, mode: u32, contents: &[&[u8]]) -> io::Result<()> {
        let mut file = create(path, mode)?;
        match contents {
            [one] => file.write_all(one),
            _ if contents.iter().map(|part| part.len()).sum::<usize>() <= SMALL => file.write_all(&contents.concat()),
            _ => contents.iter().try_for_each(|part| file.write_all(part)),
        }
    }

    fn create(&self, path: &Path, mode: u32) -> io::Result<Box<dyn Write>> {
        Ok(Box::new(create(path, mode)?))
    }

    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::hard_link(from, to)
    }

    fn soft_link(&self, target: &Path, path: &Path) -> io::Result<()> {
        os::soft_link(target, path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        os::exchange(one, other)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn remove_tree(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        os::sync(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        os::sync_folder(folder)
    }

    fn lock(&self, path: &Path) -> io::Result<Box<dyn LockHandle>> {
        for _ in 0..LOCK_TRIES {
            let mut options = OpenOptions::new();
            os::never_follow_nor_wait(options.read(true).write(true).create(true).truncate(false));
            let file = options.open(path)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
                Err(TryLockError::Error(error)) => return Err(os::no_locks(error)),
            }
            // Its last holder may have removed the file between our opening and our locking it.
            if os::is_still_at(&file, path)? {
                return Ok(Box::new(Locked { _file: file }));
            }
        }
        Err(io::ErrorKind::WouldBlock.into())
    }
}

/// A new file, never the end of a link that somebody put there. Nobody else can read it before it has its mode.
fn create(path: &Path, mode: u32) -> io::Result<File> {
    let mut options = OpenOptions::new();
    os::private(options.write(true).create_new(true));
    let file = options.open(path)?;
    os::set_file_mode(&file, mode)?;
    Ok(file)
}

fn stat(metadata: &Metadata) -> Stat {
    Stat { kind: kind(metadata.file_type()), mode: os::mode(metadata), size: metadata.len() }
}

fn kind(kind: fs::FileType) -> Kind {
    match kind {
        _ if kind.is_symlink() => Kind::Link,
        _ if kind.is_dir() => Kind::Folder,
        _ if kind.is_file() => Kind::File,
        _ => Kind::Other,
    }
}

/// What Unix systems have, and of it what not all of them have.
#[cfg(unix)]
mod os {
    use rustix::fs::OFlags;
    use rustix::io::Errno;
    use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
    use std::io;
    use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
    use std::path::Path;

    pub(super) fn mode(metadata: &Metadata) -> Option<u32> {
        Some(metadata.mode() & 0o7777)
    }

    /// A pipe under a file's name would keep an ordinary `open` waiting for ever.
    pub(super) fn never_follow_nor_wait(options: &mut OpenOptions) {
        options.mode(0o600).custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as _);
    }

    pub(super) fn private(options: &mut OpenOptions) {
        options.mode(0o600);
    }

    pub(super) fn create_folder(path: &Path) -> io::Result<()> {
        DirBuilder::new().mode(0o700).create(path)
    }

    pub(super) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
        fs::set_permissions(path, Permissions::from_mode(mode))
    }

    pub(super) fn set_file_mode(file: &File, mode: u32) -> io::Result<()> {
        file.set_permissions(Permissions::from_mode(mode))
    }

    pub(super) fn soft_link(target: &Path, path: &Path) -> io::Result<()> {
        std::os::unix::fs::symlink(target, path)
    }

    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(|errno| match errno {
            // A file system without it says the first, a kernel without it the second, a sandbox that does not know
            // the call the third.
            Errno::INVAL | Errno::NOSYS | Errno::PERM | Errno::OPNOTSUPP => io::ErrorKind::Unsupported.into(),
            _ => errno.into(),
        })
    }

    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub(super) fn sync(path: &Path) -> io::Result<()> {
        Ok(rustix::fs::syncfs(File::open(path)?)?)
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub(super) fn sync(_: &Path) -> io::Result<()> {
        rustix::fs::sync();
        Ok(())
    }

    pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    /// The error of a lock, with those that mean "not here" made to say so.
    pub(super) fn no_locks(error: io::Error) -> io::Error {
        match Errno::from_io_error(&error) {
            Some(Errno::NOLCK | Errno::NOSYS | Errno::OPNOTSUPP) => io::ErrorKind::Unsupported.into(),
            _ => error,
        }
    }

    pub(super) fn is_still_at(file: &File, path: &Path) -> io::Result<bool> {
        let ours = file.metadata()?;
        match fs::symlink_metadata(path) {
            Ok(there) => Ok((ours.dev(), ours.ino()) == (there.dev(), there.ino())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// Where there are no modes and links need a privilege: the writer's last fallback.
#[cfg(not(unix))]
mod os {
    use std::fs::{self, File, Metadata, OpenOptions};
    use std::io;
    use std::path::Path;

    pub(super) fn mode(_: &Metadata) -> Option<u32> {
        None
    }

    pub(super) fn never_follow_nor_wait(_: &mut OpenOptions) {}

    pub(super) fn private(_: &mut OpenOptions) {}

    pub(super) fn create_folder(path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    pub(super) fn set_mode(_: &Path, _: u32) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn set_file_mode(_: &File, _: u32) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn soft_link(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn exchange(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Such a system syncs file by file only: `--durable` is refused there rather than promised.
    pub(super) fn sync(_: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn no_locks(error: io::Error) -> io::Error {
        error
    }

    /// An open file cannot be removed there.
    pub(super) fn is_still_at(_: &File, _: &Path) -> io::Result<bool> {
        Ok(true)
    }
}
