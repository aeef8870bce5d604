//! Diagnostics as text for a terminal or a log.
//!
//! Whatever order the phases found things in, the text is the same: by path, offset and code, each once.

mod source;

use crate::{Diagnostic, FileId, Label, Severity, Span};
use codespan_reporting::diagnostic as codespan;
use codespan_reporting::term::{self, termcolor};
use source::Opened;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many diagnostics are shown; the rest is counted.
pub const SHOWN_AT_MOST: usize = 100;

/// Where the texts come from that diagnostics point into.
pub trait Sources {
    /// The path by which the user knows the file, and its text. `None` where nothing can be shown.
    fn source(&self, file: FileId) -> Option<(&str, &str)>;
}

/// The layout of one diagnostic.
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

struct Renderer<'a> {
    style: Style,
    config: term::Config,
    files: BTreeMap<FileId, (&'a str, &'a str, OnceCell<Opened<'a>>)>,
}

impl<'a> Renderer<'a> {
    fn new(diagnostics: &[Diagnostic], sources: &'a dyn Sources, style: Style) -> Self {
        let labels = diagnostics.iter().flat_map(|d| d.primary.iter().chain(&d.secondary));
        let files = labels
            .filter_map(|label| {
                let (path, text) = sources.source(label.place.file)?;
                Some((label.place.file, (path, text, OnceCell::new())))
            })
            .collect();
        Self { style, config: term::Config::default(), files }
    }

    fn opened(&self, file: FileId) -> Option<&Opened<'a>> {
        let (path, text, opened) = self.files.get(&file)?;
        Some(opened.get_or_init(|| Opened::new(path, text)))
    }

    fn one(&self, diagnostic: &Diagnostic) -> String {
        match self.style.format {
            Format::Short => self.short(diagnostic),
            Format::Human => self.human(diagnostic),
        }
    }

    /// `path:line:column`, as far as it is known.
    fn locus(&self, span: Span) -> String {
        self.opened(span.file).map_or_else(String::new, |file| file.locus(span.range))
    }

    fn short(&self, diagnostic: &Diagnostic) -> String {
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let locus = diagnostic.primary.as_ref().map(|label| self.locus(label.place)).unwrap_or_default();
        let colon = if locus.is_empty() { "" } else { ": " };
        let message = one_line(&diagnostic.message);
        if !self.style.color {
            return format!("{locus}{colon}{severity}[{}]: {message}\n", diagnostic.code);
        }
        let color = if diagnostic.severity == Severity::Error { 31 } else { 33 };
        format!("{locus}{colon}\x1b[1;{color}m{severity}[{}]\x1b[0m: {message}\n", diagnostic.code)
    }

    fn human(&self, diagnostic: &Diagnostic) -> String {
        let (labels, mut notes) = self.labels(diagnostic);
        notes.extend(diagnostic.notes.iter().map(|note| source::printable(note).into_owned()));
        notes.extend(diagnostic.hint.iter().map(|hint| format!("hint: {}", source::printable(hint))));
        let severity = match diagnostic.severity {
            Severity::Error => codespan::Severity::Error,
            Severity::Warning => codespan::Severity::Warning,
        };
        let shown = codespan::Diagnostic::new(severity)
            .with_code(diagnostic.code.as_ref())
            .with_message(one_line(&diagnostic.message))
            .with_labels(labels)
            .with_notes(notes);
        let mut out = if self.style.color { termcolor::Buffer::ansi() } else { termcolor::Buffer::no_color() };
        match term::emit_to_write_style(&mut out, &self.config, self, &shown) {
            // The emitter ends some layouts with an empty line and others not.
            Ok(()) => format!("{}\n", String::from_utf8_lossy(out.as_slice()).trim_end_matches('\n')),
            // A range outside its file is our mistake; the message must reach the user all the same.
            Err(_) => self.short(diagnostic),
        }
    }

    /// The labels that can be shown with their line, and a note for each that cannot.
    fn labels(&self, diagnostic: &Diagnostic) -> (Vec<codespan::Label<FileId>>, Vec<String>) {
        let (mut labels, mut notes) = (Vec::new(), Vec::new());
        let primary = diagnostic.primary.iter().map(|label| (codespan::LabelStyle::Primary, label));
        let secondary = diagnostic.secondary.iter().map(|label| (codespan::LabelStyle::Secondary, label));
        for (style, Label { place, text }) in primary.chain(secondary) {
            let text = one_line(text);
            match self.opened(place.file).and_then(|file| file.snippet(place.range)) {
                Some(range) => labels.push(codespan::Label::new(style, place.file, range).with_message(text)),
                None if text.is_empty() => notes.push(format!("at {}", self.locus(*place))),
                None => notes.push(format!("at {}: {text}", self.locus(*place))),
            }
        }
        (labels, notes)
    }
}

impl<'f> codespan_reporting::files::Files<'f> for Renderer<'_> {
    type FileId = FileId;
    type Name = &'f str;
    type Source = &'f str;

    fn name(&'f self, id: FileId) -> Result<Self::Name, codespan_reporting::files::Error> {
        Ok(&self.opened(id).ok_or(codespan_reporting::files::Error::FileMissing)?.path)
    }

    fn source(&'f self, id: FileId) -> Result<Self::Source, codespan_reporting::files::Error> {
        Ok(&self.opened(id).ok_or(codespan_reporting::files::Error::FileMissing)?.text)
    }

    fn line_index(&'f self, id: FileId, byte: usize) -> Result<usize, codespan_reporting::files::Error> {
        Ok(self.opened(id).ok_or(codespan_reporting::files::Error::FileMissing)?.line_of(byte))
    }

    fn line_range(
        &'f self,
        id: FileId,
        line: usize,
    ) -> Result<std::ops::Range<usize>, codespan_reporting::files::Error> {
        Ok(self.opened(id).ok_or(codespan_reporting::files::Error::FileMissing)?.line(line))
    }
}

/// A message stays on its line, whatever names it quotes.
fn one_line(text: &str) -> String {
    source::printable(text).replace('\n', " ")
}

#[cfg(test)]
mod tests;
