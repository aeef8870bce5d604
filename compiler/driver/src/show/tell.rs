//! Machines, laid out: as the language would write them with a comment at each value, and as JSON.

use super::list::Listed;
use super::machine::{Entry, Machine};
use crate::why::{Kind, Reason};
use dlc_base::Span;
use dlc_base::render::{Locator, Sources};
use serde::Serialize;
use std::fmt::Write as _;

/// Values longer than this are cut; JSON has them whole.
const LONGEST: usize = 120;
/// Comments stand in this column or behind the value.
const COLUMN: usize = 44;

/// A machine for people.
pub fn human(machine: &Machine, sources: &dyn Sources) -> String {
    let places = &Locator::new(sources);
    let Machine { listed, entries } = machine;
    let kind = if listed.state == super::State::Menu { "machine" } else { "node" };
    let mut out = String::new();
    line(&mut out, 0, &format!("{kind} {} {{", super::value::label(&listed.name)), &at(listed.place, places));
    write(&mut out, 1, entries, places);
    out.push_str("}\n");
    out
}

fn write(out: &mut String, depth: usize, entries: &[Entry], places: &Locator<'_>) {
    for entry in entries {
        match entry {
            Entry::Value { name, text, reason } => {
                let short: String = text.chars().take(LONGEST).collect();
                let more = if short.len() < text.len() { "…" } else { "" };
                let head = name.as_ref().map(|name| format!("{name} = ")).unwrap_or_default();
                line(out, depth, &format!("{head}{short}{more}"), &comment(reason, places));
            }
            Entry::Block { head, entries } if entries.is_empty() => line(out, depth, &brace(head, " {}"), ""),
            Entry::Block { head, entries } => {
                line(out, depth, &brace(head, " {"), "");
                write(out, depth + 1, entries, places);
                line(out, depth, "}", "");
            }
            Entry::List { name, entries } => {
                line(out, depth, &format!("{name} = ["), "");
                write(out, depth + 1, entries, places);
                line(out, depth, "]", "");
            }
        }
    }
}

fn brace(head: &str, brace: &str) -> String {
    if head.is_empty() { brace.trim_start().to_owned() } else { format!("{head}{brace}") }
}

fn line(out: &mut String, depth: usize, text: &str, comment: &str) {
    let text = format!("{}{text}", "  ".repeat(depth));
    if comment.is_empty() {
        let _ = writeln!(out, "{text}");
    } else {
        let _ = writeln!(out, "{text:COLUMN$}  // {comment}");
    }
}

fn at(place: Option<Span>, places: &Locator<'_>) -> String {
    let found = place.and_then(|place| places.at(place));
    found.map(|(path, [line, column, ..])| format!("{path}:{line}:{column}")).unwrap_or_default()
}

/// Where a value comes from, in a few words.
fn comment(reason: &Reason, places: &Locator<'_>) -> String {
    let word = match reason.kind {
        Kind::Default => "default, ",
        Kind::Computed => "computed, ",
        Kind::Data => "data, ",
        Kind::Contributed | Kind::Rule => reason.message.as_str(),
        _ => "",
    };
    let mut out = format!("{word}{}", at(reason.place, places));
    if let Some(within) = &reason.within {
        let _ = write!(out, ", {within}");
    }
    for other in reason.others.iter().filter(|other| other.role == "overridden") {
        let _ = write!(out, "; overrides {}", at(Some(other.place), places));
    }
    out.trim_end_matches([',', ' ']).to_owned()
}

/// The list of machines for people.
pub fn list_human(all: &[Listed], sources: &dyn Sources) -> String {
    let places = &Locator::new(sources);
    let rows = all.iter().map(|listed| {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let roles = if listed.roles.is_empty() { "-".to_owned() } else { listed.roles.join(",") };
        let (state, place) = (listed.state.name().to_owned(), at(listed.place, places));
        [listed.name.clone(), state, text(&listed.ip), text(&listed.mac), listed.system.clone(), roles, place]
    });
    let rows: Vec<[String; 7]> = rows.collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..7).map(width).collect();
    let row = |row: &[String; 7]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(row).collect()
}

#[derive(Serialize)]
struct At {
    path: String,
    line: usize,
    column: usize,
}

fn placed(place: Span, places: &Locator<'_>) -> Option<At> {
    places.at(place).map(|(path, [line, column, ..])| At { path: path.to_owned(), line, column })
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    state: &'static str,
    system: &'a str,
    ip: Option<&'a str>,
    mac: Option<&'a str>,
    roles: &'a [String],
    place: Option<At>,
}

fn row<'a>(listed: &'a Listed, places: &Locator<'_>) -> Row<'a> {
    Row {
        name: &listed.name,
        state: listed.state.name(),
        system: &listed.system,
        ip: listed.ip.as_deref(),
        mac: listed.mac.as_deref(),
        roles: &listed.roles,
        place: listed.place.and_then(|place| placed(place, places)),
    }
}

/// The list as JSON. Keys are added, never renamed.
pub fn list_json(all: &[Listed], sources: &dyn Sources) -> String {
    let places = &Locator::new(sources);
    document(&all.iter().map(|listed| row(listed, places)).collect::<Vec<_>>())
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    machine: Row<'a>,
    values: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    /// The place in the model.
    input: Option<&'a str>,
    /// The value as the language would write it.
    value: &'a str,
    kind: &'static str,
    place: Option<At>,
    within: Option<&'a str>,
    others: Vec<Beside<'a>>,
}

#[derive(Serialize)]
struct Beside<'a> {
    role: &'static str,
    place: Option<At>,
    within: Option<&'a str>,
}

/// A machine as JSON: a flat list of its values. Keys are added, never renamed.
pub fn json(machine: &Machine, sources: &dyn Sources) -> String {
    let places = &Locator::new(sources);
    let mut values = Vec::new();
    flatten(&machine.entries, places, &mut values);
    document(&Document { machine: row(&machine.listed, places), values })
}

fn flatten<'a>(entries: &'a [Entry], places: &Locator<'_>, out: &mut Vec<One<'a>>) {
    for entry in entries {
        match entry {
            Entry::Value { text, reason, .. } => {
                let others = reason.others.iter().map(|other| Beside {
                    role: other.role,
                    place: placed(other.place, places),
                    within: other.within.as_deref(),
                });
                out.push(One {
                    input: reason.input.as_deref(),
                    value: text,
                    kind: reason.kind.name(),
                    place: reason.place.and_then(|place| placed(place, places)),
                    within: reason.within.as_deref(),
                    others: others.collect(),
                });
            }
            Entry::Block { entries, .. } | Entry::List { entries, .. } => flatten(entries, places, out),
        }
    }
}

fn document(value: &impl Serialize) -> String {
    // Nothing in it can fail to be written.
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}
