//! From a place in the model back to the line that it comes from.

use super::targets::{Machine, use_for_lab, use_for_machine};
use crate::lab;
use crate::value::{Cell, Value};
use dlc_base::Origin;
use dlc_db::{Db, EntityNo};
use dlc_model::{InputPath, Origins, Root};
use smol_str::SmolStr;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// Where the values of a lab's model were written. Nothing is kept: the values themselves know.
pub struct LabOrigins<'db> {
    db: &'db dyn Db,
    lab: EntityNo,
    entities: Entities<'db>,
}

/// The blocks of a lab by field and label: a large lab is asked for many places.
pub(super) struct Entities<'db> {
    db: &'db dyn Db,
    lab: EntityNo,
    all: OnceCell<BTreeMap<(SmolStr, SmolStr), EntityNo>>,
}

impl<'db> Entities<'db> {
    pub(super) fn new(db: &'db dyn Db, lab: EntityNo) -> Self {
        Self { db, lab, all: OnceCell::new() }
    }

    pub(super) fn find(&self, field: &str, label: &str) -> Option<EntityNo> {
        let all = self.all.get_or_init(|| {
            let all = lab::entities(self.db, self.lab);
            all.into_iter().map(|(field, label, entity)| ((field, label), entity)).collect()
        });
        all.get(&(SmolStr::new(field), SmolStr::new(label))).copied()
    }
}

impl<'db> LabOrigins<'db> {
    /// The places of a lab.
    pub fn new(db: &'db dyn Db, lab: EntityNo) -> Self {
        Self { db, lab, entities: Entities::new(db, lab) }
    }

    fn menu_machine(&self, name: &str) -> Option<Cell> {
        let lab = &lab::block(self.db, self.lab, ()).cell;
        let steps = ["boot", "menu", "machines", name].map(str::to_owned);
        walk(lab, &steps).cloned()
    }

    fn in_machine(&self, cell: &Cell, machine: Machine, steps: &[String]) -> Option<Cell> {
        match steps {
            [first, target, second, rest @ ..] if first == "targets" && second == "options" => {
                let found = use_for_machine(self.db, machine, target.clone());
                walk(&found.cell, rest).cloned()
            }
            // The fields of a system's own stand in it without a group.
            [os, options, rest @ ..] if os == "os" && options == "options" => {
                walk(cell, &[vec!["os".to_owned()], rest.to_vec()].concat()).cloned()
            }
            _ => walk(cell, steps).cloned(),
        }
    }

    /// The value at `path`, as the lab has it: without what targets contribute and what the compiler adds.
    pub fn value(&self, path: &InputPath) -> Option<Cell> {
        let steps = path.steps.as_slice();
        match &path.root {
            Root::Node(name) => {
                let entity = self.entities.find("machines", name)?;
                let cell = &lab::block(self.db, entity, ()).cell;
                self.in_machine(cell, Machine::Node(entity), steps)
            }
            Root::MenuMachine(name) => {
                let cell = self.menu_machine(name)?;
                self.in_machine(&cell, Machine::Menu(self.lab, SmolStr::new(name)), steps)
            }
            Root::Lab => match steps {
                [first, target, second, rest @ ..] if first == "targets" && second == "options" => {
                    let found = use_for_lab(self.db, self.lab, target.clone());
                    walk(&found.cell, rest).cloned()
                }
                [field, label, rest @ ..] => match self.entities.find(field, label) {
                    Some(entity) => walk(&lab::block(self.db, entity, ()).cell, rest).cloned(),
                    None => walk(&lab::block(self.db, self.lab, ()).cell, steps).cloned(),
                },
                _ => walk(&lab::block(self.db, self.lab, ()).cell, steps).cloned(),
            },
        }
    }
}

impl Origins for LabOrigins<'_> {
    fn origin(&self, path: &InputPath) -> Option<Origin> {
        self.value(path).map(|cell| cell.origin)
    }
}

/// The value at the end of a way of fields, labels and numbers.
fn walk<'a>(cell: &'a Cell, steps: &[String]) -> Option<&'a Cell> {
    let Some((first, rest)) = steps.split_first() else { return Some(cell) };
    let next = match &cell.value {
        Value::Record(record) => record.get(first)?,
        Value::Map(map) => map.get(first)?,
        Value::List(items) | Value::Set(items) => items.get(first.parse::<usize>().ok()?)?,
        _ => return None,
    };
    walk(next, rest)
}
