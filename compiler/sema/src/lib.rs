//! What a program means before any value is known: its parts as plain data, names, modules, types and schemas.
//!
//! - [`hir`] is the data that a file's tree is lowered to, [`source`] the queries that give it;
//! - [`scope`] knows which name of a file is what, [`modules`] what a `use` names;
//! - [`ty`] are types, [`schema`] the fields of a schema with those it inherits;
//! - [`index`] tells, for a pair of braces, which entry may set which field, so that nobody walks over all of them.
//! - [`texts`] tells what is wrong in a text of another language, at its place;
//! - [`pattern`] reads what stands behind `matches`;
//! - [`check`] checks every body once, without values, with what [`builtins`] says the language brings.

pub mod builtins;
pub mod check;
pub mod hir;
pub mod index;
pub mod modules;
pub mod pattern;
pub mod schema;
pub mod scope;
pub mod source;
pub mod texts;
pub mod ty;

/// A diagnostic whose places are relative to anchors.
pub type Diag = dlc_base::Diagnostic<dlc_base::Origin>;
