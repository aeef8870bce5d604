//! From a project to an evaluated lab, and from its places to lines.

use crate::outcome::{Outcome, Texts};
use crate::project::{Content, Project};
use dlc_base::{Diagnostic, FileId, Origin, Severity, Span};
use dlc_db::{Database, Db as _, SourceFile};
use dlc_emit::Input;
use dlc_eval::Lab;

/// A project in the database.
pub(crate) struct Front {
    pub(crate) db: Database,
    pub(crate) entry: SourceFile,
    /// The lab's file, from the project's root.
    pub(crate) path: String,
}

impl Front {
    pub(crate) fn new(project: Project) -> Self {
        let db = crate::open(project.system);
        let entry = db.file(&project.lab);
        Self { db, entry, path: project.lab }
    }

    /// The same with the lab's blocks evaluated on several threads. What is wrong is looked for by one thread alone, so
    /// that the number of threads decides nothing that is said.
    pub(crate) fn ahead(self, threads: usize) -> Self {
        if threads < 2 {
            return self;
        }
        dlc_eval::evaluate_ahead(&self.db, self.entry, threads);
        if !crate::has_errors(&self.check()) {
            return self;
        }
        let db = self.db.anew();
        let entry = db.file(&self.path);
        Self { db, entry, path: self.path }
    }

    /// Everything that is wrong with the program.
    pub(crate) fn check(&self) -> Vec<Diagnostic> {
        crate::mistakes(&self.db, self.entry)
    }

    /// The one lab of the file.
    pub(crate) fn lab(&self) -> Result<Lab, Diagnostic> {
        let mut labs = dlc_eval::labs(&self.db, self.entry).into_iter();
        match (labs.next(), labs.next()) {
            (Some(lab), None) => Ok(lab),
            (None, _) => Err(crate::open::without_lab(&self.db, self.entry)),
            (Some(first), Some(second)) => {
                let message =
                    format!("labs `{}` and `{}` stand in one file, and a build is of one", first.name, second.name);
                let at = |lab: &Lab| self.span(lab.place);
                let told = Diagnostic::new(Severity::Error, "several-labs".into(), at(&second), message);
                let told = match at(&first) {
                    Some(place) => told.also(place, "the first one"),
                    None => told,
                };
                Err(told.hint("keep each in a file of its own; they may share modules and include each other"))
            }
        }
    }

    /// The line of a place.
    pub(crate) fn span(&self, origin: Origin) -> Option<Span> {
        if origin.anchor == Origin::NOWHERE.anchor { None } else { dlc_sema::source::span(&self.db, origin) }
    }

    /// The same diagnostic with lines for places. What was written nowhere has none.
    pub(crate) fn placed(&self, told: Diagnostic<Origin>) -> Diagnostic {
        dlc_eval::placed(&self.db, told)
    }

    /// Every file of the project that was read, as the manifest names it. What comes with the compiler is known by its
    /// version, and a target's options by the digest of its component.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        // What is pinned decides no byte.
        let is_input = |path: &str| !path.contains(':') && path != crate::lock::FILE;
        let input = |file: SourceFile| match file.content(&self.db) {
            Content::Bytes(bytes) if is_input(file.path(&self.db)) => {
                Some(Input { path: file.path(&self.db).to_owned(), sha256: dlc_emit::sha256(bytes) })
            }
            _ => None,
        };
        self.db.files().into_iter().filter_map(input).collect()
    }

    /// What came of it.
    pub(crate) fn outcome<T>(&self, value: Option<T>, diagnostics: Vec<Diagnostic>, trouble: bool) -> Outcome<T> {
        self.outcome_with(value, diagnostics, trouble, Vec::new())
    }

    /// The same with the texts of further files, which the value points into.
    pub(crate) fn outcome_with<T>(
        &self,
        value: Option<T>,
        diagnostics: Vec<Diagnostic>,
        trouble: bool,
        files: Vec<FileId>,
    ) -> Outcome<T> {
        let load = |file: FileId| {
            let file = self.db.file_of(file)?;
            let (path, text) = (file.path(&self.db), dlc_db::text(&self.db, file).clone().unwrap_or_default());
            let is_sealed = self.db.vault().is_some_and(|vault| vault.is_sealed(path));
            Some((path.to_owned(), if is_sealed { veiled(&text) } else { text }))
        };
        let texts = Texts::of(&diagnostics, files, load);
        let unreadable = |file: SourceFile| matches!(file.content(&self.db), Content::Unreadable(_));
        let trouble = trouble || self.db.files().into_iter().any(unreadable);
        Outcome { value, diagnostics, texts, trouble }
    }
}

/// A text of secrets as it may be shown: its lines and columns are where they were.
fn veiled(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_whitespace() { char::from(byte) } else { '*' }).collect()
}
