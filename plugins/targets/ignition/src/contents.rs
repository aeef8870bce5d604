//! Contents of files and texts: data URLs, holes for secrets, and what the machine fetches itself.

use crate::config::{HttpHeader, Resource, Verification};
use crate::draft::Draft;
use dlc_plugin::data_url::data_url;
use dlc_plugin::{Contents, Diagnostic, Encoding, InputPath, Remote};

impl Draft {
    /// `contents` as something that Ignition fetches.
    pub(crate) fn resource(&mut self, contents: &Contents, at: &InputPath) -> Option<Resource> {
        let source = match contents {
            Contents::Text(text) => data_url(text.as_bytes()),
            Contents::Bytes(bytes) => data_url(bytes),
            // Base64 whatever the bytes are: their length grows by a third, and every one survives.
            Contents::Secret(handle) => format!("data:;base64,{}", self.holes.secret(handle, Encoding::Base64)),
            Contents::Blob(blob) => format!("data:;base64,{}", self.holes.blob(&blob.handle, Encoding::Base64)),
            Contents::Remote(remote) => return self.remote(remote, at),
        };
        Some(Resource::data(source))
    }

    /// `contents` as a text of the document, where the format has no place for anything else.
    pub(crate) fn inline(&mut self, contents: &Contents, at: &InputPath) -> Option<String> {
        match contents {
            Contents::Text(text) => Some(text.clone()),
            Contents::Secret(handle) => Some(self.holes.secret(handle, Encoding::JsonString)),
            Contents::Bytes(bytes) => match String::from_utf8(bytes.clone()) {
                Ok(text) => Some(text),
                Err(_) => {
                    self.refuse("not-text", at.clone(), "text is needed here, and these bytes are none");
                    None
                }
            },
            Contents::Blob(_) | Contents::Remote(_) => {
                self.refuse("not-text", at.clone(), "text is needed here, not bytes from elsewhere");
                None
            }
        }
    }

    /// What the machine fetches itself.
    pub(crate) fn remote(&mut self, remote: &Remote, at: &InputPath) -> Option<Resource> {
        let Remote { url, digest } = remote;
        let verification = match digest {
            None => None,
            Some(digest) => {
                let hash = self.verification(digest, at);
                Some(Verification { hash: self.problems.keep(hash)? })
            }
        };
        let checked = self.fetchable(url, at);
        self.problems.keep(checked)?;
        self.fetches_by_https |= url.starts_with("https:");
        let compression = self.compression(url);
        Some(Resource { source: url.clone(), compression, http_headers: self.headers_for(url), verification })
    }

    fn compression(&mut self, url: &str) -> Option<&'static str> {
        let i = self.gzip.iter().position(|other| other == url)?;
        if url.starts_with("s3:") || url.starts_with("arn:") {
            let message = "what lies in Amazon's store is never unpacked";
            self.refuse("bad-url", InputPath::option("gzip").at(i), message);
        }
        Some("gzip")
    }

    /// Of two headers of one name, that of the longer beginning counts.
    fn headers_for(&self, url: &str) -> Vec<HttpHeader> {
        let mut found: Vec<HttpHeader> = Vec::new();
        // Sorted, so a longer beginning comes after a shorter one.
        for (name, value) in self.headers.iter().filter(|(start, _)| url.starts_with(start)).flat_map(|(_, all)| all) {
            found.retain(|header| !header.name.eq_ignore_ascii_case(name));
            found.push(HttpHeader { name: name.clone(), value: value.clone() });
        }
        found
    }

    /// `sha512:HEX` as `sha512-HEX`, if this version knows the kind.
    fn verification(&self, digest: &str, at: &InputPath) -> Result<String, Diagnostic> {
        let at = at.clone().at("digest");
        let kind = match digest.split_once(':') {
            Some((kind, hex)) if hex.len() == length(kind) => kind,
            _ => {
                return Err(Diagnostic::error(
                    "bad-digest",
                    at,
                    format!("`{digest}` is no digest that Ignition knows"),
                ));
            }
        };
        if !self.spec.digests.contains(&kind) {
            let problem = self.spec.lacks(at, &format!("cannot check `{kind}`"));
            return Err(problem.hint(format!("give the {} of the same file", self.spec.digests.join(" or "))));
        }
        Ok(digest.replacen(':', "-", 1).to_ascii_lowercase())
    }

    fn fetchable(&self, url: &str, at: &InputPath) -> Result<(), Diagnostic> {
        let at = at.clone().at("url");
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        if !self.spec.schemes.contains(&scheme) {
            let known = self.spec.schemes.join(", ");
            return Err(self
                .spec
                .lacks(at, &format!("cannot fetch `{}`", url.escape_debug()))
                .hint(format!("it knows {known}")));
        }
        if url.contains(|c: char| c.is_control() || c == ' ') {
            let message = "a URL has no blank and no control character";
            return Err(Diagnostic::error("bad-url", at, message).hint("write a blank as `%20`"));
        }
        Ok(())
    }
}

/// Hexadecimal digits of a digest of that kind.
fn length(kind: &str) -> usize {
    match kind {
        "sha256" => 64,
        "sha512" => 128,
        // No digest has as many.
        _ => usize::MAX,
    }
}
