//! Going through a template character by character, holes included.

use crate::template::Template;

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// The hole of this number.
    Hole(usize),
    /// A character.
    Char(char),
    /// Nothing.
    End,
}

/// A place in a template.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'t> {
    template: &'t Template,
    /// The byte that comes next.
    pub(crate) at: usize,
    /// The hole that comes next.
    hole: usize,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(template: &'t Template) -> Self {
        Self { template, at: 0, hole: 0 }
    }

    pub(crate) fn peek(&self) -> Next {
        if self.template.holes().get(self.hole) == Some(&self.at) {
            return Next::Hole(self.hole);
        }
        self.template.text()[self.at..].chars().next().map_or(Next::End, Next::Char)
    }

    pub(crate) fn next(&mut self) -> Next {
        let next = self.peek();
        match next {
            Next::Hole(_) => self.hole += 1,
            Next::Char(c) => self.at += c.len_utf8(),
            Next::End => {}
        }
        next
    }

    /// The character before, looking through holes.
    pub(crate) fn before(&self) -> Option<char> {
        self.template.text()[..self.at].chars().next_back()
    }

    /// Takes `c` if it comes next.
    pub(crate) fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Next::Char(c);
        if found {
            self.next();
        }
        found
    }

    /// The characters up to the next hole.
    pub(crate) fn rest(&self) -> &'t str {
        let end = self.template.holes().get(self.hole).copied().unwrap_or(self.template.text().len());
        &self.template.text()[self.at..end]
    }

    /// Takes `word` if it comes next, without a hole inside.
    pub(crate) fn eat_all(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    /// Takes everything up to the end of the line, and says how many holes are in it.
    pub(crate) fn eat_line(&mut self) -> usize {
        let first = self.hole;
        loop {
            self.eat_while(|c| c != '\n');
            match self.peek() {
                Next::Hole(_) => self.next(),
                _ => return self.hole - first,
            };
        }
    }

    /// Takes characters as long as `f` holds.
    pub(crate) fn eat_while(&mut self, f: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let len = rest.find(|c| !f(c)).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }
}
