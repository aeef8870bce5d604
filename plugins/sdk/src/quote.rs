//! Text inside other text.

use std::borrow::Cow;

/// `word` as one word of a POSIX shell, quoted only where it must be.
///
/// A NUL byte cannot be in a shell word at all; it is left to the caller, who knows the line to blame.
pub fn shell(word: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "%+,-./:=@_".contains(c);
    // A leading `=` is an expansion in zsh, a leading `~` (not plain) one everywhere.
    if !word.is_empty() && !word.starts_with('=') && word.chars().all(plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use super::shell;

    #[test]
    fn plain_words_stay_as_they_are() {
        for word in ["abc", "--x=1", "/usr/bin/env", "user@host:22", "100%"] {
            assert_eq!(shell(word), word);
        }
    }

    #[test]
    fn everything_else_is_one_word() {
        assert_eq!(shell(""), "''");
        assert_eq!(shell("a b"), "'a b'");
        assert_eq!(shell("$(rm -rf ~)"), "'$(rm -rf ~)'");
        assert_eq!(shell("it's"), r"'it'\''s'");
        assert_eq!(shell("=x"), "'=x'");
        assert_eq!(shell("a\nb"), "'a\nb'");
    }
}
