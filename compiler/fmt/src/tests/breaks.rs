//! Lines that are too long, and lines that the author ended.

use super::*;
use expect_test::expect;

#[test]
fn a_list_that_was_broken_stays_so_line_by_line() {
    laid_out(
        "let a = [ 1, 2,\n3,\n\n4 ]\nlet b = [1,\n2\n]\nlet c = [\n1\n]\n",
        expect![[r#"
            let a = [
              1, 2,
              3,

              4,
            ]
            let b = [
              1,
              2,
            ]
            let c = [
              1,
            ]
        "#]],
    );
}

#[test]
fn a_list_that_is_too_long_has_one_element_a_line() {
    let names: Vec<String> = (0..12).map(|i| format!("\"name{i:04}\"")).collect();
    let text = format!("let a = f([{}])\n", names.join(","));
    let lines: String = names.iter().map(|name| format!("  {name},\n")).collect();
    assert_eq!(format(&text), Ok(format!("let a = f([\n{lines}])\n")));
}

#[test]
fn the_outermost_is_broken_first() {
    laid_out(
        "let value = function(argument_one, [1, 2, 3], another(argument, two), { a = 1  b = 2 }, argument_six, seven)\n",
        expect![[r#"
            let value = function(
              argument_one,
              [1, 2, 3],
              another(argument, two),
              { a = 1  b = 2 },
              argument_six,
              seven,
            )
        "#]],
    );
}

#[test]
fn a_value_that_brings_no_brackets_goes_to_the_next_line_if_it_fits_there() {
    laid_out(
        "fn is_reserved(subnet: Cidr, address: Ip) -> Bool = subnet.prefix < 31 and (address == subnet.first or address == subnet.last)\n",
        expect![[r#"
            fn is_reserved(subnet: Cidr, address: Ip) -> Bool =
              subnet.prefix < 31 and (address == subnet.first or address == subnet.last)
        "#]],
    );
}

#[test]
fn operators_begin_lines_except_the_one_that_may_not() {
    laid_out(
        "let a = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa + bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb - cccccccccccccccccccccccccccc + dddddd\nlet b = a\n  or b and c\n",
        expect![[r#"
            let a = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
              + bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb -
              cccccccccccccccccccccccccccc
              + dddddd
            let b = a
              or b and c
        "#]],
    );
}

#[test]
fn a_check_is_broken_before_its_message_and_then_before_its_hint() {
    laid_out(
        "schema S {\n  check arch in os.images : no-image-for-arch \"\\(os.title) has no image for \\(arch)\" hint \"choose one of those that it has\"\n  check aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa : \"\\(os.title) has no image for \\(arch)\"\n    hint \"choose\"\n}\n",
        expect![[r#"
            schema S {
              check arch in os.images
                : no-image-for-arch "\(os.title) has no image for \(arch)"
                  hint "choose one of those that it has"
              check aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa : "\(os.title) has no image for \(arch)"
                  hint "choose"
            }
        "#]],
    );
}

#[test]
fn a_chain_of_conditions_stands_under_its_first() {
    laid_out(
        "fn f(a: Int) -> Str =\n if a == 1 then \"one\"\n else if a == 2 then \"two\"\n else \"many\"\nlet x = if a\n then b\n else c\n",
        expect![[r#"
            fn f(a: Int) -> Str =
              if a == 1 then "one"
              else if a == 2 then "two"
              else "many"
            let x = if a
              then b
              else c
        "#]],
    );
}

#[test]
fn a_comprehension_that_is_too_long_is_broken_at_its_clauses() {
    laid_out(
        "let a = [function_of(name, another_name) for name in some.long.path.of.names if name.is_long_enough and not hidden].join(\",\")\n",
        expect![[r#"
            let a = [
              function_of(name, another_name)
              for name in some.long.path.of.names if name.is_long_enough and not hidden
            ].join(",")
        "#]],
    );
}

#[test]
fn a_type_and_its_default_may_stand_on_lines_of_their_own() {
    laid_out(
        "schema S {\n  mirror : Url where not it.ends_with(\"/\") : \"the URL of the mirror has no `/` at its end\" = \"https://a.example\"\n}\ntype A = Str where it matches \"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$\" : \"small letters, digits and inner hyphens\"\n",
        expect![[r#"
            schema S {
              mirror : Url where not it.ends_with("/") : "the URL of the mirror has no `/` at its end"
                = "https://a.example"
            }
            type A = Str where it matches "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"
              : "small letters, digits and inner hyphens"
        "#]],
    );
}

#[test]
fn deep_and_wide_files_have_a_layout_before_anyone_waits() {
    let deep = format!("{}a = 1{}\n", "b { ".repeat(127), " }".repeat(127));
    let out = format(&deep).expect("128 levels are allowed");
    assert!(out.lines().count() > 200 && out.lines().any(|line| line.trim() == "a = 1"), "{out}");
    assert!(matches!(format(&"b { ".repeat(1000)), Err(Refusal::Syntax(_))));

    // What grows with the square of a file takes an hour.
    let wide = format!("let a = [{}]\n", "f(a, { b = 1  c = [1, 2] }), ".repeat(20_000));
    let calls = format!("let a = b{}\n", ".c(d, [e, f])".repeat(100));
    let row = format!("let a = table {{\n  b  c\n  e{}  d\n}}\n", ".f(g, [1, (2)])".repeat(80));
    let block = format!("let a = \"\"\"\n{}  \"\"\"\n", "  x \\(y)\n".repeat(20_000));
    for file in [wide, calls, row, block] {
        let out = format(&file).expect("a file without errors");
        assert_eq!(format(&out).as_deref(), Ok(out.as_str()));
    }
}
