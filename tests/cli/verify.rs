//! `dlc verify`.

use crate::{LAB, dlc_in, lab_folder};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::Path;

/// The digest of bytes, as it is written everywhere.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn built(lab: &str) -> tempfile::TempDir {
    let folder = lab_folder(lab);
    let built = dlc_in(folder.path(), &["build"]);
    assert_eq!(built.status, 0, "{}", built.err);
    folder
}

fn json(folder: &Path, args: &[&str]) -> (i32, Value) {
    let ran = dlc_in(folder, &[&["verify", "--format", "json"], args].concat());
    (ran.status, serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {} {}", ran.out, ran.err)))
}

#[test]
fn a_whole_build_says_so_with_the_digest_of_its_manifest() {
    let folder = built(LAB);
    let ran = dlc_in(folder.path(), &["verify", "build"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{}", ran.err);
    let digest = sha256(&fs::read(folder.path().join("build/manifest.json")).unwrap());
    assert!(ran.err.starts_with("`build` is whole: ") && ran.err.contains(&digest), "{}", ran.err);
    let (status, told) = json(folder.path(), &["build/"]);
    assert_eq!((status, &told["whole"], &told["manifest"]), (0, &Value::Bool(true), &Value::String(digest)));
    assert_eq!((&told["damages"], &told["rebuild"]), (&serde_json::json!([]), &Value::Null));
}

#[test]
fn each_damage_is_a_line_with_its_path_and_the_status_is_1() {
    let folder = built(LAB);
    fs::remove_file(folder.path().join("build/public/http/ignition/n1.ign")).unwrap();
    fs::write(folder.path().join("build/public/x"), "").unwrap();
    let ran = dlc_in(folder.path(), &["verify", "build"]);
    let expected = "`public/http/ignition/n1.ign` is missing\n`public/x` does not belong there\n";
    assert_eq!((ran.status, ran.out.as_str()), (1, expected));
    assert_eq!(ran.err, "`build` is damaged in 2 places\n");
    let (status, told) = json(folder.path(), &["build"]);
    assert_eq!((status, &told["whole"]), (1, &Value::Bool(false)));
    let message = "is missing";
    let first = serde_json::json!({
        "path": "public/http/ignition/n1.ign", "kind": "missing", "message": message, "like": null
    });
    assert_eq!(told["damages"][0], first);
}

#[test]
fn what_is_no_build_is_trouble() {
    let folder = built(LAB);
    for (path, code) in [("nowhere", "output-io"), (".", "not-a-build"), ("lab.dl", "not-a-build")] {
        let ran = dlc_in(folder.path(), &["verify", path]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{path}");
        assert!(ran.err.contains(&format!("error[{code}]")), "{path}: {}", ran.err);
    }
}

#[test]
fn the_current_folder_can_be_the_build() {
    let folder = built(LAB);
    let ran = dlc_in(&folder.path().join("build"), &["verify", "."]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_rebuild_from_the_same_inputs_gives_the_same_bytes() {
    let folder = built(LAB);
    let ran = dlc_in(folder.path(), &["verify", "--rebuild", "build"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{}", ran.err);
    assert!(ran.err.ends_with("; a rebuild gives the same bytes\n"), "{}", ran.err);
    let (_, told) = json(folder.path(), &["--rebuild", "build"]);
    assert_eq!(told["rebuild"], serde_json::json!({ "same": true, "differences": [] }));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
}

#[test]
fn a_rebuild_takes_the_epoch_that_the_manifest_has() {
    let folder = lab_folder(LAB);
    assert_eq!(dlc_in(folder.path(), &["build", "--epoch", "1234567"]).status, 0);
    let ran = dlc_in(folder.path(), &["verify", "--rebuild", "build"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn inputs_that_changed_or_are_gone_are_told_and_nothing_is_rebuilt() {
    let lab = LAB.replace("\"this is \\(node.name)\\n\"", "file(\"motd\").text");
    let folder = lab_folder(&lab);
    fs::write(folder.path().join("motd"), "hello").unwrap();
    let built = dlc_in(folder.path(), &["build"]);
    assert_eq!(built.status, 0, "{}", built.err);
    fs::write(folder.path().join("lab.dl"), format!("{lab}\n")).unwrap();
    fs::remove_file(folder.path().join("motd")).unwrap();
    let ran = dlc_in(folder.path(), &["verify", "--rebuild", "build"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("error[input-changed]: `lab.dl` has changed"), "{}", ran.err);
    assert!(ran.err.contains("error[input-changed]: `motd` is not there any more"), "{}", ran.err);
}

/// A tree that is whole and that no rebuild gives: every list of it is written anew.
fn forge(build: &Path, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(build.join(path)).unwrap();
    assert!(text.contains(from), "{text}");
    let was = sha256(text.as_bytes());
    fs::write(build.join(path), text.replacen(from, to, 1)).unwrap();
    let is = sha256(&fs::read(build.join(path)).unwrap());
    for list in ["manifest.json", "SHA256SUMS"] {
        let old = fs::read(build.join("manifest.json")).unwrap();
        let text = fs::read_to_string(build.join(list)).unwrap();
        fs::write(build.join(list), text.replace(&was, &is)).unwrap();
        if list == "manifest.json" {
            let sums = fs::read_to_string(build.join("SHA256SUMS")).unwrap();
            let new = sha256(&fs::read(build.join("manifest.json")).unwrap());
            fs::write(build.join("SHA256SUMS"), sums.replace(&sha256(&old), &new)).unwrap();
        }
    }
}

#[test]
fn a_build_that_somebody_made_look_whole_is_told_by_a_rebuild_with_its_first_difference() {
    let folder = built(LAB);
    forge(&folder.path().join("build"), "public/http/ignition/n1.ign", "\"path\"", "\"pith\"");
    assert_eq!(dlc_in(folder.path(), &["verify", "build"]).status, 0);
    let ran = dlc_in(folder.path(), &["verify", "--rebuild", "build"]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.out.starts_with("`public/http/ignition/n1.ign` differs from byte "), "{}", ran.out);
    assert!(ran.out.contains("\n  - ") && ran.out.contains("pith") && ran.out.contains("\n  + "), "{}", ran.out);
    let (status, told) = json(folder.path(), &["--rebuild", "build"]);
    assert_eq!((status, &told["rebuild"]["same"]), (1, &Value::Bool(false)));
    assert!(told["rebuild"]["differences"][0]["offset"].is_u64(), "{told}");
}

#[test]
fn a_build_that_lies_elsewhere_is_rebuilt_from_the_lab_that_is_named() {
    let folder = built(LAB);
    let elsewhere = tempfile::tempdir().unwrap();
    let moved = elsewhere.path().join("b");
    assert!(
        std::process::Command::new("cp")
            .arg("-a")
            .arg(folder.path().join("build"))
            .arg(&moved)
            .status()
            .unwrap()
            .success()
    );
    let moved = moved.to_str().unwrap();
    let ran = dlc_in(elsewhere.path(), &["verify", "--rebuild", moved]);
    assert_eq!(ran.status, 2, "{}", ran.out);
    assert!(ran.err.contains("error[no-lab]") && ran.err.contains("--lab FILE"), "{}", ran.err);
    let lab = folder.path().join("lab.dl");
    let ran = dlc_in(elsewhere.path(), &["verify", "--rebuild", moved, "--lab", lab.to_str().unwrap()]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn an_archive_is_verified_and_rebuilt_like_its_folder() {
    let folder = lab_folder(LAB);
    assert_eq!(dlc_in(folder.path(), &["build", "--bundle", "lab.tar.zst"]).status, 0);
    let ran = dlc_in(folder.path(), &["verify", "--rebuild", "lab.tar.zst"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{}", ran.err);
    let mut bytes = fs::read(folder.path().join("lab.tar.zst")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(folder.path().join("lab.tar.zst"), bytes).unwrap();
    let ran = dlc_in(folder.path(), &["verify", "lab.tar.zst"]);
    assert!(ran.status != 0 && !(ran.out + &ran.err).is_empty());
}
