//! Names, symbols, kind words.

use super::check;
use expect_test::expect;

#[test]
fn an_unknown_name_in_a_profile_that_nobody_includes_is_told_with_the_nearest_known_name() {
    check(
        r#"lab t {
  domain = "t.example"
  network lan { subnet = 10.0.0.0/24 }
  profile unused { ip = lam.host(4)  ntp = [nowhere] }
}
"#,
        expect![[r#"
            4 `lam` unknown-name: unknown name `lam` [did you mean `lan`?]
            4 `nowhere` unknown-name: unknown name `nowhere` [declare it: `host nowhere { … }`]
        "#]],
    );
}

#[test]
fn a_field_beside_is_no_name_and_the_hint_says_how_to_reach_it() {
    check(
        r#"profile unused { labels = { gib = "\(memory)" } }
"#,
        expect![[r#"
            1 `memory` unknown-name: unknown name `memory` [`memory` is a field: `node.memory`]
        "#]],
    );
}

#[test]
fn a_kind_word_is_known_inside_its_block_only() {
    check(
        r#"fn f() -> Str = lab.name
profile unused for network { gateway = network.subnet.host(1)  vlan = node.memory.gib }
"#,
        expect![[r#"
            1 `lab` unknown-name: unknown name `lab` [`lab` is known inside a block of that kind]
            2 `node` unknown-name: unknown name `node` [`node` is known inside a block of that kind]
        "#]],
    );
}

#[test]
fn a_word_that_is_no_symbol_of_the_field_is_told_where_when_is_false() {
    check(
        r#"profile unused { when false { roles = [workr]  arch = arm63 } }
"#,
        expect![[r#"
            1 `workr` unknown-symbol: no role `workr` [did you mean `worker`?]
            1 `arm63` unknown-symbol: no arch `arm63` [did you mean `arm64`?]
        "#]],
    );
}

#[test]
fn a_symbol_and_a_value_of_one_name_are_ambiguous() {
    check(
        r#"fn is_on(worker: Int, roles: {Role}) -> Bool = worker in roles or worker == 1
profile unused(off: Int) { state = off  uuid = if off == 1 then none else none }
"#,
        expect![[r#"
            2 `off` ambiguous-name: `off` is a symbol here, and the name of a value too [give the value another name]
        "#]],
    );
}

#[test]
fn a_symbol_in_a_list_column_stands_in_brackets() {
    check(
        r#"lab t {
  domain = "t.example"
  table node {
    name  roles
    a     worker
  }
}
"#,
        expect![[r#"
            5 `worker` type-mismatch: expected a list, found the symbol `worker` [write `[worker]`]
        "#]],
    );
}

#[test]
fn a_system_that_is_not_imported_is_named_with_the_line_that_imports_it() {
    check(
        r#"profile unused { os = flatcar { channel = beta } }
"#,
        expect![[r#"
            1 `flatcar` unknown-name: unknown name `flatcar` [add `use std.os.flatcar`]
        "#]],
    );
}

#[test]
fn a_module_is_told_once_and_what_it_was_to_declare_is_not_told_again() {
    check(
        r#"use "./keys.dl" as keys
use std.os { flatcra }
profile unused { ssh_keys = keys.staff  os = flatcra { channel = beta } }
"#,
        expect![[r#"
            1 `"./keys.dl"` unknown-module: there is no module `./keys.dl`
            2 `flatcra` unknown-name: module `os` declares no `flatcra`
        "#]],
    );
}

#[test]
fn braces_declare_a_name_once() {
    check(
        r#"lab t {
  domain = "t.example"
  host a { }
  registry a { host = a }
  let x = a
  let x = x
}
profile unused {
  user ops { }
  user "ops" { }
  table unit {
    name          enabled
    "a.service"  true
    "a.service"  false
  }
}
"#,
        expect![[r#"
            4 `a` duplicate-name: `a` is declared twice
            6 `x` duplicate-name: `x` is declared twice
            10 `"ops"` duplicate-label: user `ops` is declared twice
            14 `"a.service"` duplicate-label: unit `a.service` is declared twice
        "#]],
    );
}

#[test]
fn a_let_that_needs_itself_is_told_as_the_way_round() {
    check(
        r#"let a = b
let b = [a]
"#,
        expect![[r#"
            1 `a` value-cycle: `a` needs itself: a → b → a
        "#]],
    );
}
