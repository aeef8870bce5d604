//! Which brackets and gaps are broken, beyond those that the author broke.

use crate::WIDTH;
use crate::layout::{self, Line, STEP};
use crate::pieces::{Breakable, Broken, Pieces};
use unicode_width::UnicodeWidthStr as _;

/// Lays out, and breaks the outermost thing on each line that is too long, until nothing is left to break.
pub(crate) fn settle<'t>(pieces: &mut Pieces<'t>) -> Vec<Line<'t>> {
    loop {
        let (lines, offsets) = layout::lay_out(pieces);
        let mut changed = false;
        for line in lines.iter().filter(|line| line.width() > WIDTH) {
            changed |= shorten(pieces, line, &offsets);
        }
        if !changed {
            return lines;
        }
    }
}

/// Breaks the outermost thing on a line; of several the last. Returns whether there was one.
fn shorten(pieces: &mut Pieces<'_>, line: &Line<'_>, offsets: &[usize]) -> bool {
    let from = pieces.places.partition_point(|p| p.piece < line.pieces.start);
    let on_line = pieces.places[from..].iter().take_while(|p| p.piece < line.pieces.end);
    let found = on_line
        .filter(|place| match place.what {
            Breakable::Group(group) => pieces.groups[group].broken != Broken::Each,
            Breakable::Choice(choice) => {
                let choice = &pieces.choices[choice];
                !choice.broken && (!choice.must_fit || fits(&line.text[offsets[place.piece]..], line.indent + STEP))
            }
        })
        .min_by_key(|place| (place.depth, std::cmp::Reverse(place.piece)))
        .map(|place| place.what);
    match found {
        Some(Breakable::Group(group)) => pieces.groups[group].broken = Broken::Each,
        Some(Breakable::Choice(choice)) => pieces.choices[choice].broken = true,
        None => return false,
    }
    true
}

/// Whether a piece of text fits on a line with this indentation. Of a very long one it is clear without a look at it.
fn fits(text: &str, indent: usize) -> bool {
    text.len() <= 8 * WIDTH && indent + text.width() <= WIDTH
}
