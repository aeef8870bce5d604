//! The incremental database.
//!
//! Its inputs are files, each loaded when a query first asks for it, and what a test lays over a lab; everything else
//! is derived. A query reads nothing but its arguments and other queries, so what did not change is not computed again.
//!
//! What must hold:
//! - the world outside enters by [`System`] alone;
//! - a value that a query returns holds no reference into the database: places are numbers of [`Tables`];
//! - these numbers mean nothing outside one process. Whatever is printed or sorted uses names.

mod database;
mod files;
mod overlay;
mod stack;
mod tables;

pub use database::Database;
pub use files::{Content, Library, Problem, SourceFile, System};
pub use overlay::Overlay;
pub use stack::with_stack;
pub use tables::{AnchorNo, EntityKey, EntityNo, Tables};

use dlc_syntax::Parse;

/// What every query is given.
#[salsa::db]
pub trait Db: salsa::Database {
    /// The file at `path`, loaded if this is the first time that somebody asks. There always is one; its content
    /// may be that it does not exist.
    ///
    /// A path is relative to the project's root with `/` between its parts; `std:…` is a file of the standard
    /// library and `target:NAME` the schema of a target's options.
    fn file(&self, path: &str) -> SourceFile;

    /// The numbers by which anchors and blocks are known.
    fn tables(&self) -> &Tables;

    /// The names of all targets that have a schema of options, sorted.
    fn targets(&self) -> Vec<String>;

    /// The modules of the standard library whose upper-case names are known everywhere, as paths for [`Db::file`].
    fn prelude(&self) -> Vec<String>;

    /// What opens secrets, where somebody brought it.
    fn vault(&self) -> Option<&dlc_secret::Vault>;

    /// Says that an expensive query runs. Only tests listen.
    fn note(&self, what: &dyn Fn() -> String);
}

/// The text of a file, or why there is none.
#[salsa::tracked]
pub fn text(db: &dyn Db, file: SourceFile) -> Result<String, Problem> {
    match file.content(db) {
        Content::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(Problem::NotText(error.valid_up_to())),
        },
        Content::Missing => Err(Problem::Missing),
        Content::Unreadable(why) => Err(Problem::Unreadable(why.clone())),
    }
}

/// The tree of a file; of one that cannot be read the empty tree.
///
/// Trees are not compared: what depends on one compares what it took from it.
#[salsa::tracked(no_eq)]
pub fn parse(db: &dyn Db, file: SourceFile) -> Parse {
    dlc_syntax::parse(text(db, file).as_deref().unwrap_or_default())
}
