//! Blocks, their entries and the columns of adjacent ones.

use super::*;
use expect_test::expect;

#[test]
fn blanks_follow_one_rule_wherever_they_stood() {
    laid_out(
        "edition   2026\nuse \"./a.dl\"  as   b\nuse std . os{ a,b, }\nfn f( a : Int , b: { Str :  Int}= {})->[ Int ]=- a + - g( 1 .. 3 , x = not  b[ 1 ] . c )\n",
        expect![[r#"
            edition 2026
            use "./a.dl" as b
            use std.os { a, b }
            fn f(a: Int, b: {Str: Int} = {}) -> [Int] = -a + -g(1..3, x = not b[1].c)
        "#]],
    );
}

#[test]
fn a_block_on_one_line_stays_so_and_one_of_several_lines_too() {
    laid_out(
        "lab x {\n  boot{server=vol,url=\"u\"}\n  host a {\n    ip = 10.0.0.1 }\n  team t { role = edit quota { cpu = 8 } }\n  host b {}\n}\n",
        expect![[r#"
            lab x {
              boot { server = vol  url = "u" }
              host a {
                ip = 10.0.0.1
              }
              team t { role = edit  quota { cpu = 8 } }
              host b { }
            }
        "#]],
    );
}

#[test]
fn a_block_that_is_wider_than_a_hundred_columns_is_broken() {
    let text = |n: usize| format!("lab x {{\n  a {{ b = \"{}\"  c = 1 }}\n}}\n", "x".repeat(n));
    // 8 before the text's quotes, 11 behind them.
    stays(&text(100 - 2 - 8 - 2 - 9));
    let out = format(&text(100 - 2 - 8 - 2 - 8)).expect("a file");
    assert!(out.contains("  a {\n    b = \"xxx"), "{out}");
}

#[test]
fn commas_between_entries_go_where_they_say_nothing() {
    laid_out(
        "lab x { a = 1, b = [1, 2,], c { d = 1, }, \"k\" = 2, }\n",
        expect![[r#"
            lab x { a = 1  b = [1, 2]  c { d = 1 }  "k" = 2 }
        "#]],
    );
}

#[test]
fn a_comma_that_keeps_two_entries_apart_stays() {
    laid_out(
        "lab x {\n  check a : \"m\", hint \"b\" { c = 1 }\n  drop unit u, \"k\" = 1\n  type A = Int, where { b = 1 }\n}\n",
        expect![[r#"
            lab x {
              check a : "m",
              hint "b" { c = 1 }
              drop unit u,
              "k" = 1
              type A = Int,
              where { b = 1 }
            }
        "#]],
    );
}

#[test]
fn signs_of_adjacent_entries_stand_under_one_another() {
    laid_out(
        "lab x {\n  a = 1\n  \"key.b\" = 2\n\n  longer = 3\n  c.d += [4]\n  e += [5]\n}\n",
        expect![[r#"
            lab x {
              a       = 1
              "key.b" = 2

              longer = 3
              c.d += [4]
              e   += [5]
            }
        "#]],
    );
}

#[test]
fn fields_are_columns_and_documentation_between_them_is_no_end() {
    laid_out(
        "schema S {\n  a : Int = 1\n  /// Of it.\n  longer : [Str] := f(a)\n  private x : Int?\n\n  y := 2\n  check a > 1 : \"m\"\n}\n",
        expect![[r#"
            schema S {
              a         : Int = 1
              /// Of it.
              longer    : [Str] := f(a)
              private x : Int?

              y := 2
              check a > 1 : "m"
            }
        "#]],
    );
}

#[test]
fn an_entry_of_several_lines_is_the_last_of_its_run_unless_it_only_goes_on() {
    laid_out(
        "lab x {\n  mode = 1\n  contents = \"\"\"\n    a\n    \"\"\"\n  b = 2\n  longer = a\n    + b\n  c = 3\n}\n",
        expect![[r#"
            lab x {
              mode     = 1
              contents = """
                a
                """
              b      = 2
              longer = a
                + b
              c      = 3
            }
        "#]],
    );
}

#[test]
fn a_line_that_its_column_would_make_too_long_stays_out_of_it() {
    stays(&format!("lab x {{\n  os = f {{ a = \"{}\" }}\n  autologin = true\n  b         = 1\n}}\n", "x".repeat(76)));
}

#[test]
fn one_line_schemas_types_and_lets_are_columns() {
    laid_out(
        "schema nic {}\nschema vlan { of : Interface }\ntype A = Int\ntype Longer = Str\nlet a = 1\nlet b: Int = 2\n",
        expect![[r#"
            schema nic  { }
            schema vlan { of : Interface }
            type A      = Int
            type Longer = Str
            let a      = 1
            let b: Int = 2
        "#]],
    );
}

#[test]
fn nothing_is_reordered_and_blank_lines_are_at_most_one() {
    laid_out(
        "\n\n\nlet b = 1\n\n\n\nlet a = 2\nlab x {\n\n  b = 1\n\n\n  a = 2\n\n}\n\n\n",
        expect![[r#"
            let b = 1

            let a = 2
            lab x {
              b = 1

              a = 2
            }
        "#]],
    );
}

#[test]
fn an_else_stands_behind_its_brace() {
    laid_out(
        "lab x {\n  when a {\n    b = 1\n  }\n  else when c { }\n  else { d = 1 }\n}\n",
        expect![[r#"
            lab x {
              when a {
                b = 1
              } else when c { } else { d = 1 }
            }
        "#]],
    );
}

#[test]
fn the_ends_of_lines_stay_what_they_were() {
    assert_eq!(format("lab x {\r\na=1\r\n}").as_deref(), Ok("lab x {\r\n  a = 1\r\n}\r\n"));
    assert_eq!(format("\u{feff}lab x { }").as_deref(), Ok("lab x { }\n"));
    assert_eq!(format("").as_deref(), Ok(""));
    assert_eq!(format("\n\n").as_deref(), Ok(""));
}

#[test]
fn a_file_with_errors_has_no_layout() {
    let Err(Refusal::Syntax(errors)) = format("lab x {\n  a 1\n}\n") else { panic!("it was laid out") };
    assert_eq!(errors.len(), 1);
}
