//! Places that do not move when something inside an inner anchor changes.
//!
//! The text of an anchor holds that of the anchors inside it: a lab holds its rows. If places behind a row counted the
//! row's bytes, a longer address in one row would change the lab, and with it all that reads the lab. So in the places
//! of an anchor each inner anchor counts as one byte, whatever its length; [`Gaps`] knows the lengths and leads back.
//! So do the blanks and comments between entries, because a comment changes no value.

use super::Range;

/// What counts as one byte in an anchor, in text order: the anchors directly inside, and what is between entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gaps(Vec<Gap>);

/// An inner anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Gap {
    /// Where it begins, as a place of the outer anchor.
    at: u32,
    /// Where it ends, in bytes from the beginning of the outer anchor.
    end: u32,
    /// How many bytes it and those before it have more than they count for.
    more: u32,
}

impl Gaps {
    /// Adds an inner anchor, given in bytes. It stands behind those that were added before.
    pub(super) fn push(&mut self, start: u32, end: u32) {
        if self.0.last().is_some_and(|last| start < last.end) {
            return;
        }
        let before = self.0.last().map_or(0, |g| g.more);
        self.0.push(Gap { at: start - before, end, more: before + (end - start).saturating_sub(1) });
    }

    /// The place of a byte outside of the inner anchors. Those behind it need not be known yet.
    pub(super) fn place(&self, byte: u32) -> u32 {
        match self.0.partition_point(|g| g.end <= byte).checked_sub(1) {
            Some(last) => byte - self.0[last].more,
            None => byte,
        }
    }

    /// The place of any byte; of one inside an inner anchor, that of the anchor.
    pub(crate) fn inside(&self, byte: u32) -> u32 {
        let next = self.0.partition_point(|g| g.end <= byte);
        match self.0.get(next) {
            Some(gap) => self.place(byte).min(gap.at),
            None => self.place(byte),
        }
    }

    /// The byte of a place, from the beginning of the anchor.
    fn byte(&self, place: u32) -> u32 {
        match self.0.partition_point(|g| g.at < place).checked_sub(1) {
            Some(last) => place + self.0[last].more,
            None => place,
        }
    }

    /// The bytes of a range of places, from the beginning of the anchor.
    pub fn bytes(&self, range: Range) -> Range {
        Range { start: self.byte(range.start), end: self.byte(range.end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inner_anchor_counts_as_one_byte() {
        let mut gaps = Gaps::default();
        gaps.push(10, 30);
        gaps.push(30, 35);
        gaps.push(40, 41);
        for (byte, place) in [(0, 0), (10, 10), (30, 11), (35, 12), (36, 13), (40, 17), (41, 18), (50, 27)] {
            assert_eq!((gaps.place(byte), gaps.byte(place)), (place, byte));
        }
        assert_eq!(gaps.bytes(Range { start: 10, end: 11 }), Range { start: 10, end: 30 });
    }
}
