//! What is being written for one machine.

mod traces;

use crate::config::{Config, Header, Networkd, Passwd, Storage, Systemd};
use crate::places::Places;
use crate::spec::Spec;
use dlc_plugin::{Artifact, Diagnostic, Holes, InputPath, Problems, Promise, Rendered, SystemRoot, json};

/// The media type by which Ignition asks for its config.
const MEDIA_TYPE: &str = "application/vnd.coreos.ignition+json";

/// A config under way, with what was found wrong so far.
pub(crate) struct Draft {
    pub(crate) spec: &'static Spec,
    pub(crate) config: Config,
    pub(crate) holes: Holes,
    pub(crate) places: Places,
    pub(crate) problems: Problems,
    /// Whether the root lies in memory, so that it is new at every boot and Ignition runs at every boot.
    pub(crate) every_boot_is_first: bool,
}

impl Draft {
    pub(crate) fn new(spec: &'static Spec, root: SystemRoot) -> Self {
        let config = Config {
            ignition: Header { version: spec.version },
            passwd: Passwd::default(),
            storage: Storage::default(),
            networkd: Networkd::default(),
            systemd: Systemd::default(),
        };
        Self {
            spec,
            config,
            holes: Holes::default(),
            places: Places::default(),
            problems: Problems::default(),
            every_boot_is_first: !matches!(root, SystemRoot::Disk | SystemRoot::Network),
        }
    }

    /// Notes a mistake at `at`.
    pub(crate) fn refuse(&mut self, code: &str, at: InputPath, message: impl Into<String>) {
        self.problems.push(Diagnostic::error(code, at, message));
    }

    /// Warns if `what` is `wiped`, and would be at every boot.
    pub(crate) fn wiped(&mut self, wiped: bool, what: &str, at: InputPath) {
        if wiped && self.every_boot_is_first {
            let message = format!("everything on `{what}` is lost at every boot: the root lies in memory");
            self.problems.push(Diagnostic::warning("wiped-at-every-boot", at, message));
        }
    }

    /// The document at its promised place, or everything that was found wrong.
    pub(crate) fn finish(self, promise: &Promise, trace: bool) -> Result<Rendered, Vec<Diagnostic>> {
        let Self { mut config, holes, places, mut problems, .. } = self;
        problems.extend(places.hidden());
        sort(&mut config);
        let mut artifact = Artifact::at(promise, MEDIA_TYPE);
        if trace {
            artifact.traces = traces::of(&config);
        }
        match problems.keep(text(&config).and_then(|text| holes.fill(artifact, text))) {
            Some(artifact) => problems.answer(artifact.into()),
            None => problems.answer(Rendered::default()),
        }
    }
}

fn text(config: &Config) -> Result<Vec<u8>, Diagnostic> {
    json::pretty(config).map_err(|error| {
        Diagnostic::error("not-json", InputPath::field("name"), format!("the config cannot be written: {error}"))
    })
}

/// By path or name, so that a new line in the lab is one new place in the config. Accounts keep the lab's order: the
/// machine numbers them in it.
fn sort(config: &mut Config) {
    let Config { storage, networkd, systemd, .. } = config;
    storage.directories.sort_by(|a, b| a.entry.place().cmp(&b.entry.place()));
    storage.files.sort_by(|a, b| a.entry.place().cmp(&b.entry.place()));
    storage.links.sort_by(|a, b| a.entry.place().cmp(&b.entry.place()));
    networkd.units.sort_by(|a, b| a.name.cmp(&b.name));
    systemd.units.sort_by(|a, b| a.name.cmp(&b.name));
}
