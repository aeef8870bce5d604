//! Comments, wherever one can stand.

use super::*;
use expect_test::expect;

#[test]
fn comments_at_the_ends_of_adjacent_lines_stand_under_one_another() {
    laid_out(
        "lab x {\n  a = 1 // one\n  longer = 2 // two\n  b = 3\n  c = 4 // four\n}\n",
        expect![[r#"
            lab x {
              a      = 1  // one
              longer = 2  // two
              b      = 3
              c      = 4  // four
            }
        "#]],
    );
}

#[test]
fn no_comment_is_lost_wherever_it_stands() {
    laid_out(
        "#!/usr/bin/dlc\n// a\nedition 2026 // b\n// c\n\n/// d\nlab x { // e\n// f\n\n// g\na = // h\n 1\n// i\nb = [ // j\n1, // k\n// l\n2 // m\n, 3 ] // n\nf { // o\n} // p\nc = g(1 // q\n)\nd = e // r\n+ 1\n// s\n} // t\n// u\n",
        expect![[r#"
            #!/usr/bin/dlc
            // a
            edition 2026  // b
            // c

            /// d
            lab x {  // e
              // f

              // g
              a =  // h
                1
              // i
              b = [  // j
                1,  // k
                // l
                2,  // m
                3,
              ]  // n
              f {  // o
              }  // p
              c = g(
                1,  // q
              )
              d = e  // r
                + 1
              // s
            }  // t
            // u
        "#]],
    );
}

#[test]
fn a_block_with_a_comment_is_no_block_on_one_line() {
    laid_out(
        "lab x { a = 1 // why\n}\n",
        expect![[r#"
            lab x {
              a = 1  // why
            }
        "#]],
    );
}

#[test]
fn a_comment_before_a_comma_goes_behind_it() {
    laid_out(
        "let a = [1 // one\n, 2]\nlab x { a = 1 // one\n, b = 2 }\n",
        expect![[r#"
            let a = [
              1,  // one
              2,
            ]
            lab x {
              a = 1  // one
              b = 2
            }
        "#]],
    );
}

#[test]
fn blanks_at_the_end_of_comments_and_lines_go() {
    laid_out(
        "let a = 1   \n// b  \t\n   \n// c",
        expect![[r#"
        let a = 1
        // b

        // c
    "#]],
    );
}
