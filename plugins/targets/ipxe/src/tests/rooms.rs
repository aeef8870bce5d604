//! Whole labs, as texts that a loader can run.

use super::replay::{End, World};
use super::{MAC, machine, menu};
use crate::Ipxe;
use dlc_plugin::testing::{interface, lab, lab_task, promise, summary, task};
use dlc_plugin::{
    Arch, Artifact, Firmware, Image, Interface, Lab, LabTask, Menu, Node, NodeTask, Purpose, Segment, Target, Tree,
};

/// A lab with its machines.
pub(super) struct Room {
    pub(super) lab: Lab,
    pub(super) nodes: Vec<Node>,
    pub(super) menu_machines: Vec<Node>,
    pub(super) options: String,
    pub(super) embed: bool,
}

pub(super) fn room(nodes: Vec<Node>) -> Room {
    Room { lab: lab("room"), nodes, menu_machines: Vec::new(), options: "{}".to_owned(), embed: false }
}

/// A machine of that name whose kernel is called by it.
pub(super) fn known(name: &str, change: impl Fn(&mut Node)) -> Node {
    let image =
        Image { kernel: format!("http://ftp/{name}"), initrds: vec![format!("http://ftp/{name}.img")], size: None };
    let mut node = Node { name: name.to_owned(), mac: None, image: Some(image), ..machine() };
    change(&mut node);
    node
}

pub(super) fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// Machines that are known by each of the things that one can be known by.
pub(super) fn all_kinds() -> Vec<Node> {
    let port = |mac: &str| Interface { mac: some(mac), purpose: vec![Purpose::Boot], ..interface("eth1") };
    vec![
        known("by-mac", |node| node.mac = some(MAC)),
        known("by-port", |node| node.interfaces = vec![port("02:00:00:00:00:99")]),
        known("by-uuid", |node| node.uuid = some("00000000-0000-0000-0000-000000000004")),
        known("by-serial", |node| node.serial = some("S 4#1")),
        known("by-asset", |node| node.asset = some("225/4".replace('/', "-").as_str())),
    ]
}

impl Room {
    pub(super) fn with_menu(mut self, menu: Menu) -> Self {
        self.lab.boot.as_mut().expect("it has one").menu = Some(menu);
        self
    }

    pub(super) fn tasks(&self, trace: bool) -> Vec<NodeTask> {
        let place = |node: &Node| match (&node.title, &node.mac) {
            (Some(_), _) => format!("ipxe/menu-{}.ipxe", node.name),
            (None, Some(mac)) => format!("ipxe/mac-{}.ipxe", mac.replace(':', "-")),
            (None, None) => format!("ipxe/node-{}.ipxe", node.name),
        };
        let all = self.nodes.iter().chain(&self.menu_machines);
        let promises = |node: &Node| vec![promise("script", &place(node)), promise("by_id", "ipxe/")];
        all.map(|node| NodeTask { trace, ..task(node.clone(), &self.options, promises(node)) }).collect()
    }

    pub(super) fn task(&self, trace: bool) -> LabTask {
        let summaries = |nodes: &[Node]| {
            let tasks = self.tasks(false);
            let of = |node: &Node| tasks.iter().find(|task| task.node == *node).map(|task| task.promises.clone());
            nodes.iter().map(|node| summary(node, "ipxe", of(node).unwrap_or_default())).collect::<Vec<_>>()
        };
        let mut promises = vec![promise("boot", "ipxe/boot.ipxe"), promise("by_id", "ipxe/")];
        if self.embed {
            promises.push(dlc_plugin::Promise { tree: Tree::Operator, ..promise("embed", "ipxe/embed.ipxe") });
        }
        let menu_machines = summaries(&self.menu_machines);
        LabTask { menu_machines, trace, ..lab_task(summaries(&self.nodes), &self.options, promises) }
    }

    pub(super) fn artifacts(&self, trace: bool) -> Vec<Artifact> {
        let tasks = self.tasks(trace);
        let nodes =
            tasks.iter().flat_map(|task| Ipxe::render_node(&self.lab, &[], task).expect("a sound machine").artifacts);
        let lab = Ipxe::render_lab(&self.lab, &self.task(trace)).expect("a sound lab").artifacts;
        nodes.chain(lab).collect()
    }

    /// A machine before it boots in this lab, whose firmware says `settings`.
    pub(super) fn world(&self, settings: &[(&str, &str)]) -> World {
        let mut world = World::default();
        for artifact in self.artifacts(false) {
            world.files.insert(format!("http://boot.test/{}", artifact.path), contents(&artifact).to_owned());
        }
        for node in self.nodes.iter().chain(&self.menu_machines) {
            let image = node.image.as_ref().expect("it has one");
            for url in image.initrds.iter().chain([&image.kernel]) {
                world.files.insert(url.clone(), String::new());
            }
        }
        let usual = [("buildarch", "x86_64"), ("netX/mac", "02:ff:00:00:00:01"), ("net0/mac", "02:ff:00:00:00:01")];
        for (name, value) in usual.iter().chain(settings) {
            world.settings.insert((*name).to_owned(), (*value).to_owned());
        }
        world
    }
}

pub(super) fn contents(artifact: &Artifact) -> &str {
    match artifact.segments.as_slice() {
        [Segment::Bytes(bytes)] => std::str::from_utf8(bytes).expect("a script is text"),
        other => panic!("one text was expected, not {other:?}"),
    }
}

pub(super) const ENTRY: &str = "http://boot.test/ipxe/boot.ipxe";

pub(super) fn kernel_of(end: &End) -> &str {
    match end {
        End::Runs { kernel, .. } => kernel,
        other => panic!("it was to boot: {other:?}"),
    }
}

/// What a firmware says, and which machine it is.
pub(super) const KNOWN: [(&[(&str, &str)], &str); 6] = [
    (&[("netX/mac", MAC), ("net0/mac", MAC)], "by-mac"),
    (&[("net1/mac", MAC)], "by-mac"),
    (&[("net1/mac", "02:00:00:00:00:99")], "by-port"),
    (&[("uuid", "00000000-0000-0000-0000-000000000004"), ("serial", "other")], "by-uuid"),
    (&[("serial", "S 4#1"), ("uuid", "ffffffff-0000-0000-0000-000000000000")], "by-serial"),
    (&[("asset", "225-4")], "by-asset"),
];

/// A room whose menu has all that a menu can have.
pub(super) fn rich() -> Room {
    let mut all = room(all_kinds()).with_menu(menu());
    all.menu_machines = vec![
        known("rescue", |node| node.title = some("Rescue")),
        known("disk", |node| (node.title, node.arch, node.firmware) = (some("A disk"), Arch::Arm64, Firmware::Uefi)),
    ];
    all.options = r#"{"list_machines": true, "marks": [
        {"name": "rescue", "title": "Rescue", "key": "r", "ready": true, "system": true},
        {"name": "disk", "title": "Own disk", "key": "d", "ready": true, "system": false},
        {"name": "later", "title": "Clear Linux", "key": null, "ready": false, "system": true}
    ]}"#
    .to_owned();
    all
}
