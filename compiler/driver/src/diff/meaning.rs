//! What an artefact says, whatever it is packed in: two of them are compared by that.

use super::archive::{self, Member};
use super::arrays::{Matched, matched};
use super::leaves::{At, Change, Leaves};
use crate::unpack;
use serde::Deserialize as _;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How deep what is packed may be packed in something else.
const DEEPEST: usize = 8;

/// A file that is larger is compared by its digest alone.
const LARGEST: usize = 32 << 20;

/// What differs between two artefacts of one path. Empty where both say the same in other bytes.
pub(super) fn compare(path: &str, media_type: &str, old: &[u8], new: &[u8]) -> Vec<Change> {
    let mut leaves = Leaves::default();
    bytes(&At::default(), Form::of(path, media_type), old, new, DEEPEST, &mut leaves);
    leaves.0
}

/// What bytes are taken for where they do not say it themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Yaml,
    Text,
}

impl Form {
    fn of(path: &str, media_type: &str) -> Self {
        let ends = |ends: &[&str]| ends.iter().any(|end| path.ends_with(end));
        if media_type.contains("json") || ends(&[".json", ".ign"]) {
            return Self::Json;
        }
        if media_type.contains("yaml") || ends(&[".yaml", ".yml", "user-data", "meta-data", "network-config"]) {
            return Self::Yaml;
        }
        Self::Text
    }
}

fn bytes(at: &At, form: Form, old: &[u8], new: &[u8], depth: usize, out: &mut Leaves) {
    if old == new {
        return;
    }
    if depth > 0 && old.len() <= LARGEST && new.len() <= LARGEST {
        if let Some((old, new)) = unpack::gunzip(old).zip(unpack::gunzip(new)) {
            return bytes(&at.inside(""), form, &old, &new, depth - 1, out);
        }
        if let Some((old, new)) = archive::members(old).zip(archive::members(new)) {
            return members(at, old, new, depth - 1, out);
        }
        if let (Ok(old), Ok(new)) = (std::str::from_utf8(old), std::str::from_utf8(new)) {
            return text(at, form, old, new, depth, out);
        }
    }
    let shown = |bytes: &[u8]| Some(format!("{} bytes, sha256:{}", bytes.len(), dlc_emit::sha256(bytes)));
    out.push(at, shown(old), shown(new));
}

fn members(at: &At, old: BTreeMap<String, Member>, new: BTreeMap<String, Member>, depth: usize, out: &mut Leaves) {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let at = at.inside(name);
        match (old.get(name), new.get(name)) {
            (Some(old), Some(new)) => {
                if old.header != new.header {
                    out.push(&at, Some(old.header.clone()), Some(new.header.clone()));
                }
                bytes(&at, Form::of(name, ""), &old.bytes, &new.bytes, depth, out);
            }
            (old, new) => out.push(&at, old.map(Member::shown), new.map(Member::shown)),
        }
    }
}

fn text(at: &At, form: Form, old: &str, new: &str, depth: usize, out: &mut Leaves) {
    let parse = |text: &str| match form {
        Form::Json => serde_json::from_str(text).ok(),
        Form::Yaml => yaml(text),
        Form::Text if text.starts_with(['{', '[']) => serde_json::from_str(text).ok(),
        Form::Text => None,
    };
    match parse(old).zip(parse(new)) {
        Some((old, new)) => value(at, &old, &new, depth, out),
        None => out.lines(at, old, new),
    }
}

/// The documents of a YAML file: one as it is, several as a list.
fn yaml(text: &str) -> Option<Value> {
    let documents: Result<Vec<Value>, _> = serde_yaml::Deserializer::from_str(text).map(Value::deserialize).collect();
    let mut documents = documents.ok()?;
    match documents.len() {
        0 => None,
        1 => documents.pop().filter(|one| one.is_object() || one.is_array()),
        _ => Some(Value::Array(documents)),
    }
}

fn value(at: &At, old: &Value, new: &Value, depth: usize, out: &mut Leaves) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let gone = old.iter().filter(|(key, _)| !new.contains_key(*key));
            gone.for_each(|(key, old)| out.push(&at.key(key), Some(shown(old)), None));
            for (key, new) in new {
                match old.get(key) {
                    Some(old) => value(&at.key(key), old, new, depth, out),
                    None => out.push(&at.key(key), None, Some(shown(new))),
                }
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            for Matched { old, new, name } in matched(old, new) {
                let number = new.or(old).map_or(0, |(number, _)| number);
                let at = at.item(number, name);
                match (old, new) {
                    (Some((_, old)), Some((_, new))) => value(&at, old, new, depth, out),
                    (old, new) => out.push(&at, old.map(|(_, old)| shown(old)), new.map(|(_, new)| shown(new))),
                }
            }
        }
        (Value::String(old), Value::String(new)) => string(at, old, new, depth, out),
        (old, new) if old == new => {}
        (old, new) => out.push(at, Some(shown(old)), Some(shown(new))),
    }
}

/// A text in data: a data URL by what it holds, a text of several lines by its lines.
fn string(at: &At, old: &str, new: &str, depth: usize, out: &mut Leaves) {
    if old == new {
        return;
    }
    if depth > 0
        && let Some((old, new)) = unpack::data_url(old).zip(unpack::data_url(new))
    {
        return bytes(&at.inside(""), Form::Text, &old.bytes, &new.bytes, depth - 1, out);
    }
    if old.contains('\n') || new.contains('\n') {
        return text(&at.inside(""), Form::Text, old, new, depth, out);
    }
    out.push(at, Some(old.to_owned()), Some(new.to_owned()));
}

/// A value that is in one of the two alone. A text stands as it is.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => match unpack::data_url(text).map(|url| String::from_utf8(url.bytes)) {
            Some(Ok(held)) => held,
            _ => text.clone(),
        },
        other => other.to_string(),
    }
}
