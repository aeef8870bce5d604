//! What is right is told to be right.

use super::{database, library, memory, told};
use dlc_db::{Database, Db};

#[test]
fn nothing_is_wrong_with_the_standard_library() {
    let db = database(&[]);
    let modules = library().files.into_iter().map(|(path, _)| format!("std:{path}"));
    let targets = db.targets().into_iter().map(|target| format!("target:{target}"));
    let told = modules.chain(targets).map(|path| (told(&db, &path), path));
    let wrong: Vec<(String, String)> = told.filter(|(told, _)| !told.is_empty()).collect();
    assert_eq!(wrong, [], "what is told, and of which file");
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

/// Systems that the library does not have yet, as the sample needs them.
const SYSTEMS: &[(&str, &str)] = &[
    ("os/alpine.dl", "schema alpine is System { }\n"),
    ("os/clearlinux.dl", "schema clearlinux is System { }\n"),
    ("os/debian.dl", "schema debian is System {\n  mirror : Url?\n}\n"),
    ("os/fcos.dl", "schema fcos is System { }\n"),
];

#[test]
fn nothing_is_wrong_with_a_lab_that_uses_all_of_the_language() {
    let files = [
        ("keys.dl", include_str!("../../../../../examples/keys.dl")),
        ("mixed.dl", include_str!("samples/mixed.dl")),
        ("library.dl", include_str!("samples/library.dl")),
        ("words.dl", include_str!("samples/words.dl")),
    ];
    let mut library = library();
    library.files.extend(SYSTEMS.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    let db = Database::new(memory(&files), library);
    for (path, _) in files {
        assert_eq!(told(&db, path), "", "{path}");
    }
}
