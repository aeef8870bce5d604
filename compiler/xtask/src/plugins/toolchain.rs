//! The one builder of components, and how it is recorded.

use crate::{Outcome, output};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Debian's, by full path: a rustup shim that stands earlier in PATH is another compiler.
pub(super) const CARGO: &str = "/usr/bin/cargo";
/// See [`CARGO`].
pub(super) const RUSTC: &str = "/usr/bin/rustc";
/// The linker of the same LLVM.
pub(super) const LINKER: &str = "wasm-ld-22";
/// What guests are built for: no operating system, so nothing to import.
pub(super) const TRIPLE: &str = "wasm32-unknown-unknown";

/// Everything but the sources that bytes depend on, as `plugins/TOOLCHAIN` has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Toolchain {
    rustc: String,
    package: String,
}

impl Toolchain {
    /// What is installed here, or what to install.
    pub(super) fn of_this_machine() -> Outcome<Self> {
        let install = "apt-get install --no-install-recommends rustc-web cargo-web rust-web-src lld-22";
        let missing = |why: String| format!("{why}\ncomponents are built with Debian's compiler: {install}");
        let rustc = output(Command::new(RUSTC).arg("-V")).map_err(missing)?;
        let query = ["-W", "-f", "${Package} ${Version}", "rustc-web"];
        let package = output(Command::new("dpkg-query").args(query)).map_err(missing)?;
        Ok(Self { rustc: rustc.trim().to_owned(), package: package.trim().to_owned() })
    }
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# What built the components in plugins/targets; written by `cargo xtask plugins --bless`.")?;
        writeln!(f, "rustc: {}", self.rustc)?;
        writeln!(f, "package: {}", self.package)?;
        writeln!(f, "target: {TRIPLE}, -Zbuild-std=std,panic_abort, profile guest, linker {LINKER}")?;
        writeln!(f, "flags: {}", FLAGS.join(" "))?;
        writeln!(f, "remapped: the checkout, the cargo home and the library's sources")
    }
}

/// Flags that do not name a folder of this machine. Without locations no panic carries a file's name.
const FLAGS: [&str; 1] = ["-Zlocation-detail=none"];

/// All flags for guests: the above, and every folder of this machine by another name.
pub(super) fn rust_flags(root: &Path) -> Outcome<Vec<String>> {
    let version = output(Command::new(RUSTC).arg("-V"))?;
    let version = version.split(' ').nth(1).unwrap_or_default();
    let remaps = [
        (root.to_owned(), "/dlc"),
        (cargo_home()?, "/cargo"),
        (PathBuf::from("/usr/lib/rustlib/src/rust"), "/rust"),
        (PathBuf::from(format!("/usr/src/rustc-{version}")), "/rust"),
    ];
    let remaps = remaps.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
    Ok(FLAGS.iter().map(|&flag| flag.to_owned()).chain(remaps).collect())
}

fn cargo_home() -> Outcome<PathBuf> {
    let home = std::env::home_dir().map(|home| home.join(".cargo"));
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or(home)
        .ok_or_else(|| "no CARGO_HOME and no home folder".to_owned())
}
