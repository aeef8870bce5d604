//! What people type who come from other languages: one message each, with what to type here.

use super::*;
use expect_test::expect;

#[test]
fn operators_of_other_languages_are_named() {
    wrong_body(
        "check n > 2 && n < 5 : \"between\"\ncheck n > 2 || n < 5 : \"either\"\nlet m = n > 2 ? 1 : 2\ncheck n === 3 : \"three\"\nwhen a = 1 { b = 2 }\ncheck a = 1 : \"one\"\nfor i = 1..3 { }\nfor k, v in { a = 1 } { b = v }",
        expect![[r#"
            2:13 [unknown-character] there is no `&&` (both conditions: `and`)
            3:13 [syntax-error] there is no `||` "||" -> "or"
            4:15 [syntax-error] there is no `?` between values (a value that depends on a condition is `if c then a else b`)
            5:9 [syntax-error] there is no `===` "===" -> "=="
            6:8 [syntax-error] `=` sets, `==` compares "=" -> "=="
            7:9 [syntax-error] `=` sets, `==` compares "=" -> "=="
            8:7 [syntax-error] a loop goes through values with `in` "=" -> "in"
            9:13 [syntax-error] a record before braces stands in parentheses (write `({ … })`)
        "#]],
    );
}

#[test]
fn words_of_other_languages_are_named() {
    wrong_body(
        "import std.os.flatcar\ndef f(n) { n + 1 }\nvar x = 3\nlet y = 4",
        expect![[r#"
            2:1 [syntax-error] there is no `import`; it is called `use` (write `use std.os.flatcar` or `use "./other.dl" as other`)
            3:1 [syntax-error] there is no `def`; it is called `fn` (write `fn name(a: Int) -> Int = …` at the level of the file)
            4:1 [syntax-error] there is no `var`; it is called `let` (write `let name = …`)
        "#]],
    );
}

#[test]
fn tables_of_other_languages_are_told_once() {
    wrong_body(
        "table host {\n name, ip\n a, 10.0.0.1\n b, 10.0.0.2\n}\ntable host {\n | name | ip |\n | a | 10.0.0.1 |\n}\ntable host { name ip  a 10.0.0.1 }",
        expect![[r#"
            3:6 [syntax-error] cells stand apart by blanks, without `,`
            8:2 [syntax-error] cells stand apart by blanks, without `|`
            11:14 [syntax-error] the columns of a table stand on the line after its `{`, and each row on one of its own
        "#]],
    );
}

#[test]
fn yaml_is_told_where_its_braces_and_signs_are_missing() {
    wrong_body(
        "network lan:\n  subnet: 10.0.0.0/24\n  gateway: 10.0.0.1\nmemory: 8GiB\ndns:\n  - 10.0.0.1",
        expect![[r#"
        2:1 [syntax-error] what belongs together stands in braces (write `network lan { … }`)
        5:7 [syntax-error] a value takes `=`: `memory = 8GiB`, not `memory: 8GiB` ":" -> " ="
        6:4 [syntax-error] a value takes `=`: `dns = …`, not `dns: …` ":" -> " ="
    "#]],
    );
}

#[test]
fn a_literal_in_other_quotes_or_with_a_letter_too_many_is_shown_as_it_is_written() {
    wrong_body(
        "a = '10.0.0.1'\nb = 'x y'\nc = v1.31.4\nd = 8 GiB\ne { 8GiB }\nf = 'it\\'s'\ng = keys [1]",
        expect![[r#"
            2:5 [unknown-character] '10.0.0.1' is no text (write `10.0.0.1`) "'10.0.0.1'" -> "10.0.0.1"
            3:5 [unknown-character] 'x y' is no text (write `"x y"`) "'x y'" -> "\"x y\""
            4:5 [malformed-literal] `v1.31.4`: versions have no `v` (write `1.31.4`) "v1.31.4" -> "1.31.4"
            5:5 [malformed-literal] `8 GiB`: a number and its unit are one word (write `8GiB`) "8 GiB" -> "8GiB"
            6:3 [syntax-error] a value stands in no braces (write `e = 8GiB`) "{ 8GiB }" -> "= 8GiB"
            7:5 [unknown-character] 'it\' is no text (a text stands in `"…"`)
            8:9 [syntax-error] `[` is glued to what it belongs to " [" -> "["
        "#]],
    );
}

#[test]
fn a_pattern_of_sed_is_no_hole() {
    wrong_body(
        "a = sh\"\"\"\n  sed 's/\\([0-9]*\\) \\(x\\)/<\\1>/'\n  \"\"\"\nb = \"^\\(a\\)\"",
        expect![[r##"
            3:10 [syntax-error] `\(` begins a hole (for a text full of backslashes write `sh#"…"#`)
            5:7 [syntax-error] `\(` begins a hole (for a text full of backslashes write `#"…"#`)
        "##]],
    );
}

#[test]
fn a_brace_too_many_is_told_where_it_closes_too_much() {
    wrong(
        "lab x {\n  a = 1\n  network lan {\n    b = 2\n  } }\n\n  host c { d = 1 }\n  host e { f = 1 }\n}\nlab y { g = 1 }\n",
        expect![[r#"
            5:5 [stray-brace] this `}` closes `lab x` (one `}` is too many, here or above) + 7: so this stands outside
        "#]],
    );
    wrong(
        "lab x {\n  network lan {\n    b = 2\n  }\n}\n  host c { d = 1 }\n}\n",
        expect![[r#"
        5:1 [stray-brace] this `}` closes `lab x` (one `}` is too many, here or above) + 6: so this stands outside
    "#]],
    );
}
