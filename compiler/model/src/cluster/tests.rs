//! The `serde` form of the model, which the evaluator and `--emit model` rely on.

use crate::*;
use serde_json::json;

/// The least that a machine must say.
fn node() -> serde_json::Value {
    json!({
        "name": "s4", "fqdn": "s4.t.example", "arch": "x86_64", "firmware": "uefi_http", "autologin": false,
        "roles": ["control_plane"],
        "os": {
            "name": "flatcar", "title": "Flatcar 1", "target": "ignition", "version": "1", "options": {},
            "memory": { "boot": 1, "clean": 2, "root": "half_of_memory" },
        },
    })
}

fn cluster() -> Cluster {
    let lab = json!({ "name": "t", "domain": "t.example" });
    serde_json::from_value(json!({ "lab": lab, "nodes": [node()] })).expect("the least is enough")
}

#[test]
fn what_is_absent_may_be_left_out() {
    let cluster = cluster();
    assert_eq!(cluster.node("s4").expect("it is there").files, Vec::new());
    assert_eq!(cluster.nodes[0].memory, None);
    assert_eq!(cluster.lab.boot, None);
}

#[test]
fn symbols_of_the_language_are_the_names_of_variants() {
    let node = &cluster().nodes[0];
    assert_eq!(
        (node.arch, node.firmware, node.os.memory.root),
        (Arch::X8664, Firmware::UefiHttp, SystemRoot::HalfOfMemory)
    );
    assert_eq!(node.roles, [Role::ControlPlane]);
    let of = ["eth0", "eth1"].map(str::to_owned).to_vec();
    let over: Over = serde_json::from_value(json!({ "bond": { "of": of, "mode": "active_backup" } })).unwrap();
    assert_eq!(over, Over::Bond(Bond { of, mode: BondMode::ActiveBackup }));
    let external: Dhcp = serde_json::from_value(json!("external")).unwrap();
    assert_eq!(external, Dhcp::External);
}

#[test]
fn a_variant_with_one_text_takes_the_text_or_a_record_with_one_field() {
    let local = Storage::LocalPath("/srv".to_owned());
    assert_eq!(serde_json::from_value::<Storage>(json!({ "local_path": "/srv" })).unwrap(), local);
    assert_eq!(serde_json::from_value::<Storage>(json!({ "local_path": { "path": "/srv" } })).unwrap(), local);
    for wrong in
        [json!({ "local_path": {} }), json!({ "local_path": { "a": "b", "c": "d" } }), json!({ "local_path": 1 })]
    {
        assert!(serde_json::from_value::<Storage>(wrong).is_err());
    }
}

#[test]
fn the_forms_of_the_language_are_read() {
    let mut node = node();
    let argument = json!({ "value": "required", "times": "once" });
    node["os"]["arguments"] = json!({ "console": argument });
    node["sysctl"] = json!({ "a": 1, "b": "x", "c": -1 });
    node["containers"] = json!([{ "name": "r", "image": "registry:2", "host_network": false, "privileged": false,
        "ports": [80, { "host": 53, "container": 5353, "protocol": "udp" }] }]);
    let node: Node = serde_json::from_value(node).unwrap();
    assert_eq!(node.os.arguments[0].name, "console");
    assert_eq!(node.sysctl.values().collect::<Vec<_>>(), ["1", "x", "-1"]);
    let ports = &node.containers[0].ports;
    assert_eq!(ports[0], Port { host: 80, container: 80, protocol: Protocol::Tcp });
    assert_eq!(ports[1], Port { host: 53, container: 5353, protocol: Protocol::Udp });
    let menu = json!({ "title": "t", "timeout": 0, "machines": [{ "title": "R", "name": "rescue" }, "memtest"] });
    let menu: Menu = serde_json::from_value(menu).unwrap();
    assert_eq!(menu.machines, ["rescue", "memtest"]);
}

#[test]
fn an_interface_has_an_address_or_asks_for_one() {
    let address = |text: &str| serde_json::from_value::<Address>(json!(text)).unwrap();
    assert_eq!(address("dhcp"), Address::Dhcp);
    assert_eq!(address("10.0.0.4"), Address::Fixed("10.0.0.4".to_owned()));
    assert_eq!(serde_json::to_value(Address::Dhcp).unwrap(), json!("dhcp"));
}

#[test]
fn the_printed_model_reads_back_and_is_the_same_each_time() {
    let cluster = cluster();
    let text = cluster.to_json().unwrap();
    assert_eq!(text, cluster.clone().to_json().unwrap());
    assert!(text.starts_with("{\n  \"lab\": {\n    \"name\": \"t\"") && text.ends_with("}\n"), "{text}");
    assert_eq!(serde_json::from_str::<Cluster>(&text).unwrap(), cluster);
}
