//! The standard library is checked here, so that no lab has to wait for it.

use crate::project::{Nothing, library};
use dlc_db::{Database, Db};
use dlc_sema::check::check_file;

#[test]
fn nothing_is_wrong_with_any_file_of_the_library() {
    let (files, db) = (library().files, Database::new(Nothing, library()));
    assert!(files.len() > 20, "{} files", files.len());
    for (path, _) in files {
        let file = db.file(&format!("std:{path}"));
        let found: Vec<String> =
            check_file(&db, file).iter().map(|diag| format!("{}: {}", diag.code, diag.message)).collect();
        assert!(found.is_empty(), "{path}: {found:#?}");
    }
}
