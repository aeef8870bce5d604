//! Everything that is written in the language here.

use super::*;
use std::path::{Path, PathBuf};

/// The files below `folder` with this ending.
fn files(folder: &Path, ending: &str, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, ending, out);
        } else if path.extension().is_some_and(|e| e == ending) {
            out.push(path);
        }
    }
}

fn below(folders: &[&str], ending: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for folder in folders {
        files(&root.join(folder), ending, &mut found);
    }
    found.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).expect("a file"))).collect()
}

/// The blocks of `dl` in a page.
fn programs(page: &str) -> Vec<String> {
    let mut programs = Vec::new();
    let mut open: Option<String> = None;
    for line in page.split_inclusive('\n') {
        match &mut open {
            Some(_) if line.trim_end() == "```" => programs.extend(open.take()),
            Some(program) => program.push_str(line),
            None if line.trim_end() == "```dl" => open = Some(String::new()),
            None => {}
        }
    }
    programs
}

#[test]
fn examples_and_the_standard_library_have_their_layout() {
    let mut wrong = Vec::new();
    for (path, text) in below(&["examples", "stdlib"], "dl") {
        if format(&text).as_deref() != Ok(text.as_str()) {
            wrong.push(path.canonicalize().unwrap_or(path).display().to_string());
        }
    }
    assert!(wrong.is_empty(), "run `cargo run -- fmt examples stdlib`; it concerns\n{}", wrong.join("\n"));
}

#[test]
fn programs_of_the_suite_and_of_the_pages_say_the_same_and_change_once() {
    let pages = below(&["tests/suite", "compiler/base/errors", "plugins/targets"], "md");
    let mut formatted = 0;
    for (path, page) in pages {
        for program in programs(&page) {
            match format(&program) {
                Ok(out) => {
                    formatted += 1;
                    assert_eq!(format(&out), Ok(out.clone()), "{}: a second time", path.display());
                }
                Err(Refusal::Syntax(_)) => {}
                Err(Refusal::Unfaithful) => panic!("{}: changed in meaning:\n{program}", path.display()),
            }
        }
    }
    assert!(formatted > 300, "{formatted} programs only");
}

/// Each gap between two tokens made a line's end, or two blanks: the layout of what then still is the same program is
/// stable too.
#[test]
fn whatever_the_gaps_were_the_layout_is_stable() {
    for (path, text) in below(&["examples"], "dl") {
        let mut pos = 0;
        let tokens: Vec<(usize, dlc_syntax::SyntaxKind)> = dlc_syntax::lexer::lex(&text)
            .into_iter()
            .map(|token| {
                pos += token.len as usize;
                (pos - token.len as usize, token.kind)
            })
            .collect();
        for &(at, kind) in tokens.iter().filter(|(_, kind)| !kind.is_trivia()).step_by(17) {
            for gap in ["\n", "  ", " // why\n", ","] {
                let changed = format!("{}{gap}{}", &text[..at], &text[at..]);
                match format(&changed) {
                    Ok(out) => assert_eq!(format(&out), Ok(out.clone()), "{} {at} {kind:?} {gap:?}", path.display()),
                    Err(Refusal::Syntax(_)) => {}
                    Err(Refusal::Unfaithful) => panic!("{} {at} {kind:?} {gap:?}: changed in meaning", path.display()),
                }
            }
        }
    }
}
