use super::*;

fn kinds(text: &str) -> Vec<SyntaxKind> {
    lex(text).into_iter().map(|t| t.kind).filter(|k| *k != BLANK).collect()
}

fn tokens(text: &str) -> Vec<&str> {
    let mut pos = 0;
    let all = lex(text).into_iter().map(|t| {
        let start = pos;
        pos += t.len as usize;
        &text[start..pos]
    });
    all.filter(|t| !t.trim().is_empty()).collect()
}

#[test]
fn a_word_that_begins_with_a_digit_is_one_literal() {
    assert_eq!(
        tokens("10.0.0.0/24 1.9.1 02:00:00:00:00:01 10.0.0.5:5000"),
        ["10.0.0.0/24", "1.9.1", "02:00:00:00:00:01", "10.0.0.5:5000"]
    );
    assert_eq!(tokens("4..6"), ["4", "..", "6"]);
    assert_eq!(tokens("10.0.0.1..10.0.0.9"), ["10.0.0.1", "..", "10.0.0.9"]);
    assert_eq!(tokens("10.0.0.10 + i"), ["10.0.0.10", "+", "i"]);
    assert_eq!(tokens("4GiB.mib"), ["4GiB", ".", "mib"]);
    assert_eq!(tokens("1.31.4-rc.1+b"), ["1.31.4-rc.1+b"]);
}

#[test]
fn a_colon_decides_by_what_is_glued_to_it() {
    assert_eq!(kinds("a: b"), [IDENT, COLON, IDENT]);
    assert_eq!(kinds("a:b"), [WORD]);
    assert_eq!(kinds("a:=b"), [IDENT, COLON_EQ, IDENT]);
    assert_eq!(tokens("fe80::1 ::1 aa:bb:cc:dd:ee:ff"), ["fe80::1", "::1", "aa:bb:cc:dd:ee:ff"]);
    assert_eq!(tokens("[http://vol/~a/b, x]"), ["[", "http://vol/~a/b", ",", "x", "]"]);
}

#[test]
fn a_name_holds_inner_hyphens() {
    assert_eq!(tokens("isc-dhcp i-1 a- b"), ["isc-dhcp", "i-1", "a", "-", "b"]);
    assert_eq!(kinds("abcdef12-1234-1234-1234-123456789abc"), [WORD]);
    assert_eq!(kinds("abcdef12-1234-1234-1234-123456789abcd"), [IDENT]);
}

#[test]
fn a_text_is_a_sequence_of_tokens() {
    assert_eq!(
        kinds(r#""a\n\(f("x", (1)))b""#),
        [
            TEXT_OPEN,
            TEXT_CHARS,
            TEXT_ESCAPE,
            HOLE_OPEN,
            IDENT,
            OPEN_PAREN,
            TEXT_OPEN,
            TEXT_CHARS,
            TEXT_CLOSE,
            COMMA,
            OPEN_PAREN,
            WORD,
            CLOSE_PAREN,
            CLOSE_PAREN,
            HOLE_CLOSE,
            TEXT_CHARS,
            TEXT_CLOSE
        ]
    );
    assert_eq!(tokens(r##"sh#"a "b" \(c) \#(d)"#"##), ["sh", "#\"", "a \"b\" \\(c) ", "\\#(", "d", ")", "\"#"]);
}

#[test]
fn a_block_ends_at_the_first_line_that_begins_with_its_quotes() {
    let text = "x = \"\"\"\n  a \"\"\" b\n  \\(\n c)\n  \"\"\" y";
    assert_eq!(
        kinds(text),
        [
            IDENT, EQ, TEXT_OPEN, TEXT_CHARS, TEXT_CHARS, HOLE_OPEN, NEWLINE, IDENT, HOLE_CLOSE, TEXT_CHARS,
            TEXT_CLOSE, IDENT
        ]
    );
}

#[test]
fn a_text_with_its_holes_ends_on_its_line() {
    assert_eq!(kinds("\"a\nb"), [TEXT_OPEN, TEXT_CHARS, NEWLINE, IDENT]);
    assert_eq!(
        kinds("\"a\\(\"b\\(c\nd"),
        [TEXT_OPEN, TEXT_CHARS, HOLE_OPEN, TEXT_OPEN, TEXT_CHARS, HOLE_OPEN, IDENT, NEWLINE, IDENT]
    );
}

#[test]
fn only_known_words_are_tags() {
    assert_eq!(kinds("json\"a\""), [TEXT_TAG, TEXT_OPEN, TEXT_CHARS, TEXT_CLOSE]);
    assert_eq!(kinds("in\"a\""), [IN_KW, TEXT_OPEN, TEXT_CHARS, TEXT_CLOSE]);
    assert_eq!(kinds("foo\"a\""), [IDENT, TEXT_OPEN, TEXT_CHARS, TEXT_CLOSE]);
}

#[test]
fn trivia_is_kept() {
    assert_eq!(
        kinds("\u{feff}a\r\n// b\r\n/// c\n#!d"),
        [BOM, IDENT, NEWLINE, COMMENT, NEWLINE, DOC, NEWLINE, UNKNOWN]
    );
    assert_eq!(kinds("#!/usr/bin/dlc\na"), [SHEBANG, NEWLINE, IDENT]);
    assert_eq!(kinds("a # b c\nd"), [IDENT, UNKNOWN, NEWLINE, IDENT]);
}

#[test]
fn the_lengths_add_up_to_the_text() {
    for text in [
        "",
        "\"",
        "\"\"\"",
        "\\",
        "\"\\",
        "\"\\u12",
        "#",
        "#\"",
        "é",
        "a\u{0}b",
        "\"\"\"\n\\(",
        "a\r",
        "'x",
        "\r\n\r",
        "sh#\"\"\"\n\r\n\"\"\"#",
    ] {
        assert_eq!(lex(text).iter().map(|t| t.len as usize).sum::<usize>(), text.len(), "{text:?}");
    }
}
