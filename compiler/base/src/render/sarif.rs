//! For programs that collect findings of many tools: SARIF 2.1.0.

use super::files::{Files, Region};
use super::{Sources, comes_with_compiler, sort, source, word};
use crate::{Diagnostic, Fix, Label, Span};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What stays as it is in a part of a URI. A colon does not: the first part would be taken for a scheme.
const PART: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The program that says it.
pub struct Tool<'a> {
    /// Its version.
    pub version: &'a str,
    /// The page that explains a code, in Markdown.
    pub page: &'a dyn Fn(&str) -> Option<&'a str>,
    /// Whether it could do its work, whatever it found.
    pub successful: bool,
}

/// All of `diagnostics` as the log of one run, sorted, each once, none left out.
pub fn sarif(mut diagnostics: Vec<Diagnostic>, sources: &dyn Sources, tool: &Tool<'_>) -> String {
    sort(&mut diagnostics, sources);
    let files = Files::new(&diagnostics, sources);
    let codes: Vec<&str> =
        diagnostics.iter().map(|told| told.code.as_ref()).collect::<BTreeSet<_>>().into_iter().collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(code, (tool.page)(code))).collect();
    let results: Vec<Value> = diagnostics.iter().map(|told| result(told, &codes, &files)).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "dlc", "version": tool.version, "semanticVersion": tool.version, "rules": rules } },
            "invocations": [{ "executionSuccessful": tool.successful }],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).map(|text| text + "\n").unwrap_or_default()
}

/// What a code means, from its page: the first paragraph in short, the rest as help.
fn rule(code: &str, page: Option<&str>) -> Value {
    let Some(page) = page else { return json!({ "id": code }) };
    let text = page.split_once('\n').map_or("", |(_, rest)| rest).trim();
    let first = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    json!({
        "id": code,
        "shortDescription": { "text": first },
        "help": { "text": text, "markdown": text },
    })
}

fn result(told: &Diagnostic, codes: &[&str], files: &Files<'_>) -> Value {
    let mut out = json!({
        "ruleId": told.code,
        "ruleIndex": codes.binary_search(&told.code.as_ref()).unwrap_or_default(),
        "level": word(told.severity),
        "message": { "text": message(told) },
    });
    if let Some(location) = told.primary.as_ref().and_then(|label| physical(label.place, files)) {
        out["locations"] = json!([{ "physicalLocation": location }]);
    }
    let related: Vec<Value> = told.secondary.iter().filter_map(|label| related(label, files)).collect();
    if !related.is_empty() {
        out["relatedLocations"] = related.into();
    }
    if let Some(fix) = told.fix.as_ref().and_then(|edit| fix(edit, told.hint.as_deref(), files)) {
        out["fixes"] = json!([fix]);
    }
    out
}

/// A result has one text, so the facts that have no place of their own stand in it, a line each.
fn message(told: &Diagnostic) -> String {
    let label = told.primary.iter().map(|label| label.text.clone()).filter(|text| !text.is_empty());
    let hint = told.hint.iter().map(|hint| format!("hint: {hint}"));
    let lines: Vec<String> =
        std::iter::once(told.message.clone()).chain(label).chain(told.notes.iter().cloned()).chain(hint).collect();
    source::printable(&lines.join("\n")).into_owned()
}

fn related(label: &Label, files: &Files<'_>) -> Option<Value> {
    let location = physical(label.place, files)?;
    Some(match label.text.as_str() {
        "" => json!({ "physicalLocation": location }),
        text => json!({ "physicalLocation": location, "message": { "text": source::printable(text) } }),
    })
}

fn fix(Fix { place, replacement }: &Fix, hint: Option<&str>, files: &Files<'_>) -> Option<Value> {
    let region = files.region(*place)?;
    let change = json!({
        "artifactLocation": { "uri": uri(region.path) },
        "replacements": [{ "deletedRegion": lines(&region), "insertedContent": { "text": replacement } }],
    });
    let mut out = json!({ "artifactChanges": [change] });
    if let Some(hint) = hint {
        out["description"] = json!({ "text": source::printable(hint) });
    }
    Some(out)
}

fn physical(span: Span, files: &Files<'_>) -> Option<Value> {
    let region = files.region(span)?;
    Some(json!({ "artifactLocation": { "uri": uri(region.path) }, "region": lines(&region) }))
}

fn lines(Region { start, end, .. }: &Region<'_>) -> Value {
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// A path as the reference that it is: relative to where the program was started, unless the user wrote it otherwise.
fn uri(path: &str) -> String {
    let encoded = |path: &str| utf8_percent_encode(path, &PART).to_string();
    match path.split_once(':') {
        Some((scheme, rest)) if comes_with_compiler(path) => format!("{scheme}:{}", encoded(rest)),
        _ if path.starts_with('/') => format!("file://{}", encoded(path)),
        _ => encoded(path),
    }
}

#[cfg(test)]
mod tests;
