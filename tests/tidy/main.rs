//! Rules of the repository that no compiler checks. `cargo test` runs them, `cargo xtask tidy` runs them alone.
//!
//! A rule says in its failure what to do, because whoever breaks it has not read this file.
#![allow(clippy::disallowed_methods, reason = "a test runs cargo and git, which are found through the environment")]

mod codes;
mod dependencies;
mod documents;
mod editors;
mod sources;

use std::path::{Path, PathBuf};
use std::process::Command;

/// The top of the checkout.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the checkout")
}

/// The text of a file that must be there.
fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file that belongs to the repository, below the root: what git tracks or would track; where there is no git
/// (an unpacked archive), every file that no build made.
fn files() -> Vec<String> {
    let git = Command::new("git")
        .current_dir(root())
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output();
    let mut files: Vec<String> = match git {
        Ok(output) if output.status.success() => {
            let listed = String::from_utf8(output.stdout).expect("paths are UTF-8");
            listed.split_terminator('\0').map(str::to_owned).filter(|path| root().join(path).is_file()).collect()
        }
        _ => {
            let mut found = Vec::new();
            walk(root().to_owned(), &mut found);
            found
        }
    };
    files.sort();
    files.dedup();
    files
}

fn walk(folder: PathBuf, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let name = entry.file_name().expect("a name").to_string_lossy().into_owned();
        if entry.is_symlink() || matches!(name.as_str(), "target" | "build" | ".git") {
            continue;
        }
        if entry.is_dir() {
            walk(entry, found);
        } else {
            found.push(entry.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned());
        }
    }
}

/// Fails with all of `broken`, one a line, below the rule.
#[track_caller]
fn hold(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}\n  {}", broken.join("\n  "));
}
