//! Whole calls: batches and their instances, and how much an answer may be.

use crate::guest::Contract;
use crate::host_with;
use crate::lab::{inputs, lab, load, render};
use crate::values::description;
use dlc_plugin_host::input::LabInput;
use dlc_plugin_host::types::Rendered;
use dlc_plugin_host::{BATCH, NodeAnswers};

#[test]
fn an_allocator_that_lies_or_never_ends_is_the_plugins_fault() {
    for (body, code) in [
        ("(i32.const -16)", "plugin-bad-answer"),
        ("(i32.const 3)", "plugin-bad-answer"),
        ("(loop $l (br $l)) (i32.const 0)", "plugin-out-of-fuel"),
        ("unreachable", "plugin-trap"),
    ] {
        let text = format!(r#"(func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) {body})"#);
        let NodeAnswers { answers, faults } = render(&load(&text, &[]), &lab(1));
        assert_eq!(answers, [None], "{body}");
        assert_eq!(faults[0].code, code, "{body}: {}", faults[0].message);
        assert!(faults[0].message.contains("`culprit`"), "{}", faults[0].message);
    }
}

#[test]
fn cleaning_up_after_an_answer_is_part_of_the_call() {
    let text = r#"(func (export "cabi_post_describe") (param i32) (loop $l (br $l)))"#;
    let fault = load(text, &[("describe", description("p"))]).describe().expect_err("it never ends");
    assert_eq!(fault.code, "plugin-out-of-fuel");
}

/// A function that answers zeros: `result` of nothing rendered, as often as it was given nodes, from a memory of
/// `pages` more pages, after `first`.
fn zeros(first: &str, pages: usize) -> String {
    let contract = Contract::current();
    let length = contract.offset_of_last_length("render-nodes");
    format!(
        r#"(global $used (mut i32) (i32.const 0))
        (func (export "render-nodes") (param $given i32) (result i32) (local $at i32)
            (local.set $at (i32.mul (memory.grow (i32.const {pages})) (i32.const 65536)))
            {first}
            (i32.store (local.get $at) (i32.add (local.get $at) (i32.const 8)))
            (i32.store offset=4 (local.get $at) (i32.load offset={length} (local.get $given)))
            (local.get $at))"#
    )
}

#[test]
fn each_batch_has_a_fresh_instance_and_threads_change_nothing() {
    let mut cluster = lab(5 * BATCH);
    for node in &mut cluster.nodes {
        node.targets.get_mut("t").expect("it runs there").promises.clear();
    }
    // The second call of an instance would trap.
    let once = "(if (global.get $used) (then unreachable)) (global.set $used (i32.const 1))";
    let bytes = Contract::current().component(&zeros(once, 200), &[]);
    let render = |threads| render(&host_with(threads).load("p", &bytes).expect("it loads"), &cluster);
    let one = render(1);
    assert_eq!(one.faults, Vec::new());
    assert!(one.answers.iter().all(|answer| *answer == Some(Ok(Rendered::default()))));
    assert_eq!(one, render(4));
}

#[test]
fn batches_are_handed_over_in_order_and_hold_every_node_once() {
    let cluster = lab(5 * BATCH);
    let bytes = Contract::current().component(&zeros("", 200), &[]);
    let order = |threads| {
        let plugin = host_with(threads).load("p", &bytes).expect("it loads");
        let mut seen = Vec::new();
        plugin.render_batches(&LabInput::new(&cluster), &[], &inputs(&cluster), |positions, outcome| {
            let broken = outcome.expect_err("no promise is kept");
            assert_eq!(broken.len(), positions.len());
            seen.extend_from_slice(positions);
        });
        seen
    };
    let one = order(1);
    assert_eq!(one, order(4));
    let mut sorted = one;
    sorted.sort_unstable();
    assert_eq!(sorted, (0..5 * BATCH).collect::<Vec<_>>());
}

#[test]
fn a_batch_that_fails_takes_no_other_with_it() {
    let cluster = lab(5 * BATCH);
    let plugin = load("", &[]);
    let NodeAnswers { answers, faults } = render(&plugin, &cluster);
    assert!(answers.iter().all(Option::is_none));
    assert!(faults.len() > 1 && faults.iter().all(|fault| fault.code == "plugin-trap"), "{faults:?}");
    assert!(faults[0].notes[0].contains("it was called for the nodes"), "{:?}", faults[0].notes);
}

#[test]
fn a_million_artefacts_are_too_many() {
    // One answer: `ok` with a list of a million artefacts that are all zeros.
    let body = r#"(i32.store offset=12 (local.get $at) (i32.add (local.get $at) (i32.const 64)))
        (i32.store offset=16 (local.get $at) (i32.const 1000000))"#;
    let plugin = load(&zeros(body, 1600), &[]);
    let NodeAnswers { answers, faults } = render(&plugin, &lab(1));
    assert_eq!(answers, [None]);
    assert_eq!(faults[0].code, "plugin-too-much-output");
}

#[test]
fn an_answer_of_a_hundred_megabytes_is_too_large() {
    // A description of zeros but for the options, which are a text of that length.
    let text = r#"(func (export "describe") (result i32) (local $at i32)
        (local.set $at (i32.mul (memory.grow (i32.const 1600)) (i32.const 65536)))
        (i32.store offset=28 (local.get $at) (local.get $at))
        (i32.store offset=32 (local.get $at) (i32.const 100000000))
        (local.get $at))"#;
    assert_eq!(load(text, &[]).describe().expect_err("it is refused").code, "plugin-too-much-output");
}
