//! The fields that are being computed: whoever asks for one of them again has found a value that needs itself.

use crate::cx::{Cx, R, Stop};
use dlc_base::Origin;
use dlc_db::EntityNo;
use dlc_sema::Diag;
use dlc_sema::hir::Name;
use smol_str::SmolStr;
use std::cell::RefCell;

/// A value that needs itself. Unlike other mistakes it belongs to no one block, so whoever reads it tells it.
pub(crate) const VALUE_CYCLE: &str = "value-cycle";

/// A field that is being computed. `step` says where the block of the lab holds the record that it is of.
struct ActiveField {
    entity: EntityNo,
    field: SmolStr,
    step: Option<Step>,
    place: Origin,
}

/// A field, and the label of one of its blocks.
pub(super) type Step = (Name, Option<SmolStr>);

thread_local! {
    /// The fields that are being computed on this thread, through queries too, the outermost first.
    static ACTIVE: RefCell<Vec<ActiveField>> = const { RefCell::new(Vec::new()) };
}

/// How long a chain of references may be (rule 39).
const CHAIN: usize = 500;

/// A chain of references that is too long. Like a cycle it belongs to no one block.
pub(crate) const LONG_CHAIN: &str = "chain-too-long";

/// An expression of the lab that is evaluated once for all blocks, among the fields that are being computed.
pub(crate) const HOISTED: EntityNo = EntityNo(0);

/// Leaves [`ACTIVE`] as it was, also when a query is cancelled.
pub(super) struct Active;

impl Active {
    pub(super) fn enter(entity: EntityNo, field: SmolStr, step: Option<Step>, place: Origin) -> Self {
        ACTIVE.with_borrow_mut(|active| active.push(ActiveField { entity, field, step, place }));
        Self
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        ACTIVE.with_borrow_mut(|active| {
            active.pop();
        });
    }
}

/// Whether a field of a block is being computed on this thread: to ask a query for it would never end.
pub(crate) fn is_active(entity: EntityNo, field: &str) -> bool {
    ACTIVE.with_borrow(|active| active.iter().any(|a| a.entity == entity && a.step.is_none() && a.field == field))
}

/// Runs `f` while a pseudo-field of a block counts as being computed.
pub(crate) fn while_active<T>(entity: EntityNo, field: &str, place: Origin, f: impl FnOnce() -> T) -> T {
    let _active = Active::enter(entity, field.into(), None, place);
    f()
}

/// Runs `f` as if nothing were being computed: what it comes to must not depend on who asks first.
pub(crate) fn alone<T>(f: impl FnOnce() -> T) -> T {
    struct Restore(Vec<ActiveField>);
    impl Drop for Restore {
        fn drop(&mut self) {
            ACTIVE.set(std::mem::take(&mut self.0));
        }
    }
    let _restore = Restore(ACTIVE.take());
    f()
}

/// Stops a chain of references that is too long: each link stands on the stack until the next is known.
pub(crate) fn check_chain(cx: &Cx<'_>, place: Origin) -> R<()> {
    let links = ACTIVE.with_borrow(|active| {
        let fields = active.iter().filter(|a| a.step.is_none() && a.entity != HOISTED);
        // A field is entered by who reads it, and again by its block.
        let mut last = None;
        fields.filter(|a| last.replace((a.entity, &a.field)) != Some((a.entity, &a.field))).count()
    });
    if links <= CHAIN {
        return Ok(());
    }
    // How long it is depends on where it was begun, which no query knows of.
    cx.db.report_untracked_read();
    let message = format!("each of more than {CHAIN} values needs the next one");
    Err(cx.report(Diag::error(LONG_CHAIN, place, message).hint("compute each from the first: `lan.host(i)`")))
}

/// A field needs itself: told as the path of fields, which begins at the same one whoever asked first.
pub(crate) fn report_cycle(cx: &Cx<'_>, entity: EntityNo, field: &str, step: Option<&Step>, place: Origin) -> Stop {
    // What is computed now depends on what was asked first, which no query knows of.
    cx.db.report_untracked_read();
    let mut path: Vec<(String, Origin)> = ACTIVE.with_borrow(|active| {
        let same = |a: &ActiveField| a.entity == entity && a.field == field && a.step.as_ref() == step;
        let start = active.iter().rposition(same).unwrap_or(0);
        let fields = active[start..].iter().filter(|a| a.entity != HOISTED);
        fields.map(|a| (shown(cx, a.entity, &a.field, a.step.as_ref()), a.place)).collect()
    });
    // A field is entered by who reads it, then by its block, whose place is the same whoever reads.
    path.dedup_by(|later, first| {
        later.0 == first.0 && {
            first.1 = later.1;
            true
        }
    });
    if let Some(first) = path.iter().enumerate().min_by(|a, b| a.1.0.cmp(&b.1.0)).map(|(i, _)| i) {
        path.rotate_left(first);
    }
    let (first, place) = path.first().cloned().unwrap_or_else(|| (shown(cx, entity, field, step), place));
    let mut path: Vec<String> = path.into_iter().map(|(shown, _)| shown).collect();
    path.push(first.clone());
    let message = if path.len() == 2 {
        format!("{first} needs itself")
    } else {
        format!("{first} needs itself: {}", path.join(" → "))
    };
    cx.report(Diag::error(VALUE_CYCLE, place, message))
}

/// A field of a block, for messages.
fn shown(cx: &Cx<'_>, entity: EntityNo, field: &str, step: Option<&Step>) -> String {
    let field = match step {
        Some((holder, Some(label))) => format!("{holder}[\"{label}\"].{field}"),
        Some((holder, None)) => format!("{holder}.{field}"),
        None => field.to_owned(),
    };
    match cx.db.tables().entity_key(entity) {
        None if entity == HOISTED => "a list".to_owned(),
        Some(key) if key.field.is_empty() => format!("`{field}` of lab {}", key.label),
        Some(key) => format!("`{field}` of {}", key.label),
        None => format!("`{field}`"),
    }
}
