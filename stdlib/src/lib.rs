//! The standard library, written in the language: the schemas of the model, the operating systems as data, and the
//! options of targets that do not bring their own yet.
//!
//! `std.lab` is `std/lab.dl`, `std.os.flatcar` is `std/os/flatcar.dl`. A new file needs no other edit.

/// Every file of the library: its path with `/` on every system, and its text. Sorted by path.
pub static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The modules whose upper-case names are known everywhere without `use`: those of the model and `std.net`. They
/// count as one for cycles. A module of the model is a file directly in `std/`.
pub const PRELUDE: &[&str] = &[
    "std.boot",
    "std.command",
    "std.container",
    "std.disk",
    "std.file",
    "std.host",
    "std.interface",
    "std.kubernetes",
    "std.lab",
    "std.machine",
    "std.mount",
    "std.net",
    "std.network",
    "std.node",
    "std.os",
    "std.registry",
    "std.team",
    "std.unit",
    "std.user",
];

/// The text of the file with this path, such as `std/lab.dl`.
pub fn text(path: &str) -> Option<&'static str> {
    FILES.binary_search_by_key(&path, |(path, _)| path).ok().map(|found| FILES[found].1)
}
