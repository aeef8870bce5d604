//! Tables.

use super::*;
use expect_test::expect;

#[test]
fn cells_stand_under_one_another_whatever_is_in_them() {
    laid_out(
        "lab x {\n table node {\n  name ip roles include\n  a 10.0.0.1 [worker,etcd] (f { a=1 })\n  \"日本\" - [] g(1, x = \"ü\\(b)\")\n  longer 1..3 a.b[\"c\"] -\n }\n}\n",
        expect![[r#"
            lab x {
              table node {
                name    ip        roles           include
                a       10.0.0.1  [worker, etcd]  (f { a = 1 })
                "日本"  -         []              g(1, x = "ü\(b)")
                longer  1..3      a.b["c"]        -
              }
            }
        "#]],
    );
}

#[test]
fn the_body_of_a_row_follows_its_last_cell() {
    laid_out(
        "lab x {\n table node {\n  name ip\n  a 10.0.0.1 { x = 1\n  long = 2 }\n  longer 10.0.0.2 { y = 2 }\n\n\n  c -\n }\n}\n",
        expect![[r#"
            lab x {
              table node {
                name    ip
                a       10.0.0.1 {
                  x    = 1
                  long = 2
                }
                longer  10.0.0.2 { y = 2 }

                c       -
              }
            }
        "#]],
    );
}

#[test]
fn comments_in_tables_keep_their_places() {
    laid_out(
        "let t = table { // head\n // before\n name ip // columns\n /// row\n a 1 // one\n bb 22 // two\n // end\n}\n",
        expect![[r#"
            let t = table {  // head
              // before
              name  ip  // columns
              /// row
              a     1   // one
              bb    22  // two
              // end
            }
        "#]],
    );
}

#[test]
fn a_row_is_never_broken_and_a_cell_that_was_stays_so() {
    let long = "x".repeat(120);
    stays(&format!("let t = table {{\n  a  b\n  1  [\"{long}\", \"b\"]\n}}\n"));
    laid_out(
        "let t = table {\n a b c\n 1 (f {\n x = 1\n }) 2\n 333 4 5\n}\n",
        expect![[r#"
            let t = table {
              a    b  c
              1    (f {
                x = 1
              })  2
              333  4  5
            }
        "#]],
    );
}

#[test]
fn a_table_in_a_cell_has_columns_of_its_own() {
    laid_out(
        "let t = table {\n a b\n 1 (table {\n c d\n 111 2\n })\n 22 3\n}\n",
        expect![[r#"
            let t = table {
              a   b
              1   (table {
                c    d
                111  2
              })
              22  3
            }
        "#]],
    );
}
