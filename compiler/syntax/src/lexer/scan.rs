//! How far a token reaches: each function takes the rest of the text and returns a length in bytes.

use super::Quote;
use crate::SyntaxKind::{self, *};
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while_m_n, take_while1};
use nom::character::complete::{anychar, char};
use nom::combinator::{opt, recognize, value};
use nom::multi::many0_count;
use nom::sequence::{pair, preceded};
use nom::{IResult, Parser};

type Scan<'t> = IResult<&'t str, &'t str>;

/// The length that a scanner accepts, 0 if it accepts nothing.
fn len<'t>(result: Scan<'t>) -> usize {
    result.map_or(0, |(_, accepted)| accepted.len())
}

fn word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Blanks and tabs.
pub(super) fn blanks(rest: &str) -> usize {
    let scan: Scan<'_> = take_while(|c| c == ' ' || c == '\t')(rest);
    len(scan)
}

/// To the end of the line, without it.
pub(super) fn line(rest: &str) -> usize {
    let end = rest.find('\n').unwrap_or(rest.len());
    if rest[..end].ends_with('\r') && end < rest.len() { end - 1 } else { end }
}

/// A name, which may hold inner hyphens.
pub(super) fn ident(rest: &str) -> usize {
    len(recognize(pair(take_while1(word_char), many0_count(pair(char('-'), take_while1(word_char))))).parse(rest))
}

/// A Url without quotes, as far as it probably goes.
pub(super) fn url(rest: &str) -> usize {
    let scan: Scan<'_> = take_while1(|c: char| !c.is_whitespace() && !matches!(c, ',' | ')' | ']' | '}' | '"'))(rest);
    len(scan)
}

/// A literal: the run of letters and digits, with the marks that are glued in before the right character.
pub(super) fn word(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(b' ');
    let mut i = 0;
    loop {
        i += match (at(i), at(i + 1)) {
            (b, _) if b.is_ascii_alphanumeric() || b == b'_' => 1,
            (b':', b':') => 2,
            (b':' | b'-' | b'+', next) if next.is_ascii_alphanumeric() => 1,
            (b'.' | b'/', next) if next.is_ascii_digit() => 1,
            _ => return i,
        }
    }
}

/// An operator, the longest first.
pub(super) fn operator(rest: &str) -> Option<(SyntaxKind, usize)> {
    let two: IResult<&str, SyntaxKind> = alt((
        value(DOT_DOT, tag("..")),
        value(EQ_EQ, tag("==")),
        value(NOT_EQ, tag("!=")),
        value(LESS_EQ, tag("<=")),
        value(GREATER_EQ, tag(">=")),
        value(PLUS_EQ, tag("+=")),
        value(COLON_EQ, tag(":=")),
        value(ARROW, tag("->")),
    ))
    .parse(rest);
    if let Ok((_, kind)) = two {
        return Some((kind, 2));
    }
    let kind = match rest.as_bytes()[0] {
        b'=' => EQ,
        b'<' => LESS,
        b'>' => GREATER,
        b'+' => PLUS,
        b'-' => MINUS,
        b'*' => STAR,
        b'.' => DOT,
        b',' => COMMA,
        b':' => COLON,
        b'?' => QUESTION,
        b'|' => BAR,
        b'[' => OPEN_BRACKET,
        b']' => CLOSE_BRACKET,
        b'{' => OPEN_BRACE,
        b'}' => CLOSE_BRACE,
        _ => return None,
    };
    Some((kind, 1))
}

/// Characters that begin no token; a text in other quotes as a whole, if it ends on its line.
pub(super) fn unknown(rest: &str) -> usize {
    for (open, close) in [('\'', '\''), ('`', '`'), ('\u{201c}', '\u{201d}'), ('\u{201e}', '\u{201c}')] {
        // A longer text is cut: looking for its end each time would cost too much on a long line.
        if let Some(inside) = rest.strip_prefix(open)
            && let Some((end, _)) =
                inside.char_indices().take(200).take_while(|(_, c)| *c != '\n').find(|(_, c)| *c == close)
        {
            return open.len_utf8() + end + close.len_utf8();
        }
    }
    let known = |c: char| c.is_ascii_alphanumeric() || " \t\n\r_\"#(){}[]=<>+-*.,:?|/'`".contains(c);
    let first = rest.chars().next().map_or(0, char::len_utf8);
    first + rest[first..].find(known).unwrap_or(rest.len() - first)
}

/// Whether a line begins a file-level item, for [`super::Lexer::newline`] and the parser alike.
pub(crate) fn begins_item(rest: &str) -> bool {
    crate::words::RESYNC.iter().any(|word| {
        rest.strip_prefix(word).is_some_and(|after| {
            let next = after.trim_start_matches([' ', '\t']);
            next.len() < after.len() && next.starts_with(|c: char| c.is_ascii_alphabetic() || c == '"')
        })
    })
}

/// The closing quotes with their `#`.
pub(super) fn closes(rest: &str, mark: &str, hashes: usize) -> bool {
    rest.strip_prefix(mark).is_some_and(|after| count_hashes(after) >= hashes)
}

/// `\`, `hashes` times `#`, `(`.
pub(super) fn opens_hole(rest: &str, hashes: usize) -> bool {
    rest.strip_prefix('\\')
        .is_some_and(|after| count_hashes(after) == hashes && after.as_bytes().get(hashes) == Some(&b'('))
}

fn count_hashes(rest: &str) -> usize {
    rest.bytes().take_while(|b| *b == b'#').count()
}

/// A backslash with what it escapes.
pub(super) fn escape(rest: &str) -> usize {
    let hex = take_while_m_n(0, 4, |c: char| c.is_ascii_hexdigit());
    let unicode = recognize(pair(char('u'), hex));
    let plain = recognize(nom::combinator::verify(anychar, |c| !matches!(c, '\n' | '\r')));
    len(recognize(preceded(char('\\'), opt(alt((unicode, plain))))).parse(rest))
}

/// Characters of a text up to what means something; at least one. In a block, one line with its end at most.
pub(super) fn chars(rest: &str, quote: Quote, hashes: usize) -> usize {
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let bytes = rest.as_bytes();
    if quote == Quote::Block && bytes[0] == b'\n' {
        return 1;
    }
    let mut i = first;
    while i < bytes.len() {
        match bytes[i] {
            b'\n' if quote == Quote::Block => return i + 1,
            b'\n' => return if bytes[i - 1] == b'\r' && i > 1 { i - 1 } else { i },
            b'\\' if opens_hole(&rest[i..], hashes) => return i,
            b'\\' if quote == Quote::Single && hashes == 0 => return i,
            b'"' if quote != Quote::Block && closes(&rest[i..], quote.mark(), hashes) => return i,
            _ => i += 1,
        }
    }
    i
}
