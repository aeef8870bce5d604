//! Numbers for what is known by a name, so that a place fits into a few bytes and a value holds no reference into
//! the database. A number, once given, stays.

use crate::SourceFile;
use smol_str::SmolStr;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

/// The number of an anchor: an item, a block or a row of a file. 0 is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AnchorNo(pub u32);

/// The number of a named block of a lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityNo(pub u32);

/// What a block of a lab is known by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EntityKey {
    /// The anchor of the lab's own block.
    pub lab: AnchorNo,
    /// The field of the lab that holds the block (`machines`), empty for the lab itself.
    pub field: SmolStr,
    /// The block's label.
    pub label: SmolStr,
}

/// All numbers.
#[derive(Debug, Default)]
pub struct Tables {
    anchors: Table<(SourceFile, SmolStr)>,
    entities: Table<EntityKey>,
}

impl Tables {
    /// The number of an anchor.
    pub fn anchor(&self, file: SourceFile, key: &SmolStr) -> AnchorNo {
        AnchorNo(self.anchors.number((file, key.clone())))
    }

    /// The anchor of a number, `None` for 0.
    pub fn anchor_key(&self, no: AnchorNo) -> Option<(SourceFile, SmolStr)> {
        self.anchors.key(no.0)
    }

    /// The number of a block.
    pub fn entity(&self, key: EntityKey) -> EntityNo {
        EntityNo(self.entities.number(key))
    }

    /// The block of a number.
    pub fn entity_key(&self, no: EntityNo) -> Option<EntityKey> {
        self.entities.key(no.0)
    }
}

/// Keys numbered from 1 in the order in which they were first seen.
#[derive(Debug)]
struct Table<K>(RwLock<(HashMap<K, u32>, Vec<K>)>);

impl<K> Default for Table<K> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<K: Clone + Eq + Hash> Table<K> {
    fn number(&self, key: K) -> u32 {
        if let Some(&no) = self.0.read().unwrap_or_else(PoisonError::into_inner).0.get(&key) {
            return no;
        }
        let mut table = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let (numbers, keys) = &mut *table;
        *numbers.entry(key).or_insert_with_key(|key| {
            keys.push(key.clone());
            u32::try_from(keys.len()).unwrap_or(u32::MAX)
        })
    }

    fn key(&self, no: u32) -> Option<K> {
        let table = self.0.read().unwrap_or_else(PoisonError::into_inner);
        table.1.get((no as usize).checked_sub(1)?).cloned()
    }
}
