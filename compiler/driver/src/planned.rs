//! Which targets run, for which machines, with which options: those that the lab names, and those that it needs.
//!
//! A machine needs the target of its operating system, and that of the boot service where there is one; a network that
//! the lab serves needs a DHCP server. A target that writes some machine's configuration runs for those machines only;
//! any other that the lab names runs for all.

use crate::front::Front;
use crate::targets::{self, Target};
use dlc_base::{Diagnostic, Severity};
use dlc_db::EntityNo;
use dlc_eval::is_allowed;
use dlc_eval::model::{LabOrigins, Machine, Secrets, TargetFrames, named_targets, use_for_lab, use_for_machine};
use dlc_model::input_path::{InputPath, Origins as _};
use dlc_model::{Cluster, Dhcp, Network, Node, Promise, TargetUse, Tree};
use dlc_plugin_host::{PluginHost, builtin};
use std::collections::{BTreeMap, BTreeSet};

/// The code of what [`not_yet`] tells.
const NOT_YET: &str = "target-not-yet";

/// The target of the boot service.
const BOOT: &str = "ipxe";

/// Targets that can be a DHCP server. The first is taken where the lab serves DHCP and names none.
const DHCP_SERVERS: [&str; 3] = ["dnsmasq", "isc-dhcp", "kea"];

/// The targets that take part, in order. What each is given is filled into `cluster`.
pub(crate) fn plan(
    front: &Front,
    lab: EntityNo,
    host: &PluginHost,
    cluster: &mut Cluster,
    secrets: &mut Secrets,
    told: &mut Vec<Diagnostic>,
) -> Option<Vec<Target>> {
    let named: BTreeSet<String> = named_targets(&front.db, lab).into_iter().collect();
    told.extend(not_yet(front, lab, cluster, &named));
    let systems: BTreeSet<String> = machines(cluster).map(|node| node.os.target.clone()).collect();
    let boot = cluster.lab.boot.as_ref().map(|_| BOOT.to_owned());
    let dhcp = served(cluster, &named).map(|_| DHCP_SERVERS[0].to_owned());
    let exists = |name: &&String| builtin(name).is_some();
    let everywhere: BTreeSet<&String> =
        named.iter().chain(&boot).chain(&dhcp).filter(exists).filter(|name| !systems.contains(*name)).collect();
    let of_systems = systems.iter().filter(exists);
    let used: BTreeSet<&str> = everywhere.iter().copied().chain(of_systems).map(String::as_str).collect();
    let targets = match targets::load(host, &used) {
        Ok(targets) => targets,
        Err(faults) => {
            told.extend(faults);
            return None;
        }
    };
    fill(front, lab, cluster, &targets, &everywhere, secrets, told);
    Some(targets)
}

fn machines(cluster: &Cluster) -> impl Iterator<Item = &Node> {
    cluster.nodes.iter().chain(&cluster.menu_machines)
}

/// The first network that we serve, if the lab leaves it to us by which target.
fn served<'a>(cluster: &'a Cluster, named: &BTreeSet<String>) -> Option<&'a Network> {
    let ours = |network: &&Network| matches!(network.dhcp, Some(Dhcp::Serve(_) | Dhcp::Proxy));
    let chosen = DHCP_SERVERS.iter().any(|server| named.contains(*server));
    cluster.lab.networks.iter().find(ours).filter(|_| !chosen)
}

/// Asks for the options of every target, for every machine that it runs for and for the lab.
fn fill(
    front: &Front,
    lab: EntityNo,
    cluster: &mut Cluster,
    targets: &[Target],
    everywhere: &BTreeSet<&String>,
    secrets: &mut Secrets,
    told: &mut Vec<Diagnostic>,
) {
    let entities: BTreeMap<String, EntityNo> = dlc_eval::lab::entities(&front.db, lab)
        .into_iter()
        .filter(|(field, ..)| field == "machines")
        .map(|(_, label, entity)| (label.to_string(), entity))
        .collect();
    let mut take = |frames: &TargetFrames| {
        told.extend(frames.diags.iter().map(|diag| front.placed(diag.clone())));
        secrets.extend(&frames.secrets);
        frames.target_use.clone()
    };
    let runs = |target: &Target, node: &Node| {
        target.description.renders_nodes
            && (everywhere.iter().any(|name| *name == target.name()) || node.os.target == target.name())
    };
    let Cluster { nodes, menu_machines, targets: of_lab, .. } = cluster;
    for node in nodes {
        let Some(&entity) = entities.get(&node.name) else { continue };
        for target in targets.iter().filter(|target| runs(target, node)).map(Target::name).collect::<Vec<_>>() {
            let frames = use_for_machine(&front.db, Machine::Node(entity), target.to_owned());
            give(node, target, take(frames));
        }
    }
    for node in menu_machines {
        for target in targets.iter().filter(|target| runs(target, node)).map(Target::name).collect::<Vec<_>>() {
            let machine = Machine::Menu(lab, node.name.as_str().into());
            give(node, target, take(use_for_machine(&front.db, machine, target.to_owned())));
        }
    }
    for target in targets.iter().filter(|target| target.description.renders_lab).map(Target::name) {
        of_lab.insert(target.to_owned(), take(use_for_lab(&front.db, lab, target.to_owned())));
    }
}

/// Lets `target` run for `node`. The target of its system also delivers what the system's data promises.
fn give(node: &mut Node, target: &str, mut target_use: TargetUse) {
    if let Some(path) = node.os.config.as_ref().filter(|_| node.os.target == target) {
        target_use.promises.push(Promise { field: "config".to_owned(), tree: Tree::Http, path: path.clone() });
    }
    node.targets.insert(target.to_owned(), target_use);
}

/// A warning for each target that the lab names or needs, and that does not exist yet. The rest is built.
fn not_yet(front: &Front, lab: EntityNo, cluster: &Cluster, named: &BTreeSet<String>) -> Vec<Diagnostic> {
    let origins = LabOrigins::new(&front.db, lab);
    let place = |path: InputPath| origins.nearest(&path).and_then(|origin| front.span(origin));
    let warn = |missing: Missing| {
        let message = format!("there is no target `{}` yet", missing.target);
        Diagnostic::new(Severity::Warning, NOT_YET.into(), place(missing.path), message).note(missing.note)
    };
    if is_allowed(&front.db, lab, None, NOT_YET) {
        return Vec::new();
    }
    missing(cluster, named).into_iter().map(warn).collect()
}

/// A target that the lab names or needs, and that does not exist yet.
pub(crate) struct Missing {
    /// Its name.
    pub(crate) target: String,
    /// What asks for it.
    path: InputPath,
    note: &'static str,
}

/// Every such target, by name.
pub(crate) fn missing(cluster: &Cluster, named: &BTreeSet<String>) -> Vec<Missing> {
    let mut missing: BTreeMap<&str, (InputPath, &'static str)> = BTreeMap::new();
    if cluster.lab.kubernetes.is_some() {
        let path = InputPath::in_lab(["kubernetes"]);
        missing.insert("manifests", (path, "`kubernetes` is checked, and its objects are not built"));
    }
    for node in machines(cluster) {
        let of_system =
            || (InputPath::in_node(node, ["os"]), "machines of this system are checked, and not configured");
        missing.entry(&node.os.target).or_insert_with(of_system);
    }
    for name in named {
        let path = InputPath::in_lab(["targets", name]);
        missing.insert(name, (path, "its options are checked, and nothing is built from them"));
    }
    let missing = missing.into_iter().filter(|(target, _)| builtin(target).is_none());
    missing.map(|(target, (path, note))| Missing { target: target.to_owned(), path, note }).collect()
}
