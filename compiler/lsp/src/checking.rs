//! Everything that is wrong with the labs that open files belong to, as an editor shows it.

use crate::board::{Cure, Shown};
use crate::projects::from_root;
use crate::requests::Places;
use dlc_base::{Diagnostic, Severity, Span};
use dlc_db::{Database, Db as _, SourceFile};
use dlc_sema::scope;
use lsp_types::{Code, DiagnosticRelatedInformation, DiagnosticSeverity, Message, TextEdit};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The lab's name where none is given.
const LAB: &str = "lab.dl";

/// Looks through the programs that the files `open` are part of. `candidates` may declare labs.
pub(crate) fn check(
    places: &Places,
    db: &Database,
    candidates: &[String],
    open: &[String],
) -> BTreeMap<PathBuf, Vec<Shown>> {
    let mut alone: BTreeSet<&str> = open.iter().map(String::as_str).filter(|path| !is_library(path)).collect();
    let mut found: BTreeMap<PathBuf, Vec<Shown>> = BTreeMap::new();
    let labs: BTreeSet<&str> = candidates.iter().map(String::as_str).chain(alone.iter().copied()).collect();
    let declares = |path: &str| scope::items(db, db.file(path)).iter().any(|item| item.block.as_deref() == Some("lab"));
    let mut told: Vec<(SourceFile, Diagnostic)> = Vec::new();
    for lab in labs {
        if !declares(lab) {
            continue;
        }
        let lab = db.file(lab);
        let reached = scope::reachable(db, lab).0;
        if reached.iter().any(|file| open.iter().any(|open| open == file.path(db))) {
            alone.retain(|path| !reached.iter().any(|file| file.path(db) == *path));
            told.extend(dlc_driver::mistakes(db, lab).into_iter().map(|diagnostic| (lab, diagnostic)));
        }
    }
    for path in alone {
        let file = db.file(path);
        // A file that is empty still may become a module; one of this name is to be a lab.
        let is_lab = path.rsplit('/').next() == Some(LAB);
        let mistakes = if is_lab { dlc_driver::mistakes(db, file) } else { dlc_eval::check_program(db, file) };
        told.extend(mistakes.into_iter().map(|diagnostic| (file, diagnostic)));
    }
    for (entry, diagnostic) in told {
        let (path, shown) = show(places, db, entry, diagnostic);
        let all = found.entry(path).or_default();
        if !all.contains(&shown) {
            all.push(shown);
        }
    }
    found.values_mut().for_each(|all| all.sort_by_key(|shown| order(&shown.diagnostic)));
    found
}

fn is_library(path: &str) -> bool {
    path.starts_with("std:") || path.starts_with("target:")
}

fn order(diagnostic: &lsp_types::Diagnostic) -> (lsp_types::Position, lsp_types::Position, String) {
    (diagnostic.range.start, diagnostic.range.end, format!("{:?}{:?}", diagnostic.code, diagnostic.message))
}

/// A diagnostic with the file that it is shown in. One that the library alone is the place of, or nothing, is shown
/// where its lab begins.
fn show(places: &Places, db: &Database, entry: SourceFile, told: Diagnostic) -> (PathBuf, Shown) {
    let ours = |span: &Span| db.file_of(span.file).is_some_and(|file| !is_library(file.path(db)));
    let labels = told.primary.iter().chain(&told.secondary);
    let place = labels.map(|label| label.place).find(ours);
    let span = place.unwrap_or_else(|| Span::new(entry.id(db), Default::default()));
    let path = places.path(db, span.file).unwrap_or_default();
    let range = places.text(db, span.file).range(span.range);
    let related = told.primary.iter().filter(|label| label.place != span).chain(&told.secondary);
    let related = related.filter(|label| label.place != span).filter_map(|label| {
        let location = places.location(db, label.place)?;
        let message = if label.text.is_empty() { "here".to_owned() } else { label.text.clone() };
        Some(DiagnosticRelatedInformation { location, message })
    });
    let related: Vec<DiagnosticRelatedInformation> = related.collect();
    let diagnostic = lsp_types::Diagnostic {
        range,
        severity: Some(match told.severity {
            Severity::Error => DiagnosticSeverity::Error,
            Severity::Warning => DiagnosticSeverity::Warning,
        }),
        code: Some(Code::String(told.code.to_string())),
        code_description: None,
        source: Some("dlc".to_owned()),
        message: Message::String(words(&told)),
        tags: None,
        related_information: (!related.is_empty()).then_some(related),
        data: told.hint.as_ref().map(|hint| serde_json::json!({ "hint": hint })),
    };
    let cure = told.fix.as_ref().and_then(|fix| {
        let path = places.path(db, fix.place.file)?;
        from_root(places.root(), &path)?;
        let text = places.text(db, fix.place.file);
        let title = match &text.as_str().get(fix.place.range.start().into()..fix.place.range.end().into()) {
            Some("") | None => format!("write `{}`", fix.replacement.trim()),
            Some(old) if fix.replacement.is_empty() => format!("remove `{old}`"),
            Some(old) => format!("replace `{old}` by `{}`", fix.replacement),
        };
        let edit = TextEdit { range: text.range(fix.place.range), new_text: fix.replacement.clone() };
        Some(Cure { title, path, edit })
    });
    (path, Shown { diagnostic, cure })
}

/// The headline, what is said at the place itself, the facts and the hint, a line each.
fn words(told: &Diagnostic) -> String {
    let mut lines = vec![told.message.clone()];
    lines.extend(told.primary.iter().map(|label| label.text.clone()).filter(|text| !text.is_empty()));
    lines.extend(told.notes.iter().cloned());
    lines.extend(told.hint.iter().map(|hint| format!("hint: {hint}")));
    lines.join("\n")
}
