//! Lines and columns, counted once for a whole text.

use dlc_base::TextSize;

/// A place as people and editors name it; both counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineCol {
    /// The line.
    pub line: u32,
    /// The byte in the line.
    pub col: u32,
}

/// Where each line of a text begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Finds the lines of `text`, which has less than 4 GiB.
    pub fn new(text: &str) -> Self {
        let begins = text.bytes().zip(1_u32..).filter(|(b, _)| *b == b'\n').map(|(_, next)| next);
        Self { starts: std::iter::once(0).chain(begins).collect() }
    }

    /// The line and the column of a byte. A place behind the end is on the last line.
    pub fn line_col(&self, offset: TextSize) -> LineCol {
        let offset = u32::from(offset);
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        LineCol { line: u32::try_from(line).unwrap_or(u32::MAX), col: offset - self.starts[line] }
    }

    /// Where a line begins.
    pub fn line_start(&self, line: u32) -> Option<TextSize> {
        self.starts.get(line as usize).map(|start| TextSize::from(*start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_begins_behind_each_newline() {
        let index = LineIndex::new("ab\n\nc\n");
        let at = |offset: u32| {
            let LineCol { line, col } = index.line_col(offset.into());
            (line, col)
        };
        assert_eq!([at(0), at(2), at(3), at(4), at(6), at(9)], [(0, 0), (0, 2), (1, 0), (2, 0), (3, 0), (3, 3)]);
        assert_eq!((index.line_start(2), index.line_start(4)), (Some(4.into()), None));
    }
}
