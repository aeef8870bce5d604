//! Text that is long or deep, and time that stays in line with its length.

use super::{check_file, database};
use dlc_db::Db;

#[test]
fn long_and_deep_expressions_end_without_overflowing_the_stack() {
    let sum = format!("let a = {}1\n", "1 + ".repeat(5_000));
    let branches = format!("let a = {}1\n", "if true then 1 else ".repeat(5_000));
    let lists = format!("let a = {}{}\n", "[".repeat(5_000), "]".repeat(5_000));
    let members = format!("let a = b{}\n", ".b".repeat(5_000));
    let braces = format!("profile p {{ {} {} }}\n", "user u { ".repeat(5_000), "}".repeat(5_000));
    let types = format!("fn f(a: {}Int{}) -> Int = 1\n", "[".repeat(5_000), "]".repeat(5_000));
    for text in [sum, branches, lists, members, braces, types] {
        let db = database(&[("lab.dl", &text)]);
        check_file(&db, db.file("lab.dl"));
    }
}

#[test]
fn a_chain_of_functions_is_followed_to_its_end() {
    let mut text: String = (0..3_000).map(|i| format!("fn f{i}(x: Int) -> Int = f{}(x)\n", i + 1)).collect();
    text += "fn f3000(x: Int) -> Int = x\n";
    let db = database(&[("lab.dl", &text)]);
    assert_eq!(check_file(&db, db.file("lab.dl")).len(), 0);
}
