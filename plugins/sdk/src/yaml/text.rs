//! How a text is written: plain, in double quotes, or as a block of lines.

use std::fmt::Write as _;

/// Words that readers of YAML 1.1 or 1.2 take for a boolean, nothing or a number.
const WORDS: [&str; 12] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "none"];

/// A key of a map.
pub(super) fn key(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// A value. A block of lines is indented by `indent` and ends with its newline.
pub(super) fn value(text: &str, indent: usize) -> String {
    if is_plain(text) {
        text.to_owned()
    } else if is_block(text) {
        block(text, indent)
    } else {
        quoted(text)
    }
}

/// Whether no reader could take it for anything but this text.
fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '/');
    let rest = chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '/' | '-'));
    first && rest && !is_word(text) && !is_number(text)
}

fn is_word(text: &str) -> bool {
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// `e1` is a number to some reader that takes digits before the exponent for optional.
fn is_number(text: &str) -> bool {
    let rest = text.strip_prefix(['e', 'E']).unwrap_or("");
    let digits = rest.strip_prefix(['-', '+']).unwrap_or(rest);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '_')
}

/// Whether its lines can stand as they are, below `|`.
fn is_block(text: &str) -> bool {
    let lines = || text.split('\n');
    text.contains('\n')
        && text.chars().all(|c| c == '\n' || c == '\t' || !needs_escape(c))
        && lines().all(|line| !line.starts_with('\t') && !line.ends_with([' ', '\t']))
        // The first line decides how deep the block is, so it must have something to decide by.
        && !text.starts_with('\n')
        && !text.starts_with(' ')
}

fn block(text: &str, indent: usize) -> String {
    let chomping = match (text.ends_with('\n'), text.ends_with("\n\n")) {
        (false, _) => "-",
        (true, false) => "",
        (true, true) => "+",
    };
    let mut out = format!("|{chomping}\n");
    // At the top of a document a block is indented too.
    let blanks = " ".repeat(indent.max(2));
    let body = text.strip_suffix('\n').unwrap_or(text);
    for line in body.split('\n') {
        if !line.is_empty() {
            out.push_str(&blanks);
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if needs_escape(c) => escape(&mut out, u32::from(c)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn escape(out: &mut String, code: u32) {
    // Writing to a string cannot fail.
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

/// What no reader would keep as it stands: controls, breaks of lines that only YAML 1.1 knows, the mark of byte order,
/// and what is no character.
fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') || u32::from(c) & 0xfffe == 0xfffe
}
