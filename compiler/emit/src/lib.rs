//! The build tree: artefacts become files, a manifest, and one swap of a name.
//!
//! A [`Writer`] takes artefacts one after the other and keeps only their digests; [`Writer::finish`] writes
//! `manifest.json` and `SHA256SUMS` and puts the new tree in the old one's place. [`verify`] compares a tree with its
//! manifest, [`bundle`] packs it into one archive. Same entries and facts, same bytes: nothing here asks for the
//! time, the user, the environment or the umask, and no order depends on a hash.
//!
//! # How a new tree replaces the old one
//!
//! For `build`, everything on the way lies beside it, under names that begin with `.build.dlc-`:
//!
//! | name | what |
//! | --- | --- |
//! | `.build.dlc-lock` | held by the build that runs; a second one fails at once and says so |
//! | `.build.dlc-1`, `.build.dlc-2` | the generation being written, or what is left of one |
//! | `.build.dlc-old` | the old tree, for the moment that the fallback needs |
//! | `.build.dlc-link` | a link on its way to its place |
//!
//! - Where two names can be exchanged (Linux, macOS), `build` is a folder, and the exchange is the swap.
//! - Elsewhere `build` is a link to a generation, and renaming a new link over it is the swap. Only when a folder
//!   made by an exchange has to become such a link is there a moment without `build`; a build killed in that moment
//!   is repaired by the next.
//! - Where there are no links either, every swap has that moment.
//!
//! What a killed build left is removed by the next one, which holds the lock by then. A folder that has no manifest of
//! ours and is not empty is never replaced; one that has is ours with all that lies in it.
//!
//! # Which files are linked
//!
//! A file of the old tree stands for a new one if it is a plain file of the same mode whose *bytes* were compared, not
//! its size and times, nor the digest that the old manifest states: reading costs less than writing, and a damaged
//! file never gets into a new tree. It must be ours and have no other name, by which somebody could change it later. Links in the old tree are not followed on the way. If every byte and mode of the
//! tree is as before, nothing is swapped at all.

mod bundle;
mod collect;
mod digest;
mod entry;
mod error;
mod layer;
mod lock;
mod manifest;
mod old;
mod packed;
mod path;
mod site;
mod sums;
mod swap;
mod taken;
mod verify;
mod writer;

pub use bundle::bundle;
pub use collect::Collected;
pub use digest::{Digest, Hasher, sha256, sha512_hex};
pub use entry::{Audience, Entry, EntryName, Root};
pub use error::{EmitError, Result};
pub use layer::{Disk, FileLayer, Kind, LockHandle, Stat};
pub use manifest::{Artifact, Exposed, Facts, Input, MANIFEST, Manifest, Mode, Plugin, SCHEMA};
pub use packed::BuiltTree;
pub use sums::SUMS;
pub use verify::{Damage, DamageKind, Verified, verify};
pub use writer::{Options, Summary, Tree, Writer};
