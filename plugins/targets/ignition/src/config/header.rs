//! What the document says of itself: its version, and how whatever it names is fetched.

use super::Resource;
use serde::Serialize;

/// The section `ignition`.
#[derive(Debug, Serialize)]
pub(crate) struct Header {
    pub(crate) version: &'static str,
    #[serde(skip_serializing_if = "Configs::is_empty")]
    pub(crate) config: Configs,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) timeouts: Option<Timeouts>,
    /// Left out when empty: a validator of 2.3 reads even an empty one as a mistake.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) security: Option<Security>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) proxy: Option<Proxy>,
}

/// Other configs.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Configs {
    /// Only in 2.x.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) append: Vec<Resource>,
    /// Only in 3.x.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) merge: Vec<Resource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) replace: Option<Resource>,
}

impl Configs {
    fn is_empty(&self) -> bool {
        self.append.is_empty() && self.merge.is_empty() && self.replace.is_none()
    }
}

/// In seconds.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Timeouts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) http_response_headers: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) http_total: Option<u64>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Security {
    pub(crate) tls: Tls,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tls {
    pub(crate) certificate_authorities: Vec<Resource>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proxy {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) http_proxy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) https_proxy: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) no_proxy: Vec<String>,
}

/// A header of a request.
#[derive(Debug, Serialize)]
pub(crate) struct HttpHeader {
    pub(crate) name: String,
    pub(crate) value: String,
}
