//! The language server, asked over its pipe as an editor asks it.
//!
//! A scenario is a text with `$0` where the cursor stands; what comes back is compared in the words of a reader:
//! labels, lines, edits applied. What the server computes is tested where it is computed; here it is shown that an
//! editor gets it.

mod client;
mod scene;

mod completion;
mod diagnostics;
mod lifecycle;
mod navigation;
mod robust;
