//! The text of scripts: what all of them have in common.
//!
//! The language has no quoting. A line is split at blanks; `#` begins a comment where a word begins; `||`, `&&` and
//! `;` are words of their own; `${` cannot be escaped. So nothing from a lab gets into a line unless it was checked.

/// How often a fetch is tried before a person is asked.
const ATTEMPTS: u32 = 5;

/// Seconds between two attempts.
const PAUSE: u32 = 3;

/// Seconds that a person has to press a key.
const PATIENCE: u32 = 60;

/// A script under way.
#[derive(Debug)]
pub(crate) struct Script {
    lines: Vec<String>,
}

/// What happens in the end to a machine that could not boot.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ending {
    /// It starts anew: it is one of ours, and there is nothing else for it to do.
    Reboot,
    /// It goes on with the firmware's next boot device: it may be somebody else's.
    NextDevice,
}

impl Script {
    /// A script that says what it is.
    pub(crate) fn new(comment: &str) -> Self {
        Self { lines: vec!["#!ipxe".to_owned(), format!("# {comment}")] }
    }

    /// One more line. Gives its number, from 1.
    pub(crate) fn line(&mut self, line: impl Into<String>) -> u32 {
        self.lines.push(line.into());
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// Begins what is tried several times. A step that fails goes on at `again`.
    pub(crate) fn attempts(&mut self) {
        self.line("");
        self.line("set attempt:int32 0");
        self.line(":try");
    }

    /// Ends what is tried several times, and the script. `who` is what did not work, in the middle of a sentence.
    pub(crate) fn end(mut self, who: &str, ending: Ending) -> String {
        self.line("");
        self.line(":again");
        self.line("inc attempt");
        // The `||` at the end keeps a test that is false from ending the script.
        self.line(format!("iseq ${{attempt}} {ATTEMPTS} && goto failed ||"));
        self.line(format!("echo Attempt ${{attempt}} of {ATTEMPTS} failed, next one in {PAUSE} seconds"));
        self.line(format!("sleep {PAUSE}"));
        self.line("goto try");
        self.line("");
        self.line(":failed");
        let (last, what) = match ending {
            Ending::Reboot => ("reboot", "to reboot"),
            Ending::NextDevice => ("exit", "for the next boot device"),
        };
        self.line(format!("echo {who}, the messages above say why"));
        self.line(format!(
            "prompt --key s --timeout {}000 Press s for a shell or wait {PATIENCE} seconds {what} && shell ||",
            PATIENCE
        ));
        self.line(last);
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }
}

/// Whether `word` could be part of a line as it is.
pub(crate) fn is_safe(word: &str) -> bool {
    !word.contains("${") && !word.contains(|c: char| c.is_control() || c.is_whitespace()) && !word.ends_with('\\')
}
