//! A value that nobody may see.

use std::fmt;
use zeroize::Zeroizing;

/// The bytes of a secret. They are wiped from memory when the last of them goes.
#[derive(Clone)]
pub struct Clear(Zeroizing<Vec<u8>>);

impl Clear {
    /// Keeps `bytes`.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes: to be written to where they belong, and nowhere else.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Clear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clear(…)")
    }
}
