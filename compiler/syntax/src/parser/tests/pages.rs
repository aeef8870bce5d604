//! The pages of the parser's codes: their example raises the code, and nothing else.

use super::*;
use std::path::Path;

/// The codes of the parser whose mistake fits on a page.
const CODES: &[&str] = &[
    "malformed-literal",
    "missing-blank",
    "missing-value",
    "row-length",
    "syntax-error",
    "text-indentation",
    "unclosed-brace",
    "unclosed-bracket",
    "unclosed-text",
    "unknown-character",
    "unknown-edition",
    "unknown-escape",
];

/// The block of a page that is marked as ours.
fn example(page: &str) -> &str {
    let (_, rest) = page.split_once("```dl\n").expect("an example");
    rest.split("```").next().expect("its end")
}

#[test]
fn the_example_of_a_page_raises_its_code_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../base/errors");
    for code in CODES {
        let page = std::fs::read_to_string(folder.join(format!("{code}.md"))).expect(code);
        let raised: Vec<String> = parse(example(&page)).errors.iter().map(|e| e.code.to_string()).collect();
        assert_eq!(raised, [*code], "{code}");
    }
}
