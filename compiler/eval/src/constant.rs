//! Values that are the same wherever their schema is used, for whoever shows the library.

use crate::lab;
use crate::value::Cell;
use dlc_db::Db;
use dlc_sema::schema::Schema;

/// The default or the computed value of a field, if nothing in it is said of one block.
pub fn constant(db: &dyn Db, schema: &Schema, field: &str) -> Option<Cell> {
    let at = schema.position(field)?;
    lab::constants(db, schema.this.no, ()).get(at)?.clone()
}
