//! What is refused or warned of, and at which place.

use super::{found, machine, menu, promises, render, room, text};
use crate::Ipxe;
use dlc_plugin::testing::{interface, lab, network, promise, task};
use dlc_plugin::{
    Dhcp, Diagnostic, Firmware, Image, Interface, IpRange, Lab, MenuAction, Node, Purpose, Rendered, Serve, Severity,
    Target,
};

/// `path: code` of what a lab is warned of.
fn warned(result: Result<Rendered, Vec<Diagnostic>>) -> Vec<String> {
    let told = result.expect("nothing that keeps it from being built").diagnostics;
    told.iter().map(|told| format!("{}: {}", told.path, told.code)).collect()
}

fn in_lab(change: impl Fn(&mut Lab)) -> Result<Rendered, Vec<Diagnostic>> {
    let mut lab = lab("room");
    change(&mut lab);
    Ipxe::render_lab(&lab, &room())
}

fn in_menu(change: impl Fn(&mut dlc_plugin::Menu)) -> Result<Rendered, Vec<Diagnostic>> {
    in_lab(|lab| {
        let mut menu = menu();
        change(&mut menu);
        lab.boot.as_mut().expect("it has one").menu = Some(menu);
    })
}

fn fetching(kernel: &str, initrd: &str) -> Node {
    let image = Image { kernel: kernel.to_owned(), initrds: vec![initrd.to_owned()], size: None };
    Node { image: Some(image), ..machine() }
}

#[test]
fn a_machine_without_an_image_or_an_identity_cannot_boot() {
    assert_eq!(found(render(Node { image: None, ..machine() })), ["os: no-image"]);
    let nameless = || Node { mac: None, ..machine() };
    assert_eq!(found(render(nameless())), ["mac: no-identity"]);
    let port =
        Interface { mac: Some("02:00:00:00:00:01".to_owned()), purpose: vec![Purpose::Boot], ..interface("eth0") };
    assert!(render(Node { interfaces: vec![port], ..nameless() }).is_ok(), "a port has one");
    let some = |text: &str| Some(text.to_owned());
    for known in [
        Node { uuid: some("00000000-0000-0000-0000-000000000004"), ..nameless() },
        Node { serial: some("S4"), ..nameless() },
        Node { asset: some("room 225, s4"), ..nameless() },
    ] {
        assert!(render(known).is_ok());
    }
}

#[test]
fn what_no_file_can_be_called_by_is_refused() {
    let long = "x".repeat(201);
    for bad in ["", "a/b", "a\\b", "ż", "a\nb", "${mac}", "a%20b", "a?b", "a:b", long.as_str()] {
        assert_eq!(
            found(render(Node { serial: Some(bad.to_owned()), ..machine() })),
            ["serial: bad-identity"],
            "{bad:?}"
        );
        assert_eq!(
            found(render(Node { asset: Some(bad.to_owned()), ..machine() })),
            ["asset: bad-identity"],
            "{bad:?}"
        );
    }
}

#[test]
fn a_url_that_the_loader_would_not_fetch_is_refused_at_its_place() {
    assert_eq!(found(render(fetching("vmlinuz", "http://a/i"))), ["image/kernel: bad-url"]);
    let bad = ["http://a/i j", "http://a/${mac}", "http://a/i\\", "nfs://a/i", "ftp://a/i", "http:///i", "http://a/ż"];
    for bad in bad {
        assert_eq!(found(render(fetching("http://a/k", bad))), ["image/initrds/0: bad-url"], "{bad}");
        let boot = in_lab(|lab| lab.boot.as_mut().expect("it has one").url = bad.to_owned());
        assert_eq!(found(boot), ["lab/boot/url: bad-url"], "{bad}");
        let entry = in_menu(|menu| menu.entries[1].action = MenuAction::Chain(bad.to_owned()));
        assert_eq!(found(entry), ["lab/boot/menu/entries/other/action: bad-url"], "{bad}");
    }
}

#[test]
fn https_is_warned_about_on_bios_unless_the_lab_says_otherwise() {
    let node = |firmware| Node { firmware, ..fetching("https://a/k", "https://a/i") };
    let warnings =
        |node: Node, options: &str| warned(Ipxe::render_node(&lab("room"), &[], &task(node, options, promises())));
    assert_eq!(warnings(node(Firmware::Bios), "{}"), ["os: https-on-bios"]);
    assert_eq!(warnings(node(Firmware::Bios), r#"{"https": true}"#), [] as [&str; 0]);
    assert_eq!(warnings(node(Firmware::Uefi), "{}"), [] as [&str; 0]);
    let over_https = |lab: &mut Lab| lab.boot.as_mut().expect("it has one").url = "https://vol".to_owned();
    assert_eq!(warned(in_lab(over_https)), ["lab/boot/url: https-on-bios"]);
}

#[test]
fn ipv6_is_warned_about_on_bios() {
    let node = |firmware| Node { firmware, ..fetching("http://[fd00::1]:80/k", "http://a/i") };
    assert_eq!(warned(render(node(Firmware::Bios))), ["os: bios-without-ipv6"]);
    assert_eq!(warned(render(node(Firmware::UefiHttp))), [] as [&str; 0]);
    let over_ipv6 = |lab: &mut Lab| lab.boot.as_mut().expect("it has one").url = "http://[fd00::1]".to_owned();
    assert_eq!(warned(in_lab(over_ipv6)), ["lab/boot/url: bios-without-ipv6"]);
}

#[test]
fn a_system_over_tftp_is_warned_about() {
    assert_eq!(warned(render(fetching("tftp://a/k", "tftp://a/i"))), ["os: image-over-tftp"], "once");
}

#[test]
fn a_password_that_everybody_can_read_is_warned_about() {
    assert_eq!(warned(render(fetching("http://u:p@a/k", "http://u@a/i"))), ["os: password-in-script"]);
    assert_eq!(warned(render(fetching("http://a/k?u:p@b", "http://u@a:80/i"))), [] as [&str; 0]);
    let in_url = in_lab(|lab| lab.boot.as_mut().expect("it has one").url = "http://u:p@vol".to_owned());
    assert_eq!(warned(in_url), ["lab/boot/url: password-in-script"]);
    let argument = |argument: &str| warned(render(Node { command_line: vec![argument.to_owned()], ..machine() }));
    for told in
        ["netroot=iscsi:me:secret@10.0.0.1::::iqn.2018-06.test:a", "rd.iscsi.password=x", "rd.iscsi.in.password=x"]
    {
        assert_eq!(argument(told), ["command-line/0: password-in-script"], "{told}");
    }
    for fine in ["netroot=iscsi:10.0.0.1::::iqn.2018-06.test:a", "netroot=nbd:a:b@c", "rd.iscsi.username=x"] {
        assert!(argument(fine).is_empty(), "{fine}");
    }
}

#[test]
fn firmware_that_boots_over_http_needs_a_web_root() {
    let over_tftp = |firmware| {
        let mut lab = lab("room");
        lab.boot.as_mut().expect("it has one").url = "tftp://vol".to_owned();
        let mut task = room();
        task.machines[0].firmware = firmware;
        Ipxe::render_lab(&lab, &task)
    };
    assert!(over_tftp(Firmware::Uefi).is_ok());
    assert_eq!(found(over_tftp(Firmware::UefiHttp)), ["lab/boot/url: bad-url"]);
}

#[test]
fn a_server_that_no_machine_of_the_network_reaches_is_warned_about() {
    let serve = || {
        let pool = IpRange { first: "10.0.0.100".to_owned(), last: "10.0.0.200".to_owned() };
        Some(Dhcp::Serve(Serve { pool, lease: 1 }))
    };
    let told = |url: &str, change: fn(&mut dlc_plugin::Network)| {
        let mut lab = lab("room");
        let mut lan = dlc_plugin::Network { dhcp: serve(), ..network("lan", "10.0.0.0/24") };
        change(&mut lan);
        lab.networks.push(lan);
        let node = Node { network: Some("lan".to_owned()), ..fetching(url, url) };
        warned(Ipxe::render_node(&lab, &[], &task(node, "{}", promises())))
    };
    let told_once = ["os: server-out-of-reach"];
    assert_eq!(told("http://10.0.1.1/k", |_| {}), told_once, "another network, no gateway");
    assert_eq!(told("http://vol/k", |_| {}), told_once, "a name, no resolver");
    assert!(told("http://10.0.0.1/k", |_| {}).is_empty(), "the same network");
    assert!(told("http://10.0.1.1/k", |lan| lan.gateway = Some("10.0.0.1".to_owned())).is_empty());
    assert!(told("http://vol/k", |lan| lan.dns = vec!["10.0.0.2".to_owned()]).is_empty());
    assert!(told("http://vol/k", |lan| lan.dhcp = Some(Dhcp::External)).is_empty(), "its owner knows more");
}

#[test]
fn a_lab_without_a_boot_service_or_a_folder_for_scripts_is_refused() {
    assert_eq!(found(in_lab(|lab| lab.boot = None)), ["lab/boot: no-boot-service"]);
    let mut no_folder = room();
    no_folder.promises[1].path = "ipxe".to_owned();
    assert_eq!(found(Ipxe::render_lab(&lab("room"), &no_folder)), ["options/by_id: no-folder"]);
}

#[test]
fn a_url_too_long_for_dhcp_is_warned_about_and_then_refused() {
    let first = |length: usize| {
        let own = "http:///ipxe/boot.ipxe".len();
        in_lab(|lab| lab.boot.as_mut().expect("it has one").url = format!("http://{}", "x".repeat(length - own)))
    };
    assert_eq!(warned(first(127)), [] as [&str; 0]);
    assert_eq!(warned(first(128)), ["lab/boot/url: long-url"]);
    assert_eq!(warned(first(255)), ["lab/boot/url: long-url"]);
    assert_eq!(found(first(256)), ["lab/boot/url: long-url"]);
}

#[test]
fn a_title_that_the_loader_would_change_is_refused() {
    for bad in ["", "a  b", "a\nb", "-x", "a #b", "${mac}", "a || b", "a && b", "a ; b", "a\\", "#a", "a\tb"] {
        assert_eq!(found(in_menu(|menu| menu.title = bad.to_owned())), ["lab/boot/menu/title: bad-title"], "{bad:?}");
        let entry = in_menu(|menu| menu.entries[0].title = bad.to_owned());
        assert_eq!(found(entry), ["lab/boot/menu/entries/disk/title: bad-title"], "{bad:?}");
    }
    for good in ["Room 225 (all)", "a-b", "a#b;c", "100 %", "it's \"x\"", "a|b & c"] {
        let rendered = in_menu(|menu| menu.title = good.to_owned()).expect(good);
        assert!(text(&rendered, 1).contains(&format!("\nmenu {good}\n")), "{good}");
    }
}

#[test]
fn a_title_that_is_not_shown_whole_is_warned_about() {
    let titled = |title: &str| in_menu(|menu| menu.entries[0].title = title.to_owned());
    assert_eq!(warned(titled(&"x".repeat(74))), [] as [&str; 0]);
    for garbled in ["x".repeat(75), "własny dysk".to_owned()] {
        assert_eq!(warned(titled(&garbled)), ["lab/boot/menu/entries/disk/title: garbled-title"], "{garbled}");
    }
}

#[test]
fn a_user_class_that_cannot_be_sent_is_refused() {
    let class = |class: &str| {
        let mut lab = lab("room");
        lab.boot.as_mut().expect("it has one").user_class = class.to_owned();
        let mut task = room();
        task.promises.push(promise("embed", "ipxe/embed.ipxe"));
        Ipxe::render_lab(&lab, &task)
    };
    assert!(class("lab-ipxe").is_ok());
    for bad in ["", "#lab", "a b", "${mac}", "a\\", "||"] {
        assert_eq!(found(class(bad)), ["lab/boot/user-class: bad-user-class"], "{bad:?}");
    }
}

#[test]
fn every_mistake_of_a_machine_is_told_at_once() {
    let mut node = Node { serial: Some("a/b".to_owned()), ..fetching("ftp://a/k", "http://a/${x}") };
    node.command_line.push("a  b".to_owned());
    let told = Ipxe::render_node(&lab("room"), &[], &task(node, "{}", promises())).expect_err("four mistakes");
    let codes: Vec<&str> = told.iter().map(|told| told.code.as_str()).collect();
    assert_eq!(codes, ["bad-identity", "bad-url", "bad-url", "bad-argument"]);
    assert!(told.iter().all(|told| told.severity == Severity::Error));
}
