//! What is refused, and where.

use super::{lab, machine, network, render, room, served, with};
use dlc_plugin::testing::interface;
use dlc_plugin::{Address, Dhcp, Diagnostic, Firmware, Interface, Lab, Network, Node, Rendered, Serve};

/// `path: code` of everything that is wrong.
fn found(result: Result<Rendered, Vec<Diagnostic>>) -> Vec<String> {
    let found = result.expect_err("a mistake was expected");
    found.iter().map(|problem| format!("{}: {}", problem.path, problem.code)).collect()
}

fn changed(change: impl FnOnce(&mut Lab)) -> Lab {
    let mut lab = room();
    change(&mut lab);
    lab
}

/// A lab of one network of IPv6, whose server has such an address.
fn six() -> Lab {
    changed(|lab| {
        lab.networks = vec![Network {
            gateway: Some("fd00::1".to_owned()),
            ..served("lan", "fd00::/64", "fd00::100", "fd00::1ff")
        }];
        lab.hosts[0].ip = Some("fd00::3".to_owned());
        lab.boot.as_mut().expect("it has one").url = "http://[fd00::3]/boot".to_owned();
    })
}

fn uefi() -> Node {
    Node { ip: Some("fd00::4".to_owned()), firmware: Firmware::Uefi, ..machine(4) }
}

#[test]
fn a_lab_without_dhcp_gives_dnsmasq_nothing_to_do() {
    let none = changed(|lab| lab.networks[0].dhcp = None);
    assert_eq!(found(render(&none, &[], "")), ["lab/networks: no-network"]);
    assert_eq!(found(render(&lab("empty"), &[], "")), ["lab/networks: no-network"]);
}

#[test]
fn an_address_can_be_reserved_for_a_port_that_is_known() {
    let nameless = Node { mac: None, ..machine(4) };
    assert_eq!(found(render(&room(), std::slice::from_ref(&nameless), "")), ["nodes/s4/mac: no-mac"]);
    let own = Interface { ip: Some(Address::Fixed("10.0.0.4".to_owned())), ..interface("bond0") };
    let by_itself = Node { interfaces: vec![own], ..nameless };
    assert!(render(&room(), &[by_itself], "").is_ok(), "the machine configures the address itself");
}

#[test]
fn a_port_has_one_address_in_a_network() {
    let port = Interface {
        mac: machine(4).mac,
        network: Some("lan".to_owned()),
        ip: Some(Address::Fixed("10.0.0.44".to_owned())),
        ..interface("eth0")
    };
    let twice = Node { interfaces: vec![port], ..machine(4) };
    assert_eq!(found(render(&room(), &[twice], "")), ["nodes/s4/interfaces/eth0/ip: two-addresses"]);
}

#[test]
fn a_name_with_a_dot_is_not_one_for_dhcp() {
    let dotted = Node { name: "s4.rack1".to_owned(), ..machine(4) };
    assert_eq!(found(render(&room(), &[dotted], "")), ["nodes/s4.rack1/name: dotted-name"]);
}

#[test]
fn a_pool_does_not_hold_who_serves_or_resolves() {
    let by_url = changed(|lab| {
        let boot = lab.boot.as_mut().expect("it has one");
        (boot.server, boot.url) = (None, "http://10.0.0.150:8080/boot".to_owned());
    });
    assert_eq!(found(render(&by_url, &[], "")), ["lab/boot/url: address-in-pool"]);
    let resolver = changed(|lab| lab.networks[0].dns.push("10.0.0.199".to_owned()));
    assert_eq!(found(render(&resolver, &[], "")), ["lab/networks/lan/dns/1: address-in-pool"]);
}

#[test]
fn each_kind_of_dhcp_names_addresses_of_its_kind() {
    let resolver = changed(|lab| lab.networks[0].dns.push("fd00::2".to_owned()));
    assert_eq!(found(render(&resolver, &[], "")), ["lab/networks/lan/dns/1: other-kind-of-address"]);
    assert_eq!(found(render(&room(), &[], r#""ntp": ["fd00::5"]"#)), ["options/ntp/0: other-kind-of-address"]);
    let url = changed(|lab| lab.boot.as_mut().expect("it has one").url = "http://[fd00::3]/boot".to_owned());
    assert_eq!(found(render(&url, &[machine(4)], "")), ["lab/boot/url: other-kind-of-address"]);
}

#[test]
fn a_lease_has_whole_seconds() {
    let pool = dlc_plugin::IpRange { first: "10.0.0.100".to_owned(), last: "10.0.0.199".to_owned() };
    let odd = with(Dhcp::Serve(Serve { pool, lease: 120_001 }));
    assert_eq!(found(render(&odd, &[], "")), ["lab/networks/lan/dhcp/lease: lease-not-in-seconds"]);
}

#[test]
fn what_dnsmasq_cannot_do_with_ipv6_is_said() {
    let wide = Lab { networks: vec![served("lan", "fd00::/48", "fd00::100", "fd00::1ff")], ..six() };
    let told = found(render(&wide, &[], ""));
    assert_eq!(told, ["lab/networks/lan/subnet: network-too-wide", "lab/networks/lan/dhcp: not-announced"]);
    let proxied = Lab { networks: vec![Network { dhcp: Some(Dhcp::Proxy), ..network("lan", "fd00::/64") }], ..six() };
    let told = found(render(&proxied, &[], ""));
    assert_eq!(told, ["lab/networks/lan/dhcp: proxy-over-ipv6"]);
    let bios = Node { firmware: Firmware::Bios, ..uefi() };
    assert_eq!(found(render(&six(), &[bios], "")), ["nodes/s4/ip: bios-over-ipv6"]);
    assert!(render(&six(), &[uefi()], "").is_ok());
}

#[test]
fn a_loader_over_tftp_and_ipv6_needs_the_address_of_the_server() {
    let mut unknown = six();
    unknown.boot.as_mut().expect("it has one").url = "http://boot.example/boot".to_owned();
    unknown.hosts[0].ip = None;
    assert_eq!(found(render(&unknown, &[uefi()], "")), ["lab/boot/server: no-server-address"]);
    let http = Node { firmware: Firmware::UefiHttp, ..uefi() };
    assert!(render(&unknown, &[http], "").is_ok(), "the URL is enough");
}

#[test]
fn ipv6_that_nobody_announces_is_warned_about() {
    let mut quiet = six();
    quiet.networks[0].gateway = None;
    let told = render(&quiet, &[uefi()], "").expect("it may be announced by somebody").diagnostics;
    assert_eq!(
        (told.len(), told[0].code.as_str(), told[0].path.as_str()),
        (1, "not-announced", "lab/networks/lan/dhcp")
    );
    assert_eq!(render(&quiet, &[uefi()], r#""announce_ipv6": true"#).expect("it is").diagnostics, []);
}

#[test]
fn ipv6_beside_networks_of_ipv4_is_announced_on_interfaces_that_are_named() {
    assert_eq!(found(render(&room(), &[], r#""announce_ipv6": true"#)), ["options/announce_ipv6: no-interface"]);
    assert!(render(&room(), &[], r#""announce_ipv6": true, "interfaces": ["eth0"]"#).is_ok());
}

#[test]
fn a_class_that_every_loader_has_does_not_tell_ours() {
    for class in ["PXE", "iP", "E"] {
        let part = changed(|lab| lab.boot.as_mut().expect("it has one").user_class = class.to_owned());
        assert_eq!(found(render(&part, &[], "")), ["lab/boot/user-class: class-of-any-loader"], "{class}");
    }
    let own = changed(|lab| lab.boot.as_mut().expect("it has one").user_class = "iPXE-225".to_owned());
    assert!(render(&own, &[], "").is_ok());
}

#[test]
fn a_loader_is_a_file_below_the_root() {
    for bad in ["", "/undionly.kpxe", "../x", "a//b", "un dionly", "a\\\\b"] {
        let told = found(render(&room(), &[], &format!(r#""bios": "{bad}""#)));
        assert_eq!(told, ["options/bios: bad-file-name"], "{bad}");
    }
}

#[test]
fn names_that_an_answer_cannot_hold_are_refused() {
    let long = "x".repeat(128);
    assert_eq!(found(render(&room(), &[], &format!(r#""uefi": "{long}""#))), ["options/uefi: name-too-long"]);
    let http = format!(r#""uefi_http": "{}""#, "x".repeat(240));
    assert_eq!(found(render(&room(), &[], &http)), ["options/uefi_http: name-too-long"]);
}

#[test]
fn a_line_that_dnsmasq_would_cut_is_refused() {
    let ports: Vec<Interface> = (0..60)
        .map(|i| Interface {
            mac: Some(format!("02:00:00:00:01:{i:02x}")),
            purpose: vec![dlc_plugin::Purpose::Boot],
            ..interface(&format!("eth{i}"))
        })
        .collect();
    let many = Node { interfaces: ports, ..machine(4) };
    assert_eq!(found(render(&room(), &[many], "")), ["nodes/s4/mac: line-too-long"]);
}

#[test]
fn an_address_that_is_none_is_refused_rather_than_written() {
    let bad = changed(|lab| lab.networks[0].subnet = "10.0.0.0".to_owned());
    assert!(found(render(&bad, &[], "")).contains(&"lab/networks/lan/subnet: bad-address".to_owned()));
}
