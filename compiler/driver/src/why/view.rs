//! What is looked at: a file of the output, or what lies inside of it.

mod inside;

use super::place::{At, Step};
use super::shape::{self, Spot};
use crate::trace::Made;
use crate::unpack::{data_url, gunzip};
use dlc_base::suggest;
use dlc_model::InputPath;
use dlc_plugin_host::types::Place;
use inside::holds;
use std::ops::Range;

/// How many places are proposed where one is not found.
const PROPOSED: usize = 3;

/// A file of the output, or what lies inside of it.
pub(super) struct View {
    path: String,
    pub(super) bytes: Vec<u8>,
    traces: Vec<(Place, Vec<InputPath>)>,
    pub(super) sealed: Vec<(Range<usize>, String)>,
    /// Its values, where it is structured data.
    spots: Option<Vec<Spot>>,
}

/// A place that was found in a view.
pub(super) struct Found {
    /// How it is written.
    pub(super) place: String,
    /// The bytes that stand there, in the view.
    pub(super) range: Range<usize>,
    /// What the place says: of a text in quotes what it says, of a data URL what that holds.
    pub(super) says: Option<Vec<u8>>,
    /// Which byte of it is asked about.
    pub(super) at: Option<usize>,
    /// The inputs behind it, the most telling first.
    pub(super) inputs: Vec<InputPath>,
    /// The steps from where the inputs were named to here.
    pub(super) rest: Vec<String>,
}

/// Why there is no such place.
pub(super) struct Missing {
    pub(super) message: String,
    /// Places that there are.
    pub(super) near: Vec<String>,
}

impl View {
    /// A file as it was made.
    pub(super) fn of(path: &str, made: &Made) -> Self {
        let Made { media_type, bytes, traces, sealed, .. } = made.clone();
        Self::new(path.to_owned(), media_type, bytes, traces, sealed)
    }

    fn new(
        path: String,
        media_type: String,
        bytes: Vec<u8>,
        traces: Vec<(Place, Vec<InputPath>)>,
        sealed: Vec<(Range<usize>, String)>,
    ) -> Self {
        let spots = std::str::from_utf8(&bytes).ok().and_then(|text| shape::spots(&path, &media_type, text));
        Self { path, bytes, traces, sealed, spots }
    }

    fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// Its values that have no parts, or its lines that are not empty: each as [`View::find`] takes it.
    pub(super) fn leaves(&self) -> Vec<(Option<Step>, At)> {
        if let Some(spots) = &self.spots {
            let leaves = spots.iter().filter(|spot| spot.is_leaf);
            return leaves.map(|spot| (Some(Step::Pointer(spot.pointer.clone())), At::Whole)).collect();
        }
        let Some(text) = self.text() else { return vec![(None, At::Whole)] };
        let written = |(_, line): &(usize, Range<usize>)| !text[line.clone()].trim().is_empty();
        shape::lines(text).filter(written).map(|(number, _)| (None, At::Line(number, None))).collect()
    }

    /// Whether it is structured data.
    pub(super) fn is_structured(&self) -> bool {
        self.spots.is_some()
    }

    fn spot(&self, pointer: &str) -> Result<&Spot, Missing> {
        let missing = |message: String, near| Missing { message, near };
        let Some(spots) = &self.spots else {
            return Err(missing(
                "this is no structured data, and a pointer leads nowhere in it".to_owned(),
                Vec::new(),
            ));
        };
        let pointer = pointer.strip_suffix('/').unwrap_or(pointer);
        let slash = if pointer.is_empty() || pointer.starts_with('/') { "" } else { "/" };
        let wanted = format!("{slash}{pointer}");
        spots.iter().find(|spot| spot.pointer == wanted).ok_or_else(|| {
            let near = propose(&wanted, spots.iter().map(|spot| spot.pointer.as_str()));
            missing(format!("nothing lies at `#{wanted}`"), near.into_iter().map(|near| format!("#{near}")).collect())
        })
    }

    /// The place that `pointer` and `at` name.
    pub(super) fn find(&self, pointer: Option<&str>, at: At) -> Result<Found, Missing> {
        if let Some(pointer) = pointer {
            return Ok(self.value(self.spot(pointer)?, None));
        }
        let byte = match at {
            At::Whole => return Ok(self.whole()),
            At::Byte(byte) if byte < self.bytes.len() => byte,
            At::Byte(byte) => {
                let message = format!("there is no byte {byte}: the text has {}", self.bytes.len());
                return Err(Missing { message, near: Vec::new() });
            }
            At::Line(line, column) => self.byte_of(line, column)?,
        };
        match (&self.spots, self.text()) {
            (Some(spots), _) => match shape::around(spots, byte) {
                Some(spot) => Ok(self.value(spot, Some(byte))),
                None => Ok(self.whole()),
            },
            (None, Some(text)) => Ok(self.line(text, byte, !matches!(at, At::Line(_, None)))),
            (None, None) => Ok(self.whole()),
        }
    }

    fn byte_of(&self, line: usize, column: Option<usize>) -> Result<usize, Missing> {
        let nothing = |message: String| Missing { message, near: Vec::new() };
        let text = self.text().ok_or_else(|| nothing("this is no text, and has no lines".to_owned()))?;
        let count = shape::lines(text).count();
        let (_, range) = line
            .checked_sub(1)
            .and_then(|line| shape::lines(text).nth(line))
            .ok_or_else(|| nothing(format!("there is no line {line}: the text has {count}")))?;
        let written = &text[range.clone()];
        let offset = match column {
            Some(column) => written.char_indices().nth(column.saturating_sub(1)).map_or(written.len(), |(at, _)| at),
            None => written.len() - written.trim_start().len(),
        };
        Ok(range.start + offset)
    }

    fn whole(&self) -> Found {
        let whole = self.traces.iter().find(|(place, _)| *place == Place::Whole);
        let inputs = match whole {
            Some((_, inputs)) => inputs.clone(),
            None => gathered(self.traces.iter()),
        };
        Found { place: String::new(), range: 0..self.bytes.len(), says: None, at: None, inputs, rest: Vec::new() }
    }

    fn value(&self, spot: &Spot, byte: Option<usize>) -> Found {
        let (mut inputs, rest) = self.inputs(&spot.pointer);
        if inputs.is_empty() && spot.leaf.is_none() {
            let below = format!("{}/", spot.pointer);
            let parts = |(place, _): &&(Place, Vec<InputPath>)| matches!(place, Place::Pointer(pointer) if pointer.starts_with(&below));
            inputs = gathered(self.traces.iter().filter(parts));
        }
        let said = spot.leaf.clone();
        let inside = byte.and_then(|byte| shape::inside(self.text()?, spot, byte));
        let at = said.as_ref().and_then(|said| match data_url(said) {
            Some(url) => inside.and_then(|at| url.inside(at)).filter(|_| gunzip(&url.bytes).is_none()),
            None => inside,
        });
        let says = said.map(|said| {
            let held = holds(said);
            gunzip(&held).unwrap_or(held)
        });
        Found { place: format!("#{}", spot.pointer), range: spot.at.clone(), says, at, inputs, rest }
    }

    fn line(&self, text: &str, byte: usize, exact: bool) -> Found {
        let (number, range) = shape::line_around(text, byte);
        let on = |(place, inputs): &(Place, Vec<InputPath>)| match place {
            Place::Lines(first, last) if (*first as usize..=*last as usize).contains(&number) => {
                Some((last - first, inputs.clone()))
            }
            _ => None,
        };
        let narrowest = self.traces.iter().filter_map(on).min_by_key(|(lines, _)| *lines);
        let (says, at, inputs) = match narrowest {
            Some((_, inputs)) => {
                let at = exact.then(|| byte - range.start);
                (text[range.clone()].as_bytes().to_vec(), at, inputs)
            }
            // What is traced as a whole is looked at as a whole.
            None => (self.bytes.clone(), Some(byte), self.whole().inputs),
        };
        Found { place: format!(":{number}"), range, says: Some(says), at, inputs, rest: Vec::new() }
    }

    /// The inputs of the smallest traced part around `pointer`, and the steps from there.
    fn inputs(&self, pointer: &str) -> (Vec<InputPath>, Vec<String>) {
        let mut best: Option<(usize, &Vec<InputPath>)> = None;
        for (place, inputs) in self.traces.iter().filter(|(_, inputs)| !inputs.is_empty()) {
            let length = match place {
                Place::Whole => 0,
                Place::Pointer(outer) if is_around(outer, pointer) => outer.len(),
                Place::Pointer(_) | Place::Lines(..) => continue,
            };
            if best.is_none_or(|(known, _)| length > known) {
                best = Some((length, inputs));
            }
        }
        let Some((length, inputs)) = best else { return (Vec::new(), Vec::new()) };
        let rest = pointer.get(length..).unwrap_or_default();
        (inputs.clone(), rest.split('/').skip(1).map(unescaped).collect())
    }
}

/// Whether the value at `pointer` is the one at `outer`, or lies in it.
fn is_around(outer: &str, pointer: &str) -> bool {
    pointer.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn gathered<'a>(traces: impl Iterator<Item = &'a (Place, Vec<InputPath>)>) -> Vec<InputPath> {
    let mut out: Vec<InputPath> = Vec::new();
    // The first of each is the most telling.
    for input in traces.filter_map(|(_, inputs)| inputs.first()) {
        if !out.contains(input) {
            out.push(input.clone());
        }
    }
    out
}

fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

/// The names among `all` that were most likely meant.
pub(super) fn propose<'a>(wanted: &str, all: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
    let mut out: Vec<String> = suggest::nearest(wanted, all.clone()).map(str::to_owned).into_iter().collect();
    // Those that share the longest beginning with it.
    let common = |name: &str| wanted.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
    let mut others: Vec<(usize, &str)> = all.map(|name| (common(name), name)).filter(|(n, _)| *n > 1).collect();
    others.sort_by_key(|(n, name)| (std::cmp::Reverse(*n), name.len(), *name));
    for (_, name) in others {
        if out.len() >= PROPOSED {
            break;
        }
        if !out.iter().any(|known| known == name) {
            out.push(name.to_owned());
        }
    }
    out
}

#[cfg(test)]
mod tests;
