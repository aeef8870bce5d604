//! What somebody else put in the way: links, pipes, and folders that are not ours.

use crate::faulty::{Fault, Faulty};
use crate::support::{build, first, fresh, look, names, second};
use dlc_emit::{Disk, MANIFEST, bundle};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

#[test]
fn links_planted_in_the_old_tree_are_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let elsewhere = folder.path().join("elsewhere");
    build(&Disk, &out, &first()).expect("a tree");
    // A copy of what the build would write, so that following the links would find everything as it should be.
    fs::rename(out.join("public/http/ignition"), &elsewhere).expect("a folder");
    symlink(&elsewhere, out.join("public/http/ignition")).expect("a link");
    fs::rename(out.join("operator/README.md"), elsewhere.join("README.md")).expect("a file");
    symlink(elsewhere.join("README.md"), out.join("operator/README.md")).expect("a link");
    symlink(folder.path(), out.join("public/tftp/up")).expect("a link");
    let outside = look(&elsewhere);

    let summary = build(&Disk, &out, &first()).expect("a tree");
    assert_eq!((summary.kept, summary.unchanged), (1, false));
    assert_eq!(look(&out), fresh(&first()));
    assert_eq!(look(&elsewhere), outside, "what the links point to is as it was");
    build(&Disk, &out, &second()).expect("a tree");
    assert_eq!(look(&elsewhere), outside);
}

#[test]
fn links_planted_beside_the_tree_are_removed_and_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("a folder");
    fs::write(elsewhere.join("precious"), "x").expect("a file");
    for what in ["1", "2", "old", "link"] {
        symlink(&elsewhere, folder.path().join(format!(".build.dlc-{what}"))).expect("a link");
    }
    build(&Disk, &out, &first()).expect("a tree");
    assert_eq!(names(folder.path()), ["build", "elsewhere"]);
    assert_eq!(names(&elsewhere), ["precious"]);

    symlink(elsewhere.join("new"), folder.path().join(".build.dlc-lock")).expect("a link");
    assert_eq!(build(&Disk, &out, &second()).expect_err("the lock is no file").code(), "output-io");
    assert_eq!(names(&elsewhere), ["precious"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_in_a_files_place_keeps_nobody_waiting() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    build(&Disk, &out, &first()).expect("a tree");
    let path = out.join("operator/README.md");
    fs::remove_file(&path).expect("a file");
    mknodat(CWD, &path, FileType::Fifo, Mode::from_raw_mode(0o644), 0).expect("a pipe");
    build(&Disk, &out, &first()).expect("a tree");
    assert_eq!(look(&out), fresh(&first()));
}

#[test]
fn what_is_not_ours_is_never_replaced() {
    type Make = fn(&Path);
    let makes: [Make; 8] = [
        |out| {
            build(&Disk, &out.with_file_name("elsewhere"), &first()).expect("a tree");
            symlink("elsewhere", out.with_file_name(".build.dlc-1")).expect("a link");
            symlink(".build.dlc-1", out).expect("a link");
        },
        |out| fs::write(out, "a file").expect("a file"),
        |out| {
            fs::create_dir(out).expect("a folder");
            fs::write(out.join("thesis.tex"), "years of work").expect("a file");
        },
        |out| {
            fs::create_dir(out).expect("a folder");
            fs::write(out.join(MANIFEST), "{\"name\": \"an app\"}").expect("a file");
        },
        |out| {
            fs::create_dir(out).expect("a folder");
            symlink("/dev/null", out.join(MANIFEST)).expect("a link");
        },
        |out| {
            fs::create_dir_all(out.join(MANIFEST)).expect("a folder");
        },
        |out| symlink("elsewhere", out).expect("a link"),
        |out| {
            let elsewhere = out.with_file_name("elsewhere");
            build(&Disk, &elsewhere, &first()).expect("a tree");
            symlink(elsewhere, out).expect("a link");
        },
    ];
    for (i, make) in makes.iter().enumerate() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("build");
        make(&out);
        let before = look(folder.path());
        let error = build(&Disk, &out, &second()).expect_err("it is refused");
        assert_eq!(error.code(), "output-not-ours", "case {i}: {error}");
        assert!(!error.blames_an_artifact());
        assert_eq!(look(folder.path()), before, "case {i}");
    }
}

#[test]
fn a_link_to_a_tree_is_refused_also_with_a_slash_at_the_end() {
    let folder = tempfile::tempdir().expect("a folder");
    build(&Disk, &folder.path().join("real"), &first()).expect("a tree");
    symlink("real", folder.path().join("build")).expect("a link");
    let before = look(folder.path());
    let error = build(&Disk, &folder.path().join("build/"), &second()).expect_err("it is refused");
    assert_eq!(error.code(), "output-not-ours");
    assert_eq!(look(folder.path()), before);
}

/// Every file and folder of a tree but its root, by path.
fn inside(out: &Path) -> Vec<String> {
    look(out).into_keys().filter(|path| !path.is_empty()).collect()
}

#[test]
fn a_link_at_any_level_of_the_old_tree_is_replaced_and_what_it_leads_to_is_left_alone() {
    let expected = fresh(&second());
    let folder = tempfile::tempdir().expect("a folder");
    build(&Disk, &folder.path().join("build"), &first()).expect("a tree");
    let paths = inside(&folder.path().join("build"));
    assert!(paths.len() > 10, "{paths:?}");
    for path in paths {
        let folder = tempfile::tempdir().expect("a folder");
        let (out, elsewhere) = (folder.path().join("build"), folder.path().join("elsewhere"));
        build(&Disk, &out, &first()).expect("a tree");
        fs::rename(out.join(&path), &elsewhere).expect("it is moved");
        symlink(&elsewhere, out.join(&path)).expect("a link");
        let outside = if elsewhere.is_dir() { look(&elsewhere) } else { Default::default() };
        let bytes = fs::read(&elsewhere).ok();
        match build(&Disk, &out, &second()) {
            Ok(_) => assert_eq!(look(&out), expected, "{path}"),
            // Without its manifest nobody knows whose the folder is.
            Err(error) => assert_eq!((error.code(), path.as_str()), ("output-not-ours", MANIFEST), "{error}"),
        }
        assert_eq!(bytes, fs::read(&elsewhere).ok(), "{path}");
        if elsewhere.is_dir() {
            assert_eq!(look(&elsewhere), outside, "{path}");
        }
    }
}

#[test]
fn a_file_with_a_second_name_is_written_anew_so_that_the_other_name_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, outside) = (folder.path().join("build"), folder.path().join("outside"));
    build(&Disk, &out, &first()).expect("a tree");
    fs::hard_link(out.join("operator/README.md"), &outside).expect("a second name");
    let summary = build(&Disk, &out, &first()).expect("a tree");
    assert_eq!((summary.kept, summary.unchanged), (3, false));
    fs::write(&outside, "changed later").expect("a file");
    assert_eq!(look(&out), fresh(&first()));
    assert!(build(&Disk, &out, &first()).expect("a tree").unchanged);
}

#[test]
fn files_of_somebody_else_are_written_anew() {
    let mut of_others = Faulty::new(Fault::None);
    of_others.owner_of_files = Some(12_345);
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    build(&Disk, &out, &first()).expect("a tree");
    let summary = build(&of_others, &out, &first()).expect("a tree");
    assert_eq!((summary.kept, summary.unchanged), (0, false));
    assert_eq!(look(&out), fresh(&first()));
}

#[test]
fn an_archive_never_lies_in_the_tree_that_it_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    build(&Disk, &out, &first()).expect("a tree");
    symlink(out.join("public"), folder.path().join("link")).expect("a link");
    for inside in ["build/lab.tar.zst", "build/public/http/lab.tar.zst", "link/lab.tar.zst", "build/../build/x"] {
        let error = bundle(&Disk, &out, &folder.path().join(inside)).expect_err("it is refused");
        assert_eq!(error.code(), "output-inside-tree", "{inside}: {error}");
    }
    assert_eq!(look(&out), fresh(&first()));
    bundle(&Disk, &out, &folder.path().join("build.tar.zst")).expect("beside it there is room");
}

#[test]
fn an_archive_takes_the_place_of_a_link_and_never_of_what_it_leads_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, archive) = (folder.path().join("build"), folder.path().join("lab.tar.zst"));
    build(&Disk, &out, &first()).expect("a tree");
    fs::write(folder.path().join("precious"), "x").expect("a file");
    for planted in ["lab.tar.zst", ".lab.tar.zst.dlc-1"] {
        symlink("precious", folder.path().join(planted)).expect("a link");
        bundle(&Disk, &out, &archive).expect("an archive");
        assert!(archive.symlink_metadata().expect("it is there").is_file());
        assert_eq!(fs::read_to_string(folder.path().join("precious")).expect("a file"), "x");
        fs::remove_file(&archive).expect("a file");
    }
    fs::create_dir(&archive).expect("a folder");
    assert_eq!(bundle(&Disk, &out, &archive).expect_err("a folder is in the way").code(), "output-io");
    assert_eq!(names(folder.path()), ["build", "lab.tar.zst", "precious"]);
}
