use super::*;
use crate::Span;
use crate::{TextRange, TextSize};
use expect_test::expect;

pub(super) struct Texts(pub(super) Vec<(&'static str, String)>);

impl Sources for Texts {
    fn source(&self, file: FileId) -> Option<(&str, &str)> {
        self.0.get(file.0 as usize).map(|(path, text)| (*path, text.as_str()))
    }
}

pub(super) fn span(file: u32, start: u32, end: u32) -> Span {
    Span::new(FileId(file), TextRange::new(TextSize::new(start), TextSize::new(end)))
}

pub(super) fn lab() -> Texts {
    Texts(vec![("lab.dl", "lab t {\n  boot { server = vol }\n}\n".to_owned()), ("a.dl", "use x\n".to_owned())])
}

pub(super) fn unknown() -> Diagnostic {
    Diagnostic::error("unknown-name", span(0, 26, 29), "unknown `vol`")
        .label("declared nowhere")
        .also(span(0, 0, 3), "in this lab")
        .note("names of this lab: none")
        .hint("declare `host vol { ip = … }`")
}

#[test]
fn a_diagnostic_shows_its_lines_its_notes_and_its_hint() {
    let text = render(vec![unknown()], &lab(), Style::default());
    expect![[r#"
        error[unknown-name]: unknown `vol`
          ┌─ lab.dl:2:19
          │
        1 │ lab t {
          │ --- in this lab
        2 │   boot { server = vol }
          │                   ^^^ declared nowhere
          │
          = names of this lab: none
          = hint: declare `host vol { ip = … }`

    "#]]
    .assert_eq(&text);
}

#[test]
fn short_is_one_line_with_path_line_and_column() {
    let text = render(vec![unknown()], &lab(), Style { format: Format::Short, color: false });
    assert_eq!(text, "lab.dl:2:19: error[unknown-name]: unknown `vol`\n");
}

#[test]
fn order_is_path_offset_code_and_what_is_said_twice_is_shown_once() {
    let late = Diagnostic::error("b", span(0, 26, 29), "late");
    let early = Diagnostic::warning("z", span(0, 0, 3), "early");
    let other = Diagnostic::error("c", span(1, 4, 5), "other file");
    let nowhere = Diagnostic::placeless("a", "no line");
    let given = vec![nowhere, late.clone(), other, late, early];
    let text = render(given, &lab(), Style { format: Format::Short, color: false });
    expect![[r#"
        a.dl:1:5: error[c]: other file
        lab.dl:1:1: warning[z]: early
        lab.dl:2:19: error[b]: late
        error[a]: no line
    "#]]
    .assert_eq(&text);
}

#[test]
fn after_a_hundred_the_rest_is_counted_and_errors_are_kept_before_warnings() {
    let warning = |i: u32| Diagnostic::warning("w", span(0, i % 30, 30), format!("warning {i}"));
    let error = |i: u32| Diagnostic::error("e", span(0, i % 30, 30), format!("error {i}"));
    let given = (0..60).map(warning).chain((0..90).map(error)).collect();
    let text = render(given, &lab(), Style { format: Format::Short, color: false });
    assert_eq!(text.lines().count(), SHOWN_AT_MOST + 1);
    assert_eq!(text.lines().filter(|line| line.contains("error[e]")).count(), 90);
    assert!(text.ends_with("and 50 warnings more\n"), "{text}");
}

#[test]
fn a_line_of_ten_megabytes_is_named_and_not_shown() {
    let texts = Texts(vec![("big.dl", "{".repeat(10_000_000))]);
    let given = vec![Diagnostic::error("nesting-too-deep", span(0, 128, 129), "too deep").label("here")];
    let text = render(given, &texts, Style::default());
    assert!(text.len() < 1_000, "{} bytes", text.len());
    assert!(text.contains("at big.dl:1:129: here"), "{text}");
}

#[test]
fn a_range_over_many_lines_is_underlined_on_its_first() {
    let given = vec![Diagnostic::error("unclosed", span(0, 6, 33), "`{` is never closed")];
    let text = render(given, &lab(), Style::default());
    assert!(text.contains("1 │ lab t {\n  │       ^\n"), "{text}");
}

#[test]
fn a_source_cannot_command_the_terminal() {
    let texts = Texts(vec![("x\u{1b}[2J.dl", "a \u{1b}[31m \u{9b}b \u{202e}c\n".to_owned())]);
    let given = vec![Diagnostic::error("e", span(0, 0, 1), "bad \u{7} word").note("\u{1b}]0;title")];
    for format in [Format::Human, Format::Short] {
        let text = render(given.clone(), &texts, Style { format, color: false });
        assert!(!text.chars().any(|c| c.is_control() && c != '\n') && !text.contains('\u{202e}'), "{text:?}");
    }
}

#[test]
fn a_range_outside_its_file_still_gives_the_message() {
    let text = render(vec![Diagnostic::error("e", span(0, 900, 950), "lost")], &lab(), Style::default());
    assert!(text.contains("error[e]: lost"), "{text}");
    let text = render(vec![Diagnostic::error("e", span(7, 0, 1), "no file")], &lab(), Style::default());
    assert!(text.contains("error[e]: no file"), "{text}");
}

#[test]
fn colours_appear_only_when_asked_for() {
    for format in [Format::Human, Format::Short] {
        assert!(render(vec![unknown()], &lab(), Style { format, color: true }).contains("\x1b["));
        assert!(!render(vec![unknown()], &lab(), Style { format, color: false }).contains('\x1b'));
    }
}

#[test]
fn an_empty_file_and_its_end_can_be_pointed_at() {
    let texts = Texts(vec![("empty.dl", String::new())]);
    let given = vec![Diagnostic::error("no-lab", span(0, 0, 0), "no lab in this file")];
    assert!(render(given, &texts, Style::default()).contains("empty.dl:1:1"));
}

#[test]
fn carets_stand_below_what_they_mean_whatever_is_before_it() {
    let carets = |text: &str, word: &str| {
        let at = u32::try_from(text.find(word).expect("the word is there")).expect("small");
        let texts = Texts(vec![("wide.dl", format!("{text}\n"))]);
        let told = Diagnostic::error("e", span(0, at, at + u32::try_from(word.len()).expect("small")), "here");
        let shown = render(vec![told], &texts, Style::default());
        shown
            .lines()
            .skip(3)
            .take(2)
            .map(|line| line.split_once("│ ").expect("a line").1.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(carets("\tx = vol", "vol"), ["    x = vol", "        ^^^"]);
    assert_eq!(carets("t = \"機械\" vol", "vol"), ["t = \"機械\" vol", "           ^^^"]);
    assert_eq!(carets("t = \"e\u{301}\" vol", "vol"), ["t = \"e\u{301}\" vol", "        ^^^"]);
    assert_eq!(carets("t =\u{200b} vol", "vol"), ["t =\u{fffd} vol", "     ^^^"]);
}

#[test]
fn places_in_several_files_are_shown_each_under_its_name() {
    let told = Diagnostic::error("e", span(0, 0, 3), "two files").also(span(1, 4, 5), "the other");
    let shown = render(vec![told], &lab(), Style::default());
    assert!(shown.contains("┌─ lab.dl:1:1") && shown.contains("┌─ a.dl:1:5"), "{shown}");
}
