//! Chores of this repository that cargo alone cannot do.
//!
//! - `cargo xtask plugins`: rebuilds the built-in components and compares them with the committed ones.
//! - `cargo xtask plugins --bless`: writes them, and the toolchain that built them.
//! - `cargo xtask tidy`: the rules of the repository alone, which `cargo test` checks too.
//! - `cargo xtask dist`: the release build, in two steps, with the built-in plugins compiled ahead.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the person who runs it")]
#![allow(clippy::disallowed_methods, reason = "a chore runs the toolchain, which is found through the environment")]

mod dist;
mod plugins;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// A chore ends with nothing or with a sentence for the person who ran it.
type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "usage: cargo xtask plugins [--bless | --check] [NAME...]
       cargo xtask tidy
       cargo xtask dist

plugins   build every plugin of plugins/targets with the system's toolchain for WebAssembly; where that is the one
          in plugins/TOOLCHAIN, the committed components must come out again, byte for byte; otherwise it builds
          twice in different folders, which must agree
  --bless   write the components and plugins/TOOLCHAIN
  --check   the same as without it; never writes, for CI
tidy      the rules of the repository: who may use whom, every code has its page, and so on (tests/tidy)
dist      release build with the built-in plugins compiled ahead for any processor of this kind";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["plugins", rest @ ..] => plugins::plugins(&root(), rest),
        ["tidy"] => run(Command::new("cargo").current_dir(root()).args(["test", "-p", "dlc-tests", "--test", "tidy"])),
        ["dist"] => dist::dist(&root()),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// The top of the checkout this program was built from.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new(".")).to_owned()
}

/// Runs `command` to its end; its output goes where ours goes.
fn run(command: &mut Command) -> Outcome {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{program}` ended with {status}")),
        Err(error) => Err(format!("`{program}` cannot be run: {error}")),
    }
}

/// The standard output of `command`.
fn output(command: &mut Command) -> Outcome<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("`{program}` cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("`{program}` ended with {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`{program}` did not print text"))
}
