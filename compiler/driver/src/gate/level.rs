//! Bytes as they stream by, and all that they hold in other forms: a level for each form that is taken off.

use super::decode::{Decode, Escapes, Percent, Run, Runs};
use super::{Gate, Hit, Pattern, TooMuch};
use flate2::write::GzDecoder;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// How deep forms may lie in each other.
const DEEPEST: usize = 8;

/// What these two are called, and how deep they may lie in each other: each makes another reading of all bytes.
const PERCENT: &str = "percent-encoding";
const ESCAPES: &str = "escapes";
const IN_EACH_OTHER: usize = 2;

/// How many beginnings of something packed are followed at once: most are none.
const AT_ONCE: usize = 4;

/// What begins with a mark of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packed {
    Gzip,
    Zstd,
}

/// The marks: of gzip with the one method that there is, and of a frame of zstd.
pub(super) const MAGIC: [(&[u8], Packed); 2] =
    [(&[0x1f, 0x8b, 8], Packed::Gzip), (&[0x28, 0xb5, 0x2f, 0xfd], Packed::Zstd)];

/// What one search has found, and may still unpack.
pub(super) struct Search<'g> {
    gate: &'g Gate,
    room: Cell<u64>,
    is_over: Cell<bool>,
    found: RefCell<BTreeSet<Hit>>,
}

impl<'g> Search<'g> {
    pub(super) fn new(gate: &'g Gate, room: u64) -> Self {
        Self { gate, room: Cell::new(room), is_over: Cell::new(false), found: RefCell::default() }
    }

    /// The shortest way to each secret.
    pub(super) fn finish(&self) -> Result<Vec<Hit>, TooMuch> {
        let mut hits: Vec<Hit> = self.found.take().into_iter().collect();
        hits.sort_by(|a, b| (&a.secret, a.way.len(), &a.way).cmp(&(&b.secret, b.way.len(), &b.way)));
        hits.dedup_by(|later, first| later.secret == first.secret);
        // What was found is worse than what was not read.
        if hits.is_empty() && self.is_over.get() { Err(TooMuch) } else { Ok(hits) }
    }

    /// Whether there is room for more bytes of what is packed.
    fn takes(&self, bytes: usize) -> bool {
        match self.room.get().checked_sub(bytes as u64) {
            Some(room) => {
                self.room.set(room);
                true
            }
            None => {
                self.is_over.set(true);
                false
            }
        }
    }
}

/// Bytes in one form.
pub(super) struct Level<'s, 'g> {
    search: &'s Search<'g>,
    depth: usize,
    way: Vec<&'static str>,
    state: Option<u32>,
    percent: View<'s, 'g, Percent>,
    escapes: View<'s, 'g, Escapes>,
    base64: Digits<'s, 'g>,
    hex: Digits<'s, 'g>,
    unpacking: Vec<Unpacking<'s, 'g>>,
}

impl<'s, 'g> Level<'s, 'g> {
    /// The level of what lies `depth` forms deep; `way` says in which.
    pub(super) fn new(search: &'s Search<'g>, depth: usize, way: Vec<&'static str>) -> Self {
        Self {
            search,
            depth,
            way,
            state: None,
            percent: View::default(),
            escapes: View::default(),
            base64: Digits { runs: Runs::base64(), inside: None },
            hex: Digits { runs: Runs::hexadecimal(), inside: None },
            unpacking: Vec::new(),
        }
    }

    /// Takes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let mut packed = Vec::new();
        let (found, way, gate) = (&self.search.found, &self.way, self.search.gate);
        self.state = gate.step(self.state, bytes, &mut |pattern, end| match pattern {
            Pattern::Secret(number, how) => {
                let way = way.iter().copied().chain([how]).collect();
                found.borrow_mut().insert(Hit { secret: gate.names[number].clone(), way });
            }
            Pattern::Packed(kind) => packed.push((kind, end)),
        });
        self.unpacking.retain_mut(|one| one.push(bytes));
        if self.depth == DEEPEST {
            return;
        }
        for (kind, end) in packed {
            if self.unpacking.len() < AT_ONCE
                && let Some(mut one) = Unpacking::new(kind, self.inside(kind.word()))
                && one.begin(kind)
                && one.push(&bytes[end..])
            {
                self.unpacking.push(one);
            }
        }
        let (search, depth, longest) = (self.search, self.depth, self.search.gate.longest);
        let below = |word: &'static str| {
            let mut way = self.way.clone();
            way.push(word);
            Level::new(search, depth + 1, way)
        };
        if self.way.iter().rev().take_while(|form| [PERCENT, ESCAPES].contains(form)).count() < IN_EACH_OTHER {
            self.percent.push(bytes, longest, || below(PERCENT));
            self.escapes.push(bytes, longest, || below(ESCAPES));
        }
        self.base64.push(bytes, || below("base64"));
        self.hex.push(bytes, || below("hexadecimal"));
    }

    /// Says that there are no more.
    pub(super) fn finish(&mut self) {
        self.unpacking.drain(..).for_each(Unpacking::finish);
        let below = [&mut self.percent.inside, &mut self.escapes.inside, &mut self.base64.inside, &mut self.hex.inside];
        below.into_iter().flatten().for_each(|level| level.finish());
    }

    fn inside(&self, word: &'static str) -> Self {
        let mut way = self.way.clone();
        way.push(word);
        Level::new(self.search, self.depth + 1, way)
    }
}

/// The same bytes with a form taken off, from the first place where it is.
struct View<'s, 'g, D> {
    decoder: D,
    /// The last bytes before that place: a secret may begin in them.
    tail: Vec<u8>,
    inside: Option<Box<Level<'s, 'g>>>,
}

impl<D: Default> Default for View<'_, '_, D> {
    fn default() -> Self {
        Self { decoder: D::default(), tail: Vec::new(), inside: None }
    }
}

impl<'s, 'g, D: Decode> View<'s, 'g, D> {
    fn push(&mut self, bytes: &[u8], longest: usize, level: impl FnOnce() -> Level<'s, 'g>) {
        if self.inside.is_none() && !D::is_in(bytes) {
            let keep = &bytes[bytes.len().saturating_sub(longest)..];
            let old = self.tail.len().saturating_sub(longest.saturating_sub(keep.len()));
            self.tail.drain(..old);
            self.tail.extend_from_slice(keep);
            return;
        }
        let tail = std::mem::take(&mut self.tail);
        let inside = self.inside.get_or_insert_with(|| {
            let mut level = Box::new(level());
            level.push(&tail);
            level
        });
        let mut out = Vec::with_capacity(bytes.len());
        self.decoder.decode(bytes, &mut out);
        inside.push(&out);
    }
}

/// Runs of digits, each with what it holds.
struct Digits<'s, 'g> {
    runs: Runs,
    inside: Option<Box<Level<'s, 'g>>>,
}

impl<'s, 'g> Digits<'s, 'g> {
    fn push(&mut self, bytes: &[u8], level: impl Fn() -> Level<'s, 'g>) {
        let inside = &mut self.inside;
        self.runs.push(bytes, &mut |run, held| match run {
            Run::Bytes if held.is_empty() => {}
            Run::Bytes => inside.get_or_insert_with(|| Box::new(level())).push(held),
            Run::End => {
                if let Some(mut level) = inside.take() {
                    level.finish();
                }
            }
        });
    }
}

impl Packed {
    fn word(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// Something packed that is being unpacked.
enum Unpacking<'s, 'g> {
    Gzip(GzDecoder<Inside<'s, 'g>>),
    Zstd(zstd::stream::write::Decoder<'static, Inside<'s, 'g>>),
}

impl<'s, 'g> Unpacking<'s, 'g> {
    fn new(kind: Packed, level: Level<'s, 'g>) -> Option<Self> {
        let inside = Inside(Box::new(level));
        Some(match kind {
            Packed::Gzip => Self::Gzip(GzDecoder::new(inside)),
            Packed::Zstd => Self::Zstd(zstd::stream::write::Decoder::new(inside).ok()?),
        })
    }

    /// The mark itself, which went by already.
    fn begin(&mut self, kind: Packed) -> bool {
        MAGIC.iter().filter(|(_, of)| *of == kind).all(|(magic, _)| self.push(magic))
    }

    /// Takes more; says whether it goes on.
    fn push(&mut self, bytes: &[u8]) -> bool {
        let going_on = match self {
            Self::Gzip(decoder) => decoder.write_all(bytes),
            Self::Zstd(decoder) => decoder.write_all(bytes),
        };
        if going_on.is_err() {
            self.end();
        }
        going_on.is_ok()
    }

    fn finish(mut self) {
        self.end();
    }

    /// What is held back is searched too: a file that was cut short says something up to there.
    fn end(&mut self) {
        let inside = match self {
            Self::Gzip(decoder) => {
                let _ = decoder.try_finish();
                decoder.get_mut()
            }
            Self::Zstd(decoder) => {
                let _ = decoder.flush();
                decoder.get_mut()
            }
        };
        inside.0.finish();
    }
}

/// A level that is written to.
struct Inside<'s, 'g>(Box<Level<'s, 'g>>);

impl Write for Inside<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.0.search.takes(bytes.len()) {
            return Err(io::Error::other("it unpacks to more than can be searched"));
        }
        self.0.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
