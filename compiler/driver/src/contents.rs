//! From segments of an artefact to bytes.

use dlc_base::Diagnostic;
use dlc_model::Blobs;
use dlc_plugin_host::types::{Artifact, Segment};

/// The pieces of an artefact's contents, in order and not copied.
///
/// # Errors
/// The plugin placed something that it was not given.
pub(crate) fn pieces<'a>(plugin: &str, artifact: &'a Artifact, blobs: &'a Blobs) -> Result<Vec<&'a [u8]>, Diagnostic> {
    let piece = |segment: &'a Segment| match segment {
        Segment::Bytes(bytes) => Ok(bytes.as_slice()),
        Segment::Blob(handle) => match blobs.get(handle) {
            Some(bytes) => Ok(&bytes[..]),
            None => Err(unknown(plugin, artifact, "blob", handle)),
        },
        // The language has no secrets yet, so nobody was given one.
        Segment::Secret { handle, .. } => Err(unknown(plugin, artifact, "secret", handle)),
    };
    artifact.segments.iter().map(piece).collect()
}

fn unknown(plugin: &str, artifact: &Artifact, what: &str, handle: &str) -> Diagnostic {
    let handle: String = handle.chars().take(100).flat_map(char::escape_debug).collect();
    let message =
        format!("plugin `{plugin}` placed the {what} `{handle}` in `{}`, which it was not given", artifact.path);
    Diagnostic::placeless("plugin-unknown-handle", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dlc_plugin_host::types::{Audience, Tree};

    fn artifact(segments: Vec<Segment>) -> Artifact {
        Artifact {
            tree: Tree::Http,
            path: "a".to_owned(),
            mode: 0o644,
            media_type: "text/plain".to_owned(),
            audience: Audience::Network,
            segments,
            traces: Vec::new(),
        }
    }

    #[test]
    fn a_blob_stands_where_its_handle_stood() {
        let mut blobs = Blobs::default();
        let blob = blobs.add(&b"blob"[..]);
        let artifact =
            artifact(vec![Segment::Bytes(b"a ".to_vec()), Segment::Blob(blob.handle), Segment::Bytes(b"!".to_vec())]);
        assert_eq!(pieces("p", &artifact, &blobs).expect("all are known").concat(), b"a blob!");
    }

    #[test]
    fn a_handle_that_nobody_gave_is_the_plugins_fault() {
        let fault = pieces("p", &artifact(vec![Segment::Blob("sha256:00".to_owned())]), &Blobs::default())
            .expect_err("unknown");
        assert_eq!(fault.code, "plugin-unknown-handle");
        assert!(fault.message.contains("`p`") && fault.message.contains("sha256:00"), "{}", fault.message);
    }
}
