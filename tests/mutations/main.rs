//! Slips of the hand: each token of what is written here lost, doubled, swapped with the next, or the file ended before
//! it. Whatever comes of it, the whole front end tells something short, or finds nothing wrong, and never fails itself.
//!
//! `cargo test` tries a sample of them. All of them, with the programs that are told most about at the end:
//! `cargo test --release -p dlc-driver --test mutations -- --ignored --nocapture`.

mod mutate;
mod samples;

use dlc_base::Severity;
use dlc_driver::{Content, Outcome, Project, System};
use mutate::{SLIPS, Slip, slip, tokens};
use samples::Sample;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// One lost token makes at most so many messages more than there were.
const MOST: usize = 5;

/// The files of a sample.
struct Files(BTreeMap<String, String>);

impl System for Files {
    fn read(&self, path: &str) -> Content {
        self.0.get(path).map_or(Content::Missing, |text| Content::Bytes(Arc::from(text.as_bytes())))
    }
}

/// What is told of a sample with another text in the file that is mutated, a line each, each once.
fn told(sample: &Sample, text: String) -> Vec<String> {
    let mut files = sample.files.clone();
    files.insert(sample.mutated.clone(), text);
    let project = Project { system: Box::new(Files(files)), lab: sample.entry.clone() };
    let Outcome { diagnostics, .. } = dlc_driver::check(project);
    let line = |d: dlc_base::Diagnostic| {
        let place = d.primary.as_ref().map(|label| label.place);
        let severity = if d.severity == Severity::Error { "error" } else { "warning" };
        (place.map(|p| (p.file.0, p.range.start(), p.range.end())), format!("{severity}[{}]: {}", d.code, d.message))
    };
    let mut lines: Vec<_> = diagnostics.into_iter().map(line).collect();
    lines.sort();
    lines.dedup();
    lines.into_iter().map(|(_, line)| line).collect()
}

/// What came of one slip.
struct Tried {
    slip: Slip,
    /// Which sample, which line and which token.
    place: String,
    /// Told beyond what was told before.
    more: usize,
    lines: Vec<String>,
}

/// Tries each slip of each sample that `wanted` wants, by its number.
fn try_all(samples: &[Sample], mut wanted: impl FnMut(usize) -> bool) -> Vec<Tried> {
    let mut results = Vec::new();
    let mut number = 0;
    for sample in samples {
        let text = sample.text();
        let tokens = tokens(text);
        let mut before = None;
        for (at, slip_) in (0..tokens.len()).flat_map(|at| SLIPS.map(|slip| (at, slip))) {
            number += 1;
            if !wanted(number) {
                continue;
            }
            let before = *before.get_or_insert_with(|| told(sample, text.to_owned()).len());
            let token = &text[tokens[at].clone()];
            let line = text[..tokens[at].start].matches('\n').count() + 1;
            let place = format!("{}, line {line}, `{token}` {slip_:?}", sample.name);
            let lines = catch_unwind(AssertUnwindSafe(|| told(sample, slip(text, &tokens, at, slip_))));
            let Ok(lines) = lines else { panic!("the compiler fails: {place}") };
            results.push(Tried { slip: slip_, place, more: lines.len().saturating_sub(before), lines });
        }
    }
    results
}

/// What is told too much of.
fn assert_short(results: &[Tried]) {
    let long = results.iter().filter(|result| result.slip == Slip::Lost && result.more > MOST);
    let shown: Vec<String> =
        long.map(|r| format!("{} messages: {}\n  {}", r.more, r.place, r.lines.join("\n  "))).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}

/// A number after the other, in no order that means anything.
fn scattered(number: usize) -> u64 {
    let mixed = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

#[test]
fn a_slip_in_an_example_is_told_shortly() {
    assert_short(&try_all(&samples::examples(), |number| scattered(number).is_multiple_of(89)));
}

#[test]
fn a_slip_in_a_program_of_the_suite_is_told_shortly() {
    assert_short(&try_all(&samples::suite(), |number| scattered(number).is_multiple_of(997)));
}

#[test]
#[allow(clippy::print_stdout, reason = "who runs this wants to read what is worst")]
#[ignore = "takes minutes, and only a release build is fast enough"]
fn every_slip_is_told_shortly() {
    let samples: Vec<Sample> = samples::examples().into_iter().chain(samples::suite()).collect();
    let mut results = try_all(&samples, |_| true);
    results.sort_by_key(|result| std::cmp::Reverse(result.more));
    let mut counts: BTreeMap<(Slip, usize), usize> = BTreeMap::new();
    for result in &results {
        *counts.entry((result.slip, result.more)).or_default() += 1;
    }
    let worst =
        results.iter().take(20).map(|r| format!("{} messages: {}\n  {}", r.more, r.place, r.lines.join("\n  ")));
    let mut summary: Vec<String> = worst.collect();
    summary.extend(counts.iter().map(|((slip, more), count)| format!("{slip:?} with {more} messages more: {count}")));
    println!("{}", summary.join("\n"));
    assert_short(&results);
}
