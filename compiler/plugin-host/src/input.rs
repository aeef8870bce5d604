//! What a plugin is called with: borrowed views of the model, and nothing that it was not promised.
//!
//! A call for machines sees its machines whole, the lab, and the peers that the target asked for; a call for the lab
//! sees of every machine a summary. So what crosses the boundary grows with the lab, never with its square.

use crate::types::{ArtifactDigest, PeersWanted, Sections};
use dlc_model::{Address, Cluster, Contents, Node, Role, TargetUse};

/// The part of the lab that every call is given.
#[derive(Debug, Clone, Copy)]
pub struct LabInput<'a> {
    /// The whole; of it the lab crosses, and input paths are read against the rest.
    pub cluster: &'a Cluster,
}

/// A machine as others may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer<'a> {
    /// Its name.
    pub name: &'a str,
    /// The address at which it is reached.
    pub ip: Option<&'a str>,
    /// Every fixed address that it has.
    pub addresses: Vec<&'a str>,
    /// What it does in the cluster.
    pub roles: &'a [Role],
}

/// A machine to work on.
#[derive(Debug, Clone, Copy)]
pub struct NodeInput<'a> {
    /// The machine.
    pub node: &'a Node,
    /// The target's options and promises for it.
    pub usage: &'a TargetUse,
    /// Artefacts of other targets for it; only of those that the target named.
    pub digests: &'a [ArtifactDigest],
    /// Whether traces are wanted.
    pub trace: bool,
}

/// The lab to work on.
#[derive(Debug, Clone, Copy)]
pub struct LabTask<'a> {
    /// The lab with its machines.
    pub cluster: &'a Cluster,
    /// The target's options and promises for the lab.
    pub usage: &'a TargetUse,
    /// Which sections of machines it asked for.
    pub sections: Sections,
    /// Artefacts of other targets; only of those that the target named.
    pub digests: &'a [ArtifactDigest],
    /// Whether traces are wanted.
    pub trace: bool,
}

impl<'a> LabInput<'a> {
    /// The lab of `cluster`.
    pub fn new(cluster: &'a Cluster) -> Self {
        Self { cluster }
    }
}

impl<'a> NodeInput<'a> {
    /// `node` for `target`, without digests and traces; `None` where the target does not run for it.
    pub fn new(node: &'a Node, target: &str) -> Option<Self> {
        Some(Self { node, usage: node.targets.get(target)?, digests: &[], trace: false })
    }

    /// The machine's name.
    pub fn name(&self) -> &'a str {
        &self.node.name
    }

    /// Bytes of text that it brings: of files, units and the like. Blobs and secrets stay outside.
    pub fn bytes(&self) -> usize {
        let bytes = |contents: &Contents| match contents {
            Contents::Text(text) => text.len(),
            Contents::Bytes(bytes) => bytes.len(),
            Contents::Secret(_) | Contents::Blob(_) | Contents::Remote(_) => 0,
        };
        self.node.contents().map(bytes).sum()
    }
}

impl<'a> LabTask<'a> {
    /// The lab for `target`, without digests and traces; `None` where the target does not run for it.
    pub fn new(cluster: &'a Cluster, target: &str, sections: Sections) -> Option<Self> {
        let usage = cluster.targets.get(target)?;
        Some(Self { cluster, usage, sections, digests: &[], trace: false })
    }
}

/// The machines of `cluster` that a target is told of which asked for `wanted`.
///
/// They are the same for every machine, so that they cross once a batch; a machine is among its own peers.
pub fn peers<'a>(cluster: &'a Cluster, wanted: &PeersWanted) -> Vec<Peer<'a>> {
    let told = |node: &&Node| match wanted {
        PeersWanted::None => false,
        PeersWanted::Roles(roles) => node.roles.iter().any(|role| roles.iter().any(|name| is_called(*role, name))),
        PeersWanted::All => true,
    };
    cluster.nodes.iter().filter(told).map(peer).collect()
}

fn peer(node: &Node) -> Peer<'_> {
    let mut addresses: Vec<&str> = node.ip.as_deref().into_iter().collect();
    for interface in &node.interfaces {
        match &interface.ip {
            Some(Address::Fixed(address)) if !addresses.contains(&address.as_str()) => addresses.push(address),
            _ => {}
        }
    }
    Peer { name: &node.name, ip: node.ip.as_deref(), addresses, roles: &node.roles }
}

/// Whether `name` is how a description calls `role`: as the language does, or with hyphens as the contract does.
pub(crate) fn is_called(role: Role, name: &str) -> bool {
    name.replace('-', "_") == role.name()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn cluster() -> Cluster {
        let os = json!({
            "name": "flatcar", "title": "Flatcar 1", "target": "ignition", "version": "1", "options": {},
            "memory": { "boot": 1, "clean": 2, "root": "disk" },
        });
        let node = |name: &str, ip: &str, role: &str| {
            json!({ "name": name, "fqdn": name, "ip": ip, "arch": "x86_64", "firmware": "bios", "autologin": false,
                "os": os, "roles": [role], "interfaces": [
                    { "name": "eth0", "over": "nic", "ip": ip },
                    { "name": "eth1", "over": "nic", "ip": "10.1.0.1" },
                    { "name": "eth2", "over": "nic", "ip": "dhcp" },
                ] })
        };
        let nodes = [node("s4", "10.0.0.4", "control_plane"), node("s5", "10.0.0.5", "worker")];
        serde_json::from_value(json!({ "lab": { "name": "t", "domain": "t" }, "nodes": nodes })).expect("a model")
    }

    #[test]
    fn only_the_peers_that_were_asked_for_are_told() {
        let cluster = cluster();
        let names =
            |wanted: &PeersWanted| peers(&cluster, wanted).into_iter().map(|peer| peer.name).collect::<Vec<_>>();
        assert_eq!(names(&PeersWanted::None), Vec::<&str>::new());
        assert_eq!(names(&PeersWanted::All), ["s4", "s5"]);
        assert_eq!(names(&PeersWanted::Roles(vec!["worker".to_owned()])), ["s5"]);
        for name in ["control_plane", "control-plane"] {
            assert_eq!(names(&PeersWanted::Roles(vec![name.to_owned()])), ["s4"]);
        }
    }

    #[test]
    fn a_peer_has_every_fixed_address_once() {
        let cluster = cluster();
        assert_eq!(peers(&cluster, &PeersWanted::All)[0].addresses, ["10.0.0.4", "10.1.0.1"]);
    }
}
