//! Values without repeats, found in constant time where they have a text.

use super::{Cell, Reference, Value};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::mem::Discriminant;
use std::sync::Arc;

/// Values in the order in which they first came.
#[derive(Default)]
pub(crate) struct Distinct {
    items: Vec<Cell>,
    texts: FxHashSet<(Discriminant<Value>, SmolStr)>,
    // A reference's text is its label, which blocks of two kinds may share.
    references: FxHashSet<Arc<Reference>>,
}

impl Distinct {
    /// Adds a value, unless there is an equal one.
    pub(crate) fn insert(&mut self, cell: &Cell) {
        if self.contains(&cell.value) {
            return;
        }
        match (&cell.value, cell.value.to_text()) {
            (Value::Ref(reference), _) => _ = self.references.insert(reference.clone()),
            (value, Some(text)) => _ = self.texts.insert((std::mem::discriminant(value), text)),
            _ => {}
        }
        self.items.push(cell.clone());
    }

    /// Whether there is an equal value.
    pub(crate) fn contains(&self, value: &Value) -> bool {
        match (value, value.to_text()) {
            (Value::Ref(reference), _) => self.references.contains(reference),
            (value, Some(text)) => self.texts.contains(&(std::mem::discriminant(value), text)),
            _ => self.items.iter().any(|cell| cell.value == *value),
        }
    }

    /// The values.
    pub(crate) fn into_items(self) -> Vec<Cell> {
        self.items
    }
}

impl<'a> FromIterator<&'a Cell> for Distinct {
    fn from_iter<I: IntoIterator<Item = &'a Cell>>(cells: I) -> Self {
        let mut distinct = Self::default();
        cells.into_iter().for_each(|cell| distinct.insert(cell));
        distinct
    }
}
