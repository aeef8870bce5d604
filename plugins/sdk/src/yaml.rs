//! YAML as artefacts hold it: one emitter, whose output every reader takes for the same data.
//!
//! Readers of YAML 1.1 (PyYAML, and so Ansible and cloud-init) take many a plain word for something else: `on` for a
//! boolean, `1:30` for ninety, `52:54:00:00:00:01` for an integer. So a text stands plain only where it can be nothing
//! but text, keys as well as values. Keys keep the order that they are given in; there are no anchors, no folded lines.

mod text;

use serde_json::Value;

/// A document, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Yaml {
    /// Nothing.
    Null,
    /// A boolean, never in quotes.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// A text, in quotes wherever a reader could take it for something else.
    Text(String),
    /// JSON, which is YAML too, on one line: for what is put there later, such as the mark of a secret.
    Json(String),
    /// A list.
    List(Vec<Yaml>),
    /// A map, in its own order.
    Map(Vec<(String, Yaml)>),
}

impl Yaml {
    /// A map of these entries.
    pub fn map<K: Into<String>>(entries: impl IntoIterator<Item = (K, Yaml)>) -> Self {
        Self::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// A list of texts.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(|text| Self::Text(text.into())).collect())
    }

    /// The whole as a document: one final newline, no marks between documents.
    pub fn document(&self) -> String {
        let mut out = String::new();
        match self {
            Self::Map(entries) if !entries.is_empty() => map(&mut out, entries, 0, false),
            Self::List(items) if !items.is_empty() => list(&mut out, items, 0, false),
            scalar => {
                out.push_str(&scalar.inline(0));
                if !out.ends_with('\n') {
                    out.push('\n');
                }
            }
        }
        out
    }

    /// A value that fits behind its key, without the newline that ends it. The lines of a text stand below `indent`.
    fn inline(&self, indent: usize) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Text(value) => text::value(value, indent),
            Self::Json(value) => value.clone(),
            Self::List(_) => "[]".to_owned(),
            Self::Map(_) => "{}".to_owned(),
        }
    }

    fn is_block(&self) -> bool {
        match self {
            Self::List(items) => !items.is_empty(),
            Self::Map(entries) => !entries.is_empty(),
            _ => false,
        }
    }
}

impl From<&Value> for Yaml {
    /// Data of the language. It has no fractions; a number with one, from a file, keeps its spelling.
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => number.as_i128().map_or_else(|| Self::Json(number.to_string()), Self::Int),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Object(entries) => Self::map(entries.iter().map(|(key, value)| (key.clone(), Self::from(value)))),
        }
    }
}

impl From<&str> for Yaml {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Yaml {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Yaml {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Yaml {
    fn from(value: u64) -> Self {
        Self::Int(value.into())
    }
}

/// The entries, each on lines of its own. The first one follows what stands on the line already if `started`.
fn map(out: &mut String, entries: &[(String, Yaml)], indent: usize, started: bool) {
    for (number, (key, value)) in entries.iter().enumerate() {
        if number > 0 || !started {
            push_blanks(out, indent);
        }
        out.push_str(&text::key(key));
        out.push(':');
        below(out, value, indent + 2);
    }
}

fn list(out: &mut String, items: &[Yaml], indent: usize, started: bool) {
    for (number, item) in items.iter().enumerate() {
        if number > 0 || !started {
            push_blanks(out, indent);
        }
        out.push('-');
        match item {
            Yaml::Map(entries) if !entries.is_empty() => {
                out.push(' ');
                map(out, entries, indent + 2, true);
            }
            Yaml::List(items) if !items.is_empty() => {
                out.push(' ');
                list(out, items, indent + 2, true);
            }
            scalar => below(out, scalar, indent + 2),
        }
    }
}

/// A value behind its key or dash: on the same line, or on lines below it.
fn below(out: &mut String, value: &Yaml, indent: usize) {
    if value.is_block() {
        out.push('\n');
        match value {
            Yaml::Map(entries) => map(out, entries, indent, false),
            Yaml::List(items) => list(out, items, indent, false),
            _ => {}
        }
        return;
    }
    out.push(' ');
    out.push_str(&value.inline(indent));
    if !out.ends_with('\n') {
        out.push('\n');
    }
}

fn push_blanks(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

#[cfg(test)]
mod tests;
