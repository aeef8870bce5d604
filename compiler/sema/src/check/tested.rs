//! Where a `test` stands, and what stands in one.

use super::{At, Checker, Shape};
use crate::Diag;
use crate::hir::{BodyId, Entry, EntryKind, ItemKind, ItemRef};
use dlc_base::Origin;

impl<'db> Checker<'db> {
    /// Reports the tests that nobody would run, and what says nothing in a test.
    pub(crate) fn tests_in(&self, at: &At<'db>, body: BodyId) {
        let entries = &at.scope.anchor.hir.body(body).entries;
        if matches!(at.block.shape, Shape::Test) {
            let mut has_lab = false;
            entries.iter().for_each(|entry| self.in_test(at, entry, &mut has_lab));
            return;
        }
        if at.block.is_lab || matches!(at.block.shape, Shape::Unknown) {
            return;
        }
        for entry in entries {
            if let EntryKind::Item(item) = &entry.kind
                && item.kind == ItemKind::Test
            {
                let message =
                    format!("a test stands in a lab, in a profile for one, or in a file, not in {}", at.block.title());
                self.push(Diag::error("misplaced-test", self.title_of(at, item, entry), message));
            }
        }
    }

    fn in_test(&self, at: &At<'db>, entry: &Entry, has_lab: &mut bool) {
        let origin = |range| at.scope.anchor.origin(range);
        let (place, what) = match &entry.kind {
            EntryKind::Given(_)
            | EntryKind::Expect(_)
            | EntryKind::ExpectCode { .. }
            | EntryKind::For { .. }
            | EntryKind::When { .. }
            | EntryKind::Allow { .. } => return,
            // Types and schemas stand in no braces at all, which is told.
            EntryKind::Item(ItemRef {
                kind: ItemKind::Let | ItemKind::Fn | ItemKind::Type | ItemKind::Schema, ..
            }) => {
                return;
            }
            EntryKind::Item(item) if item.block.is_some() => {
                if !std::mem::replace(has_lab, true) {
                    return;
                }
                (self.title_of(at, item, entry), "a second lab does not stand".to_owned())
            }
            EntryKind::Item(item) if item.kind == ItemKind::Test => {
                (self.title_of(at, item, entry), "a test does not stand".to_owned())
            }
            EntryKind::Item(item) => (self.title_of(at, item, entry), "a profile does not stand".to_owned()),
            EntryKind::Block(block) => {
                let word = block.path.iter().map(|word| word.name.as_str()).collect::<Vec<_>>().join(".");
                let diag = Diag::error("not-in-test", origin(block.head), format!("`{word}` says nothing in a test"));
                return self.push(diag.hint(format!("write `given {word} … {{ … }}` to say it of the lab")));
            }
            EntryKind::Set { path, .. } => {
                let word = path.iter().map(|word| word.name.as_str()).collect::<Vec<_>>().join(".");
                let place = path.first().map_or(origin(entry.range), |first| origin(first.range));
                let diag = Diag::error("not-in-test", place, format!("`{word}` sets nothing in a test"));
                return self
                    .push(diag.hint("write `given KIND NAME { … }` to set it in the lab, `let` to name a value"));
            }
            EntryKind::SetKey { key, .. } => (origin(key.range), "a key does not stand".to_owned()),
            EntryKind::Table(table) => (origin(table.kind.range), "a table does not stand".to_owned()),
            EntryKind::Include(list) => {
                let place = list.first().map_or(origin(entry.range), |first| origin(first.range));
                (place, "`include` does not stand".to_owned())
            }
            EntryKind::Drop { kind, .. } => (origin(kind.range), "`drop` does not stand".to_owned()),
            EntryKind::Check(check) => {
                let diag = Diag::error("not-in-test", origin(check.cond.range), "a check does not stand in a test");
                return self.push(diag.hint("write `expect …`"));
            }
        };
        let diag = Diag::error("not-in-test", place, format!("{what} in a test"));
        self.push(diag.note("a test holds `given`, `expect`, `let`, `for`, `when` and `allow`"));
    }

    /// The head of a declaration.
    fn title_of(&self, at: &At<'db>, item: &ItemRef, entry: &Entry) -> Origin {
        let own = crate::source::anchor(self.db, at.scope.anchor.file, item.anchor.clone());
        own.map_or(at.scope.anchor.origin(entry.range), |own| own.origin(crate::scope::head_range(&own.hir.node)))
    }
}
