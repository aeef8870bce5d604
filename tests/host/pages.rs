//! The pages of `plugin-*` codes: an example that a page shows raises the page's own code.

use crate::guest::Contract;
use crate::host;

/// The text of the first block of `language` in `page`.
fn block<'a>(page: &'a str, language: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("```{language}\n"))?;
    rest.split_once("\n```").map(|(block, _)| block)
}

#[test]
fn the_example_of_a_page_raises_its_code() {
    let mut examples = 0;
    for code in dlc_base::pages::codes().filter(|code| code.starts_with("plugin-")) {
        let page = dlc_base::pages::page(code).expect("it is listed");
        let bytes = match (block(page, "wat"), block(page, "hex")) {
            (Some(text), _) if text.starts_with("(component") => wat::parse_str(text).expect("the page's text parses"),
            (Some(functions), _) => Contract::current().component(functions, &[]),
            (_, Some(hex)) => hex.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect(),
            (None, None) => continue,
        };
        let raised = match host().load("example", &bytes) {
            Ok(plugin) => plugin.describe().expect_err("the example misbehaves"),
            Err(refusal) => refusal,
        };
        assert_eq!(raised.code, code);
        examples += 1;
    }
    assert!(examples >= 6, "only {examples} pages have an example");
}
