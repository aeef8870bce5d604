//! `dlc fmt`.

use crate::{dlc_in, program, ran};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

const UGLY: &str = "lab x{domain=\"x\",\n  a=1 }\n";
const PRETTY: &str = "lab x {\n  domain = \"x\"\n  a      = 1\n}\n";

/// A folder with files of these texts.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

#[test]
fn files_and_folders_get_their_layout_and_what_is_hidden_or_no_lab_is_left() {
    let folder = folder(&[
        ("a.dl", UGLY),
        ("deep/er/b.dl", UGLY),
        ("c.txt", UGLY),
        (".hidden/d.dl", UGLY),
        ("other.lab", UGLY),
        ("fine.dl", PRETTY),
    ]);
    let done = dlc_in(folder.path(), &["fmt", ".", "other.lab"]);
    assert_eq!((done.status, done.out.as_str(), done.err.as_str()), (0, "", "3 files formatted\n"));
    for path in ["a.dl", "deep/er/b.dl", "other.lab", "fine.dl"] {
        assert_eq!(read(folder.path(), path), PRETTY, "{path}");
    }
    for path in ["c.txt", ".hidden/d.dl"] {
        assert_eq!(read(folder.path(), path), UGLY, "{path}");
    }
    let again = dlc_in(folder.path(), &["fmt"]);
    assert_eq!((again.status, again.err.as_str()), (0, ""));
}

#[test]
fn check_names_the_files_shows_the_difference_and_writes_nothing() {
    let folder = folder(&[("a.dl", UGLY), ("b.dl", PRETTY)]);
    let checked = dlc_in(folder.path(), &["fmt", "--check"]);
    assert_eq!((checked.status, checked.err.as_str()), (1, "1 file to format: `dlc fmt`\n"));
    assert!(checked.out.starts_with("--- a.dl\n+++ a.dl (formatted)\n@@ "), "{}", checked.out);
    assert!(
        checked.out.contains("\n-lab x{domain=\"x\",\n") && checked.out.contains("\n+  a      = 1\n"),
        "{}",
        checked.out
    );
    assert_eq!(read(folder.path(), "a.dl"), UGLY);
    let fine = dlc_in(folder.path(), &["fmt", "--check", "b.dl"]);
    assert_eq!((fine.status, fine.out.as_str(), fine.err.as_str()), (0, "", ""));
}

#[test]
fn a_file_with_errors_is_left_alone_and_the_others_are_not() {
    let wrong = "lab x {\n a 1\n}\n";
    let folder = folder(&[("a.dl", wrong), ("b.dl", UGLY)]);
    let done = dlc_in(folder.path(), &["fmt", "--format", "short"]);
    assert_eq!(done.status, 1);
    assert!(done.err.starts_with("a.dl:2:2: error[syntax-error]: "), "{}", done.err);
    assert_eq!(read(folder.path(), "a.dl"), wrong);
    assert_eq!(read(folder.path(), "b.dl"), PRETTY);
}

#[test]
fn what_cannot_be_read_is_trouble() {
    let folder = folder(&[("b.dl", UGLY)]);
    fs::write(folder.path().join("a.dl"), b"let a = \xff\n").unwrap();
    let done = dlc_in(folder.path(), &["fmt", "a.dl", "none.dl", "b.dl"]);
    assert_eq!(done.status, 2);
    assert!(done.err.contains("`a.dl`: it is not UTF-8") && done.err.contains("`none.dl`"), "{}", done.err);
    assert_eq!(read(folder.path(), "b.dl"), PRETTY);
}

/// Formats what comes in.
fn standard_input(args: &[&str], text: &str) -> crate::Ran {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(folder.path(), args);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("it runs");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
    ran(child.wait_with_output().expect("it ends"))
}

#[test]
fn an_editor_sends_a_file_and_gets_it_back() {
    let done = standard_input(&["fmt", "--stdin"], UGLY);
    assert_eq!((done.status, done.out.as_str(), done.err.as_str()), (0, PRETTY, ""));
    let wrong = standard_input(&["fmt", "--stdin", "--format", "short"], "lab x {\n a 1\n}\n");
    assert_eq!((wrong.status, wrong.out.as_str()), (1, ""));
    assert!(wrong.err.starts_with("-:2:2: error[syntax-error]: "), "{}", wrong.err);
    let checked = standard_input(&["fmt", "--stdin", "--check"], UGLY);
    assert_eq!((checked.status, checked.out.lines().next()), (1, Some("--- -")));
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_links_stay_links() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder(&[("real.dl", UGLY)]);
    let real = folder.path().join("real.dl");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("real.dl", folder.path().join("link.dl")).unwrap();
    let done = dlc_in(folder.path(), &["fmt", "link.dl", "real.dl"]);
    assert_eq!((done.status, done.err.as_str()), (0, "1 file formatted\n"));
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(folder.path().join("link.dl")).unwrap().is_symlink());
    assert_eq!(read(folder.path(), "link.dl"), PRETTY);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "something is left over");
}
