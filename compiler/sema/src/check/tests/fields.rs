//! Fields, kinds of blocks, tables.

use super::check;
use expect_test::expect;

#[test]
fn an_unknown_field_is_told_at_every_depth() {
    check(
        r#"profile unused {
  memori = 8GiB
  user ops { admn = true }
  mount "/x" { source = nfs { server = 10.0.0.1  pth = "/x" } }
  table file {
    path  mde    contents
    "/a"  0o644  "x"
  }
}
lab t { domain = "t.example"  boot { url = "http://x"  menu { tmeout = 5s } } }
"#,
        expect![[r#"
            2 `memori` unknown-field: no field `memori` in node [did you mean `memory`?]
            3 `admn` unknown-field: no field `admn` in user [did you mean `admin`?]
            4 `pth` unknown-field: no field `pth` in source [did you mean `path`?]
            6 `mde` unknown-field: column `mde`: no such field in file [did you mean `mode`?]
            10 `tmeout` unknown-field: no field `tmeout` in menu [did you mean `timeout`?]
        "#]],
    );
}

#[test]
fn an_unknown_kind_is_told() {
    check(
        r#"profile unused { usr ops { }  drop unt "x.service"  table contaner {
  name  image
  x     "y"
} }
profile alsounused for kubernets { }
nod a { }
"#,
        expect![[r#"
            1 `usr` unknown-kind: there are no blocks of the kind `usr` in node [did you mean `user`?]
            1 `unt` unknown-kind: there are no blocks of the kind `unt` in node [did you mean `unit`?]
            1 `contaner` unknown-kind: there are no blocks of the kind `contaner` in node [did you mean `container`?]
            5 `kubernets` unknown-kind: there are no blocks of the kind `kubernets` [did you mean `kubernetes`?]
            6 `nod a` unknown-kind: `nod` does not stand at the level of a file [only `lab NAME { … }` does; other blocks stand in a lab or a profile]
        "#]],
    );
}

#[test]
fn a_field_that_takes_no_braces_and_one_of_blocks_that_takes_no_value() {
    check(
        r#"profile unused {
  memory { }
  users = 3
  users.ops.admin = true
  user { }
  memory.size = 3
}
"#,
        expect![[r#"
            2 `memory` type-mismatch: `memory` is Size?, which takes no braces [write `memory = …`]
            3 `3` type-mismatch: `users` holds blocks of the kind user [write `user NAME { … }`; `users = []` clears them]
            4 `users` type-mismatch: `users` holds blocks of the kind user [write `user NAME { … }`]
            4 `true` set-and-amended: `users` is set and amended in one body [write all of it in one place]
            5 `user` missing-label: a user has a label [write `user NAME { … }`]
            6 `memory` type-mismatch: `memory` is Size?, which takes no braces [write `memory = …`]
        "#]],
    );
}

#[test]
fn what_is_computed_cannot_be_set() {
    check(
        r#"profile unused { image = none  command_line += ["x"] }
"#,
        expect![[r#"
            1 `none` computed-field: `image` is computed and cannot be set
            1 `["x"]` computed-field: `command_line` is computed and cannot be set
        "#]],
    );
}

#[test]
fn one_body_sets_a_field_once_and_does_not_amend_what_it_sets() {
    check(
        r#"use std.os.flatcar
profile unused {
  memory = 4GiB
  memory = 8GiB
  os = flatcar
  os { channel = beta }
  when false { memory = 2GiB }
}
"#,
        expect![[r#"
            4 `8GiB` set-twice: `memory` is set twice in one body
            6 `os` set-and-amended: `os` is set and amended in one body [write all of it in one place]
        "#]],
    );
}

#[test]
fn a_field_of_a_system_is_one_that_some_system_of_the_lab_has() {
    check(
        r#"use std.os.flatcar
lab t {
  domain = "t.example"
  profile known { os { channel = beta  spec = 3.3.0  title = "x" } }
  profile misspelt { os { chanel = beta } }
  profile of_another_system { os { oem = "x" } }
}
"#,
        expect![[r#"
            5 `chanel` unknown-field: no field `chanel` in os [did you mean `channel`?]
        "#]],
    );
}

#[test]
fn nothing_is_said_of_a_system_where_no_lab_says_which() {
    super::fine("profile unused { os { chanel = beta } }\n");
}

#[test]
fn a_record_is_checked_by_its_schema() {
    check(
        r#"schema disk_plan { device : Path  size : Size = 1GiB }
let plan: disk_plan = { devise = "/dev/sda"  size = 3 }
let plans: [disk_plan] = table {
  device      sise
  "/dev/sda"  1GiB
}
profile unused { interface eth0 { over = { of = [] } } }
"#,
        expect![[r#"
            2 `devise` unknown-field: no field `devise` in disk_plan [did you mean `device`?]
            2 `3` type-mismatch: expected Size, found 3 [a size has a unit: 3GiB, 3MiB]
            4 `sise` unknown-field: column `sise`: no such field in disk_plan [did you mean `size`?]
            7 `{ of = [] }` type-mismatch: which record this is, is not clear [write `nic { … }` or `bond { … }` or `vlan { … }` or `bridge { … }`]
        "#]],
    );
}

#[test]
fn a_map_by_an_enum_has_its_symbols_as_keys() {
    check(
        r#"let sizes: {Arch: Size} = table {
  arch     size
  x86_64   1GiB
  arm46    2GiB
  x86_64   2
}
let sizes2: {Arch: Size} = { x86_64 = 1GiB  "arm" = 2GiB }
let bad: {Str: Size} = table {
  a  b  c
  "x"  1GiB  2GiB
}
"#,
        expect![[r#"
            4 `arm46` type-mismatch: expected Arch, found the text "arm46" [did you mean `arm64`?]
            5 `x86_64` duplicate-label: key `x86_64` stands in two rows
            5 `2` type-mismatch: expected Size, found 2 [a size has a unit: 2GiB, 2MiB]
            7 `"arm"` type-mismatch: expected Arch, found the text "arm"
            10 `"x"` type-mismatch: the values of this map are no records: the table has a column of keys and one of values
        "#]],
    );
}

#[test]
fn options_of_a_target_are_checked_and_unknown_targets_told() {
    check(
        r#"profile unused for lab { target ignition { spek = 3.3.0 }  target kubesray { }  target kubespray { vars { a = on } } }
"#,
        expect![[r#"
            1 `spek` unknown-field: no field `spek` in target [did you mean `spec`?]
            1 `kubesray` unknown-target: there is no target `kubesray` [did you mean `kubespray`?]
            1 `on` unknown-name: unknown name `on` [write `true`]
        "#]],
    );
}

#[test]
fn a_key_in_quotes_stands_in_a_map() {
    check(
        r#"profile unused { "memory" = 4GiB  sysctl { "net.ipv4.ip_forward" = yes  "kernel.x" = 1GiB } }
"#,
        expect![[r#"
            1 `"memory"` unknown-field: a key in quotes stands in a map, and this is a record
            1 `yes` unknown-name: unknown name `yes` [write `true`]
            1 `1GiB` type-mismatch: expected Int | Str, found 1GiB [write "1GiB"]
        "#]],
    );
}

#[test]
fn fields_and_conditions_of_a_schema_are_checked() {
    check(
        r#"type Even = Int where it mod 2 : "\(it.foo) is odd"
schema pool {
  size  : Even = "four"
  twice : Int := siz * 2
  first : Foo = 3
  check size > 3GiB : bad_Size "\(twice.x)"
}
"#,
        expect![[r#"
            1 `it mod 2` type-mismatch: the condition is Int, not true or false
            1 `foo` unknown-field: Int has no `foo`
            3 `"four"` type-mismatch: expected Even, found the text "four"
            4 `siz` unknown-name: unknown name `siz` [did you mean `size`?]
            5 `Foo` unknown-type: there is no type `Foo` [a symbol begins with a lower-case letter]
            6 `3GiB` type-mismatch: expected Even, found 3GiB
            6 `bad_Size` bad-code: `bad_Size` is no code: a code is lower-case words with `-` between [write `bad-size`]
            6 `x` unknown-field: Int has no `x`
        "#]],
    );
}
