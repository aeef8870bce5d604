//! For people: with the lines that it is about, or one line each.

use super::files::Files;
use super::source::{self, Opened};
use super::{Format, Sources, Style, one_line, word};
use crate::{Diagnostic, FileId, Label, Severity, Span};
use codespan_reporting::diagnostic as codespan;
use codespan_reporting::term::{self, termcolor};

pub(super) struct Renderer<'a> {
    style: Style,
    config: term::Config,
    files: Files<'a>,
}

impl<'a> Renderer<'a> {
    pub(super) fn new(diagnostics: &[Diagnostic], sources: &'a dyn Sources, style: Style) -> Self {
        Self { style, config: term::Config::default(), files: Files::new(diagnostics, sources) }
    }

    fn opened(&self, file: FileId) -> Option<&Opened<'a>> {
        self.files.opened(file)
    }

    pub(super) fn one(&self, diagnostic: &Diagnostic) -> String {
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
        let severity = word(diagnostic.severity);
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
        let severity = match diagnostic.severity {
            Severity::Error => codespan::Severity::Error,
            Severity::Warning => codespan::Severity::Warning,
        };
        let shown = codespan::Diagnostic::new(severity).with_code(diagnostic.code.as_ref());
        self.with_lines(shown, diagnostic)
    }

    /// What is no mistake: the same layout, without a code.
    pub(super) fn remark(&self, diagnostic: &Diagnostic) -> String {
        self.with_lines(codespan::Diagnostic::note(), diagnostic)
    }

    fn with_lines(&self, shown: codespan::Diagnostic<FileId>, diagnostic: &Diagnostic) -> String {
        let (labels, mut notes) = self.labels(diagnostic);
        notes.extend(diagnostic.notes.iter().map(|note| source::printable(note).into_owned()));
        notes.extend(diagnostic.hint.iter().map(|hint| format!("hint: {}", source::printable(hint))));
        let shown = shown.with_message(one_line(&diagnostic.message)).with_labels(labels).with_notes(notes);
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
