//! A program as a whole: its labs, and everything that is wrong with it.

mod once;

use crate::check::is_of_checking;
use crate::frame::VALUE_CYCLE;
use crate::lab::{self, BlockValue, lab_entity};
use crate::{public, twice};
use dlc_base::{Diagnostic, Label, Origin, Severity, Span, TextRange};
use dlc_db::{Database, Db, EntityNo, Problem, SourceFile};
use dlc_sema::Diag;
use dlc_sema::check::check_file;
use dlc_sema::hir::{AnchorHir, AnchorNode, BodyId, EntryKind, ItemKind, ItemRef};
use dlc_sema::scope::{items, reachable};
use dlc_sema::source::{anchor, lowered, span};
use rustc_hash::{FxHashMap, FxHashSet};

/// A lab of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lab {
    /// Its number.
    pub entity: EntityNo,
    /// Its name.
    pub name: String,
    /// Its head.
    pub place: Origin,
}

/// The labs that a file declares, in text order.
pub fn labs(db: &dyn Db, file: SourceFile) -> Vec<Lab> {
    let blocks = items(db, file).iter().filter(|item| item.block.as_deref() == Some("lab"));
    blocks.filter_map(|item| lab_of(db, file, item)).collect()
}

/// The lab that a block of a file is.
pub(crate) fn lab_of(db: &dyn Db, file: SourceFile, item: &ItemRef) -> Option<Lab> {
    let anchor = anchor(db, file, item.anchor.clone())?;
    let AnchorNode::Block(block) = &anchor.hir.node else { return None };
    let label = block.label.as_ref()?;
    let text = label.text.as_ref().and_then(|text| text.plain());
    let name = text.or_else(|| label.name.as_ref().map(|name| name.name.clone()))?;
    let place = anchor.origin(block.head);
    Some(Lab { entity: lab_entity(db, file, &item.anchor, &name), name: name.to_string(), place })
}

/// Mistakes that leave the shape of a file unknown.
const UNCLOSED: [&str; 3] = ["unclosed-brace", "unclosed-text", "stray-brace"];

/// The stack of a thread that evaluates: expressions may nest as deep as `cx` allows.
const STACK: usize = 32 << 20;

/// Evaluates the blocks of a program's labs on several threads, so that [`check_program`] finds them done.
///
/// It changes no value. But of a value that needs itself, threads that wait for each other tell less than one thread
/// that goes round; so where something turns out wrong, a database in which nothing was evaluated ahead says what.
pub fn evaluate_ahead(db: &Database, entry: SourceFile, threads: usize) {
    for found in labs(db, entry) {
        let blocks = lab::entities(db, found.entity);
        let evaluate = |db: &Database, first: usize| {
            for (field, _, entity) in blocks.iter().skip(first).step_by(threads) {
                // What panics here panics again where it is asked for.
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                    lab::block(db, *entity, ());
                    if field == "machines" {
                        let _ = crate::model::node_model(db, *entity, ());
                    }
                }));
            }
        };
        std::thread::scope(|scope| {
            for first in 0..threads {
                let db = db.clone();
                let evaluate = &evaluate;
                let builder = std::thread::Builder::new().stack_size(STACK);
                // Without a thread the work is done later.
                let _ = builder.spawn_scoped(scope, move || evaluate(&db, first));
            }
        });
    }
}

/// Everything that is wrong with the program that begins in `entry`, in no order and with repeats.
pub fn check_program(db: &dyn Db, entry: SourceFile) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    if let Err(problem) = dlc_db::text(db, entry) {
        out.push(unreadable(db, entry, problem));
        return out;
    }
    let (files, mut seen) = reachable(db, entry);
    for file in &files {
        out.extend(syntax_errors(db, *file));
    }
    // Behind a brace or a quote that is missing, what stands where is a guess: to go on would tell one mistake twice.
    if out.iter().any(|error| UNCLOSED.contains(&&*error.code)) {
        return out;
    }
    for file in files.into_iter().filter(|file| !comes_checked(db, *file)) {
        seen.extend(check_file(db, file).iter().cloned());
    }
    let labs = labs(db, entry);
    let mut allowed = FxHashSet::default();
    let mut met = Vec::new();
    for lab in &labs {
        check_lab(db, lab.entity, &mut met, &mut allowed);
    }
    // Where something is wrong, a check that an `allow` is for may not have been reached.
    let wrong = out.iter().any(is_error) || seen.iter().chain(&met).any(is_error);
    if !labs.is_empty() && !wrong {
        unused_allows(db, entry, &allowed, &mut met);
    }
    let met = without_seen(met, &seen);
    let found = seen.into_iter().chain(met).map(|diag| placed(db, diag)).collect();
    let found = once::without_follow_ups(&out, found);
    out.extend(found);
    out
}

/// Whether a file is of the standard library: its bodies were checked before it came here, by a test.
fn comes_checked(db: &dyn Db, file: SourceFile) -> bool {
    file.path(db).starts_with("std:")
}

fn is_error<P>(diag: &Diagnostic<P>) -> bool {
    diag.severity == Severity::Error
}

/// What evaluation met without what was seen before: a mistake in a profile is told once, and not once a machine.
fn without_seen(met: Vec<Diag>, seen: &[Diag]) -> Vec<Diag> {
    let errors = || seen.iter().filter(|diag| diag.severity == Severity::Error);
    let mut places: FxHashMap<u32, Vec<Origin>> = FxHashMap::default();
    for place in errors().filter_map(|diag| Some(diag.primary.as_ref()?.place)) {
        places.entry(place.anchor).or_default().push(place);
    }
    let endless = errors().any(|diag| diag.code == "function-cycle");
    // A circle of `let`s and functions is known by name, and found again by whoever asks for one of them.
    let circles: Vec<&str> = errors().filter(|diag| diag.code == VALUE_CYCLE).map(|diag| &*diag.message).collect();
    let of_circle = |name: &str| circles.iter().any(|told| told.split([' ', '`', ':']).any(|word| word == name));
    let is_seen = |diag: &Diag| {
        let Some(Label { place, .. }) = &diag.primary else { return false };
        let overlaps = |seen: &Origin| seen.start <= place.end && place.start <= seen.end;
        places.get(&place.anchor).is_some_and(|seen| seen.iter().any(overlaps))
            // Functions that call each other for ever are stopped somewhere on the way.
            || (endless && diag.code == "nested-too-deep")
            || (diag.code == VALUE_CYCLE && named_let(&diag.message).is_some_and(of_circle))
    };
    met.into_iter().filter(|diag| !is_seen(diag)).collect()
}

/// The `let` that a circle is told of: a field is told with its block.
fn named_let(message: &str) -> Option<&str> {
    let (name, rest) = message.strip_prefix('`')?.split_once('`')?;
    rest.starts_with(" needs itself").then_some(name)
}

fn unreadable(db: &dyn Db, file: SourceFile, problem: &Problem) -> Diagnostic {
    let at = Span::new(file.id(db), TextRange::default());
    Diagnostic::error("unreadable-file", at, format!("`{}` cannot be read: {problem}", file.path(db)))
}

/// What the parser found wrong in a file.
fn syntax_errors(db: &dyn Db, file: SourceFile) -> impl Iterator<Item = Diagnostic> {
    let id = file.id(db);
    lowered(db, file).errors.iter().cloned().map(move |error| error.map(|range| Span::new(id, range)))
}

/// What is told of a lab of a program without mistakes, as a test sees it; and the `allow` entries that silenced something.
pub(crate) fn lab_told(db: &dyn Db, lab: EntityNo) -> (Vec<Diagnostic>, FxHashSet<Origin>) {
    let (mut met, mut allowed) = (Vec::new(), FxHashSet::default());
    check_lab(db, lab, &mut met, &mut allowed);
    let found = met.into_iter().map(|diag| placed(db, diag)).collect();
    (once::without_follow_ups(&[], found), allowed)
}

/// Everything that is wrong with a lab.
fn check_lab(db: &dyn Db, entity: EntityNo, diags: &mut Vec<Diag>, allowed: &mut FxHashSet<Origin>) {
    let mut add = |value: &BlockValue| {
        diags.extend(value.diags.iter().cloned());
        allowed.extend(value.allowed.iter().copied());
    };
    add(lab::block(db, entity, ()));
    let blocks = lab::entities(db, entity);
    for (_, _, entity) in &blocks {
        add(lab::block(db, *entity, ()));
    }
    twice::check(db, entity, &blocks, diags, allowed);
    public::check(db, entity, &blocks, diags);
}

/// An `allow` that silences nothing is a sign that its reason is gone.
fn unused_allows(db: &dyn Db, entry: SourceFile, allowed: &FxHashSet<Origin>, diags: &mut Vec<Diag>) {
    let hir = &lowered(db, entry).hir;
    for item in &hir.top {
        let Some(top) = anchor(db, entry, item.anchor.clone()) else { continue };
        if item.block.as_deref() == Some("lab") {
            unused_in(db, top, allowed, diags);
        }
    }
}

fn unused_in(db: &dyn Db, anchor_: &dlc_sema::source::Anchor, allowed: &FxHashSet<Origin>, diags: &mut Vec<Diag>) {
    let hir: &AnchorHir = &anchor_.hir;
    for id in 0..hir.bodies.len() {
        for entry in &hir.body(BodyId(u32::try_from(id).unwrap_or(u32::MAX))).entries {
            match &entry.kind {
                EntryKind::Allow { code, .. } => {
                    let place = anchor_.origin(code.range);
                    if !allowed.contains(&place) && is_of_checking(db, &code.name) {
                        let message = format!("`allow {}` silences nothing here", code.name);
                        diags.push(Diag::warning("unused-allow", place, message));
                    }
                }
                // A test's are for the test, which may not have run.
                EntryKind::Item(item) if item.kind == ItemKind::Test => {}
                EntryKind::Item(item) => {
                    if let Some(inner) = anchor(db, anchor_.file, item.anchor.clone()) {
                        unused_in(db, inner, allowed, diags);
                    }
                }
                EntryKind::Table(table) => {
                    for row in &table.rows {
                        if let dlc_sema::hir::RowRef::Anchor(key, _) = row
                            && let Some(inner) = anchor(db, anchor_.file, key.clone())
                        {
                            unused_in(db, inner, allowed, diags);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// A diagnostic with places in files. One whose place is gone is told without it.
pub fn placed(db: &dyn Db, diag: Diag) -> Diagnostic {
    let nowhere = |origin: &Origin| origin.anchor == Origin::NOWHERE.anchor;
    let Diagnostic { primary, secondary, fix, code, severity, message, notes, hint } = diag;
    let label = |label: Label<Origin>| {
        let place = (!nowhere(&label.place)).then(|| span(db, label.place)).flatten()?;
        Some(Label { place, text: label.text })
    };
    Diagnostic {
        code,
        severity,
        message,
        primary: primary.and_then(label),
        secondary: secondary.into_iter().filter_map(label).collect(),
        notes,
        hint,
        fix: fix.and_then(|fix| Some(dlc_base::Fix { place: span(db, fix.place)?, replacement: fix.replacement })),
    }
}

#[cfg(test)]
mod tests;
