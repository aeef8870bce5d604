//! `dlc show`.

use crate::{LAB, dlc_in, lab_folder};

/// The same lab with a machine that is off and one in the menu.
fn lab() -> String {
    LAB.replace(
        "boot { server = shelf  url = \"http://shelf/boot\" }",
        "boot {\n    server = shelf\n    url = \"http://shelf/boot\"\n    menu { machine rescue { os = flatcar { channel = stable  mirror = \"http://shelf/flatcar\" }  autologin = true } }\n  }",
    )
    .replace(
        "  table node {\n    name  ip",
        "  node n3 {\n    include diskless\n    state = off\n    ip = 10.0.0.6\n    mac = 02:00:00:00:00:06\n    memory = 8GiB\n  }\n\n  table node {\n    name  ip",
    )
}

#[test]
fn without_a_name_every_machine_has_a_line() {
    let folder = lab_folder(lab());
    let ran = dlc_in(folder.path(), &["show"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    let lines: Vec<Vec<&str>> = ran.out.lines().map(|line| line.split_whitespace().take(2).collect()).collect();
    assert_eq!(lines, [["n1", "on"], ["n2", "on"], ["n3", "off"], ["rescue", "menu"]]);
    assert!(ran.out.contains("10.0.0.4  02:00:00:00:00:04  Flatcar") && ran.out.contains("lab.dl:"), "{}", ran.out);
}

#[test]
fn a_machine_is_shown_with_where_each_value_comes_from() {
    let folder = lab_folder(lab());
    let ran = dlc_in(folder.path(), &["show", "n1"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    for line in [
        "  memory = 8GiB  // lab.dl:30:40, the row of `n1`",
        "  firmware = bios  // default, std:machine.dl:",
        "    channel = stable  // lab.dl:15:30, profile `diskless`",
        "  file \"/etc/motd\" {",
        "    contents = \"this is n1\\n\"  // lab.dl:17:35, profile `diskless`",
        "    mode = 0o644  // default, std:file.dl:",
        "  target ignition {",
    ] {
        let found = ran.out.lines().any(|shown| squeezed(shown).starts_with(line));
        assert!(found, "no `{line}` in {}", ran.out);
    }
    assert!(ran.out.contains("\"dlc.id=") && ran.out.ends_with("}\n"), "{}", ran.out);
}

/// A line with two blanks where a comment is moved to its column.
fn squeezed(line: &str) -> String {
    match line.split_once("  // ") {
        Some((value, comment)) => format!("{}  // {comment}", value.trim_end()),
        None => line.to_owned(),
    }
}

#[test]
fn machines_that_are_off_and_those_of_the_menu_are_shown_too() {
    let folder = lab_folder(lab());
    let ran = dlc_in(folder.path(), &["show", "n3"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.starts_with("node n3 {") && ran.out.contains("state = off"), "{}", ran.out);
    let ran = dlc_in(folder.path(), &["show", "rescue"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.starts_with("machine rescue {") && ran.out.contains("autologin = true"), "{}", ran.out);
}

#[test]
fn programs_get_a_flat_list_of_values() {
    let folder = lab_folder(lab());
    let ran = dlc_in(folder.path(), &["show", "n1", "--format", "json"]);
    let machine: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&machine["name"], &machine["state"]), (&"n1".into(), &"on".into()));
    let values = machine["values"].as_array().unwrap();
    let contents = values.iter().find(|value| value["input"] == "nodes/n1/files/~1etc~1motd/contents").unwrap();
    assert_eq!((&contents["value"], &contents["kind"]), (&"\"this is n1\\n\"".into(), &"written".into()));
    assert_eq!(contents["place"]["line"], 17);
    let ran = dlc_in(folder.path(), &["show", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(list.as_array().map(Vec::len), Some(4));
}

#[test]
fn a_name_that_is_misspelt_is_answered_with_the_one_that_was_meant() {
    let folder = lab_folder(lab());
    let ran = dlc_in(folder.path(), &["show", "resuce"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("error[unknown-machine]") && ran.err.contains("did you mean `rescue`?"), "{}", ran.err);
}

#[test]
fn a_lab_with_errors_shows_them_and_no_machine() {
    let folder = lab_folder(LAB.replace("memory  include", "memory  inculde"));
    let ran = dlc_in(folder.path(), &["show", "n1"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("error["), "{}", ran.err);
}
