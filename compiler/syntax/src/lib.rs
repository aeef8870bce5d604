//! From text to a lossless tree, and no further: lexer, literals, parser and a typed view.
//!
//! [`parse`] never fails: every file has a tree whose text is the file, byte for byte, and a list of what is wrong
//! with it. Nothing here knows a name, a type or another file.

pub mod ast;
mod kind;
pub mod lexer;
mod lines;
pub mod literal;
mod parser;
pub mod text;
pub mod words;

pub use kind::{Dl, SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};
pub use lines::{LineCol, LineIndex};
pub use parser::{MAX_DEPTH, MAX_FILE, Parse, parse};
pub use rowan::WalkEvent;
