//! The form of the lock: a pin a line, in one order, so that two people who pin different things merge without a
//! conflict and two who pin the same thing get the same bytes.
//!
//! ```text
//! # what we boot since the summer
//! plugin ignition 0.1.0 sha256:…
//! image http://ftp/flatcar/stable/flatcar_production_pxe.vmlinuz 63158144 sha256:…  # seen 2026-08
//! ```
//!
//! Comments and empty lines stay above the pin that they stand above; what stands before an empty line at the top of
//! the file stays at the top.

use dlc_emit::Digest;
use std::collections::BTreeMap;
use std::fmt;

/// A line of the file, by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Line {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// What a pin is of; plugins come before images, and each by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// A plugin by its target's name.
    Plugin(String),
    /// An image by its URL.
    Image(String),
}

/// What is pinned of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The version of a plugin, the bytes of an image.
    pub(crate) measure: String,
    pub(crate) sha256: Digest,
}

impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sha256:{}", self.measure, self.sha256)
    }
}

/// A pin, with what a person wrote around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pin {
    pub(crate) facts: Facts,
    above: Vec<String>,
    behind: String,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) message: &'static str,
    pub(crate) hint: &'static str,
}

/// A lock.
#[derive(Debug, Clone, Default)]
pub(crate) struct LockFile {
    head: Vec<String>,
    pins: BTreeMap<Key, (Line, Pin)>,
    tail: Vec<String>,
    twice: Vec<(Line, Line)>,
    /// Lines that cannot be read.
    pub(crate) wrong: Vec<(Line, Wrong)>,
}

/// What a new file says of itself.
const HEAD: [&str; 2] = ["# What the labs of this project are made with. `dlc lock` writes it; comments stay.", ""];

impl LockFile {
    /// Reads a file; lines that cannot be read are kept apart.
    pub(crate) fn parse(text: &str) -> Self {
        let (mut lock, mut above) = (Self::default(), Vec::new());
        let mut start = 0;
        for whole in text.split_inclusive('\n') {
            let line = whole.trim_end_matches(['\n', '\r']);
            let at = Line { start, end: start + line.len() };
            start += whole.len();
            let (said, behind) = match line.find(" #") {
                Some(cut) if !line.trim_start().starts_with('#') => line.split_at(cut),
                _ => (line, ""),
            };
            if said.trim().is_empty() || said.trim_start().starts_with('#') {
                above.push(line.trim_end().to_owned());
                if line.trim().is_empty() && lock.pins.is_empty() && lock.head.is_empty() {
                    lock.head = std::mem::take(&mut above);
                }
                continue;
            }
            match pin(said) {
                Ok((key, facts)) => {
                    let pin = Pin { facts, above: std::mem::take(&mut above), behind: behind.trim().to_owned() };
                    lock.add(key, at, pin);
                }
                Err(wrong) => lock.wrong.push((at, wrong)),
            }
        }
        lock.tail = above;
        lock
    }

    /// Two lines that say the same are one: a merge makes them.
    fn add(&mut self, key: Key, at: Line, pin: Pin) {
        match self.pins.get_mut(&key) {
            Some((first, known)) if known.facts != pin.facts => self.twice.push((*first, at)),
            Some((_, known)) => {
                known.above.extend(pin.above.into_iter().filter(|line| !line.is_empty()));
                if known.behind.is_empty() {
                    known.behind = pin.behind;
                }
            }
            None => _ = self.pins.insert(key, (at, pin)),
        }
    }

    /// Lines that pin one thing as two.
    pub(crate) fn twice(&self) -> impl Iterator<Item = (Line, Line)> {
        self.twice.iter().copied()
    }

    /// The pin of a thing, with its line.
    pub(crate) fn get(&self, key: &Key) -> Option<(Line, &Pin)> {
        self.pins.get(key).map(|(line, pin)| (*line, pin))
    }

    /// Everything that is pinned.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.pins.keys()
    }

    /// Pins a thing, or pins it anew; what a person wrote beside it stays.
    pub(crate) fn set(&mut self, key: Key, facts: Facts) {
        match self.pins.get_mut(&key) {
            Some((_, pin)) => pin.facts = facts,
            None => {
                let pin = Pin { facts, above: Vec::new(), behind: String::new() };
                self.pins.insert(key, (Line::default(), pin));
            }
        }
    }

    /// Takes a pin away, with what a person wrote beside it.
    pub(crate) fn remove(&mut self, key: &Key) {
        self.pins.remove(key);
    }

    /// The text of the file.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        let mut line = |line: &str| {
            out.push_str(line);
            out.push('\n');
        };
        let is_new = self.head.is_empty() && self.tail.is_empty() && self.pins.values().all(|(_, pin)| pin.is_bare());
        if is_new && !self.pins.is_empty() {
            HEAD.iter().for_each(|text| line(text));
        }
        self.head.iter().for_each(|text| line(text));
        for (key, (_, pin)) in &self.pins {
            pin.above.iter().for_each(|text| line(text));
            let behind = if pin.behind.is_empty() { String::new() } else { format!("  {}", pin.behind) };
            line(&format!("{key} {}{behind}", pin.facts));
        }
        self.tail.iter().for_each(|text| line(text));
        out
    }
}

impl Pin {
    fn is_bare(&self) -> bool {
        self.above.is_empty() && self.behind.is_empty()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plugin(name) => write!(f, "plugin {name}"),
            Self::Image(url) => write!(f, "image {url}"),
        }
    }
}

/// A line that pins something.
fn pin(line: &str) -> Result<(Key, Facts), Wrong> {
    const MARKS: [&str; 4] = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"];
    const FORM: &str = "`plugin NAME VERSION sha256:DIGEST` or `image URL BYTES sha256:DIGEST`";
    if MARKS.iter().any(|mark| line.starts_with(mark)) {
        let hint = "keep the lines of both sides, remove the marks, and run `dlc lock --check`";
        return Err(Wrong { message: "a merge left its marks here", hint });
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let [kind, name, measure, digest] = words[..] else {
        return Err(Wrong { message: "a pin has four words", hint: FORM });
    };
    let Some(Ok(sha256)) = digest.strip_prefix("sha256:").map(str::parse) else {
        return Err(Wrong { message: "a digest is `sha256:` and 64 lower-case hexadecimal digits", hint: FORM });
    };
    let key = match kind {
        "plugin" => Key::Plugin(name.to_owned()),
        "image" if measure.parse::<u64>().is_ok() => Key::Image(name.to_owned()),
        "image" => return Err(Wrong { message: "the size of an image is a number of bytes", hint: FORM }),
        _ => return Err(Wrong { message: "a pin is of a `plugin` or of an `image`", hint: FORM }),
    };
    Ok((key, Facts { measure: measure.to_owned(), sha256 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(of: &str) -> String {
        format!("sha256:{}", dlc_emit::sha256(of.as_bytes()))
    }

    #[test]
    fn comments_stay_with_their_pins_and_pins_are_in_order() {
        let (a, b, c) = (digest("a"), digest("b"), digest("c"));
        let text = format!(
            "# of all\n\n# of the image\nimage http://b/b 7 {b}  # seen\n\nplugin z 1 {c}\nplugin a 0.1.0 {a}\n# end\n"
        );
        let written = format!(
            "# of all\n\nplugin a 0.1.0 {a}\n\nplugin z 1 {c}\n# of the image\nimage http://b/b 7 {b}  # seen\n# end\n"
        );
        let lock = LockFile::parse(&text);
        assert!(lock.wrong.is_empty(), "{:?}", lock.wrong);
        assert_eq!(lock.text(), written);
        assert_eq!(LockFile::parse(&written).text(), written);
    }

    #[test]
    fn an_empty_file_stays_empty_and_a_new_one_says_what_it_is() {
        let mut lock = LockFile::parse("");
        assert_eq!(lock.text(), "");
        lock.set(Key::Plugin("p".into()), Facts { measure: "1".into(), sha256: dlc_emit::sha256(b"p") });
        assert_eq!(lock.text(), format!("{}\n\nplugin p 1 {}\n", HEAD[0], digest("p")));
        assert_eq!(LockFile::parse(&lock.text()).text(), lock.text());
    }

    #[test]
    fn a_pin_that_is_set_anew_keeps_its_comments() {
        let mut lock = LockFile::parse(&format!("# why\nplugin p 1 {} # here\n", digest("p")));
        lock.set(Key::Plugin("p".into()), Facts { measure: "2".into(), sha256: dlc_emit::sha256(b"q") });
        assert_eq!(lock.text(), format!("# why\nplugin p 2 {}  # here\n", digest("q")));
    }

    #[test]
    fn the_same_line_twice_is_one_and_two_that_differ_are_told() {
        let (one, other) = (digest("a"), digest("b"));
        let lock = LockFile::parse(&format!("plugin p 1 {one}\nplugin p 1 {one}\n"));
        assert_eq!((lock.twice().count(), lock.keys().count()), (0, 1));
        let lock = LockFile::parse(&format!("plugin p 1 {one}\nplugin p 1 {other}\n"));
        assert_eq!(lock.twice().count(), 1);
    }

    #[test]
    fn lines_that_are_no_pins_are_told_with_their_place() {
        let lines = [
            "plugin p 1",
            "plugin p 1 sha256:00",
            "image http://a b sha256:",
            "<<<<<<< ours",
            "=======",
            "squashfs x 1 y",
            "plugin p 1 x y",
        ];
        let text = lines.join("\n");
        let lock = LockFile::parse(&text);
        let told: Vec<&str> = lock.wrong.iter().map(|(line, _)| &text[line.start..line.end]).collect();
        assert_eq!(told, lines);
        assert_eq!(LockFile::parse(&format!("image http://a x {}", digest(""))).wrong.len(), 1);
        assert_eq!(LockFile::parse(&format!("kernel http://a 1 {}", digest(""))).wrong.len(), 1);
    }

    #[test]
    fn a_url_keeps_its_fragment() {
        let text = format!("image http://a/b#c 1 {}\n", digest("a"));
        assert_eq!(LockFile::parse(&text).keys().next(), Some(&Key::Image("http://a/b#c".into())));
    }
}
