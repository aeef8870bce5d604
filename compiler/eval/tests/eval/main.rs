//! The evaluator as the driver uses it: programs in, diagnostics and values out.
//!
//! [`suite`] runs the sections of `tests/suite`, [`pages`] the examples on the pages of codes, [`reference`] makes what
//! of the language's reference follows from the compiler.
#![allow(clippy::unwrap_used, reason = "tests")]

mod assertion;
mod checked;
mod examples;
mod fixture;
mod hostile;
mod incremental;
mod library;
mod pages;
mod project;
mod reference;
mod suite;
mod together;

use std::path::{Path, PathBuf};

/// A file or folder of the checkout.
fn checkout(path: &str) -> PathBuf {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crates lie in a folder");
    crates.parent().expect("it lies in the checkout").join(path)
}
