//! `dlc fmt`: the one layout, in files and folders or from standard input to standard output.
//!
//! A file is read whole, laid out, and replaced in one step, and only if that changes it.

mod files;

use crate::args::Fmt;
use crate::exit::Exit;
use crate::terminal::{Terminal, print, tell};
use dlc_base::render::Sources;
use dlc_base::{Diagnostic, FileId, Span, TextRange};
use dlc_fmt::Refusal;
use std::io::Read as _;
use std::path::PathBuf;

/// Formats what is named, or what lies in the current folder.
pub(crate) fn run(args: Fmt, terminal: &Terminal) -> Exit {
    let mut round = Round { check: args.check, wrong: Wrong::default(), exit: Exit::Done, changed: 0 };
    if args.stdin {
        round.standard_input();
    } else {
        let paths = if args.paths.is_empty() { vec![PathBuf::from(".")] } else { args.paths };
        let (found, problems) = files::find(&paths);
        round.wrong.diagnostics.extend(problems);
        for file in &found {
            round.file(file);
        }
    }
    round.finish(terminal)
}

/// What was found on the way.
struct Round {
    check: bool,
    wrong: Wrong,
    exit: Exit,
    /// How many files have another layout now, or should.
    changed: usize,
}

/// Mistakes, with the files that they lie in.
#[derive(Default)]
struct Wrong {
    files: Vec<(String, String)>,
    diagnostics: Vec<Diagnostic>,
}

impl Sources for Wrong {
    fn source(&self, file: FileId) -> Option<(&str, &str)> {
        self.files.get(file.0 as usize).map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

impl Round {
    fn standard_input(&mut self) {
        let mut bytes = Vec::new();
        if let Err(error) = std::io::stdin().lock().read_to_end(&mut bytes) {
            return self.unreadable("standard input", &error);
        }
        let Some(text) = self.utf8("-", bytes) else { return };
        let Some(new) = self.format("-", &text) else { return };
        if !self.check {
            self.worst(print(&new));
        } else if new != text {
            self.differs("-", &text, &new);
        }
    }

    fn file(&mut self, file: &files::Found) {
        let bytes = match std::fs::read(&file.path) {
            Ok(bytes) => bytes,
            Err(error) => return self.unreadable(&file.name, &error),
        };
        let Some(text) = self.utf8(&file.name, bytes) else { return };
        let Some(new) = self.format(&file.name, &text) else { return };
        if new == text {
            return;
        }
        if self.check {
            return self.differs(&file.name, &text, &new);
        }
        match files::replace(&file.path, &new) {
            Ok(()) => self.changed += 1,
            Err(error) => {
                let message = format!("cannot write `{}`: {error}; it is as it was", file.name);
                self.wrong.diagnostics.push(Diagnostic::placeless("output-io", message));
                self.worst(Exit::Trouble);
            }
        }
    }

    /// The layout of `text`; none if it has no layout, which is told.
    fn format(&mut self, name: &str, text: &str) -> Option<String> {
        match dlc_fmt::format(text) {
            Ok(new) => Some(new),
            Err(Refusal::Syntax(errors)) => {
                let file = FileId(u32::try_from(self.wrong.files.len()).unwrap_or(u32::MAX));
                self.wrong.files.push((name.to_owned(), text.to_owned()));
                let place = |range: TextRange| Span { file, range };
                self.wrong.diagnostics.extend(errors.into_iter().map(|error| error.map(place)));
                self.worst(Exit::LabErrors);
                None
            }
            Err(Refusal::Unfaithful) => {
                tell(&format!(
                    "dlc: `{name}` is left as it is, because of a bug in dlc: please report it with the file\n"
                ));
                self.worst(Exit::Bug);
                None
            }
        }
    }

    fn differs(&mut self, name: &str, old: &str, new: &str) {
        self.changed += 1;
        self.worst(Exit::LabErrors);
        let diff = similar::TextDiff::from_lines(old, new);
        let shown = diff.unified_diff().context_radius(2).header(name, &format!("{name} (formatted)")).to_string();
        self.worst(print(&shown));
    }

    fn utf8(&mut self, name: &str, bytes: Vec<u8>) -> Option<String> {
        String::from_utf8(bytes).map_err(|_| self.unreadable(name, &"it is not UTF-8")).ok()
    }

    fn unreadable(&mut self, name: &str, why: &dyn std::fmt::Display) {
        self.wrong.diagnostics.push(Diagnostic::placeless("unreadable-file", format!("cannot read `{name}`: {why}")));
        self.worst(Exit::Trouble);
    }

    /// The gravest of all that happens decides the status.
    fn worst(&mut self, exit: Exit) {
        self.exit = std::cmp::max_by_key(self.exit, exit, |exit| *exit as u8);
    }

    fn finish(mut self, terminal: &Terminal) -> Exit {
        let trouble = self.wrong.diagnostics.iter().any(|d| d.primary.is_none());
        if trouble {
            self.worst(Exit::Trouble);
        }
        let diagnostics = std::mem::take(&mut self.wrong.diagnostics);
        let terminal = terminal.beside_data();
        terminal.show(diagnostics, &self.wrong, !trouble);
        let files = if self.changed == 1 { "1 file".to_owned() } else { format!("{} files", self.changed) };
        match (self.check, self.changed) {
            (_, 0) => {}
            (true, _) => terminal.remark(&format!("{files} to format: `dlc fmt`")),
            (false, _) => terminal.remark(&format!("{files} formatted")),
        }
        self.exit
    }
}
