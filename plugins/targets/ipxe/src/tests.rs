//! What machines and labs become, by the target's own front door.

mod arguments;
mod every;
mod lint;
mod refused;
mod replay;
mod rooms;
mod ways;

use crate::Ipxe;
use dlc_plugin::testing::{interface, lab, lab_task, node, promise, summary, system, task};
use dlc_plugin::{
    Diagnostic, Firmware, Image, Interface, LabTask, Menu, MenuAction, MenuEntry, Node, Promise, Purpose, Rendered,
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
    vec![promise("script", "ipxe/mac-02-25-00-00-00-04.ipxe"), promise("by_id", "ipxe/")]
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
    let of_lab = vec![promise("boot", "ipxe/boot.ipxe"), promise("by_id", "ipxe/")];
    lab_task(vec![summary(&machine(), "ipxe", promises())], "{}", of_lab)
}

/// A menu of two entries, which takes the first after five seconds.
fn menu() -> Menu {
    let entry = |name: &str, title: &str, action| MenuEntry { name: name.to_owned(), title: title.to_owned(), action };
    Menu {
        title: "Room 225".to_owned(),
        timeout: 5_000,
        default: Some("disk".to_owned()),
        entries: vec![
            entry("disk", "Own disk", MenuAction::Local),
            entry("other", "Another room", MenuAction::Chain("http://vol/other.ipxe".to_owned())),
        ],
        machines: Vec::new(),
    }
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

        iseq ${buildarch} x86_64 || iseq ${buildarch} i386 || goto other
        goto retry
        :other
        echo s4 is x86_64, and this loader is for ${buildarch}
        goto failed

        :retry
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
        sleep 3 || goto failed
        goto try

        :failed
        echo s4 did not boot, the messages above say why
        prompt --timeout 60000 Press any key to choose what to do, or wait 60 seconds to reboot || goto reboot

        :ask
        menu s4 did not boot
        item --key r retry (r) Try again
        item --key s shell (s) A shell of the loader, which `exit` leaves
        item --key n next (n) The next boot device
        item --key b reboot (b) Reboot
        choose --timeout 60000 --default reboot choice || goto ask
        goto ${choice}

        :shell
        shell ||
        goto ask

        :next
        exit

        :reboot
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
        # room: finds a machine's own script by what it is known by. Written by dlc from the lab.

        set base http://boot.test/ipxe/

        :retry
        set attempt:int32 0
        :try
        echo Looking for the script of ${netX/mac}
        chain --replace --autofree ${base}mac-${netX/mac:hexhyp}.ipxe ||
        set port:int32 0
        :port
        isset ${net${port}/mac} || goto ports-done
        echo Looking for the script of ${net${port}/mac}
        chain --replace --autofree ${base}mac-${net${port}/mac:hexhyp}.ipxe ||
        inc port
        goto port
        :ports-done

        :again
        inc attempt
        iseq ${attempt} 5 && goto failed ||
        echo Attempt ${attempt} of 5 failed, next one in 3 seconds
        sleep 3 || goto failed
        goto try

        :failed
        echo No script was found for this machine, the messages above say why
        prompt --timeout 60000 Press any key to choose what to do, or wait 60 seconds for the next boot device || goto next

        :ask
        menu No script was found for this machine
        item --key r retry (r) Try again
        item --key s shell (s) A shell of the loader, which `exit` leaves
        item --key n next (n) The next boot device
        item --key b reboot (b) Reboot
        choose --timeout 60000 --default next choice || goto ask
        goto ${choice}

        :shell
        shell ||
        goto ask

        :next
        exit

        :reboot
        reboot
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
    let elsewhere = vec![promise("script", "s4.ipxe"), promise("by_id", "by/")];
    let rendered = Ipxe::render_node(&lab("room"), &[], &task(machine(), "{}", elsewhere)).expect("a sound machine");
    assert_eq!(paths(&rendered), ["s4.ipxe", "by/mac-02-25-00-00-00-04.ipxe"]);
    let elsewhere = vec![promise("boot", "boot.ipxe"), promise("by_id", "by mac?/")];
    let rendered = Ipxe::render_lab(&lab("room"), &lab_task(Vec::new(), "{}", elsewhere)).expect("a sound lab");
    assert_eq!(paths(&rendered), ["boot.ipxe", "by mac?/boot.ipxe"]);
    assert!(text(&rendered, 0).contains("\nset base http://boot.test/by%20mac%3F/\n"), "{}", text(&rendered, 0));
}

#[test]
fn a_machine_of_the_menu_is_found_by_its_name() {
    let menu = Node { mac: None, title: Some("Rescue".to_owned()), ..machine() };
    let promises = vec![promise("script", "ipxe/menu-s4.ipxe"), promise("by_id", "ipxe/")];
    let rendered = Ipxe::render_node(&lab("room"), &[], &task(menu, "{}", promises)).expect("a person chooses it");
    assert_eq!(paths(&rendered), ["ipxe/menu-s4.ipxe"]);
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
fn every_code_is_in_the_readme() {
    let missing = dlc_plugin::testing::undocumented_codes(env!("CARGO_MANIFEST_DIR")).expect("sources");
    assert_eq!(missing, Vec::<String>::new());
}
