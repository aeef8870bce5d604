//! The language server: what an editor asks, answered from the compiler's own database.
//!
//! ```text
//! messages ─▶ server (one thread: owns texts and databases) ─▶ jobs (threads with a snapshot each) ─▶ answers
//! ```
//!
//! What must hold:
//! - the editor's unsaved text lies over the disk ([`overlay`]), and what is asked sees nothing else;
//! - an edit stops what still runs on the old text; nothing that was found in an old text is published;
//! - an answer comes from the queries that `dlc check` asks, or from the checker's own walk
//!   ([`dlc_sema::check::watch`]), so that the two cannot disagree;
//! - a mistake of ours in one answer is an error for that answer, and the server lives;
//! - no clock: diagnostics are looked for when no message waits.
//!
//! The disk, the folder for copies of the library and the log are the command line's ([`Host`]).

mod board;
mod checking;
mod documents;
mod features;
mod host;
mod lifecycle;
mod overlay;
mod pool;
mod projects;
mod requests;
mod server;
mod text;
mod uri;

pub use host::{Found, Host};
pub use lifecycle::serve;
pub use lsp_server::Connection;
