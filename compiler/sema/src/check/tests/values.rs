//! Values against types.

use super::check;
use expect_test::expect;

#[test]
fn a_literal_of_another_type_is_told() {
    check(
        r#"profile unused {
  memory = 8
  mac    = 10.0.0.1
  ip     = "10.0.0.1"
  taints = none
  state  = "on"
  fqdn   = node.memory
  kernel_args = "quiet"
  roles  = [worker, 3]
  file "/x" { contents = "x"  mode = 644 }
}
"#,
        expect![[r#"
            2 `8` type-mismatch: expected Size?, found 8 [a size has a unit: 8GiB, 8MiB]
            3 `10.0.0.1` type-mismatch: expected Mac?, found 10.0.0.1
            4 `"10.0.0.1"` type-mismatch: expected Ip?, found the text "10.0.0.1" [write 10.0.0.1]
            5 `none` type-mismatch: expected [Taint], found none
            6 `"on"` type-mismatch: "on" is a text, and a symbol is expected [write on]
            7 `node.memory` computed-field: `fqdn` is computed and cannot be set
            8 `"quiet"` type-mismatch: expected a list, found the text "quiet" [write `["quiet"]`]
            9 `3` type-mismatch: expected Role, found 3
            10 `644` type-mismatch: expected Mode, found 644 [modes are written 0o644]
        "#]],
    );
}

#[test]
fn a_literal_is_read_as_the_place_expects_it() {
    let source = r#"profile unused for kubernetes { version = 12 }
let cores: Cpu = 4
let half: Cpu = 500mcpu
fn old(v: Version) -> Bool = v < 2 or v == 3
"#;
    super::fine(source);
}

#[test]
fn a_branch_and_an_item_are_told_where_they_are() {
    check(
        r#"fn f(wide: Bool) -> [Ip] = if wide then [10.0.0.1, "x"] else 10.0.0.2
fn g(n: Int) -> {Str} = [i for i in 1..n]
"#,
        expect![[r#"
            1 `"x"` type-mismatch: expected Ip, found the text "x"
            1 `10.0.0.2` type-mismatch: expected a list, found 10.0.0.2 [write `[10.0.0.2]`]
            2 `i` type-mismatch: expected Str, found Int
        "#]],
    );
}

#[test]
fn a_url_is_a_text_with_a_scheme() {
    check(
        r#"profile unused for lab { boot { url = "boot.example" } }
let fine: Url = "http://boot.example"
"#,
        expect![[r#"
            1 `"boot.example"` type-mismatch: expected Url, found the text "boot.example"
        "#]],
    );
}

#[test]
fn open_data_holds_no_sizes_and_no_symbols() {
    check(
        r#"let vars: {Str: Data} = { a = 4GiB  b = 10.0.0.1  c = [1, 2]  d = { e = 30min } }
"#,
        expect![[r#"
            1 `4GiB` type-mismatch: a size in open data has no unit that its reader knows: write `.mib` or `.bytes`
            1 `30min` type-mismatch: a duration in open data has no unit that its reader knows: write `.s` or `.ms`
        "#]],
    );
}

#[test]
fn a_hole_takes_what_has_a_form_as_text() {
    check(
        r#"let list = [1, 2]
let text = "\(list) \(list.first)"
let data = json"""
  { "a": \(list) }
  """
profile unused { labels = { a = "\(node.roles) \(node.os) \(node.ip) \(lab.boot)" } }
"#,
        expect![[r#"
            2 `list` list-in-text: a list in a hole has no one form [join it: `.join(", ")`]
            6 `node.roles` list-in-text: a list in a hole has no one form [join it: `.join(", ")`]
            6 `node.os` type-mismatch: a record `System` in a hole has no form as text
        "#]],
    );
}

#[test]
fn a_function_a_schema_and_a_file_are_no_values() {
    check(
        r#"fn f() -> Int = 1
let a: Int = f
let b: Str = file("x")
let c: Host = Host
let d = file
"#,
        expect![[r#"
            2 `f` type-mismatch: a function is no value
            3 `file("x")` type-mismatch: a file is read in one of its forms [`.text`, `.lines`, `.json`]
            4 `Host` type-mismatch: `Host` is the kind of a named block, whose `name` is its label
        "#]],
    );
}

#[test]
fn a_type_that_does_not_exist_is_told_wherever_it_stands() {
    check(
        r#"fn f(a: Sise) -> Strr = "x"
let b: seven = 7
profile unused(c: Regisry) { when c is Hots or lab.boot is Bood { } }
"#,
        expect![[r#"
            1 `a` unused-name: nothing uses the parameter `a`
            1 `Sise` unknown-type: there is no type `Sise` [did you mean `Size`?]
            1 `Strr` unknown-type: there is no type `Strr` [did you mean `Str`?]
            2 `seven` unknown-type: `seven` alone is a symbol, and no type [an enum has at least two symbols: `on | off`]
            3 `Regisry` unknown-type: there is no type `Regisry` [a symbol begins with a lower-case letter]
            3 `Bood` unknown-type: there is no type `Bood` [did you mean `Boot`?]
        "#]],
    );
}

#[test]
fn use_of_a_union_is_right_if_one_member_allows_it() {
    let source = r#"fn f(at: Host | Node | Ip | none) -> Str = if at is Ip then "\(at + 1)" else "\(at.name) \(at.ip)"
fn g(m: Size?) -> Size = m div 2 + 1GiB
fn h(s: Str | Secret<Str> | none) -> Bool = s matches "^x" or s is Secret
fn i(n: Node) -> Bool = n.os.memory.root == network and n.ip in n.network.subnet
"#;
    super::fine(source);
}
