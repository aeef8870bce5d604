//! `dlc doc`.

use crate::dlc;

#[test]
fn the_comparison_of_systems_fits_a_hundred_columns() {
    let ran = dlc(&["doc", "os"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("\nrancheros "), "{}", ran.out);
    let widest = ran.out.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    assert!(widest <= 100, "{widest} columns:\n{}", ran.out);
}

#[test]
fn a_field_shows_its_type_and_meaning() {
    let ran = dlc(&["doc", "node.memory"]);
    assert_eq!(ran.out, "node.memory (field of std.node)\n\n  memory : Size?\n\nHow much memory it has.\n");
}

#[test]
fn a_page_is_text_markdown_or_json() {
    let markdown = dlc(&["doc", "target", "kubespray", "--format", "markdown"]);
    assert!(markdown.out.starts_with("# kubespray\n\nA target.\n"), "{}", markdown.out);
    assert!(markdown.out.contains("| `release` | `Version` |"), "{}", markdown.out);
    let json = dlc(&["doc", "Size", "--format", "json"]);
    let pages: serde_json::Value = serde_json::from_str(&json.out).expect("it is JSON");
    assert_eq!((&pages[0]["kind"], &pages[0]["name"]), (&"type".into(), &"Size".into()));
    assert_eq!(pages[0]["sections"][0]["items"][0]["name"], "bytes");
}

#[test]
fn a_name_that_means_nothing_is_answered_with_the_nearest() {
    let ran = dlc(&["doc", "nod"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("error[unknown-topic]") && ran.err.contains("did you mean `node`?"), "{}", ran.err);
}
