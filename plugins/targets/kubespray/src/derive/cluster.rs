//! Version, names and the API of the cluster.

use super::not_expressible;
use crate::groups;
use crate::site::Site;
use crate::var::{File, Var};
use dlc_plugin::yaml::Yaml;
use dlc_plugin::{Api, Diagnostic, InputPath, Problems, Role};

/// The first release whose `kube_version` has no `v`.
pub(crate) const WITHOUT_V: u32 = 28;

/// The port that the API has unless it is told another.
const API_PORT: u16 = 6443;

pub(super) fn derive(site: &Site<'_>, vars: &mut Vec<Var>, problems: &mut Problems) {
    let kubernetes = site.kubernetes;
    let v = if site.since(WITHOUT_V) { "" } else { "v" };
    let version = format!("{v}{}", kubernetes.version);
    vars.push(Var::fixed(File::Cluster, "kube_version", version, [Site::cluster("version")]));
    // The name of the cluster would become its domain otherwise.
    let domain = kubernetes.dns_domain.as_str();
    vars.push(Var::fixed(File::Cluster, "dns_domain", domain, [Site::cluster("dns-domain")]));
    let ports = &kubernetes.node_ports;
    let ports = format!("{}-{}", ports.first, ports.last);
    vars.push(Var::fixed(File::Cluster, "kube_apiserver_node_port_range", ports, [Site::cluster("node-ports")]));
    if let Some(api) = &kubernetes.api {
        self::api(site, api, vars, problems);
    }
    for machine in site.members() {
        if let Some(version) = machine.kubernetes_version.as_ref().filter(|version| **version != kubernetes.version) {
            let at = InputPath::node(&machine.name).at("kubernetes-version");
            let what = format!("installs one Kubernetes on all machines, not {version} on `{}`", machine.name);
            let at_cluster = Site::cluster("version");
            problems.push(not_expressible(site, at, &what).also(at_cluster, "the cluster's version"));
        }
    }
}

/// A balancer, or a machine of the control plane under further names.
fn api(site: &Site<'_>, api: &Api, vars: &mut Vec<Var>, problems: &mut Problems) {
    let at = |field: &str| Site::cluster("api").at(field);
    let mut names = api.names.clone();
    let mut from = vec![at("names")];
    let own = groups::with(site.machines, Role::ControlPlane)
        .any(|machine| machine.name == api.host || machine.ip.as_ref() == Some(&api.address));
    if own {
        if api.port != API_PORT {
            vars.push(Var::fixed(File::All, "kube_apiserver_port", u64::from(api.port), [at("port")]));
        }
    } else if api.address.parse::<std::net::IpAddr>().is_err() {
        problems.push(balancer_without_address(api, at("host")));
    } else {
        let balancer =
            Yaml::map([("address", Yaml::from(api.address.as_str())), ("port", Yaml::from(u64::from(api.port)))]);
        vars.push(Var::fixed(File::All, "loadbalancer_apiserver", balancer, [at("address"), at("port")]));
        if let Some(name) = balancer_name(site, api) {
            vars.push(Var::free(File::All, "apiserver_loadbalancer_domain_name", name, [at("host"), at("names")]));
        }
        names.insert(0, api.address.clone());
        from.insert(0, at("address"));
    }
    if !names.is_empty() {
        vars.push(Var::free(File::Cluster, "supplementary_addresses_in_ssl_keys", Yaml::texts(names), from));
    }
}

fn balancer_name(site: &Site<'_>, api: &Api) -> Option<String> {
    let of_lab = site.lab.hosts.iter().any(|host| host.name == api.host)
        || site.machines.iter().any(|machine| machine.name == api.host);
    api.names.first().cloned().or_else(|| of_lab.then(|| format!("{}.{}", api.host, site.lab.domain)))
}

fn balancer_without_address(api: &Api, at: InputPath) -> Diagnostic {
    let message = format!("kubespray writes the balancer into `/etc/hosts`, and no address of `{}` is known", api.host);
    Diagnostic::error("balancer-without-address", at, message).hint("write its address")
}
