//! Scalars of YAML: what plain ones are, which of them readers disagree on, and how a value is written so that all agree.

use super::At;
use super::events::{Scalar, Style};
use crate::data::{Data, Writer};
use crate::node::Kind;
use crate::place::Refusal;
use crate::{Place, json};

/// What YAML 1.2 reads a plain scalar as.
pub(super) fn plain(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ => number(text).unwrap_or_else(|| Kind::Text(text.to_owned())),
    }
}

fn number(text: &str) -> Option<Kind> {
    let radix = |digits: &str, radix| {
        let fine = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        fine.then(|| i64::from_str_radix(digits, radix).map_or_else(|_| Kind::Number(text.to_owned()), Kind::Int))
    };
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text.parse().map_or_else(|_| Kind::Number(text.to_owned()), Kind::Int));
    }
    is_float(unsigned).then(|| Kind::Number(text.to_owned()))
}

/// A float without its sign: `1.5`, `.5`, `1e3`, `.inf`, `.nan`.
fn is_float(text: &str) -> bool {
    if matches!(text.to_ascii_lowercase().as_str(), ".inf" | ".nan") {
        return true;
    }
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

/// Words that some reader takes for a truth value, for nothing or for a number.
const WORDS: [&str; 13] =
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "none", "undefined"];

fn is_word(text: &str) -> bool {
    text.len() <= 9 && WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// Why readers of YAML 1.1 and of 1.2 do not read a plain scalar alike: a message and what to type. None where they do.
pub(super) fn misread(scalar: &Scalar) -> Option<(String, String)> {
    if scalar.style != Style::Plain || scalar.tagged {
        return None;
    }
    let text = scalar.text.as_str();
    let quoted = json::quoted(text);
    let (what, hint) = match text.to_ascii_lowercase().as_str() {
        "yes" | "on" | "y" if !scalar.key => ("true", format!("write `true` or `{quoted}`")),
        "no" | "off" | "n" if !scalar.key => ("false", format!("write `false` or `{quoted}`")),
        "yes" | "on" | "y" => ("true", format!("write `{quoted}`")),
        "no" | "off" | "n" => ("false", format!("write `{quoted}`")),
        _ if is_sexagesimal(text) => ("a number to the base 60", format!("write `{quoted}`")),
        _ if is_octal(text) => ("a number to the base 8", format!("write `{quoted}`, or the number to the base 10")),
        _ if is_spaced(text) => ("a number", format!("write `{quoted}`, or the number without `_`")),
        _ if is_date(text) => ("a date", format!("write `{quoted}`")),
        _ => return None,
    };
    Some((format!("`{text}` is {what} to some readers of YAML and not to others"), hint))
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

/// `1:30`, `52:54:00:00:00:01`
fn is_sexagesimal(text: &str) -> bool {
    let (whole, fraction) = unsigned(text).split_once('.').unwrap_or((unsigned(text), ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let Some((first, rest)) = whole.split_once(':') else { return false };
    let of_sixty = |part: &str| match part.as_bytes() {
        [low] => low.is_ascii_digit(),
        [high, low] => (b'0'..=b'5').contains(high) && low.is_ascii_digit(),
        _ => false,
    };
    first.starts_with(|c: char| c.is_ascii_digit())
        && digits(first)
        && digits(fraction)
        && rest.split(':').all(of_sixty)
}

/// `0644`
fn is_octal(text: &str) -> bool {
    let text = unsigned(text);
    text.len() > 1 && text.starts_with('0') && text.bytes().all(|b| (b'0'..=b'7').contains(&b) || b == b'_')
}

/// `1_000`
fn is_spaced(text: &str) -> bool {
    let text = unsigned(text);
    text.contains('_')
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'_' || b == b'.')
}

/// `2001-01-01`, with or without a time.
fn is_date(text: &str) -> bool {
    let date = text.get(..10).unwrap_or_default();
    let shape = |(n, b): (usize, u8)| if n == 4 || n == 7 { b == b'-' } else { b.is_ascii_digit() };
    date.len() == 10
        && date.bytes().enumerate().all(shape)
        && !text[10..].starts_with(|c: char| c.is_alphanumeric() && c != 'T' && c != 't')
}

/// Writes a value on one line, as a flow.
pub(crate) fn write(writer: &mut Writer, data: &Data) -> Result<(), Refusal> {
    match data {
        Data::Null => writer.push("null"),
        Data::Bool(b) => writer.push(if *b { "true" } else { "false" }),
        Data::Int(n) => writer.push(&n.to_string()),
        Data::Text(text) => writer.push(&scalar(text)),
        Data::Sealed { number, bare } => {
            writer.sealed(*number, Place::Yaml(if *bare { At::Bare } else { At::Value }));
        }
        Data::List(items) => writer.each(["[", ", ", "]"], items, write)?,
        Data::Map(entries) => writer.each(["{", ", ", "}"], entries, |writer, (key, value)| {
            writer.push(&scalar(key));
            writer.push(": ");
            write(writer, value)
        })?,
    }
    Ok(())
}

/// A text as a scalar that every reader takes for that text.
pub(super) fn scalar(text: &str) -> String {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let plain = begins && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_./-".contains(&b));
    if plain && !is_word(text) && !looks_like_a_number(text) { text.to_owned() } else { json::quoted(text) }
}

/// `e1`, which is a number to a reader that wants no digit before the exponent.
fn looks_like_a_number(text: &str) -> bool {
    text.strip_prefix(['e', 'E']).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a character can stand in YAML only as an escape.
pub(super) fn needs_escape(c: char) -> bool {
    (c.is_control() && c != '\t') || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
