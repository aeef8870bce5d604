//! Collects `errors/*.md` into a sorted table, so that a new code is one new file.
#![allow(clippy::disallowed_methods, reason = "cargo tells a build script its folders through the environment")]

use std::{env, fmt::Write as _, fs, path::Path};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let folder = Path::new(&root).join("errors");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut pages: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of pages")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    // By code and not by file: `no-lab` stands before `no-lab-in-file`, and `no-lab.md` behind.
    pages.sort_by(|a, b| a.file_stem().cmp(&b.file_stem()));
    let mut out = String::from("/// Code and page, sorted by code.\nstatic PAGES: &[(&str, &str)] = &[\n");
    for path in pages {
        let code = path.file_stem().expect("a name").to_string_lossy();
        writeln!(out, "    ({code:?}, include_str!({:?})),", path.display().to_string()).expect("a string");
    }
    out.push_str("];\n");
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("pages.rs");
    fs::write(target, out).expect("cargo's own folder");
}
