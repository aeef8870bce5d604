//! Text that is long or deep, and time that stays in line with its length.

use super::{check_file, database};
use dlc_db::{Content, Db};
use std::sync::Arc;

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

#[test]
fn a_text_that_is_cut_anywhere_is_checked_all_the_same() {
    let samples = [include_str!("samples/words.dl"), include_str!("samples/library.dl")];
    let mut db = database(&[("lab.dl", "")]);
    let file = db.file("lab.dl");
    for sample in samples {
        let places: Vec<usize> = sample.char_indices().map(|(at, _)| at).step_by(61).collect();
        for (i, &at) in places.iter().enumerate() {
            let end = places.get(i + 1 + i % 3).copied().unwrap_or(sample.len());
            for text in [sample[..at].to_owned(), format!("{}{}", &sample[..at], &sample[end..])] {
                db.set_content("lab.dl", Content::Bytes(Arc::from(text.as_bytes())));
                for diag in check_file(&db, file) {
                    let place = diag.primary.as_ref().expect("a place").place;
                    let span = crate::source::span(&db, place).expect("a place in the file");
                    assert!(usize::from(span.range.end()) <= text.len(), "{diag:?}");
                }
            }
        }
    }
}
