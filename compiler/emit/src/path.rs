//! Which paths may become files: those that mean the same on every file system and in every URL.
//!
//! The plugin host refused a plugin's bad path before, with blame; this is the last gate, for what comes from anywhere:
//! the compiler's own files, or a manifest that somebody edited.

/// The longest segment and the longest path that every file system of interest takes.
const MAX_SEGMENT: usize = 255;
const MAX_PATH: usize = 1024;

/// Says why `path` is not a plain relative path of a file, if it is not.
pub(crate) fn check(path: &str) -> Result<(), &'static str> {
    if path.is_empty() {
        return Err("it is empty");
    }
    let drive = matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if path.starts_with('/') || drive && !path[2..].starts_with(|c: char| c != '/' && c != '\\') {
        return Err("it is absolute");
    }
    if path.contains('\\') {
        return Err("it has a backslash");
    }
    // Line separators beyond ASCII too: one in a file name breaks every list of files.
    if path.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err("it has a control character");
    }
    if path.len() > MAX_PATH {
        return Err("it is longer than 1024 bytes");
    }
    path.split('/').try_for_each(check_segment)
}

fn check_segment(segment: &str) -> Result<(), &'static str> {
    match segment {
        "" => Err("it has an empty segment"),
        "." | ".." => Err("it has a segment `.` or `..`"),
        _ if segment.len() > MAX_SEGMENT => Err("one of its segments is longer than 255 bytes"),
        _ if names_a_device(segment) => Err("one of its segments names a device on some systems"),
        _ => Ok(()),
    }
}

/// The names that Windows keeps for itself, with any ending and trailing spaces.
fn names_a_device(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or(segment).trim_end();
    let is = |name: &str| stem.eq_ignore_ascii_case(name);
    let numbered = |prefix: &str| matches!((stem.get(..3), stem.as_bytes()), (Some(word), [_, _, _, b'1'..=b'9']) if word.eq_ignore_ascii_case(prefix));
    is("con") || is("prn") || is("aux") || is("nul") || numbered("com") || numbered("lpt")
}

/// The folders above the file `path`, from the outermost.
pub(crate) fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_relative_paths_pass() {
        for path in ["a", "ignition/s4.ign", "menu/02:25:00:00:00:04.ipxe", "a b/ü", "..a", "console", "com", "com10"]
        {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn paths_that_lead_elsewhere_or_that_some_system_cannot_hold_are_refused() {
        let long = "a/".repeat(600) + "a";
        let wide = "a".repeat(256);
        for path in [
            "",
            "/a",
            "a//b",
            "a/",
            ".",
            "a/../b",
            "./a",
            "a\\b",
            "c:\\a",
            "c:/a",
            "c:",
            "a\nb",
            "a\0b",
            "a\u{2028}b",
            "con",
            "Aux.txt",
            "x/COM1 .a",
            "nul ",
            &long,
            &wide,
        ] {
            assert!(check(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn folders_are_those_above_the_file() {
        assert_eq!(folders("a/b/c").collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(folders("a").count(), 0);
    }
}
