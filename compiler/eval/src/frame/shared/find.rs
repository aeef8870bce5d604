//! Evaluates what stands for all blocks of a family, and keeps what does not end.

use super::{HERE, Part, Parts, Shared};
use crate::check::{each_body, run_entry};
use crate::cx::{Cx, Ev, R};
use crate::frame::{Frame, Source};
use crate::value::{Cell, Value};
use dlc_db::AnchorNo;
use dlc_sema::hir::BodyId;
use rustc_hash::FxHashSet;

/// What is known of a frame.
pub(super) fn find<'db>(cx: &Cx<'db>, frame: &Frame<'db>) -> Shared {
    let parts = match frame.schema {
        Some(schema) => {
            frame.unknown_entries(cx);
            Parts::Schema(schema.fields.iter().map(|field| part(cx, frame, &field.name)).collect())
        }
        None => {
            let keys = known(cx, || frame.keys(cx)).unwrap_or_default();
            Parts::Map(keys.into_iter().map(|(key, _)| (key.clone(), part(cx, frame, &key))).collect())
        }
    };
    let (passed, all_pass) = passed(cx, frame);
    // What stands for all has a label in each.
    let closed = all_pass && frame.parent.is_some() && parts.are_closed();
    let whole = if closed { known(cx, || Ok(frame.whole(cx))).filter(is_the_same_everywhere) } else { None };
    Shared { parts, passed, bodies: bodies(cx, frame), whole, form: frame.form() }
}

/// What `f` comes to, if it met nothing unknown.
fn known<T>(cx: &Cx<'_>, f: impl FnOnce() -> R<T>) -> Option<T> {
    cx.met_unknown.set(false);
    let found = f().ok();
    found.filter(|_| !cx.met_unknown.get())
}

fn part<'db>(cx: &Cx<'db>, frame: &Frame<'db>, name: &str) -> Part {
    match known(cx, || frame.field(cx, name)) {
        None => Part::Open,
        Some(Ev::Frame(inner)) if inner.is_held(frame, name) => match inner.place.anchor == HERE.anchor {
            true => Part::Open,
            false => Part::Record(Box::new(find(cx, &inner))),
        },
        Some(Ev::Group(group)) => {
            let list: Vec<_> = group.frames.iter().map(|(label, inner)| (label.clone(), find(cx, inner))).collect();
            let closed = list.iter().all(|(_, shared)| shared.whole.is_some());
            let whole = if closed { known(cx, || cx.force(Ev::Group(group))) } else { None };
            Part::Blocks { list, whole }
        }
        Some(ev) => known(cx, || cx.force(ev)).filter(is_the_same_everywhere).map_or(Part::Open, Part::Value),
    }
}

/// The checks of a frame that hold for all, and whether all do.
fn passed<'db>(cx: &Cx<'db>, frame: &Frame<'db>) -> (FxHashSet<(AnchorNo, BodyId, u32)>, bool) {
    let (mut passed, mut all) = (FxHashSet::default(), true);
    if frame.schema.is_none() {
        return (passed, all);
    }
    let before = cx.sees_private.replace(true);
    each_body(cx, frame, |body, scope| {
        for &number in &scope.anchor.index.body(body).checks {
            match known(cx, || run_entry(cx, frame, body, number, scope)) {
                Some(()) => drop(passed.insert((scope.anchor.no, body, number))),
                None => all = false,
            }
        }
    });
    cx.sees_private.set(before);
    (passed, all)
}

fn bodies<'db>(cx: &Cx<'db>, frame: &Frame<'db>) -> Vec<(AnchorNo, BodyId)> {
    let Ok(sites) = frame.sites(cx) else { return Vec::new() };
    let body = |site: &crate::frame::Site<'db>| match site.source {
        Source::Body(body) => Some((site.scope.anchor.no, body)),
        _ => None,
    };
    sites.list.iter().filter_map(body).collect()
}

impl Parts {
    fn are_closed(&self) -> bool {
        let closed = |part: &Part| match part {
            Part::Open => false,
            Part::Value(_) => true,
            Part::Record(shared) => shared.whole.is_some(),
            Part::Blocks { whole, .. } => whole.is_some(),
        };
        match self {
            Self::Schema(parts) => parts.iter().all(closed),
            // Every one is asked, so that their order decides nothing.
            Self::Map(parts) => parts.values().all(closed),
        }
    }
}

/// Whether a value has no part that failed, and none that stands where each block stands.
fn is_the_same_everywhere(cell: &Cell) -> bool {
    let inside = |cell: &Cell| cell.origin.anchor != HERE.anchor && is_the_same_everywhere(cell);
    match &cell.value {
        Value::Poison => false,
        Value::List(items) | Value::Set(items) => items.iter().all(inside),
        Value::Map(map) => map.iter().all(|(_, key, value)| inside(key) && inside(value)),
        Value::Record(record) => record.fields.iter().all(|(_, value)| inside(value)),
        Value::Profile(profile) => profile.args.iter().all(|(_, value)| inside(value)),
        _ => true,
    }
}
