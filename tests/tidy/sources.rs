//! Rules for the text of sources.

use crate::{files, hold, read, root};
use regex::Regex;

/// Rust files below `folders` with the part of their text that is not tests.
fn rust(folders: &[&str]) -> Vec<(String, String)> {
    let wanted = |path: &String| path.ends_with(".rs") && folders.iter().any(|folder| path.starts_with(folder));
    let tests = |path: &String| path.ends_with("/tests.rs") || path.contains("/tests/");
    let load = |path: String| {
        let text = read(&path);
        let text = text.split("#[cfg(test)]\nmod").next().unwrap_or_default().to_owned();
        (path, text)
    };
    files().into_iter().filter(wanted).filter(|path| !tests(path)).map(load).collect()
}

/// Places in `files` that match `pattern`, but for comments.
fn places(files: &[(String, String)], pattern: &str) -> Vec<String> {
    let pattern = Regex::new(pattern).expect("a pattern");
    let of_file = |(path, text): &(String, String)| -> Vec<String> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        lines
            .filter(|(_, line)| pattern.is_match(line))
            .map(|(n, line)| format!("{path}:{}: {}", n + 1, line.trim()))
            .collect()
    };
    files.iter().flat_map(of_file).collect()
}

/// Everything that decides an output byte: all but the command line, the chores and build scripts.
fn below_the_command_line() -> Vec<(String, String)> {
    let mut files = rust(&["compiler/", "plugins/", "stdlib/"]);
    files.retain(|(path, _)| {
        let outside = path.starts_with("compiler/cli/") || path.starts_with("compiler/xtask/");
        !outside && !path.ends_with("/build.rs") && !path.contains("/examples/")
    });
    files
}

#[test]
fn nothing_below_the_command_line_reads_a_clock_or_the_environment() {
    let found = places(
        &below_the_command_line(),
        r"\buse std::(env|\{[^}]*\benv\b)|\benv::(var|current_dir|current_exe|temp_dir|home_dir|args)|\bSystemTime\b|\bInstant\b",
    );
    hold("pass it in from compiler/cli instead:", &found);
}

#[test]
fn nothing_that_decides_output_bytes_iterates_in_hash_order() {
    let files = rust(&["compiler/model/src/", "compiler/emit/src/", "plugins/sdk/src/", "plugins/targets/"]);
    hold("take a sorted map or a list:", &places(&files, r"\bHash(Map|Set)\b"));
}

#[test]
fn nothing_is_left_unfinished() {
    let marks = [r"\bto", r"do!\(|\bunimpl", r"emented!\(|\bFIX", r"ME\b|#\[ign", r"ore"].concat();
    hold(
        "finish it, or refuse with a diagnostic:",
        &places(&rust(&["compiler/", "plugins/", "stdlib/", "tests/"]), &marks),
    );
}

#[test]
fn modules_are_files_of_their_name_and_of_a_size_to_read() {
    let broken: Vec<String> = files()
        .into_iter()
        .filter(|path| path.ends_with(".rs"))
        .filter_map(|path| {
            let lines = read(&path).lines().count();
            let wrong = path.ends_with("/mod.rs") || lines > 800;
            wrong.then(|| format!("{path}: {lines} lines"))
        })
        .collect();
    hold("`foo.rs` beside `foo/`, never `mod.rs`; at most 800 lines:", &broken);
}

#[test]
fn every_module_says_what_it_is() {
    let is_root = |path: &str| path.ends_with("/lib.rs") || path.ends_with("/main.rs");
    let broken: Vec<String> = rust(&["compiler/", "plugins/", "stdlib/", "tests/"])
        .into_iter()
        .filter(|(path, text)| !text.trim_start().starts_with("//!") && (is_root(path) || text.lines().count() > 20))
        .map(|(path, _)| path)
        .collect();
    hold("begin the file with a line `//! …`:", &broken);
}

#[test]
fn no_registry_and_no_folder_of_one_machine_is_named() {
    let pattern =
        ["index-", "url|^registry *=|\"resolved\": \"http|/(wor|far)[km]/|\\bstatic\\.crates\\.io\\b"].concat();
    let pattern = Regex::new(&pattern).expect("a pattern");
    let mut broken = Vec::new();
    for path in files().into_iter().filter(|path| path != "Cargo.lock") {
        // Components and other binaries are no text.
        let Ok(text) = std::fs::read_to_string(root().join(&path)) else { continue };
        let lines = text.lines().enumerate().filter(|(_, line)| pattern.is_match(line));
        broken.extend(lines.map(|(n, line)| format!("{path}:{}: {}", n + 1, line.trim())));
    }
    hold("a checkout must mean the same everywhere:", &broken);
}
