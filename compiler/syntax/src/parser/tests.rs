use super::parse;

#[test]
fn an_empty_file_has_a_tree() {
    let parse = parse("");
    assert_eq!((parse.syntax().text().to_string(), parse.errors), (String::new(), Vec::new()));
}
