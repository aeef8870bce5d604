//! `dlc doc`: what the library knows of a name.

mod human;
mod markdown;
mod wrap;

use crate::args::Format;
use crate::exit::Exit;
use crate::terminal::{Terminal, print};
use dlc_driver::doc::{Page, doc};

/// Prints a page for each thing that `words` mean.
pub(crate) fn run(words: &[String], format: Format, terminal: &Terminal) -> Exit {
    match doc(words) {
        Ok(pages) => print(&laid_out(&pages, format)),
        Err(unknown) => terminal.trouble(unknown),
    }
}

fn laid_out(pages: &[Page], format: Format) -> String {
    match format {
        Format::Json => {
            // Names of plain fields: nothing in a page can fail to be written.
            let mut text = serde_json::to_string_pretty(pages).unwrap_or_default();
            text.push('\n');
            text
        }
        Format::Markdown => pages.iter().map(markdown::page).collect::<Vec<_>>().join("\n"),
        _ => pages.iter().map(human::page).collect::<Vec<_>>().join("\n"),
    }
}
