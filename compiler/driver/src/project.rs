//! What is compiled, and who brings its files.

pub use dlc_db::{Content, System};

/// A lab with the project that it lies in.
pub struct Project {
    /// Reads files below the project's root.
    pub system: Box<dyn System>,
    /// The lab's file, from the root, with `/` between its parts.
    pub lab: String,
}
