//! Digests of what a machine is made of.

use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::io;

/// SHA-256 of the `serde` form of `value`: equal values have equal digests, on every machine.
///
/// # Panics
/// If `value` has a map whose keys are not text, or a `Serialize` that fails. No type of the model does.
pub fn digest<T: Serialize + ?Sized>(value: &T) -> [u8; 32] {
    let mut sink = Sink(Sha256::new());
    serde_json::to_writer(&mut sink, value).expect("records with text keys");
    sink.0.finalize().into()
}

/// Hashes instead of writing, so that a machine's files are not copied once more.
struct Sink(Sha256);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::digest;
    use std::collections::BTreeMap;

    #[test]
    fn equal_values_have_equal_digests_and_others_do_not() {
        let map = |value: &str| BTreeMap::from([("a".to_owned(), value.to_owned())]);
        assert_eq!(digest(&map("1")), digest(&map("1")));
        assert_ne!(digest(&map("1")), digest(&map("2")));
    }
}
