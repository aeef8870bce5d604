//! Expressions, each with its tree.

use super::*;
use expect_test::expect;

#[test]
fn operators_bind_as_in_arithmetic() {
    value(
        "a or b and not c == d",
        expect!["BINARY[NAME_REF[a] or BINARY[NAME_REF[b] and NOT[not BINARY[NAME_REF[c] == NAME_REF[d]]]]]"],
    );
    value(
        "a + b * c - d div e mod f",
        expect![
            "BINARY[BINARY[NAME_REF[a] + BINARY[NAME_REF[b] * NAME_REF[c]]] - BINARY[BINARY[NAME_REF[d] div NAME_REF[e]] mod NAME_REF[f]]]"
        ],
    );
    value("-a.b + -1", expect!["BINARY[NEGATE[- MEMBER[NAME_REF[a] . NAME[b]]] + NEGATE[- LITERAL[1]]]"]);
    value("10.0.0.10 + i..b", expect!["BINARY[BINARY[LITERAL[10.0.0.10] + NAME_REF[i]] .. NAME_REF[b]]"]);
    value("not a in b", expect!["NOT[not BINARY[NAME_REF[a] in NAME_REF[b]]]"]);
    value(
        "a is b.C and c is none",
        expect!["BINARY[IS[NAME_REF[a] is PATH[NAME[b] . NAME[C]]] and IS[NAME_REF[c] is NONE[none]]]"],
    );
    value(r#"a matches "^x$""#, expect![[r#"BINARY[NAME_REF[a] matches TEXT[" ^x$ "]]"#]]);
    value("(a + b) * c", expect!["BINARY[PAREN[( BINARY[NAME_REF[a] + NAME_REF[b]] )] * NAME_REF[c]]"]);
    value("a +\n  b", expect!["BINARY[NAME_REF[a] + NAME_REF[b]]"]);
    value("a\n  + b", expect!["BINARY[NAME_REF[a] + NAME_REF[b]]"]);
}

#[test]
fn a_condition_is_a_value() {
    value(
        "if a then b else if c then d else e + 1",
        expect![
            "IF[if NAME_REF[a] then NAME_REF[b] else IF[if NAME_REF[c] then NAME_REF[d] else BINARY[NAME_REF[e] + LITERAL[1]]]]"
        ],
    );
    value(
        "[if a then b else c, d]",
        expect!["LIST[[ IF[if NAME_REF[a] then NAME_REF[b] else NAME_REF[c]] , NAME_REF[d] ]]"],
    );
}

#[test]
fn brackets_continue_a_value_only_if_they_are_glued() {
    value(
        "a.b(c, d = e,)[f].g",
        expect![
            "MEMBER[INDEX[CALL[MEMBER[NAME_REF[a] . NAME[b]] ARGS[( ARG[NAME_REF[c]] , ARG[NAME[d] = NAME_REF[e]] , )]] [ NAME_REF[f] ]] . NAME[g]]"
        ],
    );
    body(
        "a = b(c)",
        expect![[r#"
        SET[PATH[NAME[a]] = CALL[NAME_REF[b] ARGS[( ARG[NAME_REF[c]] )]]]
    "#]],
    );
    value("[a, [b]]", expect!["LIST[[ NAME_REF[a] , LIST[[ NAME_REF[b] ]] ]]"]);
    value("a\n  .b\n  .c()", expect!["CALL[MEMBER[MEMBER[NAME_REF[a] . NAME[b]] . NAME[c]] ARGS[( )]]"]);
    value("4GiB.mib", expect!["MEMBER[LITERAL[4GiB] . NAME[mib]]"]);
}

#[test]
fn a_list_may_be_computed() {
    value(
        "[n.x for n in nodes if n.on for k, v in n.m]",
        expect![
            "COMPREHENSION[[ MEMBER[NAME_REF[n] . NAME[x]] CLAUSE[for NAME[n] in NAME_REF[nodes] if MEMBER[NAME_REF[n] . NAME[on]]] CLAUSE[for NAME[k] , NAME[v] in MEMBER[NAME_REF[n] . NAME[m]]] ]]"
        ],
    );
    value("[]", expect!["LIST[[ ]]"]);
    value("[a for a in b,]", expect!["COMPREHENSION[[ NAME_REF[a] CLAUSE[for NAME[a] in NAME_REF[b]] , ]]"]);
}

#[test]
fn a_name_before_braces_makes_a_record() {
    value(
        r#"{ a = 1  "b" = 2 }"#,
        expect![[r#"RECORD[BODY[{ SET[PATH[NAME[a]] = LITERAL[1]] SET_KEY[TEXT[" b "] = LITERAL[2]] }]]"#]],
    );
    value(
        "std.os.coreos { channel = alpha }",
        expect![
            "RECORD[MEMBER[MEMBER[NAME_REF[std] . NAME[os]] . NAME[coreos]] BODY[{ SET[PATH[NAME[channel]] = NAME_REF[alpha]] }]]"
        ],
    );
    value(
        "[a { }, { b = c { } }]",
        expect![
            "LIST[[ RECORD[NAME_REF[a] BODY[{ }]] , RECORD[BODY[{ SET[PATH[NAME[b]] = RECORD[NAME_REF[c] BODY[{ }]]] }]] ]]"
        ],
    );
    value("a { }.b", expect!["MEMBER[RECORD[NAME_REF[a] BODY[{ }]] . NAME[b]]"]);
}

#[test]
fn a_table_is_a_value_too() {
    value(
        r#"table {
  since  spec
  1.2.3  2.0.0
  "x"    -
}"#,
        expect![[
            r#"TABLE_VALUE[table ROWS[{ HEADER[PATH[NAME[since]] PATH[NAME[spec]]] ROW[LITERAL[1.2.3] LITERAL[2.0.0]] ROW[TEXT[" x "] EMPTY_CELL[-]] }]]"#
        ]],
    );
}

#[test]
fn a_text_has_pieces() {
    value(r#""a\n\(b)c""#, expect![[r#"TEXT[" a \n HOLE[\( NAME_REF[b] )] c "]"#]]);
    value(r#"json"{\"a\": \(b)}""#, expect![[r#"TEXT[json " { \" a \" : HOLE[\( NAME_REF[b] )] } "]"#]]);
    value(r##"sh#"echo \d \#(x)"#"##, expect![[r##"TEXT[sh #" echo \d HOLE[\#( NAME_REF[x] )] "#]"##]]);
    value(
        r#""""
  a
    \(b)
  """"#,
        expect![[r#"TEXT["""   a  HOLE[\( NAME_REF[b] )]    """]"#]],
    );
    value(
        r#""\(f("x\(y)"))""#,
        expect![[r#"TEXT[" HOLE[\( CALL[NAME_REF[f] ARGS[( ARG[TEXT[" x HOLE[\( NAME_REF[y] )] "]] )]] )] "]"#]],
    );
    value(
        r###"systemd##"""
  a "#
  """##"###,
        expect![[r###"TEXT[systemd ##"""   a "#   """##]"###]],
    );
}

#[test]
fn statement_words_name_values_elsewhere() {
    value(
        "test.check(use, as)",
        expect!["CALL[MEMBER[NAME_REF[test] . NAME[check]] ARGS[( ARG[NAME_REF[use]] , ARG[NAME_REF[as]] )]]"],
    );
    value("[table, error]", expect!["LIST[[ NAME_REF[table] , NAME_REF[error] ]]"]);
}
