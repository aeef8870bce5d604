//! Names of files as editors write them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use std::path::{Path, PathBuf};

/// What stands for itself in the path of a URI, beside letters and digits.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The file of a URI; none if it names no file of this machine.
pub(crate) fn path_of(uri: &str) -> Option<PathBuf> {
    let scheme = uri.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("file://"))?;
    let rest = &uri[scheme.len()..];
    let (host, path) = rest.split_at(rest.find('/')?);
    if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or(path);
    decoded(path)
}

#[cfg(unix)]
fn decoded(path: &str) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt as _;
    let bytes: Vec<u8> = percent_decode_str(path).collect();
    Some(clean(Path::new(&std::ffi::OsString::from_vec(bytes))))
}

#[cfg(not(unix))]
fn decoded(path: &str) -> Option<PathBuf> {
    let path = percent_decode_str(path).decode_utf8().ok()?;
    // `/c:/folder`
    let drive = path.len() > 2 && path.as_bytes()[2] == b':';
    Some(clean(Path::new(if drive { &path[1..] } else { &path })))
}

/// The path without `.` and `..`, by its words alone.
fn clean(path: &Path) -> PathBuf {
    use std::path::Component;
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

/// The URI of a file.
pub(crate) fn uri_of(path: &Path) -> String {
    let path = path.as_os_str().as_encoded_bytes();
    let slash = if path.starts_with(b"/") { "" } else { "/" };
    format!("file://{slash}{}", percent_encode(&backslashes(path), PLAIN))
}

#[cfg(unix)]
fn backslashes(path: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    path.into()
}

#[cfg(not(unix))]
fn backslashes(path: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    path.iter().map(|byte| if *byte == b'\\' { b'/' } else { *byte }).collect::<Vec<u8>>().into()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn blanks_percents_and_letters_of_any_language_come_back_as_they_were() {
        for path in ["/a b/lab.dl", "/100%/ä-🐧.dl", "/a?b#c/x.dl", "/plus+/x.dl"] {
            let uri = uri_of(Path::new(path));
            assert!(uri.is_ascii() && !uri.contains([' ', '?', '#']), "{uri}");
            assert_eq!(path_of(&uri).as_deref(), Some(Path::new(path)), "{uri}");
        }
        assert_eq!(uri_of(Path::new("/a b/x.dl")), "file:///a%20b/x.dl");
    }

    #[test]
    fn a_uri_is_read_however_it_is_spelled() {
        for uri in ["file:///a/x.dl", "FILE:///a/x.dl", "file://localhost/a/x.dl", "file:///a/b/../%78.dl?q#f"] {
            assert_eq!(path_of(uri).as_deref(), Some(Path::new("/a/x.dl")), "{uri}");
        }
    }

    #[test]
    fn what_is_no_file_of_this_machine_has_no_path() {
        for uri in ["untitled:Untitled-1", "file://server/a/x.dl", "http://x/y", "file:", ""] {
            assert_eq!(path_of(uri), None, "{uri}");
        }
    }
}
