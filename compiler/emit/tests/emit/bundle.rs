//! The tree as one archive.

use crate::faulty::{Fault, Faulty};
use crate::support::{Seen, build, build_from, facts, file, first, look, operator, second};
use dlc_emit::{Disk, EmitError, MANIFEST, Options, bundle, sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// A member as an unpacker sees it.
#[derive(Debug, PartialEq, Eq)]
struct Member {
    seen: Seen,
    owner: (u64, u64, String, String),
    time: u64,
}

/// The members in the order of the archive.
fn members(archive: &Path) -> Vec<(String, Member)> {
    let bytes = zstd::decode_all(fs::File::open(archive).expect("a file")).expect("zstd");
    let mut archive = tar::Archive::new(bytes.as_slice());
    let entries = archive.entries().expect("entries").map(|entry| {
        let mut entry = entry.expect("an entry");
        let path = entry.path().expect("a path").to_str().expect("text").to_owned();
        let mut contents = Vec::new();
        entry.read_to_end(&mut contents).expect("contents");
        let header = entry.header();
        let text = |bytes: Option<&[u8]>| String::from_utf8_lossy(bytes.expect("a name")).into_owned();
        let mode = header.mode().expect("a mode");
        let seen = match header.entry_type() {
            tar::EntryType::Directory => Seen::Folder(mode),
            tar::EntryType::Regular => Seen::File(mode, contents),
            other => panic!("{other:?}"),
        };
        let owner = (
            header.uid().expect("a number"),
            header.gid().expect("a number"),
            text(header.username_bytes()),
            text(header.groupname_bytes()),
        );
        (path, Member { seen, owner, time: header.mtime().expect("a time") })
    });
    entries.collect()
}

#[test]
fn an_archive_holds_the_tree_sorted_with_one_owner_and_one_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let (tree, archive) = (folder.path().join("build"), folder.path().join("lab.tar.zst"));
    build(&Disk, &tree, &second()).expect("a tree");
    let digest = bundle(&Disk, &tree, &archive).expect("an archive");
    assert_eq!(digest, sha256(&fs::read(&archive).expect("bytes")));
    let members = members(&archive);
    assert!(members.is_sorted_by(|a, b| a.0 < b.0));
    for (path, member) in &members {
        assert_eq!(member.owner, (0, 0, "root".to_owned(), "root".to_owned()), "{path}");
        assert_eq!(member.time, facts().epoch, "{path}");
    }
    let mut unpacked: BTreeMap<String, Seen> =
        members.into_iter().map(|(path, member)| (path.trim_end_matches('/').to_owned(), member.seen)).collect();
    unpacked.insert(String::new(), Seen::Folder(0o755));
    assert_eq!(unpacked, look(&tree));
    assert_eq!(fs::metadata(&archive).expect("it is there").mode() & 0o7777, 0o600, "it holds a secret");
}

#[test]
fn the_same_tree_gives_the_same_bytes_elsewhere_and_behind_a_link() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut link = Faulty::new(Fault::None);
    link.exchange = false;
    let one = folder.path().join("one");
    let other = folder.path().join("deep/er/other");
    build(&Disk, &one, &first()).expect("a tree");
    let mut entries = first();
    entries.reverse();
    build(&link, &other, &entries).expect("a tree");
    let [a, b] = [folder.path().join("a"), folder.path().join("b")];
    assert_eq!(bundle(&Disk, &one, &a).expect("an archive"), bundle(&Disk, &other, &b).expect("an archive"));
    assert_eq!(fs::read(a).expect("bytes"), fs::read(b).expect("bytes"));
}

#[test]
fn another_epoch_is_another_time_of_every_member() {
    let folder = tempfile::tempdir().expect("a folder");
    let (tree, archive) = (folder.path().join("build"), folder.path().join("lab.tar.zst"));
    let facts = dlc_emit::Facts { epoch: 1, ..facts() };
    build_from(&Disk, &tree, &first(), facts, Options::default()).expect("a tree");
    bundle(&Disk, &tree, &archive).expect("an archive");
    assert!(members(&archive).iter().all(|(_, member)| member.time == 1));
}

#[test]
fn paths_of_any_length_and_script_come_back_as_they_were() {
    let folder = tempfile::tempdir().expect("a folder");
    let (tree, archive) = (folder.path().join("build"), folder.path().join("lab.tar.zst"));
    let name = "n".repeat(200);
    let deep = format!("{}/{name}", vec!["d".repeat(60); 12].join("/"));
    // Lengths around those at which the record's own length takes one digit more.
    let lengths: Vec<String> = (20..127).map(|n| format!("l/{}", "ä".repeat(n))).collect();
    let mut entries =
        vec![file(&name, &[b"1"]), file(&deep, &[b"2"]), file("zażółć/gęślą", &[b"3"]), operator("x", &[b"4"])];
    entries.extend(lengths.iter().map(|path| file(path, &[b"5"])));
    build(&Disk, &tree, &entries).expect("a tree");
    bundle(&Disk, &tree, &archive).expect("an archive");
    let paths: Vec<String> =
        members(&archive).into_iter().map(|(path, _)| path.trim_end_matches('/').to_owned()).collect();
    let mut expected: Vec<String> = look(&tree).into_keys().filter(|path| !path.is_empty()).collect();
    expected.sort();
    let mut sorted = paths;
    sorted.sort();
    assert_eq!(sorted, expected);
}

#[test]
fn a_damaged_tree_gives_no_archive() {
    let folder = tempfile::tempdir().expect("a folder");
    let (tree, archive) = (folder.path().join("build"), folder.path().join("lab.tar.zst"));
    build(&Disk, &tree, &first()).expect("a tree");
    let path = tree.join("public/http/ignition/s5.ign");
    for contents in ["{\"node\":\"s6\"}", "", "{\"node\":\"s5\"} and more"] {
        fs::write(&path, contents).expect("a file");
        let error = bundle(&Disk, &tree, &archive).expect_err("it is damaged");
        assert!(matches!(&error, EmitError::Damaged { damages, .. } if damages[0].path.ends_with("s5.ign")), "{error}");
    }
    fs::remove_file(&path).expect("a file");
    assert_eq!(bundle(&Disk, &tree, &archive).expect_err("a file is missing").code(), "output-io");
    fs::remove_file(tree.join(MANIFEST)).expect("a file");
    assert_eq!(bundle(&Disk, &tree, &archive).expect_err("the manifest is missing").code(), "output-io");
    assert_eq!(crate::support::names(folder.path()), ["build"]);
}
