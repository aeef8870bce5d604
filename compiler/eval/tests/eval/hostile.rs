//! Bad input ends in diagnostics: no panic, no overflow of the stack, no hang, and few messages.
//!
//! A test has the small stack of a thread, so that depth is noticed here first.

use crate::project::{Project, checked, library};
use dlc_base::Diagnostic;
use dlc_db::{Content, Database, Db, System};
use std::fmt::Write as _;

/// Checks a lab that is one file; the codes of what is wrong.
#[track_caller]
fn codes(text: impl AsRef<[u8]>) -> Vec<String> {
    let (found, shown) = checked("lab.dl", &[("lab.dl", text.as_ref())]);
    assert!(found.len() <= 5, "{} messages\n{shown}", found.len());
    found.iter().map(|diagnostic| diagnostic.code.to_string()).collect()
}

/// The body of a lab.
fn lab(body: &str) -> String {
    format!("lab t {{\n  domain = \"t.example\"\n{body}\n}}\n")
}

#[test]
fn files_that_are_no_labs_are_refused_or_hold_none() {
    assert_eq!(codes(""), [""; 0]);
    assert_eq!(codes("\n\n// nothing\n"), [""; 0]);
    assert_eq!(codes([0xff, 0xfe, 0x00, 0x01]), ["unreadable-file"]);
    assert_eq!(codes("\0\0\0"), ["unknown-character"]);
    assert_eq!(codes("\u{feff}".to_owned() + &lab("").replace('\n', "\r\n")), [""; 0]);
}

#[test]
fn what_is_never_closed_is_one_mistake() {
    assert_eq!(codes("{".repeat(100_000)).len(), 1);
    assert_eq!(codes(lab("  host a { ip = 10.0.0.1")), ["unclosed-brace"]);
    assert_eq!(codes(lab("  host \"a { ip = 10.0.0.1 }\n  host b { ip = c }")), ["unclosed-text"]);
    assert_eq!(codes(lab("  let x = \"\"\"\n    text")), ["unclosed-text"]);
}

#[test]
fn chains_longer_than_the_stack_are_told_once() {
    let lets: String = (0..3_000).fold(String::new(), |mut out, i| {
        let _ = writeln!(out, "let a{i} = a{} + 1", i + 1);
        out
    });
    assert_eq!(codes(lets + "let a3000 = 1\n" + &lab("  check a0 > 0 : \"x\"")), ["chain-too-long"]);
    let hosts: String = (0..1_000).fold(String::new(), |mut out, i| {
        let _ = writeln!(out, "  host h{i} {{ ip = h{}.ip }}", i + 1);
        out
    });
    assert_eq!(codes(lab(&(hosts + "  host h1000 { ip = 10.0.0.1 }"))), ["chain-too-long"]);
    let profiles: String = (0..1_500).fold(String::new(), |mut out, i| {
        let _ = writeln!(out, "  profile p{i} for team {{ include p{} }}", i + 1);
        out
    });
    let body = profiles + "  profile p1500 for team { role = view }\n  team x { include p0 }";
    assert_eq!(codes(lab(&body)), ["nested-too-deep"]);
}

#[test]
fn declarations_deeper_than_the_stack_are_followed() {
    let types: String = (0..2_000).fold(String::new(), |mut out, i| {
        let _ = writeln!(out, "type T{i} = [T{}]\nschema S{i} is S{} {{ }}", i + 1, i + 1);
        out
    });
    let text = types + "type T2000 = Int\nschema S2000 { x : Int = 1 }\n";
    let body = "  let t: T0 = []\n  let s: S0 = { }\n  check t.count == 0 and s.x == 1 : \"the last ones\"";
    assert_eq!(codes(text + &lab(body)), [""; 0]);
}

#[test]
fn expressions_nested_beyond_reason_are_one_mistake() {
    let nested = |open: &str, value: &str, close: &str| {
        let text = format!("{}{value}{}", open.repeat(3_000), close.repeat(3_000));
        codes(lab(&format!("  let x = {text}\n  check x == x : \"x\"")))
    };
    let shapes =
        [("(", "1", ")"), ("[", "", "]"), ("not ", "true", ""), ("if true then ", "1", " else 2"), ("1 + ", "1", "")];
    for (open, value, close) in shapes {
        assert_eq!(nested(open, value, close), ["nested-too-deep"], "{open}");
    }
    assert_eq!(codes(lab(&("  when true {".repeat(500) + &"}".repeat(500)))), ["nested-too-deep"]);
}

#[test]
fn values_that_grow_are_stopped_where_they_are_too_large() {
    let doubled = |first: &str| {
        let lets: String = (0..60).fold(String::new(), |mut out, i| {
            let _ = writeln!(out, "  let a{i} = a{} + a{}", i + 1, i + 1);
            out
        });
        codes(lab(&format!("{lets}  let a60 = {first}\n  check a0 == a60 : \"x\"")))
    };
    assert_eq!(doubled("\"0123456789\""), ["budget-exceeded"]);
    assert_eq!(doubled("[1]"), ["budget-exceeded"]);
    assert_eq!(doubled("4611686018427387904"), ["overflow"]);
    let nested: String = (0..40).map(|i| format!(" for x{i} in 1..2")).collect();
    assert_eq!(codes(lab(&format!("  check [1{nested}].count > 0 : \"x\""))), ["budget-exceeded"]);
}

#[test]
fn values_that_share_their_parts_are_as_large_as_they_look() {
    let grown = |grow: &str, first: &str, used: &str| {
        let lets: String =
            (0..60).map(|i| format!("  let a{i} = {}\n", grow.replace('X', &format!("a{}", i + 1)))).collect();
        codes(lab(&format!("{lets}  let a60 = {first}\n  {used}")))
    };
    let compared = "check a0 == a0 : \"x\"";
    assert_eq!(grown("[X, X]", "[1]", compared), ["budget-exceeded"]);
    assert_eq!(grown("{ a = X  b = X }", "{ a = 1 }", compared), ["budget-exceeded"]);
    let data = "target kubespray { release = 1.0  vars { x = a0 } }";
    assert_eq!(grown("[X, X]", "[1]", data), ["budget-exceeded"]);
    let joined = "let b = [\"0123456789\" for i in 1..100000].join(\"\")\n  check [b for i in 1..100000].join(\"\") == b : \"x\"";
    assert_eq!(codes(lab(&format!("  {joined}"))), ["budget-exceeded"]);
    let replaced = "let b = [\"a\" for i in 1..100000].join(\"\")\n  check b.replace(\"a\", b) == b : \"x\"";
    assert_eq!(codes(lab(&format!("  {replaced}"))), ["budget-exceeded"]);
}

#[test]
fn values_of_different_kinds_have_no_order() {
    let mixed = "[1, \"a\", -5, \"-10\", true, 10.0.0.1, \"b\", 3, \"-1\", -1, \"02\", 2]";
    assert_eq!(codes(lab(&format!("  check {mixed}.sorted.count == 12 : \"x\""))), ["type-mismatch"]);
}

#[test]
fn a_million_mistakes_end_too() {
    let (found, _) =
        checked("lab.dl", &[("lab.dl", lab("  for i in 1..100000 { check false : \"no \\(i)\" }").as_bytes())]);
    assert_eq!(found.len(), 10_000);
    assert_eq!(codes(lab("  for i in 1..100000 { domain = \"x\\(i)\" }")), ["set-twice"]);
    let profiles =
        "  profile p(i: Int) for team { members += [\"m\\(i)\"] }\n  team a { for i in 1..10000 { include p(i) } }";
    assert_eq!(codes(lab(profiles)), ["budget-exceeded"]);
}

#[test]
fn ten_thousand_blocks_of_a_loop_are_ten_thousand_blocks() {
    let text =
        lab("  for i in 1..10000 { host \"h\\(i)\" { ip = 10.0.0.0 + i } }\n  check lab.hosts.count == 10000 : \"x\"");
    assert_eq!(codes(text), [""; 0]);
}

#[test]
fn patterns_are_searched_in_linear_time_and_have_a_size() {
    let body = format!("  check \"{}\" matches \"(a*)*(a*)*b\" : \"no b\"", "a".repeat(5_000));
    assert_eq!(codes(lab(&body)), ["check-failed"]);
    assert_eq!(codes(lab("  check \"x\" matches \"(((a{100}){100}){100}){100}\" : \"x\"")), ["bad-pattern"]);
}

/// A disk on which one file may not be read.
struct Locked;

impl System for Locked {
    fn read(&self, path: &str) -> Content {
        match path {
            "locked.dl" => Content::Unreadable("permission denied".to_owned()),
            "lab.dl" => Content::Bytes(
                b"use \"./locked.dl\" as locked\nlab t {\n  domain = locked.domain\n}\n".as_slice().into(),
            ),
            "data.dl" => {
                Content::Bytes(b"let x = file(\"locked.dl\").text\nlab t {\n  domain = x\n}\n".as_slice().into())
            }
            _ => Content::Missing,
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_is_told_where_it_is_named() {
    let db = Database::new(Locked, library());
    let check = |path: &str| -> Vec<Diagnostic> { dlc_eval::check_program(&db, db.file(path)) };
    for (path, offset) in [("lab.dl", 4), ("data.dl", 26), ("locked.dl", 0), ("gone.dl", 0)] {
        let found = check(path);
        let place = |d: &Diagnostic| usize::from(d.primary.as_ref().expect("a place").place.range.start());
        let told: Vec<(&str, usize)> = found.iter().map(|d| (&*d.code, place(d))).collect();
        assert_eq!(told, [("unreadable-file", offset)], "{path}");
    }
}

#[test]
fn every_truncation_of_a_lab_is_told_in_few_words() {
    let keys = std::fs::read(crate::checkout("examples/keys.dl")).expect("a file");
    let shared = std::fs::read(crate::checkout("examples/shared.dl")).expect("a file");
    let text = std::fs::read_to_string(crate::checkout("examples/room225/lab.dl")).expect("a file");
    let mut project = Project::new();
    let mut longest = 0;
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)).step_by(23) {
        let others = [("keys.dl", keys.as_slice()), ("shared.dl", shared.as_slice())];
        let found =
            project.check("room225/lab.dl", &[&others[..], &[("room225/lab.dl", &text.as_bytes()[..end])]].concat());
        assert!(found.len() <= 3, "cut at byte {end}\n{}", project.render(&found));
        longest = longest.max(found.len());
    }
    assert!(longest > 0, "some cut is a mistake");
}
