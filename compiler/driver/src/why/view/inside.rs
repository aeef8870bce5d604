//! Going into what lies inside: of an archive, of a gzip, of a data URL.

use super::{Missing, View, propose, unescaped};
use crate::unpack::{data_url, gunzip, member_name, untar};
use crate::why::place::Step;
use dlc_model::InputPath;
use dlc_plugin_host::types::Place;

impl View {
    /// What lies inside, behind all but the last pointer of `steps`; the way there as it is written, and that pointer.
    pub(in crate::why) fn enter(self, steps: &[Step]) -> Result<(Self, String, Option<String>), Missing> {
        let (mut view, mut way, mut pointer) = (self, String::new(), None);
        for step in steps {
            match step {
                Step::Pointer(to) => {
                    view.spot(to)?;
                    pointer = Some(to.clone());
                }
                Step::Member(name) => {
                    way.push_str(&pointer.as_ref().map(|to| format!("#{to}")).unwrap_or_default());
                    way.push_str(&format!("!{name}"));
                    view = view.member(pointer.take().as_deref(), name)?;
                }
            }
        }
        Ok((view, way, pointer))
    }

    /// What the value at `pointer`, or all of it, holds; of an archive the member `name`.
    fn member(&self, pointer: Option<&str>, name: &str) -> Result<Self, Missing> {
        let (held, inputs) = match pointer {
            Some(pointer) => {
                let spot = self.spot(pointer)?;
                let held = holds(spot.leaf.clone().unwrap_or_default());
                (held, self.inputs(&spot.pointer).0)
            }
            None => (self.bytes.clone(), Vec::new()),
        };
        let held = gunzip(&held).unwrap_or(held);
        if pointer.is_some() && name.is_empty() {
            return Ok(Self::new(String::new(), String::new(), held, vec![(Place::Whole, inputs)], Vec::new()));
        }
        if name.is_empty() {
            let path = self.path.trim_end_matches(".gz").to_owned();
            return Ok(Self::new(path, String::new(), held, self.traces.clone(), Vec::new()));
        }
        let members = untar(&held).ok_or_else(|| Missing {
            message: format!("what is asked for `!{name}` is no tar archive"),
            near: Vec::new(),
        })?;
        let wanted = member_name(name);
        match members.iter().find(|(path, _)| path == wanted) {
            Some((path, bytes)) => {
                let traces = if pointer.is_some() { vec![(Place::Whole, inputs)] } else { self.below(path) };
                Ok(Self::new(path.clone(), String::new(), bytes.clone(), traces, Vec::new()))
            }
            None => {
                let names = members.iter().map(|(path, _)| path.as_str());
                let near = propose(wanted, names).into_iter().map(|name| format!("!{name}")).collect();
                Err(Missing { message: format!("the archive has no member `{wanted}`"), near })
            }
        }
    }

    /// The traces of a member: the first step of a pointer names it.
    fn below(&self, member: &str) -> Vec<(Place, Vec<InputPath>)> {
        let inside = |place: &Place| match place {
            Place::Whole => Some(Place::Whole),
            Place::Lines(..) => None,
            Place::Pointer(pointer) => {
                let first = pointer.strip_prefix('/')?;
                let (first, rest) = first.split_at(first.find('/').unwrap_or(first.len()));
                (member_name(&unescaped(first)) == member).then(|| match rest {
                    "" => Place::Whole,
                    rest => Place::Pointer(rest.to_owned()),
                })
            }
        };
        // The member's own trace tells more than that of the archive, so it stands first.
        let mut traces: Vec<_> =
            self.traces.iter().filter_map(|(place, inputs)| Some((inside(place)?, inputs.clone()))).collect();
        traces.reverse();
        traces
    }
}

/// What a text of the output holds: of a data URL what that says.
pub(super) fn holds(said: String) -> Vec<u8> {
    match data_url(&said) {
        Some(url) => url.bytes,
        None => said.into_bytes(),
    }
}
