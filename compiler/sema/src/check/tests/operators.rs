//! Operators and conditions.

use super::check;
use expect_test::expect;

#[test]
fn a_condition_is_true_or_false() {
    check(
        r#"profile unused {
  when node.memory { }
  when "on" { }
  when not node.ip { }
  check node.memory and true : "x"
  for n in lab.nodes { check n.name : "x" }
}
let x = if 3 then 1 else 2
"#,
        expect![[r#"
            2 `node.memory` type-mismatch: the condition is Size?, not true or false
            3 `"on"` type-mismatch: the condition is the text "on", not true or false
            4 `node.ip` type-mismatch: the condition is Ip?, not true or false
            5 `node.memory` type-mismatch: the condition is Size?, not true or false
            6 `n.name` type-mismatch: the condition is HostName, not true or false
            8 `3` type-mismatch: the condition is 3, not true or false
        "#]],
    );
}

#[test]
fn what_cannot_be_compared() {
    check(
        r#"fn unused(s: Size, v: Version, r: Role, t: Str) -> Bool =
  s > 4 or v < "1.2" or r == workr or r == "worker" or s == 4 or t > s or v == 1.2 or s == 4GiB
"#,
        expect![[r#"
            2 `4` type-mismatch: expected Size, found 4 [a size has a unit: 4GiB, 4MiB]
            2 `"1.2"` type-mismatch: expected Version, found the text "1.2" [write 1.2]
            2 `workr` unknown-symbol: no role `workr` [did you mean `worker`?]
            2 `"worker"` type-mismatch: "worker" is a text, and a symbol is expected [write worker]
            2 `4` type-mismatch: expected Size, found 4 [a size has a unit: 4GiB, 4MiB]
            2 `t > s` type-mismatch: Str and Size cannot be compared
        "#]],
    );
}

#[test]
fn what_is_in_nothing() {
    check(
        r#"fn unused(s: Size, net: Cidr, roles: {Role}, n: Int) -> Bool =
  s in net or 10.0.0.1 in net or wrker in roles or n in 1..4 or s in 1..4 or n in s or worker in roles
"#,
        expect![[r#"
            2 `s in net` type-mismatch: Size cannot be in Cidr
            2 `wrker` unknown-symbol: no role `wrker` [did you mean `worker`?]
            2 `s in 1..4` type-mismatch: Size cannot be in Range<Int>
            2 `n in s` type-mismatch: Int cannot be in Size
        "#]],
    );
}

#[test]
fn what_does_not_add_up() {
    check(
        r#"fn unused(s: Size, ip: Ip, net: Cidr, t: Str) -> Bool =
  s + 1 == s or ip + 1 == ip or net + 1 == net or t + 1 == t or s * 2 == s or ip - ip == 3 or -t == 3 or s div s == 3
fn lists(a: [Int], b: {Int}) -> [Int] = a + b + [3] + "x"
"#,
        expect![[r#"
            2 `s + 1` type-mismatch: `+` does not take Size and 1
            2 `net + 1` type-mismatch: a network has no arithmetic: `.host(n)` is its n-th address
            2 `t + 1` type-mismatch: `+` does not take Str and 1
            2 `-t` type-mismatch: `-` takes a number, not Str
            3 `a + b + [3] + "x"` type-mismatch: `+` does not take a list and the text "x"
        "#]],
    );
}

#[test]
fn ranges_are_of_what_can_be_counted() {
    check(
        r#"let a = 1..4
let b = "a".."b"
let c = 1..10.0.0.1
let d: Range<Ip> = 10.0.0.1..10.0.0.9
let e: Range<Ip> = 1..2
"#,
        expect![[r#"
            2 `"a".."b"` bad-range: there is no range of the text "a"
            3 `1..10.0.0.1` bad-range: 1 and 10.0.0.1 cannot be compared
            5 `1..2` type-mismatch: expected Range<Ip>, found Range<Int>
        "#]],
    );
}

#[test]
fn a_loop_runs_over_what_has_items() {
    check(
        r#"profile unused { for x in 5 { user "\(x)" { } }  for n in lab { }  for k, v in node.labels { labels { "x" = v } } }
fn f(n: Network) -> [Int] = [x for x in n.subnet]
"#,
        expect![[r#"
            1 `5` type-mismatch: `for` runs over a list, a set, a map or a range, not 5
            1 `lab` type-mismatch: `for` runs over a list, a set, a map or a range, not Lab
            2 `n.subnet` type-mismatch: `for` runs over a list, a set, a map or a range, not Cidr
        "#]],
    );
}

#[test]
fn matches_takes_a_text_and_a_pattern() {
    check(
        r#"fn unused(l: [Str], t: Str) -> Bool = l matches "x" or t matches 3 or t matches "x"
"#,
        expect![[r#"
            1 `l matches "x"` bad-pattern: `matches` takes a text and a pattern
            1 `t matches 3` bad-pattern: `matches` takes a text and a pattern
        "#]],
    );
}

#[test]
fn only_lists_sets_and_maps_grow() {
    check(
        r#"profile unused { arch += x86_64  kernel_args += ["quiet"]  kernel_args += "quiet"  labels += { a = "b" } }
"#,
        expect![[r#"
            1 `x86_64` type-mismatch: `+=` adds to a list, a set or a map, and `arch` is Arch
            1 `"quiet"` type-mismatch: expected a list, found the text "quiet" [write `["quiet"]`]
        "#]],
    );
}

#[test]
fn lists_that_are_added_are_read_as_the_place_expects_them() {
    super::fine(
        r#"profile fine(big: Bool) { roles = [worker] + (if big then [etcd] else [])  kernel_args = ["a"] + ["b"] }
fn wide(q: Quota) -> Bool = q.cpu > 2 or q.cpu == 500mcpu
"#,
    );
}
