//! The files that diagnostics point into, each opened once, and places in them as people and programs count.

use super::Sources;
use super::source::Opened;
use crate::{Diagnostic, FileId, Span};
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// Files by number.
pub(super) struct Files<'a>(BTreeMap<FileId, (&'a str, &'a str, OnceCell<Opened<'a>>)>);

/// A place in a file.
pub(super) struct Region<'a> {
    /// As the user knows the file, whatever characters it holds.
    pub(super) path: &'a str,
    pub(super) start: Position,
    /// Behind its last byte.
    pub(super) end: Position,
}

/// A point in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// From 0.
    pub(super) byte: usize,
    /// From 1.
    pub(super) line: usize,
    /// In characters, from 1.
    pub(super) column: usize,
}

impl<'a> Files<'a> {
    /// Those that the places of `diagnostics` are in.
    pub(super) fn new(diagnostics: &[Diagnostic], sources: &'a dyn Sources) -> Self {
        let labels = diagnostics.iter().flat_map(|d| d.primary.iter().chain(&d.secondary)).map(|label| label.place);
        let fixes = diagnostics.iter().filter_map(|d| Some(d.fix.as_ref()?.place));
        let open = |place: Span| {
            let (path, text) = sources.source(place.file)?;
            Some((place.file, (path, text, OnceCell::new())))
        };
        Self(labels.chain(fixes).filter_map(open).collect())
    }

    pub(super) fn opened(&self, file: FileId) -> Option<&Opened<'a>> {
        let (path, text, opened) = self.0.get(&file)?;
        Some(opened.get_or_init(|| Opened::new(path, text)))
    }

    /// Where `span` is. `None` where there is no such file.
    pub(super) fn region(&self, span: Span) -> Option<Region<'a>> {
        let opened = self.opened(span.file)?;
        let (path, ..) = self.0.get(&span.file)?;
        let (start, end) = (opened.position(span.range.start().into()), opened.position(span.range.end().into()));
        Some(Region { path, start, end })
    }
}
