//! For GitHub's runner: a workflow command a line, which it shows beside the lines of a pull request.

use super::files::{Files, Region};
use super::{Sources, comes_with_compiler, sort, source, word};
use crate::{Diagnostic, Span};
use std::fmt::Write as _;

/// A command for each of `diagnostics`, sorted, each once. The runner itself decides how many it shows.
pub fn github(mut diagnostics: Vec<Diagnostic>, sources: &dyn Sources) -> String {
    sort(&mut diagnostics, sources);
    let files = Files::new(&diagnostics, sources);
    diagnostics.iter().map(|told| command(told, &files)).collect()
}

/// `::error file=…,line=…,title=CODE::MESSAGE`. A message has one text, so all facts stand in it, a line each.
fn command(told: &Diagnostic, files: &Files<'_>) -> String {
    let mut message = told.message.clone();
    let mut properties = String::new();
    if let Some(label) = &told.primary {
        match files.region(label.place).filter(|region| !comes_with_compiler(region.path)) {
            Some(region) => properties = place(&region),
            None => line(&mut message, label.place, "", files),
        }
        if !label.text.is_empty() {
            let _ = write!(message, "\n{}", label.text);
        }
    }
    for label in &told.secondary {
        line(&mut message, label.place, &label.text, files);
    }
    for note in &told.notes {
        let _ = write!(message, "\n{note}");
    }
    if let Some(hint) = &told.hint {
        let _ = write!(message, "\nhint: {hint}");
    }
    let message = escaped(&source::printable(&message));
    format!("::{} {properties}title={}::{message}\n", word(told.severity), property(&told.code))
}

/// Columns are allowed only within one line.
fn place(Region { path, start, end }: &Region<'_>) -> String {
    let mut out = format!("file={},line={},endLine={},", property(path), start.line, end.line);
    if start.line == end.line {
        let _ = write!(out, "col={},endColumn={},", start.column, end.column);
    }
    out
}

/// Another place, as a line of the message.
fn line(message: &mut String, span: Span, text: &str, files: &Files<'_>) {
    let locus = files.opened(span.file).map_or_else(String::new, |file| file.locus(span.range));
    let _ = match (locus.is_empty(), text.is_empty()) {
        (true, true) => Ok(()),
        (false, true) => write!(message, "\n{locus}"),
        (true, false) => write!(message, "\n{text}"),
        (false, false) => write!(message, "\n{locus}: {text}"),
    };
}

/// A message, of which the runner must take every character for what it is.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property, which also ends at `,` and `:`.
fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::github;
    use crate::Diagnostic;
    use crate::render::tests::{Texts, lab, span, unknown};

    #[test]
    fn a_diagnostic_is_one_command_with_all_its_facts() {
        assert_eq!(
            github(vec![unknown()], &lab()),
            "::error file=lab.dl,line=2,endLine=2,col=19,endColumn=22,title=unknown-name::unknown `vol`%0A\
             declared nowhere%0Alab.dl:1:1: in this lab%0Anames of this lab: none%0A\
             hint: declare `host vol { ip = … }`\n"
        );
    }

    #[test]
    fn no_text_of_a_lab_can_end_a_property_or_begin_a_command() {
        let texts = Texts(vec![("a,b:c%.dl", "x\n".to_owned())]);
        let told = Diagnostic::warning("w", span(0, 0, 1), "100%\n::set-env name=x::y\r");
        assert_eq!(
            github(vec![told], &texts),
            "::warning file=a%2Cb%3Ac%25.dl,line=1,endLine=1,col=1,endColumn=2,title=w::100%25%0A::set-env name=x::y%0D\n"
        );
    }

    #[test]
    fn columns_are_left_out_where_a_place_has_several_lines() {
        let told = Diagnostic::error("e", span(0, 6, 33), "never closed");
        assert_eq!(github(vec![told], &lab()), "::error file=lab.dl,line=1,endLine=3,title=e::never closed\n");
    }

    #[test]
    fn a_file_of_the_library_is_named_in_the_message_alone() {
        let texts = Texts(vec![("std:net.dl", "x\n".to_owned())]);
        let told = Diagnostic::error("e", span(0, 0, 1), "odd");
        assert_eq!(github(vec![told], &texts), "::error title=e::odd%0Astd:net.dl:1:1\n");
        let nowhere = Diagnostic::placeless("no-lab", "there is none").hint("name it");
        assert_eq!(github(vec![nowhere], &texts), "::error title=no-lab::there is none%0Ahint: name it\n");
    }
}
