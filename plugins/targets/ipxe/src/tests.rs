//! What machines and labs become, by the target's own front door.

mod arguments;

use crate::Ipxe;
use dlc_plugin::testing::{interface, lab, lab_task, node, promise, summary, system, task};
use dlc_plugin::{
    Diagnostic, Firmware, Image, Interface, Lab, LabTask, Menu, Node, NodeTask, Place, Promise, Purpose, Rendered,
    Segment, Target,
};
use expect_test::expect;

const MAC: &str = "02:25:00:00:00:04";

fn machine() -> Node {
    let mut os = system("coreos", "ignition", "{}");
    os.version = "1632.2.1".to_owned();
    Node {
        mac: Some(MAC.to_owned()),
        image: Some(Image {
            kernel: "http://ftp/coreos_production_pxe.vmlinuz".to_owned(),
            initrds: vec!["http://ftp/coreos_production_pxe_image.cpio.gz".to_owned()],
            size: None,
        }),
        command_line: ["coreos.first_boot=1", "coreos.config.url=http://vol/s4.ign", "coreos.autologin"]
            .map(str::to_owned)
            .to_vec(),
        ..node("s4", os)
    }
}

fn promises() -> Vec<Promise> {
    vec![promise("script", "ipxe/mac-02-25-00-00-00-04.ipxe"), promise("by_mac", "ipxe/")]
}

fn render(node: Node) -> Result<Rendered, Vec<Diagnostic>> {
    Ipxe::render_node(&lab("room"), &[], &task(node, "{}", promises()))
}

fn text(rendered: &Rendered, number: usize) -> &str {
    match rendered.artifacts[number].segments.as_slice() {
        [Segment::Bytes(bytes)] => std::str::from_utf8(bytes).expect("a script is text"),
        other => panic!("one text was expected, not {other:?}"),
    }
}

fn room() -> LabTask {
    let of_lab = vec![promise("boot", "ipxe/boot.ipxe"), promise("by_mac", "ipxe/")];
    lab_task(vec![summary(&machine(), "ipxe", promises())], "{}", of_lab)
}

/// `path: code` of everything that is wrong.
fn found(result: Result<Rendered, Vec<Diagnostic>>) -> Vec<String> {
    let found = result.expect_err("a mistake was expected");
    found.iter().map(|problem| format!("{}: {}", problem.path, problem.code)).collect()
}

#[test]
fn a_machine_loads_its_kernel_and_initrd_with_its_arguments() {
    let rendered = render(machine()).expect("a sound machine");
    assert_eq!(rendered.artifacts[0].path, "ipxe/mac-02-25-00-00-00-04.ipxe");
    assert_eq!(rendered.diagnostics, []);
    expect![[r#"
        #!ipxe
        # s4: coreos 1632.2.1. Written by dlc from the lab.

        set attempt:int32 0
        :try
        imgfree
        echo s4 loads coreos 1632.2.1
        kernel --name vmlinuz http://ftp/coreos_production_pxe.vmlinuz initrd=initrd coreos.first_boot=1 coreos.config.url=http://vol/s4.ign coreos.autologin || goto again
        initrd --name initrd http://ftp/coreos_production_pxe_image.cpio.gz || goto again
        boot || goto failed

        :again
        inc attempt
        iseq ${attempt} 5 && goto failed ||
        echo Attempt ${attempt} of 5 failed, next one in 3 seconds
        sleep 3
        goto try

        :failed
        echo s4 did not boot, the messages above say why
        prompt --key s --timeout 60000 Press s for a shell or wait 60 seconds to reboot && shell ||
        reboot
    "#]].assert_eq(text(&rendered, 0));
}

#[test]
fn the_labs_entry_looks_for_the_script_of_each_port() {
    let rendered = Ipxe::render_lab(&lab("room"), &room()).expect("a sound lab");
    assert_eq!(rendered.artifacts.len(), 1, "the machine's own script is where the entry looks");
    assert_eq!(rendered.artifacts[0].path, "ipxe/boot.ipxe");
    expect![[r#"
        #!ipxe
        # room: finds a machine's own script by the MACs of its ports. Written by dlc from the lab.

        set base http://boot.test/ipxe/

        set attempt:int32 0
        :try
        echo Looking for the script of ${netX/mac}
        chain --replace --autofree ${base}mac-${netX/mac:hexhyp}.ipxe ||
        set port:int32 0
        :port
        isset ${net${port}/mac} || goto again
        echo Looking for the script of ${net${port}/mac}
        chain --replace --autofree ${base}mac-${net${port}/mac:hexhyp}.ipxe ||
        inc port
        goto port

        :again
        inc attempt
        iseq ${attempt} 5 && goto failed ||
        echo Attempt ${attempt} of 5 failed, next one in 3 seconds
        sleep 3
        goto try

        :failed
        echo No script was found for this machine, the messages above say why
        prompt --key s --timeout 60000 Press s for a shell or wait 60 seconds for the next boot device && shell ||
        exit
    "#]]
    .assert_eq(text(&rendered, 0));
}

fn paths(rendered: &Rendered) -> Vec<&str> {
    rendered.artifacts.iter().map(|artifact| artifact.path.as_str()).collect()
}

#[test]
fn a_machine_is_found_by_each_of_its_ports_that_boot() {
    let port = |name: &str, mac: &str, purpose| Interface {
        mac: Some(mac.to_owned()),
        purpose: vec![purpose],
        ..interface(name)
    };
    let interfaces = vec![
        port("eth0", MAC, Purpose::Boot),
        port("eth1", "02:25:00:00:01:04", Purpose::Boot),
        port("eth2", "02:25:00:00:02:04", Purpose::Storage),
    ];
    let rendered = render(Node { interfaces, ..machine() }).expect("a sound machine");
    assert_eq!(paths(&rendered), ["ipxe/mac-02-25-00-00-00-04.ipxe", "ipxe/mac-02-25-00-00-01-04.ipxe"]);
    assert_eq!(text(&rendered, 0), text(&rendered, 1));
}

#[test]
fn what_the_lab_has_put_elsewhere_is_found_in_the_folder_too() {
    let elsewhere = vec![promise("script", "s4.ipxe"), promise("by_mac", "by/")];
    let rendered = Ipxe::render_node(&lab("room"), &[], &task(machine(), "{}", elsewhere)).expect("a sound machine");
    assert_eq!(paths(&rendered), ["s4.ipxe", "by/mac-02-25-00-00-00-04.ipxe"]);
    let elsewhere = vec![promise("boot", "boot.ipxe"), promise("by_mac", "by mac?/")];
    let rendered = Ipxe::render_lab(&lab("room"), &lab_task(Vec::new(), "{}", elsewhere)).expect("a sound lab");
    assert_eq!(paths(&rendered), ["boot.ipxe", "by mac?/boot.ipxe"]);
    assert!(text(&rendered, 0).contains("\nset base http://boot.test/by%20mac%3F/\n"), "{}", text(&rendered, 0));
}

#[test]
fn a_machine_of_the_menu_is_found_by_its_name() {
    let menu = Node { mac: None, title: Some("Rescue".to_owned()), ..machine() };
    let promises = vec![promise("script", "ipxe/s4.ipxe"), promise("by_mac", "ipxe/")];
    let rendered = Ipxe::render_node(&lab("room"), &[], &task(menu, "{}", promises)).expect("a person chooses it");
    assert_eq!(paths(&rendered), ["ipxe/s4.ipxe"]);
}

#[test]
fn several_initrds_have_names_of_their_own_in_their_order() {
    let mut node = machine();
    node.firmware = Firmware::Uefi;
    node.image.as_mut().expect("it has one").initrds = vec!["http://a/initrd".to_owned(), "http://b/initrd".to_owned()];
    let rendered = render(node).expect("a sound machine");
    let lines: Vec<&str> = text(&rendered, 0).lines().filter(|line| line.contains("initrd")).collect();
    expect![[r#"
        kernel --name vmlinuz http://ftp/coreos_production_pxe.vmlinuz initrd=initrd0 initrd=initrd1 coreos.first_boot=1 coreos.config.url=http://vol/s4.ign coreos.autologin || goto again
        initrd --name initrd0 http://a/initrd || goto again
        initrd --name initrd1 http://b/initrd || goto again"#]].assert_eq(&lines.join("\n"));
}

#[test]
fn every_script_begins_with_the_mark_and_every_jump_has_its_label() {
    let node = render(machine()).expect("a sound machine");
    let lab = Ipxe::render_lab(&lab("room"), &room()).expect("a sound lab");
    for script in [text(&node, 0), text(&lab, 0)] {
        assert!(script.starts_with("#!ipxe\n") && script.ends_with('\n'), "{script}");
        let labels: Vec<&str> = script.lines().filter_map(|line| line.strip_prefix(':')).collect();
        for (_, jump) in script.match_indices("goto ").map(|(i, word)| script.split_at(i + word.len())) {
            let label = jump.split_whitespace().next().expect("a label");
            assert!(labels.contains(&label), "{label} in {script}");
        }
    }
}

#[test]
fn a_machine_without_an_image_or_a_mac_cannot_boot() {
    assert_eq!(found(render(Node { image: None, ..machine() })), ["os: no-image"]);
    assert_eq!(found(render(Node { mac: None, ..machine() })), ["mac: no-mac"]);
    let port = Interface { mac: Some(MAC.to_owned()), purpose: vec![Purpose::Boot], ..interface("eth0") };
    assert!(render(Node { mac: None, interfaces: vec![port], ..machine() }).is_ok(), "a port has one");
}

#[test]
fn a_url_that_the_loader_would_not_fetch_is_refused_at_its_place() {
    let with = |kernel: &str, initrd: &str| Node {
        image: Some(Image { kernel: kernel.to_owned(), initrds: vec![initrd.to_owned()], size: None }),
        ..machine()
    };
    assert_eq!(found(render(with("vmlinuz", "http://a/i"))), ["image/kernel: bad-url"]);
    for bad in ["http://a/i j", "http://a/${mac}", "http://a/i\\", "nfs://a/i"] {
        assert_eq!(found(render(with("http://a/k", bad))), ["image/initrds/0: bad-url"], "{bad}");
    }
}

#[test]
fn https_is_warned_about_on_bios_unless_the_lab_says_otherwise() {
    let mut node = machine();
    node.image.as_mut().expect("it has one").kernel = "https://a/k".to_owned();
    let warnings = |node: &Node, options: &str| {
        let task = task(node.clone(), options, promises());
        Ipxe::render_node(&lab("room"), &[], &task).expect("a sound machine").diagnostics
    };
    let warned = warnings(&node, "{}");
    assert_eq!((warned.len(), warned[0].code.as_str(), warned[0].path.as_str()), (1, "https-on-bios", "os"));
    assert_eq!(warnings(&node, r#"{"https": true}"#), []);
    node.firmware = Firmware::Uefi;
    assert_eq!(warnings(&node, "{}"), []);
}

#[test]
fn a_lab_without_a_boot_service_or_with_a_menu_is_refused() {
    let in_lab = |change: fn(&mut Lab)| {
        let mut lab = lab("room");
        change(&mut lab);
        found(Ipxe::render_lab(&lab, &room()))
    };
    assert_eq!(in_lab(|lab| lab.boot = None), ["lab/boot: no-boot-service"]);
    let menu = |lab: &mut Lab| {
        let menu = Menu { title: String::new(), timeout: 0, default: None, entries: Vec::new(), machines: Vec::new() };
        lab.boot.as_mut().expect("it has one").menu = Some(menu);
    };
    assert_eq!(in_lab(menu), ["lab/boot/menu: not-yet"]);
    assert_eq!(
        in_lab(|lab| lab.boot.as_mut().expect("it has one").url = "http://a b".to_owned()),
        ["lab/boot/url: bad-url"]
    );
    let mut no_folder = room();
    no_folder.promises[1].path = "ipxe".to_owned();
    assert_eq!(found(Ipxe::render_lab(&lab("room"), &no_folder)), ["options/by_mac: no-folder"]);
}

#[test]
fn lines_are_traced_to_what_they_say() {
    let task = NodeTask { trace: true, ..task(machine(), "{}", promises()) };
    let rendered = Ipxe::render_node(&lab("room"), &[], &task).expect("a sound machine");
    let lines: Vec<&str> = text(&rendered, 0).lines().collect();
    let of = |input: &str| {
        let trace = rendered.artifacts[0].traces.iter().find(|trace| trace.inputs.iter().any(|path| path == input));
        match trace.map(|trace| &trace.place) {
            Some(Place::Lines((first, last))) if first == last => lines[*first as usize - 1],
            other => panic!("one line was expected, not {other:?}"),
        }
    };
    assert!(of("image/kernel").starts_with("kernel "));
    assert!(of("command-line").starts_with("kernel "));
    assert!(of("image/initrds/0").starts_with("initrd "));
    assert!(of("name").starts_with("echo s4 "));
}

#[test]
fn every_code_is_in_the_readme() {
    let missing = dlc_plugin::testing::undocumented_codes(env!("CARGO_MANIFEST_DIR")).expect("sources");
    assert_eq!(missing, Vec::<String>::new());
}
