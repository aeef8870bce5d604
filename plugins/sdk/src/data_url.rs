//! Data URLs (RFC 2397), in the shortest form that readers of configuration accept.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// What must be escaped: everything but letters, digits and ``!$&'()*+,-./:;=?@_~``, the marks that stand for
/// themselves in a URL's path. A fragment's `#` and a percent sign would end or change the text.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b'-')
    .remove(b'.')
    .remove(b'/')
    .remove(b':')
    .remove(b';')
    .remove(b'=')
    .remove(b'?')
    .remove(b'@')
    .remove(b'_')
    .remove(b'~');

/// `bytes` as a data URL without a media type: percent-encoded, or base64 where that is shorter.
pub fn data_url(bytes: &[u8]) -> String {
    // The lengths are counted before anything is written: a large binary file would triple otherwise.
    let percent: usize = percent_encode(bytes, ESCAPED).map(str::len).sum();
    let base64 = bytes.len().div_ceil(3) * 4;
    if percent + "data:,".len() <= base64 + "data:;base64,".len() {
        format!("data:,{}", percent_encode(bytes, ESCAPED))
    } else {
        format!("data:;base64,{}", STANDARD.encode(bytes))
    }
}

/// `text` percent-encoded with the same marks left alone, for a value in the path of a URL.
pub fn percent_encoded(text: &str) -> String {
    percent_encode(text.as_bytes(), ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_readable() {
        assert_eq!(data_url(b""), "data:,");
        assert_eq!(data_url(b"s4\n"), "data:,s4%0A");
        assert_eq!(data_url(b"a+b=c; d#e%f"), "data:,a+b=c;%20d%23e%25f");
    }

    #[test]
    fn the_shorter_form_wins_and_a_tie_stays_readable() {
        let binary: Vec<u8> = (0..=255).collect();
        assert!(data_url(&binary).starts_with("data:;base64,AAEC"));
        let russian = data_url("привет, мир, привет".as_bytes());
        assert!(russian.starts_with("data:;base64,"), "{russian}");
        for n in 0..40 {
            let url = data_url(&vec![b' '; n]);
            let percent = "data:,".len() + 3 * n;
            let base64 = "data:;base64,".len() + n.div_ceil(3) * 4;
            assert_eq!(url.len(), percent.min(base64));
        }
    }

    #[test]
    fn every_mark_that_urls_forbid_is_escaped() {
        let url =
            data_url(b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa \"<>[\\]^`{|}");
        assert!(url.ends_with("%20%22%3C%3E%5B%5C%5D%5E%60%7B%7C%7D"), "{url}");
    }
}
