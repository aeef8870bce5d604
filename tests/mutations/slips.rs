//! Tries slips, and says what came of each.

use crate::mutate::{SLIPS, Slip, slip, tokens};
use crate::samples::Sample;
use dlc_base::Severity;
use dlc_driver::{Content, Outcome, Project, System};
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
pub(crate) struct Tried {
    pub(crate) slip: Slip,
    /// Which sample, which line and which token.
    pub(crate) place: String,
    /// Told beyond what was told before.
    pub(crate) more: usize,
    pub(crate) lines: Vec<String>,
}

/// Tries each slip of each sample that `wanted` wants, by its number.
pub(crate) fn try_all(samples: &[Sample], mut wanted: impl FnMut(usize) -> bool) -> Vec<Tried> {
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

/// Holds that nothing is told too much of.
pub(crate) fn assert_short(results: &[Tried]) {
    let long = results.iter().filter(|result| result.slip == Slip::Lost && result.more > MOST);
    let shown: Vec<String> =
        long.map(|r| format!("{} messages: {}\n  {}", r.more, r.place, r.lines.join("\n  "))).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}
