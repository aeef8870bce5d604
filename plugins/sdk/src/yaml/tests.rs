//! What the emitter writes for what readers are known to take for something else.

use super::Yaml;
use expect_test::expect;

fn written(text: &str) -> String {
    Yaml::map([("k", Yaml::from(text))]).document()
}

#[test]
fn a_text_that_could_be_something_else_is_quoted() {
    let awkward = [
        "",
        "~",
        "y",
        "N",
        "yes",
        "No",
        "on",
        "OFF",
        "true",
        "False",
        "null",
        "NaN",
        "inf",
        ".inf",
        "-.inf",
        "None",
        "1",
        "1.10",
        "0644",
        "0o644",
        "0x1f",
        "1_000",
        "1e3",
        "e1",
        "E5",
        "e+1",
        "1:30",
        "190:20:30",
        "52:54:00:00:00:01",
        "2001-01-01",
        "2001-12-14t21:59:43.10-05:00",
        "685_230.15",
        "=",
        "<<",
        "*a",
        "&a",
        "!a",
        "a: b",
        "a #b",
        " a",
        "a ",
        "- a",
        "?",
        "[a]",
        "{a}",
        "@a",
        "`a",
        "%a",
        "|",
        ">",
        "'",
        "\"",
        "\\",
        "fd00::1",
        "::",
        "10.0.0.4",
        "10.0.0.0/24",
        "v 1",
        "a:b",
        "a,b",
        "#",
        "---",
        "...",
        "{{ x }}",
        "é",
        "a\tb",
        "\u{feff}",
        "\u{85}",
        "\u{2028}",
        "\u{7f}",
        "\u{0}",
    ];
    for text in awkward {
        let line = written(text);
        assert!(line.starts_with("k: \"") && line.ends_with("\"\n"), "{text:?} is written as {line}");
    }
}

#[test]
fn a_text_that_can_be_nothing_else_is_plain() {
    for text in ["a", "calico", "kube-router", "/opt/bin/python", "v1.9.1", "cluster.local", "e1a", "yess", "a_b-c.d/e"]
    {
        assert_eq!(written(text), format!("k: {text}\n"));
    }
}

#[test]
fn keys_are_quoted_as_values_are() {
    let map = Yaml::map([("on", Yaml::Null), ("10.0.0.4", Yaml::Bool(true)), ("a", Yaml::Int(-1))]);
    assert_eq!(map.document(), "\"on\": null\n\"10.0.0.4\": true\na: -1\n");
}

#[test]
fn lines_stand_as_a_block_with_its_end_said() {
    assert_eq!(written("a\nb"), "k: |-\n  a\n  b\n");
    assert_eq!(written("a\n\n b\n"), "k: |\n  a\n\n   b\n");
    assert_eq!(written("a\n\n"), "k: |+\n  a\n\n");
}

#[test]
fn lines_that_a_block_would_not_keep_are_quoted() {
    for text in [" a\nb", "\na", "a\n\tb", "a \nb", "a\r\nb", "\n", "a\u{85}b\nc"] {
        assert!(written(text).starts_with("k: \""), "{text:?}");
    }
}

#[test]
fn lists_and_maps_nest() {
    let mirror =
        Yaml::map([("host", Yaml::from("http://vol:5000")), ("capabilities", Yaml::texts(["pull", "resolve"]))]);
    let deep = Yaml::List(vec![Yaml::List(vec![Yaml::Int(1), Yaml::List(Vec::new())]), mirror, Yaml::from("x\ny\n")]);
    let whole =
        Yaml::map([("list", deep), ("empty", Yaml::Map(Vec::new())), ("json", Yaml::Json("{\"a\":1}".to_owned()))]);
    expect![[r#"
        list:
          - - 1
            - []
          - host: "http://vol:5000"
            capabilities:
              - pull
              - resolve
          - |
            x
            y
        empty: {}
        json: {"a":1}
    "#]]
    .assert_eq(&whole.document());
}

#[test]
fn data_keeps_the_order_of_its_keys_and_the_kinds_of_its_values() {
    let data: serde_json::Value = serde_json::from_str(r#"{"b":true,"a":[1,"1",null],"c":1.5}"#).expect("JSON");
    assert_eq!(Yaml::from(&data).document(), "b: true\na:\n  - 1\n  - \"1\"\n  - null\nc: 1.5\n");
}
