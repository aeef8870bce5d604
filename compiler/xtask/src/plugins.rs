//! Building the built-in components, the same bytes each time.
//!
//! There is one builder: the compiler that Debian packages with sources of its standard library. It is asked for by
//! full path, so a rustup in PATH changes nothing. What it was goes to `plugins/TOOLCHAIN`; under another compiler
//! other bytes are right, and then the promise is that two builds agree with each other.

mod toolchain;

use crate::{Outcome, run};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use toolchain::{CARGO, RUSTC, TRIPLE, Toolchain};

/// Component by name of its target.
type Components = BTreeMap<String, Vec<u8>>;

/// `cargo xtask plugins`.
pub(crate) fn plugins(root: &Path, words: &[&str]) -> Outcome {
    let bless = words.contains(&"--bless");
    let named: Vec<&str> = words.iter().copied().filter(|word| !word.starts_with("--")).collect();
    if let Some(unknown) = words.iter().find(|w| w.starts_with("--") && !matches!(**w, "--bless" | "--check")) {
        return Err(format!("unknown option `{unknown}`"));
    }
    let names = targets(root, &named)?;
    let here = Toolchain::of_this_machine()?;
    let recorded = fs::read_to_string(root.join("plugins/TOOLCHAIN")).unwrap_or_default();
    let built = build(root, &names)?;
    if bless {
        let stale = recorded != here.to_string();
        if stale && !named.is_empty() && !recorded.is_empty() {
            return Err("the toolchain has changed since the others were built: bless all of them at once".to_owned());
        }
        return write(root, &built, &here);
    }
    if recorded == here.to_string() {
        return compare(root, &built);
    }
    let again = build_elsewhere(root, &names)?;
    match names.iter().find(|name| built.get(*name) != again.get(*name)) {
        Some(name) => {
            Err(format!("plugin `{name}` came out differently in two folders: its bytes depend on where it is built"))
        }
        None => {
            println!(
                "this toolchain is not the one in plugins/TOOLCHAIN: two builds in different folders agree; the committed components were not compared"
            );
            Ok(())
        }
    }
}

/// The targets in `plugins/targets`, or the named ones.
fn targets(root: &Path, named: &[&str]) -> Outcome<Vec<String>> {
    let folder = root.join("plugins/targets");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut all: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    all.sort();
    if let Some(unknown) = named.iter().find(|name| !all.iter().any(|target| target == *name)) {
        return Err(format!("no plugin `{unknown}` in plugins/targets"));
    }
    all.retain(|target| named.is_empty() || named.contains(&target.as_str()));
    Ok(all)
}

fn build(root: &Path, names: &[String]) -> Outcome<Components> {
    build_in(root, &root.join("target/wasm"), names)
}

/// Builds a copy of the sources in a folder of another name and depth, with a target folder of its own.
fn build_elsewhere(root: &Path, names: &[String]) -> Outcome<Components> {
    let copy = root.join("target/elsewhere/one/level/deeper");
    let _ = fs::remove_dir_all(&copy);
    for part in ["Cargo.toml", "Cargo.lock", "compiler", "plugins", "stdlib", "tests"] {
        copy_tree(&root.join(part), &copy.join(part)).map_err(|error| format!("copying {part}: {error}"))?;
    }
    build_in(&copy, &root.join("target/wasm-elsewhere"), names)
}

/// Copies a file or a folder; a link is followed, so that the copy stands alone.
fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent)?;
        }
        return fs::copy(from, to).map(drop);
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy_tree(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn build_in(root: &Path, target_dir: &Path, names: &[String]) -> Outcome<Components> {
    let mut cargo = Command::new(CARGO);
    cargo.current_dir(root).env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1");
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", toolchain::LINKER);
    cargo.env("CARGO_ENCODED_RUSTFLAGS", toolchain::rust_flags(root)?.join("\x1f"));
    // A caller's toolchain must not reach this one.
    for variable in
        ["RUSTFLAGS", "RUSTC_WRAPPER", "RUSTUP_TOOLCHAIN", "CARGO", "CARGO_BUILD_TARGET", "CARGO_TARGET_DIR"]
    {
        cargo.env_remove(variable);
    }
    cargo.args(["build", "--quiet", "--locked", "--lib", "--profile", "guest", "--target", TRIPLE]);
    cargo.arg("-Zbuild-std=std,panic_abort").arg("--target-dir").arg(target_dir);
    for name in names {
        cargo.arg("-p").arg(format!("dlc-target-{name}"));
    }
    run(&mut cargo)?;
    let folder = target_dir.join(TRIPLE).join("guest");
    names.iter().map(|name| Ok((name.clone(), encode(&folder, name)?))).collect()
}

/// The component around the core module that cargo left in `folder`.
fn encode(folder: &Path, name: &str) -> Outcome<Vec<u8>> {
    let path = folder.join(format!("dlc_target_{}.wasm", name.replace('-', "_")));
    let core = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    wit_component::ComponentEncoder::default()
        .validate(true)
        .module(&core)
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| format!("plugin `{name}`: {error:#}"))
}

/// Where a target's committed component lies.
fn component_path(root: &Path, name: &str) -> PathBuf {
    root.join("plugins/targets").join(name).join(format!("{name}.wasm"))
}

fn write(root: &Path, built: &Components, toolchain: &Toolchain) -> Outcome {
    for (name, bytes) in built {
        let path = component_path(root, name);
        fs::write(&path, bytes).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("{name}: {} bytes", bytes.len());
    }
    let path = root.join("plugins/TOOLCHAIN");
    fs::write(&path, toolchain.to_string()).map_err(|error| format!("{}: {error}", path.display()))
}

fn compare(root: &Path, built: &Components) -> Outcome {
    let differs = |name: &&String| fs::read(component_path(root, name)).ok().as_ref() != built.get(*name);
    let stale: Vec<&str> = built.keys().filter(differs).map(String::as_str).collect();
    if !stale.is_empty() {
        let list = stale.join(", ");
        return Err(format!("not what the sources give: {list} (`cargo xtask plugins --bless` writes them anew)"));
    }
    println!("{} components rebuilt, equal to the committed ones", built.len());
    Ok(())
}
