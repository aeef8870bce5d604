//! A file system that fails or dies at a chosen step, or that lacks what some systems lack.

use dlc_emit::{Disk, FileLayer, Kind, LockHandle, Stat};
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What happens, and at which step, counted from 0.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    None,
    /// The process dies: that step is done by half, and none after it is done.
    Kill(usize),
    /// That step fails with this error, once.
    Fail(usize, io::ErrorKind),
}

#[derive(Debug)]
pub(crate) struct Faulty {
    pub(crate) fault: Fault,
    pub(crate) exchange: bool,
    pub(crate) soft_links: bool,
    pub(crate) hard_links: bool,
    pub(crate) locks: bool,
    /// Who plain files are said to belong to, if not to their owners.
    pub(crate) owner_of_files: Option<u32>,
    steps: AtomicUsize,
}

impl Faulty {
    pub(crate) fn new(fault: Fault) -> Self {
        let steps = AtomicUsize::new(0);
        Self { fault, exchange: true, soft_links: true, hard_links: true, locks: true, owner_of_files: None, steps }
    }

    /// How many steps were asked for.
    pub(crate) fn steps(&self) -> usize {
        self.steps.load(Ordering::Relaxed)
    }

    /// The outcome of the next step, and whether it is the one with the fault.
    fn step(&self) -> Result<(), (io::Error, bool)> {
        let step = self.steps.fetch_add(1, Ordering::Relaxed);
        match self.fault {
            Fault::Kill(at) if step >= at => Err((io::Error::other("killed"), step == at)),
            Fault::Fail(at, kind) if step == at => Err((kind.into(), true)),
            _ => Ok(()),
        }
    }

    fn plain_step(&self) -> io::Result<()> {
        self.step().map_err(|(error, _)| error)
    }
}

fn needs(has: bool) -> io::Result<()> {
    if has { Ok(()) } else { Err(io::ErrorKind::Unsupported.into()) }
}

impl FileLayer for Faulty {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        self.plain_step()?;
        Disk.stat(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<(OsString, Kind)>> {
        self.plain_step()?;
        Disk.list(folder)
    }

    fn open(&self, path: &Path) -> io::Result<(Stat, Box<dyn Read>)> {
        self.plain_step()?;
        let (stat, file) = Disk.open(path)?;
        Ok((Stat { owner: self.owner_of_files.or(stat.owner), ..stat }, file))
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        self.plain_step()?;
        Disk.read_link(path)
    }

    fn create_folder(&self, path: &Path, mode: u32) -> io::Result<()> {
        self.step().map_err(|(error, is_first)| {
            // Between its making and its mode.
            if is_first {
                let _ = Disk.create_folder(path, 0o700);
            }
            error
        })?;
        Disk.create_folder(path, mode)
    }

    fn write(&self, path: &Path, mode: u32, contents: &[&[u8]]) -> io::Result<()> {
        self.step().map_err(|(error, is_first)| {
            if is_first {
                let all = contents.concat();
                let _ = Disk.write(path, 0o600, &[&all[..all.len() / 2]]);
            }
            error
        })?;
        Disk.write(path, mode, contents)
    }

    fn create(&self, path: &Path, mode: u32) -> io::Result<Box<dyn Write>> {
        self.plain_step()?;
        let file = Disk.create(path, mode)?;
        // The step that fails may also be the writing, after the first few bytes.
        let error = self.plain_step().err();
        Ok(Box::new(Small { file, room: if error.is_some() { 10 } else { usize::MAX }, error }))
    }

    fn hard_link(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.plain_step()?;
        needs(self.hard_links)?;
        Disk.hard_link(from, to)
    }

    fn soft_link(&self, target: &Path, path: &Path) -> io::Result<()> {
        self.plain_step()?;
        needs(self.soft_links)?;
        Disk.soft_link(target, path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.plain_step()?;
        Disk.rename(from, to)
    }

    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        self.plain_step()?;
        needs(self.exchange)?;
        Disk.exchange(one, other)
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.plain_step()?;
        Disk.remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.plain_step()?;
        Disk.remove_folder(path)
    }

    /// Name by name, so that it can be interrupted.
    fn remove_tree(&self, path: &Path) -> io::Result<()> {
        for (name, kind) in Disk.list(path)? {
            match kind {
                Kind::Folder => self.remove_tree(&path.join(name))?,
                _ => self.remove_file(&path.join(name))?,
            }
        }
        self.remove_folder(path)
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        // Not the real one, which would wait for all that others write to this disk.
        self.plain_step()?;
        Disk.stat(path).map(drop)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.plain_step()?;
        Disk.stat(folder).map(drop)
    }

    fn lock(&self, path: &Path) -> io::Result<Box<dyn LockHandle>> {
        self.plain_step()?;
        needs(self.locks)?;
        Disk.lock(path)
    }
}

/// A file in which there may be little room left.
struct Small {
    file: Box<dyn Write>,
    room: usize,
    error: Option<io::Error>,
}

impl Write for Small {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.room == 0 && !bytes.is_empty() {
            return Err(self.error.take().unwrap_or_else(|| io::ErrorKind::StorageFull.into()));
        }
        let n = self.file.write(&bytes[..bytes.len().min(self.room)])?;
        self.room -= n;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
