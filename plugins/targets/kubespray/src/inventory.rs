//! The inventory: machines, and the groups that they are in.

mod ini;
mod of_2018;
mod today;

pub(crate) use of_2018::inventory as of_2018;
pub(crate) use today::inventory as today;

use crate::groups;
use crate::host::Host;
use crate::site::Site;
use dlc_plugin::{InputPath, Role};

/// A group, who is in it, and where that is said.
struct Group<'a> {
    name: &'static str,
    hosts: Vec<&'a str>,
    from: InputPath,
}

/// The groups that hold machines, in the order of the sample inventory.
fn groups<'a>(site: &Site<'a>, hosts: &[Host<'a>]) -> Vec<Group<'a>> {
    let with = |name, role| {
        let hosts = groups::with(site.machines, role).map(|machine| machine.name.as_str()).collect();
        Group { name, hosts, from: InputPath::lab("kubernetes") }
    };
    let names = &site.groups;
    let mut all =
        vec![with(names.control, Role::ControlPlane), with(names.nodes, Role::Worker), with(names.etcd, Role::Etcd)];
    if let Some(bastion) = hosts.iter().find(|host| host.name == names.bastion) {
        all.push(Group { name: names.bastion, hosts: vec![bastion.name], from: InputPath::option("bastion") });
    }
    all
}
