//! The one layout of a file: blanks, line breaks and columns, and nothing else.
//!
//! It works like this. [`pieces`] cuts the tree into pieces and says of each gap between two of them how wide it is and
//! whether a line may end there; [`layout`] makes lines of them; [`breaks`] ends lines that are too long, until none is
//! left that it could; [`align`] puts columns under one another. Where the author ended a line inside an entry, it
//! stays so: what belongs together on a line is the author's to say, how it is indented is not.
//!
//! What was made is read again and compared ([`same`]), so that no slip in here can change what a file says.

mod align;
mod breaks;
mod layout;
mod pieces;
mod rules;
mod same;
mod texts;
mod trivia;

use dlc_base::{Diagnostic, TextRange};
use dlc_syntax::Parse;

/// How wide a line may be before blocks, lists and expressions in it are broken.
pub const WIDTH: usize = 100;

/// Why a file is left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It has syntax errors; these.
    Syntax(Vec<Diagnostic<TextRange>>),
    /// What was made of it would mean something else: a bug of the formatter.
    Unfaithful,
}

/// Gives `text` its layout.
///
/// # Errors
///
/// A file with syntax errors has none.
pub fn format(text: &str) -> Result<String, Refusal> {
    format_parse(&dlc_syntax::parse(text))
}

/// Gives a file that was parsed already its layout.
///
/// # Errors
///
/// As [`format`].
pub fn format_parse(parse: &Parse) -> Result<String, Refusal> {
    if !parse.errors.is_empty() {
        return Err(Refusal::Syntax(parse.errors.clone()));
    }
    let root = parse.syntax();
    let text = root.text().to_string();
    let mut pieces = pieces::cut(&root, &text);
    let mut lines = breaks::settle(&mut pieces);
    align::align(&mut lines);
    let mut out = layout::print(&lines);
    // A file keeps its way to end lines.
    if text.find('\n').is_some_and(|i| text[..i].ends_with('\r')) {
        out = out.replace('\n', "\r\n");
    }
    if same::same(&root, &out) { Ok(out) } else { Err(Refusal::Unfaithful) }
}

#[cfg(test)]
mod tests;
