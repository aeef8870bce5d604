//! How large a value is when everything in it is counted as often as it stands there.
//!
//! Values share their parts, so a list of lists of lists takes little memory and yet would take for ever to walk
//! through. Whoever makes a value from others counts them with this, and no larger one comes to be.

use super::{Cell, Value};

/// How many values are inside `value`, itself not counted; counting ends beyond `most`.
pub(crate) fn inside(value: &Value, most: usize) -> usize {
    let mut left = most.saturating_add(1);
    count(value, &mut left);
    most.saturating_add(1) - left
}

/// How many values are inside `cells`, themselves not counted; counting ends beyond `most`.
pub(crate) fn inside_all<'a>(cells: impl IntoIterator<Item = &'a Cell>, most: usize) -> usize {
    let mut sum = 0_usize;
    for cell in cells {
        sum = sum.saturating_add(inside(&cell.value, most));
        if sum > most {
            break;
        }
    }
    sum
}

/// How many bytes the texts inside `value` have together; counting ends beyond `most`.
pub(crate) fn text(value: &Value, most: usize) -> usize {
    let mut sum = 0_usize;
    let mut add = |cell: &Cell| {
        sum = sum.saturating_add(text(&cell.value, most - sum.min(most)));
        sum <= most
    };
    let _ = match value {
        Value::Str(text) => return text.len(),
        Value::List(items) | Value::Set(items) => items.iter().all(&mut add),
        Value::Map(map) => map.iter().all(|(_, _, cell)| add(cell)),
        Value::Record(record) => record.fields.iter().all(|(_, cell)| add(cell)),
        _ => true,
    };
    sum
}

fn count(value: &Value, left: &mut usize) {
    let mut each = |cell: &Cell| {
        *left = left.saturating_sub(1);
        if *left > 0 {
            count(&cell.value, left);
        }
        *left > 0
    };
    // The walk ends where the count does.
    let _ = match value {
        Value::List(items) | Value::Set(items) => items.iter().all(&mut each),
        Value::Map(map) => map.iter().all(|(_, _, cell)| each(cell)),
        Value::Record(record) => record.fields.iter().all(|(_, cell)| each(cell)),
        _ => true,
    };
}

#[test]
fn shared_parts_count_as_often_as_they_stand_there_and_counting_ends() {
    let list = |items: Vec<Value>| {
        let cells: Vec<Cell> = items.into_iter().map(|v| Cell::new(v, dlc_base::Origin::NOWHERE)).collect();
        Value::List(cells.into())
    };
    let mut value = list(vec![Value::Int(1), Value::Int(2)]);
    assert_eq!(inside(&value, 100), 2);
    value = list(vec![value.clone(), value]);
    assert_eq!(inside(&value, 100), 6);
    for _ in 0..60 {
        value = list(vec![value.clone(), value]);
    }
    assert_eq!(inside(&value, 1_000), 1_001);
}
