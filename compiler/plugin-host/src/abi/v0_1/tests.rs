//! What crosses the boundary, and what does not.

use super::*;
use crate::types::Sections;
use dlc_model::Cluster;

/// The lab of the parity test, which has something in every section.
fn cluster() -> Cluster {
    serde_json::from_str(include_str!("../../../../../tests/host/parity.json")).expect("a model")
}

fn summaries(sections: Sections) -> Vec<wit::MachineSummary> {
    let cluster = cluster();
    let task = LabTask::new(&cluster, "ipxe", sections).expect("it runs for the lab");
    let lowered = lower::lab_task(&task);
    assert_eq!((lowered.machines.len(), lowered.menu_machines.len()), (2, 1));
    lowered.machines
}

#[test]
fn a_call_for_the_lab_sees_the_sections_that_were_asked_for() {
    for machine in summaries(Sections::default()) {
        assert!(machine.boot.is_none() && machine.login.is_none() && machine.mounts.is_empty());
    }
    let all = summaries(Sections { boot: true, login: true, mounts: true });
    assert_eq!(all[0].boot.as_ref().map(|boot| boot.command_line.len()), Some(3));
    assert_eq!(all[0].login.as_ref().map(|login| login.users.len()), Some(1));
    assert_eq!(all[1].mounts.len(), 1);
}

#[test]
fn a_summary_has_the_promises_of_every_target() {
    let machines = summaries(Sections::default());
    let promised: Vec<_> = machines[0].promises.iter().map(|p| (p.target.as_str(), p.promise.field.as_str())).collect();
    assert_eq!(promised, [("ignition", "config"), ("ipxe", "script"), ("ipxe", "by_id"), ("kubespray", "folder")]);
}

#[test]
fn open_data_travels_as_json_and_maps_as_pairs() {
    let cluster = cluster();
    let node = lower::node_task(&NodeInput::new(&cluster.nodes[1], "ignition").expect("it runs there"));
    assert_eq!(node.options, r#"{"spec":"3.3.0"}"#);
    let sysctl: Vec<_> =
        node.node.sysctl.iter().map(|setting| (setting.name.as_str(), setting.value.as_str())).collect();
    assert_eq!(sysctl, [("net.ipv4.ip_forward", "1")]);
}
