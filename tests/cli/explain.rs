//! `dlc explain`.

use crate::{dlc, program};
use std::process::Stdio;

#[test]
fn a_code_has_its_page_on_standard_output() {
    let ran = dlc(&["explain", "unknown-name"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("# unknown-name\n"), "{}", ran.out);
}

#[test]
fn without_a_code_every_code_is_listed_with_what_it_is_about() {
    let ran = dlc(&["explain"]);
    assert_eq!(ran.status, 0);
    let codes: Vec<&str> = ran.out.lines().map(|line| line.split_whitespace().next().unwrap_or_default()).collect();
    assert!(codes.is_sorted() && codes.contains(&"unknown-name"), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.split_whitespace().count() > 2), "{}", ran.out);
}

#[test]
fn a_slip_of_the_finger_is_answered_with_the_code_that_was_meant() {
    let ran = dlc(&["explain", "unknown-nmae"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("error[unknown-code]") && ran.err.contains("did you mean `unknown-name`?"), "{}", ran.err);
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut child =
        program(folder.path(), ["explain"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_that_cannot_be_written_is_trouble() {
    let folder = tempfile::tempdir().unwrap();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = program(folder.path(), ["explain"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
}
