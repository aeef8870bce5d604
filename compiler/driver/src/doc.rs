//! The library, shown: what `dlc doc` prints. Nothing of a project is read.
//!
//! [`doc`] finds what a name means and gives a [`Page`] for each meaning; how it is laid out is the caller's matter.

mod declared;
mod pages;
mod systems;
mod words;

use crate::library::library;
use crate::project::{Content, System};
use declared::Declared;
use dlc_base::{Diagnostic, suggest};
use dlc_db::Database;
use serde::Serialize;

/// What there is to know of one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// What it is: `schema`, `system`, `target`, `field`, `type`, `function`, `module`, `method`, `list`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// How it is declared, or used.
    pub signature: Option<String>,
    /// The module that declares it; what the language brings has none.
    pub module: Option<String>,
    /// Its documentation.
    pub text: Option<String>,
    /// What belongs to it.
    pub sections: Vec<Section>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// What its parts are.
    pub title: String,
    /// Them.
    #[serde(flatten)]
    pub body: Body,
}

/// What a section holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// Things with a type and a meaning.
    Items(Vec<Item>),
    /// Values beside each other.
    Table(Table),
}

/// A field, a function, a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// What follows the name where it is declared: `: Size?`, `(i: Int) -> Ip`.
    pub declared: String,
    /// Its default as it is written.
    pub default: Option<String>,
    /// How it is computed, if a lab cannot set it.
    pub computed: Option<String>,
    /// Whether other blocks may not read it.
    pub private: bool,
    /// What it means.
    pub text: Option<String>,
}

/// Rows of equal length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What each column holds.
    pub columns: Vec<String>,
    /// The cells; an empty one says that nothing is known.
    pub rows: Vec<Vec<String>>,
}

/// The pages for `words`: none is the list of all there is, `os` the comparison of systems, `target NAME` the options
/// of a target, anything else whatever bears that name.
///
/// # Errors
/// Nothing bears it; the nearest name is told.
pub fn doc(words: &[String]) -> Result<Vec<Page>, Diagnostic> {
    let declared = Declared::of(Database::new(NoFiles, library()));
    let found = meaning(&declared, &words.iter().map(String::as_str).collect::<Vec<_>>());
    if found.is_empty() { Err(unknown(&declared, words)) } else { Ok(found) }
}

fn meaning(declared: &Declared, words: &[&str]) -> Vec<Page> {
    match words {
        [] => vec![pages::contents(declared)],
        ["os"] => vec![systems::comparison(declared)],
        ["target", name] => declared.targets().filter(|t| t.name == *name).map(|t| pages::of(declared, t)).collect(),
        [name] => words::find(declared, name),
        _ => Vec::new(),
    }
}

fn unknown(declared: &Declared, words: &[String]) -> Diagnostic {
    let asked = words.join(" ");
    let told = Diagnostic::placeless("unknown-topic", format!("nothing in the library is called `{asked}`"));
    let near = match words {
        [target, name] if target == "target" => {
            let names: Vec<&str> = declared.targets().map(|target| target.name.as_str()).collect();
            suggest::nearest(name, names).map(|near| format!("target {near}"))
        }
        [name] => words::nearest(declared, name),
        _ => None,
    };
    match near {
        Some(near) => told.hint(format!("did you mean `{near}`?")),
        None => told.hint("`dlc doc` lists what there is"),
    }
}

/// The library is all that is read.
struct NoFiles;

impl System for NoFiles {
    fn read(&self, _path: &str) -> Content {
        Content::Missing
    }
}

#[cfg(test)]
mod tests;
