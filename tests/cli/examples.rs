//! The examples give the bytes that are committed beside them, in `expected.sha256`.
//!
//! `UPDATE_EXPECT=1 cargo test -p dlc-cli --test cli examples` writes the sums anew: after a change of an example, of a
//! target or of the compiler's version, which each machine's `dlc.id` tells of.

use crate::dlc_in;
use std::path::{Path, PathBuf};

/// The folders of `examples/` that hold a lab.
fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("lab.dl").is_file())
        .collect();
    found.sort();
    assert!(found.len() > 3, "{found:?}");
    found
}

#[test]
fn each_gives_the_sums_that_stand_beside_it() {
    let scratch = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for example in examples() {
        let name = example.file_name().unwrap().to_str().unwrap();
        let out = scratch.path().join(name);
        let built = dlc_in(&example, &["build", "lab.dl", "-o", out.to_str().unwrap()]);
        assert_eq!(built.status, 0, "{name}: {}", built.err);
        let sums = std::fs::read_to_string(out.join("SHA256SUMS")).unwrap();
        let expected = example.join("expected.sha256");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&expected, &sums).unwrap();
        }
        if std::fs::read_to_string(&expected).unwrap_or_default() != sums {
            wrong.push(name.to_owned());
        }
    }
    assert!(wrong.is_empty(), "`UPDATE_EXPECT=1` writes the sums of {wrong:?}");
}
