//! `dlc lsp`: serves an editor over standard input and output.

use crate::environment;
use crate::exit::Exit;
use crate::system::Disk;
use crate::terminal;
use dlc_driver::System;
use dlc_lsp::{Connection, Found, Host};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Serves until the editor leaves. Nothing but messages goes to standard output.
pub(crate) fn run() -> Exit {
    let (connection, threads) = Connection::stdio();
    let status = dlc_lsp::serve(connection, Arc::new(Machine { library: environment::library_folder() }));
    // What is on its way is written; a reader that waits for an editor that is gone is not waited for.
    if status == 0 && threads.join().is_err() {
        return Exit::Trouble;
    }
    if status == 0 { Exit::Done } else { Exit::LabErrors }
}

/// This machine, for the server.
struct Machine {
    library: Option<PathBuf>,
}

impl Host for Machine {
    fn system(&self, root: &Path) -> Box<dyn System> {
        // A project is free of links above its root; one that cannot be read has no files either way.
        Box::new(Disk::new(root.canonicalize().unwrap_or_else(|_| root.to_owned())))
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn list(&self, folder: &Path) -> Vec<Found> {
        let Ok(entries) = folder.read_dir() else { return Vec::new() };
        let found = |entry: io::Result<std::fs::DirEntry>| {
            let entry = entry.ok()?;
            // A link to a folder may lead round in a circle; one to a file may be a lab.
            let kind = entry.file_type().ok()?;
            Some(Found { name: entry.file_name().into_string().ok()?, is_folder: kind.is_dir() })
        };
        let mut out: Vec<Found> = entries.filter_map(found).collect();
        out.sort();
        out
    }

    fn library(&self) -> Option<PathBuf> {
        self.library.clone()
    }

    fn keep(&self, path: &Path, text: &str) -> bool {
        if std::fs::read(path).is_ok_and(|known| known == text.as_bytes()) {
            return true;
        }
        write_copy(path, text).is_ok()
    }

    fn log(&self, line: &str) {
        terminal::tell(&format!("{line}\n"));
    }
}

/// Writes a copy that nobody edits by mistake, under its name only when it is whole.
fn write_copy(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    std::fs::create_dir_all(folder)?;
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    std::fs::write(&beside, text)?;
    let mut permissions = std::fs::metadata(&beside)?.permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&beside, permissions)?;
    std::fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_written_where_it_is_missing_or_of_another_version_and_is_read_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let machine = Machine { library: None };
        let path = folder.path().join("std/os/x.dl");
        for text in ["one", "one", "two"] {
            assert!(machine.keep(&path, text));
            assert_eq!(std::fs::read_to_string(&path).expect("it is there"), text);
            assert!(path.metadata().expect("it is there").permissions().readonly());
        }
        assert_eq!(machine.list(&folder.path().join("std/os")).len(), 1, "nothing is left beside it");
    }
}
