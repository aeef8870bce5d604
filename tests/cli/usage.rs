//! Help, usage errors, colours.

use crate::{dlc, program, ran};

#[test]
fn help_and_version_are_data() {
    for args in [&["--help"][..], &["help"], &["plugin", "--help"], &["--version"]] {
        let ran = dlc(args);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{args:?}");
        assert!(ran.out.contains("dlc"), "{args:?}: {}", ran.out);
    }
}

#[test]
fn wrong_arguments_are_trouble_and_are_told_on_standard_error() {
    for args in [&[][..], &["bulid"], &["plugin"], &["explain", "--format", "xml"], &["explain", "a", "b"]] {
        let ran = dlc(args);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.contains("Usage:") || ran.err.contains("For more information"), "{args:?}: {}", ran.err);
    }
}

#[test]
fn colours_come_when_asked_for_and_never_into_a_file() {
    let colored = |args: &[&str]| dlc(args).err.contains('\x1b');
    assert!(colored(&["explain", "x", "--color", "always"]));
    assert!(!colored(&["explain", "x", "--color", "never"]));
    assert!(!colored(&["explain", "x"]), "standard error is no terminal here");
}

#[test]
fn asking_for_colours_is_stronger_than_no_color() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(folder.path(), ["explain", "x", "--color", "always"]);
    let ran = ran(command.env("NO_COLOR", "1").output().unwrap());
    assert!(ran.err.contains('\x1b'));
}

#[test]
fn the_short_form_is_one_line() {
    let ran = dlc(&["explain", "x", "--format", "short"]);
    assert_eq!(ran.err, "error[unknown-code]: no diagnostic has the code `x`\n");
}
