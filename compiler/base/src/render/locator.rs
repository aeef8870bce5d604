//! Lines and columns of places, for who shows many.

use super::Sources;
use super::source::Opened;
use crate::{FileId, Span};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A file that was opened, with the path by which the user knows it.
type File<'a> = Option<Rc<(&'a str, Opened<'a>)>>;

/// Knows lines and columns. Each file is looked through once.
pub struct Locator<'a> {
    sources: &'a dyn Sources,
    opened: RefCell<BTreeMap<FileId, File<'a>>>,
}

impl<'a> Locator<'a> {
    /// For places in the files of `sources`.
    pub fn new(sources: &'a dyn Sources) -> Self {
        Self { sources, opened: RefCell::default() }
    }

    /// Where a place is: path, line and column from 1, the column in characters, and the same behind its last character.
    /// `None` where there is no such file.
    pub fn at(&self, place: Span) -> Option<(&'a str, [usize; 4])> {
        let file = self.file(place.file)?;
        let (path, opened) = &*file;
        let (start, end) = (opened.position(place.range.start().into()), opened.position(place.range.end().into()));
        Some((path, [start.line, start.column, end.line, end.column]))
    }

    fn file(&self, file: FileId) -> File<'a> {
        let open = || {
            let (path, text) = self.sources.source(file)?;
            Some(Rc::new((path, Opened::new(path, text))))
        };
        self.opened.borrow_mut().entry(file).or_insert_with(open).clone()
    }
}
