//! Diagnostic codes: each has a page, each page has a code.

use crate::{files, hold, read};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// A call that makes a diagnostic, with its code as the first text: `Diagnostic::error("unknown-name", …)`, and
/// whatever a phase wraps around it, as long as the name says so.
const CALL: &str = r#"(?i:\b\w*(?:error|warning|placeless|diagnostic|refuse|fault|warn|report|complain)\w*)(?:::new)?(?:::<[^>]*>)?\(\s*(?:[\w.&*]+(?:\(\))?,\s*)*"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)"\s*[,)]"#;
/// A code that travels with its message in a pair: `Err(("overflow", …))`.
const PAIR: &str = r#"(?:Err\(|\|\| ?|\|_\| ?|= )\("([a-z][a-z0-9]*(?:-[a-z0-9]+)*)", *(?:format!|"|\w+\.to_owned)"#;
/// A code that is kept in a constant or a field: `code: "…"`, `CODE: &str = "…"`, `Cow::Borrowed("…")`.
const KEPT: &str =
    r#"(?:\bcode: |\bCODE\w*: &(?:'static )?str = |\bcode = |Cow::Borrowed\()"([a-z][a-z0-9]*(?:-[a-z0-9]+)+)""#;
/// A check of the standard library with its code.
const CHECK: &str = r#":\s+([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\s+#*""#;

/// The part of a source that is not tests. Tests stand last in a file.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()
}

/// Files of the compiler that can raise a diagnostic.
fn sources() -> Vec<String> {
    let compiled = |path: &str| path.starts_with("compiler/") && path.contains("/src/") && path.ends_with(".rs");
    let library = |path: &str| path.starts_with("stdlib/") && path.ends_with(".dl");
    let tests =
        |path: &str| path.ends_with("/tests.rs") || path.contains("/tests/") || path.starts_with("compiler/xtask/");
    files().into_iter().filter(|path| (compiled(path) || library(path)) && !tests(path)).collect()
}

fn pages() -> BTreeSet<String> {
    let page = |path: String| Some(path.strip_prefix("compiler/base/errors/")?.strip_suffix(".md")?.to_owned());
    files().into_iter().filter_map(page).collect()
}

/// Codes that a source raises, with the first file that does.
fn raised() -> BTreeMap<String, String> {
    let patterns = [CALL, PAIR, KEPT].map(|pattern| Regex::new(pattern).expect("a pattern"));
    let check = Regex::new(CHECK).expect("a pattern");
    let mut codes = BTreeMap::new();
    for path in sources() {
        let text = read(&path);
        let patterns = if path.ends_with(".dl") { std::slice::from_ref(&check) } else { &patterns[..] };
        for pattern in patterns {
            for found in pattern.captures_iter(without_tests(&text)) {
                codes.entry(found[1].to_owned()).or_insert_with(|| path.clone());
            }
        }
    }
    codes
}

#[test]
fn every_code_has_a_page() {
    let pages = pages();
    let broken: Vec<String> = raised()
        .into_iter()
        .filter(|(code, _)| !pages.contains(code))
        .map(|(code, path)| format!("{code} ({path})"))
        .collect();
    hold("write compiler/base/errors/CODE.md for each of these codes:", &broken);
}

#[test]
fn every_page_is_about_a_code_that_can_be_raised() {
    let all: String = sources().iter().map(|path| without_tests(&read(path)).to_owned()).collect();
    let quoted = |code: &str| all.contains(&format!("\"{code}\"")) || all.contains(&format!(": {code} \""));
    let broken: Vec<String> = pages().into_iter().filter(|code| !quoted(code)).collect();
    hold("nothing raises these codes; take the pages away or raise them:", &broken);
}

#[test]
fn a_page_begins_with_its_code_and_says_something() {
    let broken: Vec<String> = pages()
        .into_iter()
        .filter(|code| {
            let text = read(&format!("compiler/base/errors/{code}.md"));
            let mut lines = text.lines();
            lines.next() != Some(&format!("# {code}")) || lines.filter(|line| !line.trim().is_empty()).count() == 0
        })
        .collect();
    hold("a page begins with `# CODE`, then a sentence:", &broken);
}

/// Codes that the sources in `folder` raise, and those that its pages are about.
fn of_plugin(folder: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let call = Regex::new(r#"(?:error|warning|refuse)\(\s*"([a-z]+(?:-[a-z0-9]+)+)""#).expect("a pattern");
    let (mut raised, mut explained) = (BTreeSet::new(), BTreeSet::new());
    for path in files().into_iter().filter(|path| path.starts_with(folder)) {
        if let Some(code) = path.strip_prefix(&format!("{folder}/errors/")).and_then(|name| name.strip_suffix(".md")) {
            explained.insert(code.to_owned());
        } else if path.ends_with(".rs") && path.contains("/src/") && !path.contains("/tests") {
            raised.extend(call.captures_iter(without_tests(&read(&path))).map(|found| found[1].to_owned()));
        }
    }
    (raised, explained)
}

#[test]
fn a_plugin_has_a_page_for_each_of_its_codes_and_for_no_other() {
    let manifests = files().into_iter().filter_map(|path| Some(path.strip_suffix("/Cargo.toml")?.to_owned()));
    let plugins = manifests.filter(|folder| folder.starts_with("plugins/targets/") || folder == "plugins/sdk");
    let mut broken = Vec::new();
    for plugin in plugins {
        let (raised, explained) = of_plugin(&plugin);
        broken.extend(raised.difference(&explained).map(|code| format!("{plugin}/errors/{code}.md is missing")));
        broken.extend(explained.difference(&raised).map(|code| format!("{plugin}/errors/{code}.md is about nothing")));
    }
    hold("the codes of a plugin and its pages disagree:", &broken);
}
