//! Finding the pieces of a text again: what was written stands as it is, what was put in is anything.

use std::ops::Range;

/// Where each of `parts` stands in `whole`, where a part that is `None` may be anything. None if they do not fit.
///
/// What stands as it is is looked for as early as it can be: of several ways to fit, that is always one.
pub(crate) fn align(parts: &[Option<&[u8]>], whole: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut out = Vec::with_capacity(parts.len());
    let mut at = 0;
    let mut number = 0;
    while number < parts.len() {
        // Parts that stand as they are and follow one another are looked for as one.
        let run = parts[number..].iter().take_while(|part| part.is_some()).count();
        if run == 0 {
            out.push(at..at);
            number += 1;
            continue;
        }
        let text: Vec<u8> =
            parts[number..number + run].iter().flatten().flat_map(|part| part.iter().copied()).collect();
        let (first, last) = (number == 0, number + run == parts.len());
        let found = match (first, last) {
            (true, true) => (whole == text).then_some(0),
            (true, false) => whole.starts_with(&text).then_some(0),
            (false, true) => whole.len().checked_sub(text.len()).filter(|&from| from >= at && whole.ends_with(&text)),
            (false, false) => find(whole.get(at..)?, &text).map(|found| at + found),
        }?;
        // The holes before it reach up to it; of several, the last takes all.
        if let Some(hole) = out.last_mut().filter(|_| !first) {
            hole.end = found;
        }
        at = found;
        for part in parts[number..number + run].iter().flatten() {
            out.push(at..at + part.len());
            at += part.len();
        }
        number += run;
    }
    match (parts.last(), out.last_mut()) {
        (Some(None), Some(hole)) => hole.end = whole.len(),
        (None, _) if !whole.is_empty() => return None,
        _ => {}
    }
    Some(out)
}

fn find(whole: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    whole.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::align;

    fn pieces<'a>(parts: &[Option<&str>], whole: &'a str) -> Option<Vec<&'a str>> {
        let parts: Vec<Option<&[u8]>> = parts.iter().map(|part| part.map(str::as_bytes)).collect();
        Some(align(&parts, whole.as_bytes())?.into_iter().map(|range| &whole[range]).collect())
    }

    #[test]
    fn what_was_put_in_is_what_stands_between() {
        assert_eq!(pieces(&[Some("a "), None, Some(" b")], "a x b"), Some(vec!["a ", "x", " b"]));
        assert_eq!(pieces(&[None, Some("\n"), None], "one\ntwo"), Some(vec!["one", "\n", "two"]));
        assert_eq!(pieces(&[Some("a"), Some("b"), None], "abc"), Some(vec!["a", "b", "c"]));
        assert_eq!(pieces(&[Some("a"), None, None, Some("b")], "axb"), Some(vec!["a", "", "x", "b"]));
        assert_eq!(pieces(&[Some("<"), None, Some(">")], "<a>b>"), Some(vec!["<", "a>b", ">"]));
    }

    #[test]
    fn what_does_not_fit_is_not_found() {
        assert_eq!(pieces(&[Some("a"), None], "b"), None);
        assert_eq!(pieces(&[Some("ab"), None, Some("ba")], "aba"), None);
        assert_eq!(pieces(&[Some("a")], "ab"), None);
        assert_eq!(pieces(&[], "a"), None);
        assert_eq!(pieces(&[], ""), Some(vec![]));
    }
}
