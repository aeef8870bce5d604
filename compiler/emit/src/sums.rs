//! `SHA256SUMS`: every file but itself, in the form that `sha256sum -c` reads.
//!
//! Paths have no backslash and no line end, so none has to be escaped.

use crate::digest::Digest;
use crate::manifest::{Artifact, MANIFEST};
use crate::path;
use std::collections::BTreeMap;

/// Where the sums lie in the tree.
pub const SUMS: &str = "SHA256SUMS";

/// The bytes of the file; `artifacts` are sorted by path.
pub(crate) fn sums(artifacts: &[Artifact], manifest: Digest) -> Vec<u8> {
    let mut lines: Vec<(&str, Digest)> = artifacts.iter().map(|a| (a.path.as_str(), a.sha256)).collect();
    let at = lines.partition_point(|(path, _)| *path < MANIFEST);
    lines.insert(at, (MANIFEST, manifest));
    let mut out = String::with_capacity(lines.iter().map(|(path, _)| path.len() + 67).sum());
    for (path, digest) in lines {
        out.push_str(&digest.to_string());
        out.push_str("  ");
        out.push_str(path);
        out.push('\n');
    }
    out.into_bytes()
}

/// The lines of such a file that can be read, by path. Somebody may have edited it.
pub(crate) fn parse(bytes: &[u8]) -> BTreeMap<String, Digest> {
    let text = String::from_utf8_lossy(bytes);
    let line = |line: &str| {
        let (digest, path) = line.split_once("  ")?;
        path::check(path).ok()?;
        Some((path.to_owned(), digest.parse().ok()?))
    };
    text.lines().filter_map(line).collect()
}
