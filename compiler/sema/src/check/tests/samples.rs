//! What is right is told to be right.

use super::{database, told};
use dlc_db::Db;

#[test]
fn nothing_is_wrong_with_the_standard_library() {
    let db = database(&[]);
    for (path, _) in dlc_stdlib::FILES {
        let path = format!("std:{}", path.trim_start_matches("std/"));
        assert_eq!(told(&db, &path), "", "{path}");
    }
    for target in db.targets() {
        let path = format!("target:{target}");
        assert_eq!(told(&db, &path), "", "{path}");
    }
}

#[test]
fn nothing_is_wrong_with_the_examples() {
    let files = [
        ("keys.dl", include_str!("../../../../../examples/keys.dl")),
        ("shared.dl", include_str!("../../../../../examples/shared.dl")),
        ("room225/lab.dl", include_str!("../../../../../examples/room225/lab.dl")),
        ("room225-today/lab.dl", include_str!("../../../../../examples/room225-today/lab.dl")),
    ];
    let db = database(&files);
    for (path, _) in files {
        assert_eq!(told(&db, path), "", "{path}");
    }
}
