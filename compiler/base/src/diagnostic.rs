//! Diagnostics as data. Rendering is elsewhere (`render`), and no phase prints.
//!
//! The place type is a parameter: inside the database a place is relative to its entry, so that typing above an
//! entry leaves its diagnostics as they are; at the edge it is a [`Span`].

use crate::Span;
use std::borrow::Cow;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The lab cannot be built.
    Error,
    /// Legal, and probably not what was meant.
    Warning,
}

/// A place with what is to be said there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label<P = Span> {
    /// Where.
    pub place: P,
    /// What to say there; may be empty for the primary label.
    pub text: String,
}

/// An edit that an editor can apply.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fix<P = Span> {
    /// What is replaced.
    pub place: P,
    /// By what.
    pub replacement: String,
}

/// One mistake, told once.
///
/// Messages are lower case, without a full stop, with code in backticks: "expected X, found Y". A hint says what
/// to type and stands apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic<P = Span> {
    /// A kebab-case word that never changes its meaning. Every code of the compiler has a page in `errors/`.
    pub code: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// The headline.
    pub message: String,
    /// The place that is to blame. `None` only where no line is (an unreadable folder, a plugin's own fault).
    pub primary: Option<Label<P>>,
    /// The other places that matter.
    pub secondary: Vec<Label<P>>,
    /// More facts, a line each.
    pub notes: Vec<String>,
    /// What to type instead.
    pub hint: Option<String>,
    /// The same hint as an edit.
    pub fix: Option<Fix<P>>,
}

impl<P> Diagnostic<P> {
    /// An error at `place`.
    pub fn error(code: &'static str, place: P, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, Cow::Borrowed(code), Some(place), message.into())
    }

    /// A warning at `place`.
    pub fn warning(code: &'static str, place: P, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, Cow::Borrowed(code), Some(place), message.into())
    }

    /// An error that no line of the lab is to blame for.
    pub fn placeless(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, Cow::Borrowed(code), None, message.into())
    }

    /// All fields that are not filled by a method below.
    pub fn new(severity: Severity, code: Cow<'static, str>, place: Option<P>, message: String) -> Self {
        Self {
            code,
            severity,
            message,
            primary: place.map(|place| Label { place, text: String::new() }),
            secondary: Vec::new(),
            notes: Vec::new(),
            hint: None,
            fix: None,
        }
    }

    /// What to say at the primary place itself.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(primary) = &mut self.primary {
            primary.text = text.into();
        }
        self
    }

    /// Another place that matters.
    #[must_use]
    pub fn also(mut self, place: P, text: impl Into<String>) -> Self {
        self.secondary.push(Label { place, text: text.into() });
        self
    }

    /// One more fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// What to type.
    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hint = Some(text.into());
        self
    }

    /// What to type, as an edit.
    #[must_use]
    pub fn fix(mut self, place: P, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { place, replacement: replacement.into() });
        self
    }

    /// The same diagnostic with every place translated.
    pub fn map<Q>(self, mut f: impl FnMut(P) -> Q) -> Diagnostic<Q> {
        let mut label = |l: Label<P>| Label { place: f(l.place), text: l.text };
        let primary = self.primary.map(&mut label);
        let secondary = self.secondary.into_iter().map(&mut label).collect();
        Diagnostic {
            code: self.code,
            severity: self.severity,
            message: self.message,
            primary,
            secondary,
            notes: self.notes,
            hint: self.hint,
            fix: self.fix.map(|x| Fix { place: f(x.place), replacement: x.replacement }),
        }
    }
}
