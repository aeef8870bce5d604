//! What is in a file, and bytes that stay outside of the model.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256, Sha512};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Contents of a file or of a text that may be secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contents {
    /// This text.
    Text(String),
    /// These bytes. Only in a contribution: what a lab brings as bytes is a blob.
    Bytes(Vec<u8>),
    /// A secret, by its handle.
    Secret(String),
    /// Bytes that stay outside, to be placed by their handle.
    Blob(Blob),
    /// What the machine fetches itself.
    Remote(Remote),
}

/// Bytes that stay outside the target.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Blob {
    /// Its handle.
    pub handle: String,
    /// Bytes.
    pub size: u64,
    /// 64 hexadecimal digits, lower case.
    pub sha256: String,
    /// 128 hexadecimal digits, lower case.
    pub sha512: String,
}

/// What the machine fetches itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Remote {
    /// Where.
    pub url: String,
    /// What it must be.
    #[serde(default)]
    pub digest: Option<String>,
}

/// The bytes of blobs, by handle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Blobs(pub BTreeMap<String, Arc<[u8]>>);

impl Blobs {
    /// Keeps `bytes` and gives what the model holds in their place. The same bytes have the same handle.
    pub fn add(&mut self, bytes: impl Into<Arc<[u8]>>) -> Blob {
        let bytes = bytes.into();
        let blob = Blob::of(&bytes);
        self.0.entry(blob.handle.clone()).or_insert(bytes);
        blob
    }

    /// The bytes of `handle`.
    pub fn get(&self, handle: &str) -> Option<&Arc<[u8]>> {
        self.0.get(handle)
    }
}

impl Blob {
    /// What stands for `bytes`. The handle is `sha256:HEX`.
    pub fn of(bytes: &[u8]) -> Self {
        let sha256 = hex(&Sha256::digest(bytes));
        Self {
            handle: format!("sha256:{sha256}"),
            size: bytes.len() as u64,
            sha256,
            sha512: hex(&Sha512::digest(bytes)),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Blob, Blobs};

    #[test]
    fn the_same_bytes_are_one_blob() {
        let mut blobs = Blobs::default();
        let (first, second) = (blobs.add(&b"abc"[..]), blobs.add(&b"abc"[..]));
        assert_eq!(first, second);
        assert_eq!(blobs.0.len(), 1);
        assert_eq!(blobs.get(&first.handle).map(|bytes| &bytes[..]), Some(&b"abc"[..]));
    }

    #[test]
    fn a_handle_is_the_digest_of_the_bytes() {
        let blob = Blob::of(b"");
        assert_eq!(blob.handle, "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert!(blob.sha512.starts_with("cf83e1357eefb8bd"));
        assert_eq!(blob.size, 0);
    }
}
