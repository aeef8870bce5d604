//! The data of operating systems say what was looked up: `figures.md` beside this file holds it, with its sources.

use dlc_stdlib::FILES;
use dlc_syntax::ast::{AstNode, Field, Set};
use std::collections::{BTreeMap, BTreeSet};

const FIGURES: &str = include_str!("figures.md");

/// The answers of `facts` that need a source.
const ANSWERS: &[&str] = &["pxe", "configured_by", "boot_files", "ram_clean", "ram_with_docker_and_ssh", "installers"];

/// A row of the table.
struct Figure {
    system: String,
    field: String,
    value: String,
}

fn figures() -> Vec<Figure> {
    let rows = FIGURES.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, system, field, value, source] = cells.as_slice() else { panic!("five cells: {row}") };
        assert!(!source.is_empty(), "a figure has a source: {row}");
        Figure { system: (*system).to_owned(), field: (*field).to_owned(), value: (*value).to_owned() }
    })
    .collect()
}

/// The text of each system's file.
fn systems() -> BTreeMap<&'static str, &'static str> {
    let name = |path: &'static str| path.strip_prefix("std/os/")?.strip_suffix(".dl");
    FILES.iter().filter_map(|(path, text)| Some((name(path)?, *text))).collect()
}

/// What is written for a field of the system's schema, or for one inside it: `facts.ram_clean`, however deep.
fn written(text: &str, path: &str) -> Option<String> {
    let (outer, inner) = path.split_once('.').map_or((path, None), |(outer, inner)| (outer, Some(inner)));
    let fields = dlc_syntax::parse(text).syntax().descendants().filter_map(Field::cast);
    let field = fields.filter(|field| field.computed()).find(|field| named(field.name().as_ref()) == outer)?;
    let value = field.value()?;
    let Some(inner) = inner else { return Some(value.syntax().text().to_string()) };
    let sets = value.syntax().descendants().filter_map(Set::cast);
    let set = sets.filter(|set| named(set.path().as_ref()) == inner).last()?;
    Some(set.value()?.syntax().text().to_string())
}

fn named<N: AstNode>(node: Option<&N>) -> String {
    node.map(|node| node.syntax().text().to_string()).unwrap_or_default()
}

#[test]
fn every_figure_that_was_looked_up_stands_in_the_data() {
    let systems = systems();
    let mut wrong = Vec::new();
    for Figure { system, field, value } in figures() {
        let text = systems[system.as_str()];
        let found = match field.as_str() {
            "file" => text.contains(&value).then(|| value.clone()),
            path => written(text, path),
        };
        if found.as_ref() != Some(&value) {
            wrong.push(format!("{system}: {field} is {found:?}, and was looked up as `{value}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_system_has_figures() {
    let with_figures: BTreeSet<String> = figures().into_iter().map(|figure| figure.system).collect();
    let all: BTreeSet<String> = systems().into_keys().map(str::to_owned).collect();
    assert_eq!(with_figures, all);
}

#[test]
fn every_answer_of_a_system_has_its_source_and_date() {
    let mut bare = Vec::new();
    for (system, text) in systems() {
        let sources = written(text, "facts.sources").unwrap_or_default();
        let answered = ANSWERS.iter().filter(|answer| written(text, &format!("facts.{answer}")).is_some());
        bare.extend(
            answered.filter(|answer| !sources.contains(&format!("\"{answer}\""))).map(|a| format!("{system}: {a}")),
        );
        if written(text, "memory.boot").is_none()
            || !(sources.contains("\"memory\"") || sources.contains("\"ram_clean\""))
        {
            bare.push(format!("{system}: memory"));
        }
    }
    assert!(bare.is_empty(), "no source for:\n{}", bare.join("\n"));
}
