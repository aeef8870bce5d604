//! Rules about what variables say together.

use crate::site::Site;
use dlc_plugin::{Cni, ContainerRuntime, Diagnostic, InputPath, Problems};
use serde_json::Value;

pub(super) fn check(site: &Site<'_>, problems: &mut Problems) {
    choices(site, problems);
    downloads(site, problems);
    runtimes(site, problems);
    certificates(site, problems);
    calico(site, problems);
    balancer(site, problems);
    if site.options.var("enable_dual_stack_networks").is_some() && site.since(28) {
        let message = "`enable_dual_stack_networks` is called otherwise from 2.28 on";
        let told = Diagnostic::warning("variable-renamed", var("enable_dual_stack_networks"), message);
        problems.push(told.hint("ipv4_stack = true  ipv6_stack = true"));
    }
}

fn var(name: &str) -> InputPath {
    InputPath::option("vars").at(name)
}

fn text<'a>(site: &'a Site<'_>, name: &str) -> Option<&'a str> {
    site.options.var(name).and_then(Value::as_str).filter(|text| !text.contains("{{"))
}

/// Variables with a list of values, by the releases that take them: the value, the first release, the first without.
type Choice = (&'static str, &'static [(&'static str, u32, u32)]);

const EVER: u32 = u32::MAX;

static CHOICES: &[Choice] = &[
    (
        "dns_mode",
        &[
            ("dnsmasq_kubedns", 2, 9),
            ("kubedns", 2, 9),
            ("coredns", 5, EVER),
            ("coredns_dual", 5, EVER),
            ("manual", 2, EVER),
            ("none", 2, EVER),
        ],
    ),
    ("resolvconf_mode", &[("docker_dns", 2, EVER), ("host_resolvconf", 2, EVER), ("none", 2, EVER)]),
    ("cert_management", &[("script", 2, EVER), ("vault", 2, 8), ("none", 8, EVER)]),
    ("etcd_deployment_type", &[("host", 2, EVER), ("docker", 2, EVER), ("rkt", 2, 14), ("kubeadm", 19, EVER)]),
    ("calico_network_backend", &[("bird", 2, EVER), ("vxlan", 14, EVER), ("none", 2, EVER)]),
    ("calico_ipip_mode", &[("Always", 2, EVER), ("CrossSubnet", 2, EVER), ("Never", 2, EVER)]),
    ("calico_vxlan_mode", &[("Always", 2, EVER), ("CrossSubnet", 2, EVER), ("Never", 2, EVER)]),
    (
        "external_cloud_provider",
        &[
            ("", 2, EVER),
            ("openstack", 12, EVER),
            ("vsphere", 12, EVER),
            ("hcloud", 21, EVER),
            ("huaweicloud", 23, EVER),
            ("oci", 27, EVER),
            ("manual", 27, EVER),
        ],
    ),
];

fn choices(site: &Site<'_>, problems: &mut Problems) {
    for (name, values) in CHOICES {
        let Some(value) = text(site, name) else { continue };
        let release = site.release.minor;
        let there: Vec<&str> =
            values.iter().filter(|(_, since, until)| (*since..*until).contains(&release)).map(|(of, ..)| *of).collect();
        if !there.contains(&value) {
            let message = format!("kubespray {} takes no `{value}` for `{name}`", site.version);
            let told = Diagnostic::error("not-a-choice", var(name), message);
            problems.push(told.hint(format!("one of {}", there.join(", "))));
        }
    }
    if text(site, "cloud_provider").is_some_and(|of| !of.is_empty() && of != "external") && site.since(28) {
        let message = format!("kubespray {} knows only providers that are no part of Kubernetes", site.version);
        problems.push(
            Diagnostic::error("not-a-choice", var("cloud_provider"), message).hint("cloud_provider = \"external\""),
        );
    }
}

/// Systems without a place for a cache of what was fetched once.
fn downloads(site: &Site<'_>, problems: &mut Problems) {
    if site.options.is_on("download_localhost") && !site.options.is_on("download_run_once") {
        let message = "`download_localhost` fetches once for all, so it needs `download_run_once`";
        problems.push(
            Diagnostic::error("needs-another", var("download_localhost"), message).hint("download_run_once = true"),
        );
    }
    let Some(machine) = site.members().find(|machine| machine.os == "flatcar") else { return };
    for name in ["download_run_once", "download_force_cache"] {
        if site.options.is_on(name) {
            let message = format!("kubespray refuses `{name}` on Flatcar, which `{}` runs", machine.name);
            let told = Diagnostic::error("not-on-flatcar", var(name), message);
            problems.push(told.also(InputPath::node(&machine.name).at("os"), "the system").hint("leave it out"));
        }
    }
}

fn runtimes(site: &Site<'_>, problems: &mut Problems) {
    let runtime = site.kubernetes.container_runtime;
    let mut refuse = |name: &str, message: &str| {
        let told = Diagnostic::error("not-with-runtime", var(name), message);
        problems.push(told.also(Site::cluster("container-runtime"), "the container runtime"));
    };
    if site.options.is_on("kata_containers_enabled") && runtime == ContainerRuntime::Docker {
        refuse("kata_containers_enabled", "Kata Containers run with containerd or CRI-O, not with Docker");
    }
    if site.options.is_on("gvisor_enabled") && runtime != ContainerRuntime::Containerd {
        refuse("gvisor_enabled", "gVisor runs with containerd alone");
    }
    if text(site, "etcd_deployment_type") == Some("docker") && runtime != ContainerRuntime::Docker {
        refuse("etcd_deployment_type", "etcd runs in Docker only where Docker runs everything");
    }
    if text(site, "resolvconf_mode") == Some("docker_dns") && site.members().any(|machine| machine.os == "flatcar") {
        let message = "`docker_dns` writes where Flatcar's `/usr` cannot be written to";
        problems.push(
            Diagnostic::error("not-on-flatcar", var("resolvconf_mode"), message)
                .hint("resolvconf_mode = \"host_resolvconf\""),
        );
    }
}

fn certificates(site: &Site<'_>, problems: &mut Problems) {
    if site.options.is_on("kube_external_ca_mode") && site.options.is_on("auto_renew_certificates") {
        let message = "certificates of somebody else cannot be renewed here";
        let told = Diagnostic::error("excludes-another", var("auto_renew_certificates"), message);
        problems
            .push(told.also(var("kube_external_ca_mode"), "whose they are").hint("auto_renew_certificates = false"));
    }
    let modes = site.options.var("authorization_modes").and_then(Value::as_array);
    let without = modes.is_some_and(|modes| !modes.iter().any(|mode| mode.as_str() == Some("RBAC")));
    if without && site.kubernetes.dashboard.is_some() && !site.since(crate::derive::DASHBOARD_UNTIL) {
        let message = "the dashboard needs RBAC";
        let told = Diagnostic::error("needs-another", var("authorization_modes"), message);
        problems.push(
            told.also(Site::cluster("dashboard"), "the dashboard").hint("authorization_modes = [\"Node\", \"RBAC\"]"),
        );
    }
}

fn calico(site: &Site<'_>, problems: &mut Problems) {
    if site.kubernetes.cni != Some(Cni::Calico) {
        return;
    }
    let mut refuse = |name: &str, message: &str, hint: &str| {
        problems.push(Diagnostic::error("bad-calico", var(name), message).hint(hint));
    };
    if let Some(name) = text(site, "calico_pool_name") {
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if !(2..=63).contains(&name.len()) || !name.chars().all(fits) {
            refuse(
                "calico_pool_name",
                "the name of a pool has 2 to 63 letters, digits, `-`, `_` and `.`",
                "default-pool",
            );
        }
    }
    let on = |name: &str| text(site, name).is_some_and(|mode| mode != "Never");
    if on("calico_ipip_mode") && on("calico_vxlan_mode") {
        refuse(
            "calico_ipip_mode",
            "packets are wrapped by IP-in-IP or by VXLAN, not by both",
            "calico_ipip_mode = \"Never\"",
        );
    }
    if on("calico_ipip_mode") && site.kubernetes.pods.contains(':') {
        refuse("calico_ipip_mode", "IP-in-IP wraps packets of IPv4 alone", "calico_ipip_mode = \"Never\"");
    }
    if let Some(id) = text(site, "cluster_id").filter(|id| id.parse::<std::net::Ipv4Addr>().is_err()) {
        refuse(
            "cluster_id",
            &format!("`cluster_id` reads like an address of IPv4, and is {id}"),
            "cluster_id = \"1.0.0.1\"",
        );
    }
    let etcd = text(site, "calico_datastore") == Some("etcd");
    for name in ["typha_enabled", "calico_apiserver_enabled"] {
        if etcd && site.options.is_on(name) {
            refuse(name, &format!("`{name}` needs calico's data in Kubernetes itself"), "calico_datastore = \"kdd\"");
        }
    }
}

/// An address that no machine could connect to, or only itself.
fn balancer(site: &Site<'_>, problems: &mut Problems) {
    let Some(said) = site.options.var("loadbalancer_apiserver").and_then(Value::as_object) else { return };
    let address = said.get("address").and_then(Value::as_str).unwrap_or_default();
    let Ok(ip) = address.parse::<std::net::IpAddr>() else { return };
    if ip.is_unspecified() || ip.is_loopback() {
        let message = format!("{address} is no address at which the machines could reach a balancer");
        let told = Diagnostic::error("bad-balancer", var("loadbalancer_apiserver"), message);
        problems.push(told.hint("`kubernetes { api { host = … } }`"));
    }
}
