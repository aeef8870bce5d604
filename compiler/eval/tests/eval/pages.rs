//! The pages of codes: the example on a page raises that code, and only that one.
//!
//! A block of `dl` is a whole program, `lab.dl`; a line with a path above it names another file of it, as in
//! `tests/suite`. Where several programs stand on a page, each raises the code. What is found only when a lab is built
//! has an example in which checking finds nothing.

use crate::checkout;
use crate::fixture::sections;
use crate::project::{File, Project};
use std::collections::{BTreeMap, BTreeSet};

/// An example of one file that cannot but raise a second code.
const TOGETHER: [(&str, &str); 1] = [("use-without-name", "module-cycle")];

/// Codes with their pages.
fn pages() -> BTreeMap<String, String> {
    let folder = std::fs::read_dir(checkout("compiler/base/errors")).expect("the folder of pages");
    let pages =
        folder.map(|entry| entry.expect("an entry").path()).filter(|path| path.extension().is_some_and(|e| e == "md"));
    let code = |path: &std::path::Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    pages.map(|path| (code(&path), std::fs::read_to_string(&path).expect("a page"))).collect()
}

/// Everything that checking is made of: what it can raise stands there.
fn sources() -> String {
    let mut folders: Vec<_> =
        ["syntax", "text", "sema", "eval"].map(|name| checkout(&format!("compiler/{name}/src"))).into();
    let mut text: String = dlc_stdlib::FILES.iter().map(|(_, text)| *text).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of sources") {
            match entry.expect("an entry").path() {
                path if path.is_dir() => folders.push(path),
                path => text.push_str(&std::fs::read_to_string(path).expect("a source")),
            }
        }
    }
    text
}

#[test]
fn the_example_on_the_page_of_a_code_raises_that_code_alone() {
    let mut project = Project::new();
    let of_checking = sources();
    let (mut failures, mut seen) = (Vec::new(), 0);
    for (code, page) in pages() {
        let code = code.as_str();
        for section in sections(&page) {
            let others: Vec<File<'_>> = section.files.iter().map(|f| (f.path.as_str(), f.text.as_bytes())).collect();
            for program in &section.programs {
                seen += 1;
                let main = (program.main.path.as_str(), program.main.text.as_bytes());
                let diagnostics = project.check(main.0, &[others.clone(), vec![main]].concat());
                let codes = diagnostics.iter().map(|diagnostic| &*diagnostic.code);
                let codes: BTreeSet<&str> = codes.filter(|other| !TOGETHER.contains(&(code, other))).collect();
                let raised =
                    of_checking.contains(&format!("\"{code}\"")) || of_checking.contains(&format!(": {code} \""));
                if codes != raised.then_some(code).into_iter().collect() {
                    failures.push(format!("{code}.md raises {codes:?}\n{}", project.render(&diagnostics)));
                }
            }
        }
    }
    assert!(seen > 40, "only {seen} examples");
    assert!(failures.is_empty(), "{} pages\n{}", failures.len(), failures.join("\n"));
}
