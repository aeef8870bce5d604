//! Text inside text: what a tagged text says in its own language, and how a value is written into it.
//!
//! Pure functions: a [`Template`] is a text with holes, [`check`] reads it and tells of each hole in which [`Place`] it
//! stands, and [`Place::fill`] writes a value there so that it cannot be anything but that value. Data from files is
//! read by the same readers ([`json::read`], [`yaml::read`]), each value with its place.
//!
//! What must hold:
//! - no input makes a reader panic, or takes more than about linear time;
//! - what is written at a place never changes how the text around it is read.

mod cursor;
mod data;
pub mod json;
mod node;
mod place;
mod shell;
mod template;
mod toml;
pub mod unit;
pub mod yaml;

pub use data::{Data, Written};
pub use node::{Key, Kind, Node};
pub use place::{Place, Refusal};
pub use template::{Part, Piece, Template};

use std::ops::Range;

/// How deep data may nest.
pub(crate) const DEPTH: usize = 128;

/// The language of a tagged text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Units of systemd, and its other files of sections.
    Systemd,
    /// Shell scripts, as POSIX has them, with what bash adds to quoting.
    Sh,
    /// JSON.
    Json,
    /// YAML.
    Yaml,
    /// TOML.
    Toml,
    /// Sections and keys, as many programs have them.
    Ini,
}

impl Language {
    /// The language of a tag.
    pub fn of(tag: &str) -> Option<Self> {
        Some(match tag {
            "systemd" => Self::Systemd,
            "sh" => Self::Sh,
            "json" => Self::Json,
            "yaml" => Self::Yaml,
            "toml" => Self::Toml,
            "ini" => Self::Ini,
            _ => return None,
        })
    }
}

/// Something wrong in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The code of the diagnostic.
    pub code: &'static str,
    /// Where, in the bytes of [`Template::text`].
    pub at: Range<usize>,
    /// The hole that is to blame, if it is one.
    pub hole: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to type.
    pub hint: Option<String>,
}

impl Fault {
    pub(crate) fn new(code: &'static str, at: Range<usize>, message: impl Into<String>) -> Self {
        Self { code, at, hole: None, message: message.into(), hint: None }
    }

    pub(crate) fn of_hole(code: &'static str, hole: usize, at: usize, message: impl Into<String>) -> Self {
        Self { hole: Some(hole), ..Self::new(code, at..at, message) }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// What a text says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// The text in pieces, with the place of each hole. Complete only where nothing is wrong.
    pub pieces: Vec<Piece>,
    /// The place of each hole as far as it was read.
    pub places: Vec<Place>,
    /// What is wrong, in the order of the text.
    pub faults: Vec<Fault>,
}

/// Reads a tagged text.
pub fn check(language: Language, template: &Template) -> Checked {
    match language {
        Language::Systemd => unit::check(template, unit::Dialect::Systemd),
        Language::Ini => unit::check(template, unit::Dialect::Ini),
        Language::Sh => shell::check(template),
        Language::Json => json::check(template),
        Language::Yaml => yaml::check(template),
        Language::Toml => toml::check(template),
    }
}

#[cfg(test)]
mod tests;
