//! Places in what a target was given, as plugins name them and as the rest of the compiler does.

use crate::{Cluster, Node};
use dlc_base::Origin;
use serde::Serialize;
use serde_json::Value;
use std::cell::OnceCell;
use std::fmt;

/// A place in the model: a beginning, then names of fields and labels.
///
/// Fields are written as the model writes them (`kernel_args`); the case of a variant is no step, as it is none in
/// the language (`interfaces/bond0/over/of/1`). A target's options stand under `targets/TARGET/options`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InputPath {
    /// Where it begins.
    pub root: Root,
    /// The way from there.
    pub steps: Vec<String>,
}

/// Where an input path begins.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Root {
    /// At the lab: a field of [`crate::Lab`], or `teams`, `manifests`, `outputs`, `targets` beside it.
    Lab,
    /// At a machine.
    Node(String),
    /// At a machine of the menu.
    MenuMachine(String),
}

/// What an answer is for.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// The lab.
    Lab,
    /// A machine.
    Node(&'a Node),
}

/// Who knows where the model's values were written.
pub trait Origins {
    /// Where the value at `path` was written; `None` for what was written nowhere.
    fn origin(&self, path: &InputPath) -> Option<Origin>;

    /// The same, or where the nearest thing was written that it is in.
    fn nearest(&self, path: &InputPath) -> Option<Origin> {
        let mut path = Some(path.clone());
        while let Some(place) = path {
            if let Some(origin) = self.origin(&place).filter(|origin| origin.anchor != Origin::NOWHERE.anchor) {
                return Some(origin);
            }
            path = place.parent();
        }
        None
    }
}

/// Why a plugin's input path is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadInputPath {
    /// It is empty, has an empty step, or a `~` that is neither `~0` nor `~1`.
    Malformed,
    /// There is no such field, label or machine.
    Nowhere,
}

impl fmt::Display for BadInputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "is no input path",
            Self::Nowhere => "names nothing",
        })
    }
}

impl InputPath {
    /// A place in `node`.
    pub fn in_node<S: Into<String>>(node: &Node, steps: impl IntoIterator<Item = S>) -> Self {
        Self { root: Root::of(node), steps: steps.into_iter().map(Into::into).collect() }
    }

    /// A place in the lab.
    pub fn in_lab<S: Into<String>>(steps: impl IntoIterator<Item = S>) -> Self {
        Self { root: Root::Lab, steps: steps.into_iter().map(Into::into).collect() }
    }

    /// One step further down.
    #[must_use]
    pub fn at(mut self, step: impl Into<String>) -> Self {
        self.steps.push(step.into());
        self
    }

    /// What this is in; a machine is in the lab.
    #[must_use]
    pub fn parent(mut self) -> Option<Self> {
        match (self.steps.pop(), &self.root) {
            (Some(_), _) => Some(self),
            (None, Root::Lab) => None,
            (None, _) => Some(Self { root: Root::Lab, steps: Vec::new() }),
        }
    }

    /// Reads what `target` wrote in its answer for `subject`; see [`InputPaths::read`].
    ///
    /// # Errors
    /// The text is no path, or names nothing in `cluster`.
    pub fn read(text: &str, target: &str, subject: Subject<'_>, cluster: &Cluster) -> Result<Self, BadInputPath> {
        InputPaths::new(target, subject, cluster).read(text)
    }
}

/// Reads input paths of one answer.
pub struct InputPaths<'a> {
    target: &'a str,
    subject: Subject<'a>,
    cluster: &'a Cluster,
    /// The `serde` form of what relative paths begin at, made for the first of them.
    here: OnceCell<Value>,
}

impl<'a> InputPaths<'a> {
    /// For the answer of `target` for `subject`.
    pub fn new(target: &'a str, subject: Subject<'a>, cluster: &'a Cluster) -> Self {
        Self { target, subject, cluster, here: OnceCell::new() }
    }

    /// Reads one path, by the rules that stand at the top of the contract.
    ///
    /// # Errors
    /// The text is no path, or names nothing.
    pub fn read(&self, text: &str) -> Result<InputPath, BadInputPath> {
        let steps = split(text)?;
        let (first, rest) = steps.split_first().ok_or(BadInputPath::Malformed)?;
        let place = match (first.as_str(), self.subject) {
            ("lab", _) => self.in_lab(rest),
            ("nodes", _) => self.in_machine(rest, Cluster::node),
            ("menu-machines" | "menu_machines", _) => self.in_machine(rest, Cluster::menu_machine),
            (_, Subject::Lab) => self.in_lab(&steps),
            (_, Subject::Node(node)) => self.in_node(node, &steps),
        };
        place.ok_or(BadInputPath::Nowhere)
    }

    fn in_machine(
        &self,
        steps: &[String],
        find: for<'c> fn(&'c Cluster, &str) -> Option<&'c Node>,
    ) -> Option<InputPath> {
        let (name, steps) = steps.split_first()?;
        self.in_node(find(self.cluster, name)?, steps)
    }

    fn in_node(&self, node: &Node, steps: &[String]) -> Option<InputPath> {
        let steps = match self.subject {
            Subject::Node(here) if std::ptr::eq(here, node) => walk::node(self.here(node), self.target, steps),
            _ => walk::node(&value_of(node), self.target, steps),
        };
        Some(InputPath { root: Root::of(node), steps: steps? })
    }

    fn in_lab(&self, steps: &[String]) -> Option<InputPath> {
        let steps = match self.subject {
            Subject::Lab => walk::lab(self.cluster, self.here(&self.cluster.lab), self.target, steps),
            Subject::Node(_) => walk::lab(self.cluster, &value_of(&self.cluster.lab), self.target, steps),
        };
        Some(InputPath { root: Root::Lab, steps: steps? })
    }

    fn here(&self, value: &impl Serialize) -> &Value {
        self.here.get_or_init(|| value_of(value))
    }
}

/// The `serde` form, which no record of the model refuses.
fn value_of(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

impl Root {
    /// The beginning of what lies in `node`.
    pub fn of(node: &Node) -> Self {
        // Only a machine of the menu has a title.
        if node.title.is_some() { Self::MenuMachine(node.name.clone()) } else { Self::Node(node.name.clone()) }
    }
}

/// The steps of `text`, unescaped.
fn split(text: &str) -> Result<Vec<String>, BadInputPath> {
    text.split('/').map(|step| unescaped(step).filter(|step| !step.is_empty()).ok_or(BadInputPath::Malformed)).collect()
}

fn unescaped(step: &str) -> Option<String> {
    let mut parts = step.split('~');
    let mut out = parts.next()?.to_owned();
    for part in parts {
        let (mark, rest) = match part.as_bytes().first()? {
            b'0' => ('~', &part[1..]),
            b'1' => ('/', &part[1..]),
            _ => return None,
        };
        out.push(mark);
        out.push_str(rest);
    }
    Some(out)
}

/// As a plugin would write it, with the model's names of fields.
impl fmt::Display for InputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escaped = |step: &str| step.replace('~', "~0").replace('/', "~1");
        match &self.root {
            Root::Lab => f.write_str("lab")?,
            Root::Node(name) => write!(f, "nodes/{}", escaped(name))?,
            Root::MenuMachine(name) => write!(f, "menu_machines/{}", escaped(name))?,
        }
        self.steps.iter().try_for_each(|step| write!(f, "/{}", escaped(step)))
    }
}

mod walk;

#[cfg(test)]
mod tests;
