//! The text of systemd's units: names made from paths, words of a command, sections.
//!
//! In a unit `%` begins a specifier, in a command `$` begins a variable and `\` an escape. Whatever comes from a lab
//! goes through one of these functions, or it would mean something else on the machine.

use std::fmt::Write as _;

/// The stem of the unit for `path`: of the mount unit for `/var/lib/x` it is `var-lib-x`.
pub fn path_stem(path: &str) -> String {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return "-".to_owned();
    }
    let mut stem = String::new();
    for (i, byte) in parts.join("/").bytes().enumerate() {
        match byte {
            b'/' => stem.push('-'),
            b'.' if i == 0 => stem.push_str("\\x2e"),
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b':' | b'_' | b'.' => stem.push(char::from(byte)),
            // Writing to a `String` cannot fail.
            _ => _ = write!(stem, "\\x{byte:02x}"),
        }
    }
    stem
}

/// `text` as the value of a setting that knows specifiers and nothing else, such as `Description=`.
pub fn value(text: &str) -> String {
    text.replace('%', "%%")
}

/// `word` as one word of a command (`ExecStart=`), quoted only where it must be.
pub fn word(word: &str) -> String {
    let mut quoted = String::with_capacity(word.len() + 2);
    let mut plain = !word.is_empty() && word != ";";
    for c in word.chars() {
        match c {
            '%' => quoted.push_str("%%"),
            '$' => quoted.push_str("$$"),
            '"' | '\\' => {
                plain = false;
                quoted.push('\\');
                quoted.push(c);
            }
            '\n' => {
                plain = false;
                quoted.push_str("\\n");
            }
            '\t' => {
                plain = false;
                quoted.push_str("\\t");
            }
            c if c.is_ascii_control() => {
                plain = false;
                _ = write!(quoted, "\\x{:02x}", u32::from(c));
            }
            c => {
                plain &= !c.is_whitespace() && c != '\'';
                quoted.push(c);
            }
        }
    }
    if plain { quoted } else { format!("\"{quoted}\"") }
}

/// A unit, or any other of systemd's files, section by section.
///
/// ```
/// # use dlc_plugin::systemd::Unit;
/// let text = Unit::default().section("Unit").set("Description", "a test").section("Install").set("WantedBy", "x.target");
/// assert_eq!(text.text(), "[Unit]\nDescription=a test\n\n[Install]\nWantedBy=x.target\n");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unit {
    text: String,
}

impl Unit {
    /// Begins a section.
    #[must_use]
    pub fn section(mut self, name: &str) -> Self {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        _ = writeln!(self.text, "[{name}]");
        self
    }

    /// A setting. `value` is one line, already written as that setting wants it.
    #[must_use]
    pub fn set(mut self, key: &str, value: impl AsRef<str>) -> Self {
        _ = writeln!(self.text, "{key}={}", value.as_ref());
        self
    }

    /// The same setting once for each value.
    #[must_use]
    pub fn set_all<T: AsRef<str>>(self, key: &str, values: impl IntoIterator<Item = T>) -> Self {
        values.into_iter().fold(self, |unit, value| unit.set(key, value))
    }

    /// A command, each of whose groups of words stands on a line of its own: systemd refuses long lines.
    #[must_use]
    pub fn command(self, key: &str, groups: &[Vec<String>]) -> Self {
        let lines: Vec<String> = groups
            .iter()
            .filter(|group| !group.is_empty())
            .map(|group| group.iter().map(|part| word(part)).collect::<Vec<_>>().join(" "))
            .collect();
        self.set(key, lines.join(" \\\n  "))
    }

    /// The whole text, with a newline at its end.
    pub fn text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_the_stem_that_systemd_itself_would_make() {
        assert_eq!(path_stem("/"), "-");
        assert_eq!(path_stem("/var/lib/registry"), "var-lib-registry");
        assert_eq!(path_stem("/srv/a-b"), "srv-a\\x2db");
        assert_eq!(path_stem("/.hidden/x.y"), "\\x2ehidden-x.y");
        assert_eq!(path_stem("/a b/\u{e9}"), "a\\x20b-\\xc3\\xa9");
        assert_eq!(path_stem("/dev//sda1/"), "dev-sda1");
    }

    #[test]
    fn a_plain_word_stays_as_it_is() {
        for plain in ["/usr/bin/docker", "--name", "a=b", "10.0.0.1:80", "a;b", "\u{e9}"] {
            assert_eq!(word(plain), plain);
        }
    }

    #[test]
    fn every_mark_of_a_command_is_taken_from_its_meaning() {
        assert_eq!(word(""), "\"\"");
        assert_eq!(word(";"), "\";\"");
        assert_eq!(word("100%"), "100%%");
        assert_eq!(word("$HOME"), "$$HOME");
        assert_eq!(word("a b"), "\"a b\"");
        assert_eq!(word("it's"), "\"it's\"");
        assert_eq!(word("a\"b\\c"), "\"a\\\"b\\\\c\"");
        assert_eq!(word("a\nb\tc\u{1}"), "\"a\\nb\\tc\\x01\"");
    }

    #[test]
    fn a_command_has_one_line_for_each_group_of_words() {
        let groups = [vec!["/bin/a".to_owned(), "b c".to_owned()], Vec::new(), vec!["--d".to_owned()]];
        let unit = Unit::default().section("Service").command("ExecStart", &groups);
        assert_eq!(unit.text(), "[Service]\nExecStart=/bin/a \"b c\" \\\n  --d\n");
    }
}
