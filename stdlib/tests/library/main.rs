//! What holds for the text of the library: it parses, it is documented, and it has a field for everything that the
//! contract with targets carries.

mod contract;
mod figures;
mod schemas;
mod wit;

use dlc_stdlib::{FILES, PRELUDE, text};
use schemas::Library;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A file or folder of the checkout.
fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("stdlib/ lies in the checkout").join(path)
}

/// Errors of a file, one a line.
fn errors(path: &str, text: &str) -> Vec<String> {
    let parsed = dlc_syntax::parse(text);
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    parsed
        .errors
        .iter()
        .map(|error| {
            let at = error.primary.as_ref().map_or(0, |label| usize::from(label.place.start()));
            format!("{path}:{}: {}: {}", line(at), error.code, error.message)
        })
        .collect()
}

#[test]
fn every_file_parses_without_errors() {
    let found: Vec<String> = FILES.iter().flat_map(|(path, text)| errors(path, text)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_examples_parse_without_errors() {
    let mut found = Vec::new();
    for path in ["shared.dl", "keys.dl", "room225/lab.dl", "room225-today/lab.dl", "mixed/lab.dl", "mixed/keys.dl"] {
        let path = format!("examples/{path}");
        let text = std::fs::read_to_string(checkout(&path)).expect("an example");
        found.extend(errors(&path, &text));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn files_are_sorted_and_found_by_their_path() {
    assert!(FILES.is_sorted_by(|a, b| a.0 < b.0));
    assert!(text("std/lab.dl").is_some_and(|text| text.contains("schema Lab {")));
    assert!(text("std/os/flatcar.dl").is_some_and(|text| text.contains("schema flatcar is System {")));
    assert_eq!(text("std/os"), None);
}

#[test]
fn the_prelude_is_every_file_directly_in_std() {
    let direct = |path: &str| {
        let name = path.strip_prefix("std/")?.strip_suffix(".dl")?;
        (!name.contains('/')).then(|| format!("std.{name}"))
    };
    let expected: Vec<String> = FILES.iter().filter_map(|(path, _)| direct(path)).collect();
    assert_eq!(PRELUDE, expected);
}

#[test]
fn an_upper_case_name_of_the_prelude_is_declared_once() {
    let mut seen = BTreeSet::new();
    let library =
        Library::of(FILES.iter().filter(|(path, _)| path.starts_with("std/") && path.matches('/').count() == 1));
    let twice: Vec<&str> = library.names().filter(|name| !seen.insert(*name)).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn every_schema_and_every_field_says_what_it_is() {
    let library = Library::of(FILES);
    let bare = library.without_documentation();
    assert!(bare.is_empty(), "write a `///` line above:\n{}", bare.join("\n"));
}

#[test]
fn every_code_of_a_check_has_a_page() {
    let codes = Library::of(FILES).codes();
    assert!(codes.contains("root-too-small"));
    let missing: Vec<&String> =
        codes.iter().filter(|code| !checkout(&format!("compiler/base/errors/{code}.md")).is_file()).collect();
    assert!(missing.is_empty(), "write compiler/base/errors/CODE.md for {missing:?}");
}

#[test]
fn the_examples_on_the_pages_of_checks_parse_without_errors() {
    let (mut found, mut seen) = (Vec::new(), 0);
    for code in Library::of(FILES).codes() {
        let path = format!("compiler/base/errors/{code}.md");
        let page = std::fs::read_to_string(checkout(&path)).expect("a page");
        for block in page.split("```dl\n").skip(1) {
            seen += 1;
            found.extend(errors(&path, block.split("```").next().expect("a block")));
        }
    }
    assert!(seen > 30, "only {seen} examples");
    assert!(found.is_empty(), "{}", found.join("\n"));
}
