//! Each machine's short id: what it was built from, on its kernel line, so that a running machine can be asked.
//!
//! A digest of the machine's own input, of the components that render it and of the compiler's version. A comment, a
//! moved block or another machine's change gives the same id, as far as no target is told of it.

use crate::targets::Target;
use dlc_model::{Cluster, Lab, Node, digest};
use dlc_plugin_host::input::peers;
use serde::Serialize;
use std::collections::BTreeMap;

/// The argument that carries the id. The kernel hands what it does not know to user space.
const ARGUMENT: &str = "dlc.id";

/// How much of the digest: 48 bits, a chance of one in five million that two of 10,000 machines agree.
const DIGITS: usize = 12;

/// What decides the bytes that are made for a machine.
#[derive(Serialize)]
struct Input<'a> {
    compiler: &'a str,
    lab: [u8; 32],
    node: &'a Node,
    /// Of each target that runs for it: its component, and the digest of the peers that it is told of.
    targets: Vec<(&'a str, String, [u8; 32])>,
}

/// Puts its id on the kernel line of every machine.
pub(crate) fn sign(cluster: &mut Cluster, targets: &[Target], compiler: &str) {
    let lab = digest::<Lab>(&cluster.lab);
    let told: BTreeMap<&str, (String, [u8; 32])> =
        targets.iter().map(|target| (target.name(), of(cluster, target))).collect();
    for node in cluster.nodes.iter_mut().chain(&mut cluster.menu_machines) {
        let mine = |name: &String| {
            let (name, (component, peers)) = told.get_key_value(name.as_str())?;
            Some((*name, component.clone(), *peers))
        };
        let targets = node.targets.keys().filter_map(mine).collect();
        let id = digest(&Input { compiler, lab, node, targets });
        let hex: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        node.command_line.push(format!("{ARGUMENT}={}", &hex[..DIGITS]));
    }
}

/// The digest of a target's component and of the peers that it is told of.
fn of(cluster: &Cluster, target: &Target) -> (String, [u8; 32]) {
    let peers = peers(cluster, &target.description.peers);
    let told: Vec<_> = peers.iter().map(|peer| (peer.name, peer.ip, &peer.addresses, peer.roles)).collect();
    (target.plugin.digest().to_string(), digest(&told))
}
