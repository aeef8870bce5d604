//! What concerns all machines: how they are prepared, what they ask for names, where they fetch from.

use super::not_expressible;
use crate::login;
use crate::site::{Form, Site};
use crate::systems::{self, CONTAINER_LINUX};
use crate::var::{File, Var};
use dlc_plugin::yaml::Yaml;
use dlc_plugin::{InputPath, Problems};

/// The first release that finds the operating system out by itself.
pub(crate) const DETECTS_SYSTEM: u32 = 8;

/// The first release that names the servers of files by a few variables.
const FEW_URLS: u32 = 25;

pub(super) fn derive(site: &Site<'_>, vars: &mut Vec<Var>, problems: &mut Problems) {
    if let Some(account) = common_account(site) {
        vars.push(Var::free(File::All, "ansible_user", account.name, [account.from]));
    }
    if let Some(key) = &site.options.ssh_key {
        let from = [InputPath::option("ssh_key")];
        vars.push(Var::fixed(File::All, "ansible_ssh_private_key_file", key.as_str(), from));
    }
    if site.all_run(&CONTAINER_LINUX) {
        vars.push(Var::fixed(File::All, "bin_dir", "/opt/bin", systems_of(site)));
    }
    if let Some(system) = common_bootstrap(site) {
        vars.push(Var::fixed(File::All, "bootstrap_os", system, systems_of(site)));
    }
    resolvers(site, vars);
    offline(site, vars, problems);
}

/// The account that logs in to every machine, if it is the same everywhere.
pub(crate) fn common_account(site: &Site<'_>) -> Option<login::Account> {
    let mut accounts = site.members().map(|machine| login::account(site.options, machine));
    let first = accounts.next()??;
    accounts.all(|other| other.is_some_and(|other| other.name == first.name)).then_some(first)
}

/// What `bootstrap_os` says of every machine, in a release that has it.
pub(crate) fn common_bootstrap(site: &Site<'_>) -> Option<&'static str> {
    let mut all = site.members().map(|machine| systems::bootstrap(&machine.os));
    let first = all.next().filter(|_| !site.since(DETECTS_SYSTEM))?;
    all.all(|other| other == first).then_some(first)
}

fn systems_of(site: &Site<'_>) -> Vec<InputPath> {
    site.members().take(1).map(|machine| InputPath::node(&machine.name).at("os")).collect()
}

/// The cluster's own resolver asks these. Otherwise it would ask what the machine's `resolv.conf` says, which may be
/// itself. A machine asks three at most, so no more are handed on.
fn resolvers(site: &Site<'_>, vars: &mut Vec<Var>) {
    let network = site.members().find_map(|machine| machine.network.as_deref());
    let network = network.and_then(|name| site.lab.networks.iter().find(|network| network.name == name));
    if let Some(network) = network.filter(|network| !network.dns.is_empty()) {
        let from = InputPath::lab("networks").at(&network.name).at("dns");
        vars.push(Var::free(File::All, "upstream_dns_servers", Yaml::texts(network.dns.iter().cloned()), [from]));
    }
}

/// Images through one registry, files through one server, which keeps them by the hosts that they are from.
fn offline(site: &Site<'_>, vars: &mut Vec<Var>, problems: &mut Problems) {
    let Some(offline) = &site.options.offline else { return };
    let at = InputPath::option("offline");
    if site.form == Form::Of2018 || !site.since(FEW_URLS) {
        let what = format!("names each URL by itself; `offline` is for 2.{FEW_URLS}.0 and later");
        problems.push(not_expressible(site, at, &what).hint("write the URLs in `vars`"));
        return;
    }
    let Some(registry) = site.lab.registries.iter().find(|registry| registry.name == offline.registry) else {
        return;
    };
    let from_registry = [at.clone().at("registry"), InputPath::lab("registries").at(&registry.name).at("address")];
    vars.push(Var::fixed(File::Offline, "registry_host", registry.address.as_str(), from_registry.clone()));
    for of in ["kube", "gcr", "github", "docker", "quay"] {
        let name = format!("{of}_image_repo");
        vars.push(Var::free(File::Offline, &name, "{{ registry_host }}", from_registry.clone()));
    }
    let from_files = [at.at("files")];
    vars.push(Var::fixed(File::Offline, "files_repo", offline.files.as_str(), from_files.clone()));
    let hosts = [
        ("dl_k8s_io_url", "dl.k8s.io"),
        ("github_url", "github.com"),
        ("get_helm_url", "get.helm.sh"),
        ("storage_googleapis_url", "storage.googleapis.com"),
    ];
    for (name, host) in hosts {
        let value = format!("{{{{ files_repo }}}}/{host}");
        vars.push(Var::free(File::Offline, name, value, from_files.clone()));
    }
}
