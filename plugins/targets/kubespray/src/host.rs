//! What the inventory says of each machine.

use crate::derive::{common_account, common_bootstrap};
use crate::groups;
use crate::login;
use crate::site::{Form, Site};
use crate::systems::{self, CONTAINER_LINUX};
use dlc_plugin::yaml::Yaml;
use dlc_plugin::{Address, Diagnostic, InputPath, MachineSummary, Problems, Role, TaintEffect};

/// A machine as the inventory names it.
#[derive(Debug)]
pub(crate) struct Host<'a> {
    pub(crate) name: &'a str,
    pub(crate) at: InputPath,
    pub(crate) vars: Vec<HostVar>,
}

/// A variable of one machine.
#[derive(Debug)]
pub(crate) struct HostVar {
    pub(crate) name: &'static str,
    pub(crate) value: Yaml,
    pub(crate) from: Vec<InputPath>,
}

/// The first release that knows addresses of IPv6 beside others.
const SIX: u32 = 28;
/// The first release with taints of machines.
const TAINTS: u32 = 6;
/// The Python that kubespray's bootstrap puts where the system has none.
const BOOTSTRAP_PYTHON: &str = "/opt/bin/python";

/// All machines of the cluster, and the jump host, in the order of the lab.
pub(crate) fn hosts<'a>(site: &Site<'a>, problems: &mut Problems) -> Vec<Host<'a>> {
    let common = Common { account: common_account(site).is_some(), bootstrap: common_bootstrap(site).is_some() };
    let all_container_linux = site.all_run(&CONTAINER_LINUX);
    let mut hosts: Vec<Host<'a>> =
        site.members().map(|machine| host(site, machine, &common, all_container_linux, problems)).collect();
    members_of_etcd(site, &mut hosts);
    if let Some(bastion) = bastion(site, problems) {
        hosts.push(bastion);
    }
    hosts
}

/// What is said once for all machines.
struct Common {
    account: bool,
    bootstrap: bool,
}

fn host<'a>(
    site: &Site<'a>,
    machine: &'a MachineSummary,
    common: &Common,
    all_container_linux: bool,
    problems: &mut Problems,
) -> Host<'a> {
    let at = InputPath::node(&machine.name);
    let mut host = Host { name: &machine.name, at: at.clone(), vars: Vec::new() };
    addresses(site, machine, &mut host, problems);
    if let Some(account) = login::account(site.options, machine).filter(|_| !common.account) {
        host.push("ansible_user", account.name, [account.from]);
    }
    let container_linux = CONTAINER_LINUX.contains(&machine.os.as_str());
    if let Some(python) = &site.options.python {
        host.push("ansible_python_interpreter", python.as_str(), [InputPath::option("python")]);
    } else if container_linux {
        host.push("ansible_python_interpreter", BOOTSTRAP_PYTHON, [at.clone().at("os")]);
    }
    if container_linux && !all_container_linux {
        host.push("bin_dir", "/opt/bin", [at.clone().at("os")]);
    }
    if !common.bootstrap && !site.since(crate::derive::DETECTS_SYSTEM) {
        host.push("bootstrap_os", systems::bootstrap(&machine.os), [at.clone().at("os")]);
    }
    labels_and_taints(site, machine, &mut host, problems);
    host
}

fn addresses(site: &Site<'_>, machine: &MachineSummary, host: &mut Host<'_>, problems: &mut Problems) {
    let at = host.at.clone().at("ip");
    let Some(ip) = &machine.ip else {
        let message = format!(
            "nothing says at which address `{}` is; its name must be known where kubespray is run",
            machine.name
        );
        problems.push(Diagnostic::warning("no-address", at, message).hint("ip = …"));
        host.push("ansible_host", machine.fqdn.as_str(), [host.at.clone().at("fqdn")]);
        return;
    };
    host.push("ansible_host", ip.as_str(), [at.clone()]);
    if !ip.contains(':') {
        host.push("ip", ip.as_str(), [at.clone()]);
        if site.form == Form::Today {
            host.push("access_ip", ip.as_str(), [at]);
        }
    } else if site.since(SIX) {
        host.push("ip6", ip.as_str(), [at.clone()]);
        host.push("access_ip6", ip.as_str(), [at]);
    } else {
        let message =
            format!("kubespray {} knows machines by addresses of IPv4, and `{}` has {ip}", site.version, machine.name);
        problems
            .push(Diagnostic::error("not-expressible", at, message).also(InputPath::option("release"), "the release"));
    }
    second_family(site, machine, ip, host);
}

/// In a cluster of both families, an address of the other one.
fn second_family(site: &Site<'_>, machine: &MachineSummary, ip: &str, host: &mut Host<'_>) {
    let dual = site.options.is_on("ipv6_stack") && !ip.contains(':') && site.since(SIX);
    let fixed = machine.interfaces.iter().find_map(|interface| match &interface.ip {
        Some(Address::Fixed(address)) if address.contains(':') => Some((interface, address)),
        _ => None,
    });
    let Some((interface, address)) = fixed.filter(|_| dual) else { return };
    let bare = address.split('/').next().unwrap_or(address);
    let from = host.at.clone().at("interfaces").at(&interface.name).at("ip");
    host.push("ip6", bare, [from.clone()]);
    host.push("access_ip6", bare, [from]);
}

fn labels_and_taints(site: &Site<'_>, machine: &MachineSummary, host: &mut Host<'_>, problems: &mut Problems) {
    if !machine.labels.is_empty() {
        let labels = machine.labels.iter().map(|label| (label.key.clone(), Yaml::from(label.value.as_str())));
        let value = Yaml::map(labels);
        host.push("node_labels", value, [host.at.clone().at("labels")]);
    }
    if machine.taints.is_empty() {
        return;
    }
    let at = host.at.clone().at("taints");
    if !site.since(TAINTS) {
        let message = format!("kubespray {} sets no taints; they came with 2.{TAINTS}", site.version);
        problems
            .push(Diagnostic::error("not-expressible", at, message).also(InputPath::option("release"), "the release"));
        return;
    }
    let taints = machine.taints.iter().map(|taint| {
        let effect = match taint.effect {
            TaintEffect::NoSchedule => "NoSchedule",
            TaintEffect::PreferNoSchedule => "PreferNoSchedule",
            TaintEffect::NoExecute => "NoExecute",
        };
        format!("{}={}:{effect}", taint.key, taint.value.as_deref().unwrap_or(""))
    });
    host.push("node_taints", Yaml::texts(taints), [at]);
}

/// Members keep their names by their place in the group; writing them down keeps them when the group changes by hand.
fn members_of_etcd(site: &Site<'_>, hosts: &mut [Host<'_>]) {
    if site.form == Form::Of2018 {
        return;
    }
    for (number, member) in groups::with(site.machines, Role::Etcd).enumerate() {
        if let Some(host) = hosts.iter_mut().find(|host| host.name == member.name) {
            host.push("etcd_member_name", format!("etcd{}", number + 1), [host.at.clone().at("roles")]);
        }
    }
}

/// Kubespray looks for the jump host under this name.
const BASTION: &str = "bastion";

fn bastion<'a>(site: &Site<'a>, problems: &mut Problems) -> Option<Host<'a>> {
    let address = site.options.bastion_address.as_ref()?;
    let at = InputPath::option("bastion");
    if site.members().any(|machine| machine.name == BASTION) {
        let message = "kubespray calls the jump host `bastion`, and a machine of the cluster has that name";
        problems.push(Diagnostic::error("name-taken", at, message).also(InputPath::node(BASTION), "the machine"));
        return None;
    }
    let mut host = Host { name: BASTION, at: at.clone(), vars: Vec::new() };
    host.push("ansible_host", address.as_str(), [at.clone()]);
    let account = || site.members().find_map(|machine| login::account(site.options, machine));
    let user = match &site.options.bastion_user {
        Some(user) => Some((user.clone(), InputPath::option("bastion_user"))),
        None => account().map(|account| (account.name, account.from)),
    };
    match user {
        Some((user, from)) => host.push("ansible_user", user, [from]),
        None => {
            let message = "nobody is known who logs in to the jump host";
            problems.push(Diagnostic::error("no-account", at, message).hint("bastion_user = …"));
        }
    }
    Some(host)
}

impl Host<'_> {
    fn push<const N: usize>(&mut self, name: &'static str, value: impl Into<Yaml>, from: [InputPath; N]) {
        self.vars.push(HostVar { name, value: value.into(), from: from.to_vec() });
    }
}
