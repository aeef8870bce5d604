//! Schemas and types, each with its tree.

use super::*;
use expect_test::expect;

#[test]
fn a_schema_has_fields_and_checks() {
    tree(
        "schema Node is Machine { }\nschema a is b.C { }",
        expect![[r#"
        SCHEMA[schema NAME[Node] is PATH[NAME[Machine]] SCHEMA_BODY[{ }]]
        SCHEMA[schema NAME[a] is PATH[NAME[b] . NAME[C]] SCHEMA_BODY[{ }]]
    "#]],
    );
    schema(
        r#"  name : Name := label
  mac  : Mac?
  private users : {UserName: User} as user
  title := "x"
  labels : {Str: Str} = {}
  private : Bool
  type : Str
  for n in nodes { check n : "x" }
  check a : "b""#,
        expect![[r#"
      FIELD[NAME[name] : PATH_TYPE[PATH[NAME[Name]]] := NAME_REF[label]]
      FIELD[NAME[mac] : OPTIONAL_TYPE[PATH_TYPE[PATH[NAME[Mac]]] ?]]
      FIELD[private NAME[users] : MAP_TYPE[{ PATH_TYPE[PATH[NAME[UserName]]] : PATH_TYPE[PATH[NAME[User]]] }] KIND_CLAUSE[as NAME[user]]]
      FIELD[NAME[title] := TEXT[" x "]]
      FIELD[NAME[labels] : MAP_TYPE[{ PATH_TYPE[PATH[NAME[Str]]] : PATH_TYPE[PATH[NAME[Str]]] }] = RECORD[BODY[{ }]]]
      FIELD[NAME[private] : PATH_TYPE[PATH[NAME[Bool]]]]
      FIELD[NAME[type] : PATH_TYPE[PATH[NAME[Str]]]]
      FOR[for NAME[n] in NAME_REF[nodes] BODY[{ CHECK[check NAME_REF[n] : TEXT[" x "]] }]]
      CHECK[check NAME_REF[a] : TEXT[" b "]]
  "#]],
    );
}

#[test]
fn a_type_is_built_from_names_brackets_and_signs() {
    tree(
        "type A = on | off | none
type B = | a | [b] | {c} | {d: E} | (f | g)?
type C = std.os.Image?
type D = Artifact<http | tftp>
type E = {x86_64 | arm64: Image}",
        expect![[r#"
    TYPE_DEF[type NAME[A] = UNION_TYPE[PATH_TYPE[PATH[NAME[on]]] | PATH_TYPE[PATH[NAME[off]]] | NONE_TYPE[none]]]
    TYPE_DEF[type NAME[B] = UNION_TYPE[| PATH_TYPE[PATH[NAME[a]]] | LIST_TYPE[[ PATH_TYPE[PATH[NAME[b]]] ]] | SET_TYPE[{ PATH_TYPE[PATH[NAME[c]]] }] | MAP_TYPE[{ PATH_TYPE[PATH[NAME[d]]] : PATH_TYPE[PATH[NAME[E]]] }] | OPTIONAL_TYPE[PAREN_TYPE[( UNION_TYPE[PATH_TYPE[PATH[NAME[f]]] | PATH_TYPE[PATH[NAME[g]]]] )] ?]]]
    TYPE_DEF[type NAME[C] = OPTIONAL_TYPE[PATH_TYPE[PATH[NAME[std] . NAME[os] . NAME[Image]]] ?]]
    TYPE_DEF[type NAME[D] = PATH_TYPE[PATH[NAME[Artifact]] < UNION_TYPE[PATH_TYPE[PATH[NAME[http]]] | PATH_TYPE[PATH[NAME[tftp]]]] >]]
    TYPE_DEF[type NAME[E] = MAP_TYPE[{ UNION_TYPE[PATH_TYPE[PATH[NAME[x86_64]]] | PATH_TYPE[PATH[NAME[arm64]]]] : PATH_TYPE[PATH[NAME[Image]]] }]]
"#]],
    );
    schema(
        r#"  vlan : Int? where it in 1..4094 : "an id" = 7
  where : A<B>= c
  ip : Ip | none where it != x : "m""#,
        expect![[r#"
      FIELD[NAME[vlan] : WHERE_TYPE[OPTIONAL_TYPE[PATH_TYPE[PATH[NAME[Int]]] ?] where BINARY[NAME_REF[it] in BINARY[LITERAL[1] .. LITERAL[4094]]] : TEXT[" an id "]] = LITERAL[7]]
      FIELD[NAME[where] : PATH_TYPE[PATH[NAME[A]] < PATH_TYPE[PATH[NAME[B]]] >] = NAME_REF[c]]
      FIELD[NAME[ip] : WHERE_TYPE[UNION_TYPE[PATH_TYPE[PATH[NAME[Ip]]] | NONE_TYPE[none]] where BINARY[NAME_REF[it] != NAME_REF[x]] : TEXT[" m "]]]
  "#]],
    );
}
