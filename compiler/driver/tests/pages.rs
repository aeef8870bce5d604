//! The examples on pages: that of every page of `dlc explain` raises the code that the page is about, and that of the
//! README has nothing wrong.
//!
//! A page without a block of the language is about something that no lab can raise: a plugin's fault, a file that
//! cannot be read. Pages about components have blocks of their own kind, which `tests/host` runs.

use dlc_driver::{BuildOptions, Clear, Content, Outcome, Project, Quiet, System, TestOptions, Vault, pages};

/// A project of one file, and what its secrets say.
struct OneFile(String, Vault);

impl System for OneFile {
    fn read(&self, path: &str) -> Content {
        if path == "lab.dl" { Content::Bytes(self.0.as_bytes().into()) } else { Content::Missing }
    }

    fn vault(&self) -> Option<&Vault> {
        Some(&self.1)
    }
}

fn project(text: &str) -> Project {
    let mut vault = Vault::new().strict();
    // One that most places cannot hold; others are not given.
    if text.contains(r#"secret("PASSWORD")"#) {
        vault.give("PASSWORD", Clear::new(b"two\nlines".to_vec()));
    }
    Project { system: Box::new(OneFile(text.to_owned(), vault)), lab: "lab.dl".to_owned() }
}

fn codes<T>(outcome: Outcome<T>) -> Vec<String> {
    outcome.diagnostics.into_iter().map(|told| told.code.into_owned()).collect()
}

/// The codes that `text` raises: by a check, and by a build where a check finds nothing wrong.
fn raised(text: &str) -> Vec<String> {
    let checked = dlc_driver::check(project(text));
    if checked.value.is_none() {
        return codes(checked);
    }
    let folder = tempfile::tempdir().expect("a folder");
    // Compiling the plugins takes longer than everything else here.
    let cache = Some(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache"));
    let options = BuildOptions { out: folder.path().join("build"), cache, ..BuildOptions::default() };
    let mut all = codes(checked);
    let testing = TestOptions { cache: options.cache.clone(), ..TestOptions::default() };
    all.extend(codes(dlc_driver::test(project(text), &testing)));
    all.extend(codes(dlc_driver::build(project(text), &options, &Quiet)));
    all
}

/// The first block of the language in a page.
fn example(page: &str) -> Option<&str> {
    page.split("```dl\n").nth(1)?.split("```").next()
}

#[test]
fn every_example_raises_the_code_of_its_page() {
    let mut wrong = Vec::new();
    for (code, page) in pages::all() {
        let Some(text) = example(page) else { continue };
        let raised = raised(text);
        if !raised.iter().any(|found| found == code) {
            wrong.push(format!("{code}: the example raises {raised:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} pages:\n  {}", wrong.len(), wrong.join("\n  "));
}

#[test]
fn the_lab_of_the_readme_builds_without_a_word() {
    let readme = include_str!("../../../README.md");
    let lab = example(readme).expect("the README shows a lab");
    assert!(lab.contains("table node"), "{lab}");
    assert_eq!(raised(lab), Vec::<String>::new());
}
