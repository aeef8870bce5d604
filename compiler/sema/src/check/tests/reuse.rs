//! Profiles, includes, warnings.

use super::check;
use expect_test::expect;

#[test]
fn a_profile_is_included_by_its_kind_of_block_and_with_its_arguments() {
    check(
        r#"profile base { autologin = true }
profile thesis for kubernetes { version = 1.9.1  include base }
profile cached(cache: Registry, size: Size = 1GiB) { registry_mirrors = [cache]  memory = size }
profile for_any for machine { autologin = true }
profile unused {
  include thesis, for_any
  include cached, 3, cached(lab, size = "x")
  kubernetes_version = cached
}
lab t { domain = "t.example"  include base  kubernetes { include thesis }  node a { include base, for_any } }
"#,
        expect![[r#"
            2 `base` profile-of-other-kind: `base` is a profile for node, and this is a kubernetes
            6 `thesis` profile-of-other-kind: `thesis` is a profile for kubernetes, and this is a node
            7 `cached` bad-argument: parameter `cache` of `cached` is missing
            7 `3` type-mismatch: `include` takes a profile, not 3
            7 `lab` type-mismatch: expected Registry, found Lab
            7 `"x"` type-mismatch: expected Size, found the text "x"
            8 `cached` type-mismatch: expected Version?, found a profile
            10 `base` profile-of-other-kind: `base` is a profile for node, and this is a lab
        "#]],
    );
}

#[test]
fn a_column_of_profiles_is_checked_like_an_include() {
    check(
        r#"profile thesis for kubernetes { version = 1.9.1 }
lab t {
  domain = "t.example"
  table node {
    name  include
    a     thesis
    b     -
    c     4
  }
}
"#,
        expect![[r#"
            6 `thesis` profile-of-other-kind: `thesis` is a profile for kubernetes, and this is a node
            8 `4` type-mismatch: `include` takes a profile, not 4
        "#]],
    );
}

#[test]
fn a_lab_that_nobody_builds_is_checked_with_its_rows() {
    check(
        r#"lab t {
  domain = "t.example"
  for i in 1..3 {
    node "n\(i)" { ip = 10.0.0.0 + x  mac = 02:00:00:00:00:00 + i }
    when false { table node {
      name  memory  labels.rack
      m     3       4
    } }
  }
}
"#,
        expect![[r#"
            4 `x` unknown-name: unknown name `x`
            7 `3` type-mismatch: expected Size?, found 3 [a size has a unit: 3GiB, 3MiB]
            7 `4` type-mismatch: expected LabelValue, found 4 [write "4"]
        "#]],
    );
}

#[test]
fn what_nothing_uses_is_a_warning() {
    check(
        r#"fn f(a: Int, b: Int) -> Int = a
profile p(c: Int, d: Int) { let e = 3  labels = { x = "\(d)" } }
let for_others = 3
"#,
        expect![[r#"
            1 `b` unused-name: nothing uses the parameter `b`
            2 `c` unused-name: nothing uses the parameter `c`
            2 `e` unused-name: nothing uses `e`
        "#]],
    );
}

#[test]
fn a_let_of_the_file_of_a_lab_is_for_nobody_else() {
    check(
        r#"let unused = 3
let used = 4
lab t { domain = "t\(used).example" }
"#,
        expect![[r#"
            1 `unused` unused-name: nothing uses `unused`
        "#]],
    );
}

#[test]
fn a_code_is_words_with_hyphens() {
    check(
        r#"profile unused { check true : tooSmall "x"  warn true : too_small "x"  check true : fine-2 "x" }
"#,
        expect![[r#"
            1 `tooSmall` bad-code: `tooSmall` is no code: a code is lower-case words with `-` between [write `too-small`]
            1 `too_small` bad-code: `too_small` is no code: a code is lower-case words with `-` between [write `too-small`]
        "#]],
    );
}

#[test]
fn tests_are_checked_with_what_they_give() {
    check(
        r#"lab t {
  domain = "t.example"
  node a { }
  test "x" {
    given node a { state = of }
    for n in lab.nodes { expect n.name == "a" and n.nam == "b" }
    expect lab.nodes.count
  }
}
test "y" {
  lab u { domain = 3 }
}
"#,
        expect![[r#"
            5 `of` unknown-symbol: no symbol `of` [did you mean `on`?]
            6 `nam` unknown-field: node `n` has no `nam` [did you mean `name`?]
            7 `lab.nodes.count` type-mismatch: the condition is Int, not true or false
            11 `3` type-mismatch: expected HostName, found 3 [write "3"]
        "#]],
    );
}

#[test]
fn blocks_of_a_file_are_labs_with_a_name() {
    check(
        r#"lab { }
node a { }
"#,
        expect![[r#"
            1 `lab` missing-label: a lab has a name [write `lab NAME { … }`]
            2 `node a` unknown-kind: `node` does not stand at the level of a file [only `lab NAME { … }` does; other blocks stand in a lab or a profile]
        "#]],
    );
}
