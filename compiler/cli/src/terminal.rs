//! Standard output and standard error.
//!
//! What people read goes to standard error. A layout that programs read is what they asked for, and goes to standard
//! output, one document a run, unless the command prints data of its own there.
//!
//! A reader that went away is no error: `dlc explain | head` ends as if all had been read.

use crate::args::{Color, Format};
use crate::environment;
use crate::exit::Exit;
use crate::locate::Names;
use dlc_base::render::{self, Counts, Sources, Style};
use dlc_base::{Diagnostic, FileId};
use dlc_driver::{Outcome, pages};
use std::io::{self, IsTerminal as _, Write as _};

/// How diagnostics are shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    format: Format,
    color: bool,
    /// Whether standard output is the command's own data, so that diagnostics go to standard error in every layout.
    beside_data: bool,
}

impl Terminal {
    /// By what the user asked for, and by what standard error is.
    pub(crate) fn new(format: Format, color: Color) -> Self {
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => environment::wants_color().unwrap_or_else(|| io::stderr().is_terminal()),
        };
        Self { format, color, beside_data: false }
    }

    /// For a command that prints something of its own to standard output.
    pub(crate) fn beside_data(self) -> Self {
        Self { beside_data: true, ..self }
    }

    /// With the layout of a command that has a choice of its own.
    pub(crate) fn with_format(self, format: Format) -> Self {
        Self { format, ..self }
    }

    /// Whether data for people is coloured.
    pub(crate) fn colors_data(&self) -> bool {
        self.color && io::stdout().is_terminal()
    }

    /// The layout that the user asked for.
    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Shows what an outcome says, and gives the status that it means with its value.
    pub(crate) fn outcome<T>(&self, outcome: Outcome<T>, names: &Names) -> (Exit, Option<T>) {
        let has_errors = outcome.has_errors();
        let Outcome { value, diagnostics, texts, trouble } = outcome;
        let counts = Counts::of(&diagnostics);
        let texts = texts.renamed(|path| match self.format {
            Format::Github | Format::Sarif => names.in_repository(path),
            _ => names.of(path),
        });
        let shown = self.show(diagnostics, &texts, !trouble);
        if counts != Counts::default() {
            self.remark(&counts.to_string());
        }
        let exit = match value {
            _ if shown != Exit::Done => shown,
            Some(_) if !has_errors => Exit::Done,
            _ if trouble => Exit::Trouble,
            _ => Exit::LabErrors,
        };
        (exit, value)
    }

    /// Shows `diagnostics`, which point into `sources`. Once a run: what programs read is one document.
    pub(crate) fn show(&self, diagnostics: Vec<Diagnostic>, sources: &dyn Sources, successful: bool) -> Exit {
        let person = |format| {
            tell(&render::render(diagnostics.clone(), sources, Style { format, color: self.color }));
            Exit::Done
        };
        let program = |text: &str| {
            if self.beside_data {
                tell(text);
                return Exit::Done;
            }
            print(text)
        };
        match self.format {
            Format::Human | Format::Markdown => person(render::Format::Human),
            Format::Short => person(render::Format::Short),
            Format::Json => program(&render::json(diagnostics, sources)),
            Format::Github => program(&render::github(diagnostics, sources)),
            Format::Sarif => {
                let pages = pages::all();
                let page = |code: &str| pages.get(code).copied();
                let tool = render::Tool { version: env!("CARGO_PKG_VERSION"), page: &page, successful };
                program(&render::sarif(diagnostics, sources, &tool))
            }
        }
    }

    /// Says something to a person; who reads another form is not told.
    pub(crate) fn remark(&self, line: &str) {
        if self.format == Format::Human {
            tell(&format!("{line}\n"));
        }
    }

    /// Shows what stands in the way of a command; no line of a lab is to blame.
    pub(crate) fn trouble(&self, diagnostic: Diagnostic) -> Exit {
        self.show(vec![diagnostic], &NoSources, false);
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
