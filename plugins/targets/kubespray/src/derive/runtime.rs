//! The container runtime, and how etcd runs.

use super::not_expressible;
use crate::site::Site;
use crate::var::{File, Var};
use dlc_plugin::yaml::Yaml;
use dlc_plugin::{CgroupDriver, ContainerRuntime, InputPath, Problems};

/// The first release with a choice; it was Docker before.
const CHOICE: u32 = 7;
/// The first release that takes the driver of control groups from a variable.
const CGROUPS: u32 = 9;
/// The first release whose etcd does not run in Docker unless it is told to.
const ETCD_ON_HOST: u32 = 18;
/// The first release that says mirrors of containerd by prefix.
pub(crate) const MIRRORS: u32 = 23;

pub(super) fn derive(site: &Site<'_>, vars: &mut Vec<Var>, problems: &mut Problems) {
    let at = Site::cluster("container-runtime");
    let from = [at.clone()];
    let name = match site.kubernetes.container_runtime {
        ContainerRuntime::Docker => "docker",
        ContainerRuntime::Containerd => "containerd",
        ContainerRuntime::Crio => "crio",
        ContainerRuntime::Rkt => {
            problems.push(not_expressible(site, at, "runs containers with Docker, containerd or CRI-O, not with rkt"));
            return;
        }
    };
    if site.since(CHOICE) {
        vars.push(Var::fixed(File::All, "container_manager", name, from.clone()));
    } else if name != "docker" {
        problems
            .push(not_expressible(site, at, "runs containers with Docker alone").hint("container_runtime = docker"));
        return;
    }
    let etcd = if name == "docker" && !site.since(ETCD_ON_HOST) { "docker" } else { "host" };
    vars.push(Var::free(File::Etcd, "etcd_deployment_type", etcd, from));
    cgroups(site, name, vars);
    insecure_registry(site, name, vars);
}

fn cgroups(site: &Site<'_>, runtime: &str, vars: &mut Vec<Var>) {
    let from = [Site::cluster("cgroup-driver")];
    let systemd = site.kubernetes.cgroup_driver == CgroupDriver::Systemd;
    if site.since(CGROUPS) {
        let driver = if systemd { "systemd" } else { "cgroupfs" };
        vars.push(Var::fixed(File::Cluster, "kubelet_cgroup_driver", driver, from.clone()));
    }
    if runtime == "containerd" && site.since(ETCD_ON_HOST) {
        vars.push(Var::fixed(File::Runtime, "containerd_use_systemd_cgroup", systemd, from));
    }
}

/// A registry without TLS must be named, or no runtime fetches from it.
fn insecure_registry(site: &Site<'_>, runtime: &str, vars: &mut Vec<Var>) {
    let offline = site.options.offline.as_ref();
    let named = offline.and_then(|offline| site.lab.registries.iter().find(|of| of.name == offline.registry));
    let Some(registry) = named.filter(|registry| !registry.tls) else { return };
    let from = vec![InputPath::lab("registries").at(&registry.name).at("tls"), InputPath::option("offline")];
    let address = registry.address.as_str();
    let (name, value) = match runtime {
        "containerd" => ("containerd_registries_mirrors", Yaml::List(vec![containerd_mirror(address, address, false)])),
        "crio" => ("crio_insecure_registries", Yaml::texts([address])),
        _ => ("docker_insecure_registries", Yaml::texts([address])),
    };
    vars.push(Var::free(File::Runtime, name, value, from));
}

/// Where containerd asks for images of `prefix`.
pub(crate) fn containerd_mirror(prefix: &str, address: &str, tls: bool) -> Yaml {
    let scheme = if tls { "https" } else { "http" };
    let host = Yaml::map([
        ("host", Yaml::from(format!("{scheme}://{address}"))),
        ("capabilities", Yaml::texts(["pull", "resolve"])),
        ("skip_verify", Yaml::Bool(!tls)),
    ]);
    Yaml::map([("prefix", Yaml::from(prefix)), ("mirrors", Yaml::List(vec![host]))])
}
