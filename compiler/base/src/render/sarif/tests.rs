use super::*;
use crate::render::tests::{Texts, lab, span, unknown};
use expect_test::expect;

fn log(diagnostics: Vec<Diagnostic>, sources: &Texts) -> Value {
    let page = |code: &str| {
        (code == "unknown-name").then_some("# unknown-name\n\nA name that is\ndeclared nowhere.\n\nMore.\n")
    };
    let tool = Tool { version: "1.2.3", page: &page, successful: true };
    serde_json::from_str(&sarif(diagnostics, sources, &tool)).expect("JSON")
}

#[test]
fn a_result_has_its_rule_its_places_and_its_fix() {
    let run = log(vec![unknown().fix(span(0, 26, 29), "vil")], &lab())["runs"][0].clone();
    expect![[r#"
        [
          {
            "ruleId": "unknown-name",
            "ruleIndex": 0,
            "level": "error",
            "message": {
              "text": "unknown `vol`\ndeclared nowhere\nnames of this lab: none\nhint: declare `host vol { ip = … }`"
            },
            "locations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "lab.dl"
                  },
                  "region": {
                    "startLine": 2,
                    "startColumn": 19,
                    "endLine": 2,
                    "endColumn": 22
                  }
                }
              }
            ],
            "relatedLocations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "lab.dl"
                  },
                  "region": {
                    "startLine": 1,
                    "startColumn": 1,
                    "endLine": 1,
                    "endColumn": 4
                  }
                },
                "message": {
                  "text": "in this lab"
                }
              }
            ],
            "fixes": [
              {
                "artifactChanges": [
                  {
                    "artifactLocation": {
                      "uri": "lab.dl"
                    },
                    "replacements": [
                      {
                        "deletedRegion": {
                          "startLine": 2,
                          "startColumn": 19,
                          "endLine": 2,
                          "endColumn": 22
                        },
                        "insertedContent": {
                          "text": "vil"
                        }
                      }
                    ]
                  }
                ],
                "description": {
                  "text": "declare `host vol { ip = … }`"
                }
              }
            ]
          }
        ]"#]]
    .assert_eq(&serde_json::to_string_pretty(&run["results"]).expect("JSON"));
    let rule = &run["tool"]["driver"]["rules"][0];
    assert_eq!(rule["id"], "unknown-name");
    assert_eq!(rule["shortDescription"]["text"], "A name that is declared nowhere.");
}

#[test]
fn each_code_is_one_rule_and_results_point_at_theirs() {
    let told = |code, at| Diagnostic::error(code, span(0, at, at + 1), "x");
    let run = log(vec![told("b", 3), told("a", 5), told("b", 0)], &lab())["runs"][0].clone();
    let ids = run["tool"]["driver"]["rules"].as_array().expect("rules").iter().map(|rule| rule["id"].as_str());
    assert_eq!(ids.collect::<Vec<_>>(), [Some("a"), Some("b")]);
    let indices = run["results"].as_array().expect("results").iter().map(|result| result["ruleIndex"].as_u64());
    assert_eq!(indices.collect::<Vec<_>>(), [Some(1), Some(1), Some(0)]);
}

#[test]
fn what_is_nowhere_has_no_location() {
    let run = log(vec![Diagnostic::placeless("no-lab", "there is none")], &lab())["runs"][0].clone();
    assert!(run["results"][0].get("locations").is_none());
}

#[test]
fn a_path_becomes_a_reference_that_means_it() {
    assert_eq!(uri("../a b/ü:%.dl"), "../a%20b/%C3%BC%3A%25.dl");
    assert_eq!(uri("/srv/lab.dl"), "file:///srv/lab.dl");
    assert_eq!(uri("std:os/flatcar.dl"), "std:os/flatcar.dl");
    assert_eq!(uri("-"), "-");
}
