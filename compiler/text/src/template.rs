//! A text with holes.

use crate::Place;
use std::ops::Range;

/// A part of a text as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Characters.
    Chars(&'a str),
    /// A hole.
    Hole,
}

/// A part of a text as it is put together again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Characters.
    Chars(String),
    /// The hole of this number, at a place.
    Hole(usize, Place),
}

/// A text whose holes take no room: each stands before a byte.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    text: String,
    holes: Vec<usize>,
}

impl Template {
    /// The text of these parts.
    pub fn new<'a>(parts: impl IntoIterator<Item = Part<'a>>) -> Self {
        let mut template = Self::default();
        for part in parts {
            match part {
                Part::Chars(chars) => template.text.push_str(chars),
                Part::Hole => template.holes.push(template.text.len()),
            }
        }
        template
    }

    /// The characters.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Before which byte each hole stands.
    pub fn holes(&self) -> &[usize] {
        &self.holes
    }

    /// The text with its holes at `places`, as it is written.
    pub(crate) fn pieces(&self, places: &[Place]) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(2 * self.holes.len() + 1);
        let mut from = 0;
        for (number, (&at, place)) in self.holes.iter().zip(places).enumerate() {
            if at > from {
                pieces.push(Piece::Chars(self.text[from..at].to_owned()));
            }
            pieces.push(Piece::Hole(number, place.clone()));
            from = at;
        }
        if from < self.text.len() {
            pieces.push(Piece::Chars(self.text[from..].to_owned()));
        }
        pieces
    }

    /// The text with a word for each hole, for a reader that knows no holes. `word` gives what stands before and after
    /// the number in it; nothing else in the text looks like it.
    pub(crate) fn with_words(&self) -> Worded {
        let mut stem = "hole".to_owned();
        while self.text.contains(&stem) {
            stem.push('x');
        }
        let mut text = String::with_capacity(self.text.len() + self.holes.len() * (stem.len() + 4));
        let (mut from, mut words) = (0, Vec::with_capacity(self.holes.len()));
        for (number, &at) in self.holes.iter().enumerate() {
            text.push_str(&self.text[from..at]);
            let start = text.len();
            text.push_str(&format!("{stem}{number}q"));
            words.push(start..text.len());
            from = at;
        }
        text.push_str(&self.text[from..]);
        Worded { text, words }
    }
}

/// A text with words for its holes.
pub(crate) struct Worded {
    pub(crate) text: String,
    /// Where the words are.
    pub(crate) words: Vec<Range<usize>>,
}

impl Worded {
    /// A place in the template, from one in this text.
    pub(crate) fn back(&self, at: usize) -> usize {
        let mut back = at;
        for word in &self.words {
            if word.end <= at {
                back -= word.len();
            } else if word.start <= at {
                back -= at - word.start;
            }
        }
        back
    }

    /// A range of the template, from one in this text.
    pub(crate) fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.back(range.start);
        start..self.back(range.end).max(start)
    }

    /// The numbers of the holes whose words lie in `range`.
    pub(crate) fn inside(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.words.partition_point(|word| word.start < range.start);
        let last = self.words.partition_point(|word| word.end <= range.end);
        first..last.max(first)
    }
}
