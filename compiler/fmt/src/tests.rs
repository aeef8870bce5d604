//! What files look like afterwards, and that nothing else changes.

use super::{Refusal, format};
use expect_test::Expect;

mod breaks;
mod comments;
mod corpus;
mod entries;
mod tables;
mod texts;

/// A file and its layout, which stays as it is from then on.
fn laid_out(text: &str, expect: Expect) {
    let out = format(text).expect("a file without errors");
    expect.assert_eq(&out);
    assert_eq!(format(&out).as_deref(), Ok(out.as_str()), "a second time something changes");
}

/// A file that has its layout already.
fn stays(text: &str) {
    assert_eq!(format(text).as_deref(), Ok(text));
}
