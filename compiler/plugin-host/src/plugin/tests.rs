use super::*;
use crate::input::peers;
use crate::limits::{Budget, FUEL_PER_BYTE};
use crate::{HostOptions, PluginHost, builtins};
use dlc_model::{Cluster, Contents};

/// The lab of the parity test, which has something in every section.
fn cluster() -> Cluster {
    serde_json::from_str(include_str!("../../../../tests/host/parity.json")).expect("a model")
}

/// Fuel that rendering `nodes` takes, with the budget it had.
fn fuel(plugin: &Plugin, cluster: &Cluster, nodes: &[NodeInput<'_>]) -> (u64, u64) {
    let description = plugin.describe().expect("it describes itself");
    let peers = peers(cluster, &description.peers);
    let session = plugin.abi.session(&LabInput::new(cluster), &peers);
    let names = names(nodes);
    let call = plugin.call("render-nodes", &names, bytes(nodes));
    let budget = Budget::new(nodes.len(), bytes(nodes)).fuel;
    let left = abi::call(&plugin.engine, &call, |store| {
        session.render_nodes(store, nodes)?;
        store.get_fuel()
    });
    (budget - left.expect("it stays in its limits"), budget)
}

#[test]
fn the_built_in_targets_need_a_small_part_of_their_fuel() {
    let cluster = cluster();
    let host = PluginHost::new(HostOptions::default()).expect("an engine");
    for builtin in builtins() {
        let plugin = host.load_builtin(builtin.name).expect("it is listed").expect("it loads");
        let machines = cluster.nodes.iter().chain(&cluster.menu_machines);
        let nodes: Vec<_> = machines.filter_map(|node| NodeInput::new(node, builtin.name)).collect();
        let (start, _) = fuel(&plugin, &cluster, &[]);
        for node in &nodes {
            let (used, budget) = fuel(&plugin, &cluster, std::slice::from_ref(node));
            println!("{} {}: {used} fuel, of which {start} for the call", builtin.name, node.name());
            assert!(used < budget / 20, "{} takes {used} of {budget} for {}", builtin.name, node.name());
        }
    }
}

#[test]
fn a_large_text_takes_a_part_of_the_fuel_that_it_brings() {
    let mut cluster = cluster();
    let host = PluginHost::new(HostOptions::default()).expect("an engine");
    let plugin = host.load_builtin("ignition").expect("it is listed").expect("it loads");
    let (small, _) = fuel(&plugin, &cluster, &[NodeInput::new(&cluster.nodes[0], "ignition").expect("it runs there")]);
    // Blanks and quotes have to be escaped, the letters beside them not.
    let text = "key: \"a value\"\n".repeat(70_000);
    let size = text.len() as u64;
    cluster.nodes[0].files[0].contents = Contents::Text(text);
    let node = NodeInput::new(&cluster.nodes[0], "ignition").expect("it runs there");
    let (large, _) = fuel(&plugin, &cluster, &[node]);
    let each = (large - small) / size;
    println!("{each} fuel a byte");
    assert!(each < FUEL_PER_BYTE / 2, "{each} a byte");
}
