//! What blocks of one kind have in common: fields and checks in which no single block has a say.
//!
//! Blocks that take in the same profiles and set the same fields are a [`Family`]. Its fields are evaluated once, on a
//! frame that stands for all of them. Whatever asks there for a field that each block sets itself, for its label, or
//! for anything of the lab ends, and its field is left open for each block to evaluate. What does not end is the same
//! for every block, and so is a check that passed. What is wrong is never shared: a family in which anything is
//! reported has nothing in common, so that each block says it for itself, as if there were no families.
//!
//! Nothing here asks for a block, so it never waits for one; and nothing depends on who asked first.

mod family;
mod find;

pub(crate) use family::Family;

use crate::cx::Cx;
use crate::frame::{Site, Source, alone};
use crate::value::Cell;
use dlc_base::{Origin, OriginKind};
use dlc_db::{AnchorNo, Db};
use dlc_sema::hir::{BodyId, Name};
use dlc_sema::ty::{SchemaRef, Ty};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// The place of the block, whichever it is. It is replaced where a block takes a value over.
pub(crate) const HERE: Origin = Origin { anchor: u32::MAX, start: 0, end: 0, kind: OriginKind::Written };

/// What frames have in common.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shared {
    parts: Parts,
    /// The checks that hold: a body and the number of an entry in it.
    passed: FxHashSet<(AnchorNo, BodyId, u32)>,
    /// The bodies that say something about the frame.
    bodies: Vec<(AnchorNo, BodyId)>,
    /// The value of the whole frame, if nothing of it is open.
    pub(crate) whole: Option<Cell>,
    pub(crate) form: Form,
}

/// The fields of a schema by their place, the values of a map by their key.
#[derive(Debug, Clone, PartialEq)]
enum Parts {
    Schema(Vec<Part>),
    Map(FxHashMap<Name, Part>),
}

/// A field, as far as it is the same for all.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    /// Each block has its own.
    Open,
    /// A value.
    Value(Cell),
    /// A record, of which fields may be open.
    Record(Box<Shared>),
    /// Blocks by label, and their map if nothing of them is open.
    Blocks { list: Vec<(SmolStr, Shared)>, whole: Option<Cell> },
}

/// What a frame is, apart from its bodies.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Form {
    pub(crate) schema: Option<SchemaRef>,
    pub(crate) map: Option<(Ty, Ty)>,
    pub(crate) word: Option<Name>,
    pub(crate) label: Option<Cell>,
    pub(crate) place: Origin,
    /// Whether nothing is said of it.
    pub(crate) bare: bool,
}

impl Shared {
    /// A field of a schema by its place, or the value of a key.
    pub(crate) fn part(&self, at: Option<usize>, name: &str) -> Option<&Part> {
        match (&self.parts, at) {
            (Parts::Schema(parts), Some(at)) => parts.get(at),
            (Parts::Map(parts), _) => parts.get(name),
            (Parts::Schema(_), None) => None,
        }
    }

    /// Whether a check holds for all.
    pub(crate) fn passes(&self, anchor: AnchorNo, body: BodyId, number: u32) -> bool {
        self.passed.contains(&(anchor, body, number))
    }

    /// Whether the body of a site is one that all have.
    pub(crate) fn speaks(&self, site: &Site<'_>) -> bool {
        matches!(site.source, Source::Body(body) if self.bodies.contains(&(site.scope.anchor.no, body)))
    }
}

/// What the blocks of a family have in common.
#[salsa::tracked]
pub(crate) fn shared(db: &dyn Db, family: Family, _key: ()) -> Option<Shared> {
    db.note(&|| format!("family of {}", family.word()));
    let cx = Cx::apart(db);
    let shared = alone(|| family.frame(&cx).map(|frame| find::find(&cx, &frame)));
    // What an `allow` silences is noted with each block.
    let silent = cx.allowed.take().is_empty() && cx.into_diags().is_empty();
    shared.filter(|_| silent)
}
