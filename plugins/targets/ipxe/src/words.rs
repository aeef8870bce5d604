//! What of a lab's text can stand in a script.
//!
//! The language of the loader has no quoting. A line is split at blanks; `#` begins a comment where a word begins;
//! `||`, `&&` and `;` are words of their own; `${` cannot be escaped; a `\` at the end of a line joins it to the next. So
//! nothing from a lab gets into a line unless it was looked at here.

/// Columns that the loader has for a line of a menu: 80, less its margins.
pub(crate) const COLUMNS: usize = 74;

/// What the loader would make of `text` if its words stood in a line, and what to do instead.
pub(crate) fn mistake(text: &str) -> Option<(&'static str, &'static str)> {
    let words: Vec<&str> = text.split(' ').collect();
    if text.contains("${") {
        return Some((
            "has a `${`, which the loader replaces and which cannot be escaped",
            "write it without the `${`",
        ));
    }
    if text.contains(|c: char| c.is_control()) {
        return Some(("has a control character, which ends or garbles the line", "write it on one line"));
    }
    if words.iter().any(|word| word.is_empty()) || text.contains(|c: char| c != ' ' && c.is_whitespace()) {
        return Some(("has blanks that the loader does not keep", "one blank alone stays as it is"));
    }
    if words.iter().any(|word| word.starts_with('#')) {
        return Some((
            "has a word that begins with `#`, where the loader's comments begin",
            "write it without the `#`",
        ));
    }
    if words.iter().any(|word| matches!(*word, "||" | "&&" | ";")) {
        return Some(("has a word that joins two commands of the loader", "write it in other words"));
    }
    if text.ends_with('\\') {
        return Some(("ends with `\\`, which goes on in the next line", "write it without the `\\`"));
    }
    None
}

/// The same for what a person reads in a menu, where the first word could be an option of the command too.
pub(crate) fn title_mistake(title: &str) -> Option<(&'static str, &'static str)> {
    if title.starts_with('-') {
        return Some(("begins with `-`, where the loader's options begin", "begin it with a letter"));
    }
    mistake(title)
}

/// Whether `word` could be one word of a line.
pub(crate) fn is_one_word(word: &str) -> bool {
    !word.contains(' ') && mistake(word).is_none()
}
