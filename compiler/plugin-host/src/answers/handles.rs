//! Which secrets and blobs a target was given. It can place no other: a handle is no more than a text, and one that
//! was guessed or kept from elsewhere would put another machine's secret into this one's files.

use crate::input::{LabTask, NodeInput};
use dlc_model::{Contents, Node};
use serde_json::Value;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// The handles in one input, gathered when an answer first has one.
pub(super) struct Handles<'a> {
    source: Source<'a>,
    given: OnceCell<Given<'a>>,
}

enum Source<'a> {
    Node(NodeInput<'a>),
    Lab(LabTask<'a>),
}

#[derive(Default)]
struct Given<'a> {
    secrets: BTreeSet<&'a str>,
    blobs: BTreeSet<&'a str>,
    /// Texts in the options, where both are plain text.
    options: BTreeSet<&'a str>,
}

impl<'a> Handles<'a> {
    pub(super) fn of_node(input: &NodeInput<'a>) -> Self {
        Self { source: Source::Node(*input), given: OnceCell::new() }
    }

    pub(super) fn of_lab(task: &LabTask<'a>) -> Self {
        Self { source: Source::Lab(*task), given: OnceCell::new() }
    }

    /// Whether the secret was given; else what to call it in a message, which does not repeat the handle.
    pub(super) fn check_secret(&self, handle: &str) -> Result<(), &'static str> {
        let given = self.given();
        if given.secrets.contains(handle) || given.options.contains(handle) { Ok(()) } else { Err("a secret") }
    }

    /// Whether the blob was given.
    pub(super) fn check_blob(&self, handle: &str) -> Result<(), &'static str> {
        let given = self.given();
        if given.blobs.contains(handle) || given.options.contains(handle) { Ok(()) } else { Err("a blob") }
    }

    /// The same for contents that a target contributes.
    pub(super) fn check(&self, contents: &Contents) -> Result<(), &'static str> {
        match contents {
            Contents::Secret(handle) => self.check_secret(handle),
            Contents::Blob(blob) => self.check_blob(&blob.handle),
            Contents::Text(_) | Contents::Bytes(_) | Contents::Remote(_) => Ok(()),
        }
    }

    fn given(&self) -> &Given<'a> {
        self.given.get_or_init(|| match &self.source {
            Source::Node(input) => {
                let mut given = Given::default();
                given.add_all(input.node.contents());
                given.add_texts(&input.usage.options);
                given.add_texts(&input.node.os.options);
                given
            }
            Source::Lab(task) => {
                let mut given = Given::default();
                given.add_all(task.cluster.manifests.iter().map(|manifest| &manifest.contents));
                given.add_all(task.cluster.outputs.iter().map(|output| &output.contents));
                if task.sections.login {
                    let passwords = |node: &'a Node| node.users.iter().filter_map(|user| user.password_hash.as_ref());
                    given.add_all(task.cluster.nodes.iter().chain(&task.cluster.menu_machines).flat_map(passwords));
                }
                given.add_texts(&task.usage.options);
                given
            }
        })
    }
}

impl<'a> Given<'a> {
    fn add_all(&mut self, all: impl Iterator<Item = &'a Contents>) {
        for contents in all {
            match contents {
                Contents::Secret(handle) => _ = self.secrets.insert(handle),
                Contents::Blob(blob) => _ = self.blobs.insert(&blob.handle),
                Contents::Text(_) | Contents::Bytes(_) | Contents::Remote(_) => {}
            }
        }
    }

    fn add_texts(&mut self, value: &'a Value) {
        match value {
            Value::String(text) => _ = self.options.insert(text),
            Value::Array(elements) => elements.iter().for_each(|element| self.add_texts(element)),
            Value::Object(fields) => fields.values().for_each(|field| self.add_texts(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
