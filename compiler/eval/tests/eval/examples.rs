//! The labs in `examples/` and their own tests.

use crate::checkout;
use crate::project::{File, Project};
use dlc_base::Diagnostic;
use dlc_db::Db as _;
use dlc_eval::testing::{self, Output, Verdict};

/// The files of `examples/`, by their path in it.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![checkout("examples")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(checkout("examples")).expect("it lies there").display().to_string();
            found.push((name, std::fs::read(&path).expect("a file")));
        }
    }
    found
}

/// What is said of a lab and of its tests, and how these end where the output of targets is still to come.
fn judged(lab: &str) -> (Vec<Diagnostic>, Vec<(String, Verdict)>) {
    let files = files();
    let files: Vec<File<'_>> = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let mut project = Project::new();
    let told = project.check(lab, &files);
    let entry = project.db.file(lab);
    let tests = testing::tests(&project.db, entry).tests;
    let output = Output { missing: vec!["kubespray".to_owned()], ..Output::default() };
    let judged = testing::run(&mut project.db, &tests, &mut |_, _, _| output.clone());
    let verdicts = tests.into_iter().zip(judged).map(|(test, judged)| (test.name, judged.verdict)).collect();
    (told, verdicts)
}

#[test]
fn the_tests_of_room_225_pass_and_the_one_about_an_inventory_waits_for_it() {
    let (told, verdicts) = judged("room225/lab.dl");
    let wrong: Vec<&Diagnostic> = told.iter().filter(|told| told.code != "no-artefact").collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let verdicts: Vec<(&str, Verdict)> = verdicts.iter().map(|(name, verdict)| (name.as_str(), *verdict)).collect();
    assert_eq!(
        verdicts,
        [
            ("s2 cannot join: the cluster's images do not fit its root in memory", Verdict::Passed),
            ("s8 knows one resolver too many", Verdict::Passed),
            ("three machines boot", Verdict::Waits),
        ]
    );
}

#[test]
fn the_tests_of_the_mixed_lab_pass() {
    let (told, verdicts) = judged("mixed/lab.dl");
    assert!(told.is_empty(), "{told:#?}");
    assert!(!verdicts.is_empty() && verdicts.iter().all(|(_, verdict)| *verdict == Verdict::Passed), "{verdicts:?}");
}
