//! `dlc explain`: the page of a code, or all codes.

use crate::exit::Exit;
use crate::terminal::{Terminal, print};
use dlc_base::{Diagnostic, pages, suggest};

/// Prints the page of `code`, or a line for each code.
pub(crate) fn run(code: Option<&str>, terminal: &Terminal) -> Exit {
    let Some(code) = code else { return print(&list()) };
    match pages::page(code) {
        Some(page) => print(page),
        None => terminal.trouble(unknown(code)),
    }
}

/// Every code with the first sentence of its page.
fn list() -> String {
    let width = pages::codes().map(str::len).max().unwrap_or(0);
    let line = |code: &str| {
        let about = pages::page(code).unwrap_or_default().lines().skip(1).find(|line| !line.is_empty());
        format!("{code:width$}  {}", about.unwrap_or_default()).trim_end().to_owned() + "\n"
    };
    pages::codes().map(line).collect()
}

fn unknown(code: &str) -> Diagnostic {
    let diagnostic = Diagnostic::placeless("unknown-code", format!("no diagnostic has the code `{code}`"));
    match suggest::nearest(code, pages::codes()) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint("`dlc explain` lists all codes"),
    }
}
