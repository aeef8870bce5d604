//! One change to a text, as a slip of the hand makes it.

use dlc_syntax::lexer;
use std::ops::Range;

/// What happens to a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Slip {
    /// The file ends before it.
    Cut,
    /// It is not there.
    Lost,
    /// It is there twice, with a blank between.
    Doubled,
    /// It and the next one have changed places.
    Swapped,
}

/// All of them.
pub(crate) const SLIPS: [Slip; 4] = [Slip::Cut, Slip::Lost, Slip::Doubled, Slip::Swapped];

/// The tokens of `text` that are no blanks and no comments.
pub(crate) fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut end = 0;
    let ranges = lexer::lex(text).into_iter().map(|token| {
        end += token.len as usize;
        (token.kind, end - token.len as usize..end)
    });
    ranges.filter(|(kind, _)| !kind.is_trivia()).map(|(_, range)| range).collect()
}

/// `text` with one slip at the token `at`.
pub(crate) fn slip(text: &str, tokens: &[Range<usize>], at: usize, slip: Slip) -> String {
    let Range { start, end } = tokens[at].clone();
    let token = &text[start..end];
    match slip {
        Slip::Cut => text[..start].to_owned(),
        Slip::Lost => format!("{}{}", &text[..start], &text[end..]),
        Slip::Doubled => format!("{}{token} {}", &text[..start], &text[start..]),
        Slip::Swapped => match tokens.get(at + 1) {
            Some(next) => {
                let between = &text[end..next.start];
                format!("{}{}{between}{token}{}", &text[..start], &text[next.clone()], &text[next.end..])
            }
            None => text.to_owned(),
        },
    }
}
