//! Compiles the built-in components for the baseline processor: `precompile FOLDER` writes `FOLDER/NAME.code`, which
//! the next build of this crate embeds. Run by `cargo xtask dist`.
#![allow(clippy::print_stderr, reason = "a helper of the release build talks to the person who runs it")]

use std::{error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).ok_or("usage: precompile FOLDER")?;
    for (name, sealed) in dlc_plugin_host::precompile_builtins()? {
        fs::write(folder.join(format!("{name}.code")), &sealed)?;
        eprintln!("{name}: {} bytes of code", sealed.len());
    }
    Ok(())
}
