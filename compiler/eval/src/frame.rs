//! Blocks and records while they are being evaluated.
//!
//! A frame has *sites*: the bodies that say something about it, its own and those of the profiles that it includes.
//! Fields are computed when somebody asks, each once; one that is asked for while it is being computed is a cycle.

mod active;
mod amend;
mod collect;
mod group;
mod include;
mod merge;
mod record;
mod share;
pub(crate) mod shared;

use active::Active;
pub(crate) use active::{HOISTED, LONG_CHAIN, VALUE_CYCLE, alone, check_chain, is_active, report_cycle, while_active};
pub(crate) use amend::{Made, map_of};
pub(crate) use collect::{Contribution, LabelOf, What};
pub(crate) use group::{cleared, key_cell};
pub(crate) use include::{Site, Sites};

use crate::cx::{Cx, Ev, R, Stop};
use crate::env::{Env, Scope};
use crate::frame::shared::Shared;
use crate::value::{Cell, Map, Record, Reference, natural};
use dlc_base::Origin;
use dlc_db::EntityNo;
use dlc_sema::hir::{Block, BodyId, Expr, Ident, Name, Row};
use dlc_sema::schema::{Field, Schema};
use dlc_sema::ty::Ty;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::cell::{Cell as Slot, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// A block or record that is being evaluated.
pub(crate) type Frame<'db> = Rc<FrameData<'db>>;

/// What a frame is made of.
pub(crate) struct FrameData<'db> {
    /// Its schema; a map has none.
    pub(crate) schema: Option<&'db Schema>,
    /// Types of keys and values, of a map.
    pub(crate) map: Option<(Ty, Ty)>,
    /// The block that holds it.
    pub(crate) parent: Option<Frame<'db>>,
    /// The block of the lab that it is, if nothing holds it.
    pub(crate) entity: Option<EntityNo>,
    /// Where its parent holds it: field, and label of a named block.
    pub(crate) step: Option<(Name, Option<SmolStr>)>,
    /// Its kind word.
    pub(crate) word: Option<Name>,
    /// Its label.
    pub(crate) label: Option<Cell>,
    /// Whether it is the lab itself.
    pub(crate) is_lab: bool,
    /// What is pointed at when something is missing.
    pub(crate) place: Origin,
    /// Of a frame that stands for a family of blocks: the fields that each of them sets itself.
    open: Option<Box<[Name]>>,
    /// What it has in common with the others of its family, once that was asked for.
    shared: OnceCell<Option<&'db Shared>>,
    /// The value below everything that is said here.
    base: Base,
    seeds: Vec<Seed<'db>>,
    sites: RefCell<Option<R<Rc<Sites<'db>>>>>,
    /// While the bodies are being listed: those that are known already.
    early_sites: RefCell<Option<Rc<Sites<'db>>>>,
    /// Whether the bodies are being listed: what is read now decides which there are.
    listing: Slot<bool>,
    /// The fields that were read then.
    early_reads: RefCell<FxHashSet<Name>>,
    fields: RefCell<Fields<'db>>,
    whole: OnceCell<Cell>,
    /// Whether something unknown was met on the way to its whole value.
    whole_unknown: Slot<bool>,
}

/// The value that a frame amends.
#[derive(Clone, Default)]
pub(crate) enum Base {
    /// Nothing but the schema's defaults.
    #[default]
    Defaults,
    /// A record.
    Record(Arc<Record>),
    /// A map.
    Map(Arc<Map>),
}

/// A body that says something about a frame, before includes.
#[derive(Clone)]
pub(crate) struct Seed<'db> {
    /// The body.
    pub(crate) source: Source<'db>,
    /// The names around it.
    pub(crate) scope: Scope<'db>,
    /// The seeds that it stands above.
    pub(crate) above: Vec<usize>,
    /// Where it is, for messages.
    pub(crate) place: Origin,
    /// The number of the block's body or profile that says it, where that amends from outside.
    pub(crate) body: Option<usize>,
}

/// The number of a test's body, which says whatever is `given`.
pub(crate) const GIVEN: usize = usize::MAX;

impl<'db> Seed<'db> {
    /// A body that stands above none.
    pub(crate) fn new(source: Source<'db>, scope: Scope<'db>, place: Origin) -> Self {
        Self { source, scope, above: Vec::new(), place, body: None }
    }
}

/// Something with entries.
#[derive(Clone)]
pub(crate) enum Source<'db> {
    /// Braces.
    Body(BodyId),
    /// A row of a table with its header.
    Row(&'db Row, Header<'db>),
    /// What is left of `a.b = e` once `a` is entered.
    Path(&'db [Ident], &'db Expr, bool),
    /// What is left of `a.b { … }` once `a` is entered.
    PathBody(&'db [Ident], BodyId),
    /// A map that `+=` adds.
    Map(Arc<Map>),
    /// What a test says of the lab: one block.
    Given(&'db Block),
}

/// The header of a table.
#[derive(Clone, Copy)]
pub(crate) struct Header<'db> {
    /// The columns that are fields.
    pub(crate) columns: &'db [Vec<Ident>],
    /// How many cells stand before them: labels and keys.
    pub(crate) skip: usize,
    /// Whose ranges they have.
    pub(crate) anchor: dlc_db::AnchorNo,
}

/// The fields of a frame, as far as they were asked for: of a schema by their place, of a map by their key.
enum Fields<'db> {
    Schema(Vec<Option<State<'db>>>),
    Map(FxHashMap<Name, State<'db>>),
}

impl<'db> Fields<'db> {
    fn get(&self, at: Option<usize>, name: &str) -> Option<&State<'db>> {
        match (self, at) {
            (Self::Schema(fields), Some(at)) => fields.get(at)?.as_ref(),
            (Self::Map(fields), _) => fields.get(name),
            (Self::Schema(_), None) => None,
        }
    }

    fn set(&mut self, at: Option<usize>, name: &str, state: State<'db>) {
        match (self, at) {
            (Self::Schema(fields), Some(at)) => {
                if let Some(field) = fields.get_mut(at) {
                    *field = Some(state);
                }
            }
            (Self::Map(fields), _) => {
                fields.insert(name.into(), state);
            }
            (Self::Schema(_), None) => {}
        }
    }
}

/// A field of a frame.
enum State<'db> {
    Busy,
    Done(Ev<'db>),
    Failed,
}

/// Blocks by label, in natural order.
pub(crate) struct Group<'db> {
    /// The blocks.
    pub(crate) frames: Vec<(SmolStr, Frame<'db>)>,
}

impl<'db> Group<'db> {
    /// The block with this label.
    pub(crate) fn get(&self, label: &str) -> Option<&Frame<'db>> {
        let at = self.frames.binary_search_by(|(l, _)| natural(l, label)).ok()?;
        Some(&self.frames[at].1)
    }
}

/// What a new frame needs.
pub(crate) struct NewFrame<'db> {
    pub(crate) schema: Option<&'db Schema>,
    pub(crate) map: Option<(Ty, Ty)>,
    pub(crate) hold: Option<Hold<'db>>,
    pub(crate) label: Option<Cell>,
    pub(crate) place: Origin,
    pub(crate) base: Base,
    pub(crate) seeds: Vec<Seed<'db>>,
}

/// Who holds a record, and where.
#[derive(Clone)]
pub(crate) struct Hold<'db> {
    pub(crate) frame: Frame<'db>,
    pub(crate) field: Name,
    pub(crate) label: Option<SmolStr>,
    pub(crate) word: Option<Name>,
}

impl<'db> FrameData<'db> {
    /// A frame in another, or alone.
    pub(crate) fn new(cx: &Cx<'db>, new: NewFrame<'db>) -> Frame<'db> {
        let NewFrame { schema, map, hold, label, place, base, seeds } = new;
        let (parent, step, word) = match hold {
            Some(Hold { frame, field, label, word }) => {
                let word = word.or_else(|| label.is_none().then(|| field.clone()));
                (Some(frame), Some((field, label)), word)
            }
            None => (None, None, None),
        };
        let plain = Self::plain(schema, map, parent, step, word, label, place, base, seeds);
        cx.keep(Rc::new(Self { entity: None, is_lab: false, ..plain }))
    }

    /// A block of a lab, or the lab itself.
    pub(crate) fn root(
        cx: &Cx<'db>,
        entity: EntityNo,
        schema: &'db Schema,
        word: Name,
        label: Cell,
        place: Origin,
        seeds: Vec<Seed<'db>>,
    ) -> Frame<'db> {
        let is_lab = word == "lab";
        let plain = Self::plain(Some(schema), None, None, None, Some(word), Some(label), place, Base::Defaults, seeds);
        cx.keep(Rc::new(Self { entity: Some(entity), is_lab, ..plain }))
    }

    /// Lets go of everything that holds this frame in turn: its fields, and the names inside its bodies.
    pub(crate) fn release(&self) {
        *self.fields.borrow_mut() = Fields::Map(FxHashMap::default());
        *self.sites.borrow_mut() = None;
        *self.early_sites.borrow_mut() = None;
    }

    #[allow(clippy::too_many_arguments, reason = "the two constructors above name them")]
    fn plain(
        schema: Option<&'db Schema>,
        map: Option<(Ty, Ty)>,
        parent: Option<Frame<'db>>,
        step: Option<(Name, Option<SmolStr>)>,
        word: Option<Name>,
        label: Option<Cell>,
        place: Origin,
        base: Base,
        seeds: Vec<Seed<'db>>,
    ) -> Self {
        Self {
            schema,
            map,
            parent,
            entity: None,
            step,
            word,
            label,
            is_lab: false,
            place,
            open: None,
            shared: OnceCell::new(),
            base,
            seeds,
            sites: RefCell::new(None),
            early_sites: RefCell::new(None),
            listing: Slot::new(false),
            early_reads: RefCell::default(),
            fields: RefCell::new(match schema {
                Some(schema) => Fields::Schema(std::iter::repeat_with(|| None).take(schema.fields.len()).collect()),
                None => Fields::Map(FxHashMap::default()),
            }),
            whole: OnceCell::new(),
            whole_unknown: Slot::new(false),
        }
    }

    /// The bodies that say something about it, before includes.
    pub(crate) fn seeds(&self) -> &[Seed<'db>] {
        &self.seeds
    }

    /// Whether nothing is said of it: a schema's bare name.
    pub(crate) fn is_bare(&self) -> bool {
        self.seeds.is_empty() && matches!(self.base, Base::Defaults)
    }

    /// Whether `name` is a kind word of this block.
    pub(crate) fn answers_to(&self, name: &str) -> bool {
        self.word.as_deref() == Some(name)
            || (self.word.is_some()
                && self.schema.is_some_and(|schema| schema.bases.iter().any(|base| lower(&base.name, name))))
    }

    /// Whether `name` is a kind word of this block or of one around it.
    pub(crate) fn is_within(&self, name: &str) -> bool {
        self.answers_to(name) || self.parent.as_ref().is_some_and(|parent| parent.is_within(name))
    }

    /// The kind words of this block and of those around it.
    pub(crate) fn all_words(&self) -> Vec<String> {
        let mut words: Vec<String> = self.word.iter().map(ToString::to_string).collect();
        if self.word.is_some() {
            words.extend(self.schema.into_iter().flat_map(Schema::words));
        }
        words.extend(self.parent.iter().flat_map(|parent| parent.all_words()));
        words
    }

    /// The block of the lab that this is in.
    pub(crate) fn root_entity(&self) -> Option<EntityNo> {
        self.entity.or_else(|| self.parent.as_ref()?.root_entity())
    }

    /// The way from there.
    pub(crate) fn steps(&self) -> Vec<(SmolStr, Option<SmolStr>)> {
        let mut steps = self.parent.as_ref().map(|parent| parent.steps()).unwrap_or_default();
        steps.extend(self.step.clone());
        steps
    }

    /// A reference to this block, if it is a named one.
    pub(crate) fn reference(&self) -> Option<Reference> {
        let label = self.label.as_ref()?.value.to_text()?;
        Some(Reference { entity: self.root_entity()?, steps: self.steps(), schema: self.schema?.this.clone(), label })
    }

    /// The environment of the expressions of its schema.
    pub(crate) fn schema_env(self: &Rc<Self>, file: dlc_db::SourceFile) -> Env<'db> {
        Env::file(file).with(crate::env::Layer::Fields(self.clone()))
    }

    /// Whether a field or the label goes by this name in the schema's own expressions.
    pub(crate) fn has_sibling(&self, name: &str) -> bool {
        name == "label" || self.schema.is_some_and(|schema| schema.field(name).is_some())
    }

    /// What a name is in the expressions of its schema, if it is a field.
    pub(crate) fn sibling(self: &Rc<Self>, cx: &Cx<'db>, name: &str) -> R<Option<Ev<'db>>> {
        if name == "label" {
            match &self.label {
                Some(label) => return Ok(Some(Ev::Cell(label.clone()))),
                None if self.open.is_some() => return Err(cx.unknown()),
                None => {}
            }
        }
        match self.schema.and_then(|schema| schema.field(name)) {
            Some(_) => self.field(cx, name).map(Some),
            None => Ok(None),
        }
    }

    /// What it is called in messages: `node s4`.
    pub(crate) fn title(&self) -> String {
        let kind = self.word.clone().or_else(|| self.schema.map(|schema| schema.this.name.clone())).unwrap_or_default();
        match self.label.as_ref().and_then(|label| label.value.to_text()) {
            Some(label) => format!("{kind} {label}"),
            None => kind.to_string(),
        }
    }

    /// The value of a field, which the schema has.
    pub(crate) fn field(self: &Rc<Self>, cx: &Cx<'db>, name: &str) -> R<Ev<'db>> {
        if self.listing.get() {
            self.early_reads.borrow_mut().insert(name.into());
        } else {
            // Listing the bodies may ask for fields, this one too.
            self.sites(cx)?;
        }
        let at = self.schema.and_then(|schema| schema.position(name));
        match self.fields.borrow().get(at, name) {
            Some(State::Done(value)) => return Ok(value.clone()),
            Some(State::Failed) if cx.apart => return Err(cx.unknown()),
            Some(State::Failed) => return Err(Stop),
            Some(State::Busy) => return Err(self.cycle(cx, name)),
            None => {}
        }
        let part = self.part(cx, at, name);
        if let Some(value) = part.and_then(|part| self.settled(cx, name, part)) {
            self.fields.borrow_mut().set(at, name, State::Done(value.clone()));
            return Ok(value);
        }
        self.fields.borrow_mut().set(at, name, State::Busy);
        let result = {
            let _active =
                self.root_entity().map(|entity| Active::enter(entity, name.into(), self.step.clone(), self.place));
            cx.deeper(self.place, || self.compute(cx, name))
        };
        if let (Some(part), Ok(value)) = (part, &result) {
            self.hand_down(name, part, value);
        }
        let state = match &result {
            Ok(value) => State::Done(value.clone()),
            Err(Stop) => State::Failed,
        };
        self.fields.borrow_mut().set(at, name, state);
        result
    }

    fn cycle(&self, cx: &Cx<'db>, name: &str) -> Stop {
        match self.root_entity() {
            Some(entity) => report_cycle(cx, entity, name, self.step.as_ref(), self.place),
            None => cx.error(VALUE_CYCLE, self.place, format!("`{name}` needs itself")),
        }
    }

    /// The declaration of a field.
    pub(crate) fn declared(&self, name: &str) -> Option<&'db Field> {
        self.schema.and_then(|schema| schema.field(name))
    }
}

fn lower(upper: &str, name: &str) -> bool {
    upper.eq_ignore_ascii_case(name) && !name.contains(|c: char| c.is_ascii_uppercase())
}
