//! The network plugin and the ranges of addresses.

use super::not_expressible;
use crate::site::Site;
use crate::systems;
use crate::var::{File, Var};
use dlc_plugin::yaml::Yaml;
use dlc_plugin::{Cni, Diagnostic, InputPath, Problems, ProxyMode};
use serde_json::{Map, Value};

/// The plugins of the model: the name here, the first release, the first one without it.
/// Sources: roles/network_plugin of the tags; proposals of releases 5409 (canal) and 13176.
const PLUGINS: [(Cni, &str, u32, Option<u32>); 6] = [
    (Cni::Calico, "calico", 2, None),
    (Cni::Flannel, "flannel", 2, None),
    (Cni::Cilium, "cilium", 6, None),
    (Cni::Canal, "canal", 2, Some(24)),
    (Cni::Weave, "weave", 2, Some(29)),
    (Cni::KubeRouter, "kube-router", 8, None),
];

/// The first release that can leave the network to others.
const NO_PLUGIN: u32 = 8;
/// The first release that programs nftables.
const NFTABLES: u32 = 28;
/// The first release that can do without IPv4.
pub(crate) const SIX_ALONE: u32 = 28;

pub(super) fn derive(site: &Site<'_>, vars: &mut Vec<Var>, problems: &mut Problems) {
    let plugin = plugin(site, problems);
    if let Some(name) = plugin {
        vars.push(Var::fixed(File::Cluster, "kube_network_plugin", name, [Site::cluster("cni")]));
    }
    ranges(site, vars, problems);
    proxy(site, vars, problems);
    if plugin == Some("cilium") {
        // Its agent does not start otherwise, and kubespray refuses anything else.
        vars.push(Var::fixed(File::Cluster, "kube_owner", "root", [Site::cluster("cni")]));
    }
    if plugin == Some("weave") && site.since(7) {
        vars.push(Var::free(File::Network, "weave_mode_seed", false, [Site::cluster("cni")]));
    }
    options(site, plugin, vars, problems);
}

/// The plugin's name here; nothing if it is told that there is none.
fn plugin(site: &Site<'_>, problems: &mut Problems) -> Option<&'static str> {
    let at = Site::cluster("cni");
    let Some(cni) = site.kubernetes.cni else {
        if !site.since(NO_PLUGIN) {
            let what = "always installs a network plugin, and the lab names none";
            problems.push(not_expressible(site, at, what).hint("cni = calico"));
            return None;
        }
        let message = "no network plugin is named, so the cluster's machines wait for one that somebody else installs";
        problems.push(Diagnostic::warning("no-network-plugin", at, message).hint("cni = calico"));
        return Some("none");
    };
    let (_, name, since, until) = PLUGINS.into_iter().find(|(of, ..)| *of == cni)?;
    if !site.since(since) {
        problems.push(not_expressible(site, at, &format!("has no {name}, which came with 2.{since}")));
        return None;
    }
    if let Some(until) = until.filter(|until| site.since(*until)) {
        let what = format!("has no {name}, which went with 2.{until}");
        problems.push(not_expressible(site, at, &what).hint("cni = calico"));
        return None;
    }
    Some(name)
}

fn ranges(site: &Site<'_>, vars: &mut Vec<Var>, problems: &mut Problems) {
    let kubernetes = site.kubernetes;
    let six = kubernetes.pods.contains(':');
    if six != kubernetes.services.contains(':') {
        let message = format!(
            "pods {} and services {} are of two families, and each service needs pods of its own",
            kubernetes.pods, kubernetes.services
        );
        problems.push(
            Diagnostic::error("two-families", Site::cluster("services"), message)
                .also(Site::cluster("pods"), "the pods"),
        );
        return;
    }
    if six && !site.since(SIX_ALONE) {
        let what = format!("needs IPv4; 2.{SIX_ALONE}.0 and later can do without");
        problems.push(not_expressible(site, Site::cluster("pods"), &what));
        return;
    }
    let ending = if six { "_ipv6" } else { "" };
    let mut push = |name: &str, value: Yaml, field: &str| {
        vars.push(Var::fixed(File::Cluster, &format!("{name}{ending}"), value, [Site::cluster(field)]));
    };
    push("kube_service_addresses", Yaml::from(kubernetes.services.as_str()), "services");
    push("kube_pods_subnet", Yaml::from(kubernetes.pods.as_str()), "pods");
    push("kube_network_node_prefix", Yaml::from(u64::from(kubernetes.node_prefix)), "node-prefix");
    if six {
        let from = [Site::cluster("pods")];
        vars.push(Var::fixed(File::Cluster, "ipv4_stack", false, from.clone()));
        vars.push(Var::fixed(File::Cluster, "ipv6_stack", true, from));
    }
}

fn proxy(site: &Site<'_>, vars: &mut Vec<Var>, problems: &mut Problems) {
    let at = Site::cluster("proxy-mode");
    let mode = match site.kubernetes.proxy_mode {
        ProxyMode::Iptables => "iptables",
        ProxyMode::Ipvs => "ipvs",
        ProxyMode::Nftables => "nftables",
    };
    if mode == "nftables" && !site.since(NFTABLES) {
        let what = "has kube-proxy use iptables or ipvs, not nftables";
        problems.push(not_expressible(site, at, what).hint("proxy_mode = ipvs"));
        return;
    }
    vars.push(Var::fixed(File::Cluster, "kube_proxy_mode", mode, [at]));
    // What hands addresses out answers for them itself, which ipvs would do on every machine.
    if mode == "ipvs" && site.kubernetes.address_pool.is_some() && site.since(super::addons::METALLB) {
        let from = [Site::cluster("address-pool"), Site::cluster("proxy-mode")];
        vars.push(Var::fixed(File::Cluster, "kube_proxy_strict_arp", true, from));
    }
}

/// The plugin's options are the variables of its role: `mtu` is `calico_mtu`.
fn options(site: &Site<'_>, plugin: Option<&str>, vars: &mut Vec<Var>, problems: &mut Problems) {
    let Some(plugin) = plugin else { return };
    let Ok(options) = serde_json::from_str::<Map<String, Value>>(&site.kubernetes.cni_options) else { return };
    let prefix = format!("{}_", plugin.replace('-', "_"));
    for (key, value) in &options {
        let at = Site::cluster("cni-options").at(key);
        if !crate::checks::is_variable(key) {
            problems.push(crate::checks::bad_name(key, at));
            continue;
        }
        let name = if key.starts_with(&prefix) { key.clone() } else { format!("{prefix}{key}") };
        vars.push(Var::fixed(File::Network, &name, Yaml::from(value), [at]));
    }
    if plugin == "flannel" && options.get("backend_type").and_then(Value::as_str) == Some("wireguard") {
        crate::checks::kernel(site, (5, 6, 0), "flannel's wireguard", &Site::cluster("cni-options"), problems);
    }
}

/// Rules about the kernels of the machines.
pub(crate) fn kernels(site: &Site<'_>, problems: &mut Problems) {
    if site.kubernetes.cni == Some(Cni::Cilium) {
        crate::checks::kernel(site, (4, 9, 17), "cilium", &Site::cluster("cni"), problems);
    }
    if site.kubernetes.proxy_mode == ProxyMode::Nftables {
        crate::checks::kernel(site, (5, 13, 0), "nftables", &Site::cluster("proxy-mode"), problems);
    }
}

/// Rules about the systems of the machines.
pub(crate) fn refused_systems(site: &Site<'_>, problems: &mut Problems) {
    if site.options.is_on("allow_unsupported_distribution_setup") {
        return;
    }
    for machine in site.members() {
        if let Some(why) = systems::refused(&machine.os, site.release.minor) {
            let at = InputPath::node(&machine.name).at("os");
            let message = format!("kubespray {} refuses the system of `{}`: {why}", site.version, machine.name);
            let told = Diagnostic::error("system-not-in-release", at, message);
            problems.push(told.also(InputPath::option("release"), "the release"));
        }
    }
}
