//! One mistake, one message: what only follows from another mistake is left out.

use dlc_base::{Diagnostic, FileId, Severity, Span, TextRange, TextSize};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Leaves out what follows from mistakes of grammar, and counts the places of what is met more than once.
pub(super) fn without_follow_ups(grammar: &[Diagnostic], found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let place = |diag: &Diagnostic| diag.primary.as_ref().map(|label| label.place);
    let touches = |a: Span, b: Span| a.file == b.file && a.range.intersect(b.range).is_some();
    // A label that is no word stands a blank behind its kind.
    let one_further = |span: Span| {
        let end = span.range.end() + TextSize::new(1);
        Span::new(span.file, TextRange::new(span.range.start(), end))
    };
    let follows = |diag: &Diagnostic| {
        grammar.iter().any(|error| match (place(error), place(diag)) {
            (Some(a), Some(b)) if diag.code == "missing-label" => touches(a, one_further(b)),
            (Some(a), Some(b)) => touches(a, b) || (error.code == diag.code && a.file == b.file),
            _ => false,
        })
    };
    let meant = meant(&found);
    let follows = |diag: &Diagnostic| follows(diag) || lacks(diag, &meant);
    let found = found.into_iter().filter(|diag| diag.severity == Severity::Warning || !follows(diag)).collect();
    repeats_counted(found)
}

/// The fields that were meant where another was written.
fn meant(found: &[Diagnostic]) -> BTreeSet<String> {
    let misspelt = found.iter().filter(|diag| diag.code == "unknown-field");
    misspelt.filter_map(|diag| Some(diag.fix.as_ref()?.replacement.clone())).collect()
}

/// By what a machine is told from others: one of these has to be there.
const IDENTITY: [&str; 4] = ["mac", "uuid", "serial", "asset"];

/// Whether it only says of a machine that none of its names is there, where one is misspelt.
fn lacks(diag: &Diagnostic, meant: &BTreeSet<String>) -> bool {
    diag.code == "machine-without-identity" && IDENTITY.iter().any(|field| meant.contains(*field))
}

/// What makes two diagnostics the same mistake: one name that is unknown, one field that nothing sets, one value that
/// grows without end.
#[derive(PartialEq, Eq, Hash)]
enum Same {
    Message(FileId, String),
    Field(FileId, Span),
}

fn same(diag: &Diagnostic) -> Option<Same> {
    let file = diag.primary.as_ref()?.place.file;
    match &*diag.code {
        "unknown-name" | "unknown-type" | "chain-too-long" | "budget-exceeded" => {
            Some(Same::Message(file, diag.message.clone()))
        }
        "missing-value" => Some(Same::Field(file, diag.secondary.first()?.place)),
        _ => None,
    }
}

/// Of one mistake that is met at several places the first stays, with the number of the others.
fn repeats_counted(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let met = |diag: &Diagnostic| {
        let start = diag.primary.as_ref().map_or(TextSize::default(), |label| label.place.range.start());
        (start, diag.message.clone())
    };
    let mut all_met: FxHashMap<Same, BTreeSet<(TextSize, String)>> = FxHashMap::default();
    for diag in &found {
        if let Some(same) = same(diag) {
            all_met.entry(same).or_default().insert(met(diag));
        }
    }
    found.retain_mut(|diag| {
        let Some(all) = same(diag).and_then(|same| all_met.get(&same)) else { return true };
        if all.first() != Some(&met(diag)) {
            return false;
        }
        match all.len() {
            1 => {}
            2 => diag.notes.push("and at one more place".to_owned()),
            n => diag.notes.push(format!("and at {} more places", n - 1)),
        }
        true
    });
    found
}
