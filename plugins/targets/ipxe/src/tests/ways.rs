//! The ways of machines through the scripts of whole labs, and what holds of every script of every lab.

use super::lint::faults;
use super::replay::{End, World};
use super::{MAC, machine, menu};
use crate::Ipxe;
use dlc_plugin::testing::{interface, lab, lab_task, promise, summary, task};
use dlc_plugin::{
    Arch, Artifact, Firmware, Image, Interface, Lab, LabTask, Menu, Node, NodeTask, Place, Purpose, Segment, Target,
    Tree,
};

/// A lab with its machines.
struct Room {
    lab: Lab,
    nodes: Vec<Node>,
    menu_machines: Vec<Node>,
    options: String,
    embed: bool,
}

fn room(nodes: Vec<Node>) -> Room {
    Room { lab: lab("room"), nodes, menu_machines: Vec::new(), options: "{}".to_owned(), embed: false }
}

/// A machine of that name whose kernel is called by it.
fn known(name: &str, change: impl Fn(&mut Node)) -> Node {
    let image =
        Image { kernel: format!("http://ftp/{name}"), initrds: vec![format!("http://ftp/{name}.img")], size: None };
    let mut node = Node { name: name.to_owned(), mac: None, image: Some(image), ..machine() };
    change(&mut node);
    node
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// Machines that are known by each of the things that one can be known by.
fn all_kinds() -> Vec<Node> {
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
    fn with_menu(mut self, menu: Menu) -> Self {
        self.lab.boot.as_mut().expect("it has one").menu = Some(menu);
        self
    }

    fn tasks(&self, trace: bool) -> Vec<NodeTask> {
        let place = |node: &Node| match (&node.title, &node.mac) {
            (Some(_), _) => format!("ipxe/menu-{}.ipxe", node.name),
            (None, Some(mac)) => format!("ipxe/mac-{}.ipxe", mac.replace(':', "-")),
            (None, None) => format!("ipxe/node-{}.ipxe", node.name),
        };
        let all = self.nodes.iter().chain(&self.menu_machines);
        let promises = |node: &Node| vec![promise("script", &place(node)), promise("by_id", "ipxe/")];
        all.map(|node| NodeTask { trace, ..task(node.clone(), &self.options, promises(node)) }).collect()
    }

    fn task(&self, trace: bool) -> LabTask {
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

    fn artifacts(&self, trace: bool) -> Vec<Artifact> {
        let tasks = self.tasks(trace);
        let nodes =
            tasks.iter().flat_map(|task| Ipxe::render_node(&self.lab, &[], task).expect("a sound machine").artifacts);
        let lab = Ipxe::render_lab(&self.lab, &self.task(trace)).expect("a sound lab").artifacts;
        nodes.chain(lab).collect()
    }

    /// A machine before it boots in this lab, whose firmware says `settings`.
    fn world(&self, settings: &[(&str, &str)]) -> World {
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

fn contents(artifact: &Artifact) -> &str {
    match artifact.segments.as_slice() {
        [Segment::Bytes(bytes)] => std::str::from_utf8(bytes).expect("a script is text"),
        other => panic!("one text was expected, not {other:?}"),
    }
}

const ENTRY: &str = "http://boot.test/ipxe/boot.ipxe";

fn kernel_of(end: &End) -> &str {
    match end {
        End::Runs { kernel, .. } => kernel,
        other => panic!("it was to boot: {other:?}"),
    }
}

/// What a firmware says, and which machine it is.
const KNOWN: [(&[(&str, &str)], &str); 6] = [
    (&[("netX/mac", MAC), ("net0/mac", MAC)], "by-mac"),
    (&[("net1/mac", MAC)], "by-mac"),
    (&[("net1/mac", "02:00:00:00:00:99")], "by-port"),
    (&[("uuid", "00000000-0000-0000-0000-000000000004"), ("serial", "other")], "by-uuid"),
    (&[("serial", "S 4#1"), ("uuid", "ffffffff-0000-0000-0000-000000000000")], "by-serial"),
    (&[("asset", "225-4")], "by-asset"),
];

#[test]
fn each_machine_boots_its_own_kernel_by_whatever_it_is_known_by() {
    for with_menu in [false, true] {
        let mut room = room(all_kinds());
        if with_menu {
            room = room.with_menu(menu());
        }
        for (says, name) in KNOWN {
            let mut world = room.world(says);
            let end = world.boots(ENTRY);
            assert_eq!(kernel_of(&end), format!("http://ftp/{name}"), "{:?}", world.shown);
            let End::Runs { line, initrds, .. } = end else { unreachable!("it runs") };
            assert_eq!(line[0], "initrd=initrd", "an EFI kernel asks for it by this name");
            assert_eq!(initrds, [("initrd".to_owned(), format!("http://ftp/{name}.img"))]);
        }
    }
}

#[test]
fn a_machine_that_is_not_known_goes_on_with_its_next_device_or_gets_the_menu() {
    let mut world = room(all_kinds()).world(&[]);
    assert_eq!(world.boots(ENTRY), End::NextDevice);
    assert!(world.shown.iter().any(|line| line.starts_with("No script was found for this machine")));
    assert_eq!(world.shown.iter().filter(|line| line.starts_with("Attempt ")).count(), 4);

    let mut world = room(all_kinds()).with_menu(menu()).world(&[]);
    assert_eq!(world.boots(ENTRY), End::NextDevice, "the menu's default is the own disk");
    assert!(world.shown.contains(&"[Room 225]".to_owned()), "{:?}", world.shown);
}

#[test]
fn a_known_machine_shows_the_menu_to_whoever_asks_for_it() {
    let room = room(all_kinds()).with_menu(menu());
    let mut world = room.world(KNOWN[0].0);
    world.pressed = vec!["m", "entry-disk"];
    assert_eq!(world.boots(ENTRY), End::NextDevice);
    let never = Room { options: r#"{"offer": 0}"#.to_owned(), ..room };
    let mut world = never.world(KNOWN[0].0);
    world.pressed = vec!["m"];
    assert_eq!(kernel_of(&world.boots(ENTRY)), "http://ftp/by-mac");
}

/// A room whose menu has all that a menu can have.
fn rich() -> Room {
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

#[test]
fn every_line_of_the_menu_leads_to_what_it_says() {
    let menu = "http://boot.test/ipxe/menu.ipxe";
    let choosing = |pressed: &[&'static str]| {
        let mut world = rich().world(&[]);
        world.files.insert("http://vol/other.ipxe".to_owned(), "#!ipxe\necho other\nreboot\n".to_owned());
        world.pressed = pressed.to_vec();
        (world.boots(menu), world.shown)
    };
    assert_eq!(kernel_of(&choosing(&["machine-rescue"]).0), "http://ftp/rescue");
    assert_eq!(kernel_of(&choosing(&["r"]).0), "http://ftp/rescue");
    assert_eq!(choosing(&["d"]).0, End::NextDevice);
    assert_eq!(choosing(&["entry-other"]).0, End::Reboots);
    assert_eq!(kernel_of(&choosing(&["nodes", "node-by-uuid"]).0), "http://ftp/by-uuid");
    assert_eq!(choosing(&["nodes", "menu", "entry-disk"]).0, End::NextDevice);
    assert_eq!(
        choosing(&["again"]).0,
        End::NextDevice,
        "it looks again, and comes back to the menu, whose default is due"
    );
    // A system for another processor says so, and does not boot. Then the next device is due.
    let (end, shown) = choosing(&["machine-disk"]);
    assert_eq!(end, End::NextDevice);
    assert!(shown.contains(&"disk is arm64, and this loader is for x86_64".to_owned()), "{shown:?}");
    assert!(shown.contains(&"-- Clear Linux (not ready yet)".to_owned()), "{shown:?}");
    assert!(shown.contains(&"(r) Rescue".to_owned()), "{shown:?}");
}

#[test]
fn a_choice_that_cannot_be_started_comes_back_to_the_menu() {
    let mut world = rich().world(&[]);
    world.pressed = vec!["entry-other", "any", "entry-disk"];
    assert_eq!(world.boots("http://boot.test/ipxe/menu.ipxe"), End::NextDevice);
    assert!(world.shown.iter().any(|line| line.starts_with("What was chosen could not be started")));
}

#[test]
fn a_machine_whose_kernel_is_missing_says_so_asks_and_starts_anew() {
    let room = room(all_kinds());
    let failing = |pressed: &[&'static str]| {
        let mut world = room.world(KNOWN[0].0);
        world.files.remove("http://ftp/by-mac");
        world.pressed = pressed.to_vec();
        (world.boots(ENTRY), world.shown)
    };
    let (end, shown) = failing(&[]);
    assert_eq!(end, End::Reboots);
    assert!(shown.contains(&"by-mac did not boot, the messages above say why".to_owned()), "{shown:?}");
    assert_eq!(failing(&["any", "s"]).0, End::Shell);
    assert_eq!(failing(&["any", "n"]).0, End::NextDevice);
    assert_eq!(failing(&["any", "b"]).0, End::Reboots);
    let (end, shown) = failing(&["any", "r"]);
    assert_eq!(end, End::Reboots);
    assert_eq!(
        shown.iter().filter(|line| line.starts_with("by-mac loads")).count(),
        10,
        "five attempts, and five more"
    );
}

#[test]
fn a_lab_chooses_how_often_and_how_long() {
    let options = r#"{"attempts": 2, "pause": 1500, "patience": 90000}"#.to_owned();
    let room = Room { options, ..room(all_kinds()) };
    let mut world = room.world(KNOWN[0].0);
    world.files.remove("http://ftp/by-mac");
    assert_eq!(world.boots(ENTRY), End::Reboots);
    assert!(world.shown.contains(&"Attempt 1 of 2 failed, next one in 2 seconds".to_owned()), "{:?}", world.shown);
    assert!(world.shown.iter().any(|line| line.contains("or wait 90 seconds to reboot")), "{:?}", world.shown);
}

#[test]
fn a_loader_of_the_labs_own_has_its_class_and_never_gives_up() {
    let mut room = Room { embed: true, ..room(all_kinds()) };
    room.lab.boot.as_mut().expect("it has one").user_class = "lab-ipxe".to_owned();
    let all = room.artifacts(false);
    let embed = all.iter().find(|artifact| artifact.tree == Tree::Operator).expect("it is there");
    let text = contents(embed);
    assert!(
        text.contains("\nset user-class lab-ipxe\n") && text.contains("\nautoboot || goto again\nexit\n"),
        "{text}"
    );
    assert_eq!(faults(text), [] as [&str; 0]);
}

/// Labs of every shape: which machines, which menu, which options.
fn matrix() -> Vec<Room> {
    let kinds = all_kinds();
    let mut rooms: Vec<Room> = (0..=kinds.len()).map(|count| room(kinds[..count].to_vec())).collect();
    rooms.extend(kinds.iter().map(|node| room(vec![node.clone()])));
    let empty = || Menu { timeout: 0, default: None, entries: Vec::new(), ..menu() };
    let shapes: [Menu; 4] =
        [empty(), Menu { timeout: 5_000, ..empty() }, menu(), Menu { default: Some("rescue".to_owned()), ..menu() }];
    for shape in shapes {
        for options in [rich().options, "{}".to_owned(), r#"{"offer": 0, "attempts": 1}"#.to_owned()] {
            let mut room = Room { options, embed: true, ..rich() }.with_menu(shape.clone());
            room.nodes.truncate(room.options.len() % 3);
            rooms.push(room);
        }
    }
    let firmwares = [(Arch::X8664, Firmware::Uefi), (Arch::X8664, Firmware::UefiHttp), (Arch::Arm64, Firmware::Uefi)];
    for ((arch, firmware), initrds) in firmwares.into_iter().zip([0, 1, 3]) {
        let mut node = known("n", |node| (node.mac, node.arch, node.firmware) = (some(MAC), arch, firmware));
        node.image.as_mut().expect("it has one").initrds = (0..initrds).map(|i| format!("http://a/{i}")).collect();
        rooms.push(room(vec![node]));
    }
    rooms
}

#[test]
fn no_script_of_any_lab_lacks_a_label_or_has_a_key_twice_or_ends_by_an_accident() {
    let mut seen = 0;
    for room in matrix() {
        for artifact in room.artifacts(false) {
            seen += 1;
            assert_eq!(faults(contents(&artifact)), [] as [&str; 0], "{}:\n{}", artifact.path, contents(&artifact));
        }
    }
    assert!(seen > 80, "only {seen} scripts");
}

#[test]
fn whatever_a_script_of_a_lab_goes_on_with_is_there() {
    for room in matrix() {
        let all = room.artifacts(false);
        for artifact in &all {
            let own = |url: &str| url.strip_prefix("http://boot.test/").map(str::to_owned);
            let chains = contents(artifact).split_whitespace().filter_map(own).filter(|path| path.ends_with(".ipxe"));
            for path in chains {
                assert!(all.iter().any(|other| other.path == path), "{path} of {}", artifact.path);
            }
        }
    }
}

#[test]
fn every_initrd_is_named_on_the_kernels_line_in_its_order() {
    for text in matrix().iter().flat_map(|room| room.artifacts(false)).map(|artifact| contents(&artifact).to_owned()) {
        let line = text.lines().find(|line| line.starts_with("kernel "));
        let asked: Vec<&str> =
            line.unwrap_or_default().split(' ').filter_map(|word| word.strip_prefix("initrd=")).collect();
        let given = text.lines().filter_map(|line| line.strip_prefix("initrd --name ")?.split(' ').next());
        assert_eq!(asked, given.collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn no_machine_of_any_lab_is_caught_in_a_circle_unless_somebody_is_asked_for_ever() {
    for room in matrix() {
        for says in KNOWN.iter().map(|(says, _)| *says).chain([&[] as &[(&str, &str)]]) {
            let mut world = room.world(says);
            let end = world.boots(ENTRY);
            let asks =
                matches!(&room.lab.boot.as_ref().and_then(|boot| boot.menu.as_ref()), Some(menu) if menu.timeout == 0);
            assert!(!matches!(end, End::Breaks(_)), "{end:?} {:?}", world.shown);
            assert!(end != End::Endless || asks, "{:?}", world.shown);
        }
    }
}

#[test]
fn every_line_of_every_script_is_traced() {
    for artifact in matrix().iter().flat_map(|room| room.artifacts(true)) {
        let lines = contents(&artifact).lines().count();
        let mut traced = vec![false; lines];
        for trace in &artifact.traces {
            assert!(!trace.inputs.is_empty() && trace.inputs.iter().all(|path| !path.is_empty()), "{trace:?}");
            let Place::Lines((first, last)) = trace.place else { panic!("lines were expected, not {:?}", trace.place) };
            traced[first as usize - 1..last as usize].fill(true);
        }
        assert!(traced.iter().all(|traced| *traced), "{}", artifact.path);
    }
}

#[test]
fn lines_are_traced_to_what_they_say() {
    let room = rich();
    let all = room.artifacts(true);
    let line = |path: &str, input: &str| {
        let artifact = all.iter().find(|artifact| artifact.path == path).expect(path);
        let trace = artifact.traces.iter().find(|trace| trace.inputs.iter().any(|found| found == input));
        match trace.map(|trace| &trace.place) {
            Some(Place::Lines((first, _))) => contents(artifact).lines().nth(*first as usize - 1).expect("a line"),
            other => panic!("{input}: a line was expected, not {other:?}"),
        }
    };
    let own = "ipxe/mac-02-25-00-00-00-04.ipxe";
    assert!(line(own, "image/kernel").starts_with("kernel "));
    assert!(line(own, "command-line").starts_with("kernel "));
    assert!(line(own, "image/initrds/0").starts_with("initrd "));
    assert!(line(own, "options/attempts").starts_with("iseq "));
    assert!(line(own, "options/offer").starts_with("prompt --key m "));
    let menu = "ipxe/menu.ipxe";
    assert_eq!(line(menu, "lab/boot/menu/title"), "menu Room 225");
    assert_eq!(line(menu, "menu-machines/rescue/title"), "item --key r machine-rescue (r) Rescue");
    assert_eq!(line(menu, "options/marks/0/key"), "item --key r machine-rescue (r) Rescue");
    assert_eq!(line(menu, "options/marks/2/title"), "item --gap Clear Linux (not ready yet)");
    assert_eq!(line(menu, "lab/boot/menu/default"), "choose --timeout 5000 --default entry-disk choice || goto menu");
    assert!(line("ipxe/boot.ipxe", "options/by_id").starts_with("set base "));
}
