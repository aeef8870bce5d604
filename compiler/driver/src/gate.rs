//! The last gate: no secret stands in anything that the network can read, in whatever form it got there.
//!
//! Handles of secrets are refused in public artefacts before anything is opened. What is left is a secret that came by
//! another way: a lab that has the same text twice, a plain file that holds it, a plugin that makes it from elsewhere.
//! So every finished artefact that is for the network is read once more, its path too, and searched for every secret
//! that was opened or given: as it is, in base64 (both alphabets, each of the three positions that a byte can have,
//! padded or not), in hexadecimal (both cases), percent-encoded and escaped as JSON, and in all of these inside gzip,
//! zstd, base64 and hexadecimal, and inside archives, which hold their members as they are ([`level`]).
//!
//! The search streams: memory does not grow with a file, nor does the time for a byte, and what unpacks to more than
//! [`LARGEST`] is refused instead of being read without end.
//!
//! A secret of fewer than six bytes, or of fewer than ten digits alone, is not searched for: it would be found in files
//! that have nothing to do with it. A longer one that is found by chance is one that can be guessed.

mod decode;
mod level;
mod spell;

use aho_corasick::automaton::Automaton;
use aho_corasick::{dfa, nfa::contiguous};
use dlc_secret::Clear;
use level::{Level, Search};
use std::collections::BTreeMap;

/// What may be unpacked of one artefact.
const LARGEST: u64 = 1 << 30;

/// Up to this many bytes of spellings, a table is made that answers in one step a byte.
const SMALL: usize = 16 << 10;

/// Looks for secrets.
pub(crate) struct Gate {
    names: Vec<String>,
    patterns: Vec<Pattern>,
    automaton: Searcher,
    /// The longest spelling.
    longest: usize,
}

/// What a spelling is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pattern {
    /// A secret, by its number, and how it is spelled.
    Secret(usize, &'static str),
    /// The beginning of something packed.
    Packed(level::Packed),
}

enum Searcher {
    Table(dfa::DFA),
    Compact(contiguous::NFA),
}

/// A secret that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    /// Which: where it lies, never what it says.
    pub(crate) secret: String,
    /// What it was inside of, from the outermost, and how it is spelled there.
    pub(crate) way: Vec<&'static str>,
}

/// An artefact that cannot be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMuch;

impl Gate {
    /// A gate for these secrets. None if there is nothing to search for.
    pub(crate) fn new(secrets: &[(String, Clear)]) -> Option<Self> {
        let mut spellings: BTreeMap<Vec<u8>, Pattern> = BTreeMap::new();
        let mut names = Vec::new();
        for (name, clear) in secrets {
            let number = names.len();
            for (bytes, how) in spell::spellings(clear.reveal()) {
                spellings.entry(bytes).or_insert(Pattern::Secret(number, how));
            }
            names.push(name.clone());
        }
        if spellings.is_empty() {
            return None;
        }
        for (magic, packed) in level::MAGIC {
            spellings.entry(magic.to_vec()).or_insert(Pattern::Packed(packed));
        }
        let longest = spellings.keys().map(Vec::len).max()?;
        let size: usize = spellings.keys().map(Vec::len).sum();
        let automaton = match size <= SMALL {
            true => Searcher::Table(dfa::DFA::builder().prefilter(false).build(spellings.keys()).ok()?),
            false => Searcher::Compact(contiguous::NFA::builder().prefilter(false).build(spellings.keys()).ok()?),
        };
        Some(Self { names, patterns: spellings.into_values().collect(), automaton, longest })
    }

    /// The secrets in what `parts` are, one after the other; each once.
    ///
    /// # Errors
    /// It unpacks to more than can be searched.
    pub(crate) fn search(&self, parts: &[&[u8]]) -> Result<Vec<Hit>, TooMuch> {
        self.search_within(parts, LARGEST)
    }

    /// The same with room for so many bytes of what is packed.
    fn search_within(&self, parts: &[&[u8]], room: u64) -> Result<Vec<Hit>, TooMuch> {
        let search = Search::new(self, room);
        let mut level = Level::new(&search, 0, Vec::new());
        parts.iter().for_each(|part| level.push(part));
        level.finish();
        drop(level);
        search.finish()
    }

    /// Goes on from `state` over `bytes`; `found` is told of each pattern with the place behind it. Returns the state.
    fn step(&self, state: Option<u32>, bytes: &[u8], found: &mut dyn FnMut(Pattern, usize)) -> Option<u32> {
        match &self.automaton {
            Searcher::Table(table) => self.step_in(table, state, bytes, found),
            Searcher::Compact(compact) => self.step_in(compact, state, bytes, found),
        }
    }

    fn step_in(
        &self,
        automaton: &impl Automaton,
        state: Option<u32>,
        bytes: &[u8],
        found: &mut dyn FnMut(Pattern, usize),
    ) -> Option<u32> {
        use aho_corasick::Anchored;
        use aho_corasick::automaton::StateID;
        let start = || automaton.start_state(Anchored::No).ok();
        let known = state.and_then(|state| StateID::new(usize::try_from(state).ok()?).ok());
        let mut state = known.or_else(start)?;
        for (at, byte) in bytes.iter().enumerate() {
            state = automaton.next_state(Anchored::No, state, *byte);
            if automaton.is_special(state) && automaton.is_match(state) {
                for index in 0..automaton.match_len(state) {
                    if let Some(pattern) = self.patterns.get(automaton.match_pattern(state, index).as_usize()) {
                        found(*pattern, at + 1);
                    }
                }
            }
        }
        Some(state.as_u32())
    }
}

#[cfg(test)]
mod tests;
