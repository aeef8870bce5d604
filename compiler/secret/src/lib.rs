//! Secrets.
//!
//! What a lab says of a secret is a [`Recipe`]: pieces of text, and [`Source`]s that name where a sealed value lies. It
//! says nothing of the value itself, so everything that evaluates, prints, hashes or caches a lab may hold recipes and
//! cannot leak. A [`Vault`] makes a recipe into a [`Clear`] value when, and only when, it is written to its place.
//!
//! What must hold:
//! - [`Clear`] has no form that can be printed, compared, hashed or serialized; `reveal` is its one way out;
//! - no message holds a value, or a part of one;
//! - a file that was changed behind its seal is refused as a whole.

mod clear;
mod file;
mod open;
mod recipe;
mod sops;
mod vault;

pub use clear::Clear;
pub use file::{Format, Item, Shape, read};
pub use open::NotOpened;
pub use recipe::{Kind, Part, Recipe, Source};
pub use vault::Vault;

#[cfg(test)]
mod tests;
