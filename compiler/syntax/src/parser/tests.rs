//! What the parser makes of texts, right and wrong.

use super::parse;
use crate::{LineIndex, SyntaxElement, SyntaxKind, SyntaxNode};
use expect_test::Expect;
use std::fmt::Write as _;

mod brackets;
mod foreign;
mod messages;
mod pages;
mod robust;
mod structure;
mod trees;

/// The tree without blanks on one line for each entry: `SET[PATH[NAME[a]] = LITERAL[1]]`.
fn dump(node: &SyntaxNode) -> String {
    let mut out = String::new();
    for element in node.children_with_tokens() {
        match element {
            SyntaxElement::Token(token) if token.kind().is_trivia() && node.kind() != SyntaxKind::ERROR => continue,
            SyntaxElement::Token(token) => write!(out, " {}", token.text().trim_end()).expect("a string"),
            SyntaxElement::Node(child) => write!(out, " {:?}[{}]", child.kind(), dump(&child)).expect("a string"),
        }
    }
    out.trim_start().to_owned()
}

fn dump_file(text: &str) -> String {
    let tree = parse(text).syntax();
    assert_eq!(tree.text().to_string(), text);
    tree.children().map(|n| format!("{:?}[{}]\n", n.kind(), dump(&n))).collect()
}

/// What is wrong, a line each: place, message, hint, fix, other places.
fn errors(text: &str) -> String {
    let parse = parse(text);
    assert_eq!(parse.syntax().text().to_string(), text);
    let lines = LineIndex::new(text);
    let mut out = String::new();
    for error in parse.errors {
        let place = error.primary.as_ref().map(|p| p.place).unwrap_or_default();
        let at = lines.line_col(place.start());
        write!(out, "{}:{} [{}] {}", at.line + 1, at.col + 1, error.code, error.message).expect("a string");
        if let Some(hint) = error.hint {
            write!(out, " ({hint})").expect("a string");
        }
        if let Some(fix) = error.fix {
            write!(out, " {:?} -> {:?}", &text[fix.place], fix.replacement).expect("a string");
        }
        for other in error.secondary {
            write!(out, " + {}: {}", lines.line_col(other.place.start()).line + 1, other.text).expect("a string");
        }
        out.push('\n');
    }
    out
}

/// A correct text and its tree.
fn tree(text: &str, expect: Expect) {
    assert_eq!(errors(text), "");
    expect.assert_eq(&dump_file(text));
}

/// The entries of a lab and their trees.
fn body(text: &str, expect: Expect) {
    tree_inside("lab x {\n", text, expect);
}

/// The fields of a schema and their trees.
fn schema(text: &str, expect: Expect) {
    tree_inside("schema S {\n", text, expect);
}

fn tree_inside(head: &str, text: &str, expect: Expect) {
    let text = format!("{head}{text}\n}}\n");
    assert_eq!(errors(&text), "");
    let tree = parse(&text).syntax();
    let body =
        tree.descendants().find(|n| matches!(n.kind(), SyntaxKind::BODY | SyntaxKind::SCHEMA_BODY)).expect("a body");
    let out: String = body.children().map(|n| format!("{:?}[{}]\n", n.kind(), dump(&n))).collect();
    expect.assert_eq(&out);
}

/// A value and its tree.
fn value(text: &str, expect: Expect) {
    let text = format!("let x = {text}\n");
    assert_eq!(errors(&text), "");
    let tree = parse(&text).syntax();
    let item = tree.first_child().expect("a let");
    let value = item.children().nth(1).expect("a value");
    expect.assert_eq(&format!("{:?}[{}]", value.kind(), dump(&value)));
}

/// What is wrong with a whole file.
fn wrong(text: &str, expect: Expect) {
    expect.assert_eq(&errors(text));
}

/// What is wrong with the entries of a lab; they begin in line 2.
fn wrong_body(text: &str, expect: Expect) {
    expect.assert_eq(&errors(&format!("lab x {{\n{text}\n}}\n")));
}
