//! What is wrong, while it is typed.

use crate::scene::{LAB, Scene, capabilities, codes, lab, position};
use serde_json::{Value, json};

#[test]
fn a_mistake_is_told_with_its_code_its_place_and_the_text_that_it_is_about() {
    let mut scene = Scene::new(&[("lab.dl", &lab("  network x { gatway = 10.1.0.1  subnet = 10.1.0.0/24 }"))]);
    let told = scene.diagnostics("lab.dl");
    assert_eq!(codes(&told), ["unknown-field"]);
    assert_eq!(told[0]["severity"], 1);
    assert_eq!(told[0]["source"], "dlc");
    let message = told[0]["message"].as_str().expect("a text");
    assert_eq!(message, "no field `gatway` in network\nhint: did you mean `gateway`?");
    assert_eq!(told[0]["data"]["hint"], "did you mean `gateway`?");
    let line = LAB.lines().position(|line| line == "$0").expect("the line");
    assert_eq!(told[0]["range"]["start"], json!({ "line": line, "character": 14 }));
    assert_eq!(told[0]["range"]["end"], json!({ "line": line, "character": 20 }));
}

#[test]
fn typing_it_right_takes_it_back_letter_by_letter() {
    let text = lab("  network x { subnet = 10.1.0.0/24  gatway = 10.1.0.1 }");
    let mut scene = Scene::new(&[("lab.dl", &text)]);
    assert_eq!(codes(&scene.diagnostics("lab.dl")), ["unknown-field"]);
    let at = position(&text, text.find("gatway").expect("the word") + 3);
    scene.change("lab.dl", json!([{ "range": { "start": at, "end": at }, "text": "e" }]));
    assert!(codes(&scene.diagnostics("lab.dl")).is_empty());
}

#[test]
fn several_changes_at_once_apply_one_after_the_other() {
    let text = lab("  host h { ip = 10.0.0.9 }");
    let mut scene = Scene::new(&[("lab.dl", &text)]);
    let line = LAB.lines().position(|line| line == "$0").expect("the line");
    let at = |character: u32| json!({ "line": line, "character": character });
    let range = |from: u32, to: u32| json!({ "start": at(from), "end": at(to) });
    // `host h { ip = 10.0.0.9 }` becomes `host hh { ipp = 10.0.0.9 }`: the second counts with the first.
    let changes = json!([{ "range": range(8, 8), "text": "h" }, { "range": range(14, 14), "text": "p" }]);
    scene.change("lab.dl", changes);
    let told = scene.diagnostics("lab.dl");
    assert_eq!(codes(&told), ["unknown-field"]);
    assert_eq!(told[0]["range"], range(12, 15));
}

#[test]
fn another_place_that_matters_is_told_with_it() {
    let mut scene = Scene::new(&[("lab.dl", &lab("  host srv { ip = 10.0.0.9 }"))]);
    let told = scene.diagnostics("lab.dl");
    assert_eq!(codes(&told), ["duplicate-label"]);
    let related = told[0]["relatedInformation"].as_array().expect("a list");
    let (path, line) = scene.line_of(&related[0]["location"]);
    assert_eq!((path.as_str(), line.as_str()), ("lab.dl", "host srv { ip = 10.0.0.2 }"));
}

#[test]
fn a_module_is_checked_with_the_lab_that_includes_it_as_the_editor_has_it() {
    let with_module = LAB
        .replace("lab room", "use \"./keys.dl\" as keys\n\nlab room")
        .replace("$0", "  host k { ip = keys.address }");
    let mut scene = Scene::new(&[("keys.dl", "let address = 10.0.0.7\n"), ("lab.dl", &with_module)]);
    assert!(scene.diagnostics("keys.dl").is_empty());
    // The lab is not open, and what is wrong stands in it.
    scene.write("keys.dl", "let address = true\n");
    assert_eq!(codes(&scene.published("lab.dl", |params| params["version"].is_null())), ["type-mismatch"]);
    scene.write("keys.dl", "let addres = 10.0.0.7\n");
    assert_eq!(codes(&scene.published("lab.dl", |_| true)), ["unknown-name"]);
    // The editor forgets its text: what is on the disk is right.
    scene.close("keys.dl");
    assert!(scene.published("lab.dl", |_| true).is_empty());
}

#[test]
fn what_is_wrong_in_a_module_is_told_there_and_taken_back_there() {
    let text = LAB.replace("lab room", "use \"./part.dl\" as part\n\nlab room").replace("$0", "  include part.more");
    let mut scene =
        Scene::new(&[("lab.dl", &text), ("part.dl", "profile more for lab { host x { ipp = 10.0.0.7 } }\n")]);
    assert!(scene.diagnostics("lab.dl").is_empty());
    assert_eq!(codes(&scene.published("part.dl", |_| true)), ["unknown-field"]);
    scene.open("part.dl", "profile more for lab { host x { ip = 10.0.0.7 } }\n");
    assert!(scene.diagnostics("part.dl").is_empty());
}

#[test]
fn a_file_that_comes_later_is_found() {
    let text =
        LAB.replace("lab room", "use \"./late.dl\" as late\n\nlab room").replace("$0", "  host x { ip = late.ip }");
    let mut scene = Scene::new(&[("lab.dl", &text)]);
    assert_eq!(codes(&scene.diagnostics("lab.dl")), ["unknown-module"]);
    std::fs::write(scene.root().join("late.dl"), "let ip = 10.0.0.7\n").expect("a file");
    let changes = json!([{ "uri": scene.uri("late.dl"), "type": 1 }]);
    scene.client.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    assert!(scene.published("lab.dl", |_| true).is_empty());
    std::fs::remove_file(scene.root().join("late.dl")).expect("it is there");
    let changes = json!([{ "uri": scene.uri("late.dl"), "type": 3 }]);
    scene.client.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    assert_eq!(codes(&scene.published("lab.dl", |_| true)), ["unknown-module"]);
}

#[test]
fn a_lock_above_makes_one_project_of_several_folders() {
    let text = LAB
        .replace("lab room", "use \"../shared.dl\" as shared\n\nlab room")
        .replace("$0", "  host x { ip = shared.ip }");
    let files = [("room/lab.dl", text.as_str()), ("shared.dl", "let ip = 10.0.0.7\n")];
    let mut scene = Scene::new(&files);
    assert_eq!(codes(&scene.diagnostics("room/lab.dl"))[0], "file-leaves-project");
    std::fs::write(scene.root().join("dlc.lock"), "").expect("a file");
    let changes = json!([{ "uri": scene.uri("dlc.lock"), "type": 1 }]);
    scene.client.tell("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    assert!(scene.published("room/lab.dl", |_| true).is_empty());
    // Its module is looked at with the lab that reaches it.
    scene.open("shared.dl", "let ip = true\n");
    assert_eq!(codes(&scene.diagnostics("room/lab.dl")), ["type-mismatch"]);
}

#[test]
fn several_labs_are_open_at_once_and_each_has_its_own_mistakes() {
    let wrong = lab("  host h { ipp = 10.0.0.9 }");
    let mut scene = Scene::new(&[("a/lab.dl", LAB), ("b/lab.dl", &wrong)]);
    scene.open("b/lab.dl", &wrong);
    assert!(scene.diagnostics("a/lab.dl").is_empty());
    assert_eq!(codes(&scene.diagnostics("b/lab.dl")), ["unknown-field"]);
    scene.close("b/lab.dl");
    assert!(scene.published("b/lab.dl", |params| params["version"].is_null()).is_empty(), "nobody looks any more");
}

#[test]
fn a_byte_order_mark_and_line_ends_of_windows_move_nothing() {
    let text = format!("\u{feff}{}", lab("  host h { ipp = 10.0.0.9 }").replace('\n', "\r\n"));
    let mut scene = Scene::new(&[("lab.dl", &text)]);
    let told = scene.diagnostics("lab.dl");
    assert_eq!(codes(&told), ["unknown-field"]);
    assert_eq!(told[0]["range"]["start"]["character"], 11);
}

#[test]
fn names_of_files_may_hold_blanks_percents_and_letters_of_any_language() {
    let text = lab("  host h { ipp = 10.0.0.9 }");
    let mut scene = Scene::new(&[("lab.dl", LAB)]);
    let folder = scene.root().join("rööm 1%");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("my lab.dl"), "").expect("a file");
    // As VS Code spells it.
    let uri = format!("file://{}/r%C3%B6%C3%B6m%201%25/my%20lab.dl", scene.root().display());
    let document = json!({ "uri": uri, "languageId": "dl", "version": 7, "text": text });
    scene.client.tell("textDocument/didOpen", json!({ "textDocument": document }));
    let told = scene.client.wait(|message| message["params"]["uri"] == uri.as_str());
    assert_eq!(told["params"]["version"], 7);
    assert_eq!(told["params"]["diagnostics"][0]["code"], "unknown-field");
}

#[test]
fn a_text_that_is_nowhere_on_the_disk_is_checked_too() {
    let mut scene = Scene::new(&[("lab.dl", LAB)]);
    for uri in ["untitled:Untitled-1", "file:///no/such/folder/x.dl"] {
        let document =
            json!({ "uri": uri, "languageId": "dl", "version": 1, "text": lab("  host h { ipp = 10.0.0.9 }") });
        scene.client.tell("textDocument/didOpen", json!({ "textDocument": document }));
        let told = scene.client.wait(|message| message["params"]["uri"] == uri);
        assert_eq!(told["params"]["diagnostics"][0]["code"], "unknown-field", "{uri}");
    }
}

#[test]
fn a_hint_that_is_an_edit_is_offered_and_cures() {
    let text = lab("  network x { subnet = 10.1.0.0/24  gatway = 10.1.0.1 }");
    let mut scene = Scene::new(&[("lab.dl", &text)]);
    let told = scene.diagnostics("lab.dl");
    let ask = |scene: &mut Scene, only: Value| {
        let context = json!({ "diagnostics": told, "only": only });
        let params =
            json!({ "textDocument": { "uri": scene.uri("lab.dl") }, "range": told[0]["range"], "context": context });
        scene.client.ask("textDocument/codeAction", params).expect("an answer")
    };
    let actions = ask(&mut scene, Value::Null);
    assert_eq!(actions[0]["title"], "replace `gatway` by `gateway`");
    assert_eq!(actions[0]["kind"], "quickfix");
    let uri = scene.uri("lab.dl");
    let cured = scene.applied("lab.dl", &actions[0]["edit"]["changes"][&uri]);
    assert_eq!(cured, text.replace("gatway", "gateway"));
    assert_eq!(ask(&mut scene, json!(["refactor"])), json!([]));
    // An editor that takes no edits here is given none.
    let mut old = Scene::with(&[("lab.dl", &text)], json!({}));
    old.published("lab.dl", |_| true);
    assert_eq!(ask(&mut old, Value::Null), json!([]));
    let _ = capabilities();
}
