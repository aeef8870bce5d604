//! Embeds what the built-in targets bring as text beside their components: the schema of their options, so that types
//! are checked before any component is loaded, and the pages of their diagnostics.
//!
//! `errors/CODE.md` of a target explains `TARGET-CODE`; a page of the kit for authors explains the code for every target.
#![allow(clippy::disallowed_methods, reason = "cargo talks to build scripts through the environment")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let plugins = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../plugins");
    for folder in ["targets", "sdk/errors"] {
        println!("cargo::rerun-if-changed={}", plugins.join(folder).display());
    }
    let shared = files(&plugins.join("sdk/errors"), "md")?;
    let (mut options, mut pages) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(plugins.join("targets"))? {
        let folder = entry?.path();
        let target = name(&folder);
        if let Ok(text) = fs::read_to_string(folder.join("options.dl")) {
            options.push((target.clone(), text));
        }
        let own = files(&folder.join("errors"), "md")?;
        let inherited = shared.iter().filter(|page| !own.iter().any(|other| name(other) == name(page)));
        for page in own.iter().chain(inherited) {
            let code = format!("{target}-{}", name(page));
            pages.push((code.clone(), with_heading(&code, &fs::read_to_string(page)?)));
        }
    }
    write("options.rs", options)?;
    write("pages.rs", pages)
}

/// The files of a folder with this ending; none if there is no folder.
fn files(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let all: io::Result<Vec<PathBuf>> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect();
    Ok(all?.into_iter().filter(|path| path.extension().is_some_and(|found| found == ending)).collect())
}

/// The name of a file without its ending.
fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The page under the code that a user sees, which has the target's name.
fn with_heading(code: &str, page: &str) -> String {
    format!("# {code}\n{}", page.split_once('\n').map_or("", |(_, rest)| rest))
}

/// A table of names and texts, sorted.
fn write(file: &str, mut table: Vec<(String, String)>) -> io::Result<()> {
    table.sort();
    let mut out = String::from("&[\n");
    for (name, text) in table {
        writeln!(out, "    ({name:?}, {text:?}),").map_err(io::Error::other)?;
    }
    out.push_str("]\n");
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join(file), out)
}
