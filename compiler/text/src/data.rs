//! Values that are written into a text.

use crate::Place;

/// A value without places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Data>),
    /// Keys with values, in the order in which they are written.
    Map(Vec<(String, Data)>),
    /// A value that is not known here, by a number of the caller's.
    Sealed {
        /// Which.
        number: usize,
        /// Whether it is a number or a truth value, which stands without quotes.
        bare: bool,
    },
}

/// A piece of what is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// Characters.
    Chars(String),
    /// A value that is not known here, to be written as the place demands: [`Place::text`].
    Sealed(usize, Place),
}

/// Collects what is written.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    pub(crate) out: Vec<Written>,
}

impl Writer {
    pub(crate) fn push(&mut self, chars: &str) {
        match self.out.last_mut() {
            Some(Written::Chars(last)) => last.push_str(chars),
            _ => self.out.push(Written::Chars(chars.to_owned())),
        }
    }

    pub(crate) fn sealed(&mut self, number: usize, place: Place) {
        self.out.push(Written::Sealed(number, place));
    }

    /// `open`, the items with `separator` between them, `close`.
    pub(crate) fn each<T>(
        &mut self,
        [open, separator, close]: [&str; 3],
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T) -> Result<(), crate::Refusal>,
    ) -> Result<(), crate::Refusal> {
        self.push(open);
        for (i, item) in items.into_iter().enumerate() {
            if i > 0 {
                self.push(separator);
            }
            write(self, item)?;
        }
        self.push(close);
        Ok(())
    }
}
