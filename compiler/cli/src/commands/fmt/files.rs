//! Which files are formatted, and how one is replaced.

use dlc_base::Diagnostic;
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A file to format.
pub(super) struct Found {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// How the user would call it.
    pub(super) name: String,
}

/// The files that are named, and those ending in `.dl` in the folders that are named, in the order of their names.
/// What is hidden is left out, and folders behind links, which may lead in a circle.
pub(super) fn find(paths: &[PathBuf]) -> (Vec<Found>, Vec<Diagnostic>) {
    let mut finder = Finder::default();
    for path in paths {
        match path.metadata() {
            Ok(data) if data.is_dir() => finder.folder(path),
            Ok(_) => finder.file(path),
            Err(error) => finder.problem(path, &error),
        }
    }
    (finder.found, finder.problems)
}

#[derive(Default)]
struct Finder {
    found: Vec<Found>,
    /// What each file really is, so that none is taken twice.
    real: BTreeSet<PathBuf>,
    problems: Vec<Diagnostic>,
}

impl Finder {
    fn file(&mut self, path: &Path) {
        let real = match path.canonicalize() {
            Ok(real) => real,
            Err(error) => return self.problem(path, &error),
        };
        if self.real.insert(real) {
            let name = path.strip_prefix(".").unwrap_or(path).display().to_string();
            self.found.push(Found { path: path.to_owned(), name });
        }
    }

    fn folder(&mut self, folder: &Path) {
        let entries = fs::read_dir(folder).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.problem(folder, &error),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if hidden {
                continue;
            }
            if is_folder {
                self.folder(&path);
            } else if path.extension().is_some_and(|extension| extension == "dl") && path.is_file() {
                self.file(&path);
            }
        }
    }

    fn problem(&mut self, path: &Path, error: &io::Error) {
        let message = format!("cannot read `{}`: {error}", path.display());
        self.problems.push(Diagnostic::placeless("unreadable-file", message));
    }
}

/// Replaces a file in one step: whoever reads it sees the old text or the new one. Its permissions stay, and a link to
/// it stays a link.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let real = path.canonicalize()?;
    let permissions = real.metadata()?.permissions();
    if permissions.readonly() {
        return Err(io::Error::from(io::ErrorKind::PermissionDenied));
    }
    let folder = real.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text.as_bytes())?;
    new.as_file().set_permissions(permissions)?;
    new.persist(&real)?;
    Ok(())
}
