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
    let found: Vec<_> = found.into_iter().filter(|diag| diag.severity == Severity::Warning || !follows(diag)).collect();
    let ground = match grammar {
        [_, ..] => Ground::Torn,
        [] if found.iter().any(is_about_words) => Ground::Unsound,
        [] => Ground::Sound,
    };
    repeats_counted(one_record(found), ground)
}

/// What the values of a program stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    /// Grammar, names and types are right.
    Sound,
    /// A name or a type is wrong: what is told of values may follow from it at many places, a machine after the other.
    Unsound,
    /// The grammar is wrong too: a declaration may be missing, whose name is then unknown wherever it is used.
    Torn,
}

/// Whether a mistake is one of grammar, names or types, so that values are missing which others read.
fn is_about_words(diag: &Diagnostic) -> bool {
    let begins = ["missing-", "unknown-", "malformed-", "unclosed-", "stray-", "syntax-", "type-", "no-value"];
    diag.severity == Severity::Error && begins.iter().any(|begin| diag.code.starts_with(begin))
}

/// A record that lacks many fields is of the wrong schema, or none: the first field stays, with the number of the others.
fn one_record(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let key =
        |diag: &Diagnostic| diag.primary.as_ref().filter(|_| diag.code == "missing-value").map(|label| label.place);
    let mut missing: FxHashMap<Span, BTreeSet<String>> = FxHashMap::default();
    for diag in &found {
        if let Some(place) = key(diag) {
            missing.entry(place).or_default().insert(diag.message.clone());
        }
    }
    found.retain_mut(|diag| {
        let Some(all) = key(diag).and_then(|place| missing.get(&place)).filter(|all| all.len() > 3) else {
            return true;
        };
        let first = all.first() == Some(&diag.message);
        if first {
            diag.notes.push(format!("nor have {} more of its fields", all.len() - 1));
        }
        first
    });
    found
}

/// What makes two diagnostics the same mistake: one name that is unknown, one field that nothing sets, one value that
/// grows without end.
#[derive(PartialEq, Eq, Hash)]
enum Same {
    Message(FileId, String),
    /// Two or three of a kind may well be mistakes of their own.
    Code(FileId, String),
    Field(FileId, Span),
}

fn same(diag: &Diagnostic, ground: Ground) -> Option<Same> {
    let file = diag.primary.as_ref()?.place.file;
    match &*diag.code {
        "computed-field" => Some(Same::Message(file, diag.message.clone())),
        "unknown-name" | "unknown-type" | "chain-too-long" | "budget-exceeded" => {
            Some(Same::Message(file, diag.message.clone()))
        }
        "missing-value" => Some(Same::Field(file, diag.secondary.first()?.place)),
        "unknown-field" if ground == Ground::Torn => {
            let name = diag.message.rsplit('`').nth(1).unwrap_or_default();
            Some(Same::Message(file, format!("field {name}")))
        }
        code if ground != Ground::Sound && diag.severity == Severity::Error && !is_about_words(diag) => {
            Some(Same::Code(file, code.to_owned()))
        }
        _ => None,
    }
}

/// Of one mistake that is met at several places the first stays, with the number of the others.
fn repeats_counted(mut found: Vec<Diagnostic>, ground: Ground) -> Vec<Diagnostic> {
    let met = |diag: &Diagnostic| {
        let start = diag.primary.as_ref().map_or(TextSize::default(), |label| label.place.range.start());
        (start, diag.message.clone())
    };
    let mut all_met: FxHashMap<Same, BTreeSet<(TextSize, String)>> = FxHashMap::default();
    for diag in &found {
        if let Some(same) = same(diag, ground) {
            all_met.entry(same).or_default().insert(met(diag));
        }
    }
    found.retain_mut(|diag| {
        let Some(same) = same(diag, ground) else { return true };
        let few = if matches!(same, Same::Code(..)) { 3 } else { 1 };
        let Some(all) = all_met.get(&same).filter(|all| all.len() > few) else { return true };
        if all.first() != Some(&met(diag)) {
            return false;
        }
        match all.len() {
            2 => diag.notes.push("and at one more place".to_owned()),
            n => diag.notes.push(format!("and at {} more places", n - 1)),
        }
        true
    });
    found
}
