//! A project in memory, checked as a command would.

use crate::checkout;
use dlc_base::render::{Sources, Style, render, sort};
use dlc_base::{Diagnostic, FileId, Severity};
use dlc_db::{Content, Database, Db, Library, SourceFile, System};
use dlc_eval::testing::{self, Found, Output};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Nothing is on the disk: a test says what there is.
pub(crate) struct Nothing;

impl System for Nothing {
    fn read(&self, _path: &str) -> Content {
        Content::Missing
    }
}

/// The standard library with the options of every target.
pub(crate) fn library() -> Library {
    let file = |(path, text): &(&str, &str)| Some((path.strip_prefix("std/")?.to_owned(), (*text).to_owned()));
    let built = std::fs::read_dir(checkout("plugins/targets")).expect("a folder").filter_map(|entry| {
        let folder = entry.ok()?.path();
        let text = std::fs::read_to_string(folder.join("options.dl")).ok()?;
        Some((folder.file_name()?.to_str()?.to_owned(), text))
    });
    let planned = dlc_stdlib::FILES.iter().filter_map(|(path, text)| {
        let name = path.strip_prefix("targets/")?.strip_suffix(".dl")?;
        Some((name.to_owned(), (*text).to_owned()))
    });
    Library { files: dlc_stdlib::FILES.iter().filter_map(file).collect(), targets: planned.chain(built).collect() }
}

/// A file of a program: its path below the root, and its bytes.
pub(crate) type File<'a> = (&'a str, &'a [u8]);

/// Programs, one after the other in one database, as an editor has them: what the last one left behind must not show.
pub(crate) struct Project {
    pub(crate) db: Database,
    files: BTreeSet<String>,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self { db: Database::new(Nothing, library()), files: BTreeSet::new() }
    }

    /// Checks the program of these files that begins in `entry`. Diagnostics come sorted, each once.
    pub(crate) fn check(&mut self, entry: &str, files: &[File<'_>]) -> Vec<Diagnostic> {
        for old in std::mem::take(&mut self.files) {
            if !files.iter().any(|(path, _)| *path == old) {
                self.db.set_content(&old, Content::Missing);
            }
        }
        for (path, bytes) in files {
            self.db.set_content(path, Content::Bytes(Arc::from(*bytes)));
            self.files.insert((*path).to_owned());
        }
        let entry = self.db.file(entry);
        let mut diagnostics = dlc_eval::check_program(&self.db, entry);
        if !diagnostics.iter().any(|told| told.severity == Severity::Error) {
            diagnostics.extend(self.test(entry));
        }
        sort(&mut diagnostics, &self.texts());
        diagnostics
    }

    /// What the program's tests say. Targets belong to another crate; this output has the one file that always is.
    fn test(&mut self, entry: SourceFile) -> Vec<Diagnostic> {
        let Found { tests, told } = testing::tests(&self.db, entry);
        let page = ("operator/README.md".to_owned(), Arc::from(&b"# Made by dlc\n"[..]));
        let paths = BTreeSet::from([page.0.clone()]);
        let output = Output { files: [page].into(), paths, ..Output::default() };
        let judged = testing::run(&mut self.db, &tests, &mut |_, _, _| output.clone());
        told.into_iter().chain(judged.into_iter().flat_map(|judged| judged.told)).collect()
    }

    /// The texts of all files, for rendering.
    pub(crate) fn texts(&self) -> Texts {
        let text = |file| dlc_db::text(&self.db, file).clone().unwrap_or_default();
        let files = self.db.files().into_iter();
        Texts(files.map(|file| (file.id(&self.db), (file.path(&self.db).to_owned(), text(file)))).collect())
    }

    /// What a person reads.
    pub(crate) fn render(&self, diagnostics: &[Diagnostic]) -> String {
        render(diagnostics.to_vec(), &self.texts(), Style::default())
    }
}

/// Checks one program in a database of its own; what a person reads.
pub(crate) fn checked(entry: &str, files: &[File<'_>]) -> (Vec<Diagnostic>, String) {
    let mut project = Project::new();
    let diagnostics = project.check(entry, files);
    let text = project.render(&diagnostics);
    (diagnostics, text)
}

/// Paths and texts by number.
pub(crate) struct Texts(BTreeMap<FileId, (String, String)>);

impl Sources for Texts {
    fn source(&self, file: FileId) -> Option<(&str, &str)> {
        self.0.get(&file).map(|(path, text)| (path.as_str(), text.as_str()))
    }
}
