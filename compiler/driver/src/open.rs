//! A project that stays open: what an editor needs of the database between two builds.

use crate::library::library;
use crate::project::{Content, System};
use dlc_base::{Diagnostic, Span, TextRange};
use dlc_db::{Database, SourceFile};

/// A database over the files that `system` brings, with everything that comes with the compiler.
pub fn open(system: Box<dyn System>) -> Database {
    Database::new(Boxed(system), library())
}

/// The modules of the standard library, as the database calls them, sorted.
pub fn modules() -> Vec<String> {
    let names = dlc_stdlib::FILES.iter().filter_map(|(path, _)| path.strip_prefix("std/"));
    let mut names: Vec<String> = names.map(|name| format!("std:{name}")).collect();
    names.sort();
    names
}

/// Everything that is wrong with the program that begins in `entry`, in no order. An empty file is no program.
pub fn mistakes(db: &Database, entry: SourceFile) -> Vec<Diagnostic> {
    let mut told = dlc_eval::check_program(db, entry);
    if told.is_empty() && dlc_sema::scope::items(db, entry).is_empty() {
        told.push(without_lab(db, entry));
    }
    told
}

pub(crate) fn without_lab(db: &Database, entry: SourceFile) -> Diagnostic {
    let place = Span::new(entry.id(db), TextRange::default());
    Diagnostic::error("no-lab-in-file", place, format!("`{}` declares no lab", entry.path(db)))
        .hint("write `lab NAME { … }`")
}

/// The database wants to own what reads its files.
struct Boxed(Box<dyn System>);

impl System for Boxed {
    fn read(&self, path: &str) -> Content {
        self.0.read(path)
    }

    fn vault(&self) -> Option<&dlc_secret::Vault> {
        self.0.vault()
    }
}
