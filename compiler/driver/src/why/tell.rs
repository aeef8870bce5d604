//! The answer of `dlc why`, laid out: for people with the lines that it is about, a line each, and as JSON.

use super::{Answer, Kind, Other, Reason};
use dlc_base::render::{Locator, Sources, remarks};
use dlc_base::{Diagnostic, Label, Severity, Span};
use serde::Serialize;
use std::fmt::Write as _;

/// For people.
pub fn human(answer: &Answer, sources: &dyn Sources, color: bool) -> String {
    let mut out = head(answer);
    if let Some(text) = &answer.text {
        for line in text.lines() {
            let _ = writeln!(out, "  {}", printable(line));
        }
    }
    out.push('\n');
    let shown: Vec<Diagnostic> = answer.reasons.iter().map(|reason| remark(answer, reason)).collect();
    out.push_str(&remarks(&shown, sources, color));
    out
}

/// A line for each reason: `PATH:LINE:COLUMN: KIND: …`.
pub fn short(answer: &Answer, sources: &dyn Sources) -> String {
    let (mut out, places) = (String::new(), Locator::new(sources));
    for Reason { kind, message, place, within, others, .. } in &answer.reasons {
        let within = within.as_ref().map(|within| format!(", in {within}")).unwrap_or_default();
        let _ = writeln!(out, "{}{}: {}{within}", at(*place, &places), kind.name(), printable(message));
        for Other { place, role, within } in others {
            let within = within.as_ref().map(|within| format!(", in {within}")).unwrap_or_default();
            let _ = writeln!(out, "  {}{role}{within}", at(Some(*place), &places));
        }
    }
    out
}

fn head(Answer { file, place, target, version, node, .. }: &Answer) -> String {
    let whom = node.as_ref().map(|node| format!(" for node `{node}`")).unwrap_or_default();
    let by = if target == "dlc" { "dlc".to_owned() } else { format!("target `{target}`") };
    format!("{}{}: {by} {version} wrote it{whom}\n", printable(file), printable(place))
}

fn at(place: Option<Span>, places: &Locator<'_>) -> String {
    let found = place.and_then(|place| places.at(place));
    found.map(|(path, [line, column, ..])| format!("{path}:{line}:{column}: ")).unwrap_or_default()
}

fn printable(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] }).collect()
}

fn remark(answer: &Answer, reason: &Reason) -> Diagnostic {
    let label = |place: Span, text: String| Label { place, text };
    let within = |within: &Option<String>| within.as_ref().map(|within| format!("in {within}"));
    let secondary = reason.others.iter().map(|Other { place, role, within: of }| {
        let of = within(of).map(|of| format!(", {of}")).unwrap_or_default();
        label(*place, format!("{role}{of}"))
    });
    let mut told = Diagnostic::new(Severity::Warning, "".into(), None, reason.message.clone());
    told.primary = reason.place.map(|place| label(place, within(&reason.within).unwrap_or_default()));
    told.secondary = secondary.collect();
    told.notes = reason.notes.clone();
    if reason.kind == Kind::Target {
        told.notes.push(format!("`dlc doc target {}` shows its options", answer.target));
    }
    told
}

#[derive(Serialize)]
struct Document<'a> {
    file: &'a str,
    place: &'a str,
    text: Option<&'a str>,
    target: &'a str,
    version: &'a str,
    node: Option<&'a str>,
    reasons: Vec<One>,
}

#[derive(Serialize)]
struct One {
    kind: &'static str,
    message: String,
    input: Option<String>,
    #[serde(flatten)]
    place: Option<At>,
    within: Option<String>,
    others: Vec<Beside>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Beside {
    role: &'static str,
    #[serde(flatten)]
    place: Option<At>,
    within: Option<String>,
}

#[derive(Serialize)]
struct At {
    path: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

/// One document of JSON. Keys are added, never renamed.
pub fn json(answer: &Answer, sources: &dyn Sources) -> String {
    let places = Locator::new(sources);
    let place = |place: Span| {
        let (path, [line, column, end_line, end_column]) = places.at(place)?;
        Some(At { path: path.to_owned(), line, column, end_line, end_column })
    };
    let one = |reason: &Reason| {
        let beside =
            |other: &Other| Beside { role: other.role, place: place(other.place), within: other.within.clone() };
        One {
            kind: reason.kind.name(),
            message: reason.message.clone(),
            input: reason.input.clone(),
            place: reason.place.and_then(place),
            within: reason.within.clone(),
            others: reason.others.iter().map(beside).collect(),
            notes: reason.notes.clone(),
        }
    };
    let Answer { file, place: at, text, target, version, node, reasons } = answer;
    let document = Document {
        file,
        place: at,
        text: text.as_deref(),
        target,
        version,
        node: node.as_deref(),
        reasons: reasons.iter().map(one).collect(),
    };
    // Nothing in the document can fail to be written.
    serde_json::to_string_pretty(&document).map(|text| text + "\n").unwrap_or_default()
}
