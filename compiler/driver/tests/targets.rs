//! What the built-in targets refuse, over the whole compiler: each thing at its line of the lab.
//!
//! `tests/suite/targets/NAME.md` holds a section for each field that the target's README names a mistake of. The
//! programs are read as those of the language's suite are; but here they are built.

#[allow(dead_code, reason = "the language's suite reads more of a page")]
#[path = "../../eval/tests/eval/fixture.rs"]
mod fixture;

#[path = "../../eval/tests/eval/assertion.rs"]
mod assertion;

use assertion::{Place, assertions};
use dlc_base::render::{Format, Style, render, sort};
use dlc_base::{Diagnostic, Severity};
use dlc_driver::{BuildOptions, Content, Outcome, Project, Quiet, System, TestOptions};
use fixture::{Program, Section, sections};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Targets whose pages show all that their READMEs name, and each of their codes.
const WHOLE: [&str; 3] = ["dnsmasq", "ignition", "ipxe"];

fn page_of(target: &str) -> String {
    format!("tests/suite/targets/{target}.md")
}

/// Targets that have a page.
fn targets() -> Vec<String> {
    let pages = std::fs::read_dir(checkout("tests/suite/targets")).expect("a folder");
    let name = |path: PathBuf| Some(path.file_stem()?.to_str()?.to_owned());
    let mut names: Vec<String> = pages.filter_map(|entry| name(entry.ok()?.path())).collect();
    names.sort();
    names
}

/// A program and what else its section has.
struct Files(BTreeMap<String, String>);

impl System for Files {
    fn read(&self, path: &str) -> Content {
        self.0.get(path).map_or(Content::Missing, |text| Content::Bytes(text.as_bytes().into()))
    }
}

fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn text(path: &str) -> String {
    std::fs::read_to_string(checkout(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn project(section: &Section, program: &Program) -> Project {
    let all = section.files.iter().chain([&program.main]);
    let files = Files(all.map(|block| (block.path.clone(), block.text.clone())).collect());
    Project { system: Box::new(files), lab: program.main.path.clone() }
}

/// What a build of the program tells otherwise than it says; nothing if all is as it says.
fn wrong(section: &Section, program: &Program) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    // Compiling the plugins takes longer than everything else here.
    let cache = Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    let options = BuildOptions { out: folder.path().join("build"), cache, ..BuildOptions::default() };
    let Outcome { value, mut diagnostics, texts, .. } = dlc_driver::build(project(section, program), &options, &Quiet);
    let refused = diagnostics.iter().any(|told| told.severity == Severity::Error);
    assert_ne!(value.is_some(), refused, "a tree or an error");
    if program.main.text.contains("\n  test \"") {
        let testing = TestOptions { cache: options.cache, ..TestOptions::default() };
        diagnostics.extend(dlc_driver::test(project(section, program), &testing).diagnostics);
    }
    if let Some(wanted) = &program.rendered {
        let told = render(diagnostics, &texts, Style { format: Format::Human, color: false });
        let same = told.trim_end() == wanted.text.trim_end();
        return if same { String::new() } else { format!("expected\n{}found\n{told}", wanted.text) };
    }
    sort(&mut diagnostics, &texts);
    let place = |told: &Diagnostic| told.primary.as_ref().map(|label| Place::of(label.place, &texts));
    let mut told: Vec<_> = diagnostics.iter().map(|told| (told, place(told))).collect();
    let mut wrong = String::new();
    for assertion in assertions(&program.main.text) {
        let is = |(told, place): &(&Diagnostic, Option<Place>)| {
            place.as_ref().is_some_and(|place| place.path == program.main.path && assertion.is(told, place))
        };
        match told.iter().position(is) {
            Some(at) => drop(told.remove(at)),
            None => wrong.push_str(&format!("  missing: {assertion}\n")),
        }
    }
    for (told, place) in told {
        let place = place.map_or("nowhere".to_owned(), |place| format!("{}:{}", place.path, place.line));
        wrong.push_str(&format!("  not expected: {place}: [{}]: {}\n", told.code, told.message));
    }
    wrong
}

#[test]
fn what_a_target_cannot_write_is_refused_at_its_line() {
    let mut failures = Vec::new();
    for path in targets().iter().map(|target| page_of(target)) {
        for section in sections(&text(&path)) {
            for program in &section.programs {
                let wrong = wrong(&section, program);
                if !wrong.is_empty() {
                    failures.push(format!("{path}:{}: {}\n{wrong}", program.main.line, section.title));
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// The mistakes that the README's table names, each with its fields.
fn named_mistakes(target: &str) -> Vec<(String, String)> {
    let readme = text(&format!("plugins/targets/{target}/README.md"));
    let own = format!("targets/{target}");
    let page = |code: &&str| {
        [own.as_str(), "sdk"].iter().any(|of| checkout(&format!("plugins/{of}/errors/{code}.md")).exists())
    };
    let words = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let mut found = Vec::new();
    for row in readme.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        let [fields, _, mistakes] = cells[..] else { continue };
        let codes: Vec<String> = words(mistakes).into_iter().filter(|code| page(&code.as_str())).collect();
        found.extend(
            words(fields).into_iter().flat_map(|field| codes.iter().map(move |code| (field.clone(), code.clone()))),
        );
    }
    found
}

/// The sections of the page: title and text.
fn parts(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.split("\n## ").skip(1).filter_map(|part| part.split_once('\n'))
}

/// Whether a section shows `code`, or says why no lab can.
fn settles(target: &str, section: &str, code: &str) -> bool {
    let flowing = section.split_whitespace().collect::<Vec<_>>().join(" ");
    let code = format!("{target}-{code}");
    let ways = [format!("[{code}]"), format!("nstead of `{code}`"), format!("no lab raises `{code}`")];
    ways.iter().any(|way| flowing.contains(way))
}

#[test]
fn every_mistake_that_a_readme_names_is_shown_in_a_lab() {
    let mut missing = Vec::new();
    for target in WHOLE {
        let page = text(&page_of(target));
        let mistakes = named_mistakes(target);
        assert!(mistakes.len() > 10, "{target}: {mistakes:?}");
        let shown = |field: &str, code: &str| {
            parts(&page).any(|(title, text)| title.contains(&format!("`{field}`")) && settles(target, text, code))
        };
        let left = mistakes.into_iter().filter(|(field, code)| !shown(field, code));
        missing.extend(left.map(|(field, code)| format!("{target}: {field}: {code}")));
    }
    assert!(missing.is_empty(), "not shown:\n{}", missing.join("\n"));
}

#[test]
fn every_code_of_a_target_is_shown_in_a_lab_or_said_to_be_no_labs_fault() {
    let mut missing = Vec::new();
    for target in WHOLE {
        let page = text(&page_of(target));
        let pages = std::fs::read_dir(checkout(&format!("plugins/targets/{target}/errors"))).expect("a folder");
        let codes = pages.filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()));
        missing.extend(codes.filter(|code| !settles(target, &page, code)).map(|code| format!("{target}-{code}")));
    }
    assert!(missing.is_empty(), "not shown: {}", missing.join(", "));
}

#[test]
fn the_lab_with_every_field_has_every_field() {
    let page = text(&page_of("ignition"));
    let all = sections(&page);
    let section = all.iter().find(|section| section.title.ends_with("Every field at once")).expect("it is there");
    let model = dlc_driver::model(project(section, &section.programs[0])).value.expect("the library takes it");
    let model: Value = serde_json::from_str(&model).expect("JSON");
    let node = model["nodes"][0].as_object().expect("a machine");
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(elements) => elements.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    let unset: Vec<&String> = node.iter().filter(|(_, value)| empty(value)).map(|(field, _)| field).collect();
    // A machine of the menu has a title; targets are filled in later.
    assert_eq!(unset, ["title", "targets"]);
}
