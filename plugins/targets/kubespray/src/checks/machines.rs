//! Rules about the machines of the inventory.

use crate::groups;
use crate::site::Site;
use crate::systems;
use crate::version::Version;
use dlc_plugin::{Address, Arch, Diagnostic, InputPath, MachineSummary, Problems, Role};
use serde_json::Value;

/// The first release that knows processors other than x86_64.
const OTHER_PROCESSORS: u32 = 8;

/// The last release whose machines ask Docker's list of resolvers unless it is told otherwise.
const DOCKER_DNS: u32 = 15;

/// How many resolvers and search domains that list may have, and how long the latter may be together.
const RESOLVERS: usize = 3;
const SEARCHES: usize = 6;
const SEARCH_CHARACTERS: usize = 256;

pub(super) fn check(site: &Site<'_>, problems: &mut Problems) {
    roles(site, problems);
    crate::derive::refused_systems(site, problems);
    crate::derive::kernels(site, problems);
    processors(site, problems);
    if docker_dns(site) {
        resolvers(site, problems);
        searches(site, problems);
    }
}

fn roles(site: &Site<'_>, problems: &mut Problems) {
    let none = |role| groups::with(site.machines, role).next().is_none();
    let at = || InputPath::option("release");
    if none(Role::ControlPlane) {
        let message =
            format!("kubespray wants a machine in {}, and none has the role control_plane", site.groups.control);
        problems.push(Diagnostic::error("no-control-plane", at(), message).hint("roles = [control_plane, etcd]"));
    }
    let by_kubeadm = site.options.var("etcd_deployment_type").and_then(Value::as_str) == Some("kubeadm");
    if none(Role::Etcd) && !by_kubeadm {
        let message = "kubespray installs the cluster's state on machines with the role etcd, and there is none";
        problems.push(Diagnostic::error("no-etcd", at(), message).hint("roles = [control_plane, etcd]"));
    }
    if none(Role::Worker) {
        let message = format!("no machine is in {}, so the cluster runs no pods of its users", site.groups.nodes);
        problems.push(Diagnostic::warning("no-worker", at(), message).hint("roles = [worker]"));
    }
}

fn processors(site: &Site<'_>, problems: &mut Problems) {
    for machine in site.members().filter(|machine| machine.arch == Arch::Arm64 && !site.since(OTHER_PROCESSORS)) {
        let at = InputPath::node(&machine.name).at("arch");
        let message =
            format!("kubespray {} fetches programs for x86_64 alone, and `{}` is arm64", site.version, machine.name);
        problems
            .push(Diagnostic::error("not-expressible", at, message).also(InputPath::option("release"), "the release"));
    }
}

/// Whether the machines of the cluster ask Docker's list of resolvers.
fn docker_dns(site: &Site<'_>) -> bool {
    match site.options.var("resolvconf_mode").and_then(Value::as_str) {
        Some(mode) => mode == "docker_dns",
        None => !site.since(DOCKER_DNS + 1),
    }
}

/// The cluster's own resolver stands first in the list, so two of the network are what it takes.
fn resolvers(site: &Site<'_>, problems: &mut Problems) {
    if site.options.var("docker_dns_servers_strict") == Some(&Value::Bool(false)) {
        return;
    }
    for machine in site.members() {
        let mut all: Vec<String> = texts(site.options.var("upstream_dns_servers"));
        for resolver in resolvers_of(site, machine) {
            if !all.contains(&resolver) {
                all.push(resolver);
            }
        }
        if all.len() + 1 > RESOLVERS {
            let at = InputPath::node(&machine.name).at("network");
            let message = format!(
                "`{}` has {} resolvers, {}; with the cluster's own kubespray {} takes {RESOLVERS} at most",
                machine.name,
                all.len(),
                all.join(", "),
                site.version
            );
            let told = Diagnostic::error("too-many-resolvers", at, message);
            problems.push(told.hint("fewer `dns`, or `docker_dns_servers_strict = false` in `vars`"));
        }
    }
}

/// Those of every network that the machine has an address in.
fn resolvers_of(site: &Site<'_>, machine: &MachineSummary) -> Vec<String> {
    let own = machine.network.iter();
    let more = machine.interfaces.iter().filter(|port| matches!(port.ip, Some(Address::Dhcp | Address::Fixed(_))));
    let names = own.chain(more.filter_map(|port| port.network.as_ref()));
    let mut all = Vec::new();
    for network in names.filter_map(|name| site.lab.networks.iter().find(|network| network.name == *name)) {
        all.extend(network.dns.iter().cloned());
    }
    all
}

fn searches(site: &Site<'_>, problems: &mut Problems) {
    let given = texts(site.options.var("searchdomains"));
    let domain = &site.kubernetes.dns_domain;
    let mut all = vec![format!("default.svc.{domain}"), format!("svc.{domain}")];
    all.extend(given);
    if !all.contains(&site.lab.domain) {
        all.push(site.lab.domain.clone());
    }
    let length = all.join(" ").len();
    if all.len() > SEARCHES || length > SEARCH_CHARACTERS {
        let message = format!(
            "machines look for names in {} domains with {length} characters; Docker's list takes {SEARCHES} with {SEARCH_CHARACTERS}",
            all.len()
        );
        let at = InputPath::option("vars").at("searchdomains");
        problems.push(Diagnostic::error("too-many-domains", at, message).hint("leave some out"));
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

/// Machines whose kernel is known to be older than what something needs.
pub(crate) fn kernel(site: &Site<'_>, least: (u32, u32, u32), what: &str, at: &InputPath, problems: &mut Problems) {
    let least = Version::new(least.0, least.1, least.2);
    for machine in site.members() {
        let Some(kernel) = systems::kernel(&machine.os, &machine.os_version).filter(|kernel| *kernel < least) else {
            continue;
        };
        let place = InputPath::node(&machine.name).at("os");
        let message = format!(
            "{what} needs kernel {least}, and {} {} of `{}` has {}.{}",
            machine.os, machine.os_version, machine.name, kernel.major, kernel.minor
        );
        problems.push(Diagnostic::error("kernel-too-old", place, message).also(at.clone(), "what needs it"));
    }
}
