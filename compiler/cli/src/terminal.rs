//! Standard output and standard error.
//!
//! A reader that went away is no error: `dlc explain | head` ends as if all had been read.

use crate::args::{Color, Format};
use crate::environment;
use crate::exit::Exit;
use crate::locate::Names;
use dlc_base::render::{self, Counts, Sources, Style};
use dlc_base::{Diagnostic, FileId};
use dlc_driver::Outcome;
use std::io::{self, IsTerminal as _, Write as _};

/// How diagnostics are shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    style: Style,
}

impl Terminal {
    /// By what the user asked for, and by what standard error is.
    pub(crate) fn new(format: Format, color: Color) -> Self {
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => io::stderr().is_terminal() && environment::allows_color(),
        };
        let format = if format == Format::Short { render::Format::Short } else { render::Format::Human };
        Self { style: Style { format, color } }
    }

    /// Shows `diagnostics`, which point into `sources`.
    pub(crate) fn show(&self, diagnostics: Vec<Diagnostic>, sources: &dyn Sources) {
        tell(&render::render(diagnostics, sources, self.style));
    }

    /// Shows what an outcome says, and gives the status that it means with its value.
    pub(crate) fn outcome<T>(&self, outcome: Outcome<T>, names: &Names) -> (Exit, Option<T>) {
        let has_errors = outcome.has_errors();
        let Outcome { value, diagnostics, texts, trouble } = outcome;
        let counts = Counts::of(&diagnostics);
        self.show(diagnostics, &texts.renamed(|path| names.of(path)));
        if counts != Counts::default() {
            self.remark(&counts.to_string());
        }
        let exit = match value {
            Some(_) if !has_errors => Exit::Done,
            _ if trouble => Exit::Trouble,
            _ => Exit::LabErrors,
        };
        (exit, value)
    }

    /// Says something to a person; a program that reads the short form is not told.
    pub(crate) fn remark(&self, line: &str) {
        if self.style.format == render::Format::Human {
            tell(&format!("{line}\n"));
        }
    }

    /// Shows what stands in the way of a command; no line of a lab is to blame.
    pub(crate) fn trouble(&self, diagnostic: Diagnostic) -> Exit {
        self.show(vec![diagnostic], &NoSources);
        Exit::Trouble
    }
}

/// For diagnostics without a place.
struct NoSources;

impl Sources for NoSources {
    fn source(&self, _: FileId) -> Option<(&str, &str)> {
        None
    }
}

/// Writes data to standard output.
pub(crate) fn print(text: &str) -> Exit {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => Exit::Done,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            tell(&format!("error: cannot write to standard output: {error}\n"));
            Exit::Trouble
        }
    }
}

/// Writes to standard error. Where that is gone, nobody is left to be told.
pub(crate) fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
