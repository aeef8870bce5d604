use super::*;
use crate::{Contents, Dropin};
use dlc_base::{Origin, OriginKind};
use serde_json::json;

/// Knows what the lab wrote, by path; everything else is a schema's default.
struct Written(&'static [&'static str]);

impl Origins for Written {
    fn origin(&self, path: &InputPath) -> Option<Origin> {
        let written = self.0.contains(&path.to_string().as_str());
        Some(Origin::NOWHERE.with_kind(if written { OriginKind::Written } else { OriginKind::Default }))
    }
}

fn node() -> Node {
    let os = json!({
        "name": "flatcar", "title": "Flatcar 1", "target": "ignition", "version": "1", "options": {},
        "memory": { "boot": 1, "clean": 2, "root": "disk" }, "admin_groups": ["sudo", "docker"],
    });
    let node = json!({
        "name": "s4", "fqdn": "s4", "arch": "x86_64", "firmware": "bios", "autologin": false, "os": os,
        "command_line": ["system=1", "lab=1"], "kernel_args": ["lab=1"], "sysctl": { "a.b": "1" }, "modules": ["nbd"],
        "units": [{ "name": "b.service", "enabled": false, "masked": false, "contents": { "text": "ours" } }],
        "files": [file("/etc/ours", "ours")],
        "users": [{ "name": "ops", "create_home": true, "groups": ["wheel"], "admin": true, "system": false }],
    });
    serde_json::from_value(node).expect("a node")
}

fn file(path: &str, text: &str) -> serde_json::Value {
    json!({ "path": path, "contents": { "text": text }, "mode": 420, "owner": "root", "group": "root", "append": false,
        "audience": "network" })
}

fn contribution(value: serde_json::Value) -> Contribution {
    serde_json::from_value(value).expect("a contribution")
}

fn unit(name: &str, enabled: bool, text: Option<&str>) -> serde_json::Value {
    json!({ "name": name, "enabled": enabled, "masked": false, "contents": text.map(|text| json!({ "text": text })) })
}

fn places(all: &[Contributed]) -> Vec<(String, &str)> {
    all.iter().map(|one| (one.path.to_string(), one.target.as_str())).collect()
}

#[test]
fn a_block_that_the_lab_does_not_have_is_added_in_natural_order() {
    let mut node = node();
    let ours = contribution(json!({ "units": [unit("a10.service", true, None), unit("a9.service", true, None)] }));
    let merged = merge(&mut node, &[("kubeadm", &ours)], &Written(&[]));
    let names: Vec<_> = node.units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(names, ["a9.service", "a10.service", "b.service"]);
    assert_eq!(merged.taken.len(), 2);
    assert_eq!((merged.disagreements, merged.left_out), (Vec::new(), Vec::new()));
}

#[test]
fn a_leaf_stands_above_defaults_and_below_what_was_written() {
    let theirs = contribution(json!({ "units": [unit("b.service", true, Some("theirs"))] }));
    let mut node = node();
    let merged = merge(&mut node, &[("kubeadm", &theirs)], &Written(&["nodes/s4/units/b.service/contents"]));
    assert!(node.units[0].enabled);
    assert_eq!(node.units[0].contents, Some(Contents::Text("ours".to_owned())));
    let places = places(&merged.taken);
    assert!(places.contains(&("nodes/s4/units/b.service/enabled".to_owned(), "kubeadm")), "{places:?}");
    assert!(!places.iter().any(|(path, _)| path.ends_with("contents")), "{places:?}");
}

#[test]
fn a_value_of_unknown_origin_is_the_labs() {
    struct Unknown;
    impl Origins for Unknown {
        fn origin(&self, _: &InputPath) -> Option<Origin> {
            None
        }
    }
    let theirs = contribution(json!({ "units": [unit("b.service", true, Some("theirs"))] }));
    let mut node = node();
    merge(&mut node, &[("kubeadm", &theirs)], &Unknown);
    assert_eq!((node.units[0].enabled, &node.units[0].contents), (false, &Some(Contents::Text("ours".to_owned()))));
}

#[test]
fn a_file_that_the_lab_defines_stands_whole_with_a_note() {
    let theirs = contribution(json!({ "files": [file("/etc/ours", "theirs"), file("/etc/theirs", "theirs")] }));
    let mut node = node();
    let merged = merge(&mut node, &[("kubeadm", &theirs)], &Written(&[]));
    let files: Vec<_> = node.files.iter().map(|file| (file.path.as_str(), &file.contents)).collect();
    let text = |text: &str| Contents::Text(text.to_owned());
    assert_eq!(files, [("/etc/ours", &text("ours")), ("/etc/theirs", &text("theirs"))]);
    assert_eq!(places(&merged.left_out), [("nodes/s4/files/~1etc~1ours".to_owned(), "kubeadm")]);
}

#[test]
fn two_targets_that_differ_on_a_leaf_disagree_whatever_their_order() {
    let one = contribution(json!({ "files": [file("/etc/x", "1")], "sysctl": { "c.d": "1" } }));
    let two = contribution(json!({ "files": [file("/etc/x", "2")], "sysctl": { "c.d": "2" } }));
    let (mut there, mut back) = (node(), node());
    let merged = merge(&mut there, &[("a", &one), ("b", &two)], &Written(&[]));
    assert_eq!(merged, merge(&mut back, &[("b", &two), ("a", &one)], &Written(&[])));
    assert_eq!(there, back);
    let paths: Vec<_> =
        merged.disagreements.iter().map(|d| (d.path.to_string(), d.first.as_str(), d.second.as_str())).collect();
    let expected = [("nodes/s4/files/~1etc~1x/contents", "a", "b"), ("nodes/s4/sysctl/c.d", "a", "b")];
    assert_eq!(paths, expected.map(|(path, a, b)| (path.to_owned(), a, b)));
}

#[test]
fn what_the_lab_decides_cannot_be_disagreed_on() {
    let sysctl = |value: &str| contribution(json!({ "sysctl": { "a.b": value } }));
    let mut node = node();
    let merged = merge(&mut node, &[("a", &sysctl("2")), ("b", &sysctl("3"))], &Written(&["nodes/s4/sysctl/a.b"]));
    assert_eq!(merged, Merged::default());
    assert_eq!(node.sysctl["a.b"], "1");
}

#[test]
fn targets_that_agree_or_say_different_leaves_make_one_block() {
    let dropin = |name: &str| Dropin { name: name.to_owned(), contents: Contents::Text(name.to_owned()) };
    let with = |text: Option<&str>, name: &str| {
        let mut made = contribution(json!({ "units": [unit("x.service", true, text)] }));
        made.units[0].dropins.push(dropin(name));
        made
    };
    let mut node = node();
    let merged = merge(&mut node, &[("a", &with(None, "1.conf")), ("b", &with(Some("x"), "2.conf"))], &Written(&[]));
    assert_eq!(merged.disagreements, Vec::new());
    let made = node.units.iter().find(|unit| unit.name == "x.service").expect("it is there");
    assert_eq!(made.contents, Some(Contents::Text("x".to_owned())));
    assert_eq!(made.dropins, [dropin("1.conf"), dropin("2.conf")]);
}

#[test]
fn plain_values_come_before_the_labs_and_once() {
    let theirs = contribution(json!({ "modules": ["br_netfilter", "nbd"], "kernel_args": ["theirs=1", "lab=1"] }));
    let mut node = node();
    merge(&mut node, &[("kubeadm", &theirs)], &Written(&[]));
    assert_eq!(node.modules, ["br_netfilter", "nbd"]);
    assert_eq!(node.kernel_args, ["theirs=1", "lab=1"]);
    assert_eq!(node.command_line, ["system=1", "theirs=1", "lab=1"]);
}

#[test]
fn an_amended_user_is_in_the_groups_that_admin_means() {
    let user = json!({ "name": "ops", "create_home": true, "groups": ["docker"], "admin": true, "system": false });
    let theirs = contribution(json!({ "users": [user] }));
    let mut node = node();
    merge(&mut node, &[("kubeadm", &theirs)], &Written(&["nodes/s4/users/ops/admin"]));
    assert_eq!(node.users[0].groups, ["docker", "wheel"]);
    assert_eq!(node.users[0].member_of, ["docker", "wheel", "sudo"]);
}

#[test]
fn nothing_contributed_changes_nothing() {
    let mut merged = node();
    assert_eq!(merge(&mut merged, &[("a", &Contribution::default())], &Written(&[])), Merged::default());
    assert_eq!(merged, node());
}
