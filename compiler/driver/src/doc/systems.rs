//! Operating systems: each alone, and all beside each other.

use super::declared::{Declared, Entry};
use super::{Body, Page, Section, Table, pages};
use dlc_eval::value::{Cell, Record, Value};
use dlc_sema::schema::{Field, Schema};

/// What is asked of a system, and which field of its facts answers.
const QUESTIONS: &[(&str, &str)] = &[
    ("network boot", "pxe"),
    ("configured by", "configured_by"),
    ("boot files", "boot_files"),
    ("memory clean", "ram_clean"),
    ("with Docker and SSH", "ram_with_docker_and_ssh"),
    ("root on", "roots"),
    ("SSH", "ssh"),
    ("installers", "installers"),
];

/// All systems beside each other.
pub(super) fn comparison(all: &Declared) -> Page {
    let mut columns = vec!["system".to_owned()];
    columns.extend(QUESTIONS.iter().map(|(question, _)| (*question).to_owned()));
    columns.push("lacks".to_owned());
    let row = |(entry, schema): (&Entry, &Schema)| {
        let said = answered(all, schema).into_iter().map(|(.., said)| said);
        let lacks = constant(all, schema, "lacks").map(|cell| spelled(&cell)).unwrap_or_default();
        [entry.name.clone()].into_iter().chain(said).chain([lacks]).collect()
    };
    let rows = all.systems().filter_map(|entry| Some((entry, all.schema(entry)?))).map(row).collect();
    Page {
        kind: "comparison",
        name: "os".to_owned(),
        signature: None,
        module: Some("std.os".to_owned()),
        text: Some(
            "What a system says of itself. Where nothing stands, nobody has measured it. `dlc doc NAME` tells where each \
             answer comes from."
                .to_owned(),
        ),
        sections: vec![Section { title: "Operating systems".to_owned(), body: Body::Table(Table { columns, rows }) }],
    }
}

/// The sections of one system: what a lab sets, the answers with their sources, the arguments that it knows.
pub(super) fn sections(all: &Declared, schema: &Schema) -> Vec<Section> {
    let own = |field: &&Field| !field.is_computed();
    let said = |field: &&Field| field.is_computed() && SAID.contains(&field.name.as_str());
    let mut sections = Vec::new();
    sections.extend(pages::items(all, "What a lab says of it".to_owned(), schema.fields.iter().filter(own).collect()));
    sections.extend(answers(all, schema));
    sections.extend(pages::items(
        all,
        "What it says of itself".to_owned(),
        schema.fields.iter().filter(said).collect(),
    ));
    sections.extend(arguments(all, schema));
    sections
}

/// What of a system's computed fields is worth reading as it is written.
const SAID: &[&str] =
    &["target", "memory", "config", "boot_args", "autologin_args", "login_user", "admin_groups", "lacks"];

/// Each question with the field that answers it, and the answer in words.
fn answered(all: &Declared, schema: &Schema) -> Vec<(&'static str, &'static str, String)> {
    let facts = constant(all, schema, "facts");
    let on_disk = constant(all, schema, "memory").is_some_and(|memory| answer(Some(&memory), "root") == "disk");
    let said = |field: &str| match answer(facts.as_ref(), field) {
        said if said.is_empty() && field == "roots" && on_disk => "disk".to_owned(),
        said => said,
    };
    QUESTIONS.iter().map(|&(question, field)| (question, field, said(field))).collect()
}

fn answers(all: &Declared, schema: &Schema) -> Option<Section> {
    let facts = constant(all, schema, "facts")?;
    let sources = field(&facts, "sources").cloned();
    let memory = constant(all, schema, "memory");
    let mut rows = Vec::new();
    let mut add = |question: &str, key: &str, said: String| {
        let (from, date) = source(sources.as_ref(), key);
        if !said.is_empty() || !from.is_empty() {
            rows.push(vec![question.to_owned(), said, from, date]);
        }
    };
    for (question, key, said) in answered(all, schema) {
        add(question, key, said);
    }
    let needs = |key: &str| memory.as_ref().and_then(|memory| field(memory, key)).map(spelled).unwrap_or_default();
    add("memory to boot, clean", "memory", format!("{}, {}", needs("boot"), needs("clean")));
    let columns = ["question", "answer", "source", "date"].map(str::to_owned).to_vec();
    Some(Section { title: "Answers".to_owned(), body: Body::Table(Table { columns, rows }) })
}

fn source(sources: Option<&Cell>, key: &str) -> (String, String) {
    let Some(Value::Map(map)) = sources.map(|cell| &cell.value) else { return Default::default() };
    let found = map.iter().find(|(label, ..)| label.as_str() == key).map(|(.., cell)| cell);
    let said = |name: &str| found.and_then(|cell| field(cell, name)).map(spelled).unwrap_or_default();
    (said("from"), said("date"))
}

fn arguments(all: &Declared, schema: &Schema) -> Option<Section> {
    let Value::Map(known) = constant(all, schema, "arguments")?.value else { return None };
    let columns = ["argument", "value", "times", "in place of", "not beside", "ignored"].map(str::to_owned).to_vec();
    let row = |label: &str, cell: &Cell| {
        let said = ["value", "times", "instead_of", "excludes", "ignored"].map(|name| answer(Some(cell), name));
        [label.to_owned()].into_iter().chain(said).collect()
    };
    let rows = known.iter().map(|(label, _, cell)| row(label, cell)).collect();
    Some(Section { title: "Kernel arguments".to_owned(), body: Body::Table(Table { columns, rows }) })
}

fn answer(facts: Option<&Cell>, name: &str) -> String {
    facts.and_then(|facts| field(facts, name)).map(spelled).unwrap_or_default()
}

fn constant(all: &Declared, schema: &Schema, field: &str) -> Option<Cell> {
    dlc_eval::constant(&all.db, schema, field)
}

fn field<'a>(cell: &'a Cell, name: &str) -> Option<&'a Cell> {
    match &cell.value {
        Value::Record(record) => Record::get(record, name),
        _ => None,
    }
}

/// A value in words: lists with commas, yes and no, nothing for what is absent.
fn spelled(cell: &Cell) -> String {
    match &cell.value {
        Value::None => String::new(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Symbol(name) => name.replace('_', " "),
        value => match value.items() {
            Some(items) => items.iter().map(spelled).collect::<Vec<_>>().join(", "),
            None => value.to_text().map(|text| text.to_string()).unwrap_or_default(),
        },
    }
}
