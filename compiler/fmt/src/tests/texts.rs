//! Texts keep what they say.

use super::*;
use expect_test::expect;

#[test]
fn a_text_on_one_line_stays_byte_for_byte() {
    stays("let a = \"\\u00e4 \\n \\( x+ 1 ) \"\nlet b = #\"\\d \\#( [1,2] )\"#\n".replace("x+ 1", "x  +  1").as_str());
}

#[test]
fn a_text_of_several_lines_moves_with_its_entry() {
    laid_out(
        "lab x {\nfile \"f\" {\n      contents = json\"\"\"   \n { \"a\": 1,\n\n    \"b\": \\(x) }\n \"\"\"\n}\n}\n",
        expect![[r#"
            lab x {
              file "f" {
                contents = json"""
                  { "a": 1,

                     "b": \(x) }
                  """
              }
            }
        "#]],
    );
}

#[test]
fn lines_of_blanks_keep_what_stands_beyond_the_indentation() {
    let out = format("lab x {\n      a = \"\"\"\n    b\n  \n      \n    \"\"\"\n}\n").expect("a file");
    assert_eq!(out, "lab x {\n  a = \"\"\"\n    b\n\n      \n    \"\"\"\n}\n");
}

#[test]
fn a_hole_stays_as_it_is_with_its_lines() {
    laid_out(
        "lab x {\n a = \"\"\"\n  b \\(f( 1,\n         2 ))  c\n  \"\"\"\n}\n",
        expect![[r#"
            lab x {
              a = """
                b \(f( 1,
                     2 ))  c
                """
            }
        "#]],
    );
}

#[test]
fn a_text_without_indentation_is_indented_and_holes_begin_its_lines() {
    laid_out(
        "let a = sh#\"\"\"\n\\#(x)\n\\(y)\n\"\"\"#\n",
        expect![[r##"
            let a = sh#"""
              \#(x)
              \(y)
              """#
        "##]],
    );
}

#[test]
fn tabs_and_the_ends_of_lines_in_texts_change_nothing() {
    assert_eq!(
        format("let a = \"\"\"\r\n\tb\r\n\t\tc\r\n\t\"\"\"\r\n").as_deref(),
        Ok("let a = \"\"\"\r\n  b\r\n  \tc\r\n  \"\"\"\r\n")
    );
}
