//! `dlc test`: what a lab expects of itself.
//!
//! One line a test goes to standard output, why one failed to standard error. Layouts for other programs than readers
//! of the list get the diagnostics alone.

use crate::args::{Format, Test};
use crate::commands::lock;
use crate::environment;
use crate::exit::Exit;
use crate::locate::{Located, Names, locate};
use crate::terminal::{Terminal, print};
use crate::vault;
use dlc_driver::{TestOptions, Tested, Verdict};
use serde::Serialize;

/// Runs the tests of the lab.
pub(crate) fn run(args: Test, terminal: &Terminal) -> Exit {
    let located = locate(args.lab.as_deref()).and_then(|located| vault::with_secrets(located, &args.secrets));
    let Located { project, names, .. } = match located {
        Ok(located) => located,
        Err(diagnostic) => return terminal.trouble(diagnostic),
    };
    let options = TestOptions {
        locked: lock::locked(args.locked, args.lab.as_deref()),
        only: args.only,
        threads: args.jobs.map_or_else(environment::processors, usize::from),
        cache: if args.no_cache { None } else { environment::cache_folder() },
    };
    let outcome = dlc_driver::test(project, &options);
    let list = outcome.value.as_ref().and_then(|tested| match terminal.format() {
        Format::Human | Format::Short => Some(lines(tested)),
        Format::Json => Some(json(tested, &names)),
        Format::Github | Format::Sarif | Format::Markdown => None,
    });
    let Some(list) = list else {
        let (exit, _) = terminal.outcome(outcome, &names);
        return exit;
    };
    let printed = print(&list);
    let (exit, tested) = terminal.beside_data().outcome(outcome, &names);
    terminal.remark(&summary(&tested.unwrap_or_default()));
    if printed == Exit::Done { exit } else { printed }
}

/// A line for each test.
fn lines(tested: &[Tested]) -> String {
    tested.iter().map(|test| format!("{:<6}  {}\n", word(test.verdict, true), test.name)).collect()
}

/// How a test ended, for people or for programs.
fn word(verdict: Verdict, person: bool) -> &'static str {
    match (verdict, person) {
        (Verdict::Passed, true) => "ok",
        (Verdict::Failed, true) => "FAILED",
        (Verdict::Passed, false) => "passed",
        (Verdict::Failed, false) => "failed",
        (Verdict::Waits, _) => "waits",
    }
}

#[derive(Serialize)]
struct Document<'a> {
    tests: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    name: &'a str,
    path: String,
    line: usize,
    result: &'static str,
    /// Why, in a line each.
    messages: Vec<Message<'a>>,
}

#[derive(Serialize)]
struct Message<'a> {
    code: &'a str,
    message: &'a str,
}

fn json(tested: &[Tested], names: &Names) -> String {
    let document = Document { tests: tested.iter().map(|test| one(test, names)).collect() };
    // Nothing in the document can fail to be written.
    serde_json::to_string_pretty(&document).map(|text| text + "\n").unwrap_or_default()
}

fn one<'a>(test: &'a Tested, names: &Names) -> One<'a> {
    One {
        name: &test.name,
        path: names.of(&test.path),
        line: test.line,
        result: word(test.verdict, false),
        messages: test.told.iter().map(|told| Message { code: &told.code, message: &told.message }).collect(),
    }
}

/// A line for a person.
fn summary(tested: &[Tested]) -> String {
    let count = |verdict| tested.iter().filter(|test| test.verdict == verdict).count();
    let (failed, waiting) = (count(Verdict::Failed), count(Verdict::Waits));
    let all = tested.len();
    let plural = if all == 1 { "" } else { "s" };
    let mut line = format!("{all} test{plural}: {} passed", count(Verdict::Passed));
    if failed > 0 {
        line.push_str(&format!(", {failed} failed"));
    }
    if waiting > 0 {
        line.push_str(&format!(", {waiting} waiting for targets that are not there yet"));
    }
    line
}
