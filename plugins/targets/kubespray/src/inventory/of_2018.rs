//! `inventory.cfg`, the form of 2018.

use super::{groups, ini};
use crate::host::Host;
use crate::site::Site;
use dlc_plugin::traces::TracedText;
use dlc_plugin::{Artifact, InputPath};

/// The whole inventory.
pub(crate) fn inventory(site: &Site<'_>, hosts: &[Host<'_>], artifact: Artifact, trace: bool) -> Artifact {
    let mut text = TracedText::new(trace);
    let (lab, release) = (InputPath::lab("name"), InputPath::option("release"));
    text.line(format!("# Lab {}. Written by dlc.", site.lab.name), [lab.clone()]);
    text.line("[all]", [lab]);
    for host in hosts {
        let mut words = vec![host.name.to_owned()];
        words.extend(host.vars.iter().map(|var| format!("{}={}", var.name, ini::word(&var.value))));
        let from = std::iter::once(host.at.clone()).chain(host.vars.iter().flat_map(|var| var.from.clone()));
        text.line(words.join(" "), from);
    }
    for group in groups(site, hosts) {
        text.line(format!("\n[{}]", group.name), [group.from.clone()]);
        for host in &group.hosts {
            text.line(host, [InputPath::node(host).at("roles")]);
        }
    }
    let names = &site.groups;
    text.line(format!("\n[{}:children]", names.cluster), [release.clone()]);
    text.line(names.nodes, [release.clone()]);
    text.line(names.control, [release.clone()]);
    text.line(format!("\n[{}]", names.reflectors), [release]);
    text.put_into(artifact)
}
