//! For programs: one document of JSON. `cli/docs/diagnostics.md` and the schema beside it describe it.

use super::files::{Files, Position, Region};
use super::{Counts, Sources, sort, word};
use crate::{Diagnostic, Label, Span};
use serde::Serialize;

/// The number of the layout. It changes when something is taken away or means something else, never for an addition.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    errors: usize,
    warnings: usize,
    diagnostics: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct Told<'a> {
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    place: Option<Place<'a>>,
    label: Option<&'a str>,
    related: Vec<Related<'a>>,
    notes: &'a [String],
    hint: Option<&'a str>,
    fix: Option<Edit<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    byte: usize,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    place: Option<Place<'a>>,
    label: &'a str,
}

#[derive(Serialize)]
struct Edit<'a> {
    place: Place<'a>,
    replacement: &'a str,
}

/// All of `diagnostics` as one document, sorted, each once, none left out.
pub fn json(mut diagnostics: Vec<Diagnostic>, sources: &dyn Sources) -> String {
    sort(&mut diagnostics, sources);
    let Counts { errors, warnings } = Counts::of(&diagnostics);
    let files = Files::new(&diagnostics, sources);
    let diagnostics = diagnostics.iter().map(|told| of(told, &files)).collect();
    let document = Document { version: VERSION, errors, warnings, diagnostics };
    // Nothing in the document can fail to be written; an empty one would still be told from a good one.
    serde_json::to_string_pretty(&document).map(|text| text + "\n").unwrap_or_default()
}

fn of<'a>(told: &'a Diagnostic, files: &Files<'a>) -> Told<'a> {
    let related = |Label { place: at, text }: &'a Label| Related { place: place(*at, files), label: text };
    let primary = told.primary.as_ref();
    Told {
        code: &told.code,
        severity: word(told.severity),
        message: &told.message,
        place: primary.and_then(|label| place(label.place, files)),
        label: primary.map(|label| label.text.as_str()).filter(|text| !text.is_empty()),
        related: told.secondary.iter().map(related).collect(),
        notes: &told.notes,
        hint: told.hint.as_deref(),
        fix: told
            .fix
            .as_ref()
            .and_then(|fix| Some(Edit { place: place(fix.place, files)?, replacement: &fix.replacement })),
    }
}

fn place<'a>(span: Span, files: &Files<'a>) -> Option<Place<'a>> {
    let Region { path, start, end } = files.region(span)?;
    let point = |Position { byte, line, column }| Point { byte, line, column };
    Some(Place { file: path, start: point(start), end: point(end) })
}

#[cfg(test)]
mod tests {
    use crate::render::tests::{lab, unknown};
    use expect_test::expect;

    #[test]
    fn a_document_holds_every_fact_of_a_diagnostic() {
        let told = unknown().fix(crate::render::tests::span(0, 26, 29), "vil");
        expect![[r#"
            {
              "version": 1,
              "errors": 1,
              "warnings": 0,
              "diagnostics": [
                {
                  "code": "unknown-name",
                  "severity": "error",
                  "message": "unknown `vol`",
                  "place": {
                    "file": "lab.dl",
                    "start": {
                      "byte": 26,
                      "line": 2,
                      "column": 19
                    },
                    "end": {
                      "byte": 29,
                      "line": 2,
                      "column": 22
                    }
                  },
                  "label": "declared nowhere",
                  "related": [
                    {
                      "place": {
                        "file": "lab.dl",
                        "start": {
                          "byte": 0,
                          "line": 1,
                          "column": 1
                        },
                        "end": {
                          "byte": 3,
                          "line": 1,
                          "column": 4
                        }
                      },
                      "label": "in this lab"
                    }
                  ],
                  "notes": [
                    "names of this lab: none"
                  ],
                  "hint": "declare `host vol { ip = … }`",
                  "fix": {
                    "place": {
                      "file": "lab.dl",
                      "start": {
                        "byte": 26,
                        "line": 2,
                        "column": 19
                      },
                      "end": {
                        "byte": 29,
                        "line": 2,
                        "column": 22
                      }
                    },
                    "replacement": "vil"
                  }
                }
              ]
            }
        "#]]
        .assert_eq(&super::json(vec![told], &lab()));
    }

    #[test]
    fn what_is_nowhere_has_no_place_and_nothing_to_say_is_a_document_too() {
        let nowhere = super::json(vec![crate::Diagnostic::placeless("no-lab", "there is no `lab.dl`")], &lab());
        assert!(nowhere.contains("\"place\": null") && nowhere.contains("\"hint\": null"), "{nowhere}");
        let none = super::json(Vec::new(), &lab());
        assert!(none.contains("\"errors\": 0") && none.contains("\"diagnostics\": []"), "{none}");
    }

    #[test]
    fn more_than_a_person_reads_are_all_there() {
        let many = (0..500).map(|i| crate::Diagnostic::placeless("e", format!("error {i}"))).collect();
        assert!(super::json(many, &lab()).contains("\"errors\": 500"));
    }
}
