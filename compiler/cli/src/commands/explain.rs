//! `dlc explain`: the page of a code, or all codes.

use crate::exit::Exit;
use crate::terminal::{Terminal, print};
use dlc_base::{Diagnostic, suggest};
use dlc_driver::pages;
use std::collections::BTreeMap;

/// Prints the page of `code`, or a line for each code.
pub(crate) fn run(code: Option<&str>, terminal: &Terminal) -> Exit {
    let pages = pages::all();
    match code {
        None => print(&list(&pages)),
        Some(code) => match pages.get(code) {
            Some(page) => print(page),
            None => terminal.trouble(unknown(code, &pages)),
        },
    }
}

/// Every code with the first sentence of its page.
fn list(pages: &BTreeMap<&str, &str>) -> String {
    let width = pages.keys().map(|code| code.len()).max().unwrap_or(0);
    let line = |(code, page): (&&str, &&str)| {
        let about = page.lines().skip(1).find(|line| !line.is_empty()).unwrap_or_default();
        format!("{code:width$}  {about}\n")
    };
    pages.iter().map(line).collect()
}

fn unknown(code: &str, pages: &BTreeMap<&str, &str>) -> Diagnostic {
    let diagnostic = Diagnostic::placeless("unknown-code", format!("no diagnostic has the code `{code}`"));
    match suggest::nearest(code, pages.keys().copied()) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint("`dlc explain` lists all codes"),
    }
}
