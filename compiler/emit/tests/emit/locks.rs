//! One build at a time.

use crate::faulty::{Fault, Faulty};
use crate::support::{build, first, fresh, look, names, second};
use dlc_emit::{Disk, EmitError, Options, Writer};
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
