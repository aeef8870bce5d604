//! What one machine needs that the lab as a whole does not tell: its own variables, its time servers, its mirrors.

use crate::checks;
use crate::derive::{MIRRORS, containerd_mirror};
use crate::files::Files;
use crate::options::{Given, Options};
use crate::site;
use crate::systems::CONTAINER_LINUX;
use crate::var::{File, Var};
use dlc_plugin::yaml::Yaml;
use dlc_plugin::{
    ContainerRuntime, Diagnostic, InputPath, Lab, Node, NodeTask, Problems, Registry, Rendered, SystemRoot,
};

/// The first release that sets time servers.
const NTP: u32 = 18;

/// Docker Hub by the names of its servers; images are asked for by another one.
const DOCKER_HUB: [&str; 3] = ["registry-1.docker.io", "index.docker.io", "registry.hub.docker.com"];

/// `host_vars/NAME.yml`, if there is anything to say.
pub(crate) fn render(lab: &Lab, task: &NodeTask) -> Result<Rendered, Vec<Diagnostic>> {
    let options: Options = task.parse_options()?;
    let node = &task.node;
    let mut problems = Problems::default();
    // A machine of the menu is nobody's member, and what is wrong with the release is told once, for the lab.
    let known = site::release(&options);
    let (Ok((_, release)), false) = (known, node.title.is_some()) else { return Ok(Rendered::default()) };
    if node.roles.is_empty() {
        if let Some(name) = options.host_vars.keys().next() {
            let at = InputPath::option("host_vars").at(name);
            let message = format!("`{}` has no role in the cluster, so kubespray never sees its variables", node.name);
            return Err(Diagnostic::error("no-role", at, message).hint("roles = [worker]").into());
        }
        return Ok(Rendered::default());
    }
    reboot_loses_python(node, &mut problems);
    let mut vars = Vec::new();
    time_servers(node, release.minor, &mut vars);
    mirrors(lab, node, release.minor, &mut vars, &mut problems);
    let given = given(&options);
    for given in &given {
        let at = InputPath::option("host_vars").at(given.name);
        checks::one_variable(release.minor, given.name, given.value, given.secret.is_some(), &at, &mut problems);
    }
    let files = Files::of_host(&node.name, vars, &given);
    let artifacts = files.artifacts(&lab.name, task.promise("folder")?, task.trace, &mut problems);
    problems.answer(artifacts.into())
}

fn given(options: &Options) -> Vec<Given<'_>> {
    let secret = |name: &str| options.hidden_here.iter().find(|hidden| hidden.name == name);
    let one = |(name, value)| {
        let name: &String = name;
        Given { group: None, name, value, secret: secret(name).map(|hidden| hidden.value.as_str()) }
    };
    options.host_vars.iter().map(one).collect()
}

/// On systems whose image has no package manager the system's own target sets the time servers.
fn time_servers(node: &Node, release: u32, vars: &mut Vec<Var>) {
    let image_only = CONTAINER_LINUX.contains(&node.os.name.as_str()) || node.os.name == "fcos";
    if node.ntp.is_empty() || image_only || release < NTP {
        return;
    }
    let from = [InputPath::field("ntp")];
    vars.push(Var::free(File::All, "ntp_enabled", true, from.clone()));
    vars.push(Var::free(File::All, "ntp_manage_config", true, from.clone()));
    vars.push(Var::free(File::All, "ntp_servers", Yaml::texts(node.ntp.iter().cloned()), from));
}

/// Kubespray writes the configuration of containerd and CRI-O. That of Docker is the machine's own: the same mirror in
/// both would keep Docker from starting.
fn mirrors(lab: &Lab, node: &Node, release: u32, vars: &mut Vec<Var>, problems: &mut Problems) {
    let runtime = lab.kubernetes.as_ref().map(|kubernetes| kubernetes.container_runtime);
    let named = node.registry_mirrors.iter().filter_map(|name| lab.registries.iter().find(|of| of.name == *name));
    let registries: Vec<&Registry> = named.collect();
    let at = InputPath::field("registry-mirrors");
    if registries.is_empty() {
        return;
    }
    match runtime {
        Some(ContainerRuntime::Containerd) if release >= MIRRORS => {
            let mirrors = registries.iter().map(|of| containerd_mirror(&prefix(of), &of.address, of.tls));
            vars.push(Var::free(File::Runtime, "containerd_registries_mirrors", Yaml::List(mirrors.collect()), [at]));
        }
        Some(ContainerRuntime::Crio) if release >= MIRRORS => {
            let mirrors = registries.iter().map(|of| crio_mirror(of));
            vars.push(Var::free(File::Runtime, "crio_registries", Yaml::List(mirrors.collect()), [at]));
        }
        Some(ContainerRuntime::Containerd | ContainerRuntime::Crio) => {
            let message = format!(
                "kubespray 2.{release} has no mirrors for this container runtime in the form that is known here"
            );
            let told = Diagnostic::error("not-expressible", at, message);
            problems.push(told.hint("write `containerd_registries` in `vars`"));
        }
        _ => {}
    }
}

/// What images that the registry caches begin with.
fn prefix(registry: &Registry) -> String {
    let Some(upstream) = &registry.upstream else { return registry.address.clone() };
    let host = upstream.split_once("://").map_or(upstream.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host);
    if DOCKER_HUB.contains(&host) { "docker.io".to_owned() } else { host.to_owned() }
}

fn crio_mirror(registry: &Registry) -> Yaml {
    let prefix = prefix(registry);
    let mirror =
        Yaml::map([("location", Yaml::from(registry.address.as_str())), ("insecure", Yaml::Bool(!registry.tls))]);
    Yaml::map([
        ("prefix", Yaml::from(prefix.as_str())),
        ("insecure", Yaml::Bool(false)),
        ("blocked", Yaml::Bool(false)),
        ("location", Yaml::from(prefix.as_str())),
        ("unqualified", Yaml::Bool(false)),
        ("mirrors", Yaml::List(vec![mirror])),
    ])
}

/// Kubespray's bootstrap of Fedora CoreOS puts Python beside the image and reboots. A root in memory forgets it.
fn reboot_loses_python(node: &Node, problems: &mut Problems) {
    let in_memory = matches!(node.os.memory.root, SystemRoot::HalfOfMemory | SystemRoot::WholeImage);
    if node.os.name == "fcos" && in_memory {
        let message = format!(
            "kubespray adds Python to the image of `{}` and reboots it, and its root lies in memory",
            node.name
        );
        let told = Diagnostic::warning("no-python", InputPath::field("os"), message);
        problems.push(told.hint("`flatcar` has its Python put below /opt without a reboot"));
    }
}
