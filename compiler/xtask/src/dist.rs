//! The release build, in two steps.
//!
//! The first builds the compiler with a helper that compiles the built-in components for the baseline processor; the
//! second embeds what the helper wrote. A build script with the engine as its dependency would do it in one, and
//! would build the engine twice. The second step only recompiles what lies above the plugin host.

use crate::{Outcome, run};
use std::path::Path;
use std::process::Command;

/// Read by the build script of `dlc-plugin-host`.
const VARIABLE: &str = "DLC_PRECOMPILED_DIR";

/// `cargo xtask dist`.
pub(crate) fn dist(root: &Path) -> Outcome {
    let code = root.join("target/precompiled");
    let _ = std::fs::remove_dir_all(&code);
    std::fs::create_dir_all(&code).map_err(|error| format!("{}: {error}", code.display()))?;
    run(build(root).env_remove(VARIABLE))?;
    run(Command::new(root.join("target/release/examples/precompile")).arg(&code))?;
    run(build(root).env(VARIABLE, &code))?;
    println!("target/release/dlc carries its plugins compiled ahead");
    Ok(())
}

/// One command for both steps: another selection of packages would be another selection of features, and would
/// build everything again.
fn build(root: &Path) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root).env_remove("CARGO_TARGET_DIR").args(["build", "--release", "--locked"]);
    cargo.args(["-p", "dlc-cli", "-p", "dlc-plugin-host", "--bin", "dlc", "--example", "precompile"]);
    cargo
}
