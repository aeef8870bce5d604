//! What every phase shares: file ids, ranges, origins and diagnostics as plain data.
//!
//! Nothing here reads a file, a clock or the environment, and nothing knows about syntax or databases.

pub mod diagnostic;
pub mod origin;
pub mod pages;
#[cfg(feature = "render")]
pub mod render;
pub mod suggest;

pub use diagnostic::{Diagnostic, Fix, Label, Severity};
pub use origin::{Origin, OriginKind};
pub use text_size::{TextRange, TextSize};

/// A source file, numbered in the order in which the database first saw it.
///
/// The number means nothing outside one process; whatever is printed or sorted uses the file's path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

/// A place in a source file, in bytes from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The bytes in it.
    pub range: TextRange,
}

impl Span {
    /// A span over `range` of `file`.
    pub fn new(file: FileId, range: TextRange) -> Self {
        Self { file, range }
    }
}
