//! What lies inside: of gzip, of a tar archive, of a data URL.
//!
//! What is read was written by a target, so nothing here trusts it: sizes are bounded, and what is broken is nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::MultiGzDecoder;
use std::io::Read as _;

/// More than this is not unpacked: a few bytes of gzip can stand for as many as anybody likes.
const LARGEST: u64 = 64 << 20;

/// What gzip holds, if `bytes` are that.
pub(crate) fn gunzip(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return None;
    }
    let mut out = Vec::new();
    MultiGzDecoder::new(bytes).take(LARGEST + 1).read_to_end(&mut out).ok()?;
    (out.len() as u64 <= LARGEST).then_some(out)
}

/// The plain files of a tar archive by their paths, without a leading `./` or `/`. None if `bytes` are no archive.
pub(crate) fn untar(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    if bytes.get(257..262) != Some(b"ustar") {
        return None;
    }
    let mut out = Vec::new();
    for entry in tar::Archive::new(bytes).entries().ok()? {
        let mut entry = entry.ok()?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).ok()?;
        out.push((member_name(&path).to_owned(), content));
    }
    Some(out)
}

/// A member's path as it is compared.
pub(crate) fn member_name(path: &str) -> &str {
    path.trim_start_matches("./").trim_start_matches('/')
}

/// A data URL that was taken apart.
pub(crate) struct DataUrl {
    /// What it holds.
    pub(crate) bytes: Vec<u8>,
    /// For each of these bytes, where its spelling begins in the URL.
    pub(crate) from: Vec<usize>,
}

impl DataUrl {
    /// Which of the bytes the one at `at` of the URL is part of. None in front of the first.
    pub(crate) fn inside(&self, at: usize) -> Option<usize> {
        self.from.partition_point(|&from| from <= at).checked_sub(1)
    }
}

/// What a data URL (RFC 2397) holds, if `url` is one.
pub(crate) fn data_url(url: &str) -> Option<DataUrl> {
    let (head, body) = url.strip_prefix("data:")?.split_once(',')?;
    let start = url.len() - body.len();
    if head.ends_with(";base64") {
        let bytes = STANDARD.decode(body).ok()?;
        let from = (0..bytes.len()).map(|byte| start + byte / 3 * 4 + byte % 3).collect();
        return Some(DataUrl { bytes, from });
    }
    let (mut bytes, mut from) = (Vec::with_capacity(body.len()), Vec::with_capacity(body.len()));
    let mut rest = body.bytes().enumerate();
    while let Some((at, byte)) = rest.next() {
        from.push(start + at);
        let escaped = body.get(at + 1..at + 3).filter(|_| byte == b'%');
        bytes.push(match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                rest.nth(1);
                byte
            }
            None => byte,
        });
    }
    Some(DataUrl { bytes, from })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn a_data_url_says_which_of_its_bytes_is_which_of_the_file() {
        let url = data_url("data:,a%0Ab").expect("it is one");
        assert_eq!(url.bytes, b"a\nb");
        assert_eq!((url.inside(5), url.inside(6), url.inside(8), url.inside(10)), (None, Some(0), Some(1), Some(2)));
        let url = data_url("data:text/plain;base64,YWJjZA==").expect("it is one");
        assert_eq!(url.bytes, b"abcd");
        let start = "data:text/plain;base64,".len();
        assert_eq!((url.inside(start), url.inside(start + 4)), (Some(0), Some(3)));
        assert!(data_url("http://host/").is_none() && data_url("data:;base64,?").is_none());
    }

    #[test]
    fn gzip_and_tar_give_what_they_hold_and_broken_ones_nothing() {
        let mut archive = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_ustar();
        header.set_size(5);
        header.set_entry_type(tar::EntryType::Regular);
        archive.append_data(&mut header, "./etc/motd", &b"hello"[..]).expect("it fits");
        let tarred = archive.into_inner().expect("it is in memory");
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&tarred).expect("it is in memory");
        let packed = packed.finish().expect("it is in memory");
        assert_eq!(gunzip(&packed).as_ref(), Some(&tarred));
        assert_eq!(untar(&tarred), Some(vec![("etc/motd".to_owned(), b"hello".to_vec())]));
        assert_eq!(gunzip(&packed[..packed.len() / 2]), None);
        assert_eq!((untar(b"no archive"), gunzip(b"no gzip")), (None, None));
        assert_eq!(untar(&tarred[..600]), None);
    }
}
