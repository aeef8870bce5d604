//! What an edit reaches.

use super::{check_file, library, memory};
use dlc_db::{Content, Database, Db};
use std::sync::{Arc, Mutex};

const LAB: &str = r#"let size = 4GiB
lab t {
  domain = "t.example"
  profile base { memory = size }
  table node {
    name  ip        include
    a     10.0.0.1  base
    b     10.0.0.2  base
    c     10.0.0.3  base
  }
}
"#;

/// The anchors that are checked anew when `from` becomes `to`.
fn checked_anew(from: &str, to: &str) -> Vec<String> {
    let log = Arc::new(Mutex::new(Vec::new()));
    let heard = log.clone();
    let listener = move |what: &str| {
        if let Some(anchor) = what.strip_prefix("check ") {
            heard.lock().unwrap().push(anchor.to_owned());
        }
    };
    let mut db = Database::with_listener(memory(&[("lab.dl", LAB)]), library(), Some(Box::new(listener)));
    let file = db.file("lab.dl");
    assert_eq!(check_file(&db, file).len(), 0);
    assert_eq!(log.lock().unwrap().len(), 6);
    log.lock().unwrap().clear();
    assert!(LAB.contains(from));
    let text = LAB.replace(from, to);
    db.set_content("lab.dl", Content::Bytes(Arc::from(text.as_bytes())));
    check_file(&db, file);
    let found = log.lock().unwrap();
    found.clone()
}

#[test]
fn an_edit_in_a_row_checks_that_row() {
    assert_eq!(checked_anew("10.0.0.2  base", "10.0.0.2  bace"), ["lab t/node b"]);
}

#[test]
fn an_edit_that_moves_lines_checks_nothing() {
    assert_eq!(checked_anew("let size", "// above\n\nlet size"), Vec::<String>::new());
}

#[test]
fn the_value_of_a_let_reaches_nobody_and_its_type_who_reads_it() {
    assert_eq!(checked_anew("4GiB", "8GiB"), ["let size"]);
    assert_eq!(checked_anew("4GiB", "true"), ["let size", "lab t/profile base"]);
}
