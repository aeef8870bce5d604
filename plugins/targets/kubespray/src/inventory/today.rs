//! `hosts.yaml`, the form of today.

use super::{Group, groups};
use crate::host::Host;
use crate::site::Site;
use dlc_plugin::traces::{Pointer, Traces};
use dlc_plugin::yaml::Yaml;
use dlc_plugin::{Artifact, InputPath};

/// The whole inventory.
pub(crate) fn inventory(site: &Site<'_>, hosts: &[Host<'_>], artifact: Artifact, trace: bool) -> Artifact {
    let mut traces = Traces::new(trace);
    let all = Pointer::root().at("all");
    traces.pointer(&Pointer::root(), [InputPath::lab("name")]);
    let of_hosts =
        hosts.iter().map(|host| (host.name, vars(host, &all.clone().at("hosts").at(host.name), &mut traces)));
    let of_hosts = Yaml::map(of_hosts.collect::<Vec<_>>());
    let children = children(site, hosts, &all.clone().at("children"), &mut traces);
    let whole = Yaml::map([("all", Yaml::map([("hosts", of_hosts), ("children", children)]))]);
    let text = format!("# Lab {}. Written by dlc.\n{}", site.lab.name, whole.document());
    traces.put_on(artifact.text(text))
}

fn vars(host: &Host<'_>, at: &Pointer, traces: &mut Traces) -> Yaml {
    traces.pointer(at, [host.at.clone()]);
    let one = |var: &crate::host::HostVar| {
        traces.pointer(&at.clone().at(var.name), var.from.clone());
        (var.name, var.value.clone())
    };
    Yaml::map(host.vars.iter().map(one).collect::<Vec<_>>())
}

fn children(site: &Site<'_>, hosts: &[Host<'_>], at: &Pointer, traces: &mut Traces) -> Yaml {
    let names = &site.groups;
    let mut children: Vec<(&str, Yaml)> = Vec::new();
    for group in groups(site, hosts) {
        children.push((group.name, members(&group, &at.clone().at(group.name), traces)));
    }
    let empty = || Yaml::Map(Vec::new());
    let parts = Yaml::map([(names.control, empty()), (names.nodes, empty())]);
    children.push((names.cluster, Yaml::map([("children", parts)])));
    children.push((names.reflectors, Yaml::map([("hosts", empty())])));
    // What kubespray wants to be there whatever the lab says.
    for group in [names.cluster, names.reflectors] {
        traces.pointer(&at.clone().at(group), [InputPath::option("release")]);
    }
    Yaml::map(children)
}

fn members(group: &Group<'_>, at: &Pointer, traces: &mut Traces) -> Yaml {
    traces.pointer(at, [group.from.clone()]);
    let hosts = at.clone().at("hosts");
    for host in &group.hosts {
        let from = if group.from == InputPath::option("bastion") {
            group.from.clone()
        } else {
            InputPath::node(host).at("roles")
        };
        traces.pointer(&hosts.clone().at(host), [from]);
    }
    let entries = group.hosts.iter().map(|host| (*host, Yaml::Map(Vec::new())));
    Yaml::map([("hosts", Yaml::map(entries))])
}
