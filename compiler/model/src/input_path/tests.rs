use super::*;
use dlc_base::OriginKind;
use serde_json::json;

fn cluster() -> Cluster {
    let os = json!({
        "name": "flatcar", "title": "Flatcar 1", "target": "ignition", "version": "1", "options": { "spec": "3.3.0" },
        "memory": { "boot": 1, "clean": 2, "root": "disk" }, "login_user": "core",
    });
    let machine = |name: &str| {
        json!({ "name": name, "fqdn": name, "arch": "x86_64", "firmware": "bios", "autologin": false, "os": os,
            "kernel_args": ["a", "b"], "ntp_addresses": ["10.0.0.1"],
            "files": [{ "path": "/etc/a~b", "contents": { "remote": { "url": "http://x" } }, "mode": 420,
                "owner": "root", "group": "root", "append": false, "audience": "network" }],
            "interfaces": [{ "name": "bond0", "over": { "bond": { "of": ["p1", "p2"], "mode": "lacp" } } }],
            "labels": { "rack-row": "1" },
            "taints": [{ "key": "gpu", "effect": "no_execute" }],
        })
    };
    let mut menu = machine("rescue");
    menu["title"] = json!("Rescue");
    serde_json::from_value(json!({
        "lab": { "name": "t", "domain": "t.example", "networks": [{ "name": "isc-lan", "subnet": "10.0.0.0/24", "mtu": 1500 }] },
        "nodes": [machine("s4"), machine("s5")],
        "menu_machines": [menu],
        "teams": [{ "name": "iem", "role": "edit" }],
    }))
    .expect("a model")
}

/// What `text` becomes in an answer for node s4.
fn read(text: &str) -> Result<String, BadInputPath> {
    let cluster = cluster();
    let path = InputPath::read(text, "ignition", Subject::Node(&cluster.nodes[0]), &cluster);
    path.map(|path| path.to_string())
}

fn read_lab(text: &str) -> Result<String, BadInputPath> {
    InputPath::read(text, "kubespray", Subject::Lab, &cluster()).map(|path| path.to_string())
}

#[test]
fn a_path_begins_at_the_machine_unless_it_says_otherwise() {
    for (text, place) in [
        ("memory", "nodes/s4/memory"),
        ("nodes/s5/ip", "nodes/s5/ip"),
        ("nodes/s5", "nodes/s5"),
        ("menu-machines/rescue/title", "menu_machines/rescue/title"),
        ("lab/networks/isc-lan/gateway", "lab/networks/isc-lan/gateway"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(place));
    }
    assert_eq!(read_lab("networks/isc-lan/mtu").as_deref(), Ok("lab/networks/isc-lan/mtu"));
    assert_eq!(read_lab("teams/iem/quota").as_deref(), Ok("lab/teams/iem/quota"));
    assert_eq!(read_lab("lab").as_deref(), Ok("lab"));
}

#[test]
fn fields_are_named_as_the_model_does_and_labels_stay() {
    for (text, place) in [
        ("kernel-args/1", "nodes/s4/kernel_args/1"),
        ("kernel_args/1", "nodes/s4/kernel_args/1"),
        ("files/~1etc~1a~0b/mode", "nodes/s4/files/~1etc~1a~0b/mode"),
        ("ntp/0", "nodes/s4/ntp/0"),
        ("labels/rack-row", "nodes/s4/labels/rack-row"),
        ("taints/0/effect", "nodes/s4/taints/0/effect"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(place));
    }
}

#[test]
fn a_case_of_a_variant_is_no_step() {
    assert_eq!(read("interfaces/bond0/over/of/1").as_deref(), Ok("nodes/s4/interfaces/bond0/over/of/1"));
    assert_eq!(read("interfaces/bond0/over/bond/of/1").as_deref(), Ok("nodes/s4/interfaces/bond0/over/of/1"));
    assert_eq!(read("files/~1etc~1a~0b/contents/url").as_deref(), Ok("nodes/s4/files/~1etc~1a~0b/contents/url"));
}

#[test]
fn options_are_the_targets_own() {
    assert_eq!(read("options/spec").as_deref(), Ok("nodes/s4/targets/ignition/options/spec"));
    assert_eq!(read_lab("options/vars/a").as_deref(), Ok("lab/targets/kubespray/options/vars/a"));
    assert_eq!(read("os/options/spec").as_deref(), Ok("nodes/s4/os/options/spec"));
}

#[test]
fn what_is_absent_is_to_blame_itself() {
    assert_eq!(read("image/kernel").as_deref(), Ok("nodes/s4/image"));
    assert_eq!(read("labels/missing").as_deref(), Ok("nodes/s4/labels/missing"));
}

#[test]
fn names_of_the_summary_lead_to_the_machine() {
    assert_eq!(read_lab("nodes/s4/os-version").as_deref(), Ok("nodes/s4/os/version"));
    assert_eq!(read_lab("nodes/s4/login/login-user").as_deref(), Ok("nodes/s4/os/login_user"));
    assert_eq!(read_lab("nodes/s4/boot/image").as_deref(), Ok("nodes/s4/image"));
}

#[test]
fn what_names_nothing_or_is_no_path_is_refused() {
    for text in [
        "gatway",
        "files/~1etc~1b",
        "kernel-args/2",
        "kernel-args/01",
        "kernel-args/x",
        "nodes/s6/ip",
        "nodes",
        "name/x",
        "interfaces/0",
        "lab/teams/x",
    ] {
        assert_eq!(read(text), Err(BadInputPath::Nowhere), "{text}");
    }
    for text in ["", "/", "a//b", "memory/", "a~2", "a~"] {
        assert_eq!(read(text), Err(BadInputPath::Malformed), "{text}");
    }
}

#[test]
fn the_nearest_origin_is_that_of_what_it_is_in() {
    struct OneFile;
    impl Origins for OneFile {
        fn origin(&self, path: &InputPath) -> Option<Origin> {
            let here = Origin { anchor: 7, start: 0, end: 1, kind: OriginKind::Written };
            (path.to_string() == "nodes/s4/files/~1etc~1a~0b").then_some(here)
        }
    }
    let cluster = cluster();
    let path = |text| InputPath::read(text, "x", Subject::Node(&cluster.nodes[0]), &cluster).unwrap();
    assert_eq!(OneFile.nearest(&path("files/~1etc~1a~0b/mode")).map(|origin| origin.anchor), Some(7));
    assert_eq!(OneFile.nearest(&path("memory")), None);
}
