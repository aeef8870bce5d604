//! Lists the library's files, so that a new one needs no other edit.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    for folder in ["std", "targets"] {
        // Cargo looks at a folder as a whole: a new file in it runs this again.
        println!("cargo::rerun-if-changed={folder}");
        collect(&root.join(folder), folder, &mut files)?;
    }
    files.sort();

    let mut text = String::from("&[\n");
    for path in &files {
        // The absolute path goes no further than the compiler: only the text is embedded.
        let absolute = root.join(path).display().to_string();
        writeln!(text, "    ({path:?}, include_str!({absolute:?})),").map_err(io::Error::other)?;
    }
    text.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("files.rs"), text)
}

fn collect(folder: &Path, path: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        // A name that is not UTF-8 has no place in a `use`.
        let Some(name) = name.to_str() else { continue };
        let path = format!("{path}/{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &path, files)?;
        } else if name.ends_with(".dl") {
            files.push(path);
        }
    }
    Ok(())
}
