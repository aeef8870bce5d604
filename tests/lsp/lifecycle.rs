//! Greeting, farewell, and messages that nobody expects.

use crate::client::Client;
use crate::scene::{LAB, Scene, capabilities, lab};
use serde_json::{Value, json};

fn cache() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn an_editor_that_takes_its_leave_ends_the_server_well() {
    let cache = cache();
    let (client, told) = Client::greeted(cache.path(), "file:///nowhere", capabilities());
    assert_eq!(told["serverInfo"]["name"], "dlc");
    assert_eq!(told["capabilities"]["positionEncoding"], "utf-8");
    assert_eq!(told["capabilities"]["textDocumentSync"]["change"], 2);
    assert_eq!(client.leave(), 0);
}

#[test]
fn an_editor_that_goes_without_a_word_ends_the_server_with_1() {
    let cache = cache();
    let (mut client, _) = Client::greeted(cache.path(), "file:///nowhere", capabilities());
    client.tell("exit", Value::Null);
    assert_eq!(client.end(), 1);
    let (client, _) = Client::greeted(cache.path(), "file:///nowhere", capabilities());
    assert_eq!(client.end(), 1, "the pipe was closed");
    let mut client = Client::start(cache.path());
    client.tell("exit", Value::Null);
    assert_eq!(client.end(), 1, "it left before it greeted");
}

#[test]
fn questions_before_the_greeting_and_after_the_farewell_are_refused() {
    let cache = cache();
    let mut client = Client::start(cache.path());
    let refused = client.ask("textDocument/hover", json!({})).expect_err("not yet");
    assert_eq!(refused["code"], -32002);
    client.ask("initialize", json!({ "capabilities": {} })).expect("it greets back");
    client.tell("initialized", json!({}));
    client.ask("shutdown", Value::Null).expect("it takes leave");
    let refused = client.ask("textDocument/hover", json!({})).expect_err("not any more");
    assert_eq!(refused["code"], -32600);
    client.tell("exit", Value::Null);
    assert_eq!(client.end(), 0);
}

#[test]
fn what_is_not_known_is_answered_and_what_is_told_beside_it_is_left_alone() {
    let mut scene = Scene::new(&[("lab.dl", LAB)]);
    let refused = scene.client.ask("textDocument/rename", json!({})).expect_err("there is none");
    assert_eq!(refused["code"], -32601);
    let refused = scene.client.ask("textDocument/hover", json!({ "position": 7 })).expect_err("no such parameters");
    assert_eq!(refused["code"], -32602);
    scene.client.tell("$/whatever", json!({ "a": 1 }));
    scene.client.tell("textDocument/didChange", json!("nonsense"));
    scene.client.tell("workspace/didChangeConfiguration", json!({ "settings": null }));
    let elsewhere =
        json!({ "textDocument": { "uri": "file:///elsewhere/x.dl" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(scene.client.ask("textDocument/hover", elsewhere).expect("an answer"), Value::Null);
    assert!(scene.diagnostics("lab.dl").is_empty());
    assert_eq!(scene.client.leave(), 0);
}

#[test]
fn a_question_that_is_withdrawn_is_answered_once() {
    let mut scene = Scene::new(&[("lab.dl", LAB)]);
    let params = json!({ "textDocument": { "uri": scene.uri("lab.dl") }, "position": { "line": 5, "character": 5 } });
    for _ in 0..20 {
        let id = scene.client.begin("textDocument/hover", params.clone());
        scene.client.tell("$/cancelRequest", json!({ "id": id }));
        // Whoever was faster: an answer, or the word that there is none.
        if let Err(error) = scene.client.answer(id) {
            assert_eq!(error["code"], -32800);
        }
    }
    scene.client.tell("$/cancelRequest", json!({ "id": 9999 }));
    scene.client.tell("$/cancelRequest", json!({}));
    assert!(scene.diagnostics("lab.dl").is_empty());
    let answers = scene.client.seen.iter().filter(|message| message["id"].is_i64()).count();
    assert_eq!(answers, 0, "{:?}", scene.client.seen);
}

#[test]
fn the_editor_is_asked_to_tell_of_files_that_change_beside_it() {
    let mut scene = Scene::new(&[("lab.dl", LAB)]);
    let asked = scene.client.wait(|message| message["method"] == "client/registerCapability");
    let registered = &asked["params"]["registrations"][0];
    assert_eq!(registered["method"], "workspace/didChangeWatchedFiles");
    let globs: Vec<&Value> = registered["registerOptions"]["watchers"].as_array().expect("a list").iter().collect();
    assert_eq!(globs[0]["globPattern"], "**/*.dl");
    assert_eq!(globs[1]["globPattern"], "**/dlc.lock");
}

#[test]
fn each_encoding_of_positions_counts_as_it_says() {
    // `ä` is one character, one unit of UTF-16 and two bytes; the penguin one, two and four.
    let text = lab("  // ä🐧\n  check \"ä🐧\" == nothing : \"it is something\"");
    let column = text.lines().find(|line| line.contains("nothing")).expect("the line").find("nothing").expect("it");
    for (encoding, less) in [("utf-8", 0), ("utf-16", 3), ("utf-32", 4)] {
        let mut offered = capabilities();
        offered["general"]["positionEncodings"] = json!(["utf-7", encoding]);
        let mut scene = Scene::with(&[("lab.dl", &text)], offered);
        let told = scene.diagnostics("lab.dl");
        let start = told[0]["range"]["start"]["character"].as_u64().expect("a column");
        assert_eq!(start, (column - less) as u64, "{encoding}: {told:?}");
    }
}
