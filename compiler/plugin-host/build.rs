//! Lists the committed components, and embeds code compiled ahead for them where `cargo xtask dist` left some.
#![allow(clippy::disallowed_methods, reason = "cargo talks to build scripts through the environment")]

use std::{env, fmt::Write as _, fs, path::Path, path::PathBuf};

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let targets = root.join("../../plugins/targets");
    println!("cargo::rerun-if-changed={}", targets.display());
    println!("cargo::rerun-if-env-changed=DLC_PRECOMPILED_DIR");
    let precompiled = env::var_os("DLC_PRECOMPILED_DIR").map(PathBuf::from);

    let mut names: Vec<String> = fs::read_dir(&targets)
        .map(|entries| entries.filter_map(Result::ok).map(|e| e.file_name().to_string_lossy().into_owned()).collect())
        .unwrap_or_default();
    names.sort();

    let mut out = String::from("/// Sorted by name.\nstatic BUILTINS: &[Builtin] = &[\n");
    for name in names {
        // A target without a committed component is not there yet, which is no reason not to build.
        let wasm = targets.join(&name).join(format!("{name}.wasm"));
        if !wasm.is_file() {
            continue;
        }
        println!("cargo::rerun-if-changed={}", wasm.display());
        let code = precompiled.as_ref().map(|folder| folder.join(format!("{name}.code"))).filter(|file| file.is_file());
        let code = match code {
            Some(file) => {
                println!("cargo::rerun-if-changed={}", file.display());
                format!("Some({})", include(&file))
            }
            None => "None".to_owned(),
        };
        writeln!(out, "    Builtin {{ name: {name:?}, wasm: {}, code: {code} }},", include(&wasm)).expect("a string");
    }
    out.push_str("];\n");
    let target = Path::new(&env::var("OUT_DIR").expect("cargo sets it")).join("builtins.rs");
    fs::write(target, out).expect("cargo's own folder");
}

fn include(file: &Path) -> String {
    format!("include_bytes!({:?})", file.display().to_string())
}
