//! One build at a time.

use crate::faulty::{Fault, Faulty};
use crate::support::{build, first, fresh, look, names, second};
use dlc_emit::{Disk, EmitError, FileLayer as _, Options, Writer, bundle};
use std::fs;

#[test]
fn a_second_build_fails_at_once_and_disturbs_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let mut writer = Writer::begin(&Disk, &out, Options::default()).expect("a writer");
    writer.add(&first()[0]).expect("it is added");
    let before = look(folder.path());
    let error = build(&Disk, &out, &second()).expect_err("it is locked");
    assert!(matches!(error, EmitError::Busy { perhaps_stale: false, .. }), "{error}");
    assert!(!error.blames_an_artifact());
    assert_eq!(look(folder.path()), before);
    for entry in &first()[1..] {
        writer.add(entry).expect("it is added");
    }
    writer.finish(crate::support::facts()).expect("a tree");
    assert_eq!(look(&out), fresh(&first()));
    build(&Disk, &out, &second()).expect("the lock is free");
}

#[test]
fn builds_into_different_folders_do_not_wait_for_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = Writer::begin(&Disk, &folder.path().join("one"), Options::default()).expect("a writer");
    build(&Disk, &folder.path().join("other"), &first()).expect("a tree");
    drop(one);
    assert_eq!(names(folder.path()), ["other"]);
}

#[test]
fn a_lock_file_that_nobody_holds_is_in_nobodys_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    fs::write(folder.path().join(".build.dlc-lock"), "").expect("a file");
    build(&Disk, &out, &first()).expect("a tree");
    assert_eq!(names(folder.path()), ["build"]);
}

#[test]
fn where_no_locks_are_a_file_is_the_lock_and_its_error_names_it() {
    let mut fs = Faulty::new(Fault::None);
    fs.locks = false;
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let writer = Writer::begin(&fs, &out, Options::default()).expect("a writer");
    let error = build(&fs, &out, &first()).expect_err("it is locked");
    let told: dlc_base::Diagnostic = error.diagnostic();
    let hint = told.hint.expect("a hint");
    assert!(hint.starts_with("if no build is running, remove `") && hint.ends_with(".build.dlc-lock`"), "{hint}");
    drop(writer);
    build(&fs, &out, &first()).expect("the lock is free");
    assert_eq!(names(folder.path()), ["build"]);
}

#[test]
fn many_builds_at_once_end_in_one_whole_tree() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    build(&Disk, &out, &first()).expect("a tree");
    let built: usize = std::thread::scope(|scope| {
        let builders: Vec<_> = (0..8)
            .map(|i| {
                let out = &out;
                scope.spawn(move || {
                    let tries =
                        (0..50).map(|_| match build(&Disk, out, &if i % 2 == 0 { first() } else { second() }) {
                            Ok(_) => 1,
                            Err(error) => {
                                assert_eq!(error.code(), "output-busy", "{error}");
                                0
                            }
                        });
                    tries.sum::<usize>()
                })
            })
            .collect();
        builders.into_iter().map(|builder| builder.join().expect("no panic")).sum()
    });
    assert!(built > 0);
    let seen = look(&out);
    assert!(seen == fresh(&first()) || seen == fresh(&second()));
    assert_eq!(names(folder.path()), ["build"]);
}

#[test]
fn a_writer_can_be_given_to_the_thread_that_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let mut writer = Writer::begin(&Disk, &out, Options::default()).expect("a writer");
    std::thread::scope(|scope| {
        scope.spawn(|| writer.add(&first()[0]).expect("it is added"));
    });
    writer.finish(crate::support::facts()).expect("a tree");
}

#[test]
fn two_archives_of_one_name_are_not_written_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, archive) = (folder.path().join("build"), folder.path().join("lab.tar.zst"));
    build(&Disk, &out, &first()).expect("a tree");
    let held = Disk.lock(&folder.path().join(".lab.tar.zst.dlc-lock")).expect("a lock");
    let error = bundle(&Disk, &out, &archive).expect_err("it is locked");
    assert!(matches!(error, EmitError::Busy { perhaps_stale: false, .. }), "{error}");
    drop(held);
    bundle(&Disk, &out, &archive).expect("an archive");
    assert_eq!(names(folder.path()), ["build", "lab.tar.zst"]);
}

#[test]
fn a_reader_sees_one_whole_tree_however_often_it_is_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    build(&Disk, &out, &first()).expect("a tree");
    let is_over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..60 {
                build(&Disk, &out, &if round % 2 == 0 { second() } else { first() }).expect("nobody else builds");
            }
            is_over.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        // An open folder is one generation, whatever has its name by now: what it lists is all of it.
        while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
            let manifest = fs::read(out.join("manifest.json")).expect("there always is one");
            assert!(manifest.ends_with(b"}\n"), "it is whole");
        }
    });
}
