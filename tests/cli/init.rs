//! `dlc init`, `completions`, `man`.

use crate::{Ran, dlc, dlc_in, program, ran, tree};
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx4bW9jay1rZXktb25lLWZvci1leGFtcGxlcy0wMDAw me@here";

/// Runs `dlc init` as somebody whose home is `home`, with `input` on standard input.
fn init(folder: &Path, home: &Path, args: &[&str], input: &str) -> Ran {
    let mut command = program(folder, [&["init"], args].concat());
    command.env("HOME", home).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    ran(child.wait_with_output().unwrap())
}

/// A folder with a home in it, and nothing in that.
fn empty() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("home")).unwrap();
    folder
}

fn names(folder: &Path) -> Vec<String> {
    tree(folder).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn a_first_lab_checks_and_builds_as_it_stands() {
    let folder = empty();
    let home = folder.path().join("home");
    let made = init(folder.path(), &home, &["Room 225", "--keys", "-"], &format!("{KEY}\n"));
    assert_eq!((made.status, made.out.as_str()), (0, ""), "{}", made.err);
    let lab = folder.path().join("Room 225");
    assert_eq!(names(&lab), [".gitignore", "dlc.lock", "lab.dl"]);
    let text = std::fs::read_to_string(lab.join("lab.dl")).unwrap();
    assert!(text.starts_with("edition 2026\n") && text.contains("lab room-225 {") && text.contains(KEY), "{text}");
    assert_eq!(dlc_in(&lab, &["fmt", "--check", "."]).status, 0, "it has the one layout");
    let tested = dlc_in(&lab, &["test"]);
    assert_eq!(tested.status, 0, "{}{}", tested.out, tested.err);
    let checked = dlc_in(&lab, &["check"]);
    assert_eq!(checked.status, 0, "{}", checked.err);
    let built = dlc_in(&lab, &["build", "--format", "short"]);
    assert_eq!(built.status, 0, "{}", built.err);
    assert!(lab.join("build/public/http/ignition/n1.ign").is_file());
}

#[test]
fn nothing_that_exists_is_written_to() {
    let folder = empty();
    let home = folder.path().join("home");
    std::fs::write(folder.path().join(".gitignore"), "mine\n").unwrap();
    let made = init(folder.path(), &home, &[], "");
    assert_eq!(made.status, 0, "{}", made.err);
    assert!(made.err.contains("`.gitignore` was there and stays"), "{}", made.err);
    assert_eq!(std::fs::read_to_string(folder.path().join(".gitignore")).unwrap(), "mine\n");
    let before = tree(folder.path());
    let again = init(folder.path(), &home, &[], "");
    assert_eq!(again.status, 2);
    assert!(again.err.contains("error[already-there]"), "{}", again.err);
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn the_keys_of_whoever_runs_it_are_taken_and_named() {
    let folder = empty();
    let ssh = folder.path().join("home/.ssh");
    std::fs::create_dir(&ssh).unwrap();
    std::fs::write(ssh.join("id_ed25519.pub"), format!("{KEY}\n")).unwrap();
    let made = init(folder.path(), &folder.path().join("home"), &["a"], "");
    assert_eq!(made.status, 0);
    assert!(made.err.contains("id_ed25519.pub"), "{}", made.err);
    assert!(std::fs::read_to_string(folder.path().join("a/lab.dl")).unwrap().contains(KEY));
}

#[test]
fn a_bad_key_or_an_unknown_system_writes_nothing_at_all() {
    let folder = empty();
    let home = folder.path().join("home");
    let told = init(folder.path(), &home, &["a", "--keys", "-"], &format!("{KEY}\nnonsense\n"));
    assert_eq!(told.status, 2);
    assert!(told.err.contains("error[bad-ssh-key]: line 2 of standard input"), "{}", told.err);
    let told = init(folder.path(), &home, &["a", "--os", "flatcra"], "");
    assert!(told.err.contains("error[unknown-system]") && told.err.contains("`flatcar`"), "{}", told.err);
    let told = init(folder.path(), &home, &["a", "--os", "debian"], "");
    assert!(told.err.contains("no public key was found") && told.err.contains("--keys"), "{}", told.err);
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

#[test]
fn a_lab_inside_a_project_belongs_to_it() {
    let folder = empty();
    std::fs::write(folder.path().join("dlc.lock"), "").unwrap();
    let home = folder.path().join("home");
    assert_eq!(init(folder.path(), &home, &["rooms/a"], "").status, 0);
    assert_eq!(names(&folder.path().join("rooms")), ["a/.gitignore", "a/lab.dl"]);
}

#[test]
fn shells_and_man_get_their_files() {
    let bash = dlc(&["completions", "bash"]);
    assert_eq!((bash.status, bash.err.as_str()), (0, ""));
    assert!(bash.out.contains("_dlc()"));
    let wrong = dlc(&["completions", "csh"]);
    assert_eq!((wrong.status, wrong.out.as_str()), (2, ""));
    assert!(dlc(&["man"]).out.contains(".SH NAME"));
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(dlc_in(folder.path(), &["man", "-o", "pages"]).status, 0);
    assert!(names(&folder.path().join("pages")).contains(&"dlc-build.1".to_owned()));
}
