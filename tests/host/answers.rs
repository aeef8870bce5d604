//! Guests that answer, and what they answer breaks a rule.

use crate::guest::{Contract, Value};
use crate::host;
use crate::lab::{inputs, lab, load, render};
use crate::values::{artifact, contribution, description, diagnostic, rendered};
use dlc_base::{Diagnostic, Severity};
use dlc_model::{Promise, TargetUse, Tree};
use dlc_plugin_host::input::{LabInput, LabTask, NodeInput};
use dlc_plugin_host::types::{Contribution, Sections, Segment};
use dlc_plugin_host::{NodeAnswers, Placed, collisions};

/// What is wrong with a guest that answers so for a lab of one machine, whose promise is `t/n0.txt` in http.
fn faults(answer: Value) -> Vec<Diagnostic> {
    let plugin = load("", &[("render-nodes", Value::List(vec![answer]))]);
    let NodeAnswers { answers, faults } = render(&plugin, &lab(1));
    assert_eq!(answers, [None], "nothing of it is used");
    for fault in &faults {
        assert!(fault.message.contains("`culprit`"), "it names the plugin: {}", fault.message);
        assert!(fault.primary.is_none(), "no line of the lab is to blame");
    }
    faults
}

fn codes(answer: Value) -> Vec<String> {
    faults(answer).into_iter().map(|fault| fault.code.into_owned()).collect()
}

#[test]
fn a_promise_that_is_kept_is_an_artefact() {
    let answer = rendered(vec![artifact(0, "t/n0.txt")], vec![diagnostic(1, "odd", "memory")]);
    let plugin = load("", &[("render-nodes", Value::List(vec![answer]))]);
    let NodeAnswers { answers, faults } = render(&plugin, &lab(1));
    assert_eq!(faults, Vec::new());
    let Some(Ok(rendered)) = &answers[0] else { panic!("{answers:?}") };
    let artifact = &rendered.artifacts[0];
    assert_eq!((artifact.tree, artifact.path.as_str(), artifact.mode), (Tree::Http, "t/n0.txt", 0o644));
    assert_eq!(artifact.segments, [Segment::Bytes(b"x".to_vec())]);
    assert_eq!((rendered.diagnostics[0].severity, rendered.diagnostics[0].code.as_str()), (Severity::Warning, "odd"));
}

#[test]
fn what_is_wrong_with_the_lab_is_an_answer_and_no_fault() {
    let answer = Value::err(Value::List(vec![diagnostic(0, "too-small", "nodes/n0/memory")]));
    let plugin = load("", &[("render-nodes", Value::List(vec![answer]))]);
    let NodeAnswers { answers, faults } = render(&plugin, &lab(1));
    assert_eq!(faults, Vec::new());
    let Some(Err(said)) = &answers[0] else { panic!("{answers:?}") };
    assert_eq!((said[0].code.as_str(), said[0].path.as_str()), ("too-small", "nodes/n0/memory"));
}

#[test]
fn a_path_that_is_no_plain_file_below_its_root_is_refused() {
    for path in [
        "",
        "../x",
        "t/../../x",
        "/etc/passwd",
        "c:/x",
        "t//x",
        "t/.",
        "t\\x",
        "t/con",
        "t/NUL.txt",
        "t/a\nb",
        "t/n0.txt/",
    ] {
        let codes = codes(rendered(vec![artifact(0, "t/n0.txt"), artifact(0, path)], Vec::new()));
        assert_eq!(codes, ["plugin-bad-path"], "{path:?}");
    }
}

#[test]
fn a_path_is_shown_without_its_control_characters() {
    let faults = faults(rendered(vec![artifact(0, "t/n0.txt"), artifact(0, "a\u{1b}[2J")], Vec::new()));
    assert!(!faults[0].message.contains('\u{1b}'), "{}", faults[0].message);
}

#[test]
fn many_bad_paths_are_told_a_few_times() {
    let many = (0..1000).map(|_| artifact(0, "../x")).collect();
    assert!(codes(rendered(many, Vec::new())).len() <= 20);
}

#[test]
fn a_path_that_nothing_promised_is_refused_and_a_promise_has_to_be_kept() {
    let kept = || artifact(0, "t/n0.txt");
    assert_eq!(codes(rendered(vec![kept(), artifact(0, "t/other")], Vec::new())), ["plugin-unpromised-path"]);
    assert_eq!(
        codes(rendered(vec![kept(), artifact(1, "t/n0.txt")], Vec::new())),
        ["plugin-unpromised-path"],
        "another tree"
    );
    assert_eq!(codes(rendered(Vec::new(), Vec::new())), ["plugin-broken-promise"]);
    assert_eq!(
        codes(rendered(vec![artifact(0, "T/N0.txt")], Vec::new())),
        ["plugin-unpromised-path", "plugin-broken-promise"]
    );
}

#[test]
fn a_promise_of_the_lab_is_not_kept_by_each_machine_and_a_folder_of_it_by_any() {
    let mut cluster = lab(1);
    let shared = r#"[{ "field": "boot", "tree": "http", "path": "t/boot" }, { "field": "by_mac", "tree": "http", "path": "m/" }]"#;
    let shared: Vec<Promise> = serde_json::from_str(shared).expect("promises");
    cluster.nodes[0].targets.get_mut("t").expect("it runs there").promises.extend_from_slice(&shared);
    let of_node = rendered(vec![artifact(0, "t/n0.txt"), artifact(0, "m/02-00")], Vec::new());
    let answers = [
        ("render-nodes", Value::List(vec![of_node])),
        ("render-lab", rendered(vec![artifact(0, "t/boot")], Vec::new())),
    ];
    let plugin = host().load("t", &Contract::current().component("", &answers)).expect("it loads");
    assert_eq!(render(&plugin, &cluster).faults[0].code, "plugin-broken-promise");
    cluster.targets.insert("t".to_owned(), TargetUse { options: serde_json::json!({}), promises: shared });
    assert_eq!(render(&plugin, &cluster).faults, Vec::new());
    let task = LabTask::new(&cluster, "t", Sections::default()).expect("it runs for the lab");
    let answer = plugin.render_lab(&LabInput::new(&cluster), &task).expect("the machine fills the folder");
    assert_eq!(answer.expect("it rendered").artifacts[0].path, "t/boot");
}

#[test]
fn two_artefacts_at_one_path_collide_whatever_the_case_of_letters() {
    let at = |plugin, path| Placed { plugin, subject: "node n0", tree: Tree::Http, path };
    for (first, second) in [("a/b", "a/b"), ("a/b", "A/B"), ("a", "a/b"), ("É", "é")] {
        let found = collisions([at("first", first), at("culprit", second)]);
        assert_eq!(found.len(), 1, "{first} {second}");
        assert_eq!(found[0].code, "plugin-path-collision");
        assert!(format!("{found:?}").contains("culprit") && format!("{found:?}").contains("first"), "{found:?}");
    }
    assert_eq!(collisions([at("first", "a/b"), at("second", "a/c")]), Vec::new());
    let tftp = Placed { tree: Tree::Tftp, ..at("second", "a/b") };
    assert_eq!(collisions([at("first", "a/b"), tftp]), Vec::new());
}

#[test]
fn answers_that_break_the_contract_are_not_used() {
    let kept = || artifact(0, "t/n0.txt");
    let Value::Record(mut fields) = kept() else { unreachable!() };
    fields[1] = Value::Bytes(vec![0xff]);
    let not_utf8 = Value::Record(fields.clone());
    fields[1] = Value::text("t/n0.txt");
    fields[2] = Value::Number(0o100_644);
    let bad_mode = Value::Record(fields.clone());
    fields[2] = Value::Number(0o644);
    fields[0] = Value::Number(7);
    let no_tree = Value::Record(fields.clone());
    fields[0] = Value::Number(0);
    let blob = Value::Record(vec![Value::text("sha256:00"), Value::Number(1)]);
    fields[5] = Value::List(vec![Value::Case(2, Some(Box::new(blob)))]);
    let foreign_blob = Value::Record(fields);
    let cases = [
        ("a path that is not UTF-8", rendered(vec![not_utf8], Vec::new())),
        ("a mode with more than permissions", rendered(vec![bad_mode], Vec::new())),
        ("a tree that the contract does not have", rendered(vec![no_tree], Vec::new())),
        ("a blob that it was not given", rendered(vec![foreign_blob], Vec::new())),
        ("an error beside a result", rendered(vec![kept()], vec![diagnostic(0, "odd", "memory")])),
        ("a code that is no word", rendered(vec![kept()], vec![diagnostic(1, "Odd one", "memory")])),
        ("an input path that names nothing", rendered(vec![kept()], vec![diagnostic(1, "odd", "gatway")])),
        ("another machine's place, which is not there", rendered(vec![kept()], vec![diagnostic(1, "odd", "nodes/n9")])),
        ("an error that names none", Value::err(Value::List(Vec::new()))),
        ("an error that is only a warning", Value::err(Value::List(vec![diagnostic(1, "odd", "memory")]))),
        ("neither a result nor an error", Value::Case(9, None)),
    ];
    for (what, answer) in cases {
        assert_eq!(codes(answer), ["plugin-bad-answer"], "{what}");
    }
}

#[test]
fn too_few_and_too_many_answers_are_refused() {
    let one = || rendered(vec![artifact(0, "t/n0.txt")], Vec::new());
    for answers in [vec![], vec![one(), one()]] {
        let plugin = load("", &[("render-nodes", Value::List(answers))]);
        let NodeAnswers { answers, faults } = render(&plugin, &lab(1));
        assert_eq!(answers, [None]);
        assert_eq!(faults[0].code, "plugin-bad-answer");
    }
}

#[test]
fn the_lab_is_rendered_by_the_same_rules() {
    let mut cluster = lab(2);
    let usage = cluster.nodes[0].targets["t"].clone();
    cluster.targets.insert("t".to_owned(), usage);
    let task = LabTask::new(&cluster, "t", Sections::default()).expect("it runs for the lab");
    let call = |answer: Value| load("", &[("render-lab", answer)]).render_lab(&LabInput::new(&cluster), &task);
    let kept = || artifact(0, "t/n0.txt");
    let answer =
        call(rendered(vec![kept()], vec![diagnostic(1, "odd", "nodes/n1/memory")])).expect("it keeps the rules");
    assert_eq!(answer.expect("it rendered").artifacts[0].path, "t/n0.txt");
    for (answer, code) in [
        (rendered(vec![kept(), artifact(2, "../x")], Vec::new()), "plugin-bad-path"),
        (rendered(Vec::new(), Vec::new()), "plugin-broken-promise"),
        (rendered(vec![kept()], vec![diagnostic(1, "odd", "memory")]), "plugin-bad-answer"),
    ] {
        let faults = call(answer).expect_err("it is refused");
        assert_eq!(faults[0].code, code);
        assert!(faults[0].message.contains("`culprit`"), "{}", faults[0].message);
    }
}

#[test]
fn a_contribution_arrives_as_the_model_has_it() {
    let one = Value::ok(contribution(&[("a.b", "1")], &["br_netfilter"], Vec::new()));
    let NodeAnswers { answers, faults } = contribute(one);
    assert_eq!(faults, Vec::new());
    let Some(Ok(Contribution { config, diagnostics })) = &answers[0] else { panic!("{answers:?}") };
    assert_eq!(config.sysctl.iter().collect::<Vec<_>>(), [(&"a.b".to_owned(), &"1".to_owned())]);
    assert_eq!(config.modules, ["br_netfilter"]);
    assert_eq!(diagnostics.len(), 0);
}

#[test]
fn a_contribution_that_no_lab_could_say_is_refused() {
    for (what, config) in [
        ("a name twice", contribution(&[("a.b", "1"), ("a.b", "2")], &[], Vec::new())),
        ("a module with a blank", contribution(&[], &["a b"], Vec::new())),
        ("an error beside it", contribution(&[], &[], vec![diagnostic(0, "odd", "memory")])),
    ] {
        let NodeAnswers { answers, faults } = contribute(Value::ok(config));
        assert_eq!(answers, [None], "{what}");
        assert_eq!(faults[0].code, "plugin-bad-answer", "{what}");
        assert!(
            faults[0].message.contains("`culprit`") && faults[0].message.contains("`contribute`"),
            "{:?}",
            faults[0]
        );
    }
}

fn contribute(answer: Value) -> NodeAnswers<Contribution> {
    let cluster = lab(1);
    let plugin = load("", &[("contribute", Value::List(vec![answer]))]);
    plugin.contribute(&LabInput::new(&cluster), &[], &inputs(&cluster))
}

#[test]
fn a_description_that_breaks_the_contract_is_refused() {
    let with = |field: usize, value: Value| {
        let Value::Record(mut fields) = description("p") else { unreachable!() };
        fields[field] = value;
        load("", &[("describe", Value::Record(fields))]).describe().map_err(|fault| fault.code.into_owned())
    };
    assert!(with(1, Value::text("2.10.3")).is_ok());
    let roles = |name: &str| Value::Case(1, Some(Box::new(Value::List(vec![Value::text(name)]))));
    assert!(with(6, roles("control-plane")).is_ok());
    for (field, value) in [
        (0, Value::text("No Word")),
        (1, Value::text("1")),
        (2, Value::text("two\nlines")),
        (6, roles("master")),
        (8, Value::List(vec![Value::text("p")])),
    ] {
        assert_eq!(with(field, value.clone()), Err("plugin-bad-answer".to_owned()), "{value:?}");
    }
}

#[test]
fn a_target_that_does_not_run_for_a_machine_has_no_input_there() {
    let cluster = lab(1);
    assert!(NodeInput::new(&cluster.nodes[0], "t").is_some());
    assert!(NodeInput::new(&cluster.nodes[0], "other").is_none());
}
