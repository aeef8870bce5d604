//! `dlc why`.

use crate::{LAB, Ran, dlc_in, lab_folder};
use std::path::Path;

/// A folder with a lab and its tree.
fn built() -> tempfile::TempDir {
    let folder = lab_folder(LAB);
    let ran = dlc_in(folder.path(), &["build"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    folder
}

fn why(folder: &Path, place: &str) -> Ran {
    dlc_in(folder, &["why", place])
}

/// Where the file of this path stands in the config of `n1`.
fn file(folder: &Path, path: &str) -> String {
    let text = std::fs::read_to_string(folder.join("build/public/http/ignition/n1.ign")).unwrap();
    let config: serde_json::Value = serde_json::from_str(&text).unwrap();
    let files = config["storage"]["files"].as_array().unwrap();
    let number = files.iter().position(|file| file["path"] == path).unwrap();
    format!("build/public/http/ignition/n1.ign#/storage/files/{number}")
}

#[test]
fn a_pointer_leads_to_the_line_of_the_lab_the_profile_and_the_include() {
    let folder = built();
    let place = format!("{}/contents/source", file(folder.path(), "/etc/motd"));
    let ran = why(folder.path(), &place);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    for part in [
        "target `ignition`",
        "for node `n1`",
        "note: `files.\"/etc/motd\".contents` of node `n1` is written here",
        "lab.dl:13:35",
        "file \"/etc/motd\" { contents = \"this is \\(node.name)\\n\" }",
        "in profile `diskless`",
        "included here, in the row of `n1`",
    ] {
        assert!(ran.out.contains(part), "no `{part}` in {}", ran.out);
    }
}

#[test]
fn a_default_leads_into_the_library_with_what_it_means() {
    let folder = built();
    let ran = why(folder.path(), &format!("{}/mode", file(folder.path(), "/etc/motd")));
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("is a default of the library") && ran.out.contains("std:file.dl:"), "{}", ran.out);
    assert!(ran.out.contains("= Its permission bits."), "{}", ran.out);
}

#[test]
fn a_byte_of_a_data_url_and_a_line_inside_of_it_lead_to_the_same_hole() {
    let folder = built();
    let text = std::fs::read_to_string(folder.path().join("build/public/http/ignition/n1.ign")).unwrap();
    let byte = text.find("this%20is%20n1").unwrap() + "this%20is%20".len();
    let by_byte = why(folder.path(), &format!("build/public/http/ignition/n1.ign@{byte}"));
    let inside = format!("{}/contents/source!:1:9", file(folder.path(), "/etc/motd"));
    let by_line = why(folder.path(), &inside);
    for ran in [by_byte, by_line] {
        assert_eq!(ran.status, 0, "{}", ran.err);
        assert!(
            ran.out.contains("this hole of `files.\"/etc/motd\".contents` of node `n1` put them there"),
            "{}",
            ran.out
        );
        assert!(ran.out.contains("`name` of node `n1`") && ran.out.contains("lab.dl:18:5"), "{}", ran.out);
    }
}

#[test]
fn a_line_of_a_script_leads_to_what_it_says() {
    let folder = built();
    let script = "build/public/http/ipxe/mac-02-00-00-00-00-04.ipxe";
    let text = std::fs::read_to_string(folder.path().join(script)).unwrap();
    let line = text.lines().position(|line| line.starts_with("kernel ")).unwrap() + 1;
    let ran = why(folder.path(), &format!("{script}:{line}"));
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("command_line") && ran.out.contains("image.kernel"), "{}", ran.out);
    let column = text.lines().nth(line - 1).unwrap().find("dlc.id=").unwrap() + 3;
    let ran = why(folder.path(), &format!("{script}:{line}:{column}"));
    assert!(ran.out.contains("the machine's short id"), "{}", ran.out);
}

#[test]
fn programs_get_json_and_logs_a_line_each() {
    let folder = built();
    let place = format!("{}/contents", file(folder.path(), "/etc/motd"));
    let ran = dlc_in(folder.path(), &["why", "--format", "json", &place]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["file"], "public/http/ignition/n1.ign");
    assert_eq!((&answer["target"], &answer["node"]), (&"ignition".into(), &"n1".into()));
    let reason = &answer["reasons"][0];
    assert_eq!((&reason["kind"], &reason["path"], &reason["line"]), (&"written".into(), &"lab.dl".into(), &13.into()));
    assert_eq!(reason["input"], "nodes/n1/files/~1etc~1motd/contents");
    let ran = dlc_in(folder.path(), &["why", "--format", "short", &place]);
    assert!(ran.out.starts_with("lab.dl:13:35: written: "), "{}", ran.out);
}

#[test]
fn what_is_no_place_is_trouble_and_the_nearest_are_named() {
    let folder = built();
    let ign = "build/public/http/ignition/n1.ign";
    for (place, code, hint) in [
        (format!("{ign}#/storage/filse"), "unknown-place", "`#/storage/files`"),
        (format!("{ign}:100000"), "unknown-place", "there is no line 100000"),
        (format!("{ign}@100000"), "unknown-place", "there is no byte 100000"),
        (format!("{ign}!etc/hosts"), "unknown-place", "no tar archive"),
        (format!("{ign}:x"), "bad-place", "`:LINE`"),
        ("build/public/http/ignition/n3.ign#/a".to_owned(), "not-in-tree", "ignition/n1.ign"),
        ("lab.dl:1".to_owned(), "not-a-build", "dlc why build/"),
    ] {
        let ran = why(folder.path(), &place);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{place}: {}", ran.err);
        assert!(ran.err.contains(code) && ran.err.contains(hint), "{place}: {}", ran.err);
    }
}

#[test]
fn the_lab_is_found_above_the_tree_or_named() {
    let folder = built();
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::rename(folder.path().join("build"), elsewhere.path().join("moved")).unwrap();
    let tree = elsewhere.path().join("moved/manifest.json");
    let place = format!("{}#/lab", tree.display());
    let ran = dlc_in(elsewhere.path(), &["why", &place]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("error[no-lab]") && ran.err.contains("--lab"), "{}", ran.err);
    let lab = folder.path().join("lab.dl").display().to_string();
    let ran = dlc_in(elsewhere.path(), &["why", "--lab", &lab, &place]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("this lab was built"), "{}", ran.out);
    let ran = dlc_in(folder.path(), &["why", &place]);
    assert_eq!(ran.status, 0, "the lab lies in the current folder: {}", ran.err);
}

#[test]
fn a_tree_that_is_older_is_told_and_answered_all_the_same() {
    let folder = built();
    let place = file(folder.path(), "/etc/motd");
    std::fs::write(folder.path().join("lab.dl"), LAB.replace("this is", "that was")).unwrap();
    let ran = why(folder.path(), &place);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.err.contains("warning[tree-is-older]") && ran.err.contains("changed since: `lab.dl`"), "{}", ran.err);
    assert!(ran.out.contains("lab.dl:13:"), "{}", ran.out);
    std::fs::write(folder.path().join("lab.dl"), LAB.replace("lan {", "lna {")).unwrap();
    assert_eq!(why(folder.path(), "build/manifest.json#/epoch").status, 0, "the name of a network is free");
    std::fs::write(folder.path().join("lab.dl"), LAB.replace("include = ", "").replace("os = ", "so = ")).unwrap();
    let ran = why(folder.path(), &place);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""), "the lab has errors: {}", ran.err);
}

#[test]
fn a_bundle_is_asked_like_the_tree_that_it_holds() {
    let folder = lab_folder(LAB);
    let ran = dlc_in(folder.path(), &["build", "--bundle", "attic.tar.zst"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    std::fs::remove_dir_all(folder.path().join("build")).unwrap();
    let ran = why(folder.path(), "attic.tar.zst!public/http/ignition/n1.ign#/ignition/version");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("lab.dl:11:45") && ran.out.contains("3.3.0"), "{}", ran.out);
    let ran = why(folder.path(), "attic.tar.zst!manifest.json#/lab");
    assert_eq!(ran.status, 0, "{}", ran.err);
    let ran = why(folder.path(), "attic.tar.zst!public/http/ignition/n1.ing:3");
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("not-in-tree") && ran.err.contains("n1.ign"), "{}", ran.err);
}

#[test]
fn a_folder_is_answered_with_files_in_it() {
    let folder = built();
    for place in ["build", "build/public/http"] {
        let ran = why(folder.path(), place);
        assert_eq!(ran.status, 2, "{}", ran.out);
        assert!(ran.err.contains("is a folder") && ran.err.contains("there is `"), "{}", ran.err);
    }
}

#[test]
fn a_place_behind_a_change_by_hand_is_found_all_the_same() {
    let folder = built();
    let file = folder.path().join("build/public/http/ignition/n1.ign");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    std::fs::write(&file, text.replace("\"version\": \"3.3.0\"", "\"version\": \"3.3.0\",\n\n\"more\": \"of it\""))
        .unwrap();
    let line = std::fs::read_to_string(&file).unwrap().lines().position(|line| line.contains("/etc/motd")).unwrap() + 1;
    let ran = why(folder.path(), &format!("build/public/http/ignition/n1.ign:{line}"));
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.err.contains("warning[changed-by-hand]"), "{}", ran.err);
    assert!(ran.out.contains("`files.\"/etc/motd\".path` of node `n1`"), "{}", ran.out);
}
