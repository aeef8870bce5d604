//! What could stand at the cursor, in texts that are broken because somebody types.

use crate::scene::{LAB, Scene, capabilities, lab};
use serde_json::{Value, json};

/// The labels for `$0` in lines of a lab.
fn labels(lines: &str) -> Vec<String> {
    let text = lab(lines);
    assert!(text.contains("$0"));
    Scene::new(&[("lab.dl", &text)]).labels()
}

#[track_caller]
fn has(labels: &[String], wanted: &[&str]) {
    for wanted in wanted {
        assert!(labels.iter().any(|label| label == wanted), "no `{wanted}` in {labels:?}");
    }
}

#[track_caller]
fn lacks(labels: &[String], unwanted: &[&str]) {
    for unwanted in unwanted {
        assert!(labels.iter().all(|label| label != unwanted), "`{unwanted}` in {labels:?}");
    }
}

#[test]
fn an_entry_of_a_block_is_a_field_that_is_not_set_yet_or_a_statement() {
    let found = labels("  network x {\n    subnet = 10.1.0.0/24\n    $0\n  }");
    has(&found, &["gateway", "dhcp", "dns", "when", "include"]);
    lacks(&found, &["subnet", "memory"]);
    let found = labels("  network x {\n    gat$0\n  }");
    has(&found, &["gateway"]);
    let found = labels("  network x { subnet = 10.1.0.0/24  ga$0 }");
    has(&found, &["gateway"]);
}

#[test]
fn a_lab_holds_kinds_of_blocks_and_profiles() {
    let found = labels("  $0");
    has(&found, &["network", "node", "host", "kubernetes", "profile", "test", "table"]);
    lacks(&found, &["gateway", "domain"]);
}

#[test]
fn a_profile_knows_the_fields_of_its_kind() {
    has(&labels("  profile p {\n    $0\n  }"), &["memory", "roles", "file", "unit", "user"]);
    has(&labels("  profile p for network {\n    $0\n  }"), &["gateway", "subnet"]);
}

#[test]
fn nested_records_and_options_of_targets_have_their_own_fields() {
    has(&labels("  boot { menu { $0 } }"), &["timeout"]);
    has(&labels("  node x {\n    os = flatcar {\n      ver$0\n    }\n  }"), &["version", "channel"]);
    has(&labels("  node x {\n    unit \"a.service\" {\n      $0\n    }\n  }"), &["enabled", "contents"]);
    has(&labels("  target kubespray {\n    $0\n  }"), &["release", "run_from"]);
    has(&labels("  target $0"), &["ignition", "ipxe", "kubespray"]);
    has(&labels("  node x {\n    labels.$0\n  }"), &[]);
}

#[test]
fn behind_an_equals_sign_stand_the_symbols_that_are_expected_first() {
    let found = labels("  network x {\n    subnet = 10.1.0.0/24\n    dhcp = $0\n  }");
    has(&found[..4], &["external", "proxy", "serve"]);
    let found = labels("  node x { roles = [wor$0] }");
    has(&found[..3], &["worker", "etcd", "control_plane"]);
    let found = labels("  node x { state = $0 }");
    has(&found[..2], &["on", "off"]);
    has(&labels("  node x { autologin = $0 }")[..2], &["false", "true"]);
}

#[test]
fn a_reference_is_a_label_of_that_kind() {
    let found = labels("  boot { server = $0 }");
    assert_eq!(found[..3], ["n1", "n2", "srv"], "a machine may be one too");
    let found = labels("  node x {\n    network = $0\n  }");
    assert_eq!(found[0], "lan", "{found:?}");
}

#[test]
fn behind_a_dot_stand_fields_and_methods() {
    let found = labels("  host x { ip = lan.$0 }");
    has(&found, &["subnet", "gateway", "host"]);
    let found = labels("  host x { ip = lan.ho$0 }");
    has(&found, &["host"]);
    let found = labels("  check lab.nodes.$0 : \"x\"");
    has(&found, &["count", "first"]);
    let found = labels("  check [n.$0 for n in lab.nodes].count > 0 : \"x\"");
    has(&found, &["mac", "memory", "os"]);
    let found = labels("  node x { file \"/a\" { contents = \"\\(node.$0)\" } }");
    has(&found, &["name", "ip"]);
}

#[test]
fn an_include_takes_profiles_also_from_modules() {
    let found = labels("  node x { include $0 }");
    has(&found, &["base"]);
    lacks(&found, &["lan", "srv", "file"]);
    let text =
        LAB.replace("lab room", "use \"./part.dl\" as part\n\nlab room").replace("$0", "  node x { include part.$0 }");
    let mut scene = Scene::new(&[("lab.dl", &text), ("part.dl", "profile more { memory = 4GiB }\nlet x = 1\n")]);
    assert_eq!(scene.labels(), ["more"]);
}

#[test]
fn tables_know_their_columns_and_what_a_cell_may_be_while_its_row_is_short() {
    let table = |header: &str, row: &str| format!("  table node {{\n    {header}\n    {row}\n  }}");
    let found = labels(&table("name  ip  $0", ""));
    has(&found, &["mac", "memory", "include"]);
    let found = labels(&table("name  state  ip", "n9    $0"));
    has(&found[..2], &["off", "on"]);
    let found = labels(&table("name  ip  include", "n9  10.0.0.19  $0"));
    assert_eq!(found, ["base"]);
    let found = labels(&table("name  os  ip", "n9  flat$0"));
    has(&found[..3], &["flatcar"]);
}

#[test]
fn imports_are_found_step_by_step() {
    let of = |line: &str| {
        let text = LAB.replace("$0", "").replace("use std.os.flatcar", &format!("use std.os.flatcar\n{line}"));
        Scene::new(&[("lab.dl", &text)]).labels()
    };
    assert_eq!(of("use $0"), ["std"]);
    has(&of("use std.$0"), &["os", "net", "network"]);
    has(&of("use std.os.$0"), &["alpine", "debian"]);
    has(&of("use std.os { alpine, $0 }"), &["debian", "fcos"]);
}

#[test]
fn a_system_that_is_not_imported_brings_its_import() {
    let mut scene = Scene::new(&[("lab.dl", &lab("  node x { os = alp$0 }"))]);
    let items = scene.completions();
    let alpine = items.iter().find(|item| item["label"] == "alpine").expect("it is offered");
    assert_eq!(alpine["additionalTextEdits"][0]["newText"], "use std.os.alpine\n");
    assert_eq!(alpine["additionalTextEdits"][0]["range"]["start"], json!({ "line": 3, "character": 0 }));
}

#[test]
fn codes_kinds_and_labels_stand_behind_the_words_that_take_them() {
    has(&labels("  allow $0"), &["installs-to-disk", "root-too-small"]);
    has(&labels("  test \"x\" { expect error $0 }"), &["root-too-small"]);
    has(&labels("  test \"x\" {\n    given node $0\n  }"), &["n1", "n2"]);
    has(&labels("  test \"x\" {\n    $0\n  }"), &["given", "expect"]);
    has(&labels("  profile p for $0"), &["node", "network", "lab"]);
}

#[test]
fn at_the_level_of_the_file_stand_items_and_in_declarations_types() {
    let of = |text: &str| Scene::new(&[("lab.dl", text)]).labels();
    has(&of("edition 2026\n$0\n"), &["lab", "use", "profile", "schema"]);
    has(&of("fn f(a: $0) -> Int = 1\n"), &["Int", "Size", "Network"]);
    has(&of("schema Extra {\n  size : S$0\n}\n"), &["Size", "Str"]);
    has(&of("let x: $0"), &["Ip"]);
}

#[test]
fn nothing_is_offered_in_comments_texts_and_numbers() {
    for lines in ["  // net$0", "  host x { ip = 10.0.$0 }", "  node x { file \"/a$0\" { } }", "  domain = \"ro$0\""] {
        assert_eq!(labels(lines), [] as [&str; 0], "{lines}");
    }
}

#[test]
fn what_is_taken_replaces_the_word_and_leaves_places_to_fill_in() {
    let text = lab("  network x {\n    gat$0\n  }");
    let mut scene = Scene::new(&[("lab.dl", &text)]);
    let items = scene.completions();
    let gateway = items.iter().find(|item| item["label"] == "gateway").expect("it is offered");
    assert_eq!(gateway["insertTextFormat"], 2);
    assert_eq!(gateway["textEdit"]["newText"], "gateway = $0");
    let range = &gateway["textEdit"]["range"];
    assert_eq!((range["start"]["character"].as_u64(), range["end"]["character"].as_u64()), (Some(4), Some(7)));
    assert!(gateway["detail"].as_str().is_some_and(|detail| detail.contains("Ip?")), "{gateway}");
    assert!(gateway["documentation"]["value"].as_str().is_some_and(|doc| !doc.is_empty()), "{gateway}");
    // An editor without snippets gets the word; so does a line that goes on.
    let mut client = capabilities();
    client["textDocument"]["completion"] = json!({});
    let word = |items: &[Value]| {
        let gateway = items.iter().find(|item| item["label"] == "gateway").expect("it is offered");
        gateway["textEdit"]["newText"].clone()
    };
    assert_eq!(word(&Scene::with(&[("lab.dl", &text)], client).completions()), "gateway");
    scene.write("lab.dl", &lab("  network x {\n    gat$0 = 10.0.0.1\n  }"));
    assert_eq!(word(&scene.completions()), "gateway");
}
