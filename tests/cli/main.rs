//! The program as its user meets it: standard output, standard error, status.
#![allow(clippy::unwrap_used, reason = "tests")]

mod bad_input;
mod build;
mod check;
#[cfg(unix)]
mod damage;
mod diff;
mod doc;
mod examples;
mod explain;
mod fmt;
mod formats;
mod init;
mod lock;
mod plugin;
mod show;
mod test;
mod usage;
mod verify;
mod why;

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

/// What a run printed, and how it ended.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

/// The program with the same environment on every machine, in `folder`.
fn program(folder: &Path, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dlc"));
    command.current_dir(folder).args(args);
    for variable in ["NO_COLOR", "SOURCE_DATE_EPOCH", "CLICOLOR", "CLICOLOR_FORCE", "RUST_BACKTRACE"] {
        command.env_remove(variable);
    }
    // Compiled plugins are shared by all tests: compiling takes longer than everything else.
    command.env("XDG_CACHE_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    command
}

fn ran(output: Output) -> Ran {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program prints UTF-8");
    Ran { status: output.status.code().expect("it was not killed"), out: text(output.stdout), err: text(output.stderr) }
}

/// Runs the program in `folder`.
fn dlc_in(folder: &Path, args: &[&str]) -> Ran {
    ran(program(folder, args).output().expect("the program runs"))
}

/// Runs the program where no lab is.
fn dlc(args: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    dlc_in(folder.path(), args)
}

/// A lab of two machines that builds.
const LAB: &str = r#"edition 2026
use std.os.flatcar

lab attic {
  domain = "attic.example"
  network lan { subnet = 10.0.0.0/24  gateway = 10.0.0.1  dhcp = external }
  host shelf { ip = 10.0.0.2 }
  boot { server = shelf  url = "http://shelf/boot" }

  profile diskless {
    os = flatcar { channel = stable  spec = 3.3.0  mirror = "http://shelf/flatcar" }
    ssh_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx4bW9jay1rZXktb25lLWZvci1leGFtcGxlcy0wMDAw me"]
    file "/etc/motd" { contents = "this is \(node.name)\n" }
  }

  table node {
    name  ip        mac                memory  include
    n1    10.0.0.4  02:00:00:00:00:04  8GiB    diskless
    n2    10.0.0.5  02:00:00:00:00:05  8GiB    diskless
  }
}
"#;

/// A folder with `text` as its lab.
fn lab_folder(text: impl AsRef<[u8]>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("lab.dl"), text).unwrap();
    folder
}

/// Every file below `folder` with its bytes, sorted by path.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    fn walk(top: &Path, folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                walk(top, &entry, found);
            } else {
                let name = entry.strip_prefix(top).unwrap().to_string_lossy().into_owned();
                found.push((name, std::fs::read(&entry).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found.sort();
    found
}
