//! The mistakes that people make, and what they are told.

use super::*;
use expect_test::expect;

#[test]
fn malformed_words_are_told_where_they_stand() {
    wrong_body(
        "a = 10.0.0.300
b = 5m
c = [02:00:00:00:00, 0644]
d = http://x/y
e = 8080:80
f = nginx:latest
g = 3+4
host 01 { }
7zip = 1",
        expect![[r#"
    2:5 [malformed-literal] octet 300 is above 255
    3:5 [malformed-literal] `5m`: 5min or 5MiB? (minutes are 5min, sizes 5MiB, processors 5mcpu)
    4:6 [malformed-literal] MAC has 5 of 6 parts
    4:22 [malformed-literal] `0644`: modes are written 0o644 (write `0o644`) "0644" -> "0o644"
    5:5 [malformed-literal] a Url is written in quotes (write `"http://x/y"`) "http://x/y" -> "\"http://x/y\""
    6:5 [malformed-literal] `8080:80` is no literal (quote it) "8080:80" -> "\"8080:80\""
    7:5 [malformed-literal] `nginx:latest` is no literal (a text is written "nginx:latest") "nginx:latest" -> "\"nginx:latest\""
    8:5 [malformed-literal] `+` needs a blank on both sides (write `3 + 4`, or "3+4" if it is a text) "3+4" -> "3 + 4"
    9:6 [malformed-literal] a name begins with a letter (write "01") "01" -> "\"01\""
    10:1 [malformed-literal] a name begins with a letter (write "7zip") "7zip" -> "\"7zip\""
"#]],
    );
}

#[test]
fn a_text_must_be_closed_and_its_escapes_exist() {
    wrong_body(
        r#"a = sh"sed 's/\(x\)/y/'""#,
        expect![[r##"
            2:15 [syntax-error] `\(` begins a hole (for a text full of backslashes write `sh#"…"#`)
        "##]],
    );
    wrong_body(
        r#"a = "x
b = "\d\u12\ud800x\ude00"
c = "\(" 
d = "\()"
e = "\(a, b)"
f = """x"""
g = json"""{}"""
h = foo"x"
i = jsn"x"
j = in"x"
k = "a\(b c)d""#,
        expect![[r##"
            2:5 [unclosed-text] this text is not closed on its line (several lines stand in `"""`)
            3:6 [unknown-escape] no escape `\d` (use `#"…"#`, where `\` is a character like any other)
            3:8 [unknown-escape] `\u12`: `\u` takes four hexadecimal digits
            3:12 [unknown-escape] `\ud800` is half a character (the other half follows as `\u` too, or write the character itself)
            3:19 [unknown-escape] `\ude00` is half a character (the other half follows as `\u` too, or write the character itself)
            4:8 [unclosed-text] this text is not closed on its line (several lines stand in `"""`)
            5:6 [syntax-error] this hole is empty (`\(` begins a hole; for a text full of backslashes write `#"…"#`)
            6:9 [syntax-error] a hole holds one value (a list in a hole: `.join(", ")`)
            7:5 [syntax-error] text in `"""` begins on the next line (on one line write `#"…"#`)
            8:9 [syntax-error] text in `"""` begins on the next line (on one line write `json#"…"#`)
            9:5 [missing-blank] `foo` is no tag of a text; or a blank is missing before `"` (the tags are systemd, sh, json, yaml, toml, ini)
            10:5 [missing-blank] `jsn` is no tag of a text; or a blank is missing before `"` (write `json"…"`)
            11:5 [syntax-error] expected a value, found `in`
            12:11 [syntax-error] expected `)`, found `c` (`\(` begins a hole; for a text full of backslashes write `#"…"#`)
        "##]],
    );
    wrong(
        r#"let a = """
  x
"#,
        expect![[r#"
    1:9 [unclosed-text] text from line 1 is not closed (it ends at a line that begins with `"""`)
"#]],
    );
    wrong(
        r#"let a = """
    x
  y

\(z)
	  t
    """
"#,
        expect![[r#"
    3:1 [text-indentation] line 3 is indented less than the closing `"""` (each line begins with the blanks that stand before the closing `"""`)
    5:1 [text-indentation] line 5 is indented less than the closing `"""` (each line begins with the blanks that stand before the closing `"""`)
    6:1 [text-indentation] line 6 is indented less than the closing `"""` (each line begins with the blanks that stand before the closing `"""`)
"#]],
    );
    wrong(
        r#"let a = f"x"
let b = a.contains"x"
"#,
        expect![[r#"
    1:9 [missing-blank] `f` is no tag of a text; or a blank is missing before `"` (the tags are systemd, sh, json, yaml, toml, ini)
    2:19 [syntax-error] a call takes `( )` (write `name("…")`)
"#]],
    );
}

#[test]
fn a_value_takes_an_equals_sign() {
    wrong_body(
        r#"a: 1
b:2
c := 3
os flatcar
memory 8GiB
domain "x.example"
dns [10.0.0.1, 10.0.0.2]
"k": 1
"k"
f(x)
d = { rack: "r1" }
e = f(a: 1)"#,
        expect![[r#"
            2:2 [syntax-error] a value takes `=`: `a = 1`, not `a: 1` ":" -> " ="
            3:2 [syntax-error] a value takes `=`: `b = 2`, not `b: 2` ":" -> " ="
            4:3 [syntax-error] `:=` stands in a schema only (write `c = …`) ":=" -> " ="
            5:1 [syntax-error] `=` is missing: write `os = flatcar` "" -> " ="
            6:1 [syntax-error] `=` is missing: write `memory = 8GiB` "" -> " ="
            7:1 [syntax-error] `=` is missing: write `domain = "x.example"` "" -> " ="
            8:1 [syntax-error] `=` is missing: write `dns = [10.0.0.1, 10.0.0.2]` "" -> " ="
            9:4 [syntax-error] a value takes `=`, not `:` (write `"k" = …`)
            10:1 [syntax-error] a text alone is no entry: expected `=` after it
            11:2 [syntax-error] a call is no entry (a profile is used by `include`)
            12:11 [syntax-error] a value takes `=`: `rack = …`, not `rack: …` ":" -> " ="
            13:7 [syntax-error] a named argument takes `=`, not `:` (write `a = …`)
        "#]],
    );
    wrong(
        "let r:Role = x
fn f(a:Int) -> Int = a
type M = {Str:Data}
schema S { f:Str  g:10 }",
        expect![[r#"
    1:6 [missing-blank] a blank is missing after `:` ":" -> ": "
    2:7 [missing-blank] a blank is missing after `:` ":" -> ": "
    3:14 [missing-blank] a blank is missing after `:` ":" -> ": "
    4:13 [missing-blank] a blank is missing after `:` ":" -> ": "
    4:20 [missing-blank] a blank is missing after `:` ":" -> ": "
    4:21 [syntax-error] expected a type, found `10` (a default stands after the type: `f : T = default`)
"#]],
    );
}

#[test]
fn a_missing_value_is_told_at_its_name() {
    wrong_body(
        "gateway =\ndns = [10.0.0.1]\nmtu\nvlan = }",
        expect![[r#"
        2:9 [missing-value] `gateway` has no value
        4:1 [missing-value] `mtu` has no value
        5:6 [missing-value] `vlan` has no value
    "#]],
    );
    wrong_body(
        "a =\nb = 1\nc =\n  2\nhost h { ip = }",
        expect![[r#"
        2:3 [missing-value] `a` has no value
        6:13 [missing-value] `ip` has no value
    "#]],
    );
    wrong(
        "let a =\nlet b\nlet c = 1",
        expect![[r#"
        1:7 [missing-value] `a` has no value
        2:5 [missing-value] `b` has no value
    "#]],
    );
}

#[test]
fn words_of_other_languages_get_their_own_message() {
    wrong_body(
        "if a { b = 1 }
when c then d
when e { } else if f { }
else { }
x = a && b
y = a || b
z = !a
w = a / b % c;
v = 'x'
# comment
u = $x",
        expect![[r#"
            2:1 [syntax-error] `when`, not `if`, as an entry "if" -> "when"
            3:8 [syntax-error] `when` takes braces, not `then` (a value that depends on a condition is `x = if c then a else b`)
            4:17 [syntax-error] `when`, not `if`, as an entry "if" -> "when"
            6:7 [unknown-character] there is no `&&` (both conditions: `and`)
            7:7 [syntax-error] there is no `||` "||" -> "or"
            8:5 [unknown-character] there is no `!` (the opposite is `not`)
            9:7 [unknown-character] there is no `/` (division is `div`, a comment begins with `//`)
            10:5 [unknown-character] 'x' is no text (write `"x"`) "'x'" -> "\"x\""
            12:5 [unknown-character] there is no `$` (a value goes into a text as `\(name)`)
        "#]],
    );
    wrong_body(
        "a = not b == not c
d = a not in b
e = a is not b
f = a < b < c
g = 1 + if a then b else c
h = if a then b",
        expect![[r#"
    2:14 [syntax-error] `not` stands in parentheses behind an operator (write `(not a)`)
    3:7 [syntax-error] `not` stands before the whole comparison (write `not (a in b)`)
    4:10 [syntax-error] `not` stands before the whole comparison (write `not (a is b)`)
    5:11 [syntax-error] comparisons and ranges are not chained (join two comparisons with `and`)
    6:9 [syntax-error] `if` stands in parentheses here (write `(if c then a else b)`)
    8:1 [syntax-error] expected `else`, found `}` (a value that depends on a condition is `if c then a else b`)
"#]],
    );
    wrong_body(
        "for = 1\nin { }\nx.none = 2\nhost for { }",
        expect![[r#"
        2:1 [syntax-error] `for` is a reserved word (as a key it is quoted: "for" = …)
        4:3 [syntax-error] `none` is a reserved word (as a key it is quoted: "none" = …)
        5:6 [syntax-error] expected `=` or `{`, found `for`
    "#]],
    );
}

#[test]
fn operators_have_blanks_on_both_sides() {
    wrong_body(
        "a = b+ c\nd = b ==c\ne = b<c\nf = b -c\ng = b..c",
        expect![[r#"
        2:6 [missing-blank] `+` needs a blank on both sides "+" -> " +"
        3:7 [missing-blank] `==` needs a blank on both sides "==" -> "== "
        4:6 [missing-blank] `<` needs a blank on both sides "<" -> " < "
        5:7 [missing-blank] `-` needs a blank on both sides "-" -> "- "
    "#]],
    );
    wrong_body(
        "dns =\n  - 10.0.0.1\n  - 10.0.0.2\nx = a\n  - b",
        expect![[r#"
        3:3 [syntax-error] a line begins with `-` (a list is `[a, b]`)
        6:3 [syntax-error] a line begins with `-` (a list is `[a, b]`; a difference has its `-` at the end of the line)
    "#]],
    );
}

#[test]
fn lists_and_arguments_take_commas() {
    wrong_body(
        "roles = [control_plane etcd]
a = f(b c)
b = [1,,2]
c = (a, b)
d = a, b
e = [a for x in y, z]
f = [a, b for x in y]",
        expect![[r#"
    2:24 [syntax-error] comma missing before `etcd` "" -> ","
    3:9 [syntax-error] comma missing before `c` "" -> ","
    4:8 [syntax-error] expected a value, found `,`
    5:7 [syntax-error] `( )` holds one value (a list is `[a, b]`)
    6:8 [syntax-error] expected an entry, found `b` (a list is `[a, b]`)
    7:20 [syntax-error] expected `]`, found `z`
    8:11 [syntax-error] `for` follows the first value of a list only (write `[e for x in xs]`)
"#]],
    );
}

#[test]
fn a_bracket_that_is_never_closed_is_told_at_its_opening() {
    wrong_body(
        "dns = [10.0.0.1, 10.0.0.2
dhcp = external
a = f(b,
c = (1 + 2
d = [x)
e = )",
        expect![[r#"
            2:7 [unclosed-bracket] `[` is never closed
            5:5 [unclosed-bracket] `(` is never closed
            6:5 [unclosed-bracket] `[` is never closed
            7:5 [syntax-error] expected a value, found `)`
        "#]],
    );
}

#[test]
fn a_brace_that_is_never_closed_is_told_once_at_its_opening() {
    wrong(
        "lab x {
  network lan {
    subnet = 10.0.0.0/24

  host h { ip = 10.0.0.1 }
}
",
        expect![[r#"
    2:15 [unclosed-brace] `{` of `network lan`, line 2, is never closed
"#]],
    );
    wrong(
        "lab x {\n  node a { b = [c, { d = 1 ]\n}\n\nlab y { }\n",
        expect![[r#"
        2:20 [unclosed-brace] `{` in line 2 is never closed
    "#]],
    );
    wrong(
        "use a { b\nlab x { }",
        expect![[r#"
        1:7 [unclosed-brace] `{` of `a`, line 1, is never closed
    "#]],
    );
    wrong(
        "lab x {
  table node {
    name  ip
    s1    10.0.0.1

  host h { ip = 10.0.0.9 }
}
",
        expect![[r#"
    2:14 [unclosed-brace] `{` of `table node`, line 2, is never closed
"#]],
    );
    wrong(
        "lab x {
  table node {
    name  ip
    s1    10.0.0.1 {
      a = 1
    s2    10.0.0.2
  }
}
",
        expect![[r#"
    4:20 [unclosed-brace] `{` of `s1    10.0.0.1`, line 4, is never closed
"#]],
    );
    wrong(
        "schema A {\n  a : B = { c = 1\n  d : E\n}\ntype F = g\n",
        expect![[r#"
        2:11 [unclosed-brace] `{` in line 2 is never closed
    "#]],
    );
}

#[test]
fn a_brace_that_is_missing_is_imagined() {
    wrong(
        r#"lab x
  network lan
    subnet = 10.0.0.0/24
  host h ip = 10.0.0.1 }
  boot url = "u"  server = h }
}
"#,
        expect![[r#"
            1:6 [missing-brace] expected `{` after `lab x`, found `network` "" -> " {"
            2:14 [missing-brace] expected `{` after `network lan`, found `subnet` "" -> " {"
            4:9 [missing-brace] expected `{` after `host h`, found `ip` "" -> " {"
            5:7 [missing-brace] expected `{` after `boot`, found `url` "" -> " {"
        "#]],
    );
    wrong(
        "schema S\n  a : B\nschema T is S\n  c : D\n",
        expect![[r#"
            1:9 [missing-brace] expected `{` after `schema S`, found `a` "" -> " {"
            3:14 [missing-brace] expected `{` after `schema T is S`, found `c` "" -> " {"
        "#]],
    );
    wrong_body(
        "table node
    name ip
    s1 10.0.0.1
  }
table node {
    name  ip
    s1    10.0.0.1
      a = 1
    }
  }",
        expect![[r#"
            2:11 [missing-brace] expected `{` after `node` "" -> " {"
            8:19 [missing-brace] expected `{` at the end of the row: deeper lines stand in braces "" -> " {"
        "#]],
    );
    wrong_body(
        "os = (fcos version = 1.2 })\nx =\n  a = 1\n  }",
        expect![[r#"
            2:11 [missing-brace] expected `{` after `fcos`, found `version` "" -> " {"
            3:4 [missing-brace] expected `{` after `=`, found `a` "" -> " {"
        "#]],
    );
}

#[test]
fn a_brace_too_many_is_told_with_the_one_that_closed_too_early() {
    wrong(
        r#"lab x {
  host a { ip = 1 } }
  table node {
    name
    s1
  }
  allow y : "z"
}
let a = 1
}
"#,
        expect![[r#"
            2:21 [stray-brace] this `}` closes `lab x` (one `}` is too many, here or above) + 3: so this stands outside
            10:1 [stray-brace] `}` closes nothing
        "#]],
    );
    wrong(
        "let a = 1 }\nfoo = 2\ninclude a\n",
        expect![[r#"
            1:11 [stray-brace] `}` closes nothing
            2:1 [syntax-error] `foo` stands in braces only, not at the level of the file (a value for the whole file is a `let`)
        "#]],
    );
}

#[test]
fn tables_have_messages_of_their_own() {
    wrong_body(
        "table node {
  name  ip
  s1    10.0.0.1  x
  s2
  s3    a + b
  s4    fcos { v = 1 }  x
  -     y
  s5    -1
  s6    1 .. 2
  s7    not a
  s8    if a then b else c
  s9    a and
}",
        expect![[r#"
    4:3 [row-length] row has 3 cells, header 2; `-` leaves one out + 3: the header
    5:3 [row-length] row has 1 cell, header 2; `-` leaves one out + 3: the header
    6:9 [syntax-error] cell `a + b` needs parentheses "a + b" -> "(a + b)"
    7:22 [syntax-error] in a table a record stands in `( )` (write `(name { … })`)
    8:3 [syntax-error] the first cell of a row is its label; `-` cannot leave it out
    9:9 [syntax-error] `-` leaves a cell out and stands alone (a negative number stands in `( )`)
    10:11 [syntax-error] a range in a cell has no blanks round `..`
    11:9 [syntax-error] a cell with `not` needs parentheses (write `(not …)`)
    12:9 [syntax-error] a cell with `if` needs parentheses (write `(if …)`)
    13:9 [syntax-error] cell `a and` needs parentheses "a and" -> "(a and)"
"#]],
    );
    wrong_body(
        "table node {
  name  ip
  s1
  s2
}
table host { a b
  c d
}
table x { }
table y {
  a  1  in
}
table { }
table z",
        expect![[r#"
            3:3 [row-length] header has 2 columns, every row has 1 cell
            7:14 [syntax-error] the columns of a table stand on the line after its `{`, and each row on one of its own
            10:11 [syntax-error] a table begins with a line of columns
            12:6 [syntax-error] expected the name of a column, found `1`
            15:8 [missing-brace] expected `{` after `z` "" -> " {"
        "#]],
    );
    wrong_body(
        "node {
  name  ip  mac
  s1  10.0.0.1  x
}
table {
  name  ip  mac
  s1  10.0.0.1  x
}",
        expect![[r#"
    2:1 [syntax-error] a table begins with `table` and the kind of its rows (write `table node { … }`)
    6:1 [syntax-error] a table begins with `table` and the kind of its rows (write `table node { … }`)
"#]],
    );
}

#[test]
fn checks_and_exceptions_need_their_texts() {
    wrong_body(
        r#"check a == 1
check a == 1 :
check a : code
warn : "x"
allow a
allow a :
allow a : b
check a == 1 "x""#,
        expect![[r#"
            2:12 [syntax-error] expected `:` and a message after `1`
            3:14 [syntax-error] message missing after `:`
            4:11 [syntax-error] message missing after `code`
            5:6 [syntax-error] a value takes `=`: `warn = "x"`, not `warn: "x"` ":" -> " ="
            6:7 [syntax-error] expected `:` and the reason in quotes after `a`
            7:9 [syntax-error] reason missing after `:`
            8:9 [syntax-error] reason missing after `:`
            9:13 [syntax-error] expected `:` before the message "" -> " :"
        "#]],
    );
}

#[test]
fn what_stands_in_the_wrong_place_is_told() {
    wrong_body(
        "  given node a { }
  expect a
  use x
  edition 2026
  private a = 1
  include
  drop
  drop unit
  table
  a.b c { }
  host h { include a, }
  { }
  = 1
  *",
        expect![[r#"
            2:3 [syntax-error] `given` stands in a `test` only
            3:3 [syntax-error] `expect` stands in a `test` only
            4:3 [syntax-error] `use` stands at the beginning of the file, not in braces
            5:3 [syntax-error] `edition` stands at the beginning of the file, not in braces
            6:3 [syntax-error] `private` stands before a field of a schema
            7:3 [missing-value] `include` has no value
            8:3 [syntax-error] expected a kind word after `drop`
            9:8 [syntax-error] expected the label of what is dropped after `unit`
            11:4 [missing-brace] expected `{` after `a` "" -> " {"
            12:21 [syntax-error] after `include` a comma continues the list (leave out the comma)
            13:3 [syntax-error] `{` without a name before it (a block is written `name { … }`)
            14:3 [syntax-error] `=` without a name before it
            15:3 [syntax-error] expected an entry, found `*`
        "#]],
    );
    wrong(
        "let a = 1
use b
edition 2026
x = 1
for a in b { }
edition 2027",
        expect![[r#"
    2:1 [syntax-error] `use` stands before everything else in the file
    4:1 [syntax-error] `x` stands in braces only, not at the level of the file (a value for the whole file is a `let`)
    6:9 [unknown-edition] there is no edition `2027` (write `edition 2026`)
"#]],
    );
    wrong(
        r#"edition 2025
edition
use
use 1
use "a\(b)"
use a { , b c 1 }
use d as"#,
        expect![[r#"
    1:9 [unknown-edition] there is no edition `2025` (write `edition 2026`)
    2:1 [syntax-error] expected the number of an edition after `edition`
    4:5 [syntax-error] expected an entry, found `1`
    5:11 [syntax-error] the path of a `use` is a text without holes
    6:9 [syntax-error] expected a name, found `,`
    7:9 [syntax-error] expected a name, found the end of the file
"#]],
    );
    wrong(
        r#"test "t" { expect error
expect warning }
test { }
test x { }"#,
        expect![[r#"
            1:19 [syntax-error] expected a code after `error`
            2:8 [syntax-error] expected a code after `warning`
            4:6 [syntax-error] expected what the test shows, in quotes, found `x`
        "#]],
    );
}

#[test]
fn schemas_declare_with_a_colon() {
    wrong(
        "schema S {
  a = 1
  b
  c : 
  d : Int = 
  e : 5
  include x
  let y = 1
  f { }
  g : [Int
  h : {A B}
  i : A<B
  j : A where it
  k : A as
  1x : B
}",
        expect![[r#"
            2:3 [syntax-error] `:` declares, `=` sets: a schema declares its fields (write `a : TYPE = …`, or `a := …` for an inherited field)
            3:3 [syntax-error] field `b` has no type (write `b : TYPE`)
            4:5 [syntax-error] expected a type after `:`
            5:11 [missing-value] `d` has no value
            6:7 [syntax-error] expected a type, found `5` (a default stands after the type: `f : T = default`)
            7:3 [syntax-error] `include` does not stand in a schema
            8:3 [syntax-error] `let` does not stand in a schema
            9:3 [syntax-error] field `f` has no type (write `f : TYPE`)
            10:7 [unclosed-bracket] `[` is never closed
            11:10 [syntax-error] expected `}`, found `B`
            12:9 [syntax-error] expected `>` after `B`
            13:15 [syntax-error] expected `:` and a message after `it`
            15:3 [malformed-literal] a name begins with a letter (write "1x") "1x" -> "\"1x\""
        "#]],
    );
    wrong(
        "Node is Machine {
  a : B
}
Lab {
  private c : D
}
shema X {
  e : F
}
schema {
  g : H
}
schema is I { }",
        expect![[r#"
    1:1 [syntax-error] `schema` is missing before `Node` "" -> "schema "
    4:1 [syntax-error] `schema` is missing before `Lab` "" -> "schema "
    7:1 [syntax-error] expected `schema`, found `shema` "shema" -> "schema"
    10:8 [syntax-error] expected the name of the schema, found `{`
    13:8 [syntax-error] expected the name of the schema, found `is`
"#]],
    );
}

#[test]
fn a_declaration_needs_its_parts() {
    wrong(
        "let
let = 1
let a 1
fn f = 1
fn g(a) -> B = 1
fn h(a: B) = 1
fn i() -> B { }
type
type T
profile
profile p
profile q for { }
fn j(a: B c: D) -> E = 1
fn k(a: B -> C = 1",
        expect![[r#"
            3:7 [syntax-error] `a` has no value: expected `=`, found `1`
            4:6 [syntax-error] expected `(`, found `=`
            5:7 [syntax-error] expected `:` and a type, found `)`
            6:12 [syntax-error] expected `->` and the type of the result, found `=`
            7:13 [syntax-error] `i` has no value: expected `=`, found `{` (a value stands after `=`)
            8:1 [syntax-error] expected the name of the type after `type`
            9:6 [syntax-error] expected `=` and a type after `T`
            10:1 [syntax-error] expected the name of the profile after `profile`
            11:10 [missing-brace] expected `{` after `profile p`, found `profile` "" -> " {"
            12:15 [syntax-error] expected a kind, found `{`
            13:11 [syntax-error] comma missing before `c`
            14:5 [unclosed-bracket] `(` is never closed
        "#]],
    );
}

#[test]
fn a_block_has_one_label() {
    wrong(
        "domain \"t\"\n  boot { a = 5 }\n",
        expect![[r#"
        1:11 [missing-brace] expected `{` after `domain "t"`, found `boot` "" -> " {"
    "#]],
    );
    wrong(
        "test \"t\" {\n  given node \"a\" b { }\n}\n",
        expect![[r#"
        2:17 [missing-brace] expected `{` after `node "a"`, found `b` "" -> " {"
    "#]],
    );
}
