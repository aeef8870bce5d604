//! What of a menu can be chosen: what is off is shown by the loader, which the target of the boot service is told of by
//! its options, and is no part of the model.

use crate::value::{Cell, Map, Record, Value};
use std::sync::Arc;

/// The lab without the menu's machines and entries that are off.
pub(super) fn without_off_choices(lab: &Cell) -> Cell {
    in_field(lab, "boot", |boot| {
        in_field(boot, "menu", |menu| in_field(&in_field(menu, "machines", ready), "entries", ready))
    })
}

/// The record with one field changed; whatever else it is, as it is.
fn in_field(holder: &Cell, name: &str, change: impl Fn(&Cell) -> Cell) -> Cell {
    let Value::Record(record) = &holder.value else { return holder.clone() };
    let changed = |(field, cell): &(_, Cell)| if field == name { change(cell) } else { cell.clone() };
    let fields = record.fields.iter().map(|field| (field.0.clone(), changed(field))).collect();
    let record = Record { schema: record.schema.clone(), fields };
    Cell::new(Value::Record(Arc::new(record)), holder.origin)
}

fn ready(choices: &Cell) -> Cell {
    let Value::Map(map) = &choices.value else { return choices.clone() };
    let left = map.iter().filter(|(_, _, choice)| !is_off(choice));
    let left = left.map(|(label, key, choice)| (label.clone(), key.clone(), choice.clone()));
    Cell::new(Value::Map(Arc::new(Map::new(left))), choices.origin)
}

fn is_off(choice: &Cell) -> bool {
    let Value::Record(record) = &choice.value else { return false };
    record.get("state").is_some_and(|state| state.value == Value::Symbol("off".into()))
}
