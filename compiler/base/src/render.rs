//! Diagnostics as text: for a terminal or a log here, for programs in [`json`], [`github`] and [`sarif`].
//!
//! Whatever order the phases found things in, the text is the same: by path, offset and code, each once.

mod files;
mod github;
mod json;
mod locator;
mod person;
mod sarif;
mod source;

use crate::{Diagnostic, FileId, Severity};
use person::Renderer;
use std::fmt::Write as _;

pub use github::github;
pub use json::json;
pub use locator::Locator;
pub use sarif::{Tool, sarif};

/// How many diagnostics are shown; the rest is counted.
pub const SHOWN_AT_MOST: usize = 100;

/// Where the texts come from that diagnostics point into.
pub trait Sources {
    /// The path by which the user knows the file, and its text. `None` where nothing can be shown.
    fn source(&self, file: FileId) -> Option<(&str, &str)>;
}

/// Whether a file is a part of the compiler: of the standard library, or the options of a target that comes with it.
/// No folder of the user has it.
pub fn comes_with_compiler(path: &str) -> bool {
    path.starts_with("std:") || path.starts_with("target:")
}

/// The layout of one diagnostic, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// With the lines that it is about.
    #[default]
    Human,
    /// One line: `path:line:column: error[code]: message`.
    Short,
}

/// What to render and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// The layout.
    pub format: Format,
    /// With ANSI colours.
    pub color: bool,
}

/// Sorts by path, offset, code and message, and removes what is said twice. What has no place comes last.
pub fn sort(diagnostics: &mut Vec<Diagnostic>, sources: &dyn Sources) {
    diagnostics.sort_by_cached_key(|diagnostic| {
        let place = diagnostic.primary.as_ref().map(|label| {
            let path = sources.source(label.place.file).map_or_else(String::new, |(path, _)| path.to_owned());
            (path, label.place.range.start(), label.place.range.end())
        });
        (place.is_none(), place, diagnostic.code.clone(), diagnostic.message.clone())
    });
    diagnostics.dedup_by(|later, first| {
        let place = |d: &Diagnostic| d.primary.as_ref().map(|label| label.place);
        place(later) == place(first) && later.code == first.code && later.message == first.message
    });
}

/// The text of `diagnostics`, sorted; of more than [`SHOWN_AT_MOST`] the rest is counted in a last line.
///
/// Errors are never hidden behind warnings: where not all can be shown, warnings are left out first.
pub fn render(mut diagnostics: Vec<Diagnostic>, sources: &dyn Sources, style: Style) -> String {
    sort(&mut diagnostics, sources);
    let total = Counts::of(&diagnostics);
    if diagnostics.len() > SHOWN_AT_MOST {
        let errors = total.errors.min(SHOWN_AT_MOST);
        let (mut errors, mut warnings) = (errors, SHOWN_AT_MOST - errors);
        diagnostics.retain(|diagnostic| {
            let left = if diagnostic.severity == Severity::Error { &mut errors } else { &mut warnings };
            std::mem::replace(left, left.saturating_sub(1)) > 0
        });
    }
    let renderer = Renderer::new(&diagnostics, sources, style);
    let mut out = String::new();
    for diagnostic in &diagnostics {
        out.push_str(&renderer.one(diagnostic));
        if style.format == Format::Human {
            out.push('\n');
        }
    }
    let shown = Counts::of(&diagnostics);
    let rest = Counts { errors: total.errors - shown.errors, warnings: total.warnings - shown.warnings };
    if rest != Counts::default() {
        let _ = writeln!(out, "and {rest} more");
    }
    out
}

/// The texts of `remarks` in their order: places that are shown to answer a question, and are no mistakes. Code and
/// severity are not shown.
pub fn remarks(remarks: &[Diagnostic], sources: &dyn Sources, color: bool) -> String {
    let renderer = Renderer::new(remarks, sources, Style { format: Format::Human, color });
    remarks.iter().map(|remark| renderer.remark(remark) + "\n").collect()
}

/// How many of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

impl Counts {
    /// Counts `diagnostics` as they are.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
        Self { errors, warnings: diagnostics.len() - errors }
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
        match (self.errors, self.warnings) {
            (errors, 0) => f.write_str(&plural(errors, "error")),
            (0, warnings) => f.write_str(&plural(warnings, "warning")),
            (errors, warnings) => write!(f, "{}, {}", plural(errors, "error"), plural(warnings, "warning")),
        }
    }
}

/// The word of a severity, in every layout.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// A message stays on its line, whatever names it quotes.
fn one_line(text: &str) -> String {
    source::printable(text).replace('\n', " ")
}

#[cfg(test)]
mod tests;
