//! Embeds the schema of every built-in target's options, so that types are checked before any component is loaded. A
//! test compares each with what the component says.
#![allow(clippy::disallowed_methods, reason = "cargo talks to build scripts through the environment")]

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let targets = root.join("../../plugins/targets");
    println!("cargo::rerun-if-changed={}", targets.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(&targets)? {
        let options = entry?.path().join("options.dl");
        if let Some(name) = options.parent().and_then(|folder| folder.file_name()).filter(|_| options.is_file()) {
            println!("cargo::rerun-if-changed={}", options.display());
            found.push((name.to_string_lossy().into_owned(), options.display().to_string()));
        }
    }
    found.sort();
    let mut text = String::from("&[\n");
    for (name, path) in found {
        writeln!(text, "    ({name:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    text.push_str("]\n");
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("options.rs"), text)
}
