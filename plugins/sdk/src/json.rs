//! JSON as artefacts hold it: keys in the order of the struct's fields or of a `BTreeMap`, the same bytes each time.
//!
//! A `HashMap` in a value would break that promise: its order depends on what the instance did before.

use serde::{Serialize, de::DeserializeOwned};

/// `value` on one line, without a newline at its end: for a program to read.
///
/// # Errors
/// A map whose keys are not text, or a `Serialize` of the caller's that fails.
pub fn compact(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(value)
}

/// `value` indented by two spaces, with a newline at its end: for a person to read.
///
/// # Errors
/// As [`compact`].
pub fn pretty(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = serde_json::to_vec_pretty(value)?;
    out.push(b'\n');
    Ok(out)
}

/// Options, as the host hands them over, in a type of the plugin's.
///
/// The host has checked them against the schema that `describe` gave, so an error here means that the schema and
/// the type disagree.
///
/// # Errors
/// The text is not JSON, or not of that shape.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str(text)
}
