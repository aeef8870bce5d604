//! A lab as a test sees it: the program stays as it is, and something is said on top of it.
//!
//! There is one overlay in a database, and most of the time it is empty. Laying something over a lab is an edit like any
//! other: what reads it runs again, and what comes out as before ends it there. So a test costs its own blocks and
//! their readers, and no copy of the rest.

use std::any::Any;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What lies over the program.
#[salsa::input(singleton)]
pub struct Overlay {
    /// What a test says of a lab, as evaluation keeps it.
    pub said: Option<Arc<dyn Any + Send + Sync>>,
    /// The files of the lab's output, where they were made: each is the file `built:PATH`.
    pub built: Option<Arc<BTreeSet<String>>>,
}
