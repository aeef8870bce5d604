//! Artefacts that cannot stand beside each other.

use crate::support::{facts, file};
use dlc_emit::{Disk, EmitError, Entry, Options, Root, Writer};

fn add_all(entries: &[Entry<'_>]) -> Result<(), EmitError> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::begin(&Disk, &folder.path().join("build"), Options::default())?;
    entries.iter().try_for_each(|entry| writer.add(entry).map(drop))?;
    writer.finish(facts()).map(drop)
}

#[test]
fn the_error_names_both_artefacts() {
    let first = file("ignition/s4.ign", &[b"one"]);
    let second = Entry { target: "matchbox", node: None, ..file("Ignition/S4.ign", &[b"two"]) };
    let error = add_all(&[first, second]).expect_err("they collide");
    let EmitError::Collision { first, second } = &error else { panic!("{error}") };
    assert_eq!(
        (first.path.as_str(), first.target.as_str(), first.node.as_deref()),
        ("ignition/s4.ign", "ignition", Some("s4"))
    );
    assert_eq!(
        (second.path.as_str(), second.target.as_str(), second.node.as_deref()),
        ("Ignition/S4.ign", "matchbox", None)
    );
    let told: dlc_base::Diagnostic = error.diagnostic();
    assert_eq!(told.message, "`Ignition/S4.ign` in http of target `matchbox` has no place in the tree");
    assert_eq!(told.notes[0], "`ignition/s4.ign` in http of target `ignition` for node `s4` is in its way");
}

#[test]
fn same_case_insensitive_and_file_for_folder_collide_in_either_order() {
    for [a, b] in [["a/b", "a/b"], ["a/b", "a/B"], ["a/b", "A/c"], ["a", "a/b"], ["a/b", "a"], ["a/b/c", "A"]] {
        let error = add_all(&[file(a, &[]), file(b, &[])]).expect_err("they collide");
        assert_eq!(error.code(), "output-collision", "{a} {b}");
    }
}

#[test]
fn the_same_path_in_two_roots_is_two_files() {
    let http = file("boot.ipxe", &[b"x"]);
    add_all(&[http, Entry { root: Root::Tftp, ..http }]).expect("they stand beside each other");
}

#[test]
fn several_collisions_can_be_found_in_one_build() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut writer = Writer::begin(&Disk, &folder.path().join("build"), Options::default()).expect("a writer");
    let mut collided = Vec::new();
    for path in ["a", "b", "a", "c", "b/d", "c/e"] {
        if let Err(EmitError::Collision { first, second }) = writer.add(&file(path, &[])) {
            collided.push((first.path, second.path));
        }
    }
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(collided, [pair("a", "a"), pair("b", "b/d"), pair("c", "c/e")]);
}
