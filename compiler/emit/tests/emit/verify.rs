//! Damage of every kind is found and named.

use crate::faulty::{Fault, Faulty};
use crate::support::{build, first, second};
use dlc_emit::{Damage, DamageKind, Disk, MANIFEST, SUMS, verify};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

type Harm = fn(&Path);

/// What is found after `harm`.
fn after(harm: Harm) -> Vec<(String, DamageKind)> {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    build(&Disk, &out, &second()).expect("a tree");
    harm(&out);
    verify(&Disk, &out).expect("a manifest").damages.into_iter().map(|Damage { path, kind }| (path, kind)).collect()
}

fn one(path: &str, kind: DamageKind) -> Vec<(String, DamageKind)> {
    vec![(path.to_owned(), kind)]
}

const S4: &str = "public/http/ignition/s4.ign";

#[test]
fn a_tree_as_it_was_built_has_no_damage_also_behind_our_link() {
    assert_eq!(after(|_| ()), []);
    let mut link = Faulty::new(Fault::None);
    link.exchange = false;
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    build(&link, &out, &first()).expect("a tree");
    assert!(out.is_symlink());
    assert_eq!(verify(&Disk, &out).expect("a tree").damages, []);
}

#[test]
fn changed_truncated_missing_and_extra_files_are_told_apart() {
    assert_eq!(
        after(|out| fs::write(out.join(S4), "{\"node\":\"s4?\"}").expect("a file")),
        one(S4, DamageKind::Changed { like: None })
    );
    assert_eq!(
        after(|out| fs::write(out.join(S4), "{\"node\":\"s4!\"} ").expect("a file")),
        one(S4, DamageKind::Changed { like: None })
    );
    let truncated = DamageKind::Truncated { expected: 14, found: 3 };
    assert_eq!(after(|out| fs::write(out.join(S4), "{\"n").expect("a file")), one(S4, truncated));
    assert_eq!(after(|out| fs::remove_file(out.join(S4)).expect("a file")), one(S4, DamageKind::Missing));
    assert_eq!(
        after(|out| fs::write(out.join("public/x"), "").expect("a file")),
        one("public/x", DamageKind::Extra { like: None })
    );
    assert_eq!(
        after(|out| fs::create_dir(out.join("x")).expect("a folder")),
        one("x", DamageKind::Extra { like: None })
    );
}

#[test]
fn modes_of_files_and_folders_are_compared() {
    assert_eq!(
        after(|out| fs::set_permissions(out.join(S4), Permissions::from_mode(0o600)).expect("a mode")),
        one(S4, DamageKind::Mode { expected: 0o644, found: 0o600 })
    );
    assert_eq!(
        after(|out| fs::set_permissions(out.join("operator/keys"), Permissions::from_mode(0o755)).expect("a mode")),
        one("operator/keys", DamageKind::Mode { expected: 0o700, found: 0o755 })
    );
    assert_eq!(
        after(|out| fs::set_permissions(out, Permissions::from_mode(0o777)).expect("a mode")),
        one("", DamageKind::Mode { expected: 0o755, found: 0o777 })
    );
    assert_eq!(
        after(|out| fs::set_permissions(out.join(SUMS), Permissions::from_mode(0o644)).expect("a mode")),
        one(SUMS, DamageKind::Mode { expected: 0o600, found: 0o644 })
    );
}

#[test]
fn a_link_or_a_folder_in_a_files_place_is_not_followed_but_told() {
    let linked = after(|out| {
        fs::rename(out.join(S4), out.join("../s4.ign")).expect("a file");
        symlink("../../../../s4.ign", out.join(S4)).expect("a link");
    });
    assert_eq!(linked, one(S4, DamageKind::WrongKind { expected: "a file", found: "a symbolic link" }));
    let folder = after(|out| {
        fs::remove_file(out.join(S4)).expect("a file");
        fs::create_dir(out.join(S4)).expect("a folder");
    });
    assert_eq!(folder, one(S4, DamageKind::WrongKind { expected: "a file", found: "a folder" }));
    let behind = after(|out| {
        fs::rename(out.join("public/tftp/boot"), out.join("../boot")).expect("a folder");
        symlink("../../../boot", out.join("public/tftp/boot")).expect("a link");
    });
    let expected = [
        ("public/tftp/boot".to_owned(), DamageKind::WrongKind { expected: "a folder", found: "a symbolic link" }),
        ("public/tftp/boot/undionly.kpxe".to_owned(), DamageKind::Missing),
    ];
    assert_eq!(behind, expected);
}

#[test]
fn a_manifest_and_sums_that_disagree_are_both_told_and_sums_alone_where_the_manifest_is_vouched_for() {
    assert_eq!(
        after(|out| {
            let text = fs::read_to_string(out.join(MANIFEST)).expect("text");
            fs::write(out.join(MANIFEST), text.replacen("\"network\"", "\"operator\"", 1)).expect("a file");
        }),
        [
            (SUMS.to_owned(), DamageKind::Disagrees { with: MANIFEST }),
            (MANIFEST.to_owned(), DamageKind::Disagrees { with: SUMS })
        ]
    );
    assert_eq!(
        after(|out| {
            let text = fs::read_to_string(out.join(SUMS)).expect("text");
            fs::write(out.join(SUMS), text.replacen("s4.ign", "s9.ign", 1)).expect("a file");
        }),
        one(SUMS, DamageKind::Changed { like: None })
    );
    assert_eq!(after(|out| fs::remove_file(out.join(SUMS)).expect("a file")), one(SUMS, DamageKind::Missing));
}

#[test]
fn without_a_readable_manifest_the_sums_still_say_what_is_as_it_was() {
    assert_eq!(after(|out| fs::remove_file(out.join(MANIFEST)).expect("a file")), one(MANIFEST, DamageKind::Missing));
    let both = after(|out| {
        fs::write(out.join(MANIFEST), "{").expect("a file");
        fs::write(out.join(S4), "other").expect("a file");
    });
    assert_eq!(both.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), [MANIFEST, S4]);
    assert!(matches!(both[0].1, DamageKind::BadManifest { .. }), "{both:?}");
    assert_eq!(both[1].1, DamageKind::Changed { like: None });
}

#[test]
fn swapped_and_renamed_files_are_told_with_what_they_are() {
    let s5 = s5_path();
    let swapped = after(|out| {
        fs::rename(out.join(S4), out.join("x")).expect("a file");
        fs::rename(out.join(s5_path()), out.join(S4)).expect("a file");
        fs::rename(out.join("x"), out.join(s5_path())).expect("a file");
    });
    let like = |path: &str| DamageKind::Changed { like: Some(path.to_owned()) };
    assert_eq!(swapped, [(S4.to_owned(), like(s5)), (s5.to_owned(), like(S4))]);
    let renamed = after(|out| fs::rename(out.join(S4), out.join("public/http/ignition/S4.ign")).expect("a file"));
    let expected = [
        ("public/http/ignition/S4.ign".to_owned(), DamageKind::Extra { like: Some(S4.to_owned()) }),
        (S4.to_owned(), DamageKind::Missing),
    ];
    assert_eq!(renamed, expected);
}

fn s5_path() -> &'static str {
    "public/http/ignition/s5.ign"
}

#[test]
fn a_second_name_of_a_file_is_told_unless_a_build_gave_it() {
    let linked = after(|out| fs::hard_link(out.join(S4), out.with_file_name("outside")).expect("a link"));
    assert_eq!(linked, one(S4, DamageKind::HardLink { names: 2 }));
    let building = after(|out| {
        fs::create_dir(out.with_file_name(".build.dlc-1")).expect("a folder");
        fs::hard_link(out.join(S4), out.with_file_name(".build.dlc-1").join("s4")).expect("a link");
    });
    assert_eq!(building, []);
}

#[test]
fn without_manifest_and_sums_nothing_is_known_and_that_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(verify(&Disk, folder.path()).expect_err("no manifest").code(), "not-a-build");
    assert_eq!(verify(&Disk, &folder.path().join("none")).expect_err("no folder").code(), "output-io");
    fs::write(folder.path().join(MANIFEST), "{\"format\": \"dlc-tree/2\"}").expect("a file");
    assert_eq!(verify(&Disk, folder.path()).expect_err("a later form").code(), "output-io");
}

#[test]
fn damage_is_told_in_words() {
    let told = |path: &str, kind| Damage { path: path.to_owned(), kind }.to_string();
    assert_eq!(told("a", DamageKind::Missing), "`a` is missing");
    assert_eq!(told("a", DamageKind::Truncated { expected: 9, found: 3 }), "`a` has 3 bytes of 9");
    assert_eq!(
        told("", DamageKind::Mode { expected: 0o755, found: 0o700 }),
        "the folder itself has mode 0700, expected 0755"
    );
}
