//! A file of secrets as everybody may see it: its keys.

use crate::recipe::Kind;
use crate::sops::{self, is_sealed};
use dlc_text::{Fault, Key, Kind as Data, Node};
use std::ops::Range;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}

impl Format {
    /// The format that the name of a file says.
    pub fn of(path: &str) -> Option<Self> {
        let ends = |end: &str| path.to_ascii_lowercase().ends_with(end);
        match () {
            () if ends(".yaml") || ends(".yml") => Some(Self::Yaml),
            () if ends(".json") => Some(Self::Json),
            () => None,
        }
    }

    pub(crate) fn parse(self, text: &str) -> Result<Node, Fault> {
        match self {
            Self::Yaml => dlc_text::yaml::read(text),
            Self::Json => dlc_text::json::read(text),
        }
    }
}

/// A value of a file, without what is sealed.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is.
    pub shape: Shape,
    /// Where it stands.
    pub at: Range<usize>,
}

/// What a value of a file is.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A secret.
    Sealed(Kind),
    /// What sops left readable, because the file's owner said so.
    Plain(Node),
    /// Nothing.
    Nothing,
    /// A list.
    List(Vec<Item>),
    /// Keys with values.
    Map(Vec<(Key, Item)>),
}

/// Reads a file of secrets: one sealed by sops, or a plain one, in which every value is a secret.
///
/// # Errors
/// It is no YAML, or no JSON.
pub fn read(text: &str, format: Format) -> Result<Item, Fault> {
    let node = format.parse(text)?;
    let sealed = sops::metadata(&node).is_some();
    Ok(item(without_metadata(node, sealed), sealed))
}

fn without_metadata(node: Node, sealed: bool) -> Node {
    match node {
        Node { kind: Data::Map(mut entries), at } if sealed => {
            entries.retain(|(key, _)| key.text != "sops");
            Node { kind: Data::Map(entries), at }
        }
        node => node,
    }
}

fn item(node: Node, sealed: bool) -> Item {
    let at = node.at.clone();
    let shape = match node.kind {
        Data::Null | Data::Hole(_) => Shape::Nothing,
        Data::List(items) => Shape::List(items.into_iter().map(|node| item(node, sealed)).collect()),
        Data::Map(entries) => Shape::Map(entries.into_iter().map(|(key, node)| (key, item(node, sealed))).collect()),
        Data::Text(text) if sealed => match is_sealed(&text) {
            Some(kind) => Shape::Sealed(kind),
            None => Shape::Plain(Node { kind: Data::Text(text), at: at.clone() }),
        },
        kind if sealed => Shape::Plain(Node { kind, at: at.clone() }),
        Data::Bool(_) => Shape::Sealed(Kind::Bool),
        Data::Int(_) => Shape::Sealed(Kind::Int),
        Data::Number(_) | Data::Text(_) => Shape::Sealed(Kind::Text),
    };
    Item { shape, at }
}
