//! What is being written for one machine.

mod traces;

use crate::config::{Config, Configs, Header, KernelArguments, Networkd, Passwd, Storage, Systemd};
use crate::options::{Image, Options};
use crate::places::Places;
use crate::spec::Spec;
use dlc_plugin::{Artifact, Diagnostic, Holes, InputPath, Node, Problems, Promise, Rendered, SystemRoot, json};
use std::collections::BTreeMap;

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
    /// Whose programs the image brings.
    pub(crate) image: Image,
    /// Whether something is fetched by HTTPS.
    pub(crate) fetches_by_https: bool,
    /// Headers of requests, by how a URL begins.
    pub(crate) headers: Vec<(String, Vec<(String, String)>)>,
    /// URLs of what a server keeps compressed.
    pub(crate) gzip: Vec<String>,
    /// Numbers of the lab's accounts and groups, for owners of files where the format knows no names.
    pub(crate) uids: BTreeMap<String, u32>,
    pub(crate) gids: BTreeMap<String, u32>,
}

impl Draft {
    pub(crate) fn new(spec: &'static Spec, options: &Options, node: &Node) -> Self {
        let header =
            Header { version: spec.version, config: Configs::default(), timeouts: None, security: None, proxy: None };
        let config = Config {
            ignition: header,
            passwd: Passwd::default(),
            storage: Storage::default(),
            networkd: Networkd::default(),
            systemd: Systemd::default(),
            kernel_arguments: KernelArguments::default(),
        };
        let pairs = |headers: &BTreeMap<String, String>| headers.clone().into_iter().collect();
        let uids = node.users.iter().filter_map(|user| Some((user.name.clone(), user.uid?)));
        let gids = node.groups.iter().filter_map(|group| Some((group.name.clone(), group.gid?)));
        Self {
            spec,
            config,
            holes: Holes::default(),
            places: Places::default(),
            problems: Problems::default(),
            every_boot_is_first: !matches!(node.os.memory.root, SystemRoot::Disk | SystemRoot::Network),
            image: options.image,
            fetches_by_https: false,
            headers: options.headers.iter().map(|(url, headers)| (url.clone(), pairs(headers))).collect(),
            gzip: options.gzip.clone(),
            uids: uids.collect(),
            gids: gids.collect(),
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
        if trace && let Some(document) = problems.keep(serde_json::to_value(&config).map_err(not_json)) {
            artifact = traces::of(&config, &document).put_on(artifact);
        }
        let text = json::pretty(&config).map_err(not_json);
        match problems.keep(text.and_then(|text| holes.fill(artifact, text))) {
            Some(artifact) => problems.answer(artifact.into()),
            None => problems.answer(Rendered::default()),
        }
    }
}

fn not_json(error: serde_json::Error) -> Diagnostic {
    Diagnostic::error("not-json", InputPath::field("name"), format!("the config cannot be written: {error}"))
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
