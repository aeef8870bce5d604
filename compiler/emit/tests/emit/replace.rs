//! How a new tree takes the place of what is there.

use crate::faulty::{Fault, Faulty};
use crate::support::{build, build_from, facts, file, first, fresh, inode, look, names, operator, second};
use dlc_emit::{Disk, Entry, FileLayer, MANIFEST, Options, SUMS, Writer, verify};
use std::fs::{self, FileTimes, OpenOptions, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

/// A layer for each way to swap.
fn ways() -> [Faulty; 3] {
    let [mut exchange, mut link, mut aside] = [(); 3].map(|()| Faulty::new(Fault::None));
    exchange.exchange = true;
    link.exchange = false;
    (aside.exchange, aside.soft_links) = (false, false);
    [exchange, link, aside]
}

/// Gives a file a time of its own, so that a new file can be told from it.
fn set_old_time(path: &Path) {
    let file = OpenOptions::new().write(true).open(path).expect("a file");
    file.set_times(FileTimes::new().set_modified(UNIX_EPOCH + Duration::from_secs(1000))).expect("a time");
}

#[test]
fn a_second_build_gives_what_a_fresh_one_gives_and_leaves_nothing_beside_it() {
    for fs in ways() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("build");
        build(&fs, &out, &first()).expect("a tree");
        build(&fs, &out, &second()).expect("a tree");
        assert_eq!(look(&out), fresh(&second()), "{fs:?}");
        build(&fs, &out, &first()).expect("a tree");
        assert_eq!(look(&out), fresh(&first()), "{fs:?}");
        let is_link = fs::symlink_metadata(&out).expect("it is there").is_symlink();
        assert_eq!(is_link, !fs.exchange && fs.soft_links);
        assert_eq!(names(folder.path()).len(), if is_link { 2 } else { 1 }, "{:?}", names(folder.path()));
    }
}

#[test]
fn unchanged_files_keep_inode_and_time_and_changed_ones_do_not() {
    for fs in ways() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("build");
        build(&fs, &out, &first()).expect("a tree");
        let [kept, changed] = ["s5", "s4"].map(|node| out.join(format!("public/http/ignition/{node}.ign")));
        set_old_time(&kept);
        set_old_time(&changed);
        let before = [&kept, &changed].map(|path| inode(path));
        let summary = build(&fs, &out, &second()).expect("a tree");
        assert_eq!((summary.kept, summary.artifacts, summary.unchanged), (1, 6, false));
        let after = [&kept, &changed].map(|path| inode(path));
        assert_eq!(before[0], after[0]);
        assert_ne!(before[1], after[1]);
        assert_eq!(fs::metadata(&kept).expect("it is there").mtime(), 1000);
        assert_ne!(fs::metadata(&changed).expect("it is there").mtime(), 1000);
    }
}

#[test]
fn where_no_hard_links_are_unchanged_files_are_copied() {
    let mut fs = Faulty::new(Fault::None);
    fs.hard_links = false;
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    build(&fs, &out, &first()).expect("a tree");
    build(&fs, &out, &second()).expect("a tree");
    assert_eq!(look(&out), fresh(&second()));
}

#[test]
fn the_same_tree_again_leaves_the_old_one_untouched() {
    for fs in ways() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("build");
        let once = build(&fs, &out, &second()).expect("a tree");
        let before = (inode(&out), inode(&out.join(MANIFEST)), names(folder.path()));
        let again = build(&fs, &out, &second()).expect("a tree");
        assert!(!once.unchanged && again.unchanged);
        assert_eq!((again.build, again.manifest, again.kept), (once.build, once.manifest, once.artifacts));
        assert_eq!((inode(&out), inode(&out.join(MANIFEST)), names(folder.path())), before);
    }
}

#[test]
fn another_input_alone_is_a_new_manifest_and_every_artefact_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let once = build(&Disk, &out, &first()).expect("a tree");
    let mut facts = facts();
    facts.inputs[0].sha256 = dlc_emit::sha256(b"a comment more");
    let again = build_from(&Disk, &out, &first(), facts, Options::default()).expect("a tree");
    assert!(!again.unchanged && again.kept == again.artifacts && again.build != once.build);
}

#[test]
fn a_damaged_old_tree_is_mended_and_no_damage_is_linked() {
    type Damage = fn(&Path);
    let damages: [Damage; 9] = [
        // Same size, and the time put back: only reading tells.
        |out| {
            let path = out.join("public/http/ignition/s5.ign");
            set_old_time(&path);
            fs::write(&path, "{\"node\":\"s6\"}").expect("a file");
            set_old_time(&path);
        },
        |out| fs::write(out.join("public/http/ignition/s5.ign"), "").expect("a file"),
        |out| fs::remove_file(out.join("public/http/ignition/s5.ign")).expect("a file"),
        |out| set_mode(&out.join("public/http/ignition/s5.ign"), 0o666),
        |out| set_mode(&out.join("operator"), 0o755),
        |out| fs::write(out.join("public/http/planted"), "x").expect("a file"),
        |out| fs::create_dir(out.join("public/planted")).expect("a folder"),
        |out| fs::remove_file(out.join(SUMS)).expect("a file"),
        |out| fs::remove_dir_all(out.join("public")).expect("a folder"),
    ];
    for (i, damage) in damages.iter().enumerate() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("build");
        build(&Disk, &out, &first()).expect("a tree");
        damage(&out);
        assert_ne!(look(&out), fresh(&first()), "damage {i}");
        let summary = build(&Disk, &out, &first()).expect("a tree");
        assert!(!summary.unchanged, "damage {i}");
        assert_eq!(look(&out), fresh(&first()), "damage {i}");
    }
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("a mode");
}

#[test]
fn an_empty_folder_is_taken() {
    for fs in ways() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("build");
        fs::create_dir(&out).expect("a folder");
        build(&fs, &out, &first()).expect("a tree");
        assert_eq!(look(&out), fresh(&first()), "{fs:?}");
    }
}

#[test]
fn a_tree_can_move_between_systems_that_swap_in_different_ways() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    for fs in ways().iter().chain(&ways()).chain(ways().iter().rev()) {
        let is_link = fs::symlink_metadata(&out).is_ok_and(|metadata| metadata.is_symlink());
        // A link stays a link where links can be made: renaming one is a swap everywhere.
        let fs: &dyn FileLayer = if is_link && !fs.soft_links { &Disk } else { fs };
        for entries in [first(), second()] {
            build(fs, &out, &entries).expect("a tree");
            assert_eq!(look(&out), fresh(&entries));
        }
    }
}

#[test]
fn a_link_of_ours_whose_tree_is_gone_is_filled_again() {
    let [_, fs, _] = ways();
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    build(&fs, &out, &first()).expect("a tree");
    let generation = folder.path().join(fs::read_link(&out).expect("a link"));
    fs::remove_dir_all(generation).expect("a folder");
    build(&fs, &out, &first()).expect("a tree");
    assert_eq!(look(&out), fresh(&first()));
}

#[test]
fn a_writer_that_is_dropped_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    build(&Disk, &out, &first()).expect("a tree");
    let before = look(folder.path());
    let mut writer = Writer::begin(&Disk, &out, Options::default()).expect("a writer");
    for entry in second() {
        writer.add(&entry).expect("it is added");
    }
    drop(writer);
    assert_eq!(look(folder.path()), before);
}

#[test]
fn contents_of_any_size_and_in_any_pieces_are_compared_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let long: Vec<u8> = (0..200_000u32).flat_map(u32::to_le_bytes).collect();
    let pieces: Vec<&[u8]> = long.chunks(70_001).collect();
    build(&Disk, &out, &[file("big", &[&long]), operator("none", &[])]).expect("a tree");
    assert_eq!(fs::read(out.join("public/http/big")).expect("bytes"), long);
    let again = build(&Disk, &out, &[file("big", &pieces), operator("none", &[b"", b""])]).expect("a tree");
    assert!(again.unchanged);

    let mut other = long.clone();
    *other.last_mut().expect("a byte") ^= 1;
    let again = build(&Disk, &out, &[file("big", &[&other[..9], &other[9..]]), operator("none", &[])]).expect("a tree");
    assert_eq!(again.kept, 1);
    assert_eq!(fs::read(out.join("public/http/big")).expect("bytes"), other);
    assert_eq!(verify(&Disk, &out).expect("a tree").damages, []);
}

#[test]
fn only_another_mode_is_a_new_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    build(&Disk, &out, &[file("a", &[b"x"])]).expect("a tree");
    let before = inode(&out.join("public/http/a"));
    let again = build(&Disk, &out, &[Entry { mode: 0o755, ..file("a", &[b"x"]) }]).expect("a tree");
    assert_eq!((again.kept, again.unchanged), (0, false));
    assert_ne!(inode(&out.join("public/http/a")), before);
}
