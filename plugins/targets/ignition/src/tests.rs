//! What machines become, by the target's own front door.

mod disks;
mod rules;
mod samples;
mod secrets;
mod sections;

use crate::Ignition;
use dlc_plugin::testing::{lab, node, promise, system, task, user};
use dlc_plugin::{Diagnostic, Lab, Node, NodeTask, Place, Rendered, Segment, Target};
use expect_test::{ExpectFile, expect, expect_file};

/// Every version of the format that is written.
const SPECS: [&str; 12] =
    ["2.0.0", "2.1.0", "2.2.0", "2.3.0", "2.4.0", "3.0.0", "3.1.0", "3.2.0", "3.3.0", "3.4.0", "3.5.0", "3.6.0"];

/// A machine with nothing on it.
fn machine() -> Node {
    let mut os = system("coreos", "ignition", "{}");
    os.login_user = Some("core".to_owned());
    node("s4", os)
}

fn task_for(spec: &str, node: Node) -> NodeTask {
    task_with(&format!(r#"{{"spec": "{spec}"}}"#), node)
}

fn task_with(options: &str, node: Node) -> NodeTask {
    task(node, options, vec![promise("config", "ignition/s4.ign")])
}

fn render_in(lab: &Lab, spec: &str, node: Node) -> Result<Rendered, Vec<Diagnostic>> {
    Ignition::render_node(lab, &[], &task_for(spec, node))
}

fn render(spec: &str, node: Node) -> Result<Rendered, Vec<Diagnostic>> {
    render_in(&lab("room"), spec, node)
}

/// The config, with holes as `<secret HANDLE ENCODING>`.
fn shown(rendered: &Rendered) -> String {
    let [artifact] = rendered.artifacts.as_slice() else { panic!("one config was expected") };
    let piece = |segment: &Segment| match segment {
        Segment::Bytes(bytes) => String::from_utf8(bytes.clone()).expect("JSON is text"),
        Segment::Secret(secret) => format!("<secret {} {:?}>", secret.handle, secret.encoding),
        Segment::Blob(blob) => format!("<blob {} {:?}>", blob.handle, blob.encoding),
    };
    artifact.segments.iter().map(piece).collect()
}

fn config(spec: &str, node: Node) -> String {
    shown(&render(spec, node).expect("a sound machine"))
}

/// `path: code` of everything that is wrong.
fn errors(spec: &str, node: Node) -> Vec<String> {
    let found = render(spec, node).expect_err("a mistake was expected");
    found.iter().map(|problem| format!("{}: {}", problem.path, problem.code)).collect()
}

#[test]
fn the_author_of_room_225_finds_his_user() {
    let mut admin = user("admin");
    admin.groups = vec!["sudo".to_owned(), "docker".to_owned()];
    admin.member_of = admin.groups.clone();
    admin.ssh_keys = vec!["ssh-ed25519 AAAA ato@volt".to_owned(), "ssh-ed25519 BBBB nazarewk".to_owned()];
    let node = Node { users: vec![admin], ..machine() };
    expect![[r#"
        {
          "ignition": {
            "version": "2.1.0"
          },
          "passwd": {
            "users": [
              {
                "name": "admin",
                "groups": [
                  "sudo",
                  "docker"
                ],
                "sshAuthorizedKeys": [
                  "ssh-ed25519 AAAA ato@volt",
                  "ssh-ed25519 BBBB nazarewk"
                ]
              }
            ]
          },
          "storage": {
            "files": [
              {
                "filesystem": "root",
                "path": "/etc/hostname",
                "contents": {
                  "source": "data:,s4%0A"
                },
                "mode": 420
              }
            ]
          }
        }
    "#]]
    .assert_eq(&config("2.1.0", node));
}

#[test]
fn a_machine_with_everything_in_every_version() {
    let check = |spec: &str, expected: ExpectFile| {
        let task = samples::task(spec);
        let rendered = Ignition::render_node(&samples::room(), &[], &task).expect("a sound machine");
        expected.assert_eq(&shown(&rendered));
    };
    check("2.0.0", expect_file!["tests/snapshots/everything-2.0.0.ign"]);
    check("2.1.0", expect_file!["tests/snapshots/everything-2.1.0.ign"]);
    check("2.2.0", expect_file!["tests/snapshots/everything-2.2.0.ign"]);
    check("2.3.0", expect_file!["tests/snapshots/everything-2.3.0.ign"]);
    check("2.4.0", expect_file!["tests/snapshots/everything-2.4.0.ign"]);
    check("3.0.0", expect_file!["tests/snapshots/everything-3.0.0.ign"]);
    check("3.1.0", expect_file!["tests/snapshots/everything-3.1.0.ign"]);
    check("3.2.0", expect_file!["tests/snapshots/everything-3.2.0.ign"]);
    check("3.3.0", expect_file!["tests/snapshots/everything-3.3.0.ign"]);
    check("3.4.0", expect_file!["tests/snapshots/everything-3.4.0.ign"]);
    check("3.5.0", expect_file!["tests/snapshots/everything-3.5.0.ign"]);
    check("3.6.0", expect_file!["tests/snapshots/everything-3.6.0.ign"]);
}

#[test]
fn every_version_is_tested() {
    assert_eq!(crate::spec::ALL.map(|spec| spec.version), SPECS);
}

#[test]
fn a_machine_of_the_menu_has_no_name() {
    let menu = Node { title: Some("Rescue".to_owned()), ..machine() };
    assert!(!config("3.3.0", menu).contains("hostname"));
    assert!(config("3.3.0", machine()).contains("/etc/hostname"));
}

#[test]
fn the_order_of_a_lab_changes_nothing_but_accounts() {
    let turned = |mut node: Node| {
        node.files.reverse();
        node.directories.reverse();
        node.links.reverse();
        node.units.reverse();
        node.networkd.reverse();
        node
    };
    for spec in SPECS {
        let lab = samples::room();
        let plain = render_in(&lab, spec, samples::everything(spec)).expect("a sound machine");
        let other = render_in(&lab, spec, turned(samples::everything(spec))).expect("a sound machine");
        assert_eq!(shown(&plain), shown(&other));
    }
}

#[test]
fn every_element_is_traced_to_the_place_in_the_lab_that_made_it() {
    for spec in SPECS {
        let task = NodeTask { trace: true, ..task_for(spec, samples::everything(spec)) };
        let rendered = Ignition::render_node(&samples::room(), &[], &task).expect("a sound machine");
        let document: serde_json::Value = serde_json::from_str(&shown(&rendered)).expect("JSON");
        let traces = &rendered.artifacts[0].traces;
        let traced = |pointer: &str| traces.iter().any(|trace| trace.place == Place::Pointer(pointer.to_owned()));
        for trace in traces {
            let Place::Pointer(pointer) = &trace.place else { panic!("JSON has pointers") };
            assert!(document.pointer(pointer).is_some(), "{pointer} is not in the config");
            assert!(!trace.inputs.is_empty(), "{pointer} comes from nowhere");
        }
        for (section, value) in document.as_object().expect("an object") {
            for (list, elements) in value.as_object().expect("sections are objects") {
                for i in 0..elements.as_array().map_or(0, Vec::len) {
                    assert!(traced(&format!("/{section}/{list}/{i}")), "/{section}/{list}/{i} is not traced");
                }
            }
        }
        let hosts =
            traces.iter().find(|trace| trace.inputs == ["files/~1etc~1hosts"]).expect("it is a file of the lab");
        let Place::Pointer(pointer) = &hosts.place else { panic!("JSON has pointers") };
        assert_eq!(document.pointer(&format!("{pointer}/path")), Some(&serde_json::json!("/etc/hosts")));
    }
    assert!(render("3.3.0", machine()).expect("a sound machine").artifacts[0].traces.is_empty(), "nobody asked");
}

#[test]
fn every_code_is_in_the_readme() {
    let missing = dlc_plugin::testing::undocumented_codes(env!("CARGO_MANIFEST_DIR")).expect("sources");
    assert_eq!(missing, Vec::<String>::new());
}
