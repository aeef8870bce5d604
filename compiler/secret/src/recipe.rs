//! How a secret text is made, without what it says.

use dlc_text::Place;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fmt;

/// Where a sealed value lies.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// `secret("NAME")`: the command line gives it.
    Named(String),
    /// `file("PATH").secret`: a whole file, by its path below the root.
    File(String),
    /// A value of `secrets("PATH")`: the file, and the keys and numbers of items on the way.
    Value(String, Vec<String>),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => write!(f, "secret({name:?})"),
            Self::File(path) => write!(f, "file({path:?}).secret"),
            Self::Value(path, steps) => {
                write!(f, "secrets({path:?})")?;
                steps.iter().try_for_each(|step| write!(f, ".{step}"))
            }
        }
    }
}

/// What a sealed value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Int,
    /// A truth value.
    Bool,
    /// Bytes that are no text.
    Bytes,
}

/// A piece of a secret text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// Characters that are no secret.
    Chars(String),
    /// A sealed value, to be written as its place demands.
    Sealed(Source, Place),
    /// A secret text, to be written as its place in this one demands.
    Text(Recipe, Place),
}

/// How a secret is made.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Recipe {
    /// What comes of it.
    pub kind: Kind,
    /// Its pieces, one after the other.
    pub parts: Vec<Part>,
}

impl Recipe {
    /// A sealed value as it is.
    pub fn of(source: Source, kind: Kind) -> Self {
        Self { kind, parts: vec![Part::Sealed(source, Place::Plain)] }
    }

    /// A text of these pieces.
    pub fn text(parts: Vec<Part>) -> Self {
        Self { kind: Kind::Text, parts }
    }

    /// The sealed values in it.
    pub fn sources(&self) -> BTreeSet<&Source> {
        let mut out = BTreeSet::new();
        for part in &self.parts {
            match part {
                Part::Chars(_) => {}
                Part::Sealed(source, _) => _ = out.insert(source),
                Part::Text(inner, _) => out.extend(inner.sources()),
            }
        }
        out
    }

    /// This secret at a place of a text, as pieces of that.
    pub fn placed(&self, place: &Place) -> Vec<Part> {
        match (self.parts.as_slice(), place) {
            (parts, Place::Plain) => parts.to_vec(),
            ([Part::Sealed(source, Place::Plain)], place) => vec![Part::Sealed(source.clone(), place.clone())],
            (_, place) => vec![Part::Text(self.clone(), place.clone())],
        }
    }

    /// What stands for it where it may not be: two recipes that differ have different handles. It says where the
    /// secret lies, and nothing of it.
    pub fn handle(&self) -> String {
        if let [Part::Sealed(source, Place::Plain)] = self.parts.as_slice() {
            return source.to_string();
        }
        let mut digest = Sha256::new();
        for part in &self.parts {
            // The form of a recipe is the same wherever it runs.
            let form = format!("{part:?}");
            digest.update((form.len() as u64).to_be_bytes());
            digest.update(form);
        }
        let hex: String = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let sources: Vec<String> = self.sources().into_iter().map(ToString::to_string).collect();
        format!("{hex} with {}", sources.join(", "))
    }
}
