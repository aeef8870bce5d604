//! How a secret may be spelled.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// Fewer bytes than this are not searched for, and fewer digits than that where there is nothing else.
const SHORTEST: usize = 6;
const SHORTEST_NUMBER: usize = 10;

/// A line of a secret of several lines is searched for by itself from this length on: it may stand indented.
const SHORTEST_LINE: usize = 16;

/// Every spelling of a secret with what it is called; none of one that is too short.
pub(super) fn spellings(secret: &[u8]) -> Vec<(Vec<u8>, &'static str)> {
    let secret = secret.trim_ascii();
    let mut out = Vec::new();
    if is_worth(secret) {
        add(secret, &mut out);
    }
    if secret.contains(&b'\n') {
        // The lines around a key say nothing.
        let lines = secret.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let worth = |line: &&[u8]| line.len() >= SHORTEST_LINE && !line.starts_with(b"-----") && is_worth(line);
        lines.filter(worth).for_each(|line| add(line, &mut out));
    }
    out
}

fn is_worth(secret: &[u8]) -> bool {
    let shortest = if secret.iter().all(u8::is_ascii_digit) { SHORTEST_NUMBER } else { SHORTEST };
    let first = secret.first();
    // The same byte again and again is a placeholder.
    secret.len() >= shortest && secret.iter().any(|byte| Some(byte) != first)
}

fn add(secret: &[u8], out: &mut Vec<(Vec<u8>, &'static str)>) {
    out.push((secret.to_vec(), "as it is"));
    if secret.contains(&b'\'') {
        let quoted = |by: &str| String::from_utf8_lossy(secret).replace('\'', by).into_bytes();
        out.push((quoted("'\\''"), "quoted for a shell"));
        out.push((quoted("''"), "quoted for YAML"));
    }
    for shift in 0..3 {
        let (standard, url) = (in_base64(&STANDARD, secret, shift), in_base64(&URL_SAFE, secret, shift));
        if standard != url {
            out.push((url, "in base64"));
        }
        out.push((standard, "in base64"));
    }
    let hex = |digits: &[u8; 16]| -> Vec<u8> {
        secret.iter().flat_map(|byte| [digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]).collect()
    };
    out.push((hex(b"0123456789abcdef"), "in hexadecimal"));
    out.push((hex(b"0123456789ABCDEF"), "in hexadecimal"));
}

/// The digits of base64 that stand for the secret alone, where `shift` bytes of something else stand before it: those
/// at its ends that its neighbours have a say in are left out.
fn in_base64(alphabet: &impl Engine, secret: &[u8], shift: usize) -> Vec<u8> {
    let mut bytes = vec![0; shift];
    bytes.extend_from_slice(secret);
    let encoded = alphabet.encode(&bytes).into_bytes();
    let (first, last) = ((shift * 8).div_ceil(6), bytes.len() * 8 / 6);
    encoded[first..last].to_vec()
}
