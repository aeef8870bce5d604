//! The patterns of `matches`: the syntax of the regex crate, checked where one is written, used where it is asked.

use regex::{Regex, RegexBuilder};

/// How large a pattern may become in memory.
const SIZE: usize = 1 << 20;

/// Reads a pattern.
///
/// # Errors
/// Why it is none, in words.
pub fn read(pattern: &str) -> Result<Regex, String> {
    // The crate draws a picture of the place; its last line says what is wrong.
    RegexBuilder::new(pattern).size_limit(SIZE).build().map_err(|error| {
        let text = error.to_string();
        let last = text.lines().last().unwrap_or_default().trim();
        format!("the pattern is wrong: {}", last.strip_prefix("error: ").unwrap_or(last))
    })
}
