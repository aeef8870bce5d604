//! From a program to the values of a lab, each with the place that it comes from.
//!
//! - [`lab`] holds the queries: which blocks there are, one field of a block, a block whole;
//! - `frame` is a block while it is evaluated: its bodies, their merging, its fields one by one;
//! - `expr` evaluates expressions, `env` finds names, `fit` compares values with types;
//! - [`testing`] looks at a lab with what a test says of it;
//! - [`model`] turns values into the cluster model, and model paths back into places.
//!
//! What must hold: an evaluation ends within the budgets of `cx`; no value depends on the order in which others were
//! asked for; what is wrong is reported once and becomes poison, which is never reported again.

mod builtins;
mod check;
mod constant;
mod cx;
mod data;
mod env;
mod expr;
mod fit;
mod frame;
pub mod lab;
pub mod model;
mod ops;
mod program;
mod public;
pub mod testing;
mod twice;
pub mod value;

pub use builtins::reference;
pub use check::is_allowed;
pub use constant::constant;
pub use program::{Lab, check_program, evaluate_ahead, labs, placed};
