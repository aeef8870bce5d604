//! Disks and what lies on them: what is the same at the next boot, and what is not.

use super::samples::text;
use super::{SPECS, config, errors, machine, render};
use dlc_plugin::testing::file;
use dlc_plugin::{
    Contents, Device, Directory, Disk, File, Filesystem, Format, Link, Luks, Mount, MountSource, Node, Partition, Raid,
    RaidLevel, SystemRoot,
};
use serde_json::{Value, json};

/// Versions in which a partition that is there can be kept.
const KEEPING: [&str; 3] = ["2.3.0", "3.3.0", "3.4.0"];

fn partition(name: &str, number: Option<u32>) -> Partition {
    let name = name.to_owned();
    Partition { name, number, start: None, size: None, type_guid: None, guid: None, wipe_entry: false }
}

fn disk(wipe_table: bool, partitions: Vec<Partition>) -> Node {
    let disk = Disk { device: "/dev/sda".to_owned(), wipe_table, partitions };
    Node { disks: vec![disk], ..machine() }
}

fn filesystem(name: &str, path: Option<&str>) -> Filesystem {
    Filesystem {
        name: name.to_owned(),
        device: format!("/dev/disk/by-partlabel/{name}"),
        format: Format::Ext4,
        path: path.map(str::to_owned),
        wipe: false,
        volume_label: None,
        uuid: None,
        options: Vec::new(),
        mount_options: Vec::new(),
    }
}

/// A machine with a file system that is mounted at /srv while the config is written and when the machine runs.
fn kept() -> Node {
    let device = Device { path: "/dev/disk/by-partlabel/data".to_owned() };
    let mount = Mount {
        path: "/srv".to_owned(),
        source: MountSource::Device(device),
        filesystem: Some("ext4".to_owned()),
        options: Vec::new(),
        required: true,
    };
    Node { filesystems: vec![filesystem("data", Some("/srv"))], mounts: vec![mount], ..machine() }
}

fn luks() -> Luks {
    Luks {
        name: "vault".to_owned(),
        device: "/dev/sda1".to_owned(),
        key: Some(text("key")),
        tpm2: false,
        wipe: false,
        discard: false,
        options: Vec::new(),
    }
}

fn storage(spec: &str, node: Node) -> Value {
    let config: Value = serde_json::from_str(&config(spec, node)).expect("JSON");
    config["storage"].clone()
}

fn warnings(spec: &str, node: Node) -> Vec<String> {
    let rendered = render(spec, node).expect("a warning is no error");
    rendered.diagnostics.iter().map(|warning| format!("{}: {}", warning.path, warning.code)).collect()
}

#[test]
fn a_partition_is_written_in_mib() {
    let sized =
        Partition { start: Some(1 << 20), size: Some(20 << 30), wipe_entry: true, ..partition("data", Some(1)) };
    for spec in KEEPING {
        let written = storage(spec, disk(false, vec![sized.clone()]));
        let partition = json!({
            "label": "data", "number": 1, "startMiB": 1, "sizeMiB": 20480, "wipePartitionEntry": true,
        });
        assert_eq!(written["disks"], json!([{ "device": "/dev/sda", "partitions": [partition] }]));
    }
    for spec in ["2.1.0", "2.2.0"] {
        let at = |field: &str| format!("disks/~1dev~1sda/partitions/data/{field}: not-in-this-spec");
        let found = errors(spec, disk(true, vec![sized.clone()]));
        assert_eq!(
            found,
            ["disks/~1dev~1sda/wipe-table: wiped-at-every-boot".to_owned(), at("start"), at("size"), at("wipe-entry")]
        );
    }
}

#[test]
fn a_partition_that_would_be_made_at_every_boot_is_refused() {
    let at = "disks/~1dev~1sda/partitions/data";
    for spec in KEEPING {
        assert_eq!(errors(spec, disk(false, vec![partition("data", None)])), [format!("{at}: made-again")]);
        assert!(render(spec, disk(false, vec![partition("data", Some(1))])).is_ok());
        assert!(render(spec, disk(true, vec![partition("data", None)])).is_ok());
        let mut lasting = disk(false, vec![partition("data", None)]);
        lasting.os.memory.root = SystemRoot::Disk;
        assert!(render(spec, lasting).is_ok(), "only the first boot makes it");
    }
    for spec in ["2.1.0", "2.2.0"] {
        let found = errors(spec, disk(false, vec![partition("data", Some(1))]));
        assert_eq!(found, [format!("{at}: not-in-this-spec")]);
        assert!(render(spec, disk(true, vec![partition("data", Some(1))])).is_ok());
    }
}

#[test]
fn what_is_wiped_at_every_boot_is_told() {
    assert_eq!(warnings("3.3.0", disk(true, Vec::new())), ["disks/~1dev~1sda/wipe-table: wiped-at-every-boot"]);
    let wiped = Filesystem { wipe: true, ..filesystem("data", None) };
    let node = Node { filesystems: vec![wiped], luks: vec![Luks { wipe: true, ..luks() }], ..machine() };
    let both = ["luks/vault/wipe: wiped-at-every-boot", "filesystems/data/wipe: wiped-at-every-boot"];
    assert_eq!(warnings("3.3.0", node.clone()), both);
    let mut lasting = node;
    lasting.os.memory.root = SystemRoot::Network;
    assert_eq!(warnings("3.3.0", lasting), Vec::<String>::new());
}

#[test]
fn partitions_that_want_one_number_or_one_place_are_refused() {
    let at = "disks/~1dev~1sda/partitions";
    let twice = vec![partition("a", Some(1)), partition("b", Some(1))];
    assert_eq!(errors("3.3.0", disk(false, twice)), [format!("{at}/b/number: bad-partition")]);
    let placed = |name: &str, number, start: u64, size: u64| Partition {
        start: Some(start << 20),
        size: Some(size << 20),
        ..partition(name, Some(number))
    };
    let overlap = vec![placed("b", 2, 10, 5), placed("a", 1, 1, 10)];
    assert_eq!(errors("3.3.0", disk(false, overlap)), [format!("{at}/b/start: bad-partition")]);
    assert!(render("3.3.0", disk(false, vec![placed("b", 2, 11, 5), placed("a", 1, 1, 10)])).is_ok());
    let around = vec![placed("a", 1, 1, 100), placed("b", 2, 2, 1), placed("c", 3, 4, 1)];
    assert_eq!(errors("3.3.0", disk(false, around)).len(), 2);
    let greedy = vec![partition("a", Some(1)), partition("b", Some(2))];
    let found = errors("3.3.0", disk(true, greedy));
    assert_eq!(found[1..], [format!("{at}/b: bad-partition")]);
    for bytes in [0, (1 << 20) + 1] {
        let odd = Partition { size: Some(bytes), ..partition("a", Some(1)) };
        assert_eq!(errors("3.3.0", disk(false, vec![odd])), [format!("{at}/a/size: bad-partition")]);
    }
}

#[test]
fn files_go_to_the_file_system_that_they_lie_on() {
    let owner = || "root".to_owned();
    let node = Node {
        files: vec![file("/srv/etc/x", text("x")), file("/etc/x", text("x"))],
        directories: vec![Directory { path: "/srv".to_owned(), mode: 0o755, owner: owner(), group: owner() }],
        ..kept()
    };
    let places = |spec: &str| {
        let written = storage(spec, node.clone());
        let place = |entry: &Value| {
            (entry["filesystem"].as_str().map(str::to_owned), entry["path"].as_str().map(str::to_owned))
        };
        let all = [&written["directories"], &written["files"]];
        all.iter().flat_map(|list| list.as_array().expect("a list")).map(place).collect::<Vec<_>>()
    };
    let entry = |filesystem: Option<&str>, path: &str| (filesystem.map(str::to_owned), Some(path.to_owned()));
    let root = Some("root");
    let data = Some("data");
    let second = [entry(data, "/"), entry(root, "/etc/hostname"), entry(data, "/etc/x"), entry(root, "/etc/x")];
    let third = ["/srv", "/etc/hostname", "/etc/x", "/srv/etc/x"].map(|path| entry(None, path));
    // 2.0.0 has no directories, and keeps no file system.
    for spec in &SPECS[1..] {
        assert_eq!(places(spec), if spec.starts_with('2') { &second } else { &third }, "{spec}");
        let volume = storage(spec, node.clone())["filesystems"][0].clone();
        let device = json!({ "device": "/dev/disk/by-partlabel/data", "format": "ext4" });
        let expected = if spec.starts_with('2') {
            json!({ "name": "data", "mount": device })
        } else {
            json!({ "device": device["device"], "format": "ext4", "path": "/srv" })
        };
        assert_eq!(volume, expected);
    }
}

#[test]
fn a_file_below_a_mount_lies_on_what_is_mounted_or_is_refused() {
    let node = || Node { files: vec![file("/srv/x", text("x"))], ..kept() };
    assert!(render("3.3.0", node()).is_ok());
    let mut other = node();
    other.filesystems[0].device = "/dev/sdb1".to_owned();
    assert_eq!(
        errors("3.3.0", other),
        ["filesystems/data/path: volume-not-mounted", "files/~1srv~1x: path-below-a-mount"]
    );
    let mut unmounted = node();
    unmounted.mounts.clear();
    assert_eq!(warnings("3.3.0", unmounted), ["filesystems/data/path: volume-not-mounted"]);
    let mut file_there = kept();
    file_there.files = vec![file("/srv", text("x"))];
    assert_eq!(errors("3.3.0", file_there), ["files/~1srv: duplicate-path"]);
}

#[test]
fn what_would_be_there_already_at_the_second_boot_is_refused() {
    let append = || File { append: true, ..file("/srv/log", text("x")) };
    let node = Node { files: vec![append()], ..kept() };
    assert_eq!(errors("3.3.0", node.clone()), ["files/~1srv~1log/append: made-again"]);
    let mut wiped = node.clone();
    wiped.filesystems[0].wipe = true;
    assert!(render("3.3.0", wiped).is_ok());
    let mut lasting = node;
    lasting.os.memory.root = SystemRoot::Disk;
    assert!(render("3.3.0", lasting).is_ok());
    let root = || "root".to_owned();
    let link = Link { path: "/srv/a".to_owned(), target: "b".to_owned(), hard: false, owner: root(), group: root() };
    let node = Node { links: vec![link], ..kept() };
    assert_eq!(errors("2.1.0", node.clone()), ["links/~1srv~1a: not-in-this-spec"]);
    assert!(render("2.2.0", node).is_ok());
}

#[test]
fn a_file_system_has_a_device_and_a_place_of_its_own() {
    let on = |filesystem: Filesystem| Node { filesystems: vec![filesystem], ..machine() };
    let swap = Filesystem { format: Format::Swap, ..filesystem("swap", Some("/swap")) };
    assert_eq!(errors("3.3.0", on(swap)), ["filesystems/swap/path: bad-volume"]);
    assert_eq!(errors("3.3.0", on(filesystem("a", Some("/")))), ["filesystems/a/path: not-expressible"]);
    assert_eq!(errors("2.3.0", on(filesystem("root", None))), ["filesystems/root: bad-volume"]);
    assert!(render("3.3.0", on(filesystem("root", None))).is_ok(), "3.x has no names");
    let options = Filesystem { mount_options: vec!["noatime".to_owned()], ..filesystem("a", None) };
    assert_eq!(errors("2.3.0", on(options.clone())), ["filesystems/a/mount-options: not-in-this-spec"]);
    assert_eq!(storage("3.3.0", on(options))["filesystems"][0]["mountOptions"], json!(["noatime"]));
    let twin = Filesystem { name: "b".to_owned(), ..filesystem("a", None) };
    let node = Node { filesystems: vec![filesystem("a", None), twin], ..machine() };
    assert_eq!(errors("3.3.0", node), ["filesystems/b/device: bad-volume"]);
    let twin = Filesystem { device: "/dev/sdb".to_owned(), ..filesystem("b", Some("/srv")) };
    let mut node = kept();
    node.filesystems.push(twin);
    assert_eq!(errors("3.3.0", node), ["filesystems/b/path: duplicate-path", "filesystems/b/path: volume-not-mounted"]);
}

#[test]
fn an_array_is_made_only_where_it_is_made_once() {
    let raid = Raid {
        name: "md0".to_owned(),
        level: RaidLevel::Raid5,
        devices: ["/dev/sda", "/dev/sdb", "/dev/sdc", "/dev/sdd"].map(str::to_owned).to_vec(),
        spares: 1,
        options: vec!["--chunk=64".to_owned()],
    };
    let mut node = Node { raids: vec![raid], ..machine() };
    assert_eq!(errors("3.3.0", node.clone()), ["raids/md0: made-again"]);
    node.os.memory.root = SystemRoot::Disk;
    let expected = json!([{
        "name": "md0", "level": "raid5", "devices": ["/dev/sda", "/dev/sdb", "/dev/sdc", "/dev/sdd"], "spares": 1,
        "options": ["--chunk=64"],
    }]);
    assert_eq!(storage("2.2.0", node.clone())["raid"], expected);
    assert_eq!(storage("3.4.0", node.clone())["raid"], expected);
    assert_eq!(errors("2.1.0", node), ["raids/md0/options: not-in-this-spec"]);
}

#[test]
fn an_encrypted_volume_has_a_key_and_the_specs_own_settings() {
    let on = |volume: Luks| Node { luks: vec![volume], ..machine() };
    let written = storage("3.3.0", on(luks()));
    assert_eq!(
        written["luks"],
        json!([{ "name": "vault", "device": "/dev/sda1", "keyFile": { "source": "data:,key" } }])
    );
    let secret = Luks { key: Some(Contents::Secret("k".to_owned())), ..luks() };
    let source = &storage("3.3.0", on(secret))["luks"][0]["keyFile"]["source"];
    assert_eq!(source, "data:;base64,<secret k Encoding::Base64>");
    assert_eq!(errors("2.3.0", on(luks())), ["luks/vault: not-in-this-spec"]);
    let discard = Luks { discard: true, ..luks() };
    assert_eq!(errors("3.3.0", on(discard.clone())), ["luks/vault/discard: not-in-this-spec"]);
    assert_eq!(storage("3.4.0", on(discard))["luks"][0]["discard"], true);
    let tpm = Luks { tpm2: true, key: None, ..luks() };
    assert_eq!(errors("3.4.0", on(tpm)), ["luks/vault/tpm2: not-expressible"]);
    assert_eq!(errors("3.4.0", on(Luks { key: None, ..luks() })), ["luks/vault: bad-volume"]);
}
