//! `dlc test`.

use crate::{LAB, dlc, dlc_in, lab_folder};

/// The lab with three tests, of which the second fails.
fn tested() -> String {
    let tests = r#"
  test "both boot" {
    expect lab.nodes.count == 2
    expect built("public/http/ignition/n1.ign").json.ignition.version == "3.3.0"
  }
  test "n2 stays small" {
    given node n2 { memory = 1GiB }
    expect n2.memory >= 8GiB
    expect error memory-too-small
  }
  test "n1 gets its name" {
    given node n1 { file "/etc/motd" { contents = "moved" } }
    expect built("public/http/ignition/n1.ign").text.contains("data:,moved")
    expect built("public/http/ignition/n2.ign").text.contains("n2")
  }
}
"#;
    format!("{}{tests}", LAB.trim_end().strip_suffix('}').unwrap())
}

#[test]
fn each_test_has_a_line_and_what_fails_is_shown_with_the_values_that_it_read() {
    let folder = lab_folder(tested());
    let ran = dlc_in(folder.path(), &["test"]);
    assert_eq!(ran.out, "ok      both boot\nFAILED  n2 stays small\nok      n1 gets its name\n", "{}", ran.err);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.err.contains("error[expectation-failed]"), "{}", ran.err);
    assert!(
        ran.err.contains("`n2.memory` is 1GiB") && ran.err.contains("in the test \"n2 stays small\""),
        "{}",
        ran.err
    );
    assert!(ran.err.ends_with("3 tests: 2 passed, 1 failed\n"), "{}", ran.err);
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 1, "nothing is written");
}

#[test]
fn tests_are_chosen_by_their_titles() {
    let folder = lab_folder(tested());
    let chosen = dlc_in(folder.path(), &["test", "--only", "both", "--only", "gets", "--format", "short"]);
    assert_eq!(
        (chosen.status, chosen.out.as_str()),
        (0, "ok      both boot\nok      n1 gets its name\n"),
        "{}",
        chosen.err
    );
    let none = dlc_in(folder.path(), &["test", "--only", "three"]);
    assert_eq!((none.status, none.out.as_str()), (2, ""));
    assert!(none.err.contains("error[no-such-test]: no test has `three` in its title"), "{}", none.err);
}

#[test]
fn for_programs_the_results_are_data_on_standard_output() {
    let folder = lab_folder(tested());
    let ran = dlc_in(folder.path(), &["test", "--only", "n2 stays", "--format", "json"]);
    assert_eq!(ran.status, 1);
    let results: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let test = &results["tests"][0];
    assert_eq!((test["name"].as_str(), test["path"].as_str()), (Some("n2 stays small"), Some("lab.dl")));
    assert_eq!(
        test["line"].as_u64(),
        tested().lines().position(|line| line.contains("n2 stays")).map(|at| at as u64 + 1)
    );
    assert_eq!(
        (test["result"].as_str(), test["messages"][0]["code"].as_str()),
        (Some("failed"), Some("expectation-failed"))
    );
    let github = dlc_in(folder.path(), &["test", "--only", "n2 stays", "--format", "github"]);
    assert!(github.out.starts_with("::error file=lab.dl,"), "{}", github.out);
}

#[test]
fn a_lab_with_an_error_runs_no_test() {
    let folder = lab_folder(tested().replace("server = shelf", "server = shlef"));
    let ran = dlc_in(folder.path(), &["test"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("[unknown-name]"), "{}", ran.err);
}

#[test]
fn checking_runs_no_test_and_reads_them_all_the_same() {
    let folder = lab_folder(tested());
    let checked = dlc_in(folder.path(), &["check"]);
    assert_eq!((checked.status, checked.err.as_str()), (0, ""));
    let folder = lab_folder(tested().replace("expect n2.memory >=", "expect n2.memroy >="));
    let checked = dlc_in(folder.path(), &["check", "--format", "short"]);
    assert_eq!(checked.status, 1);
    assert!(checked.err.contains("[unknown-field]"), "{}", checked.err);
}

#[test]
fn a_test_waits_for_the_output_of_a_target_that_is_not_there_yet() {
    let lab = tested()
        .replace("n1.ign\").json.ignition.version == \"3.3.0\"", "n3.cfg\").text == \"\"")
        .replace("  profile diskless", "  target kea { }\n  profile diskless");
    let folder = lab_folder(lab);
    let ran = dlc_in(folder.path(), &["test", "--only", "both"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, "waits   both boot\n"), "{}", ran.err);
    assert!(ran.err.contains("warning[no-artefact]") && ran.err.contains("`kea`"), "{}", ran.err);
}

#[test]
fn a_module_is_tested_without_a_lab() {
    let folder = lab_folder("fn twice(n: Int) -> Int = n * 2\ntest \"twice\" { expect twice(2) == 4 }\n");
    let ran = dlc_in(folder.path(), &["test", "lab.dl"]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (0, "ok      twice\n", "1 test: 1 passed\n"));
}

#[test]
fn no_lab_at_all_is_trouble() {
    let ran = dlc(&["test"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("error[no-lab]"), "{}", ran.err);
}
