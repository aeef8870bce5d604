//! A lab and a machine in which every section that can be written has something.

use super::{machine, task_with};
use crate::spec::{LuksSection, Making, Spec};
use dlc_plugin::testing::{file, interface, lab, network, unit, user};
use dlc_plugin::{
    Address, Bond, BondMode, Command, CommandWhen, Container, Contents, Device, Directory, Disk, Dropin, File,
    Filesystem, Format, Group, Interface, Lab, Link, Luks, Mount, MountSource, Networkd, Nfs, Node, NodeTask, Over,
    Partition, Port, Protocol, Registry, Remote, Setting, Swap, Tmpfs, Unit, User, Variable, Vlan,
};

pub(super) fn text(text: &str) -> Contents {
    Contents::Text(text.to_owned())
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

pub(super) fn room() -> Lab {
    let mut lan = network("lan", "10.0.0.0/24");
    lan.gateway = Some("10.0.0.1".to_owned());
    lan.dns = strings(&["10.0.0.2"]);
    let mut storage = network("storage", "10.8.0.0/24");
    (storage.vlan, storage.mtu) = (Some(8), 9000);
    let cache = Registry {
        name: "cache".to_owned(),
        host: "vol".to_owned(),
        port: 5000,
        address: "vol:5000".to_owned(),
        upstream: Some("https://registry-1.docker.io".to_owned()),
        tls: false,
    };
    Lab { networks: vec![lan, storage], registries: vec![cache], ..lab("room") }
}

/// What a version has.
fn version(spec: &str) -> &'static Spec {
    Spec::named(spec).expect("a version")
}

/// The task to render such a machine, with whatever can be said of fetching.
pub(super) fn task(spec: &str) -> NodeTask {
    let version = version(spec);
    let mut options = serde_json::json!({ "spec": spec, "gzip": ["http://vol/x.tar"] });
    let digest = format!("sha512:{}", "0b".repeat(64));
    options["configs"] = serde_json::json!([{ "url": "https://vol/more.ign", "digest": digest }]);
    if version.timeouts {
        options["timeouts"] = serde_json::json!({ "answer": 5000, "total": 600_000 });
    }
    if version.requests {
        options["headers"] = serde_json::json!({ "http://vol/": { "Accept": "*/*", "X-Lab": "room" } });
        options["proxy"] = serde_json::json!({ "http": "http://10.0.0.9:3128", "except": ["10.0.0.0/24"] });
    }
    task_with(&options.to_string(), everything(spec))
}

/// What cannot be said in a version is left out there.
pub(super) fn everything(spec: &str) -> Node {
    let folders = version(spec).folders;
    let only_with_folders = |directories: Vec<Directory>| if folders { directories } else { Vec::new() };
    let links = if folders {
        vec![link("/srv/current", "lab", false), link("/srv/hosts", "/etc/hosts", true)]
    } else {
        Vec::new()
    };
    Node {
        mac: Some("02:00:00:00:00:01".to_owned()),
        ip: Some("10.0.0.4".to_owned()),
        network: Some("lan".to_owned()),
        interfaces: interfaces(),
        ssh_keys: strings(&["ssh-ed25519 AAAA ops"]),
        users: users(),
        groups: vec![Group { name: "lab".to_owned(), gid: Some(700), system: true }],
        files: files(spec),
        directories: only_with_folders(vec![
            Directory { path: "/srv/lab".to_owned(), mode: 0o750, owner: "ops".to_owned(), group: "lab".to_owned() },
            Directory { path: "/srv".to_owned(), mode: 0o755, owner: "root".to_owned(), group: "root".to_owned() },
        ]),
        links,
        units: units(),
        networkd: networkd(),
        containers: containers(),
        sysctl: vec![Setting { name: "net.ipv4.ip_forward".to_owned(), value: "1".to_owned() }],
        modules: strings(&["br_netfilter", "overlay"]),
        mounts: mounts(),
        disks: disks(spec),
        filesystems: filesystems(spec),
        luks: luks(spec),
        swaps: vec![Swap { path: "/dev/sda2".to_owned(), size: None, priority: Some(5) }],
        time_zone: Some("Europe/Warsaw".to_owned()),
        ntp: strings(&["10.0.0.2", "ntp.example"]),
        registry_mirrors: strings(&["cache"]),
        ca_certificates: strings(&["-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"]),
        commands: vec![
            Command { name: "a".to_owned(), run: text("echo a\n"), when: CommandWhen::EveryBoot },
            Command { name: "b".to_owned(), run: text("echo b\n"), when: CommandWhen::FirstBoot },
        ],
        ..machine()
    }
}

fn interfaces() -> Vec<Interface> {
    let port = |name: &str, mac: &str| Interface { mac: Some(mac.to_owned()), ..interface(name) };
    let bond = Over::Bond(Bond { of: strings(&["eth0", "eth1"]), mode: BondMode::ActiveBackup });
    let at = |over, name: &str, network: &str, ip: &str| Interface {
        over,
        network: Some(network.to_owned()),
        ip: Some(Address::Fixed(ip.to_owned())),
        ..interface(name)
    };
    vec![
        port("eth0", "02:00:00:00:00:01"),
        port("eth1", "02:00:00:00:00:02"),
        at(bond, "bond0", "lan", "10.0.0.4"),
        at(Over::Vlan(Vlan { of: "bond0".to_owned(), id: None }), "stor0", "storage", "10.8.0.4"),
    ]
}

fn users() -> Vec<User> {
    let ops = User {
        uid: Some(1000),
        groups: strings(&["docker"]),
        member_of: strings(&["docker", "sudo"]),
        admin: true,
        ssh_keys: strings(&["ssh-ed25519 AAAA ops", "ssh-ed25519 AAAA ops"]),
        ..user("ops")
    };
    let service = User {
        uid: Some(700),
        comment: Some("The lab".to_owned()),
        home: Some("/srv/lab".to_owned()),
        create_home: false,
        shell: Some("/bin/false".to_owned()),
        primary_group: Some("lab".to_owned()),
        password_hash: Some(text("$6$salt$hash")),
        system: true,
        ..user("lab")
    };
    vec![ops, service]
}

fn files(spec: &str) -> Vec<File> {
    let version = version(spec);
    let digest = if version.digests.contains(&"sha256") {
        format!("sha256:{}", "0a".repeat(32))
    } else {
        format!("sha512:{}", "0a".repeat(64))
    };
    let remote = Remote { url: "http://vol/x.tar".to_owned(), digest: Some(digest) };
    let mut files = vec![
        file("/etc/hosts", text("127.0.0.1  localhost\n10.0.0.4   s4 # \u{17c}\n")),
        File { mode: 0o600, owner: "ops".to_owned(), group: "lab".to_owned(), ..file("/srv/lab/empty", text("")) },
        file("/srv/lab/bytes", Contents::Bytes((0..=255).collect())),
        file("/opt/x.tar", Contents::Remote(remote)),
        file("/srv/kept/etc/lab.conf", text("a = 1\n")),
    ];
    if version.special_bits {
        files.push(File { mode: 0o2755, ..file("/opt/shared", text("x")) });
    }
    if version.append {
        files.push(File { append: true, ..file("/etc/profile", text("umask 077\n")) });
    }
    files
}

fn link(path: &str, target: &str, hard: bool) -> Link {
    let root = || "root".to_owned();
    Link { path: path.to_owned(), target: target.to_owned(), hard, owner: root(), group: root() }
}

fn units() -> Vec<Unit> {
    let dropin = |name: &str, contents| Dropin { name: name.to_owned(), contents };
    let own = "[Unit]\nDescription=own\n\n[Service]\nExecStart=/bin/true\n\n[Install]\nWantedBy=multi-user.target\n";
    let remote = Remote { url: "http://vol/remote.service".to_owned(), digest: None };
    vec![
        Unit { enabled: true, contents: Some(text(own)), ..unit("own.service") },
        Unit {
            enabled: true,
            dropins: vec![dropin("10-log.conf", text("[Service]\nEnvironment=DOCKER_OPTS=--log-driver=journald\n"))],
            ..unit("docker.service")
        },
        Unit { masked: true, ..unit("update-engine.service") },
        Unit { contents: Some(Contents::Remote(remote)), ..unit("remote.service") },
    ]
}

fn networkd() -> Vec<Networkd> {
    let own = "[Match]\nName=eno9\n\n[Network]\nDHCP=yes\n";
    let dropin = Dropin { name: "10-ntp.conf".to_owned(), contents: text("[DHCP]\nUseNTP=false\n") };
    vec![
        Networkd { name: "60-own.network".to_owned(), contents: Some(text(own)), dropins: Vec::new() },
        Networkd { name: "zz-default.network".to_owned(), contents: None, dropins: vec![dropin] },
    ]
}

fn containers() -> Vec<Container> {
    vec![Container {
        name: "registry".to_owned(),
        image: "docker.io/library/registry:2.8.3".to_owned(),
        command: strings(&["serve", "/etc/my config.yml", "50%"]),
        environment: vec![Variable { name: "MODE".to_owned(), value: text("a $b") }],
        ports: vec![
            Port { host: 5000, container: 5000, protocol: Protocol::Tcp },
            Port { host: 5353, container: 53, protocol: Protocol::Udp },
        ],
        mounts: strings(&["/var/lib/registry"]),
        host_network: false,
        privileged: true,
    }]
}

fn mounts() -> Vec<Mount> {
    let mount = |path: &str, source, required| Mount {
        path: path.to_owned(),
        source,
        filesystem: None,
        options: Vec::new(),
        required,
    };
    let export = Nfs {
        server: "srv".to_owned(),
        address: "10.0.0.3".to_owned(),
        path: "/export/a b".to_owned(),
        version: Some("4.2".to_owned()),
    };
    let device = |path: &str| MountSource::Device(Device { path: path.to_owned() });
    vec![
        Mount { options: strings(&["ro"]), ..mount("/var/lib/registry", MountSource::Nfs(export), true) },
        Mount { filesystem: Some("ext4".to_owned()), ..mount("/data-1", device("/dev/disk/by-label/DATA"), true) },
        Mount { filesystem: Some("xfs".to_owned()), ..mount("/srv/kept", device("/dev/disk/by-partlabel/kept"), true) },
        mount("/scratch", MountSource::Tmpfs(Tmpfs { size: Some(1 << 30) }), false),
    ]
}

/// A disk whose first partition is kept from boot to boot, where the format has a way to say so.
fn disks(spec: &str) -> Vec<Disk> {
    let partition = |name: &str, number: u32, size: Option<u64>| Partition {
        name: name.to_owned(),
        number: Some(number),
        start: None,
        size,
        type_guid: None,
        guid: None,
        wipe_entry: false,
    };
    let mib = version(spec).partitions_in_mib;
    let linux = Some("0fc63daf-8483-4772-8e79-3d69d8477de4".to_owned());
    let mut partitions = vec![Partition { type_guid: linux, ..partition("kept", 1, mib.then_some(20 << 30)) }];
    if mib {
        partitions.push(Partition { wipe_entry: true, start: Some(21 << 30), ..partition("more", 2, None) });
    }
    vec![Disk { device: "/dev/disk/by-id/ata-1".to_owned(), wipe_table: !mib, partitions }]
}

fn filesystems(spec: &str) -> Vec<Filesystem> {
    let version = version(spec);
    let mount_options = if version.mount_options { strings(&["noatime"]) } else { Vec::new() };
    if version.making == Making::Create {
        return vec![Filesystem { wipe: true, volume_label: None, uuid: None, ..kept(mount_options) }];
    }
    vec![
        kept(mount_options),
        Filesystem {
            name: "swap".to_owned(),
            device: "/dev/sda2".to_owned(),
            format: Format::Swap,
            path: None,
            wipe: true,
            volume_label: None,
            uuid: None,
            options: Vec::new(),
            mount_options: Vec::new(),
        },
    ]
}

fn kept(mount_options: Vec<String>) -> Filesystem {
    Filesystem {
        name: "kept".to_owned(),
        device: "/dev/disk/by-partlabel/kept".to_owned(),
        format: Format::Xfs,
        path: Some("/srv/kept".to_owned()),
        wipe: false,
        volume_label: Some("KEPT".to_owned()),
        uuid: Some("00000000-0000-0000-0000-00000000000a".to_owned()),
        options: strings(&["-m", "crc=1"]),
        mount_options,
    }
}

fn luks(spec: &str) -> Vec<Luks> {
    let section = version(spec).luks;
    if section == LuksSection::None {
        return Vec::new();
    }
    vec![Luks {
        name: "vault".to_owned(),
        device: "/dev/disk/by-partlabel/more".to_owned(),
        key: Some(Contents::Secret("key-of-vault".to_owned())),
        tpm2: false,
        wipe: false,
        discard: section == LuksSection::WithDiscard,
        options: strings(&["--cipher", "aes-xts-plain64"]),
    }]
}
