//! `dlc check`.

use crate::{LAB, dlc, dlc_in, lab_folder, program, ran};
use std::io::Write as _;
use std::process::Stdio;

#[test]
fn a_good_lab_has_nothing_to_say_and_nothing_is_written() {
    let folder = lab_folder(LAB);
    let checked = dlc_in(folder.path(), &["check", "lab.dl"]);
    assert_eq!((checked.status, checked.out.as_str(), checked.err.as_str()), (0, "", ""));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_mistake_is_shown_at_its_line_and_the_status_says_that_the_lab_is_to_blame() {
    let folder = lab_folder(LAB.replace("server = shelf", "server = shlef"));
    let checked = dlc_in(folder.path(), &["check", "lab.dl", "--format", "short"]);
    assert_eq!((checked.status, checked.out.as_str()), (1, ""));
    assert!(checked.err.starts_with("lab.dl:8:19: error[unknown-name]:"), "{}", checked.err);
    assert_eq!(checked.err.lines().count(), 1, "one mistake, one message: {}", checked.err);
}

#[test]
fn independent_mistakes_are_shown_together() {
    let folder = lab_folder(LAB.replace("server = shelf", "server = shlef").replace("10.0.0.5 ", "10.0.9.5 "));
    let checked = dlc_in(folder.path(), &["check", "--format", "short"]);
    assert_eq!(checked.status, 1);
    assert!(checked.err.contains("[unknown-name]"), "{}", checked.err);
    assert!(checked.err.contains("lab.dl:19:"), "{}", checked.err);
}

#[test]
fn the_lab_is_found_in_a_folder_above_and_is_named_from_here() {
    let folder = lab_folder(LAB.replace("server = shelf", "server = shlef"));
    let below = folder.path().join("some/where");
    std::fs::create_dir_all(&below).unwrap();
    let checked = dlc_in(&below, &["check", "--format", "short"]);
    assert_eq!(checked.status, 1);
    assert!(checked.err.starts_with("../../lab.dl:8:19: "), "{}", checked.err);
}

#[test]
fn no_lab_at_all_is_trouble() {
    let checked = dlc(&["check"]);
    assert_eq!(checked.status, 2);
    assert!(checked.err.contains("error[no-lab]"), "{}", checked.err);
}

#[test]
fn a_lab_comes_from_standard_input_and_its_modules_from_the_current_folder() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("keys.dl"), "let mine = [\"ssh-ed25519 AAAA me\"]\n").unwrap();
    let text = LAB.replace("use std.os.flatcar", "use \"./keys.dl\" as keys\nuse std.os.flatcar");
    let start = text.find("ssh_keys = ").unwrap();
    let end = start + text[start..].find('\n').unwrap();
    let text = format!("{}ssh_keys = keys.mine{}", &text[..start], &text[end..]);
    let mut command = program(folder.path(), ["check", "-", "--format", "short"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    child.stdin.take().unwrap().write_all(text.replace("keys.mine", "keys.mien").as_bytes()).unwrap();
    let checked = ran(child.wait_with_output().unwrap());
    assert_eq!(checked.status, 1);
    assert!(checked.err.starts_with("-:13:21: error[unknown-name]"), "{}", checked.err);
    assert!(checked.err.contains("`keys` declares no `mien`"), "the module was found: {}", checked.err);
}
