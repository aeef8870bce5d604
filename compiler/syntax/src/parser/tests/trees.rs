//! Items and entries, each with its tree.

use super::*;
use expect_test::expect;

#[test]
fn a_file_has_an_edition_imports_and_items() {
    tree(
        r#"#!/usr/bin/env dlc
edition 2026
use "../shared.dl" as shared
use std.os.coreos
use std.os { alpine, debian, }
let x = 1"#,
        expect![[r#"
    EDITION[edition 2026]
    USE[use TEXT[" ../shared.dl "] ALIAS[as NAME[shared]]]
    USE[use MODULE_PATH[NAME[std] . NAME[os] . NAME[coreos]]]
    USE[use MODULE_PATH[NAME[std] . NAME[os]] USE_LIST[{ NAME[alpine] , NAME[debian] , }]]
    LET[let NAME[x] = LITERAL[1]]
"#]],
    );
    tree(
        r#"use "a.dl"
let x: Int = 1
"#,
        expect![[r#"
    USE[use TEXT[" a.dl "]]
    LET[let NAME[x] : PATH_TYPE[PATH[NAME[Int]]] = LITERAL[1]]
"#]],
    );
}

#[test]
fn a_function_has_typed_parameters_and_one_expression() {
    tree(
        "fn image(base: Url, arch: Arch = x86_64) -> Image = { kernel = base }",
        expect![[r#"
        FN[fn NAME[image] PARAMS[( PARAM[NAME[base] : PATH_TYPE[PATH[NAME[Url]]]] , PARAM[NAME[arch] : PATH_TYPE[PATH[NAME[Arch]]] = NAME_REF[x86_64]] )] -> PATH_TYPE[PATH[NAME[Image]]] = RECORD[BODY[{ SET[PATH[NAME[kernel]] = NAME_REF[base]] }]]]
    "#]],
    );
    tree(
        "fn one() -> Int = 1",
        expect![[r#"
        FN[fn NAME[one] PARAMS[( )] -> PATH_TYPE[PATH[NAME[Int]]] = LITERAL[1]]
    "#]],
    );
}

#[test]
fn a_profile_has_parameters_and_a_kind() {
    tree(
        "profile p { }
profile cached(cache: Registry) for lab { include q }",
        expect![[r#"
    PROFILE[profile NAME[p] BODY[{ }]]
    PROFILE[profile NAME[cached] PARAMS[( PARAM[NAME[cache] : PATH_TYPE[PATH[NAME[Registry]]]] )] KIND_CLAUSE[for NAME[lab]] BODY[{ INCLUDE[include NAME_REF[q]] }]]
"#]],
    );
}

#[test]
fn a_test_has_a_title_and_its_own_entries() {
    tree(
        r#"test "t" { given node s2 { state = on }  given a.b { c = 1 }  expect error root-too-small  expect warning check  expect a == 1  expect error.x }"#,
        expect![[r#"
        TEST[test TEXT[" t "] BODY[{ GIVEN[given BLOCK[PATH[NAME[node]] LABEL[NAME[s2]] BODY[{ SET[PATH[NAME[state]] = NAME_REF[on]] }]]] GIVEN[given BLOCK[PATH[NAME[a] . NAME[b]] BODY[{ SET[PATH[NAME[c]] = LITERAL[1]] }]]] EXPECT_CODE[expect error NAME[root-too-small]] EXPECT_CODE[expect warning NAME[check]] EXPECT[expect BINARY[NAME_REF[a] == LITERAL[1]]] EXPECT[expect MEMBER[NAME_REF[error] . NAME[x]]] }]]
    "#]],
    );
}

#[test]
fn an_entry_that_a_sign_follows_is_a_field() {
    body(
        "a = 1  a.b += [2]  test = 1  use = 2  check.x = 3  as = 4  edition = 5  drop { a = 1 }",
        expect![[r#"
        SET[PATH[NAME[a]] = LITERAL[1]]
        SET[PATH[NAME[a] . NAME[b]] += LIST[[ LITERAL[2] ]]]
        SET[PATH[NAME[test]] = LITERAL[1]]
        SET[PATH[NAME[use]] = LITERAL[2]]
        SET[PATH[NAME[check] . NAME[x]] = LITERAL[3]]
        SET[PATH[NAME[as]] = LITERAL[4]]
        SET[PATH[NAME[edition]] = LITERAL[5]]
        BLOCK[PATH[NAME[drop]] BODY[{ SET[PATH[NAME[a]] = LITERAL[1]] }]]
    "#]],
    );
    body(
        r#""net.ipv4.ip_forward" = 1
"a\(b)" += 2"#,
        expect![[r#"
    SET_KEY[TEXT[" net.ipv4.ip_forward "] = LITERAL[1]]
    SET_KEY[TEXT[" a HOLE[\( NAME_REF[b] )] "] += LITERAL[2]]
"#]],
    );
    body(
        "a = 1, b = 2,",
        expect![[r#"
        SET[PATH[NAME[a]] = LITERAL[1]]
        SET[PATH[NAME[b]] = LITERAL[2]]
    "#]],
    );
}

#[test]
fn a_block_has_a_name_a_text_or_both_as_its_label() {
    body(
        r#"boot { }
network lan { }
file "/etc/hosts" { }
network net "rack-\(i)" { }
a.b { }
host test { }"#,
        expect![[r#"
    BLOCK[PATH[NAME[boot]] BODY[{ }]]
    BLOCK[PATH[NAME[network]] LABEL[NAME[lan]] BODY[{ }]]
    BLOCK[PATH[NAME[file]] LABEL[TEXT[" /etc/hosts "]] BODY[{ }]]
    BLOCK[PATH[NAME[network]] LABEL[NAME[net] TEXT[" rack- HOLE[\( NAME_REF[i] )] "]] BODY[{ }]]
    BLOCK[PATH[NAME[a] . NAME[b]] BODY[{ }]]
    BLOCK[PATH[NAME[host]] LABEL[NAME[test]] BODY[{ }]]
"#]],
    );
}

#[test]
fn statements_stand_in_braces() {
    body(
        r#"include a, b.c(d),
  e
drop unit "x"
drop host y
allow etcd-in-memory : "why""#,
        expect![[r#"
    INCLUDE[include NAME_REF[a] , CALL[MEMBER[NAME_REF[b] . NAME[c]] ARGS[( ARG[NAME_REF[d]] )]] , NAME_REF[e]]
    DROP[drop NAME[unit] LABEL[TEXT[" x "]]]
    DROP[drop NAME[host] LABEL[NAME[y]]]
    ALLOW[allow NAME[etcd-in-memory] : TEXT[" why "]]
"#]],
    );
    body(
        r#"check a in b : "no"
warn a : code "w" hint "h"
check (a == 1)
  : too-small "x"
  hint "y"
hint = 1"#,
        expect![[r#"
    CHECK[check BINARY[NAME_REF[a] in NAME_REF[b]] : TEXT[" no "]]
    CHECK[warn NAME_REF[a] : NAME[code] TEXT[" w "] HINT[hint TEXT[" h "]]]
    CHECK[check PAREN[( BINARY[NAME_REF[a] == LITERAL[1]] )] : NAME[too-small] TEXT[" x "] HINT[hint TEXT[" y "]]]
    SET[PATH[NAME[hint]] = LITERAL[1]]
"#]],
    );
    body(
        "for x in xs { a = x }\nfor k, v in (m { a = 1 }) { }",
        expect![[r#"
        FOR[for NAME[x] in NAME_REF[xs] BODY[{ SET[PATH[NAME[a]] = NAME_REF[x]] }]]
        FOR[for NAME[k] , NAME[v] in PAREN[( RECORD[NAME_REF[m] BODY[{ SET[PATH[NAME[a]] = LITERAL[1]] }]] )] BODY[{ }]]
    "#]],
    );
    body(
        "when a == b { c = 1 } else when d { } else { e = 2 }",
        expect![[r#"
        WHEN[when BINARY[NAME_REF[a] == NAME_REF[b]] BODY[{ SET[PATH[NAME[c]] = LITERAL[1]] }] else WHEN[when NAME_REF[d] BODY[{ }] else BODY[{ SET[PATH[NAME[e]] = LITERAL[2]] }]]]
    "#]],
    );
}

#[test]
fn items_stand_in_braces_too() {
    body(
        r#"  let a = 1
  type T = a | b
  schema s { }
  profile p { }
  fn f() -> Int = 1
  test "t" { }"#,
        expect![[r#"
      LET[let NAME[a] = LITERAL[1]]
      TYPE_DEF[type NAME[T] = UNION_TYPE[PATH_TYPE[PATH[NAME[a]]] | PATH_TYPE[PATH[NAME[b]]]]]
      SCHEMA[schema NAME[s] SCHEMA_BODY[{ }]]
      PROFILE[profile NAME[p] BODY[{ }]]
      FN[fn NAME[f] PARAMS[( )] -> PATH_TYPE[PATH[NAME[Int]]] = LITERAL[1]]
      TEST[test TEXT[" t "] BODY[{ }]]
  "#]],
    );
}

#[test]
fn a_table_has_a_line_of_columns_and_lines_of_cells() {
    body(
        r#"table node {
  name  labels.rack  n  os

  // a comment
  s4    "r1"         -  (flatcar { a = 1 })  // another
  "s5"  a.b(c)[0]    1..2  x { roles = [
    etcd,
  ] }
  s6 true none [a,
    b]
}"#,
        expect![[r#"
    TABLE[table NAME[node] ROWS[{ HEADER[PATH[NAME[name]] PATH[NAME[labels] . NAME[rack]] PATH[NAME[n]] PATH[NAME[os]]] ROW[NAME_REF[s4] TEXT[" r1 "] EMPTY_CELL[-] PAREN[( RECORD[NAME_REF[flatcar] BODY[{ SET[PATH[NAME[a]] = LITERAL[1]] }]] )]] ROW[TEXT[" s5 "] INDEX[CALL[MEMBER[NAME_REF[a] . NAME[b]] ARGS[( ARG[NAME_REF[c]] )]] [ LITERAL[0] ]] BINARY[LITERAL[1] .. LITERAL[2]] NAME_REF[x] BODY[{ SET[PATH[NAME[roles]] = LIST[[ NAME_REF[etcd] , ]]] }]] ROW[NAME_REF[s6] BOOL[true] NONE[none] LIST[[ NAME_REF[a] , NAME_REF[b] ]]] }]]
"#]],
    );
}
