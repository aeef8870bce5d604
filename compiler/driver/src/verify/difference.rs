//! Where two trees of the same lab differ first.

use dlc_emit::{Artifact, BuiltTree, Disk, EmitError, MANIFEST};
use std::collections::BTreeSet;
use std::path::Path;

/// An artefact that is not the same in both trees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The path from the root of the tree.
    pub path: String,
    /// What differs.
    pub differs: Differs,
}

/// What differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Differs {
    /// The rebuild has no such file.
    NotRebuilt,
    /// Only the rebuild has it.
    OnlyRebuilt,
    /// A fact of the manifest, as it was and as it is rebuilt.
    Fact(&'static str, String, String),
    /// Bytes.
    Bytes {
        /// The first byte that differs, counted from 0.
        offset: u64,
        /// The line that it lies in, counted from 1.
        line: usize,
        /// That line as it was and as it is rebuilt; not shown of a file that only its owner may read.
        lines: Option<(String, String)>,
    },
}

/// How much of a line is shown.
const SHOWN: usize = 160;

/// What differs between the tree in the folder or archive `old` and the one in `new`.
///
/// # Errors
/// A file cannot be read.
pub(super) fn between(old: &Path, new: &Path) -> Result<Vec<Difference>, EmitError> {
    let (old, new) = (BuiltTree::open(&Disk, old)?, BuiltTree::open(&Disk, new)?);
    let (was, is) = (&old.manifest, &new.manifest);
    let mut out = Vec::new();
    let paths: BTreeSet<&str> = was.artifacts.iter().chain(&is.artifacts).map(|a| a.path.as_str()).collect();
    for path in paths {
        let differs = match (was.artifact(path), is.artifact(path)) {
            (Some(_), None) => Some(Differs::NotRebuilt),
            (None, Some(_)) => Some(Differs::OnlyRebuilt),
            (Some(was), Some(is)) if was.sha256 != is.sha256 => Some(bytes(&old, was, &new)?),
            (Some(was), Some(is)) => fact(was, is),
            (None, None) => None,
        };
        out.extend(differs.map(|differs| Difference { path: path.to_owned(), differs }));
    }
    if out.is_empty() && was.build != is.build {
        let differs = Differs::Fact("build", was.build.to_string(), is.build.to_string());
        out.push(Difference { path: MANIFEST.to_owned(), differs });
    }
    Ok(out)
}

fn fact(was: &Artifact, is: &Artifact) -> Option<Differs> {
    let facts = |artifact: &Artifact| {
        [
            ("mode", format!("{:04o}", artifact.mode.0)),
            ("media type", artifact.media_type.clone()),
            ("audience", format!("{:?}", artifact.audience).to_lowercase()),
            ("target", artifact.target.clone()),
            ("node", artifact.node.clone().unwrap_or_default()),
        ]
    };
    let pairs = facts(was).into_iter().zip(facts(is));
    pairs.into_iter().find(|((_, was), (_, is))| was != is).map(|((fact, was), (_, is))| Differs::Fact(fact, was, is))
}

fn bytes(old: &BuiltTree<'_>, was: &Artifact, new: &BuiltTree<'_>) -> Result<Differs, EmitError> {
    let read = |tree: &BuiltTree<'_>| -> Result<Vec<u8>, EmitError> {
        let found = tree.read(&BTreeSet::from([was.path.clone()]))?;
        Ok(found.into_values().next().unwrap_or_default())
    };
    let (was_bytes, is_bytes) = (read(old)?, read(new)?);
    let same = was_bytes.iter().zip(&is_bytes).take_while(|(a, b)| a == b).count();
    let private = was.mode.0 & 0o077 == 0;
    let line = was_bytes[..same].iter().filter(|byte| **byte == b'\n').count();
    let lines = line_around(&was_bytes, same).zip(line_around(&is_bytes, same)).filter(|_| !private);
    Ok(Differs::Bytes { offset: same as u64, line: line + 1, lines })
}

/// The part of the line around a byte that is worth showing; none of what is no text.
fn line_around(bytes: &[u8], at: usize) -> Option<String> {
    let from = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let to = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| at + end);
    let line = std::str::from_utf8(&bytes[from..to]).ok()?;
    let skip = line.get(..at - from).map_or(0, |before| before.chars().count().saturating_sub(SHOWN / 2));
    let shown: String = line.chars().skip(skip).take(SHOWN).collect();
    (!shown.contains(char::is_control)).then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::line_around;

    #[test]
    fn the_line_of_a_byte_is_shown_around_it() {
        assert_eq!(line_around(b"a\nbcd\ne", 3).as_deref(), Some("bcd"));
        assert_eq!(line_around(b"a\nbcd", 5).as_deref(), Some("bcd"));
        assert_eq!(line_around(b"a\x01", 1), None);
        let long = format!("{}x{}", "a".repeat(1000), "b".repeat(1000));
        let shown = line_around(long.as_bytes(), 1000).expect("text");
        assert!(shown.len() == 160 && shown.contains("axb"), "{shown}");
    }
}
