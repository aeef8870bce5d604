//! Labs for guests: machines `n0`, `n1`, … for each of which target `t` promised `t/NAME.txt` in http.

use crate::guest::{Contract, Value as Answer};
use crate::host;
use dlc_model::Cluster;
use dlc_plugin_host::input::{LabInput, NodeInput};
use dlc_plugin_host::types::Rendered;
use dlc_plugin_host::{NodeAnswers, Plugin};
use serde_json::{Value, json};

/// A lab of `count` machines.
pub(crate) fn lab(count: usize) -> Cluster {
    let nodes: Vec<Value> = (0..count).map(|number| node(&format!("n{number}"))).collect();
    serde_json::from_value(json!({ "lab": { "name": "t", "domain": "t.test" }, "nodes": nodes })).expect("a model")
}

fn node(name: &str) -> Value {
    json!({
        "name": name, "fqdn": format!("{name}.t.test"), "arch": "x86_64", "firmware": "bios", "autologin": false,
        "os": {
            "name": "some", "title": "Some system", "target": "t", "version": "1", "options": {},
            "memory": { "boot": 1, "clean": 2, "root": "disk" },
        },
        "targets": {
            "t": { "options": {}, "promises": [{ "field": "file", "tree": "http", "path": format!("t/{name}.txt") }] },
        },
    })
}

/// What target `t` is called with for each machine.
pub(crate) fn inputs(cluster: &Cluster) -> Vec<NodeInput<'_>> {
    cluster.nodes.iter().map(|node| NodeInput::new(node, "t").expect("it runs there")).collect()
}

/// A guest with these functions and answers, loaded as `culprit`.
pub(crate) fn load(functions: &str, answers: &[(&str, Answer)]) -> Plugin {
    host().load("culprit", &Contract::current().component(functions, answers)).expect("it loads")
}

/// What it makes of the machines of `cluster`.
pub(crate) fn render(plugin: &Plugin, cluster: &Cluster) -> NodeAnswers<Rendered> {
    plugin.render_nodes(&LabInput::new(cluster), &[], &inputs(cluster))
}
