//! Whatever is typed, the server lives and what it says is about the text that there is.

use crate::scene::{LAB, Scene, codes, lab};
use serde_json::{Value, json};

#[test]
fn every_text_on_the_way_to_a_lab_gets_an_answer_to_every_question() {
    let text = LAB.replace("$0", "  check [n.ip for n in lab.nodes].count > 1 : \"\\(lan.subnet)\"");
    let mut scene = Scene::new(&[("lab.dl", "")]);
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).filter(|at| at % 7 == 0).collect();
    for end in ends {
        scene.write("lab.dl", &format!("{}$0", &text[..end]));
        for method in ["textDocument/completion", "textDocument/hover", "textDocument/definition"] {
            scene.ask(method);
        }
        scene.about("textDocument/documentSymbol", "lab.dl");
        scene.about("textDocument/formatting", "lab.dl");
    }
    scene.write("lab.dl", &text);
    assert!(scene.diagnostics("lab.dl").is_empty());
    assert_eq!(scene.client.leave(), 0);
}

#[test]
fn every_place_of_a_lab_can_be_asked_about() {
    let text = lab("");
    let mut scene = Scene::new(&[("lab.dl", &text)]);
    for (line, content) in text.lines().enumerate() {
        for character in (0..=content.len()).step_by(3) {
            let position = json!({ "line": line, "character": character });
            let params = json!({ "textDocument": { "uri": scene.uri("lab.dl") }, "position": position });
            for method in ["textDocument/completion", "textDocument/hover", "textDocument/definition"] {
                scene.client.ask(method, params.clone()).unwrap_or_else(|error| panic!("{method} {position}: {error}"));
            }
        }
    }
    let far = json!({ "line": 9999, "character": 9999 });
    let params = json!({ "textDocument": { "uri": scene.uri("lab.dl") }, "position": far });
    scene.client.ask("textDocument/hover", params).expect("an answer");
}

#[test]
fn only_the_last_of_many_quick_edits_is_told_of() {
    let mut scene = Scene::new(&[("lab.dl", LAB)]);
    for i in 0..50 {
        scene.write("lab.dl", &lab(&format!("  host h{i} {{ ipp = 10.0.0.{i} }}")));
    }
    scene.write("lab.dl", &lab("  host right { ip = 10.0.0.9 }"));
    assert!(scene.diagnostics("lab.dl").is_empty());
    let versions: Vec<i64> = scene
        .client
        .seen
        .iter()
        .filter(|message| message["method"] == "textDocument/publishDiagnostics")
        .filter_map(|message| message["params"]["version"].as_i64())
        .collect();
    assert!(versions.is_sorted(), "{versions:?}");
    assert!(versions.len() < 50, "an edit stops the work on the one before: {versions:?}");
}

#[test]
fn questions_between_edits_are_answered_or_told_that_the_text_has_changed() {
    let mut scene = Scene::new(&[("lab.dl", LAB)]);
    let params = json!({ "textDocument": { "uri": scene.uri("lab.dl") }, "position": { "line": 10, "character": 5 } });
    for i in 0..30 {
        let id = scene.client.begin("textDocument/hover", params.clone());
        scene.write("lab.dl", &lab(&format!("  host h{i} {{ ip = 10.0.0.{} }}", i + 100)));
        if let Err(error) = scene.client.answer(id) {
            assert_eq!(error["code"], -32801);
        }
    }
    assert!(scene.diagnostics("lab.dl").is_empty());
}

#[test]
fn texts_that_attack_the_compiler_are_answered() {
    let deep = format!("lab x {}", "{ a ".repeat(5_000));
    let brackets = format!("let x = {}", "[".repeat(20_000));
    let long = format!("lab x {{ domain = \"{}\" }}", "a".repeat(1 << 20));
    let loops = lab("  for i in 1..1000000 { node \"n\\(i)\" { include base } }");
    let circle = "let a = b\nlet b = a\nlab x { domain = a }\n".to_owned();
    let texts = [deep, brackets, long, loops, circle, "\u{0}\u{feff}\r\r\n\u{202e}".to_owned(), "use ".repeat(1_000)];
    let mut scene = Scene::new(&[("lab.dl", LAB)]);
    for text in texts {
        scene.write("lab.dl", &format!("{text}$0"));
        for method in ["textDocument/completion", "textDocument/hover", "textDocument/definition"] {
            scene.ask(method);
        }
        scene.about("textDocument/documentSymbol", "lab.dl");
    }
    scene.write("lab.dl", &lab("  host h { ipp = 10.0.0.9 }"));
    assert_eq!(codes(&scene.diagnostics("lab.dl")), ["unknown-field"]);
}

#[test]
fn a_question_about_a_file_that_was_closed_has_no_answer() {
    let mut scene = Scene::new(&[("lab.dl", &LAB.replace("$0", "  ho$0st h { ip = 10.0.0.9 }"))]);
    assert_ne!(scene.ask("textDocument/hover"), Value::Null);
    scene.close("lab.dl");
    assert_eq!(scene.ask("textDocument/hover"), Value::Null);
    scene.close("lab.dl");
    scene.open("lab.dl", LAB);
    assert!(scene.diagnostics("lab.dl").is_empty());
}
