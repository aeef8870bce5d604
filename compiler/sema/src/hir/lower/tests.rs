use super::*;

fn keys(text: &str) -> Vec<String> {
    let (hir, errors) = lower(&dlc_syntax::parse(text));
    assert_eq!(errors, Vec::new());
    hir.anchors.iter().map(|a| a.key.to_string()).collect()
}

#[test]
fn items_blocks_of_a_lab_and_rows_are_anchors() {
    let text = "lab x {\n  node a { file \"f\" { } }\n  when c {\n    node a { }\n  }\n  table node {\n    name  ip\n    b     -\n  }\n}\n";
    assert_eq!(keys(text), ["lab x", "lab x/node a", "lab x/node a#1", "lab x/node b"]);
}
