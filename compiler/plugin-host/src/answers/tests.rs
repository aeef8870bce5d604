use super::*;
use crate::types::{Audience, Encoding, Place, Sections, Trace, Tree};
use dlc_model::{Cluster, Contents};
use serde_json::json;

fn description(name: &str, version: &str) -> Description {
    Description {
        name: name.to_owned(),
        version: version.to_owned(),
        summary: "Does something".to_owned(),
        renders_nodes: true,
        renders_lab: false,
        contributes: false,
        options: String::new(),
        peers: PeersWanted::None,
        sections: Sections::default(),
        digests_of: Vec::new(),
    }
}

fn diagnostic(severity: Severity, path: &str) -> PluginDiagnostic {
    PluginDiagnostic {
        severity,
        code: "odd".to_owned(),
        message: "this is odd".to_owned(),
        path: path.to_owned(),
        others: Vec::new(),
        hint: None,
    }
}

fn cluster() -> Cluster {
    let os = json!({
        "name": "flatcar", "title": "Flatcar 1", "target": "ignition", "version": "1", "options": {},
        "memory": { "boot": 1, "clean": 2, "root": "disk" },
    });
    let file = |path: &str, contents: serde_json::Value| {
        json!({ "path": path, "contents": contents, "mode": 384, "owner": "root", "group": "root", "append": false,
            "audience": "operator" })
    };
    let blob = json!({ "handle": "sha256:ab", "size": 1, "sha256": "ab", "sha512": "cd" });
    let node = json!({ "name": "s4", "fqdn": "s4", "arch": "x86_64", "firmware": "bios", "autologin": false, "os": os,
        "files": [file("/etc/a", json!({ "secret": "key-1" })), file("/etc/b", json!({ "blob": blob }))],
        "targets": { "t": { "options": { "token": "key-2", "n": 1 } } } });
    serde_json::from_value(json!({ "lab": { "name": "t", "domain": "t" }, "nodes": [node] })).expect("a model")
}

/// What is wrong with `answer` of target `t` for node s4.
fn check_with(trace: bool, answer: &Answer<Rendered>) -> Result<(), String> {
    let cluster = cluster();
    let node = NodeInput { trace, ..NodeInput::new(&cluster.nodes[0], "t").expect("it runs there") };
    Asked::for_node("t", &LabInput::new(&cluster), &node).check_rendered(answer)
}

fn check(answer: &Answer<Rendered>) -> Result<(), String> {
    check_with(false, answer)
}

fn artifact(segment: Segment) -> Artifact {
    Artifact {
        tree: Tree::Http,
        path: "a".to_owned(),
        mode: 0o644,
        media_type: "text/plain".to_owned(),
        audience: Audience::Network,
        segments: vec![segment],
        traces: Vec::new(),
    }
}

fn rendered(artifact: Artifact) -> Answer<Rendered> {
    Ok(Rendered { artifacts: vec![artifact], diagnostics: Vec::new() })
}

#[test]
fn a_name_is_a_word_and_a_version_three_numbers() {
    assert_eq!(check_description(&description("cloud-init", "1.20.3")), Ok(()));
    for (name, version) in [("Ignition", "1.0.0"), ("", "1.0.0"), ("a", "1.0"), ("a", "01.0.0"), ("a", "1.0.0-rc")] {
        assert!(check_description(&description(name, version)).is_err(), "{name} {version}");
    }
}

#[test]
fn roles_and_other_targets_that_cannot_be_are_refused() {
    let with = |roles: &[&str], digests_of: &[&str]| Description {
        peers: PeersWanted::Roles(roles.iter().map(|&role| role.to_owned()).collect()),
        digests_of: digests_of.iter().map(|&target| target.to_owned()).collect(),
        ..description("a", "1.0.0")
    };
    assert_eq!(check_description(&with(&["etcd", "control-plane"], &["ipxe"])), Ok(()));
    assert!(check_description(&with(&["master"], &[])).is_err());
    assert!(check_description(&with(&[], &["a"])).is_err(), "itself");
}

#[test]
fn an_error_stands_in_an_error_and_a_warning_beside_a_result() {
    let with = |diagnostic| Ok(Rendered { artifacts: Vec::new(), diagnostics: vec![diagnostic] });
    assert_eq!(check(&with(diagnostic(Severity::Warning, "memory"))), Ok(()));
    assert!(check(&with(diagnostic(Severity::Error, "memory"))).is_err());
    assert_eq!(check(&Err(vec![diagnostic(Severity::Error, "memory")])), Ok(()));
    assert!(check(&Err(vec![diagnostic(Severity::Warning, "memory")])).is_err());
    assert!(check(&Err(Vec::new())).is_err());
}

#[test]
fn a_diagnostic_names_a_place_that_is_there() {
    for path in ["memory", "files/~1etc~1a", "options/token", "lab/domain", "nodes/s4"] {
        assert_eq!(check(&Err(vec![diagnostic(Severity::Error, path)])), Ok(()), "{path}");
    }
    for path in ["", "gatway", "files/~1etc~1c", "a\nb", "nodes/s5"] {
        assert!(check(&Err(vec![diagnostic(Severity::Error, path)])).is_err(), "{path}");
    }
    let mut other = diagnostic(Severity::Error, "memory");
    other.others = vec![("nowhere".to_owned(), "here".to_owned())];
    assert!(check(&Err(vec![other])).is_err());
}

#[test]
fn more_diagnostics_than_anybody_reads_are_refused() {
    let many = |count: usize| Err(vec![diagnostic(Severity::Error, "memory"); count]);
    assert_eq!(check(&many(MAX_DIAGNOSTICS)), Ok(()));
    assert!(check(&many(MAX_DIAGNOSTICS + 1)).is_err());
}

#[test]
fn only_handles_that_were_given_can_be_placed() {
    let secret = |handle: &str| Segment::Secret { handle: handle.to_owned(), encoding: Encoding::Raw };
    let blob = |handle: &str| Segment::Blob { handle: handle.to_owned(), encoding: Encoding::Base64 };
    for given in [secret("key-1"), secret("key-2"), blob("sha256:ab"), Segment::Bytes(vec![0])] {
        assert_eq!(check(&rendered(artifact(given))), Ok(()));
    }
    for guessed in [secret("key-3"), secret("sha256:ab"), secret(""), blob("key-1")] {
        let what = check(&rendered(artifact(guessed))).expect_err("it is refused");
        assert!(!what.contains("key-"), "a message does not tell handles: {what}");
    }
}

#[test]
fn a_blob_is_placed_as_it_is_or_in_what_takes_any_byte() {
    let check = |encoding| check(&rendered(artifact(Segment::Blob { handle: "sha256:ab".to_owned(), encoding })));
    for encoding in [Encoding::Raw, Encoding::Base64, Encoding::Percent] {
        assert_eq!(check(encoding), Ok(()));
    }
    assert!(check(Encoding::JsonString).expect_err("it may be no text").contains("JSON string"));
}

#[test]
fn traces_are_read_where_they_were_asked_for() {
    let mut traced = artifact(Segment::Bytes(Vec::new()));
    traced.traces = vec![Trace { place: Place::Whole, inputs: vec!["nowhere".to_owned()] }];
    assert_eq!(check_with(false, &rendered(traced.clone())), Ok(()));
    assert!(check_with(true, &rendered(traced)).is_err());
}

#[test]
fn a_mode_has_permission_bits_and_a_media_type_two_parts() {
    let with = |mode, media_type: &str| {
        let plain = artifact(Segment::Bytes(Vec::new()));
        check(&rendered(Artifact { mode, media_type: media_type.to_owned(), ..plain }))
    };
    assert_eq!(with(0o644, "application/json; charset=utf-8"), Ok(()));
    assert!(with(0o100_644, "text/plain").is_err());
    for media_type in ["", "text", "text/", "text/plain\n"] {
        assert!(with(0o644, media_type).is_err(), "{media_type:?}");
    }
}

#[test]
fn a_contribution_keeps_the_rules_of_a_lab() {
    let cluster = cluster();
    let node = NodeInput::new(&cluster.nodes[0], "t").expect("it runs there");
    let lab = LabInput::new(&cluster);
    let check = |config: serde_json::Value| {
        let config = serde_json::from_value(config).expect("a contribution");
        Asked::for_node("t", &lab, &node).check_contributed(&Ok(Contribution { config, diagnostics: Vec::new() }))
    };
    let file = |path: &str, mode: u32, contents: Contents| {
        json!({ "path": path, "contents": contents, "mode": mode, "owner": "root", "group": "root", "append": false,
            "audience": "network" })
    };
    let text = || Contents::Text("x".to_owned());
    assert_eq!(check(json!({ "files": [file("/etc/x", 0o644, text())], "kernel_args": ["a=b", "k=\"a b\""] })), Ok(()));
    assert_eq!(check(json!({ "files": [file("/etc/x", 0o600, Contents::Secret("key-1".to_owned()))] })), Ok(()));
    let unit = |name: &str| json!({ "name": name, "enabled": true, "masked": false });
    for bad in [
        json!({ "files": [file("/etc/x", 0o600, Contents::Secret("key-3".to_owned()))] }),
        json!({ "files": [file("/etc/x", 0o644, text()), file("/etc/x", 0o644, text())] }),
        json!({ "files": [file("/etc/x", 0o100_644, text())] }),
        json!({ "files": [file("etc/x", 0o644, text())] }),
        json!({ "files": [file("/etc/../x", 0o644, text())] }),
        json!({ "files": [file("/etc//x", 0o644, text())] }),
        json!({ "units": [unit("x")] }),
        json!({ "units": [unit("a/b.service")] }),
        json!({ "kernel_args": ["a b"] }),
        json!({ "kernel_args": ["k=\"a b"] }),
        json!({ "packages": [""] }),
        json!({ "sysctl": { "a.b": "1\n2" } }),
    ] {
        assert!(check(bad.clone()).is_err(), "{bad}");
    }
}
