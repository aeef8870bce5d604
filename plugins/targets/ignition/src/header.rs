//! The document's head: other configs, and how everything is fetched.

use crate::config::{Proxy, Resource, Security, Timeouts, Tls};
use crate::draft::Draft;
use crate::options::{self, Options};
use crate::spec::Layout;
use dlc_plugin::data_url::data_url;
use dlc_plugin::{Diagnostic, InputPath, Remote};

/// What the options say of fetching.
pub(crate) fn header(draft: &mut Draft, options: &Options) {
    let configs: Vec<Resource> = options
        .configs
        .iter()
        .enumerate()
        .filter_map(|(i, config)| other_config(draft, config, InputPath::option("configs").at(i)))
        .collect();
    match draft.spec.layout {
        Layout::V2 => draft.config.ignition.config.append = configs,
        Layout::V3 => draft.config.ignition.config.merge = configs,
    }
    if let Some(config) = &options.replace {
        let replace = other_config(draft, config, InputPath::option("replace"));
        draft.config.ignition.config.replace = replace;
    }
    if let Some(timeouts) = &options.timeouts {
        write_timeouts(draft, timeouts);
    }
    if let Some(proxy) = &options.proxy {
        write_proxy(draft, proxy);
    }
    if !options.headers.is_empty() && !draft.spec.requests {
        let problem = draft.spec.lacks(InputPath::option("headers"), "has no headers for requests");
        draft.problems.push(problem.hint("take spec 2.4.0, or 3.1.0 or newer"));
    }
    for (beginning, headers) in &options.headers {
        let at = InputPath::option("headers").at(beginning);
        if !beginning.starts_with("http://") && !beginning.starts_with("https://") {
            let message = format!("only requests over HTTP have headers, and no URL of it begins with `{beginning}`");
            draft.refuse("bad-header", at.clone(), message);
        }
        for (name, value) in headers {
            if name.is_empty() || !name.bytes().all(is_token) || value.contains(|c: char| c.is_control() && c != '\t') {
                draft.refuse("bad-header", at.clone().at(name), format!("`{}` is no header", name.escape_debug()));
            }
        }
    }
}

/// What a header's name is made of (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn other_config(draft: &mut Draft, config: &options::Config, at: InputPath) -> Option<Resource> {
    let options::Config { url, digest } = config;
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    if !draft.spec.config_schemes.contains(&scheme) {
        let known = draft.spec.config_schemes.join(", ");
        let problem = draft.spec.lacks(at.at("url"), &format!("cannot fetch a config by `{scheme}`"));
        draft.problems.push(problem.hint(format!("it knows {known}")));
        return None;
    }
    let resource = draft.remote(&Remote { url: url.clone(), digest: digest.clone() }, &at)?;
    if resource.compression.is_some() && !draft.spec.compressed_configs() {
        draft.problems.push(draft.spec.lacks(InputPath::option("gzip"), "cannot unpack a config"));
        return None;
    }
    Some(resource)
}

fn write_timeouts(draft: &mut Draft, timeouts: &options::Timeouts) {
    let at = InputPath::option("timeouts");
    if !draft.spec.timeouts {
        draft.problems.push(draft.spec.lacks(at, "cannot limit how long fetching lasts"));
        return;
    }
    let mut seconds = |field: &str, time: Option<u64>| {
        let time = time?;
        if !time.is_multiple_of(1000) {
            draft.refuse("bad-timeout", at.clone().at(field), "Ignition counts in whole seconds");
        }
        Some(time / 1000)
    };
    let (answer, total) = (seconds("answer", timeouts.answer), seconds("total", timeouts.total));
    draft.config.ignition.timeouts = Some(Timeouts { http_response_headers: answer, http_total: total });
}

fn write_proxy(draft: &mut Draft, proxy: &options::Proxy) {
    let at = InputPath::option("proxy");
    if !draft.spec.requests {
        let problem = draft.spec.lacks(at, "cannot go through a proxy");
        draft.problems.push(problem.hint("take spec 2.4.0, or 3.1.0 or newer"));
        return;
    }
    let options::Proxy { http, https, except } = proxy;
    for (field, url) in [("http", http), ("https", https)] {
        if url.as_ref().is_some_and(|url| !url.starts_with("http://") && !url.starts_with("https://")) {
            draft.refuse("bad-url", at.clone().at(field), "a proxy is reached over HTTP or HTTPS");
        }
    }
    let (http_proxy, https_proxy, no_proxy) = (http.clone(), https.clone(), except.clone());
    draft.config.ignition.proxy = Some(Proxy { http_proxy, https_proxy, no_proxy });
}

/// The lab's certificates, where something is fetched by HTTPS: Ignition runs before the machine knows them.
pub(crate) fn authorities(draft: &mut Draft, certificates: &[String]) {
    if !draft.fetches_by_https || certificates.is_empty() {
        return;
    }
    if !draft.spec.authorities {
        let what = "knows only the authorities of the image, so it trusts no server by these certificates";
        let problem = draft.spec.lacks(InputPath::field("ca-certificates"), what);
        draft.problems.push(Diagnostic { severity: dlc_plugin::Severity::Warning, ..problem });
        return;
    }
    let mut written: Vec<Resource> = Vec::new();
    for certificate in certificates {
        let source = data_url(certificate.as_bytes());
        // One that stands twice is refused.
        if !written.iter().any(|other| other.source == source) {
            written.push(Resource::data(source));
        }
    }
    draft.config.ignition.security = Some(Security { tls: Tls { certificate_authorities: written } });
}
