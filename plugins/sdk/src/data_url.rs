//! Data URLs (RFC 2397), in the shortest form that readers of configuration accept.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Whether a byte stands for itself: letters, digits, and the marks that do so in a URL's path. A fragment's `#` and a
/// percent sign would end or change the text. Files go through here byte by byte, so it is a table.
static PLAIN: [bool; 256] = {
    let marks = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!$&'()*+,-./:;=?@_~";
    let mut table = [false; 256];
    let mut i = 0;
    while i < marks.len() {
        table[marks[i] as usize] = true;
        i += 1;
    }
    table
};

/// `bytes` as a data URL without a media type: percent-encoded, or base64 where that is shorter.
pub fn data_url(bytes: &[u8]) -> String {
    // The lengths are counted before anything is written: a large binary file would triple otherwise.
    let escaped = bytes.iter().filter(|byte| !is_plain(**byte)).count();
    let percent = "data:,".len() + bytes.len() + 2 * escaped;
    let base64 = "data:;base64,".len() + bytes.len().div_ceil(3) * 4;
    if percent <= base64 {
        let mut url = String::with_capacity(percent);
        url.push_str("data:,");
        encode(bytes, &mut url);
        url
    } else {
        let mut url = String::with_capacity(base64);
        url.push_str("data:;base64,");
        STANDARD.encode_string(bytes, &mut url);
        url
    }
}

/// `text` percent-encoded with the same marks left alone, for a value in the path of a URL.
pub fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    encode(text.as_bytes(), &mut out);
    out
}

fn is_plain(byte: u8) -> bool {
    PLAIN[usize::from(byte)]
}

/// Whole runs are copied: going through every byte once more is what a long text would be felt by.
fn encode(mut rest: &[u8], out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let digit = |four: u8| char::from(DIGITS[usize::from(four & 0xf)]);
    loop {
        let run = rest.iter().position(|byte| !is_plain(*byte)).unwrap_or(rest.len());
        let (plain, after) = rest.split_at(run);
        out.push_str(&String::from_utf8_lossy(plain));
        let Some((&byte, after)) = after.split_first() else { return };
        out.extend(['%', digit(byte >> 4), digit(byte)]);
        rest = after;
    }
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
