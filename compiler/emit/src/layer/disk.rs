//! The real file system.

#[cfg(any(not(unix), test))]
#[cfg_attr(unix, allow(dead_code, reason = "on Unix only its tests use it"))]
mod portable;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
use portable as os;
#[cfg(unix)]
use unix as os;

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
            [one] => file.write_all(one)?,
            _ if contents.iter().map(|part| part.len()).sum::<usize>() <= SMALL => {
                file.write_all(&contents.concat())?
            }
            _ => contents.iter().try_for_each(|part| file.write_all(part))?,
        }
        os::fail_now_or_never(&file)
    }

    fn create(&self, path: &Path, mode: u32) -> io::Result<Box<dyn Write>> {
        Ok(Box::new(NewFile(create(path, mode)?)))
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

/// A file that is written piece by piece.
struct NewFile(File);

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        os::fail_now_or_never(&self.0)
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
    Stat {
        kind: kind(metadata.file_type()),
        mode: os::mode(metadata),
        size: metadata.len(),
        links: os::links(metadata),
        owner: os::owner(metadata),
        id: os::id(metadata),
    }
}

fn kind(kind: fs::FileType) -> Kind {
    match kind {
        _ if kind.is_symlink() => Kind::Link,
        _ if kind.is_dir() => Kind::Folder,
        _ if kind.is_file() => Kind::File,
        _ => Kind::Other,
    }
}
