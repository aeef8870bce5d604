//! YAML as data: one document, aliases written out.

use super::events::{Met, Scalar, Style, walk};
use super::{CODE, write};
use crate::Fault;
use crate::node::{Key, Kind, Node};
use std::collections::HashMap;
use std::ops::Range;

/// How many values a document may have, aliases written out: each alias may double what is there.
const VALUES: usize = 1_000_000;

/// Reads YAML of one document. Scalars are what YAML 1.2 says they are.
///
/// # Errors
/// It is none, holds several documents, or more than a million values.
pub fn read(text: &str) -> Result<Node, Fault> {
    let mut builder = Builder::default();
    walk(text, |met, at| builder.take(met, at))?;
    Ok(builder.root.unwrap_or(Node { kind: Kind::Null, at: 0..0 }))
}

#[derive(Default)]
struct Builder {
    documents: usize,
    root: Option<Node>,
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, usize)>,
    values: usize,
}

/// A list or a map that is being read.
struct Open {
    anchor: usize,
    start: usize,
    /// How many values were there before.
    before: usize,
    parts: Parts,
}

enum Parts {
    List(Vec<Node>),
    Map(Vec<(Key, Node)>, Option<Key>),
}

impl Builder {
    fn take(&mut self, met: Met, at: Range<usize>) -> Result<(), Fault> {
        match met {
            Met::Document => {
                self.documents += 1;
                match self.documents {
                    0 | 1 => Ok(()),
                    _ => Err(Fault::new(CODE, at, "a second document begins here, and a file of data is one")),
                }
            }
            Met::Scalar(scalar) if scalar.key => self.key(Key { text: scalar.text, at: scalar.at }),
            Met::Scalar(scalar) => {
                let (anchor, node) = (scalar.anchor, node(scalar));
                self.value(node, anchor, 1)
            }
            Met::List { anchor } => self.open(anchor, at.start, Parts::List(Vec::new())),
            Met::Map { anchor } => self.open(anchor, at.start, Parts::Map(Vec::new(), None)),
            Met::End => self.close(at.end),
            Met::Alias(anchor) => self.alias(anchor, at),
        }
    }

    fn open(&mut self, anchor: usize, start: usize, parts: Parts) -> Result<(), Fault> {
        self.open.push(Open { anchor, start, before: self.values, parts });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Fault> {
        let Some(Open { anchor, start, before, parts }) = self.open.pop() else { return Ok(()) };
        let (kind, last) = match parts {
            Parts::List(items) => {
                let last = items.last().map(|node| node.at.end);
                (Kind::List(items), last)
            }
            Parts::Map(entries, _) => {
                let last = entries.last().map(|(_, node)| node.at.end);
                (Kind::Map(entries), last)
            }
        };
        // A block ends where its last value does, not where the next line begins.
        let end = last.unwrap_or(end).max(start);
        let inside = self.values - before;
        self.value(Node { kind, at: start..end }, anchor, inside + 1)
    }

    fn alias(&mut self, anchor: usize, at: Range<usize>) -> Result<(), Fault> {
        let Some((node, values)) = self.anchors.get(&anchor) else {
            return Err(Fault::new(CODE, at, "this alias stands inside of what it names"));
        };
        let values = *values;
        if self.values + values > VALUES {
            return Err(Fault::new(CODE, at, format!("with its aliases written out this has over {VALUES} values")));
        }
        let node = node.clone();
        self.values += values - 1;
        self.value(node, 0, 1)
    }

    fn key(&mut self, key: Key) -> Result<(), Fault> {
        if key.text == "<<" {
            let message = "`<<` merges maps in some readers only";
            return Err(Fault::new("ambiguous-yaml", key.at, message).hint("write the keys out"));
        }
        if let Some(Open { parts: Parts::Map(_, next), .. }) = self.open.last_mut() {
            *next = Some(key);
        }
        Ok(())
    }

    /// A value is complete; it stands for `values` of them.
    fn value(&mut self, node: Node, anchor: usize, values: usize) -> Result<(), Fault> {
        self.values += 1;
        if self.values > VALUES {
            return Err(Fault::new(CODE, node.at, format!("this has over {VALUES} values")));
        }
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), values));
        }
        match self.open.last_mut().map(|open| &mut open.parts) {
            Some(Parts::List(items)) => items.push(node),
            Some(Parts::Map(entries, next)) => entries.extend(next.take().map(|key| (key, node))),
            None => self.root = Some(node),
        }
        Ok(())
    }
}

fn node(scalar: Scalar) -> Node {
    let kind = match scalar.style {
        Style::Plain if !scalar.tagged => write::plain(&scalar.text),
        _ => Kind::Text(scalar.text),
    };
    Node { kind, at: scalar.at }
}
