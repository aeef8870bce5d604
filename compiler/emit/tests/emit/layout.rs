//! What lies where, with which mode, and what the manifest says of it.

use crate::support::{Seen, build, build_from, facts, file, first, look, names, operator, second};
use dlc_emit::{Disk, EmitError, Entry, Exposed, Facts, MANIFEST, Options, Root, SCHEMA, SUMS, Writer, sha256};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn artefacts_lie_below_their_roots_with_their_modes_under_the_umask_of_this_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let entries = [
        file("ignition/s4.ign", &[b"a", b"", b"b"]),
        Entry { mode: 0o775, ..file("bin/run", &[b"#!"]) },
        Entry { root: Root::Tftp, mode: 0o444, ..file("x", &[]) },
        Entry { mode: 0o666, ..operator("README.md", &[b"# it\n"]) },
        Entry { mode: 0o755, secret: true, ..operator("keys/join", &[b"secret"]) },
    ];
    build(&Disk, &out, &entries).expect("a tree");
    let mut seen = look(&out);
    for own in [MANIFEST, SUMS] {
        assert!(matches!(seen.remove(own), Some(Seen::File(0o600, _))), "{own} tells of a secret");
    }
    let folder = |mode| Seen::Folder(mode);
    let file = |mode, bytes: &[u8]| Seen::File(mode, bytes.to_vec());
    let expected = [
        ("", folder(0o755)),
        ("operator", folder(0o700)),
        ("operator/README.md", file(0o666, b"# it\n")),
        ("operator/keys", folder(0o700)),
        ("operator/keys/join", file(0o700, b"secret")),
        ("public", folder(0o755)),
        ("public/http", folder(0o755)),
        ("public/http/bin", folder(0o755)),
        ("public/http/bin/run", file(0o775, b"#!")),
        ("public/http/ignition", folder(0o755)),
        ("public/http/ignition/s4.ign", file(0o644, b"ab")),
        ("public/tftp", folder(0o755)),
        ("public/tftp/x", file(0o444, b"")),
    ];
    assert_eq!(seen, expected.map(|(path, seen)| (path.to_owned(), seen)).into());
}

#[test]
fn no_umask_changes_a_mode() {
    let own = std::env::current_exe().expect("this test");
    let test = "layout::artefacts_lie_below_their_roots_with_their_modes_under_the_umask_of_this_process";
    for umask in ["000", "002", "022", "077"] {
        let script = format!("umask {umask}; exec \"$0\" --exact {test}");
        let run = Command::new("sh").arg("-c").arg(script).arg(&own).output().expect("a shell");
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(run.status.success() && said.contains("1 passed"), "umask {umask}: {said}");
    }
}

#[test]
fn a_tree_without_artefacts_has_its_folders_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("a/b/build");
    let summary = build(&Disk, &out, &[]).expect("a tree");
    assert_eq!((summary.artifacts, summary.bytes, summary.unchanged), (0, 0, false));
    let seen: Vec<String> = look(&out).into_keys().collect();
    assert_eq!(seen, ["", SUMS, MANIFEST, "operator", "public", "public/http", "public/tftp"]);
    assert_eq!(names(&folder.path().join("a/b")), ["build"], "nothing is left beside it");
}

#[test]
fn order_of_entries_and_facts_changes_no_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    build(&Disk, &one, &second()).expect("a tree");
    let mut entries = second();
    entries.reverse();
    let mut facts = facts();
    facts.inputs.extend(facts.inputs.clone());
    build_from(&Disk, &other, &entries, facts, Options { durable: true }).expect("a tree");
    assert_eq!(look(&one), look(&other));
}

#[test]
fn sums_name_every_file_but_themselves_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let summary = build(&Disk, &out, &second()).expect("a tree");
    let mut expected = String::new();
    for (path, seen) in look(&out) {
        if let Seen::File(_, bytes) = seen
            && path != SUMS
        {
            expected += &format!("{}  {path}\n", sha256(&bytes));
        }
    }
    assert_eq!(fs::read_to_string(out.join(SUMS)).expect("text"), expected);
    assert_eq!(expected.lines().count(), second().len() + 1);
    assert_eq!(summary.manifest, sha256(&fs::read(out.join(MANIFEST)).expect("bytes")));
}

#[test]
fn a_manifest_has_exactly_the_keys_of_its_schema() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let exposed = vec![Exposed { secret: "secret(\"TOKEN\")".to_owned(), reason: "a test".to_owned() }];
    let facts = Facts { exposed, ..facts() };
    build_from(&Disk, &out, &second(), facts, Options::default()).expect("a tree");
    let schema: Value = serde_json::from_str(SCHEMA).expect("a schema");
    let manifest: Value = serde_json::from_slice(&fs::read(out.join(MANIFEST)).expect("bytes")).expect("JSON");
    for list in ["inputs", "plugins", "exposed", "artifacts"] {
        assert!(manifest[list].as_array().is_some_and(|items| !items.is_empty()), "{list} must be looked into");
    }
    conforms(&schema, &schema, &manifest, "manifest");
}

/// Checks `value` against those words of JSON schema that ours uses, and that every key has a place and a description.
fn conforms(root: &Value, schema: &Value, value: &Value, at: &str) {
    for (word, rule) in schema.as_object().expect("a schema") {
        match word.as_str() {
            "$ref" => {
                let pointer = rule.as_str().and_then(|text| text.strip_prefix('#')).expect("a reference");
                conforms(root, root.pointer(pointer).expect("a definition"), value, at);
            }
            "type" => {
                let is = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(number) if number.is_u64() => "integer",
                    Value::Number(_) => "number",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                let allowed = rule.as_array().map_or_else(|| vec![rule], |all| all.iter().collect());
                assert!(allowed.iter().any(|kind| **kind == is), "{at} is of type {is}");
            }
            "const" => assert_eq!(value, rule, "{at}"),
            "enum" => assert!(rule.as_array().expect("values").contains(value), "{at} is {value}"),
            "minimum" => assert!(value.as_u64() >= rule.as_u64(), "{at} is {value}"),
            "pattern" => assert!(matches_pattern(rule.as_str(), value.as_str().expect("text")), "{at} is {value}"),
            "items" => value.as_array().expect("a list").iter().for_each(|item| conforms(root, rule, item, at)),
            "properties" => {
                let keys: Vec<&String> = value.as_object().expect("an object").keys().collect();
                let known: Vec<&String> = rule.as_object().expect("properties").keys().collect();
                assert_eq!(keys, known, "{at}");
                for (key, schema) in rule.as_object().expect("properties") {
                    assert!(schema["description"].is_string(), "{at}.{key} is described");
                    conforms(root, schema, &value[key], &format!("{at}.{key}"));
                }
            }
            "required" => {
                let keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
                assert_eq!(rule, &Value::from(keys), "{at}: no key is left out");
            }
            "$schema" | "$defs" | "title" | "description" => {}
            other => panic!("the schema uses `{other}`, which this test does not check"),
        }
    }
}

fn matches_pattern(pattern: Option<&str>, text: &str) -> bool {
    match pattern {
        Some("^[0-9a-f]{64}$") => {
            text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        }
        Some("^[0-7]{4}$") => text.len() == 4 && text.bytes().all(|b| (b'0'..=b'7').contains(&b)),
        other => panic!("the schema has the pattern {other:?}, which this test does not know"),
    }
}

#[test]
fn what_is_not_for_the_network_cannot_lie_where_the_network_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    let exposed = [
        Entry { secret: true, ..file("a", &[]) },
        Entry { root: Root::Http, ..operator("b", &[]) },
        Entry { root: Root::Tftp, ..operator("c", &[]) },
    ];
    for entry in exposed {
        let mut writer = Writer::begin(&Disk, &out, Options::default()).expect("a writer");
        let error = writer.add(&entry).expect_err("it is refused");
        assert!(matches!(&error, EmitError::Exposed { entry: name } if name.path == entry.path), "{error}");
        assert!(error.blames_an_artifact());
    }
    assert_eq!(look(folder.path()).len(), 1, "nothing is left");
}

#[test]
fn a_bad_path_or_mode_is_refused_and_then_nothing_is_finished() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    build(&Disk, &out, &first()).expect("a tree");
    let before = look(folder.path());
    let bad = [
        (file("../../x", &[b"x"]), "output-bad-path"),
        (file("/etc/passwd", &[b"x"]), "output-bad-path"),
        (Entry { mode: 0o4755, ..file("a", &[b"x"]) }, "output-bad-mode"),
    ];
    for (entry, code) in bad {
        let mut writer = Writer::begin(&Disk, &out, Options::default()).expect("a writer");
        assert_eq!(writer.add(&entry).expect_err("it is refused").code(), code);
        writer.add(&file("good", &[b"good"])).expect("more can be added");
        assert_eq!(writer.finish(facts()).expect_err("it is not whole").code(), "output-incomplete");
    }
    assert_eq!(look(folder.path()), before);
}

#[test]
fn a_path_without_a_name_is_refused() {
    for out in ["/", "..", "", "a/.."] {
        let error = Writer::begin(&Disk, Path::new(out), Options::default()).err().expect("it is refused");
        assert_eq!(error.code(), "output-not-ours", "{out}");
    }
}

#[test]
fn every_code_has_a_page() {
    let name = dlc_emit::EntryName { root: Root::Http, path: "a".to_owned(), target: "t".to_owned(), node: None };
    let path = || Path::new("build").to_owned();
    let all = [
        EmitError::Io { action: "write", path: path(), source: std::io::ErrorKind::StorageFull.into() },
        EmitError::NotOurs { path: path(), why: "it is a file" },
        EmitError::Busy { path: path(), lock: path(), perhaps_stale: true },
        EmitError::BadPath { entry: name.clone(), why: "it is empty" },
        EmitError::BadMode { entry: name.clone(), mode: 0o4755 },
        EmitError::Exposed { entry: name.clone() },
        EmitError::Collision { first: name.clone(), second: name },
        EmitError::Incomplete { path: path() },
        EmitError::Damaged { path: path(), damages: Vec::new() },
    ];
    for error in all {
        assert!(dlc_base::pages::page(error.code()).is_some(), "{}", error.code());
        let told: dlc_base::Diagnostic = error.diagnostic();
        assert!(told.message.starts_with(|c: char| c.is_lowercase() || c == '`'), "{}", told.message);
        assert!(!told.message.ends_with('.'), "{}", told.message);
    }
}

#[test]
fn facts_may_be_empty() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("build");
    build_from(&Disk, &out, &[], Facts::default(), Options::default()).expect("a tree");
    assert_eq!(dlc_emit::verify(&Disk, &out).expect("a tree").damages, []);
}
