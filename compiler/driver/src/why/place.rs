//! Places in a file of the tree, as a person writes them.
//!
//! `#/json/pointer` in JSON and YAML, `:LINE` and `:LINE:COLUMN` from 1, `@BYTE` from 0, `!member` for what lies in an
//! archive; `!` alone is what a gzip or a data URL holds. They follow one another: `#/storage/files/0/contents/source!:3`
//! is the third line of the file inside. In a pointer or a member, `%21` is a `!` and `%23` a `#`.

/// A place below a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Place {
    /// The way into what lies inside.
    pub(crate) steps: Vec<Step>,
    /// Where there.
    pub(crate) at: At,
}

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A value of structured data.
    Pointer(String),
    /// A member of an archive; empty for what is held as a whole.
    Member(String),
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum At {
    /// All of it.
    #[default]
    Whole,
    /// A line and a column, from 1.
    Line(usize, Option<usize>),
    /// A byte, from 0.
    Byte(usize),
}

impl Place {
    /// Reads what stands behind the path of a file.
    ///
    /// # Errors
    /// What was expected.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut steps = Vec::new();
        let mut rest = text;
        loop {
            if rest.is_empty() {
                return Ok(Self { steps, at: At::Whole });
            }
            if let Some(pointer) = rest.strip_prefix('#') {
                let end = pointer.find('!').unwrap_or(pointer.len());
                steps.push(Step::Pointer(plain(pointer.get(..end).unwrap_or_default())));
                rest = pointer.get(end..).unwrap_or_default();
            } else if let Some(member) = rest.strip_prefix('!') {
                let end = member.find(['!', '#']).unwrap_or(member.len());
                let (member, behind) = member.split_at(end);
                let (member, at) = split_at(member);
                steps.push(Step::Member(plain(member)));
                match at {
                    At::Whole => rest = behind,
                    at if behind.is_empty() => return Ok(Self { steps, at }),
                    _ => return Err(format!("nothing stands behind a line or a byte, and here is `{behind}`")),
                }
            } else {
                return match split_at(rest) {
                    ("", at) if at != At::Whole => Ok(Self { steps, at }),
                    _ => Err(format!(
                        "`{rest}` is no place: write `#/pointer`, `:LINE`, `:LINE:COLUMN`, `@BYTE` or `!member`"
                    )),
                };
            }
        }
    }
}

/// A text, and the line or byte at its end.
fn split_at(text: &str) -> (&str, At) {
    let number = |digits: &str| {
        let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
        digits.parse::<usize>().ok().filter(|_| plain)
    };
    if let Some((before, digits)) = text.rsplit_once('@')
        && let Some(byte) = number(digits)
    {
        return (before, At::Byte(byte));
    }
    let Some((before, last)) = text.rsplit_once(':').and_then(|(before, digits)| Some((before, number(digits)?)))
    else {
        return (text, At::Whole);
    };
    match before.rsplit_once(':').and_then(|(before, digits)| Some((before, number(digits)?))) {
        Some((before, line)) => (before, At::Line(line, Some(last))),
        None => (before, At::Line(last, None)),
    }
}

fn plain(text: &str) -> String {
    text.replace("%21", "!").replace("%23", "#")
}

/// Where in `text` the path of a file may end, the longest first.
pub(crate) fn ends(text: &str) -> Vec<usize> {
    let mut ends: Vec<usize> = text.match_indices(['#', ':', '@', '!']).map(|(at, _)| at).collect();
    ends.push(text.len());
    ends.reverse();
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> (Vec<Step>, At) {
        let Place { steps, at } = Place::parse(text).expect("a place");
        (steps, at)
    }

    #[test]
    fn every_form_of_a_place_is_read() {
        let pointer = |text: &str| Step::Pointer(text.to_owned());
        let member = |text: &str| Step::Member(text.to_owned());
        assert_eq!(place(""), (vec![], At::Whole));
        assert_eq!(place("#/storage/files/0"), (vec![pointer("/storage/files/0")], At::Whole));
        assert_eq!(place("#"), (vec![pointer("")], At::Whole));
        assert_eq!(place("#/a:1/b@2"), (vec![pointer("/a:1/b@2")], At::Whole));
        assert_eq!(place(":3"), (vec![], At::Line(3, None)));
        assert_eq!(place(":3:14"), (vec![], At::Line(3, Some(14))));
        assert_eq!(place("@1500"), (vec![], At::Byte(1500)));
        assert_eq!(place("!etc/hosts:3"), (vec![member("etc/hosts")], At::Line(3, None)));
        assert_eq!(place("!a.tar!b#/c"), (vec![member("a.tar"), member("b"), pointer("/c")], At::Whole));
        assert_eq!(place("#/source!@7"), (vec![pointer("/source"), member("")], At::Byte(7)));
        assert_eq!(place("#/a%21b%23"), (vec![pointer("/a!b#")], At::Whole));
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for text in ["x", ":", ":x", "@", "@-1", ":3x", "!a:3!b", ":99999999999999999999999"] {
            assert!(Place::parse(text).is_err(), "{text}");
        }
    }
}
