//! What labs become, by the target's own front door.

mod mistakes;
mod traces;

use crate::Dnsmasq;
use dlc_plugin::testing::{interface, lab, lab_task, network, node, summary, system};
use dlc_plugin::{
    Address, Boot, Dhcp, Diagnostic, Firmware, Interface, IpRange, Lab, LabHost, LabTask, MachineSummary, Network,
    Node, Promise, Purpose, Rendered, Segment, Serve, Target, Tree,
};
use expect_test::expect;

fn served(name: &str, subnet: &str, first: &str, last: &str) -> Network {
    let pool = IpRange { first: first.to_owned(), last: last.to_owned() };
    Network { dhcp: Some(Dhcp::Serve(Serve { pool, lease: 3_600_000 })), ..network(name, subnet) }
}

/// A lab with one network, in which it gives addresses itself.
fn room() -> Lab {
    let lan = Network {
        gateway: Some("10.0.0.1".to_owned()),
        dns: vec!["10.0.0.2".to_owned()],
        ..served("lan", "10.0.0.0/24", "10.0.0.100", "10.0.0.199")
    };
    let boot = Boot {
        server: Some("vol".to_owned()),
        url: "http://10.0.0.3/~x/boot".to_owned(),
        user_class: "iPXE".to_owned(),
        menu: None,
    };
    let vol = LabHost {
        name: "vol".to_owned(),
        ip: Some("10.0.0.3".to_owned()),
        mac: Some("02:00:00:00:00:fe".to_owned()),
        network: Some("lan".to_owned()),
    };
    Lab { networks: vec![lan], hosts: vec![vol], boot: Some(boot), ..lab("room") }
}

fn with(dhcp: Dhcp) -> Lab {
    let mut lab = room();
    lab.networks[0].dhcp = Some(dhcp);
    lab
}

/// A machine of the first network.
fn machine(number: u8) -> Node {
    Node {
        mac: Some(format!("02:00:00:00:00:{number:02x}")),
        ip: Some(format!("10.0.0.{number}")),
        network: Some("lan".to_owned()),
        ..node(&format!("s{number}"), system("flatcar", "ignition", "{}"))
    }
}

fn summaries(nodes: &[Node]) -> Vec<MachineSummary> {
    nodes.iter().map(|node| summary(node, "dnsmasq", Vec::new())).collect()
}

/// The options as a lab that sets these has them, the rest by default.
fn options(set: &str) -> String {
    let defaults = [
        ("fragment", "null"),
        ("script", "\"ipxe/boot.ipxe\""),
        ("tftp_root", "\"/srv/tftp\""),
        ("interfaces", "[]"),
        ("authoritative", "true"),
        ("ping", "false"),
        ("dns", "false"),
        ("announce_ipv6", "false"),
        ("known_only", "false"),
        ("lease_file", "\"/var/lib/misc/dnsmasq.leases\""),
        ("ntp", "[]"),
        ("bios", "\"undionly.kpxe\""),
        ("uefi", "\"ipxe.efi\""),
        ("uefi_ia32", "\"ipxe-i386.efi\""),
        ("uefi_arm64", "\"ipxe-arm64.efi\""),
        ("uefi_http", "\"ipxe.efi\""),
        ("uefi_http_arm64", "\"ipxe-arm64.efi\""),
    ];
    let rest = defaults.iter().filter(|(name, _)| !set.contains(&format!("\"{name}\":")));
    let mut all: Vec<String> = rest.map(|(name, value)| format!("\"{name}\": {value}")).collect();
    all.extend(Some(set.to_owned()).filter(|set| !set.is_empty()));
    format!("{{{}}}", all.join(", "))
}

fn task(nodes: &[Node], set: &str) -> LabTask {
    let at = |field: &str, path: &str| Promise { field: field.to_owned(), tree: Tree::Operator, path: path.to_owned() };
    let promises = vec![at("config", "dhcp/dnsmasq.conf"), at("fragment", "dhcp/dnsmasq-owner.conf")];
    lab_task(summaries(nodes), &options(set), promises)
}

fn render(lab: &Lab, nodes: &[Node], set: &str) -> Result<Rendered, Vec<Diagnostic>> {
    Dnsmasq::render_lab(lab, &task(nodes, set))
}

fn text(rendered: &Rendered, number: usize) -> &str {
    match rendered.artifacts[number].segments.as_slice() {
        [Segment::Bytes(bytes)] => std::str::from_utf8(bytes).expect("a configuration is text"),
        other => panic!("one text was expected, not {other:?}"),
    }
}

/// The file, of a lab in which nothing is wrong.
fn conf(lab: &Lab, nodes: &[Node], set: &str) -> String {
    text(&render(lab, nodes, set).expect("a sound lab"), 0).to_owned()
}

/// The lines that begin with one of these words.
fn lines(conf: &str, words: &[&str]) -> String {
    let wanted = |line: &&str| words.contains(&line.split('=').next().unwrap_or(line));
    conf.lines().filter(wanted).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_network_that_is_served_has_its_pool_its_machines_and_an_answer_for_each_firmware() {
    let rendered = render(&room(), &[machine(4), machine(5)], r#""interfaces": ["eth0"]"#).expect("a sound lab");
    assert_eq!(rendered.artifacts.len(), 1);
    assert_eq!(rendered.artifacts[0].path, "dhcp/dnsmasq.conf");
    assert_eq!(rendered.diagnostics, []);
    expect![[r#"
        # DHCP of lab room for dnsmasq. Written by dlc from the lab.

        port=0
        interface=eth0
        bind-interfaces
        dhcp-authoritative
        no-ping
        domain=room.test
        dhcp-leasefile=/var/lib/misc/dnsmasq.leases

        # Loaders, for firmware
        enable-tftp
        tftp-root=/srv/tftp

        # Network lan, 10.0.0.0/24
        dhcp-range=set:net-lan,10.0.0.100,10.0.0.199,255.255.255.0,3600
        dhcp-option=tag:net-lan,option:router,10.0.0.1
        dhcp-option=tag:net-lan,option:dns-server,10.0.0.2

        # Machines
        dhcp-host=02:00:00:00:00:04,set:host-s4,10.0.0.4,s4
        dhcp-host=02:00:00:00:00:05,set:host-s5,10.0.0.5,s5
        dhcp-host=02:00:00:00:00:fe,set:host-vol,10.0.0.3,vol

        # What asks: the loader, or firmware of some kind
        dhcp-userclass=set:ipxe,iPXE
        dhcp-match=set:ipxe,175
        dhcp-match=set:bios,option:client-arch,0
        dhcp-match=set:uefi-ia32,option:client-arch,6
        dhcp-match=set:uefi,option:client-arch,7
        dhcp-match=set:uefi,option:client-arch,9
        dhcp-match=set:uefi-arm64,option:client-arch,11
        dhcp-match=set:uefi-http,option:client-arch,16
        dhcp-match=set:uefi-http-arm64,option:client-arch,19

        # What is answered
        dhcp-boot=tag:ipxe,http://10.0.0.3/~x/boot/ipxe/boot.ipxe
        dhcp-boot=tag:!ipxe,tag:bios,undionly.kpxe
        dhcp-boot=tag:!ipxe,tag:uefi-ia32,ipxe-i386.efi
        dhcp-boot=tag:!ipxe,tag:uefi,ipxe.efi
        dhcp-boot=tag:!ipxe,tag:uefi-arm64,ipxe-arm64.efi
        dhcp-boot=tag:!ipxe,tag:uefi-http,http://10.0.0.3/~x/boot/ipxe.efi
        dhcp-option-force=tag:!ipxe,tag:uefi-http,option:vendor-class,HTTPClient
        dhcp-boot=tag:!ipxe,tag:uefi-http-arm64,http://10.0.0.3/~x/boot/ipxe-arm64.efi
        dhcp-option-force=tag:!ipxe,tag:uefi-http-arm64,option:vendor-class,HTTPClient
        dhcp-option=tag:net-lan,tag:ipxe,encap:175,176,1b
    "#]]
    .assert_eq(text(&rendered, 0));
}

#[test]
fn the_owner_of_another_server_adds_what_touches_our_machines_only() {
    let conf = conf(&with(Dhcp::External), &[machine(4)], "");
    expect![[r#"
        # Lab room: for the owner of the DHCP server, to be added to its dnsmasq. Written by dlc from the lab.
        # It touches the machines of the lab and no others.

        # Machines
        dhcp-host=02:00:00:00:00:04,set:room-host-s4,set:room,10.0.0.4,s4

        # What asks: the loader, or firmware of some kind
        dhcp-userclass=set:room-ipxe,iPXE
        dhcp-match=set:room-ipxe,175
        dhcp-match=set:room-bios,option:client-arch,0
        dhcp-match=set:room-uefi-ia32,option:client-arch,6
        dhcp-match=set:room-uefi,option:client-arch,7
        dhcp-match=set:room-uefi,option:client-arch,9
        dhcp-match=set:room-uefi-arm64,option:client-arch,11
        dhcp-match=set:room-uefi-http,option:client-arch,16
        dhcp-match=set:room-uefi-http-arm64,option:client-arch,19

        # What is answered
        dhcp-boot=tag:room,tag:room-ipxe,http://10.0.0.3/~x/boot/ipxe/boot.ipxe
        dhcp-boot=tag:room,tag:!room-ipxe,tag:room-bios,undionly.kpxe,vol,10.0.0.3
        dhcp-boot=tag:room,tag:!room-ipxe,tag:room-uefi-ia32,ipxe-i386.efi,vol,10.0.0.3
        dhcp-boot=tag:room,tag:!room-ipxe,tag:room-uefi,ipxe.efi,vol,10.0.0.3
        dhcp-boot=tag:room,tag:!room-ipxe,tag:room-uefi-arm64,ipxe-arm64.efi,vol,10.0.0.3
        dhcp-boot=tag:room,tag:!room-ipxe,tag:room-uefi-http,http://10.0.0.3/~x/boot/ipxe.efi
        dhcp-option-force=tag:room,tag:!room-ipxe,tag:room-uefi-http,option:vendor-class,HTTPClient
        dhcp-boot=tag:room,tag:!room-ipxe,tag:room-uefi-http-arm64,http://10.0.0.3/~x/boot/ipxe-arm64.efi
        dhcp-option-force=tag:room,tag:!room-ipxe,tag:room-uefi-http-arm64,option:vendor-class,HTTPClient
    "#]]
    .assert_eq(&conf);
    for line in conf.lines().filter(|line| line.starts_with("dhcp-boot") || line.starts_with("dhcp-option")) {
        assert!(line.contains("tag:room,"), "{line} would touch other machines");
    }
}

#[test]
fn a_network_behind_a_relay_is_its_owners_too() {
    assert_eq!(conf(&with(Dhcp::Relay), &[machine(4)], ""), conf(&with(Dhcp::External), &[machine(4)], ""));
}

#[test]
fn beside_somebody_elses_server_the_boot_part_alone_is_offered() {
    let conf = conf(&with(Dhcp::Proxy), &[machine(4)], "");
    expect![[r#"
        dhcp-range=set:net-lan,10.0.0.0,proxy,255.255.255.0
        dhcp-pxe-vendor=PXEClient,HTTPClient
        pxe-service=tag:net-lan,tag:!ipxe,0,"Loader",undionly.kpxe
        pxe-service=tag:net-lan,tag:ipxe,0,"Script",http://10.0.0.3/~x/boot/ipxe/boot.ipxe
        pxe-service=tag:net-lan,tag:!ipxe,6,"Loader",ipxe-i386.efi
        pxe-service=tag:net-lan,tag:ipxe,6,"Script",http://10.0.0.3/~x/boot/ipxe/boot.ipxe
        pxe-service=tag:net-lan,tag:!ipxe,7,"Loader",ipxe.efi
        pxe-service=tag:net-lan,tag:ipxe,7,"Script",http://10.0.0.3/~x/boot/ipxe/boot.ipxe
        pxe-service=tag:net-lan,tag:!ipxe,9,"Loader",ipxe.efi
        pxe-service=tag:net-lan,tag:ipxe,9,"Script",http://10.0.0.3/~x/boot/ipxe/boot.ipxe
        pxe-service=tag:net-lan,tag:!ipxe,11,"Loader",ipxe-arm64.efi
        pxe-service=tag:net-lan,tag:ipxe,11,"Script",http://10.0.0.3/~x/boot/ipxe/boot.ipxe"#]]
    .assert_eq(&lines(&conf, &["dhcp-range", "dhcp-authoritative", "pxe-service", "dhcp-pxe-vendor"]));
    assert!(!conf.contains("option:router"), "{conf}");
}

#[test]
fn a_lab_that_serves_one_network_and_not_another_writes_two_files_if_it_asks_for_both() {
    let mut lab = room();
    let far = Network { dhcp: Some(Dhcp::External), ..network("far", "10.9.0.0/24") };
    lab.networks.push(far);
    let there = Node { ip: Some("10.9.0.7".to_owned()), network: Some("far".to_owned()), ..machine(7) };
    let nodes = [machine(4), there];
    let one = render(&lab, &nodes, "").expect("a sound lab");
    assert_eq!(one.artifacts.len(), 1);
    let both = render(&lab, &nodes, r#""fragment": "dhcp/dnsmasq-owner.conf""#).expect("a sound lab");
    let hosts = |number| lines(text(&both, number), &["dhcp-host"]);
    expect![[r#"
        dhcp-host=02:00:00:00:00:04,set:host-s4,10.0.0.4,s4
        dhcp-host=02:00:00:00:00:fe,set:host-vol,10.0.0.3,vol"#]]
    .assert_eq(&hosts(0));
    expect!["dhcp-host=02:00:00:00:00:07,set:room-host-s7,set:room,10.9.0.7,s7"].assert_eq(&hosts(1));
    assert_eq!(text(&one, 0), text(&both, 0));
}

#[test]
fn a_network_of_ipv6_has_urls_and_announcements() {
    let mut lab = room();
    let six = Network {
        dns: vec!["fd00::2".to_owned()],
        gateway: Some("fd00::1".to_owned()),
        ..served("six", "fd00::/64", "fd00::100", "fd00::1ff")
    };
    lab.networks = vec![six];
    lab.hosts[0].ip = Some("fd00::3".to_owned());
    lab.hosts[0].network = Some("six".to_owned());
    lab.boot.as_mut().expect("it has one").url = "http://[fd00::3]/boot".to_owned();
    let node = Node {
        ip: Some("fd00::4".to_owned()),
        network: Some("six".to_owned()),
        firmware: Firmware::Uefi,
        ..machine(4)
    };
    let conf = conf(&lab, &[node], r#""announce_ipv6": true, "ntp": ["fd00::5"]"#);
    expect![[r#"
        # DHCP of lab room for dnsmasq. Written by dlc from the lab.

        port=0
        dhcp-authoritative
        no-ping
        domain=room.test
        dhcp-leasefile=/var/lib/misc/dnsmasq.leases

        # IPv6 is announced, so that no loader waits for it
        enable-ra
        ra-param=*,0,0

        # Loaders, for firmware
        enable-tftp
        tftp-root=/srv/tftp

        # Network six, fd00::/64
        dhcp-range=set:net-six,fd00::100,fd00::1ff,64,3600
        dhcp-option=tag:net-six,option6:dns-server,[fd00::2]
        dhcp-option=tag:net-six,option6:domain-search,room.test
        dhcp-option=tag:net-six,option6:ntp-server,[fd00::5]

        # Machines
        dhcp-host=02:00:00:00:00:04,set:host-s4,[fd00::4],s4
        dhcp-host=02:00:00:00:00:fe,set:host-vol,[fd00::3],vol

        # What asks: the loader, or firmware of some kind
        dhcp-userclass=set:ipxe,iPXE
        dhcp-match=set:ipxe,175
        dhcp-match=set:bios,option:client-arch,0
        dhcp-match=set:bios,option6:61,00:00
        dhcp-match=set:uefi-ia32,option:client-arch,6
        dhcp-match=set:uefi-ia32,option6:61,00:06
        dhcp-match=set:uefi,option:client-arch,7
        dhcp-match=set:uefi,option6:61,00:07
        dhcp-match=set:uefi,option:client-arch,9
        dhcp-match=set:uefi,option6:61,00:09
        dhcp-match=set:uefi-arm64,option:client-arch,11
        dhcp-match=set:uefi-arm64,option6:61,00:0b
        dhcp-match=set:uefi-http,option:client-arch,16
        dhcp-match=set:uefi-http,option6:61,00:10
        dhcp-match=set:uefi-http-arm64,option:client-arch,19
        dhcp-match=set:uefi-http-arm64,option6:61,00:13

        # What is answered
        dhcp-option=tag:ipxe,option6:bootfile-url,http://[fd00::3]/boot/ipxe/boot.ipxe
        dhcp-option=tag:!ipxe,tag:uefi-ia32,option6:bootfile-url,tftp://[fd00::3]/ipxe-i386.efi
        dhcp-option=tag:!ipxe,tag:uefi,option6:bootfile-url,tftp://[fd00::3]/ipxe.efi
        dhcp-option=tag:!ipxe,tag:uefi-arm64,option6:bootfile-url,tftp://[fd00::3]/ipxe-arm64.efi
        dhcp-option=tag:!ipxe,tag:uefi-http,option6:bootfile-url,http://[fd00::3]/boot/ipxe.efi
        dhcp-option-force=tag:!ipxe,tag:uefi-http,option6:16,00:00:01:57:00:0a:48:54:54:50:43:6c:69:65:6e:74
        dhcp-option=tag:!ipxe,tag:uefi-http-arm64,option6:bootfile-url,http://[fd00::3]/boot/ipxe-arm64.efi
        dhcp-option-force=tag:!ipxe,tag:uefi-http-arm64,option6:16,00:00:01:57:00:0a:48:54:54:50:43:6c:69:65:6e:74
    "#]]
    .assert_eq(&conf);
}

#[test]
fn a_port_has_a_line_for_each_address_and_that_of_ipv6_stands_in_the_first() {
    let mut lab = room();
    lab.networks.push(Network {
        vlan: Some(8),
        mtu: 9000,
        ..served("store", "10.8.0.0/24", "10.8.0.100", "10.8.0.110")
    });
    lab.networks
        .push(Network { gateway: Some("fd00::1".to_owned()), ..served("six", "fd00::/64", "fd00::100", "fd00::1ff") });
    let port = |name: &str, mac: u8, network: Option<&str>, ip: Option<Address>| Interface {
        mac: Some(format!("02:00:00:00:00:{mac:02x}")),
        network: network.map(str::to_owned),
        ip,
        ..interface(name)
    };
    let fixed = |ip: &str| Some(Address::Fixed(ip.to_owned()));
    let boots = Interface { purpose: vec![Purpose::Boot], ..port("eth1", 0x14, None, None) };
    let interfaces = vec![
        boots,
        port("eth0", 4, Some("six"), fixed("fd00::4")),
        port("stor0", 4, Some("store"), fixed("10.8.0.4")),
        port("eth2", 0x24, Some("store"), Some(Address::Dhcp)),
        port("eth3", 0x34, Some("elsewhere"), Some(Address::Dhcp)),
        port("eth4", 0x44, None, None),
    ];
    let conf = conf(&lab, &[Node { interfaces, ..machine(4) }], "");
    expect![[r#"
        dhcp-host=02:00:00:00:00:04,02:00:00:00:00:14,set:host-s4,10.0.0.4,[fd00::4],s4
        dhcp-host=02:00:00:00:00:04,02:00:00:00:00:14,set:host-s4,10.8.0.4
        dhcp-host=02:00:00:00:00:24,set:host-s4
        dhcp-host=02:00:00:00:00:fe,set:host-vol,10.0.0.3,vol"#]]
    .assert_eq(&lines(&conf, &["dhcp-host"]));
    expect![[r#"
        dhcp-range=set:net-lan,10.0.0.100,10.0.0.199,255.255.255.0,3600
        dhcp-option=tag:net-lan,option:router,10.0.0.1
        dhcp-option=tag:net-lan,option:dns-server,10.0.0.2
        dhcp-range=set:net-store,10.8.0.100,10.8.0.110,255.255.255.0,3600
        dhcp-option=tag:net-store,option:router
        dhcp-option=tag:net-store,option:mtu,9000
        dhcp-range=set:net-six,fd00::100,fd00::1ff,64,3600
        dhcp-option=tag:net-six,option6:domain-search,room.test
        dhcp-option=tag:ipxe,option6:bootfile-url,http://10.0.0.3/~x/boot/ipxe/boot.ipxe
        dhcp-option=tag:!ipxe,tag:uefi-http,option6:bootfile-url,http://10.0.0.3/~x/boot/ipxe.efi
        dhcp-option=tag:!ipxe,tag:uefi-http-arm64,option6:bootfile-url,http://10.0.0.3/~x/boot/ipxe-arm64.efi
        dhcp-option=tag:net-lan,tag:ipxe,encap:175,176,1b
        dhcp-option=tag:net-store,tag:ipxe,encap:175,176,1b"#]]
    .assert_eq(&lines(&conf, &["dhcp-range", "dhcp-option"]));
}

#[test]
fn a_machine_without_an_address_is_known_and_takes_one_of_the_pool() {
    let guest = Node { ip: None, network: None, ..machine(4) };
    let conf = conf(&room(), &[guest], r#""known_only": true"#);
    assert_eq!(lines(&conf, &["dhcp-ignore"]), "dhcp-ignore=tag:!known");
    assert!(conf.contains("\ndhcp-host=02:00:00:00:00:04,set:host-s4,s4\n"), "{conf}");
}

#[test]
fn a_loader_of_the_labs_own_is_told_from_one_that_a_port_brings() {
    let mut lab = room();
    lab.boot.as_mut().expect("it has one").user_class = "lab,\"225\"#".to_owned();
    let conf = conf(&lab, &[machine(4)], "");
    expect![[r##"dhcp-userclass=set:ipxe,"lab,\"225\"#""##]].assert_eq(&lines(&conf, &["dhcp-userclass"]));
    assert!(!conf.contains("set:ipxe,175"), "{conf}");
    assert!(conf.contains("\ndhcp-option=tag:net-lan,tag:any-ipxe,encap:175,176,1b"), "{conf}");
}

#[test]
fn names_are_answered_where_the_lab_wants_it() {
    let conf = conf(&room(), &[machine(4)], r#""dns": true"#);
    assert_eq!(lines(&conf, &["port"]), "");
    expect![[r#"
        domain=room.test
        no-resolv
        local=/room.test/
        server=10.0.0.2
        host-record=vol.room.test,vol,10.0.0.3
        host-record=s4.test,s4,10.0.0.4"#]]
    .assert_eq(&lines(&conf, &["local", "server", "host-record", "no-resolv", "domain"]));
}

#[test]
fn more_machines_than_dnsmasq_expects_are_expected() {
    let mut lab = room();
    lab.networks = vec![served("lan", "10.0.0.0/16", "10.0.8.0", "10.0.15.255")];
    assert_eq!(lines(&conf(&lab, &[], ""), &["dhcp-lease-max"]), "dhcp-lease-max=2049");
    assert_eq!(lines(&conf(&room(), &[], ""), &["dhcp-lease-max"]), "");
}

#[test]
fn a_lab_that_boots_nothing_has_addresses_alone() {
    let conf = conf(&Lab { boot: None, ..room() }, &[machine(4)], "");
    assert_eq!(lines(&conf, &["dhcp-boot", "enable-tftp", "dhcp-match"]), "");
    assert!(conf.contains("\ndhcp-range="), "{conf}");
}

#[test]
fn every_code_is_in_the_readme() {
    let missing = dlc_plugin::testing::undocumented_codes(env!("CARGO_MANIFEST_DIR")).expect("sources");
    assert_eq!(missing, Vec::<String>::new());
}
