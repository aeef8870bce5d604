//! The text of scripts: what all of them have in common, and where each line comes from.

use crate::options::Options;
use dlc_plugin::{Artifact, InputPath, Place};

/// A script under way. Each line knows the input paths that it comes from.
#[derive(Debug)]
pub(crate) struct Script {
    lines: Vec<(String, Vec<InputPath>)>,
    usual: Vec<InputPath>,
}

/// What happens by itself to a machine that could not boot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It starts anew: it is one of ours, and there is nothing else for it to do.
    Reboot,
    /// It goes on with the firmware's next boot device: it may be somebody else's.
    NextDevice,
}

impl Ending {
    fn label(self) -> &'static str {
        match self {
            Self::Reboot => "reboot",
            Self::NextDevice => "next",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Reboot => "to reboot",
            Self::NextDevice => "for the next boot device",
        }
    }
}

impl Script {
    /// A script that says what it is. A line comes from `usual` unless it says otherwise.
    pub(crate) fn new(comment: &str, usual: Vec<InputPath>) -> Self {
        let mut script = Self { lines: Vec::new(), usual };
        script.line("#!ipxe");
        script.line(format!("# {comment} Written by dlc from the lab."));
        script
    }

    /// One more line.
    pub(crate) fn line(&mut self, line: impl Into<String>) {
        self.lines.push((line.into(), self.usual.clone()));
    }

    /// One more line that comes from `inputs`.
    pub(crate) fn from(&mut self, inputs: impl IntoIterator<Item = InputPath>, line: impl Into<String>) {
        self.lines.push((line.into(), inputs.into_iter().collect()));
    }

    /// A label, with a blank line above it.
    pub(crate) fn label(&mut self, name: &str) {
        self.line("");
        self.line(format!(":{name}"));
    }

    /// Begins what is tried several times. A step that fails goes on at `again`; `retry` begins to count anew.
    pub(crate) fn attempts(&mut self) {
        self.label("retry");
        self.line("set attempt:int32 0");
        self.line(":try");
    }

    /// Ends what is tried several times: counts, waits, and in the end goes on at `failed`.
    pub(crate) fn again(&mut self, options: &Options) {
        let (attempts, seconds) = (options.attempts, seconds(options.pause));
        let (counted, waited) = (InputPath::option("attempts"), InputPath::option("pause"));
        self.label("again");
        self.line("inc attempt");
        // The `||` at the end keeps a test that is false from ending the script.
        self.from([counted.clone()], format!("iseq ${{attempt}} {attempts} && goto failed ||"));
        let next = format!("echo Attempt ${{attempt}} of {attempts} failed, next one in {seconds} seconds");
        self.from([counted, waited.clone()], next);
        // A person who breaks the wait off wants to be asked.
        self.from([waited], format!("sleep {seconds} || goto failed"));
        self.line("goto try");
    }

    /// The end of a script whose machine could not boot. What failed stays on the screen until a key is pressed; then a
    /// person chooses. `who` is what did not work, as a sentence of its own; `menu` is the URL of the lab's menu.
    pub(crate) fn failed(&mut self, who: &str, ending: Ending, menu: Option<&str>, options: &Options) {
        let patience = InputPath::option("patience");
        let (label, words, wait) = (ending.label(), ending.words(), options.patience);
        self.label("failed");
        self.line(format!("echo {who}, the messages above say why"));
        let ask = format!("Press any key to choose what to do, or wait {} seconds {words}", seconds(wait));
        self.from([patience.clone()], format!("prompt --timeout {wait} {ask} || goto {label}"));
        self.label("ask");
        self.line(format!("menu {who}"));
        self.line("item --key r retry (r) Try again");
        self.line("item --key s shell (s) A shell of the loader, which `exit` leaves");
        if menu.is_some() {
            self.line("item --key m menu (m) The menu of the lab");
        }
        self.line("item --key n next (n) The next boot device");
        self.line("item --key b reboot (b) Reboot");
        self.from([patience], format!("choose --timeout {wait} --default {label} choice || goto ask"));
        self.line("goto ${choice}");
        self.label("shell");
        self.line("shell ||");
        self.line("goto ask");
        if let Some(url) = menu {
            self.label("menu");
            self.from([InputPath::lab("boot").at("menu")], format!("chain --replace --autofree {url} || goto failed"));
        }
        self.label("next");
        self.line("exit");
        self.label("reboot");
        self.line("reboot");
    }

    /// What stands in the file.
    pub(crate) fn text(&self) -> String {
        self.lines.iter().flat_map(|(line, _)| [line.as_str(), "\n"]).collect()
    }

    /// The file with its contents, and with where they come from if that is asked for.
    pub(crate) fn finish(&self, artifact: Artifact, trace: bool) -> Artifact {
        let artifact = artifact.text(self.text());
        if !trace {
            return artifact;
        }
        let numbers = 1_u32..;
        self.lines.iter().zip(numbers).fold(artifact, |artifact, ((_, inputs), number)| {
            artifact.trace(Place::Lines((number, number)), inputs.iter().cloned())
        })
    }
}

/// Whole seconds, never none.
fn seconds(milliseconds: u64) -> u64 {
    milliseconds.div_ceil(1_000).max(1)
}
