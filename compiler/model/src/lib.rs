//! The cluster model: where the front end and the targets meet.
//!
//! Plain data that names no operating system's format. It knows neither syntax nor a database, and it mirrors the
//! plugin contract (`plugins/wit`) record by record, with `_` where the contract has `-`. Units are the contract's:
//! sizes in bytes, durations in milliseconds, processors in thousandths, modes as numbers; addresses, networks, MACs,
//! versions, digests and URLs are text in their canonical spelling; a reference is the label of what it names.
//!
//! What its `serde` form is, which the evaluator and `--emit model` rely on:
//! - an enum is externally tagged, its variants bear the names of the language's symbols (`control_plane`); a variant
//!   with data is a newtype variant (`serve`, `bond`);
//! - a list of labelled blocks is a list in natural order of the labels, the label being the record's first field;
//! - a map with text keys (`labels`, `sysctl`, environments, options) is a map;
//! - what is absent may be left out: options, lists and maps have a default, nothing else has.
//!
//! Secrets and blobs are handles. A blob's bytes stay in [`Blobs`].

pub mod config;
pub mod contents;
pub mod contribute;
pub mod input_path;
pub mod interface;
pub mod kubernetes;
pub mod lab;
pub mod node;
pub mod storage;
pub mod system;

mod cluster;
mod digest;
mod forms;
mod natural;

pub use cluster::{Cluster, Promise, TargetUse, Tree};
pub use config::*;
pub use contents::{Blob, Blobs, Contents, Remote};
pub use contribute::Contribution;
pub use digest::digest;
pub use input_path::{BadInputPath, InputPath, InputPaths, Origins, Root, Subject};
pub use interface::*;
pub use kubernetes::*;
pub use lab::*;
pub use natural::natural;
pub use node::*;
pub use storage::*;
pub use system::*;
