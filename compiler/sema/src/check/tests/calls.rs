//! Functions, methods, properties.

use super::check;
use expect_test::expect;

#[test]
fn arguments_of_a_function_nobody_calls() {
    check(
        r#"fn doubled(x: Int, by: Int = 2) -> Int = x * by
fn unused() -> [Int] = [doubled(), doubled(1, 2, 3), doubled(y = 1), doubled("1"), doubled(1, x = 1), doubled(1, by = 3)]
"#,
        expect![[r#"
            2 `doubled()` bad-argument: parameter `x` of `doubled` is missing
            2 `3` bad-argument: `doubled` takes 2 arguments
            2 `1` bad-argument: `doubled` has no parameter `y`
            2 `"1"` type-mismatch: expected Int, found the text "1" [write 1]
            2 `1` bad-argument: parameter `x` is given twice
        "#]],
    );
}

#[test]
fn what_is_no_function_is_not_called() {
    check(
        r#"let x = 3
fn unused() -> Int = x(3)
"#,
        expect![[r#"
            2 `x(3)` type-mismatch: `x` is no function
        "#]],
    );
}

#[test]
fn methods_stand_beside_a_schema_or_are_of_the_language() {
    check(
        r#"profile unused(lan: Network) { ip = lan.host("4")  mac = lan.hots(4)  serial = "a".splt(",").first
  asset = "abc".count() }
fn f(t: Text, l: [Int], c: Cidr) -> Bool =
  t.starts_with(3) or l.join(", ", 3) == "" or c.host(1, 2) == c.first or t.replace(part = "a") == ""
"#,
        expect![[r#"
            1 `"4"` type-mismatch: expected Int, found the text "4" [write 4]
            1 `hots` unknown-method: network `lan` has no method `hots` [did you mean `host`?]
            1 `splt` unknown-method: the text "a" has no method `splt` [did you mean `split`?]
            2 `count` unknown-method: the text "abc" has no method `count` [write `.count` without `()`]
            4 `t.starts_with(3)` bad-argument: `.starts_with` does not take (3) [`.starts_with(part)`]
            4 `l.join(", ", 3)` bad-argument: `.join` does not take (the text ", ", 3) [`.join(separator)`]
            4 `c.host(1, 2)` bad-argument: `.host` does not take (1, 2) [`.host(number)`]
            4 `part` bad-argument: `part` takes no argument by name
        "#]],
    );
}

#[test]
fn properties_are_of_the_type_asked() {
    check(
        r#"fn unused(s: Size, v: Version, l: [Size], m: {Str: Ip}, t: Str) -> Int =
  s.gib + v.major + l.max.mib + m.values.count + t.mib + s.giib + l.frist + m.foo + l[1] + t["x"]
"#,
        expect![[r#"
            2 `mib` unknown-field: Str has no `mib`
            2 `giib` unknown-field: Size has no `giib` [did you mean `gib`?]
            2 `frist` unknown-field: a list has no `frist` [did you mean `first`?]
            2 `foo` unknown-field: a map has no `foo`
            2 `1` type-mismatch: lists have no index [`.first`, `.last`, or `for`]
            2 `"x"` type-mismatch: Str has no keys
        "#]],
    );
}

#[test]
fn open_records_of_a_table_have_its_columns() {
    check(
        r#"let specs = table {
  since     spec
  1465.0.0  2.1.0
}
fn unused(v: Version) -> Version = [s.spec for s in specs if s.sinc <= v].last
fn fine(v: Version) -> Version = [s.spec for s in specs if s.since <= v].last
fn first() -> Version = specs.first.spec
"#,
        expect![[r#"
            5 `sinc` unknown-field: the record has no `sinc` [did you mean `since`?]
        "#]],
    );
}

#[test]
fn functions_call_each_other_in_no_circle() {
    check(
        r#"fn even(n: Int) -> Bool = if n == 0 then true else odd(n - 1)
fn odd(n: Int) -> Bool = if n == 0 then false else even(n - 1)
fn down(n: Int) -> Int = down(n - 1)
fn fine(n: Int) -> Bool = even(n)
"#,
        expect![[r#"
            1 `even` function-cycle: functions call each other in a circle: even → odd → even [loop with `[… for x in …]`]
            3 `down` function-cycle: function `down` calls itself [loop with `[… for x in …]`]
        "#]],
    );
}

#[test]
fn file_takes_a_path_and_is_the_function_whatever_bears_its_name() {
    check(
        r#"let data: {Str: Int} = file("a.json").json
let lines = file("a", "b").lines
profile unused { file "/x" { contents = file("x").bytes } }
"#,
        expect![[r#"
            2 `file("a", "b")` bad-argument: `file` takes the path of a file
        "#]],
    );
}
