//! Any text ends in diagnostics, never in a panic or a hang.

use crate::{LAB, Ran, dlc_in, lab_folder, program, ran, tree};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Checks the lab in `folder`, and gives up on it after a minute.
#[allow(clippy::disallowed_methods, reason = "a test has patience, and it ends")]
fn patiently(folder: &Path, args: &[&str]) -> Ran {
    let out = folder.join("stderr.txt");
    let mut command = program(folder, args);
    command.stdout(Stdio::null()).stderr(std::fs::File::create(&out).unwrap());
    let mut child = command.spawn().expect("it runs");
    let begin = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begin.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("no end after a minute");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let err = String::from_utf8(std::fs::read(&out).unwrap()).expect("the program prints UTF-8");
    Ran { status: status.code().expect("it was not killed"), out: String::new(), err }
}

/// The lab with these bytes is refused as a lab.
#[track_caller]
fn refused(text: impl AsRef<[u8]>) -> Ran {
    let folder = lab_folder(text);
    let checked = patiently(folder.path(), &["check", "--format", "short"]);
    assert_eq!(checked.status, 1, "{}", checked.err);
    assert!(checked.err.contains("error["), "{}", checked.err);
    assert!(checked.err.lines().count() <= 101, "{} lines", checked.err.lines().count());
    checked
}

#[test]
fn an_empty_file_is_no_lab() {
    refused("");
    refused("\n\n// nothing\n");
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    refused([0xff, 0xfe, 0x00, 0x01]);
    refused((0..=255).cycle().take(10_000).collect::<Vec<u8>>());
    refused("\0".repeat(1000));
}

#[test]
fn ten_megabytes_of_braces_end_in_one_message() {
    let checked = refused("{".repeat(10_000_000));
    assert!(checked.err.lines().count() < 5, "{}", checked.err);
}

#[test]
fn texts_comments_and_holes_without_an_end_are_refused() {
    for text in
        ["lab a { domain = \"x", "lab a { x = \"\"\"\n", "lab a { x = \"\\(", "lab a { x = sh#\"\"\"\n  a\n", "lab a {"]
    {
        refused(text);
    }
}

#[test]
fn deep_nesting_ends_in_a_message() {
    for (open, close) in [("(", ")"), ("[", "]"), ("if true then ", ""), ("- ", ""), ("not ", "")] {
        let deep =
            format!("let x = {}1{}\nlab a {{ domain = \"a.example\" }}\n", open.repeat(100_000), close.repeat(100_000));
        refused(deep);
    }
}

#[test]
fn cycles_of_values_profiles_and_modules_are_refused() {
    refused("let a = b\nlet b = a\nlab l { domain = a }\n");
    refused(LAB.replace(
        "  profile diskless {\n",
        "  profile one { include two }\n  profile two { include one }\n  profile diskless {\n    include one\n",
    ));
    let folder = lab_folder("use \"./a.dl\" as a\nlab l { domain = a.x }\n");
    std::fs::write(folder.path().join("a.dl"), "use \"./b.dl\" as b\nlet x = b.x\n").unwrap();
    std::fs::write(folder.path().join("b.dl"), "use \"./a.dl\" as a\nlet x = a.x\n").unwrap();
    let checked = patiently(folder.path(), &["check", "--format", "short"]);
    assert_eq!(checked.status, 1, "{}", checked.err);
    assert!(checked.err.contains("cycle"), "{}", checked.err);
}

#[test]
fn a_module_outside_of_the_project_is_refused() {
    let outer = tempfile::tempdir().unwrap();
    std::fs::write(outer.path().join("secret.dl"), "let x = \"s3cret\"\n").unwrap();
    let inner = outer.path().join("project");
    std::fs::create_dir(&inner).unwrap();
    for path in ["../secret.dl", "./../secret.dl", "a/../../secret.dl", "/etc/passwd"] {
        std::fs::write(inner.join("lab.dl"), format!("use \"{path}\" as m\nlab l {{ domain = m.x }}\n")).unwrap();
        let checked = dlc_in(&inner, &["check", "--format", "short"]);
        assert_eq!(checked.status, 1, "{path}: {}", checked.err);
        assert!(!checked.err.contains("s3cret"), "{path}: {}", checked.err);
    }
}

#[test]
fn a_range_of_all_numbers_is_refused() {
    refused("let n = [i for i in 0..100000000000]\nlab l { domain = \"l\\(n.count).example\" }\n");
}

#[test]
fn a_file_that_cannot_be_read_is_trouble() {
    let folder = tempfile::tempdir().unwrap();
    for lab in ["missing.dl", ".", "missing/lab.dl", "lab.dl/lab.dl"] {
        let checked = dlc_in(folder.path(), &["check", lab]);
        assert_eq!(checked.status, 2, "{lab}: {}", checked.err);
        assert!(checked.err.contains("error[unreadable-file]"), "{lab}: {}", checked.err);
    }
}

#[cfg(unix)]
#[test]
fn a_module_that_is_there_and_cannot_be_read_is_trouble() {
    let folder = lab_folder("use \"./m.dl\" as m\nlab l { domain = m.x }\n");
    std::fs::create_dir(folder.path().join("m.dl")).unwrap();
    let checked = dlc_in(folder.path(), &["check", "--format", "short"]);
    assert_eq!(checked.status, 2, "{}", checked.err);
    assert!(checked.err.contains("m.dl"), "{}", checked.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_takes_no_more_leaves_the_old_tree_whole() {
    let folder = lab_folder(LAB);
    assert_eq!(dlc_in(folder.path(), &["build"]).status, 0);
    let first = tree(&folder.path().join("build"));
    let large = LAB.replace("\"this is \\(node.name)\\n\"", "file(\"large.txt\").text");
    std::fs::write(folder.path().join("lab.dl"), large).unwrap();
    std::fs::write(folder.path().join("large.txt"), "0123456789abcde\n".repeat(80_000)).unwrap();
    // A limit on the size of files, with the signal off that would kill, fails a write as a full disk does.
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$0\" build --no-cache", env!("CARGO_BIN_EXE_dlc")]);
    let built = ran(shell.current_dir(folder.path()).output().unwrap());
    assert_eq!(built.status, 2, "{}", built.err);
    assert!(built.err.contains("error[output-io]"), "{}", built.err);
    assert_eq!(tree(&folder.path().join("build")), first);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "nothing is left beside it");
}

#[test]
fn a_folder_that_cannot_be_written_is_trouble() {
    let folder = lab_folder(LAB);
    std::fs::write(folder.path().join("file"), "").unwrap();
    let built = dlc_in(folder.path(), &["build", "-o", "file/build"]);
    assert_eq!(built.status, 2, "{}", built.err);
    assert!(built.err.contains("error[output-io]"), "{}", built.err);
}
