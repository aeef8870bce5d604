use super::*;
use crate::build::evaluate;
use crate::project::{Content, Project, System};
use dlc_eval::model::LabOrigins;
use dlc_model::{Contents, File};

const LAB: &str = r#"use std.os.flatcar

lab t {
  domain = "t.example"
  node n1 {
    os        = flatcar
    autologin = true
    file "/etc/motd" { contents = "the lab's" }
  }
}
"#;

struct OneFile;

impl System for OneFile {
    fn read(&self, _: &str) -> Content {
        Content::Bytes(LAB.as_bytes().into())
    }
}

/// A file as the contract has it, with the defaults of the schema.
fn file(path: &str, contents: &str) -> File {
    let file = serde_json::json!({
        "path": path, "contents": { "text": contents }, "mode": 0o644, "owner": "root", "group": "root",
        "append": false, "audience": "network",
    });
    serde_json::from_value(file).expect("a file of the model")
}

/// The machine after `contributions` were merged into it, and what is said as `LINE: CODE`.
fn contributed(contributions: &[(&'static str, Contribution)]) -> (Node, Vec<String>) {
    let front = Front::new(Project { system: Box::new(OneFile), lab: "lab.dl".to_owned() });
    let mut told = Vec::new();
    let Some((lab, mut model)) = evaluate(&front, &mut told) else { panic!("the lab is good: {told:?}") };
    let origins = LabOrigins::new(&front.db, lab);
    let all = All::from([((false, "n1".to_owned()), contributions.to_vec())]);
    let told = merged(&front, lab, &mut model.cluster, &all, &origins, &mut Vec::new());
    let line = |told: &Diagnostic| {
        let place = told.primary.as_ref().map(|label| usize::from(label.place.range.start()));
        let line = place.map_or(0, |start| LAB[..start].lines().count());
        format!("{line}: {}", told.code)
    };
    (model.cluster.nodes.remove(0), told.iter().map(line).collect())
}

fn text<'a>(node: &'a Node, path: &str) -> Option<&'a str> {
    match &node.files.iter().find(|file| file.path == path)?.contents {
        Contents::Text(text) => Some(text),
        _ => None,
    }
}

#[test]
fn what_a_target_needs_reaches_the_machine() {
    let given = Contribution {
        files: vec![file("/etc/kubeadm.yaml", "join")],
        modules: vec!["br_netfilter".to_owned()],
        ..Contribution::default()
    };
    let (node, told) = contributed(&[("kubeadm", given)]);
    assert_eq!(text(&node, "/etc/kubeadm.yaml"), Some("join"));
    assert_eq!(node.modules, ["br_netfilter"]);
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn a_file_of_the_lab_stands_and_the_note_points_at_it() {
    let given = Contribution { files: vec![file("/etc/motd", "the target's")], ..Contribution::default() };
    let (node, told) = contributed(&[("kubeadm", given)]);
    assert_eq!(text(&node, "/etc/motd"), Some("the lab's"));
    assert_eq!(told, ["8: contribution-left-out"]);
}

#[test]
fn two_targets_that_disagree_are_told_at_the_machine() {
    let given = |contents: &str| Contribution { files: vec![file("/etc/x", contents)], ..Contribution::default() };
    let (_, told) = contributed(&[("kubeadm", given("one")), ("rke", given("two"))]);
    assert_eq!(told, ["5: targets-disagree"]);
    let (_, told) = contributed(&[("kubeadm", given("same")), ("rke", given("same"))]);
    assert_eq!(told, Vec::<String>::new());
}
