//! A text with its parts: the values of structured data by their pointers, or lines.

use dlc_text::{Key, Kind, Node};
use std::ops::Range;

/// A value of structured data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The JSON pointer.
    pub(crate) pointer: String,
    /// Where it stands.
    pub(crate) at: Range<usize>,
    /// Where its key stands, if it has one.
    pub(crate) key: Option<Range<usize>>,
    /// What it says, if it is no list and no map.
    pub(crate) leaf: Option<String>,
    /// Whether it has no parts: a scalar, an empty list or map.
    pub(crate) is_leaf: bool,
}

/// The values of a text, each before its parts. None where it is neither JSON nor YAML.
pub(crate) fn spots(path: &str, media_type: &str, text: &str) -> Option<Vec<Spot>> {
    let ends = |ends: &[&str]| ends.iter().any(|end| path.ends_with(end));
    let begins = text.trim_start().starts_with(['{', '[']);
    let mut out = Vec::new();
    if media_type.contains("json") || ends(&[".json", ".ign"]) || begins {
        push(&dlc_text::json::read(text).ok()?, None, String::new(), text, &mut out);
    } else if media_type.contains("yaml") || ends(&[".yaml", ".yml"]) {
        match dlc_text::yaml::read(text) {
            Ok(root) => push(&root, None, String::new(), text, &mut out),
            Err(_) => documents(text, &mut out)?,
        }
    } else {
        return None;
    }
    Some(out)
}

/// The values of several documents of YAML in one text: the first step of a pointer is a document's number, from 0.
fn documents(text: &str, out: &mut Vec<Spot>) -> Option<()> {
    let ends = lines(text).filter(|(_, line)| text.get(line.clone()).is_some_and(|line| line.trim_end() == "---"));
    let mut starts: Vec<usize> = ends.map(|(_, line)| line.start).filter(|&start| start > 0).collect();
    starts.insert(0, 0);
    out.push(Spot { pointer: String::new(), at: 0..text.len(), key: None, leaf: None, is_leaf: false });
    for (number, &start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(text.len());
        let document = text.get(start..end)?;
        let from = out.len();
        push(&dlc_text::yaml::read(document).ok()?, None, format!("/{number}"), document, out);
        for spot in out.get_mut(from..)? {
            spot.at = spot.at.start + start..spot.at.end + start;
            spot.key = spot.key.as_ref().map(|key| key.start + start..key.end + start);
        }
    }
    (starts.len() > 1).then_some(())
}

fn push(node: &Node, key: Option<&Key>, pointer: String, text: &str, out: &mut Vec<Spot>) {
    let spelled = || text.get(node.at.clone()).unwrap_or_default().to_owned();
    let (leaf, parts) = match &node.kind {
        Kind::Text(text) => (Some(text.clone()), 0),
        Kind::List(items) => (None, items.len()),
        Kind::Map(entries) => (None, entries.len()),
        Kind::Null | Kind::Bool(_) | Kind::Int(_) | Kind::Number(_) | Kind::Hole(_) => (Some(spelled()), 0),
    };
    let key = key.map(|key| key.at.clone());
    out.push(Spot { pointer: pointer.clone(), at: node.at.clone(), key, leaf, is_leaf: parts == 0 });
    match &node.kind {
        Kind::List(items) => {
            for (number, item) in items.iter().enumerate() {
                push(item, None, format!("{pointer}/{number}"), text, out);
            }
        }
        Kind::Map(entries) => {
            for (key, value) in entries {
                push(value, Some(key), format!("{pointer}/{}", escaped(&key.text)), text, out);
            }
        }
        _ => {}
    }
}

/// A step as it stands in a pointer.
pub(crate) fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// The smallest value around a byte: of a key, what it names.
pub(crate) fn around(spots: &[Spot], byte: usize) -> Option<&Spot> {
    let begins = |spot: &Spot| spot.key.as_ref().map_or(spot.at.start, |key| key.start.min(spot.at.start));
    let holds = |spot: &&Spot| begins(spot) <= byte && byte < spot.at.end;
    // Parts stand behind what they are parts of.
    spots.iter().rev().find(holds).or(spots.first())
}

/// The lines of a text, each with its place and without its end.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
    let mut start = 0;
    text.split_inclusive('\n').enumerate().map(move |(number, line)| {
        let from = start;
        start += line.len();
        (number + 1, from..from + line.trim_end_matches(['\n', '\r']).len())
    })
}

/// The line around a byte, from 1, and where it stands.
pub(crate) fn line_around(text: &str, byte: usize) -> (usize, Range<usize>) {
    let before = text.as_bytes().get(..byte.min(text.len())).unwrap_or_default();
    let number = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let found = lines(text).nth(number - 1);
    found.unwrap_or((number, text.len()..text.len()))
}

/// Where in what a value says a byte of its spelling is. None where spelling and value are too far apart.
pub(crate) fn inside(text: &str, spot: &Spot, byte: usize) -> Option<usize> {
    let (spelled, said) = (text.get(spot.at.clone())?, spot.leaf.as_ref()?);
    let at = byte.checked_sub(spot.at.start)?;
    if spelled == said {
        return Some(at);
    }
    if spelled.starts_with('"') {
        return Some(unescaped(spelled, at).min(said.len()));
    }
    if let Some(quoted) = spelled.strip_prefix('\'') {
        let before = quoted.get(..at.saturating_sub(1))?;
        return Some(before.replace("''", "'").len().min(said.len()));
    }
    of_block(spelled, said, at)
}

/// How many bytes the first `at` of a text in double quotes say.
fn unescaped(spelled: &str, at: usize) -> usize {
    let (mut said, mut from) = (0, 1);
    let bytes = spelled.as_bytes();
    while from < at && from < bytes.len() {
        let (length, means) = match (bytes[from], bytes.get(from + 1)) {
            (b'\\', Some(b'u')) => {
                let code = spelled.get(from + 2..from + 6).and_then(|hex| u32::from_str_radix(hex, 16).ok());
                // The second half of a pair says what both do.
                match code {
                    Some(0xd800..=0xdbff) => (6, 0),
                    Some(0xdc00..=0xdfff) => (6, 4),
                    code => (6, code.and_then(char::from_u32).map_or(1, char::len_utf8)),
                }
            }
            (b'\\', Some(_)) => (2, 1),
            _ => (1, 1),
        };
        if from + length > at {
            break;
        }
        from += length;
        said += means;
    }
    said
}

/// The same in a literal block, whose lines are indented but for the first: it begins behind its indentation.
fn of_block(spelled: &str, said: &str, at: usize) -> Option<usize> {
    let (number, line) = line_around(spelled, at);
    let (_, there) = lines(said).nth(number - 1)?;
    let (written, means) = (spelled.get(line.clone())?, said.get(there.clone())?);
    let indent = written.len().checked_sub(means.len()).filter(|&indent| written.get(indent..) == Some(means))?;
    Some(there.start + at.saturating_sub(line.start).saturating_sub(indent).min(means.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = "{\n  \"a\": [1, \"x\\ny\"],\n  \"b/c\": {}\n}\n";

    #[test]
    fn every_value_has_its_pointer_and_its_place() {
        let spots = spots("a.json", "", JSON).expect("it is JSON");
        let found: Vec<(&str, &str)> =
            spots.iter().map(|spot| (spot.pointer.as_str(), &JSON[spot.at.clone()])).collect();
        assert_eq!(found[1..], [("/a", "[1, \"x\\ny\"]"), ("/a/0", "1"), ("/a/1", "\"x\\ny\""), ("/b~1c", "{}")]);
        assert_eq!(spots.iter().filter(|spot| spot.is_leaf).count(), 3);
    }

    #[test]
    fn a_byte_leads_to_the_smallest_value_around_it_and_a_key_to_what_it_names() {
        let spots = spots("a.json", "", JSON).expect("it is JSON");
        let at =
            |needle: &str| around(&spots, JSON.find(needle).expect("it is there")).expect("a value").pointer.clone();
        assert_eq!(at("1,"), "/a/0");
        assert_eq!(at("y\""), "/a/1");
        assert_eq!(at("b/c"), "/b~1c");
        assert_eq!(at(", \"x"), "/a");
        assert_eq!(around(&spots, JSON.len() - 1).expect("a value").pointer, "");
    }

    #[test]
    fn a_byte_inside_of_quotes_is_one_of_what_they_say() {
        let text = r#"["a\nb\u00e9c", "é"]"#;
        let spots = spots("x.json", "", text).expect("it is JSON");
        let said = spots[1].leaf.as_deref().expect("a text");
        let at =
            |needle: &str| &said[inside(text, &spots[1], text.find(needle).expect("it is there")).expect("inside")..];
        assert_eq!(at("a\\n"), "a\nbéc");
        assert_eq!(at("b\\u"), "béc");
        assert_eq!(at("c\","), "c");
    }

    #[test]
    fn documents_of_yaml_are_counted() {
        let text = "---\na: 1\n---\nb:\n  - x\n";
        let spots = spots("x.yaml", "", text).expect("it is YAML");
        let found: Vec<(&str, &str)> =
            spots.iter().map(|spot| (spot.pointer.as_str(), &text[spot.at.clone()])).collect();
        assert!(found.contains(&("/0/a", "1")) && found.contains(&("/1/b/0", "x")), "{found:?}");
        assert_eq!(super::spots("x.yaml", "", "a: [\n---\n"), None);
    }

    #[test]
    fn a_byte_of_a_block_of_yaml_is_one_of_its_text() {
        let text = "a: |\n  one\n  two\nb: 'it''s'\n";
        let spots = spots("x.yaml", "", text).expect("it is YAML");
        assert_eq!(spots[1].leaf.as_deref(), Some("one\ntwo\n"));
        let at = text.find("wo").expect("it is there");
        assert_eq!(inside(text, &spots[1], at).map(|at| &"one\ntwo\n"[at..]), Some("wo\n"));
        let at = text.find("s'\n").expect("it is there");
        assert_eq!(inside(text, &spots[2], at).map(|at| &"it's"[at..]), Some("s"));
    }
}
