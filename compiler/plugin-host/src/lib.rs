//! Runs targets. The only crate that sees the WebAssembly engine.
//!
//! A target is a component that imports nothing. [`PluginHost`] loads it, [`Plugin`] calls it: plain data goes in
//! ([`input`]), plain data comes out ([`types`]). What a plugin does wrong, whatever it is, becomes a diagnostic that
//! blames the plugin by name.
//!
//! What must hold, and where:
//! - the same input gives the same bytes: [`engine`] has no source of chance, a batch has a fresh instance ([`plugin`]),
//!   and what shares a batch is a function of names alone ([`batch`]);
//! - a call ends, within memory and output that are bounded ([`limits`]);
//! - native code is only ever loaded from our own binary or a private folder, digest checked ([`load`], [`cache`]);
//! - no path leaves its tree ([`paths`]), and an answer names only what was given ([`answers`]);
//! - versions of the contract are known to [`abi`] only.

mod abi;
mod answers;
mod batch;
mod blame;
mod builtin;
mod cache;
mod digest;
mod engine;
mod host;
mod imports;
pub mod input;
pub mod limits;
mod load;
pub mod order;
mod parallel;
mod paths;
mod plugin;
pub mod report;
pub mod types;

pub use batch::{BATCH, BATCH_BYTES};
pub use builtin::{Builtin, builtin, builtins};
pub use digest::Digest;
pub use host::{HostOptions, Inspection, PluginHost, precompile_builtins};
pub use paths::{Placed, collisions};
pub use plugin::{NodeAnswers, Plugin};
