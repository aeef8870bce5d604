//! The sections of `tests/suite`: each program gives exactly what it says.

use crate::assertion::{Place, assertions};
use crate::checkout;
use crate::fixture::{Block, Program, Section, sections};
use crate::project::{File, Project, checked};
use dlc_base::{Diagnostic, Severity};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

#[test]
fn every_section_of_the_language_gives_what_it_says() {
    run("tests/suite/lang");
}

#[test]
fn every_mistake_is_told_as_its_section_says() {
    run("tests/suite/errors");
}

#[test]
fn every_check_of_the_library_says_what_its_section_says() {
    run("tests/suite/checks");
}

fn run(folder: &str) {
    let mut project = Project::new();
    let (mut failures, mut count) = (Vec::new(), 0);
    for path in pages(&checkout(folder)) {
        let shown = path.strip_prefix(checkout("")).unwrap_or(&path).display().to_string();
        let page = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{shown}: {error}"));
        let mut updated = page.clone();
        // From the end, so that the places of earlier blocks stay.
        for section in sections(&page).iter().rev() {
            for program in section.programs.iter().rev() {
                count += 1;
                let outcome = outcome(&mut project, section, program, &mut updated);
                let fail = |why: String| format!("{shown}:{}: {}\n{why}", program.main.line, section.title);
                failures.extend(outcome.err().map(fail));
            }
        }
        if updated != page {
            std::fs::write(&path, updated).unwrap_or_else(|error| panic!("{shown}: {error}"));
        }
    }
    assert!(count > 0, "{folder} holds no program");
    let all = failures.len();
    failures.truncate(20);
    assert!(all == 0, "{all} of {count} programs fail\n\n{}", failures.join("\n"));
}

/// The pages of a folder in the order of their names.
pub(crate) fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut pages: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == "md")).collect();
    pages.sort();
    pages
}

/// Checks one program; what is not as expected, in words.
fn outcome(project: &mut Project, section: &Section, program: &Program, page: &mut String) -> Result<(), String> {
    let main = (program.main.path.as_str(), program.main.text.as_bytes());
    let others = section.files.iter().map(|file| (file.path.as_str(), file.text.as_bytes()));
    let files: Vec<File<'_>> = others.chain([main]).collect();
    let found = catch_unwind(AssertUnwindSafe(|| project.check(main.0, &files)));
    let Ok(found) = found else {
        *project = Project::new();
        return Err("it panics\n".to_owned());
    };
    let text = project.render(&found);
    let outcome = match &program.rendered {
        Some(wanted) => rendered(wanted, &text, page),
        None => inline(project, &found, section.files.iter().chain([&program.main])),
    };
    // A new database reads the library again, which takes longer than the program.
    if outcome.is_err() || program.main.line.is_multiple_of(8) {
        let (_, fresh) = checked(main.0, &files);
        if fresh != text {
            return Err(format!("a fresh database says\n{fresh}and one that has seen other programs\n{text}"));
        }
    }
    outcome
}

#[allow(clippy::disallowed_methods, reason = "the variable that expect-test reads too")]
fn rendered(wanted: &Block, text: &str, page: &mut String) -> Result<(), String> {
    let text = text.trim_end();
    if wanted.text.trim_end() == text {
        return Ok(());
    }
    if std::env::var("UPDATE_EXPECT").is_ok() {
        page.replace_range(wanted.range.clone(), &format!("{text}\n"));
        return Ok(());
    }
    Err(format!("expected\n{}found\n{text}\n", wanted.text))
}

/// Compares the diagnostics with the assertions in the files.
fn inline<'a>(project: &Project, found: &[Diagnostic], files: impl Iterator<Item = &'a Block>) -> Result<(), String> {
    let sources = project.texts();
    let place = |d: &Diagnostic| d.primary.as_ref().map(|label| Place::of(label.place, &sources));
    let mut left: Vec<(&Diagnostic, Option<Place>)> = found.iter().map(|d| (d, place(d))).collect();
    let mut wrong = String::new();
    for file in files.filter(|file| file.path.ends_with(".dl")) {
        for assertion in assertions(&file.text) {
            let is = |(diagnostic, place): &(&Diagnostic, Option<Place>)| {
                place.as_ref().is_some_and(|place| place.path == file.path && assertion.is(diagnostic, place))
            };
            match left.iter().position(is) {
                Some(at) => drop(left.remove(at)),
                None => wrong.push_str(&format!("  missing: {}: {assertion}\n", file.path)),
            }
        }
    }
    for (diagnostic, place) in left {
        let word = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
        let at = place
            .map_or("nowhere".to_owned(), |p| format!("{}:{}:{}-{}", p.path, p.line, p.columns.0, p.columns.1 - 1));
        let hint = diagnostic.hint.as_ref().map(|hint| format!(" (hint: {hint})")).unwrap_or_default();
        wrong.push_str(&format!("  not expected: {at}: {word}[{}]: {}{hint}\n", diagnostic.code, diagnostic.message));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}
