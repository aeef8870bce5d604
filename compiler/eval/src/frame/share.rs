//! What a frame has in common with those of other blocks: see [`crate::frame::shared`].

use super::{Base, Frame, FrameData, Group, Hold, NewFrame, Sites};
use crate::cx::{Cx, Ev, R};
use crate::frame::shared::{self, Family, Form, HERE, Part, Shared};
use crate::value::{Cell, Reference, Value};
use dlc_base::Origin;
use dlc_sema::hir::Name;
use dlc_sema::schema::{Field, Schema};
use smol_str::SmolStr;
use std::rc::Rc;

impl<'db> FrameData<'db> {
    /// A frame that stands for a family of blocks. `open` are the fields that each of them sets itself.
    pub(crate) fn standing_for_all(
        cx: &Cx<'db>,
        schema: &'db Schema,
        word: Option<Name>,
        open: Box<[Name]>,
        sites: impl FnOnce(&Frame<'db>) -> Sites<'db>,
    ) -> Frame<'db> {
        let plain = Self::plain(Some(schema), None, None, None, word, None, HERE, Base::Defaults, Vec::new());
        let frame = cx.keep(Rc::new(Self { open: Some(open), ..plain }));
        let sites = sites(&frame);
        *frame.sites.borrow_mut() = Some(Ok(Rc::new(sites)));
        frame
    }

    /// Whether each block of the family that this stands for says something about a field itself.
    pub(super) fn is_open(&self, field: &Field) -> bool {
        let Some(open) = &self.open else { return false };
        open.iter().any(|name| *name == field.name || Some(name) == field.kind.as_ref())
    }

    /// What it has in common with others.
    pub(crate) fn shared(self: &Rc<Self>, cx: &Cx<'db>) -> Option<&'db Shared> {
        if let Some(found) = self.shared.get() {
            return *found;
        }
        // Only blocks of a lab have a family, and it is known only once the bodies are.
        if self.entity.is_none() || self.is_lab || self.listing.get() {
            return None;
        }
        let found = Family::of(cx, self).and_then(|family| shared::shared(cx.db, family, ()).as_ref());
        *self.shared.get_or_init(|| found)
    }

    pub(super) fn part(self: &Rc<Self>, cx: &Cx<'db>, at: Option<usize>, name: &str) -> Option<&'db Part> {
        self.shared(cx)?.part(at, name)
    }

    /// The value of a field in which this block has no say.
    pub(super) fn settled(self: &Rc<Self>, cx: &Cx<'db>, name: &str, part: &'db Part) -> Option<Ev<'db>> {
        match part {
            Part::Open => None,
            Part::Value(cell) => Some(Ev::Cell(self.here(cell))),
            Part::Record(_) | Part::Blocks { .. } if cx.wants_bodies => None,
            Part::Record(shared) => self.settled_frame(cx, name, None, shared).map(Ev::Frame),
            Part::Blocks { list, .. } => {
                let frame = |(label, shared): &'db (SmolStr, Shared)| {
                    Some((label.clone(), self.settled_frame(cx, name, Some(label), shared)?))
                };
                let frames: Option<Vec<_>> = list.iter().map(frame).collect();
                Some(Ev::Group(Rc::new(Group { frames: frames? })))
            }
        }
    }

    /// A frame with a value and without bodies.
    fn settled_frame(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        field: &str,
        label: Option<&SmolStr>,
        shared: &'db Shared,
    ) -> Option<Frame<'db>> {
        let Form { schema, map, word, label: label_cell, place, bare } = &shared.form;
        let base = match &shared.whole.as_ref()?.value {
            Value::Record(record) if !bare => Base::Record(record.clone()),
            Value::Map(map) if !bare => Base::Map(map.clone()),
            _ => Base::Defaults,
        };
        let hold = Hold { frame: self.clone(), field: field.into(), label: label.cloned(), word: word.clone() };
        let new = NewFrame {
            schema: schema.as_ref().and_then(|schema| cx.schema(schema)),
            map: map.clone(),
            hold: Some(hold),
            label: label_cell.clone(),
            place: *place,
            base,
            seeds: Vec::new(),
        };
        let frame = FrameData::new(cx, new);
        frame.shared.get_or_init(|| Some(shared));
        Some(frame)
    }

    /// Gives the frames of a field what they have in common with those of other blocks.
    pub(super) fn hand_down(self: &Rc<Self>, name: &str, part: &'db Part, value: &Ev<'db>) {
        let give = |frame: &Frame<'db>, shared: &'db Shared| {
            if frame.is_held(self, name) {
                frame.shared.get_or_init(|| Some(shared));
            }
        };
        match (part, value) {
            (Part::Record(shared), Ev::Frame(frame)) => give(frame, shared),
            (Part::Blocks { list, .. }, Ev::Group(group)) => {
                for ((label, frame), (of, shared)) in group.frames.iter().zip(list) {
                    if label == of {
                        give(frame, shared);
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether it is what `holder` has in that field, and nothing that it only names.
    pub(crate) fn is_held(&self, holder: &Frame<'db>, field: &str) -> bool {
        self.parent.as_ref().is_some_and(|parent| Rc::ptr_eq(parent, holder))
            && self.step.as_ref().is_some_and(|(name, _)| name == field)
    }

    /// What the record has in a field in which this block has no say.
    pub(super) fn shared_cell(self: &Rc<Self>, cx: &Cx<'db>, at: usize) -> Option<Cell> {
        match self.shared(cx)?.part(Some(at), "")? {
            Part::Open => None,
            Part::Value(cell) => Some(self.here(cell)),
            Part::Record(shared) => shared.whole.clone(),
            Part::Blocks { whole, .. } => whole.clone(),
        }
    }

    /// The value of the whole frame, if the block has no say in any of it.
    pub(super) fn shared_whole(&self) -> Option<&'db Cell> {
        (*self.shared.get()?)?.whole.as_ref()
    }

    /// A value that stands where the block stands has another place in each.
    fn here(&self, cell: &Cell) -> Cell {
        let mut cell = cell.clone();
        if cell.origin.anchor == HERE.anchor {
            cell.origin = Origin { kind: cell.origin.kind, ..self.root_place() };
        }
        cell
    }

    fn root_place(&self) -> Origin {
        self.parent.as_ref().map_or(self.place, |parent| parent.root_place())
    }

    /// What makes a frame without bodies of it.
    pub(crate) fn form(&self) -> Form {
        Form {
            schema: self.schema.map(|schema| schema.this.clone()),
            map: self.map.clone(),
            word: self.word.clone(),
            label: self.label.clone(),
            place: self.place,
            bare: self.is_bare(),
        }
    }
}

impl<'db> Cx<'db> {
    /// A reference to a block, if it is a named one. Apart from the lab it is not known which that is.
    pub(crate) fn reference_of(&self, frame: &Frame<'db>) -> R<Option<Reference>> {
        if self.apart && (frame.label.is_some() || frame.open.is_some()) {
            return Err(self.unknown());
        }
        Ok(frame.reference())
    }
}
