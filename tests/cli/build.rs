//! `dlc build`.

use crate::{LAB, dlc_in, lab_folder, program, ran, tree};

#[test]
fn the_tree_lies_beside_the_lab_and_standard_output_is_empty() {
    let folder = lab_folder(LAB);
    let built = dlc_in(folder.path(), &["build", "lab.dl"]);
    assert_eq!((built.status, built.out.as_str()), (0, ""), "{}", built.err);
    assert!(built.err.starts_with("built `build`: ") && built.err.contains("2 machines"), "{}", built.err);
    let names: Vec<String> = tree(&folder.path().join("build")).into_iter().map(|(name, _)| name).collect();
    for name in [
        "manifest.json",
        "SHA256SUMS",
        "operator/README.md",
        "public/http/ignition/n1.ign",
        "public/http/ignition/n2.ign",
    ] {
        assert!(names.iter().any(|found| found == name), "{name} in {names:?}");
    }
    assert!(names.iter().any(|name| name.ends_with(".ipxe")), "{names:?}");
}

#[test]
fn a_second_build_leaves_the_tree_alone() {
    let folder = lab_folder(LAB);
    assert_eq!(dlc_in(folder.path(), &["build"]).status, 0);
    let first = tree(&folder.path().join("build"));
    let again = dlc_in(folder.path(), &["build", "-j", "3"]);
    assert!(again.err.starts_with("`build` is as it was: "), "{}", again.err);
    assert_eq!(tree(&folder.path().join("build")), first);
}

#[test]
fn a_build_that_fails_leaves_the_old_tree_whole() {
    let folder = lab_folder(LAB);
    assert_eq!(dlc_in(folder.path(), &["build"]).status, 0);
    let first = tree(&folder.path().join("build"));
    std::fs::write(folder.path().join("lab.dl"), LAB.replace("server = shelf", "server = shlef")).unwrap();
    let failed = dlc_in(folder.path(), &["build"]);
    assert_eq!((failed.status, failed.out.as_str()), (1, ""));
    assert_eq!(tree(&folder.path().join("build")), first);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside it");
}

#[test]
fn neither_folder_nor_threads_nor_time_zone_change_a_byte() {
    let build = |jobs: &str, zone: &str| {
        let folder = lab_folder(LAB);
        let mut command = program(folder.path(), ["build", "-j", jobs, "--bundle", "b.tar.zst"]);
        assert_eq!(ran(command.env("TZ", zone).output().unwrap()).status, 0);
        (tree(&folder.path().join("build")), std::fs::read(folder.path().join("b.tar.zst")).unwrap())
    };
    assert!(build("1", "UTC") == build("4", "Asia/Kathmandu"));
}

#[test]
fn a_comment_and_a_moved_block_change_the_manifest_alone() {
    let build = |text: &str| {
        let folder = lab_folder(text);
        assert_eq!(dlc_in(folder.path(), &["build"]).status, 0);
        let mut tree = tree(&folder.path().join("build"));
        tree.retain(|(name, _)| name.starts_with("public"));
        tree
    };
    let host = "  host shelf { ip = 10.0.0.2 }\n";
    let moved = LAB.replace(host, "").replace("lab attic {\n", &format!("lab attic {{\n{host}  // moved up\n"));
    assert!(build(LAB) == build(&moved));
}

#[test]
fn the_model_is_data_and_is_written_nowhere() {
    let folder = lab_folder(LAB);
    let printed = dlc_in(folder.path(), &["build", "--emit", "model"]);
    assert_eq!((printed.status, printed.err.as_str()), (0, ""));
    let model: serde_json::Value = serde_json::from_str(&printed.out).unwrap();
    assert_eq!(model["lab"]["domain"], "attic.example");
    assert_eq!(model["nodes"][1]["name"], "n2");
    assert!(!folder.path().join("build").exists());
}

#[test]
fn the_epoch_comes_from_the_argument_before_the_environment() {
    let folder = lab_folder(LAB);
    let epoch = |args: &[&str], variable: &str| -> serde_json::Value {
        let mut command = program(folder.path(), [&["build"], args].concat());
        let built = ran(command.env("SOURCE_DATE_EPOCH", variable).output().unwrap());
        assert_eq!(built.status, 0, "{}", built.err);
        let manifest = std::fs::read(folder.path().join("build/manifest.json")).unwrap();
        serde_json::from_slice::<serde_json::Value>(&manifest).unwrap()["epoch"].clone()
    };
    assert_eq!(epoch(&[], ""), 0);
    assert_eq!(epoch(&[], "1500000000"), 1_500_000_000);
    assert_eq!(epoch(&["--epoch", "7"], "1500000000"), 7);
}

#[test]
fn an_epoch_that_is_none_is_trouble() {
    let folder = lab_folder(LAB);
    for value in ["yesterday", "-1", "99999999999999"] {
        let built = ran(program(folder.path(), ["build"]).env("SOURCE_DATE_EPOCH", value).output().unwrap());
        assert_eq!(built.status, 2);
        assert!(built.err.contains("error[bad-epoch]"), "{}", built.err);
        assert!(!folder.path().join("build").exists());
    }
}

#[test]
fn a_cluster_is_checked_and_its_missing_target_is_told_once() {
    let cluster = "  kubernetes { version = 1.35.4 }\n  allow etcd-in-memory : \"a test\"\n  table node";
    let text = LAB.replace("  table node", cluster).replace("include\n", "roles                  include\n");
    let text = text.replace("8GiB    diskless\n    n2", "8GiB    [control_plane, etcd]  diskless\n    n2");
    let text = text.replace("8GiB    diskless\n  }", "8GiB    [worker]               diskless\n  }");
    let folder = lab_folder(&text);
    let built = dlc_in(folder.path(), &["build", "--format", "short"]);
    assert_eq!(built.status, 0, "{}", built.err);
    assert_eq!(built.err.matches("warning[target-not-yet]").count(), 1, "{}", built.err);
    assert_eq!(built.err.lines().count(), 1, "{}", built.err);
}

#[test]
fn an_output_folder_that_is_not_ours_is_never_replaced() {
    let folder = lab_folder(LAB);
    let mine = folder.path().join("mine");
    std::fs::create_dir(&mine).unwrap();
    std::fs::write(mine.join("thesis.tex"), "years of work").unwrap();
    let built = dlc_in(folder.path(), &["build", "-o", "mine"]);
    assert_eq!(built.status, 2);
    assert!(built.err.contains("error[output-not-ours]"), "{}", built.err);
    assert_eq!(std::fs::read(mine.join("thesis.tex")).unwrap(), b"years of work");
}

#[test]
fn two_builds_at_once_end_in_one_whole_tree_and_the_second_says_that_it_is_second() {
    let folder = lab_folder(LAB);
    assert_eq!(dlc_in(folder.path(), &["build", "-o", "expected"]).status, 0);
    let children: Vec<_> = (0..4)
        .map(|_| {
            let mut command = program(folder.path(), ["build"]);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    let ran: Vec<_> = children.into_iter().map(|child| ran(child.wait_with_output().unwrap())).collect();
    for one in &ran {
        assert!(one.status == 0 || one.status == 2 && one.err.contains("error[output-busy]"), "{}", one.err);
    }
    assert!(ran.iter().any(|one| one.status == 0));
    assert!(tree(&folder.path().join("build")) == tree(&folder.path().join("expected")));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "nothing is left beside it");
}

#[test]
fn an_archive_inside_the_tree_is_refused() {
    let folder = lab_folder(LAB);
    assert_eq!(dlc_in(folder.path(), &["build"]).status, 0);
    let refused = dlc_in(folder.path(), &["build", "--bundle", "build/lab.tar.zst"]);
    assert_eq!(refused.status, 2);
    assert!(refused.err.contains("error[output-inside-tree]"), "{}", refused.err);
    assert_eq!(dlc_in(folder.path(), &["verify", "build"]).status, 0);
}

#[cfg(unix)]
#[test]
fn what_is_in_the_place_of_the_tree_and_is_not_ours_stays() {
    let plant: [fn(&std::path::Path); 4] = [
        |out| std::fs::write(out, "mine").unwrap(),
        |out| std::os::unix::fs::symlink("elsewhere", out).unwrap(),
        |out| {
            std::fs::create_dir(out).unwrap();
            std::fs::write(out.join("thesis.tex"), "years").unwrap();
        },
        |out| drop(std::os::unix::net::UnixListener::bind(out).unwrap()),
    ];
    for plant in plant {
        let folder = lab_folder(LAB);
        plant(&folder.path().join("build"));
        let refused = dlc_in(folder.path(), &["build"]);
        assert_eq!(refused.status, 2, "{}", refused.err);
        assert!(refused.err.contains("error[output-not-ours]"), "{}", refused.err);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside it");
    }
}
