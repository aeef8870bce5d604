//! Saying which input each part of an artefact comes from, for `dlc why`.
//!
//! Traces are asked for by [`NodeTask::trace`](crate::NodeTask) and cost time, so nothing is collected unless they
//! are wanted. How they are read:
//!
//! - The trace of the smallest part around a place answers. An element's trace speaks for all that is in it, so a
//!   trace for each element is enough, and one for a leaf is worth it where the leaf has a line of its own in the lab.
//! - The inputs stand with the most telling one first. `dlc why` goes on by itself from an element to a field of the
//!   same name: of `/storage/files/0` traced to `files/~1etc~1motd`, `mode` leads to that file's `mode`.
//! - What no input decides is traced to the option or the field that makes the target write it at all.
//! - YAML has JSON pointers as JSON does. In an archive the first step of a pointer is a member's path.

use crate::{Artifact, InputPath, Place, Trace};
use std::fmt;

/// A JSON pointer (RFC 6901) that grows step by step.
///
/// ```
/// # use dlc_plugin::traces::Pointer;
/// assert_eq!(Pointer::root().at("paths").at("/etc/hosts").at(0).to_string(), "/paths/~1etc~1hosts/0");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// One step further down: a key, or the number of an element.
    #[must_use]
    pub fn at(mut self, step: impl fmt::Display) -> Self {
        self.0.push('/');
        self.0.push_str(&step.to_string().replace('~', "~0").replace('/', "~1"));
        self
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Traces under way.
#[derive(Debug, Default)]
pub struct Traces {
    wanted: bool,
    list: Vec<Trace>,
}

impl Traces {
    /// None yet. Nothing is kept unless traces are `wanted`.
    pub fn new(wanted: bool) -> Self {
        Self { wanted, list: Vec::new() }
    }

    /// All of the artefact comes from `inputs`.
    pub fn whole(&mut self, inputs: impl IntoIterator<Item = InputPath>) {
        self.add(Place::Whole, inputs);
    }

    /// What lies at `pointer` comes from `inputs`.
    pub fn pointer(&mut self, pointer: &Pointer, inputs: impl IntoIterator<Item = InputPath>) {
        self.add(Place::Pointer(pointer.to_string()), inputs);
    }

    /// The lines from `first` to `last`, counted from 1, come from `inputs`.
    pub fn lines(&mut self, first: u32, last: u32, inputs: impl IntoIterator<Item = InputPath>) {
        self.add(Place::Lines((first, last)), inputs);
    }

    /// The artefact with these traces.
    #[must_use]
    pub fn put_on(self, mut artifact: Artifact) -> Artifact {
        artifact.traces.extend(self.list);
        artifact
    }

    fn add(&mut self, place: Place, inputs: impl IntoIterator<Item = InputPath>) {
        if !self.wanted {
            return;
        }
        let inputs: Vec<String> = inputs.into_iter().map(String::from).collect();
        if !inputs.is_empty() {
            self.list.push(Trace { place, inputs });
        }
    }
}

/// A text that is written line by line, with what each comes from.
#[derive(Debug, Default)]
pub struct TracedText {
    text: String,
    /// Lines so far.
    lines: u32,
    traces: Traces,
}

impl TracedText {
    /// No line yet. Traces are kept if they are `wanted`.
    pub fn new(wanted: bool) -> Self {
        Self { traces: Traces::new(wanted), ..Self::default() }
    }

    /// One more line, or several with breaks between them, which come from `inputs`.
    pub fn line(&mut self, text: impl fmt::Display, inputs: impl IntoIterator<Item = InputPath>) {
        let from = self.text.len();
        let first = self.lines + 1;
        self.text.push_str(&text.to_string());
        self.text.push('\n');
        let more = self.text[from..].bytes().filter(|&byte| byte == b'\n').count();
        self.lines = self.lines.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        self.traces.lines(first, self.lines, inputs);
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The artefact with this text behind what it holds already, which has no lines, and with the traces.
    #[must_use]
    pub fn put_into(self, artifact: Artifact) -> Artifact {
        self.traces.put_on(artifact.text(self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::{Pointer, TracedText, Traces};
    use crate::{Artifact, InputPath, Place, Promise, Tree};

    fn artifact() -> Artifact {
        let promise = Promise { field: "f".to_owned(), tree: Tree::Http, path: "f".to_owned() };
        Artifact::at(&promise, "text/plain")
    }

    #[test]
    fn a_text_of_several_lines_is_traced_from_its_first_to_its_last() {
        let mut text = TracedText::new(true);
        text.line("# a", [InputPath::field("name")]);
        text.line("b\nc", [InputPath::field("files").at("/b"), InputPath::field("name")]);
        text.line("", []);
        text.line("d", [InputPath::option("d")]);
        assert_eq!(text.text(), "# a\nb\nc\n\nd\n");
        let places: Vec<_> = text.put_into(artifact()).traces.into_iter().map(|t| (t.place, t.inputs)).collect();
        let expected = [
            (Place::Lines((1, 1)), vec!["name".to_owned()]),
            (Place::Lines((2, 3)), vec!["files/~1b".to_owned(), "name".to_owned()]),
            (Place::Lines((5, 5)), vec!["options/d".to_owned()]),
        ];
        assert_eq!(places, expected);
    }

    #[test]
    fn nothing_is_kept_that_nobody_wants() {
        let mut traces = Traces::new(false);
        traces.whole([InputPath::field("name")]);
        traces.pointer(&Pointer::root().at("a"), [InputPath::field("name")]);
        assert!(traces.put_on(artifact()).traces.is_empty());
    }
}
