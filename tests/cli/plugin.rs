//! `dlc plugin`.

use crate::{dlc, dlc_in};

#[test]
fn the_list_names_every_built_in_target_with_what_it_does() {
    let ran = dlc(&["plugin", "list"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let names: Vec<&str> = ran.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.contains(&"ignition") && names.contains(&"ipxe") && names.is_sorted(), "{}", ran.out);
}

#[test]
fn a_built_in_target_imports_nothing() {
    let ran = dlc(&["plugin", "inspect", "ignition", "--format", "json"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let shown: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let keys: Vec<&str> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["name", "version", "world", "imports", "digest", "size"]);
    assert_eq!(shown["name"], "ignition");
    assert_eq!(shown["imports"], serde_json::json!([]));
    assert!(shown["world"].as_str().unwrap().starts_with("dlc:target"), "{}", ran.out);
    assert!(shown["digest"].as_str().unwrap().starts_with("sha256:"), "{}", ran.out);
}

#[test]
fn a_component_that_would_be_refused_can_be_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let text = r#"(component (import "wasi:clocks/wall-clock@0.2.6" (instance (export "now" (func)))))"#;
    std::fs::write(folder.path().join("mine.wasm"), wat::parse_str(text).unwrap()).unwrap();
    let ran = dlc_in(folder.path(), &["plugin", "inspect", "mine.wasm", "--format", "json"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let shown: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(shown["name"], "mine");
    assert_eq!(shown["imports"], serde_json::json!(["wasi:clocks/wall-clock@0.2.6#now"]));
    assert!(shown["version"].is_null() && shown["world"].is_null(), "{}", ran.out);
    let ran = dlc_in(folder.path(), &["plugin", "inspect", "mine.wasm"]);
    assert!(ran.out.contains("wall-clock") && ran.out.contains("refused"), "{}", ran.out);
}

#[test]
fn what_is_no_component_or_no_file_is_refused_with_a_code() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("page.wasm"), "<!doctype html>").unwrap();
    for (plugin, code) in [
        ("page.wasm", "plugin-not-a-component"),
        ("missing.wasm", "unreadable-file"),
        (".", "unreadable-file"),
        ("ignitoin", "unknown-plugin"),
    ] {
        let ran = dlc_in(folder.path(), &["plugin", "inspect", plugin]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{plugin}");
        assert!(ran.err.contains(&format!("error[{code}]")), "{plugin}: {}", ran.err);
    }
    assert!(dlc(&["plugin", "inspect", "ignitoin"]).err.contains("did you mean `ignition`?"));
}
