//! Outline, hover, definition, layout.

use crate::scene::{LAB, Scene, capabilities, lab};
use serde_json::{Value, json};

/// The outline as lines, each indented by its depth.
fn outline(symbols: &Value, depth: usize, out: &mut Vec<String>) {
    for symbol in symbols.as_array().map_or(&[][..], Vec::as_slice) {
        let detail = symbol["detail"].as_str().map(|detail| format!("{detail} ")).unwrap_or_default();
        out.push(format!("{}{detail}{}", "  ".repeat(depth), symbol["name"].as_str().expect("a name")));
        let (range, inner) = (&symbol["range"], &symbol["selectionRange"]);
        assert!(range["start"]["line"].as_u64() <= inner["start"]["line"].as_u64(), "{symbol}");
        assert!(range["end"]["line"].as_u64() >= inner["end"]["line"].as_u64(), "{symbol}");
        outline(&symbol["children"], depth + 1, out);
    }
}

#[test]
fn the_outline_shows_what_is_declared_with_blocks_and_rows_in_it() {
    let text = lab("  for i in 1..2 { node \"w\\(i)\" { include base } }\n  test \"it holds\" { expect true }");
    let text = format!(
        "{text}\nschema Extra {{\n  size : Int\n}}\nfn twice(n: Int) -> Int = n + n\nlet four = twice(2)\ntype Pair = one | two\n"
    );
    let mut scene = Scene::new(&[("lab.dl", &text)]);
    let mut lines = Vec::new();
    outline(&scene.about("textDocument/documentSymbol", "lab.dl"), 0, &mut lines);
    let expected = [
        "lab room",
        "  network lan",
        "  host srv",
        "  boot",
        "  profile base",
        "  table node",
        "    n1",
        "    n2",
        "  node w\\(i)",
        "  test it holds",
        "schema Extra",
        "  size",
        "fn twice",
        "let four",
        "type Pair",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn an_editor_without_trees_gets_the_outline_as_a_list() {
    let mut client = capabilities();
    client["textDocument"]["documentSymbol"] = json!({});
    let mut scene = Scene::with(&[("lab.dl", LAB)], client);
    let list = scene.about("textDocument/documentSymbol", "lab.dl");
    let lan = list.as_array().expect("a list").iter().find(|symbol| symbol["name"] == "lan").expect("it is there");
    assert_eq!(lan["containerName"], "room");
    assert_eq!(lan["location"]["uri"], scene.uri("lab.dl").as_str());
}

/// What is said of the word at `$0`, in [`LAB`] with one place of it replaced.
fn hover(from: &str, to: &str) -> String {
    let text = LAB.replace("$0", "");
    assert!(text.contains(from), "{from}");
    Scene::new(&[("lab.dl", &text.replacen(from, to, 1))]).hover()
}

#[test]
fn a_field_is_shown_with_its_type_its_default_its_documentation_and_its_value() {
    let said = hover("gateway =", "gate$0way =");
    assert!(said.contains("gateway : Ip?"), "{said}");
    assert!(said.contains("here: `10.0.0.1`"), "{said}");
    let said = hover("autologin =", "$0autologin =");
    assert!(said.contains("autologin : Bool = false"), "{said}");
    let said = hover("memory =", "memory$0 =");
    assert!(said.contains("memory : Size"), "{said}");
}

#[test]
fn a_column_of_a_table_is_a_field() {
    assert!(hover("  mac                include", "  m$0ac                include").contains("mac : Mac?"));
}

#[test]
fn names_say_what_they_stand_for_and_what_it_is_worth() {
    let said = hover("server = srv", "server = s$0rv");
    assert!(said.contains("srv : Host") && said.contains("ip = 10.0.0.2"), "{said}");
    let said = hover("os = flatcar {", "os = flat$0car {");
    assert!(said.contains("schema flatcar is System"), "{said}");
    let said = hover("dhcp    = external", "dhcp    = exter$0nal");
    assert!(said.contains("one of: external"), "{said}");
    let said = hover("00:00:00:01  base", "00:00:00:01  ba$0se");
    assert!(said.contains("profile base"), "{said}");
}

#[test]
fn a_row_shows_what_tells_its_machine_from_others() {
    let said = hover("n2    10", "$0n2    10");
    assert!(said.contains("ip = 10.0.0.12") && said.contains("memory = 8GiB"), "{said}");
}

#[test]
fn a_kind_is_shown_with_what_its_blocks_are() {
    let said = hover("network lan {", "netw$0ork lan {");
    assert!(said.contains("network NAME { … }"), "{said}");
}

#[test]
fn nothing_is_said_of_comments_blanks_and_braces() {
    assert_eq!(hover("/// A room.", "/// A r$0oom."), "");
    assert_eq!(hover("lab room {", "lab room {$0"), "");
}

/// Where the word at `$0` is declared, in [`LAB`] with one place of it replaced.
fn definitions(from: &str, to: &str) -> Vec<(String, String)> {
    let text = LAB.replace("$0", "");
    assert!(text.contains(from), "{from}");
    Scene::new(&[("lab.dl", &text.replacen(from, to, 1))]).definitions()
}

#[test]
fn labels_profiles_and_lets_lead_to_where_they_are_declared() {
    let here = |line: &str| vec![("lab.dl".to_owned(), line.to_owned())];
    assert_eq!(definitions("server = srv", "server = $0srv"), here("host srv { ip = 10.0.0.2 }"));
    assert_eq!(definitions("00:00:00:01  base", "00:00:00:01  ba$0se"), here("profile base {"));
    let with_row = LAB.replace("$0", "  host x { ip = n1.$0ip }");
    let mut scene = Scene::new(&[("lab.dl", &with_row)]);
    assert_eq!(scene.definitions()[0].0.rsplit('/').next(), Some("node.dl"));
    scene.write("lab.dl", &LAB.replace("$0", "  host x { ip = n$01.ip }"));
    assert_eq!(scene.definitions(), here("n1    10.0.0.11  02:00:00:00:00:01  base"));
    scene.write("lab.dl", &LAB.replace("$0", "  for k in 1..2 { host \"h\\($0k)\" { ip = lan.host(k + 8) } }"));
    assert_eq!(scene.definitions(), here("for k in 1..2 { host \"h\\(k)\" { ip = lan.host(k + 8) } }"));
}

#[test]
fn the_library_can_be_opened_at_the_place_that_is_meant() {
    let [(path, line)] = &definitions("gateway =", "gate$0way =")[..] else { panic!("one place") };
    assert!(path.ends_with("std/network.dl"), "{path}");
    assert!(line.starts_with("gateway"), "{line}");
    let [(path, line)] = &definitions("os = flatcar {", "os = flat$0car {")[..] else { panic!("one place") };
    assert!(path.ends_with("std/os/flatcar.dl") && line.starts_with("schema flatcar"), "{path}: {line}");
    let [(path, line)] = &definitions("network lan {", "net$0work lan {")[..] else { panic!("one place") };
    assert!(path.ends_with("std/network.dl") && line.starts_with("schema Network"), "{path}: {line}");
    let [(path, _)] = &definitions("use std.os.flatcar", "use std.os.flat$0car")[..] else { panic!("one place") };
    assert!(path.ends_with("std/os/flatcar.dl"), "{path}");
}

#[test]
fn in_a_file_of_the_library_one_can_look_further() {
    let mut scene = Scene::new(&[("lab.dl", &LAB.replace("$0", "").replacen("gateway =", "gate$0way =", 1))]);
    let found = scene.ask("textDocument/definition");
    let uri = found[0]["uri"].as_str().expect("a URI").to_owned();
    let text = std::fs::read_to_string(uri.strip_prefix("file://").expect("a file")).expect("it is there");
    let document = json!({ "uri": uri, "languageId": "dl", "version": 1, "text": text });
    scene.client.tell("textDocument/didOpen", json!({ "textDocument": document }));
    let line = text.lines().position(|line| line.trim_start().starts_with("gateway")).expect("the field");
    let column = text.lines().nth(line).expect("the line").find("Ip").expect("its type");
    let position = json!({ "line": line, "character": column });
    let params = json!({ "textDocument": { "uri": uri }, "position": position });
    let said = scene.client.ask("textDocument/hover", params).expect("an answer");
    assert!(said["contents"]["value"].as_str().is_some_and(|said| said.contains("An address")), "{said}");
}

#[test]
fn modules_and_what_they_declare_are_found_across_files() {
    let text = LAB
        .replace("lab room", "use \"./keys.dl\" as keys\n\nlab room")
        .replace("$0", "  host x { ip = keys.add$0ress }");
    let mut scene = Scene::new(&[("lab.dl", &text), ("keys.dl", "/// The key.\nlet address = 10.0.0.7\n")]);
    assert_eq!(scene.definitions(), [("keys.dl".to_owned(), "let address = 10.0.0.7".to_owned())]);
    let said = scene.hover();
    assert!(said.contains("The key.") && said.contains("is: `10.0.0.7`"), "{said}");
    scene.write("lab.dl", &text.replace("$0", "").replace("\"./keys.dl\"", "\"./ke$0ys.dl\""));
    assert_eq!(scene.definitions()[0].0, "keys.dl");
    scene.write("lab.dl", &text.replace("$0", "").replace("ip = keys", "ip = ke$0ys"));
    assert_eq!(scene.definitions()[0].0, "keys.dl");
}

#[test]
fn a_text_is_laid_out_as_the_formatter_does_and_lines_that_are_right_are_left_alone() {
    let ugly = LAB.replace("$0", "").replace("  host srv { ip = 10.0.0.2 }", "host   srv {ip = 10.0.0.2}");
    let mut scene = Scene::new(&[("lab.dl", &ugly)]);
    let edits = scene.about("textDocument/formatting", "lab.dl");
    let formatted = scene.applied("lab.dl", &edits);
    assert!(formatted.contains("\n  host srv { ip = 10.0.0.2 }\n"), "{formatted}");
    let first = edits[0]["range"]["start"]["line"].as_u64().expect("a line");
    assert!(first > 0, "{edits}");
    scene.write("lab.dl", &formatted);
    assert_eq!(scene.about("textDocument/formatting", "lab.dl"), json!([]));
    scene.write("lab.dl", "lab x {");
    assert_eq!(scene.about("textDocument/formatting", "lab.dl"), Value::Null);
}
