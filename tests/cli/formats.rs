//! Diagnostics for programs: JSON, GitHub's runner, SARIF.

use crate::{LAB, dlc, dlc_in, lab_folder, program, ran};
use serde_json::Value;

fn broken() -> tempfile::TempDir {
    lab_folder(LAB.replace("server = shelf", "server = shlef"))
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn what_programs_read_is_data_on_standard_output() {
    let folder = broken();
    for format in ["json", "github", "sarif"] {
        for command in ["check", "build"] {
            let ran = dlc_in(folder.path(), &[command, "--format", format]);
            assert_eq!((ran.status, ran.err.as_str()), (1, ""), "{command} {format}");
            assert!(ran.out.contains("unknown-name"), "{command} {format}: {}", ran.out);
        }
    }
}

#[test]
fn json_is_one_document_with_the_place_and_the_fix() {
    let told = parsed(&dlc_in(broken().path(), &["check", "--format", "json"]).out);
    assert_eq!((&told["version"], &told["errors"]), (&1.into(), &1.into()));
    let told = &told["diagnostics"][0];
    assert_eq!((told["code"].as_str(), told["place"]["file"].as_str()), (Some("unknown-name"), Some("lab.dl")));
    let (start, end) = (&told["place"]["start"], &told["place"]["end"]);
    let byte = LAB.find("shelf  url").unwrap();
    assert_eq!((start["byte"].as_u64(), end["byte"].as_u64()), (Some(byte as u64), Some(byte as u64 + 5)));
    assert_eq!((start["line"].as_u64(), start["column"].as_u64()), (Some(8), Some(19)));
    assert_eq!(told["fix"]["replacement"], "shelf");
}

#[test]
fn a_lab_without_a_mistake_is_a_document_too() {
    let folder = lab_folder(LAB);
    let json = dlc_in(folder.path(), &["check", "--format", "json"]);
    assert_eq!((json.status, &parsed(&json.out)["diagnostics"]), (0, &Value::Array(Vec::new())));
    let sarif = dlc_in(folder.path(), &["check", "--format", "sarif"]);
    assert_eq!((sarif.status, &parsed(&sarif.out)["runs"][0]["results"]), (0, &Value::Array(Vec::new())));
    let github = dlc_in(folder.path(), &["check", "--format", "github"]);
    assert_eq!((github.status, github.out.as_str()), (0, ""));
}

#[test]
fn trouble_is_told_in_the_same_layout() {
    let json = dlc(&["check", "--format", "json"]);
    assert_eq!((json.status, json.err.as_str()), (2, ""));
    let told = parsed(&json.out);
    assert_eq!((&told["diagnostics"][0]["code"], &told["diagnostics"][0]["place"]), (&"no-lab".into(), &Value::Null));
    let run = &parsed(&dlc(&["check", "--format", "sarif"]).out)["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert!(dlc(&["check", "--format", "github"]).out.starts_with("::error title=no-lab::"));
}

#[test]
fn sarif_names_files_of_a_checkout_from_its_top_however_the_lab_was_named() {
    let folder = broken();
    let absolute = folder.path().canonicalize().unwrap().join("lab.dl");
    let relative = dlc_in(folder.path(), &["check", "lab.dl", "--format", "sarif"]);
    let named = dlc_in(folder.path(), &["check", absolute.to_str().unwrap(), "--format", "sarif"]);
    assert_eq!(relative.out, named.out);
    let run = &parsed(&named.out)["runs"][0];
    assert_eq!(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "lab.dl");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let rule = &run["tool"]["driver"]["rules"][0];
    assert!(rule["help"]["markdown"].as_str().unwrap().contains("```dl"), "{rule}");
}

#[test]
fn data_of_a_command_keeps_standard_output_for_itself() {
    let good = lab_folder(LAB);
    let ran = dlc_in(good.path(), &["build", "--emit", "model", "--format", "json"]);
    assert_eq!(ran.status, 0);
    assert!(parsed(&ran.out)["lab"].is_object(), "{}", ran.out);
    assert_eq!(parsed(&ran.err)["errors"], 0);
    let ran = dlc_in(broken().path(), &["build", "--emit", "model", "--format", "json"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert_eq!(parsed(&ran.err)["errors"], 1);
}

#[test]
fn every_code_is_explained_as_data() {
    let all = parsed(&dlc(&["explain", "--format", "json"]).out);
    assert!(all.as_array().unwrap().iter().any(|entry| entry["code"] == "unknown-name"), "{all}");
    let one = parsed(&dlc(&["explain", "unknown-name", "--format", "json"]).out);
    assert!(one["page"].as_str().unwrap().starts_with("# unknown-name\n"), "{one}");
    let none = dlc(&["explain", "unknown-nmae", "--format", "json"]);
    assert_eq!((none.status, &parsed(&none.out)["errors"]), (2, &1.into()));
}

#[test]
fn variables_decide_about_colours_where_nothing_else_does() {
    let folder = broken();
    let colored = |variables: &[(&str, &str)], args: &[&str]| {
        let mut command = program(folder.path(), args);
        command.envs(variables.iter().copied());
        ran(command.output().unwrap()).err.contains('\x1b')
    };
    let auto = &["check"][..];
    assert!(!colored(&[], auto), "standard error is no terminal here");
    assert!(colored(&[("CLICOLOR_FORCE", "1")], auto));
    assert!(!colored(&[("CLICOLOR_FORCE", "0")], auto));
    assert!(colored(&[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")], auto));
    assert!(!colored(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], auto));
    assert!(!colored(&[("CLICOLOR_FORCE", "1")], &["check", "--color", "never"]));
}
