//! No silence: each field of a machine either changes the config, or is refused, or says here why it need not.

use super::samples::{everything, room, text};
use super::{SPECS, machine, render_in, shown};
use crate::spec::{LuksSection, Spec};
use dlc_plugin::{Arch, Firmware, Image, Label, Luks, Node, Raid, RaidLevel, Role, Taint, TaintEffect};

/// What setting a field does.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Written,
    Refused,
    /// Somebody else's.
    Elsewhere,
}
use Fate::{Elsewhere, Refused, Written};

fn set(change: impl FnOnce(&mut Node)) -> Node {
    let mut node = machine();
    change(&mut node);
    node
}

/// For each field a machine in which only that field says something. A field that the contract gains does not compile.
fn fields(spec: &str) -> Vec<(&'static str, Fate, Node)> {
    let Node {
        name: _,
        fqdn: _,
        title: _,
        mac: _,
        ip: _,
        network: _,
        interfaces,
        uuid: _,
        serial: _,
        asset: _,
        arch: _,
        firmware: _,
        memory: _,
        roles: _,
        labels: _,
        taints: _,
        kubernetes_version: _,
        resolvers: _,
        os: _,
        image: _,
        command_line: _,
        autologin: _,
        ssh_keys,
        users,
        groups,
        files,
        directories: _,
        links: _,
        units,
        networkd,
        containers,
        packages: _,
        sysctl,
        modules,
        kernel_args: _,
        mounts,
        disks,
        filesystems,
        raids: _,
        luks: _,
        swaps,
        time_zone,
        locale: _,
        ntp,
        registry_mirrors,
        ca_certificates,
        commands,
    } = everything(spec);
    let some = |word: &str| Some(word.to_owned());
    let version = Spec::named(spec).expect("a version");
    let volumes = version.luks != LuksSection::None;
    // In 2.0 there are neither directories nor links, and owners have numbers, which another field of the lab gives.
    let folders = || if version.folders { Written } else { Refused };
    let Node { directories, links, .. } = everything("2.1.0");
    let accounts = (users.clone(), groups.clone());
    vec![
        ("name", Written, set(|node| node.name = "other".to_owned())),
        ("title", Written, set(|node| node.title = some("Rescue"))),
        ("interfaces", Written, set(|node| node.interfaces = interfaces)),
        ("ssh-keys", Written, set(|node| node.ssh_keys = ssh_keys)),
        ("users", Written, set(|node| node.users = users)),
        ("groups", Written, set(|node| node.groups = groups)),
        ("files", Written, set(|node| (node.files, (node.users, node.groups)) = (files, accounts))),
        ("directories", folders(), set(|node| node.directories = directories)),
        ("links", folders(), set(|node| node.links = links)),
        ("units", Written, set(|node| node.units = units)),
        ("networkd", Written, set(|node| node.networkd = networkd)),
        ("containers", Written, set(|node| node.containers = containers)),
        ("sysctl", Written, set(|node| node.sysctl = sysctl)),
        ("modules", Written, set(|node| node.modules = modules)),
        ("mounts", Written, set(|node| node.mounts = mounts)),
        ("swaps", Written, set(|node| node.swaps = swaps)),
        ("time-zone", Written, set(|node| node.time_zone = time_zone)),
        ("ntp", Written, set(|node| node.ntp = ntp)),
        ("registry-mirrors", Written, set(|node| node.registry_mirrors = registry_mirrors)),
        ("ca-certificates", Written, set(|node| node.ca_certificates = ca_certificates)),
        ("commands", Written, set(|node| node.commands = commands)),
        ("packages", Refused, set(|node| node.packages = vec!["nginx".to_owned()])),
        ("locale", Refused, set(|node| node.locale = some("pl_PL.UTF-8"))),
        ("disks", Written, set(|node| node.disks = disks)),
        ("filesystems", Written, set(|node| node.filesystems = filesystems)),
        ("raids", Refused, set(|node| node.raids = vec![raid()])),
        ("luks", if volumes { Written } else { Refused }, set(|node| node.luks = vec![luks()])),
        // Addresses are in the interfaces; a machine without any asks the network's DHCP.
        ("fqdn", Elsewhere, set(|node| node.fqdn = "s4.elsewhere".to_owned())),
        ("mac", Elsewhere, set(|node| node.mac = some("02:00:00:00:00:01"))),
        ("ip", Elsewhere, set(|node| node.ip = some("10.0.0.4"))),
        ("network", Elsewhere, set(|node| node.network = some("lan"))),
        ("resolvers", Elsewhere, set(|node| node.resolvers = vec!["10.0.0.2".to_owned()])),
        // By which the boot script knows the machine, and what it boots.
        ("uuid", Elsewhere, set(|node| node.uuid = some("00000000-0000-0000-0000-000000000001"))),
        ("serial", Elsewhere, set(|node| node.serial = some("1"))),
        ("asset", Elsewhere, set(|node| node.asset = some("1"))),
        ("arch", Elsewhere, set(|node| node.arch = Arch::Arm64)),
        ("firmware", Elsewhere, set(|node| node.firmware = Firmware::Uefi)),
        ("image", Elsewhere, set(|node| node.image = Some(image()))),
        ("command-line", Elsewhere, set(|node| node.command_line = vec!["quiet".to_owned()])),
        ("kernel-args", Elsewhere, set(|node| node.kernel_args = vec!["quiet".to_owned()])),
        ("autologin", Elsewhere, set(|node| node.autologin = true)),
        ("memory", Elsewhere, set(|node| node.memory = Some(1 << 33))),
        // What the cluster's installer does with the machine.
        ("roles", Elsewhere, set(|node| node.roles = vec![Role::Worker])),
        ("labels", Elsewhere, set(|node| node.labels = vec![Label { key: "a".to_owned(), value: "b".to_owned() }])),
        ("taints", Elsewhere, set(|node| node.taints = vec![taint()])),
        ("kubernetes-version", Elsewhere, set(|node| node.kubernetes_version = some("1.9.1"))),
        ("os", Elsewhere, set(|node| node.os.version = "2".to_owned())),
    ]
}

#[test]
fn every_field_is_written_or_refused_or_somebody_elses() {
    for spec in SPECS {
        let plain = render_in(&room(), spec, machine()).map(|rendered| shown(&rendered));
        for (field, fate, node) in fields(spec) {
            assert_ne!(node, machine(), "{field} is not set");
            let found = match render_in(&room(), spec, node).map(|rendered| shown(&rendered)) {
                Err(problems) => {
                    let section = |path: &str| path.split('/').next() == Some(field);
                    assert!(problems.iter().all(|problem| section(&problem.path)), "{field}: {problems:?}");
                    Refused
                }
                other if other == plain => Elsewhere,
                Ok(_) => Written,
            };
            assert_eq!(found, fate, "{field} in {spec}");
        }
    }
}

/// The fields of the contract's record of a machine.
fn declared() -> Vec<&'static str> {
    let contract = include_str!("../../../../wit/0.1/types.wit");
    let (_, record) = contract.split_once("\n    record node {\n").expect("the contract has machines");
    let (record, _) = record.split_once("\n    }\n").expect("the record ends");
    let declared = record.lines().filter_map(|line| line.trim().split_once(": ")).map(|(field, _)| field);
    declared.filter(|field| !field.starts_with("//")).collect()
}

#[test]
fn every_field_of_the_contract_is_in_a_row_of_the_readme() {
    let rows = include_str!("../../README.md").lines().filter(|line| line.starts_with("| `"));
    let named: Vec<&str> = rows.filter_map(|row| row.split('|').nth(1)).flat_map(|cell| cell.split('`')).collect();
    let missing: Vec<_> = declared().into_iter().filter(|field| !named.contains(&&*field.replace('-', "_"))).collect();
    // The system is what the machine is asked for; its row is the table of specs.
    assert_eq!(missing, ["os"]);
}

#[test]
fn every_field_of_the_contract_is_asked_about() {
    let mut declared = declared();
    let mut asked: Vec<&str> = fields("3.3.0").iter().map(|(field, ..)| *field).collect();
    declared.sort_unstable();
    asked.sort_unstable();
    assert_eq!(asked, declared);
}

fn raid() -> Raid {
    Raid { name: "md0".to_owned(), level: RaidLevel::Raid1, devices: Vec::new(), spares: 0, options: Vec::new() }
}

fn luks() -> Luks {
    Luks {
        name: "secret".to_owned(),
        device: "/dev/sda1".to_owned(),
        key: Some(text("key")),
        tpm2: false,
        wipe: false,
        discard: false,
        options: Vec::new(),
    }
}

fn image() -> Image {
    Image { kernel: "http://vol/vmlinuz".to_owned(), initrds: Vec::new(), size: None }
}

fn taint() -> Taint {
    Taint { key: "a".to_owned(), value: None, effect: TaintEffect::NoExecute }
}
