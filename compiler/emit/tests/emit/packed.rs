//! A tree is read again, from its folder or from its archive.

use crate::support::{build, first};
use dlc_emit::{BuiltTree, Disk, bundle};
use std::collections::BTreeSet;
use std::fs;

fn s4() -> BTreeSet<String> {
    BTreeSet::from(["public/http/ignition/s4.ign".to_owned()])
}

#[test]
fn a_folder_and_its_archive_hold_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let (tree, archive) = (folder.path().join("build"), folder.path().join("lab.tar.zst"));
    build(&Disk, &tree, &first()).expect("a tree");
    bundle(&Disk, &tree, &archive).expect("an archive");
    let (tree, archive) =
        (BuiltTree::open(&Disk, &tree).expect("a tree"), BuiltTree::open(&Disk, &archive).expect("one"));
    assert_eq!(tree.manifest, archive.manifest);
    assert_eq!(tree.read(&s4()).expect("a file"), archive.read(&s4()).expect("a file"));
    assert_eq!(tree.read(&s4()).expect("a file").values().next().map(Vec::as_slice), Some(&b"{\"node\":\"s4\"}"[..]));
}

#[test]
fn what_is_no_tree_is_told_and_so_is_a_file_that_is_not_what_its_manifest_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let (tree, text) = (folder.path().join("build"), folder.path().join("text"));
    build(&Disk, &tree, &first()).expect("a tree");
    fs::write(&text, "no archive").expect("a file");
    assert_eq!(BuiltTree::open(&Disk, &text).err().map(|error| error.code()), Some("not-a-build"));
    assert_eq!(BuiltTree::open(&Disk, folder.path()).err().map(|error| error.code()), Some("not-a-build"));
    assert_eq!(BuiltTree::open(&Disk, &folder.path().join("none")).err().map(|error| error.code()), Some("output-io"));
    fs::write(tree.join("public/http/ignition/s4.ign"), "{}").expect("a file");
    let opened = BuiltTree::open(&Disk, &tree).expect("a tree");
    assert_eq!(opened.read(&s4()).expect_err("it differs").code(), "output-damaged");
}

#[test]
fn an_archive_that_is_cut_anywhere_is_an_error_and_no_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    let (tree, archive) = (folder.path().join("build"), folder.path().join("lab.tar.zst"));
    build(&Disk, &tree, &first()).expect("a tree");
    bundle(&Disk, &tree, &archive).expect("an archive");
    let bytes = fs::read(&archive).expect("bytes");
    for end in (0..bytes.len()).step_by(7) {
        fs::write(&archive, &bytes[..end]).expect("a file");
        let read = BuiltTree::open(&Disk, &archive).and_then(|tree| tree.read(&s4()));
        assert!(read.is_err() || end > bytes.len() / 2, "{end}");
    }
}
