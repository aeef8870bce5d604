//! A target answers the same natively and in the sandbox, byte for byte.
//!
//! Both sides get one model. The files that lower it to the contract's records, and lift the answers, are compiled
//! here a second time, against the SDK's types in place of the engine's; so there is one lowering, and whatever
//! differs comes from the target or from the sandbox.
#![allow(clippy::unwrap_used, reason = "tests")]

use dlc_model::Cluster;
use dlc_plugin::{self as wit, Target};
use dlc_plugin_host::input::{self, LabInput, LabTask, NodeInput, peers};
use dlc_plugin_host::types::{self, Answer, Artifact, Contribution, Description, Rendered, Segment};
use dlc_plugin_host::{HostOptions, NodeAnswers, Plugin, PluginHost};

#[path = "../../compiler/plugin-host/src/abi/v0_1/lift.rs"]
mod lift;
#[path = "../../compiler/plugin-host/src/abi/v0_1/lower.rs"]
mod lower;
#[path = "../../compiler/plugin-host/src/abi/v0_1/mirror.rs"]
mod mirror;

/// Two machines and one of the menu, with something in every section.
fn cluster() -> Cluster {
    serde_json::from_str(include_str!("parity.json")).expect("a model")
}

fn plugin(name: &str) -> Plugin {
    let host = PluginHost::new(HostOptions { threads: 1, ..HostOptions::default() }).expect("an engine");
    host.load_builtin(name).expect("its component is committed").expect("it loads")
}

/// Every call that the target's description asks for, on both sides.
fn compare<T: Target>(name: &str, trace: bool) {
    let cluster = cluster();
    let plugin = plugin(name);
    let description = plugin.describe().expect("it describes itself");
    assert_eq!(description, lift::description(T::describe()), "{name} is rebuilt with `cargo xtask plugins --bless`");
    let lab = LabInput::new(&cluster);
    let machines = cluster.nodes.iter().chain(&cluster.menu_machines);
    let nodes: Vec<NodeInput<'_>> =
        machines.filter_map(|node| NodeInput::new(node, name)).map(|input| NodeInput { trace, ..input }).collect();
    assert!(!nodes.is_empty() || !description.renders_nodes, "the fixture uses {name}");
    let peers = peers(&cluster, &description.peers);
    if description.contributes {
        let there = plugin.contribute(&lab, &peers, &nodes);
        assert_same(there, natively_contributed::<T>(&lab, &peers, &nodes));
    }
    if description.renders_nodes {
        let there = plugin.render_nodes(&lab, &peers, &nodes);
        assert!(there.answers.iter().all(|answer| matches!(answer, Some(Ok(_)))), "all are rendered: {there:?}");
        let here = natively_rendered::<T>(&lab, &peers, &nodes);
        // First as text, which a person can read where it differs.
        assert_eq!(
            there.answers.iter().flatten().map(text).collect::<Vec<_>>(),
            here.iter().map(text).collect::<Vec<_>>()
        );
        assert_same(there, here);
    }
    if description.renders_lab {
        render_lab::<T>(&plugin, &description, &cluster);
    }
}

fn text(answer: &Answer<Rendered>) -> String {
    let Ok(rendered) = answer else { return format!("{answer:#?}") };
    let piece = |segment: &Segment| match segment {
        Segment::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        other => format!("<{other:?}>"),
    };
    let whole = |artifact: &Artifact| {
        let contents: String = artifact.segments.iter().map(piece).collect();
        format!("{} in {}:\n{contents}", artifact.path, artifact.tree)
    };
    rendered.artifacts.iter().map(whole).collect()
}

fn assert_same<A: PartialEq + std::fmt::Debug>(there: NodeAnswers<A>, here: Vec<Answer<A>>) {
    assert_eq!(there.faults, Vec::new());
    assert_eq!(there.answers, here.into_iter().map(Some).collect::<Vec<_>>());
}

fn natively_rendered<T: Target>(
    lab: &LabInput<'_>,
    peers: &[input::Peer<'_>],
    nodes: &[NodeInput<'_>],
) -> Vec<Answer<Rendered>> {
    let (lab, peers, tasks) = lowered(lab, peers, nodes);
    T::render_nodes(&lab, &peers, &tasks).into_iter().map(|answer| lift::answer(answer, lift::rendered)).collect()
}

fn natively_contributed<T: Target>(
    lab: &LabInput<'_>,
    peers: &[input::Peer<'_>],
    nodes: &[NodeInput<'_>],
) -> Vec<Answer<Contribution>> {
    let (lab, peers, tasks) = lowered(lab, peers, nodes);
    let lift = |contribution| lift::contribution(contribution).expect("each name once");
    tasks.iter().map(|task| lift::answer(T::contribute(&lab, &peers, task), lift)).collect()
}

fn lowered(
    lab: &LabInput<'_>,
    peers: &[input::Peer<'_>],
    nodes: &[NodeInput<'_>],
) -> (wit::Lab, Vec<wit::Peer>, Vec<wit::NodeTask>) {
    (lower::lab(lab), peers.iter().map(lower::peer).collect(), nodes.iter().map(lower::node_task).collect())
}

fn render_lab<T: Target>(plugin: &Plugin, description: &Description, cluster: &Cluster) {
    let lab = LabInput::new(cluster);
    let task = LabTask::new(cluster, &description.name, description.sections).expect("the fixture uses it");
    let there = plugin.render_lab(&lab, &task).expect("it keeps the rules");
    let here = T::render_lab(&lower::lab(&lab), &lower::lab_task(&task));
    assert_eq!(there, lift::answer(here, lift::rendered));
}

#[test]
fn ignition_answers_alike() {
    compare::<dlc_target_ignition::Ignition>("ignition", false);
    compare::<dlc_target_ignition::Ignition>("ignition", true);
}

#[test]
fn dnsmasq_answers_alike() {
    compare::<dlc_target_dnsmasq::Dnsmasq>("dnsmasq", false);
    compare::<dlc_target_dnsmasq::Dnsmasq>("dnsmasq", true);
}

#[test]
fn ipxe_answers_alike() {
    compare::<dlc_target_ipxe::Ipxe>("ipxe", false);
    compare::<dlc_target_ipxe::Ipxe>("ipxe", true);
}

#[test]
fn kubespray_answers_alike() {
    compare::<dlc_target_kubespray::Kubespray>("kubespray", false);
    compare::<dlc_target_kubespray::Kubespray>("kubespray", true);
}

#[test]
fn every_built_in_target_is_compared() {
    let names: Vec<_> = dlc_plugin_host::builtins().iter().map(|builtin| builtin.name).collect();
    assert_eq!(names, ["dnsmasq", "ignition", "ipxe", "kubespray"]);
}
