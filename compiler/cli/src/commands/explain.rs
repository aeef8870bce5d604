//! `dlc explain`: the page of a code, or all codes.

use crate::args::Format;
use crate::exit::Exit;
use crate::terminal::{Terminal, print};
use dlc_base::{Diagnostic, suggest};
use dlc_driver::pages;
use serde::Serialize;
use std::collections::BTreeMap;

/// Prints the page of `code`, or a line for each code.
pub(crate) fn run(code: Option<&str>, terminal: &Terminal) -> Exit {
    let pages = pages::all();
    let json = terminal.format() == Format::Json;
    match code {
        None if json => print(&document(&pages.iter().map(|(code, page)| Entry::new(code, page)).collect::<Vec<_>>())),
        None => print(&list(&pages)),
        Some(code) => match pages.get_key_value(code) {
            Some((code, page)) if json => print(&document(&Entry::new(code, page))),
            Some((_, page)) => print(page),
            None => terminal.trouble(unknown(code, &pages)),
        },
    }
}

/// A code as data. Keys are added, never renamed.
#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    about: &'a str,
    page: &'a str,
}

impl<'a> Entry<'a> {
    fn new(code: &'a str, page: &'a str) -> Self {
        Self { code, about: about(page), page }
    }
}

fn document(value: &impl Serialize) -> String {
    // A record of texts has no value that JSON lacks.
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}

/// The first line of a page below its heading.
fn about(page: &str) -> &str {
    page.lines().skip(1).find(|line| !line.is_empty()).unwrap_or_default()
}

/// Every code with what its page is about.
fn list(pages: &BTreeMap<&str, &str>) -> String {
    let width = pages.keys().map(|code| code.len()).max().unwrap_or(0);
    pages.iter().map(|(code, page)| format!("{code:width$}  {}\n", about(page))).collect()
}

fn unknown(code: &str, pages: &BTreeMap<&str, &str>) -> Diagnostic {
    let diagnostic = Diagnostic::placeless("unknown-code", format!("no diagnostic has the code `{code}`"));
    match suggest::nearest(code, pages.keys().copied()) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint("`dlc explain` lists all codes"),
    }
}
