use super::files;
use crate::testing::{interface, lab, network, node, system};
use crate::{Address, Bond, BondMode, Bridge, Interface, Lab, Node, Over, Problems, Purpose, Rendered, Vlan};
use expect_test::{Expect, expect};

fn machine(interfaces: Vec<Interface>) -> Node {
    Node {
        mac: Some("02:00:00:00:00:01".to_owned()),
        ip: Some("10.0.0.4".to_owned()),
        network: Some("lan".to_owned()),
        interfaces,
        ..node("n1", system("flatcar", "ignition", "{}"))
    }
}

fn room() -> Lab {
    let mut lan = network("lan", "10.0.0.0/24");
    lan.gateway = Some("10.0.0.1".to_owned());
    lan.dns = vec!["10.0.0.2".to_owned(), "10.0.0.3".to_owned()];
    let mut storage = network("storage", "10.8.0.0/16");
    storage.vlan = Some(8);
    storage.mtu = 9000;
    storage.gateway = Some("10.8.0.1".to_owned());
    Lab { networks: vec![lan, storage], ..lab("room") }
}

fn fixed(ip: &str) -> Option<Address> {
    Some(Address::Fixed(ip.to_owned()))
}

fn in_network(interface: Interface, label: &str, ip: Option<Address>) -> Interface {
    Interface { network: Some(label.to_owned()), ip, ..interface }
}

fn port(name: &str, mac: &str) -> Interface {
    Interface { mac: Some(mac.to_owned()), ..interface(name) }
}

fn check(node: &Node, expected: &Expect) {
    let mut problems = Problems::default();
    let files = files(&room(), node, &mut problems);
    assert_eq!(problems.answer(Rendered::default()), Ok(Rendered::default()));
    let shown: Vec<String> = files.iter().map(|file| format!("--- {}\n{}", file.name, file.text)).collect();
    expected.assert_eq(&shown.concat());
}

fn problems(interfaces: Vec<Interface>) -> Vec<String> {
    let mut problems = Problems::default();
    let written = files(&room(), &machine(interfaces), &mut problems);
    assert_eq!(written, [], "nothing half right is written");
    let found = problems.answer(Rendered::default()).expect_err("a mistake was expected");
    found.iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect()
}

#[test]
fn a_fixed_address_brings_its_prefix_router_and_resolvers() {
    let eth0 = in_network(port("eth0", "02:00:00:00:00:01"), "lan", fixed("10.0.0.4"));
    check(
        &machine(vec![eth0]),
        &expect![[r#"
            --- 50-eth0.link
            [Match]
            MACAddress=02:00:00:00:00:01
            Path=*

            [Link]
            Name=eth0
            --- 50-eth0.network
            [Match]
            MACAddress=02:00:00:00:00:01

            [Network]
            Address=10.0.0.4/24
            Gateway=10.0.0.1
            DNS=10.0.0.2
            DNS=10.0.0.3
            Domains=room.test
        "#]],
    );
}

#[test]
fn a_tagged_network_on_a_bond_is_built_from_the_bottom_and_the_bond_carries_its_packets() {
    let bond = Over::Bond(Bond { of: vec!["eth0".to_owned(), "eth1".to_owned()], mode: BondMode::Lacp });
    let vlan = Over::Vlan(Vlan { of: "bond0".to_owned(), id: None });
    check(
        &machine(vec![
            port("eth0", "02:00:00:00:00:01"),
            interface("eth1"),
            in_network(Interface { over: bond, ..interface("bond0") }, "lan", fixed("10.0.0.4")),
            in_network(Interface { over: vlan, ..interface("stor0") }, "storage", fixed("10.8.0.4")),
        ]),
        &expect![[r#"
            --- 50-eth0.link
            [Match]
            MACAddress=02:00:00:00:00:01
            Path=*

            [Link]
            Name=eth0
            --- 50-eth0.network
            [Match]
            MACAddress=02:00:00:00:00:01

            [Link]
            MTUBytes=9000

            [Network]
            Bond=bond0
            --- 50-eth1.network
            [Match]
            Name=eth1

            [Link]
            MTUBytes=9000

            [Network]
            Bond=bond0
            --- 40-bond0.netdev
            [NetDev]
            Name=bond0
            Kind=bond

            [Bond]
            Mode=802.3ad
            MIIMonitorSec=100ms
            --- 40-bond0.network
            [Match]
            Name=bond0

            [Link]
            MTUBytes=9000

            [Network]
            Address=10.0.0.4/24
            Gateway=10.0.0.1
            DNS=10.0.0.2
            DNS=10.0.0.3
            Domains=room.test
            VLAN=stor0
            --- 40-stor0.netdev
            [NetDev]
            Name=stor0
            Kind=vlan

            [VLAN]
            Id=8
            --- 40-stor0.network
            [Match]
            Name=stor0

            [Link]
            MTUBytes=9000

            [Network]
            Address=10.8.0.4/16
        "#]],
    );
}

#[test]
fn a_bridge_has_the_address_of_its_port() {
    let bridge = Over::Bridge(Bridge { of: vec!["eth0".to_owned()] });
    let br0 = Interface { over: bridge, mac: Some("02:00:00:00:00:09".to_owned()), ..interface("br0") };
    let eth0 = Interface { driver: Some("e1000e".to_owned()), ..interface("eth0") };
    check(
        &machine(vec![in_network(br0, "lan", Some(Address::Dhcp)), eth0]),
        &expect![[r#"
        --- 40-br0.netdev
        [NetDev]
        Name=br0
        Kind=bridge
        MACAddress=02:00:00:00:00:09
        --- 40-br0.network
        [Match]
        Name=br0

        [Network]
        DHCP=yes
        --- 50-eth0.network
        [Match]
        Name=eth0
        Driver=e1000e

        [Network]
        Bridge=br0
    "#]],
    );
}

#[test]
fn the_way_out_is_the_interface_towards_the_internet() {
    let lan = in_network(interface("eth0"), "lan", fixed("10.0.0.4"));
    let mut storage = in_network(interface("eth1"), "storage", fixed("10.8.0.4"));
    let gateways = |interfaces| {
        let files = files(&room(), &machine(interfaces), &mut Problems::default());
        let lines: Vec<String> = files.iter().flat_map(|file| file.text.lines()).map(str::to_owned).collect();
        lines.into_iter().filter(|line| line.starts_with("Gateway=")).collect::<Vec<_>>()
    };
    assert_eq!(gateways(vec![storage.clone(), lan.clone()]), ["Gateway=10.0.0.1"], "the machine's own network");
    storage.purpose = vec![Purpose::Internet];
    assert_eq!(gateways(vec![lan, storage]), ["Gateway=10.8.0.1"]);
}

#[test]
fn the_boot_port_keeps_asking_dhcp_when_a_tagged_network_is_built_on_it() {
    let vlan = Over::Vlan(Vlan { of: "eth0".to_owned(), id: Some(9) });
    let stor0 = in_network(Interface { over: vlan, ..interface("stor0") }, "storage", fixed("10.8.0.4"));
    let files = files(&room(), &machine(vec![port("eth0", "02:00:00:00:00:01"), stor0]), &mut Problems::default());
    let eth0 = files.iter().find(|file| file.name == "50-eth0.network").expect("it carries stor0");
    assert!(eth0.text.ends_with("[Network]\nDHCP=yes\nVLAN=stor0\n"), "{}", eth0.text);
}

#[test]
fn a_port_that_only_has_a_purpose_is_left_to_the_image() {
    let eth0 = Interface { purpose: vec![Purpose::Boot], ..interface("eth0") };
    check(&machine(vec![eth0]), &expect![[""]]);
}

#[test]
fn what_cannot_be_is_refused_at_its_place() {
    let vlan = |of: &str| Over::Vlan(Vlan { of: of.to_owned(), id: None });
    let bond = |of: &str| Over::Bond(Bond { of: vec![of.to_owned()], mode: BondMode::BalanceRr });
    let with = |name: &str, over| Interface { over, ..interface(name) };
    assert_eq!(
        problems(vec![Interface { ip: fixed("10.0.0.4"), ..interface("eth0") }]),
        ["interfaces/eth0/ip: `eth0` has an address but is in no network, so the length of its prefix is not known"]
    );
    assert_eq!(
        problems(vec![interface("eth0"), with("v0", vlan("eth0"))]),
        ["interfaces/v0/over: `v0` is a tagged network, but neither it nor its network has a VLAN id"]
    );
    assert_eq!(
        problems(vec![with("b0", bond("eth7"))]),
        ["interfaces/b0/over: `b0` is built on `eth7`, which is no interface of this machine"]
    );
    let eth0 = in_network(interface("eth0"), "lan", fixed("10.0.0.4"));
    assert_eq!(
        problems(vec![eth0, with("b0", bond("eth0")), with("b1", bond("eth0"))]),
        [
            "interfaces/b1/over: `eth0` cannot be a port of `b0` and of `b1` at once",
            "interfaces/eth0/ip: `eth0` is a port of `b0`, so it cannot have an address",
        ]
    );
    assert_eq!(
        problems(vec![with("a", bond("b")), with("b", bond("a"))]),
        ["interfaces/a/over: `a` is built on itself", "interfaces/b/over: `b` is built on itself"]
    );
}
