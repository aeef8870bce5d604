//! Texts with holes: places for what never enters the sandbox.
//!
//! A secret or a blob is a handle, which the compiler fills in as a segment of its own. A format is easier to write
//! as one text, though, so a hole stands in the text as a mark until the text is whole and is cut at its marks.

use crate::{Artifact, BlobSegment, Diagnostic, Encoding, InputPath, SecretSegment, Segment};

/// A mark is `OPEN`, the number of the hole, `CLOSE`. All of it is ASCII that stays as it is inside a JSON string and
/// inside a data URL.
const OPEN: &[u8] = b"@@dlc-hole:";
const CLOSE: &[u8] = b"@@";

/// The holes of one text.
#[derive(Debug, Default)]
pub struct Holes {
    fillings: Vec<Segment>,
}

impl Holes {
    /// The mark of a place for a secret, written there in that encoding. It must stand in the text exactly once.
    pub fn secret(&mut self, handle: &str, encoding: Encoding) -> String {
        self.mark(Segment::Secret(SecretSegment { handle: handle.to_owned(), encoding }))
    }

    /// The same for a blob; not as a JSON string, which holds text only.
    pub fn blob(&mut self, handle: &str, encoding: Encoding) -> String {
        self.mark(Segment::Blob(BlobSegment { handle: handle.to_owned(), encoding }))
    }

    fn mark(&mut self, filling: Segment) -> String {
        self.fillings.push(filling);
        let number = self.fillings.len() - 1;
        format!("{}{number}{}", String::from_utf8_lossy(OPEN), String::from_utf8_lossy(CLOSE))
    }

    /// Cuts `text` at its marks, and adds it to `artifact`.
    ///
    /// # Errors
    /// A text of the lab looks like one of the marks. What would be filled in where is then in doubt, so nothing is.
    pub fn fill(self, mut artifact: Artifact, text: Vec<u8>) -> Result<Artifact, Diagnostic> {
        if self.fillings.is_empty() {
            return Ok(artifact.bytes(text));
        }
        let mut left: Vec<Option<Segment>> = self.fillings.into_iter().map(Some).collect();
        let (mut done, mut from) = (0, 0);
        while let Some(mark) = next_mark(&text, from) {
            from = mark.end;
            let Some(slot) = left.get_mut(mark.number) else { continue };
            let Some(filling) = slot.take() else { return Err(in_doubt()) };
            artifact = artifact.bytes(&text[done..mark.start]);
            artifact.segments.push(filling);
            done = mark.end;
        }
        if left.iter().any(Option::is_some) {
            return Err(in_doubt());
        }
        Ok(artifact.bytes(&text[done..]))
    }
}

/// Where a mark stands in a text.
struct Mark {
    start: usize,
    end: usize,
    number: usize,
}

fn next_mark(text: &[u8], mut from: usize) -> Option<Mark> {
    loop {
        let start = from + find(&text[from..], OPEN)?;
        from = start + OPEN.len();
        let digits = text[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = text[from..].split_at(digits);
        let number = std::str::from_utf8(number).ok().and_then(|number| number.parse().ok());
        if let (Some(number), true) = (number, rest.starts_with(CLOSE)) {
            return Some(Mark { start, end: from + digits + CLOSE.len(), number });
        }
    }
}

/// Comparing at every byte would cost more than everything else that is done with a long text.
fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    let (&first, _) = what.split_first()?;
    let mut from = 0;
    loop {
        from += text.get(from..)?.iter().position(|byte| *byte == first)?;
        if text[from..].starts_with(what) {
            return Some(from);
        }
        from += 1;
    }
}

fn in_doubt() -> Diagnostic {
    let message = "a text of this machine looks like the mark that stands for one of its secrets or files of bytes";
    Diagnostic::error("text-like-a-mark", InputPath::field("name"), message)
        .hint(format!("take `{}` out of the text", String::from_utf8_lossy(OPEN)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::promise;

    fn fill(holes: Holes, text: &str) -> Result<Vec<Segment>, Diagnostic> {
        let artifact = Artifact::at(&promise("config", "a"), "text/plain");
        holes.fill(artifact, text.as_bytes().to_vec()).map(|artifact| artifact.segments)
    }

    fn bytes(text: &str) -> Segment {
        Segment::Bytes(text.as_bytes().to_vec())
    }

    fn secret(handle: &str) -> Segment {
        Segment::Secret(SecretSegment { handle: handle.to_owned(), encoding: Encoding::JsonString })
    }

    #[test]
    fn a_text_without_holes_is_one_segment_whatever_it_says() {
        assert_eq!(fill(Holes::default(), "a @@dlc-hole:0@@ b"), Ok(vec![bytes("a @@dlc-hole:0@@ b")]));
    }

    #[test]
    fn each_hole_becomes_a_segment_in_the_order_of_the_text() {
        let mut holes = Holes::default();
        let first = holes.secret("s1", Encoding::JsonString);
        let second = holes.blob("b2", Encoding::Base64);
        let text = format!("<{second}|{first}>@@dlc-hole:x@@ @@dlc-hole:99@@");
        let blob = Segment::Blob(BlobSegment { handle: "b2".to_owned(), encoding: Encoding::Base64 });
        let rest = bytes(">@@dlc-hole:x@@ @@dlc-hole:99@@");
        assert_eq!(fill(holes, &text), Ok(vec![bytes("<"), blob, bytes("|"), secret("s1"), rest]));
    }

    #[test]
    fn a_text_of_the_lab_that_looks_like_a_mark_is_refused() {
        let mut holes = Holes::default();
        let mark = holes.secret("s1", Encoding::JsonString);
        let error = fill(holes, &format!("{mark} {mark}")).expect_err("two places for one secret");
        assert_eq!(error.code, "text-like-a-mark");
    }

    #[test]
    fn a_mark_that_was_lost_is_refused() {
        let mut holes = Holes::default();
        holes.secret("s1", Encoding::JsonString);
        assert!(fill(holes, "nothing").is_err());
    }
}
