//! A tree is read again, from its folder or from its archive.

use crate::support::{build, first};
use dlc_emit::{BuiltTree, Damage, Disk, bundle, verify};
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

/// The members of an archive, to be written again with something changed.
type Members = Vec<(tar::Header, String, Vec<u8>)>;

/// What is found in the archive after `change`.
fn after(change: impl Fn(&mut Members)) -> Vec<(String, &'static str)> {
    let folder = tempfile::tempdir().expect("a folder");
    let (tree, archive) = (folder.path().join("build"), folder.path().join("lab.tar.zst"));
    build(&Disk, &tree, &first()).expect("a tree");
    bundle(&Disk, &tree, &archive).expect("an archive");
    let bytes = zstd::decode_all(&fs::read(&archive).expect("bytes")[..]).expect("zstd");
    let mut members: Members = Vec::new();
    for entry in tar::Archive::new(&bytes[..]).entries().expect("tar") {
        let mut entry = entry.expect("a member");
        let (header, path) = (entry.header().clone(), entry.path().expect("a path").display().to_string());
        let mut data = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut data).expect("data");
        members.push((header, path, data));
    }
    change(&mut members);
    let mut again = tar::Builder::new(Vec::new());
    for (mut header, path, data) in members {
        header.set_path(&path).expect("a short path");
        header.set_size(data.len() as u64);
        header.set_cksum();
        again.append(&header, &data[..]).expect("memory");
    }
    let again = zstd::encode_all(&again.into_inner().expect("memory")[..], 3).expect("memory");
    fs::write(&archive, again).expect("a file");
    let damages = verify(&Disk, &archive).expect("an archive of a tree").damages;
    damages.into_iter().map(|Damage { path, kind }| (path, kind.word())).collect()
}

fn s4_of(members: &mut Members) -> &mut (tar::Header, String, Vec<u8>) {
    members.iter_mut().find(|(_, path, _)| path == "public/http/ignition/s4.ign").expect("it is there")
}

#[test]
fn an_archive_is_verified_as_its_tree_is() {
    let told = |word| vec![("public/http/ignition/s4.ign".to_owned(), word)];
    assert_eq!(after(|_| ()), []);
    assert_eq!(after(|members| s4_of(members).2[3] ^= 1), told("changed"));
    assert_eq!(after(|members| s4_of(members).2.truncate(3)), told("truncated"));
    assert_eq!(after(|members| s4_of(members).0.set_mode(0o600)), told("wrong-mode"));
    assert_eq!(after(|members| s4_of(members).0.set_uid(1000)), told("wrong-stamp"));
    assert_eq!(after(|members| s4_of(members).0.set_mtime(1)), told("wrong-stamp"));
    assert_eq!(after(|members| members.retain(|(_, path, _)| path != "public/http/ignition/s4.ign")), told("missing"));
    let linked = after(|members| {
        let (header, _, data) = s4_of(members);
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_link_name("s5.ign").expect("a short path");
        data.clear();
    });
    assert_eq!(linked, told("wrong-kind"));
    let renamed = after(|members| s4_of(members).1 = "public/http/ignition/s4.igm".to_owned());
    let expected = [("public/http/ignition/s4.igm", "extra"), ("public/http/ignition/s4.ign", "missing")];
    assert_eq!(renamed, expected.map(|(path, word)| (path.to_owned(), word)));
    let twice = after(|members| {
        let again = s4_of(members).clone();
        members.push(again);
    });
    assert_eq!(twice, told("extra"));
    let swapped = after(|members| {
        let last = members.len() - 1;
        members.swap(last - 1, last);
    });
    assert_eq!(swapped.iter().map(|(_, word)| *word).collect::<Vec<_>>(), ["extra"]);
}

#[test]
fn an_archive_that_is_cut_is_damaged_or_no_archive() {
    let folder = tempfile::tempdir().expect("a folder");
    let (tree, archive) = (folder.path().join("build"), folder.path().join("lab.tar.zst"));
    build(&Disk, &tree, &first()).expect("a tree");
    bundle(&Disk, &tree, &archive).expect("an archive");
    let bytes = fs::read(&archive).expect("bytes");
    for end in 0..bytes.len() {
        fs::write(&archive, &bytes[..end]).expect("a file");
        let found = verify(&Disk, &archive);
        assert!(found.is_err() || found.is_ok_and(|found| !found.damages.is_empty()), "{end}");
    }
}
