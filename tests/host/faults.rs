//! Guests that do not come back with an answer.

use crate::guest::{Contract, Value};
use crate::host;
use crate::values::description;
use dlc_base::Diagnostic;

/// What `describe` of a guest with these functions ends in.
fn fault(functions: &str) -> Diagnostic {
    let bytes = Contract::current().component(functions, &[]);
    let fault = host().load("culprit", &bytes).expect("it loads").describe().expect_err("it misbehaves");
    assert!(fault.message.contains("`culprit`"), "it names the plugin: {}", fault.message);
    assert!(fault.primary.is_none(), "no line of a lab is to blame");
    fault
}

#[test]
fn an_endless_loop_runs_out_of_fuel() {
    let fault = fault(r#"(func (export "describe") (result i32) (loop $l (br $l)) unreachable)"#);
    assert_eq!(fault.code, "plugin-out-of-fuel");
}

#[test]
fn an_endless_loop_at_the_start_of_the_instance_does_too() {
    let fault = fault("(func $forever (loop $l (br $l))) (start $forever)");
    assert_eq!(fault.code, "plugin-out-of-fuel");
}

#[test]
fn filling_memory_for_ever_is_charged_by_length() {
    let text = r#"(func (export "describe") (result i32)
        (drop (memory.grow (i32.const 16)))
        (loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 1000000)) (br $l)) unreachable)"#;
    assert_eq!(fault(text).code, "plugin-out-of-fuel");
}

#[test]
fn a_memory_bomb_is_stopped_at_the_limit() {
    let grow =
        r#"(func (export "describe") (result i32) (loop $l (drop (memory.grow (i32.const 100))) (br $l)) unreachable)"#;
    assert_eq!(fault(grow).code, "plugin-out-of-memory");
    let table = r#"(table $t 1 funcref) (func (export "describe") (result i32)
        (loop $l (drop (table.grow $t (ref.null func) (i32.const 10000))) (br $l)) unreachable)"#;
    assert_eq!(fault(table).code, "plugin-out-of-memory");
}

#[test]
fn deep_recursion_is_a_fault() {
    let text = r#"(func $deeper (param i32) (result i32) (i32.add (call $deeper (local.get 0)) (i32.const 1)))
        (func (export "describe") (result i32) (call $deeper (i32.const 0)))"#;
    let fault = fault(text);
    assert_eq!(fault.code, "plugin-trap");
    assert!(fault.message.contains("nested too deeply"), "{}", fault.message);
}

#[test]
fn every_trap_is_told_in_words() {
    let cases = [
        ("unreachable", "it gave up"),
        ("(i32.div_u (i32.const 1) (i32.const 0))", "divided by zero"),
        ("(i32.load (i32.const -8))", "outside its memory"),
        ("(i32.trunc_f32_s (f32.const nan))", "not an integer"),
        ("(call_indirect (result i32) (i32.const 0))", "not there"),
    ];
    for (body, words) in cases {
        let text = format!(r#"(table 1 funcref) (func (export "describe") (result i32) {body})"#);
        let fault = fault(&text);
        assert_eq!(fault.code, "plugin-trap", "{body}");
        assert!(fault.message.contains(words), "{body}: {}", fault.message);
    }
}

#[test]
fn a_message_has_no_address_and_is_the_same_each_time() {
    let text = r#"(func (export "describe") (result i32) (i32.load (i32.const -8)))"#;
    let (first, second) = (fault(text), fault(text));
    assert_eq!(first, second);
    assert!(!format!("{first:?}").contains("0x"), "{first:?}");
}

#[test]
fn an_answer_outside_of_memory_is_refused() {
    let text = r#"(func (export "describe") (result i32) (i32.const 0x7ffffff0))"#;
    assert_eq!(fault(text).code, "plugin-bad-answer");
    let misaligned = r#"(func (export "describe") (result i32) (i32.const 1025))"#;
    assert_eq!(fault(misaligned).code, "plugin-bad-answer");
}

#[test]
fn text_that_is_not_utf_8_is_refused() {
    let Value::Record(mut fields) = description("p") else { unreachable!() };
    fields[0] = Value::Bytes(vec![0xff, 0xfe]);
    let bytes = Contract::current().component("", &[("describe", Value::Record(fields))]);
    let fault = host().load("culprit", &bytes).unwrap().describe().expect_err("it is refused");
    assert_eq!(fault.code, "plugin-bad-answer");
}

#[test]
fn one_call_that_fails_does_not_spoil_the_next() {
    let bytes = Contract::current().component("", &[("describe", description("p"))]);
    let host = host();
    let bad = host.load("bad", &Contract::current().component("", &[])).unwrap();
    let good = host.load("good", &bytes).unwrap();
    assert!(bad.describe().is_err());
    assert!(good.describe().is_ok());
    assert!(bad.describe().is_err());
}
