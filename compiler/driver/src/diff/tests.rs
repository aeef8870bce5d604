//! What is said of two trees that differ in one thing.

use super::{Class, Diff, Kind, Presence, diff};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dlc_emit::{Audience, Disk, Entry, Exposed, Facts, Options, Root, Writer};
use std::io::Write as _;
use std::path::Path;

/// A file of a tree: root, path, target, node, mode, bytes.
type Given<'a> = (Root, &'a str, &'a str, Option<&'a str>, u32, &'a [u8]);

fn build(out: &Path, files: &[Given<'_>], facts: Facts) {
    let mut writer = Writer::begin(&Disk, out, Options::default()).expect("a writer");
    for &(root, path, target, node, mode, bytes) in files {
        let audience = if root == Root::Operator { Audience::Operator } else { Audience::Network };
        let contents = &[bytes][..];
        let media_type = "application/octet-stream";
        let entry = Entry { root, path, mode, media_type, audience, secret: false, target, node, contents };
        writer.add(&entry).expect("it is added");
    }
    writer.finish(facts).expect("a tree");
}

fn between(old: &[Given<'_>], new: &[Given<'_>]) -> Diff {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, other) = (folder.path().join("old"), folder.path().join("new"));
    build(&one, old, Facts::default());
    build(&other, new, Facts::default());
    diff(&one, &other).expect("two trees")
}

/// A change: kind, place for programs, place for people, old, new.
type Told = (Kind, String, String, Option<String>, Option<String>);

/// The changes of the one file that differs.
fn changes(path: &str, old: &[u8], new: &[u8]) -> Vec<Told> {
    let given = |bytes| (Root::Operator, path, "t", None, 0o644, bytes);
    let found = between(&[given(old)], &[given(new)]);
    let touched = found.shared.into_iter().next().expect("one file differs");
    touched.changes.into_iter().map(|c| (c.kind, c.at, c.place, c.old, c.new)).collect()
}

fn one(path: &str, old: &[u8], new: &[u8]) -> (String, String, Option<String>, Option<String>) {
    let mut all = changes(path, old, new);
    assert_eq!(all.len(), 1, "{all:?}");
    let (_, at, place, old, new) = all.remove(0);
    (at, place, old, new)
}

/// What the change of one file of a machine asks for.
fn class(target: &str, path: &str, old: &[u8], new: &[u8]) -> Class {
    let given = |bytes| (Root::Http, path, target, Some("s4"), 0o644, bytes);
    between(&[given(old)], &[given(new)]).class()
}

fn of_operator(target: &str, path: &str) -> Class {
    let given = |bytes: &'static [u8]| (Root::Operator, path, target, None, 0o644, bytes);
    between(&[given(b"a\n")], &[given(b"b\n")]).class()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    to.write_all(bytes).expect("memory");
    to.finish().expect("memory")
}

fn tar(members: &[(&str, u32, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, mode, bytes) in members {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(*mode);
        header.set_uid(0);
        header.set_gid(0);
        archive.append_data(&mut header, path, *bytes).expect("memory");
    }
    archive.into_inner().expect("memory")
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn values_of_json_and_yaml_are_compared_whatever_their_order_and_layout() {
    assert_eq!(changes("a.json", b"{\"a\":1,\"b\":[2]}", b"{ \"b\": [2], \"a\": 1 }\n"), []);
    assert_eq!(changes("a.yaml", b"a: 1\nb: x\n", b"# why\nb: \"x\"\na: 1\n"), []);
    let expected = ("/b/c".to_owned(), "b.c".to_owned(), some("true"), some("false"));
    assert_eq!(one("a.yml", b"a: 1\nb: { c: true }\n", b"a: 1\nb:\n  c: false\n"), expected);
    let expected = ("/1/kind".to_owned(), "[1].kind".to_owned(), some("Pod"), some("Job"));
    assert_eq!(one("a.yaml", b"a: 1\n---\nkind: Pod\n", b"a: 1\n---\nkind: Job\n"), expected);
    let expected = ("/a~1b".to_owned(), "a/b".to_owned(), None, some("2"));
    assert_eq!(one("a.json", b"{}", b"{\"a/b\":2}"), expected);
}

#[test]
fn items_of_lists_are_known_by_their_names_else_by_what_stands_around_them() {
    let old = br#"{"files":[{"path":"/a","mode":1},{"path":"/b","mode":2}]}"#;
    let new = br#"{"files":[{"path":"/0","mode":0},{"path":"/a","mode":1},{"path":"/b","mode":3}]}"#;
    let told = changes("a.ign", old, new);
    let places: Vec<&str> = told.iter().map(|(_, at, ..)| at.as_str()).collect();
    assert_eq!(places, ["/files/0", "/files/2/mode"]);
    assert_eq!((told[0].0, told[1].2.as_str()), (Kind::Added, "files[/b].mode"));
    let told = changes("a.json", b"[1,2,3,4]", b"[1,3,4,5]");
    let told: Vec<_> = told.iter().map(|(kind, at, ..)| (*kind, at.as_str())).collect();
    assert_eq!(told, [(Kind::Removed, "/1"), (Kind::Added, "/3")]);
}

#[test]
fn what_is_packed_is_compared_by_what_it_holds() {
    let config = |motd: &[u8]| {
        let url = format!("data:;base64,{}", STANDARD.encode(gzip(motd)));
        serde_json::json!({ "storage": { "files": [{ "path": "/etc/motd", "contents": { "source": url } }] } })
            .to_string()
    };
    let told = changes("s4.ign", config(b"one\ntwo\n").as_bytes(), config(b"one\n2\n").as_bytes());
    let expected = [
        (Kind::Removed, "/storage/files/0/contents/source!!:2", some("two"), None),
        (Kind::Added, "/storage/files/0/contents/source!!:2", None, some("2")),
    ];
    let told: Vec<_> =
        told.iter().map(|(kind, at, _, old, new)| (*kind, at.as_str(), old.clone(), new.clone())).collect();
    assert_eq!(told, expected);
    let (old, new) = (gzip(&tar(&[("etc/a", 0o644, b"x\n")])), gzip(&tar(&[("etc/a", 0o600, b"x\n")])));
    let (at, place, was, is) = one("h.apkovl.tar.gz", &old, &new);
    assert_eq!((at.as_str(), place.as_str()), ("!!etc/a", "etc/a"));
    assert!(was.is_some_and(|was| was.contains("mode 0644")) && is.is_some_and(|is| is.contains("mode 0600")));
    let gone = one("a.tar", &tar(&[("a", 0o644, b"1"), ("b", 0o644, b"2")]), &tar(&[("a", 0o644, b"1")]));
    assert_eq!((gone.0.as_str(), gone.3), ("!b", None));
}

#[test]
fn texts_are_compared_by_line_and_other_bytes_by_digest() {
    let told = changes("a.conf", b"a\nb\nc\n", b"a\nx\nc\nd\n");
    let told: Vec<_> = told.iter().map(|(kind, at, ..)| (*kind, at.as_str())).collect();
    assert_eq!(told, [(Kind::Removed, ":2"), (Kind::Added, ":2"), (Kind::Added, ":4")]);
    let (_, _, old, new) = one("a.bin", &[0xff, 0], &[0xff, 1]);
    assert!(old != new && old.is_some_and(|old| old.starts_with("2 bytes, sha256:")));
    assert!(!changes("a.json", b"{", b"{}").is_empty(), "what is no JSON is text");
}

#[test]
fn a_machine_without_a_disk_boots_and_takes_what_is_new() {
    assert_eq!(class("ignition", "s4.ign", b"{\"a\":1}", b"{\"a\":2}"), Class::Reboot);
    assert_eq!(class("ignition", "s4.ign", b"{\"a\":1}", b"{ \"a\": 1 }"), Class::Nothing);
    assert_eq!(class("ipxe", "s4.ipxe", b"kernel k dlc.id=00 a\n", b"kernel k dlc.id=01 a\n"), Class::Nothing);
    assert_eq!(class("ipxe", "s4.ipxe", b"kernel k dlc.id=00 a\n", b"kernel k dlc.id=01 b\n"), Class::Reboot);
    assert_eq!(class("ipxe", "s4.ipxe", b"kernel k a\n", b"kernel k b\n"), Class::Reboot);
    assert_eq!(class("kickstart", "s4.ks", b"a\n", b"b\n"), Class::Reinstall);
}

#[test]
fn disks_that_are_laid_out_in_another_way_ask_for_more_than_where_they_are_mounted() {
    let of = |format: &str, path: &str| {
        let filesystem = serde_json::json!({ "device": "/dev/sda1", "format": format, "path": path });
        serde_json::json!({ "storage": { "filesystems": [filesystem] } }).to_string()
    };
    let class = |old: String, new: String| class("ignition", "s4.ign", old.as_bytes(), new.as_bytes());
    assert_eq!(class(of("ext4", "/a"), of("xfs", "/a")), Class::Reinstall);
    assert_eq!(class(of("ext4", "/a"), of("ext4", "/b")), Class::Reboot);
    assert_eq!(class("{\"storage\":{}}".into(), of("ext4", "/b")), Class::Reinstall);
    assert_eq!(class("{\"fs_setup\":[{\"label\":\"a\"}]}".into(), "{\"fs_setup\":[]}".into()), Class::Reinstall);
}

#[test]
fn what_servers_and_installers_read_is_read_again_and_what_people_read_is_not() {
    for (target, path, asked) in [
        ("dnsmasq", "dhcp/dnsmasq.conf", Class::Reload),
        ("stranger", "dhcp/x", Class::Reload),
        ("kubespray", "kubespray/hosts.yaml", Class::Reload),
        ("kubespray", "kubespray/ansible.cfg", Class::Nothing),
        ("kubespray", "ssh/config", Class::Nothing),
        ("manifests", "kubernetes/10-ns.yaml", Class::Reload),
        ("dlc", "README.md", Class::Nothing),
        ("dlc", "token", Class::Nothing),
    ] {
        assert_eq!(of_operator(target, path), asked, "{target} {path}");
    }
    let shared = |bytes: &'static [u8]| (Root::Tftp, "undionly.kpxe", "ipxe", None, 0o644, bytes);
    assert_eq!(between(&[shared(b"a")], &[shared(b"b")]).class(), Class::Reload);
    let mode = |mode| (Root::Http, "a", "t", Some("s4"), mode, &b"x"[..]);
    let found = between(&[mode(0o644)], &[mode(0o664)]);
    assert_eq!((found.class(), found.machines[0].artifacts[0].changes[0].at.as_str()), (Class::Reload, "#mode"));
}

#[test]
fn machines_that_come_and_go_are_told_and_sorted_as_people_count() {
    let file = |node: &'static str| (Root::Http, node, "ignition", Some(node), 0o644, &b"{}"[..]);
    let found = between(&[file("s10"), file("s2")], &[file("s2"), file("s1")]);
    let told: Vec<_> = found.machines.iter().map(|m| (m.name.as_str(), m.presence, m.class)).collect();
    assert_eq!(told, [("s1", Presence::Added, Class::Reboot), ("s10", Presence::Removed, Class::Reboot)]);
}

#[test]
fn nothing_is_kept_of_what_a_file_for_its_owner_alone_says() {
    let file = |bytes| (Root::Operator, "token", "dlc", None, 0o600, bytes);
    let found = between(&[file(&b"hunter2-old"[..])], &[file(&b"hunter2-new"[..])]);
    assert!(found.shared[0].private && !format!("{found:?}").contains("hunter2"), "{found:?}");
}

#[test]
fn facts_of_the_builds_are_told_and_what_is_let_out_among_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, other) = (folder.path().join("old"), folder.path().join("new"));
    build(&one, &[], Facts::default());
    let exposed = vec![Exposed { secret: "secret(\"T\")".to_owned(), reason: "all may know".to_owned() }];
    build(&other, &[], Facts { epoch: 7, exposed, ..Facts::default() });
    let told: Vec<_> = diff(&one, &other).expect("two trees").facts;
    let told: Vec<_> = told.iter().map(|fact| (fact.what.as_str(), fact.old.as_deref(), fact.new.as_deref())).collect();
    assert_eq!(told, [("epoch", Some("0"), Some("7")), ("exposed secret(\"T\")", None, Some("all may know"))]);
}
