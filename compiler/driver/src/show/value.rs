//! Values as the language would write them. What is secret is written as the lab has it, and never opened.

use dlc_eval::value::{Cell, Value};
use dlc_secret::{Part, Recipe};

/// A value on one line. None for what has parts of its own to be shown.
pub(super) fn inline(value: &Value) -> Option<String> {
    Some(match value {
        Value::Poison => return None,
        Value::None => "none".to_owned(),
        Value::Str(text) => quoted(text),
        Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
        Value::File(path) => format!("file({})", quoted(path)),
        Value::Secret(recipe) => secret(recipe),
        Value::Profile(_) => "a profile".to_owned(),
        Value::List(items) | Value::Set(items) if items.is_empty() => "[]".to_owned(),
        Value::Map(map) if map.is_empty() => "{}".to_owned(),
        Value::List(_) | Value::Set(_) | Value::Map(_) | Value::Record(_) => return None,
        scalar => scalar.to_text()?.to_string(),
    })
}

/// A list of values that all fit on one line.
pub(super) fn list(items: &[Cell]) -> Option<String> {
    let items: Option<Vec<String>> = items.iter().map(|item| inline(&item.value)).collect();
    Some(format!("[{}]", items?.join(", ")))
}

/// A secret as the lab says where it lies.
pub(super) fn secret(recipe: &Recipe) -> String {
    if let [Part::Sealed(source, _)] = recipe.parts.as_slice() {
        return source.to_string();
    }
    let mut out = String::from("\"");
    holes(recipe, &mut out);
    out.push('"');
    out
}

fn holes(recipe: &Recipe, out: &mut String) {
    for part in &recipe.parts {
        match part {
            Part::Chars(chars) => out.push_str(&escaped(chars)),
            Part::Sealed(source, _) => out.push_str(&format!("\\({source})")),
            Part::Text(inner, _) => holes(inner, out),
        }
    }
}

/// A text in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// A name where a label stands: bare if it can be.
pub(super) fn label(text: &str) -> String {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if starts && plain { text.to_owned() } else { quoted(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dlc_secret::{Kind, Source};
    use dlc_text::Place;

    #[test]
    fn a_text_is_shown_as_it_would_be_written() {
        assert_eq!(inline(&Value::Str("a \"b\"\n\u{1b}".into())).as_deref(), Some(r#""a \"b\"\n\u{1b}""#));
        assert_eq!(label("/etc/motd"), "\"/etc/motd\"");
        assert_eq!(label("eth0"), "eth0");
    }

    #[test]
    fn a_secret_is_shown_by_where_it_lies() {
        let source = Source::Named("TOKEN".to_owned());
        assert_eq!(secret(&Recipe::of(source.clone(), Kind::Text)), "secret(\"TOKEN\")");
        let parts = vec![Part::Chars("t=".to_owned()), Part::Sealed(source, Place::Plain)];
        assert_eq!(secret(&Recipe::text(parts)), r#""t=\(secret("TOKEN"))""#);
    }
}
