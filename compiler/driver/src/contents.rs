//! From segments of an artefact to bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use dlc_base::Diagnostic;
use dlc_model::Blobs;
use dlc_plugin_host::types::{Artifact, Encoding, Segment};
use dlc_secret::Clear;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use std::borrow::Cow;

/// The bytes that stand for themselves where the contract says percent-encoded.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The pieces of an artefact's contents, in order. What stands there as it is, is not copied; what is encoded is held
/// once, until the artefact is written.
///
/// # Errors
/// The plugin placed something that it was not given, or where it cannot stand.
pub(crate) fn pieces<'a>(
    plugin: &str,
    artifact: &'a Artifact,
    blobs: &'a Blobs,
    open: &dyn Fn(&str) -> Option<Result<Clear, Diagnostic>>,
) -> Result<Vec<Cow<'a, [u8]>>, Diagnostic> {
    let piece = |segment: &'a Segment| match segment {
        Segment::Bytes(bytes) => Ok(Cow::Borrowed(bytes.as_slice())),
        Segment::Blob { handle, encoding } => match blobs.get(handle) {
            Some(bytes) => encoded(bytes, *encoding).ok_or_else(|| no_text(plugin, artifact)),
            None => Err(unknown(plugin, artifact, "blob", handle)),
        },
        Segment::Secret { handle, encoding } => match open(handle) {
            Some(clear) => secret(&clear?, *encoding).ok_or_else(|| no_text(plugin, artifact)),
            None => Err(unknown(plugin, artifact, "secret", handle)),
        },
    };
    artifact.segments.iter().map(piece).collect()
}

/// `bytes` as `encoding` writes them; none where it writes only text.
fn encoded(bytes: &[u8], encoding: Encoding) -> Option<Cow<'_, [u8]>> {
    match encoding {
        Encoding::Raw => Some(Cow::Borrowed(bytes)),
        Encoding::Base64 => Some(Cow::Owned(STANDARD.encode(bytes).into_bytes())),
        Encoding::Percent => Some(Cow::Owned(percent_encode(bytes, ESCAPED).to_string().into_bytes())),
        Encoding::JsonString => None,
    }
}

/// A secret as `encoding` writes it; none where it writes only text and the secret is none.
fn secret<'a>(clear: &Clear, encoding: Encoding) -> Option<Cow<'a, [u8]>> {
    let bytes = clear.reveal();
    match encoding {
        Encoding::JsonString => {
            let quoted = serde_json::Value::from(std::str::from_utf8(bytes).ok()?).to_string();
            Some(Cow::Owned(quoted.as_bytes()[1..quoted.len() - 1].to_vec()))
        }
        encoding => encoded(bytes, encoding).map(|written| Cow::Owned(written.into_owned())),
    }
}

fn no_text(plugin: &str, artifact: &Artifact) -> Diagnostic {
    let message = format!("plugin `{plugin}` put bytes that are no text into a JSON string in `{}`", artifact.path);
    Diagnostic::placeless("plugin-bad-answer", message)
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
        let artifact = artifact(vec![
            Segment::Bytes(b"a ".to_vec()),
            Segment::Blob { handle: blob.handle, encoding: Encoding::Raw },
            Segment::Bytes(b"!".to_vec()),
        ]);
        let pieces = pieces("p", &artifact, &blobs, &|_| None).expect("all are known");
        assert_eq!(pieces.concat(), b"a blob!");
        assert!(pieces.iter().all(|piece| matches!(piece, Cow::Borrowed(_))), "nothing is copied");
    }

    #[test]
    fn a_blob_is_encoded_as_its_place_wants_it() {
        let mut blobs = Blobs::default();
        let handle = blobs.add(&[0xff, b'a', b'/', b'~', b' '][..]).handle;
        let written = |encoding| {
            let artifact = artifact(vec![Segment::Blob { handle: handle.clone(), encoding }]);
            pieces("p", &artifact, &blobs, &|_| None)
                .map(|pieces| pieces.concat())
                .map_err(|fault| fault.code.into_owned())
        };
        assert_eq!(written(Encoding::Base64), Ok(b"/2EvfiA=".to_vec()));
        assert_eq!(written(Encoding::Percent), Ok(b"%FFa%2F~%20".to_vec()));
        assert_eq!(written(Encoding::JsonString), Err("plugin-bad-answer".to_owned()));
    }

    #[test]
    fn a_handle_that_nobody_gave_is_the_plugins_fault() {
        let unknown = Segment::Blob { handle: "sha256:00".to_owned(), encoding: Encoding::Base64 };
        let fault = pieces("p", &artifact(vec![unknown]), &Blobs::default(), &|_| None).expect_err("unknown");
        assert_eq!(fault.code, "plugin-unknown-handle");
        assert!(fault.message.contains("`p`") && fault.message.contains("sha256:00"), "{}", fault.message);
    }

    #[test]
    fn a_secret_is_opened_and_encoded_as_its_place_wants_it() {
        let open = |handle: &str| (handle == "k").then(|| Ok(Clear::new(b"a\"\n".to_vec())));
        let written = |handle: &str, encoding| {
            let artifact = artifact(vec![Segment::Secret { handle: handle.to_owned(), encoding }]);
            pieces("p", &artifact, &Blobs::default(), &open)
                .map(|p| p.concat())
                .map_err(|fault| fault.code.into_owned())
        };
        assert_eq!(written("k", Encoding::Raw), Ok(b"a\"\n".to_vec()));
        assert_eq!(written("k", Encoding::JsonString), Ok(b"a\\\"\\n".to_vec()));
        assert_eq!(written("k", Encoding::Base64), Ok(b"YSIK".to_vec()));
        assert_eq!(written("other", Encoding::Raw), Err("plugin-unknown-handle".to_owned()));
    }
}
