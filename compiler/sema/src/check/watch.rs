//! What an editor asks: what the checker sees at one place.
//!
//! An anchor is gone over once more, and whatever lies at the place is noted. So an editor and `dlc check` cannot
//! disagree, and nothing is kept for places that nobody points at.

use super::env::{Found, Scope};
use super::what::What;
use super::{At, Block, Checker, Shape};
use crate::hir::{AnchorKey, BodyId, EntryKind, Name, RowRef};
use crate::index::Decl;
use crate::scope::head_range;
use crate::source::{Anchor, anchor};
use crate::ty::{SchemaRef, Ty};
use dlc_base::Origin;
use dlc_db::{AnchorNo, Db, SourceFile};
use std::cell::RefCell;

/// Something that lies at the place.
#[derive(Debug, Clone, PartialEq)]
pub struct Sight {
    /// Where it is.
    pub place: Origin,
    /// What it is.
    pub seen: Seen,
}

/// What lies at a place.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// A pair of braces with entries.
    Body(Holder),
    /// A word that sets or amends a field, or heads a column.
    Field {
        /// The word.
        name: Name,
        /// What has the field.
        of: Holder,
    },
    /// The word of a kind of blocks, before a label or a table.
    Kind {
        /// The word.
        name: Name,
        /// What holds the blocks.
        of: Holder,
    },
    /// An expression.
    Expr {
        /// What its place expects.
        expects: Option<Ty>,
        /// What it is.
        is: What,
    },
    /// A bare name.
    Name {
        /// The word.
        name: Name,
        /// What its place expects.
        expects: Option<Ty>,
        /// What declares it; none if nothing does, and a symbol may still be meant.
        is: Option<What>,
        /// Where braces declare it.
        declared: Option<Origin>,
        /// All names that are known there, if they were asked for.
        known: Vec<Known>,
    },
    /// A word behind a `.`.
    Member {
        /// The word.
        name: Name,
        /// What it is asked of.
        of: What,
        /// Whether it is called.
        call: bool,
    },
}

/// A name that is known at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The word.
    pub name: Name,
    /// What it stands for.
    pub is: What,
}

/// What the entries of a pair of braces say something about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Holder {
    /// The schemas of which it has the fields.
    pub schemas: Vec<SchemaRef>,
    /// Those that extend them, and may be meant.
    pub extending: Vec<SchemaRef>,
    /// The types of keys and values of a map.
    pub map: Option<(Ty, Ty)>,
    /// The kind word.
    pub word: Option<Name>,
    /// Whether it is a test.
    pub is_test: bool,
}

/// Who watches.
pub(super) struct Watch {
    anchor: AnchorNo,
    at: u32,
    names: bool,
    sights: RefCell<Vec<Sight>>,
}

/// What lies at the byte `at` of an anchor, as [`crate::source::anchor_at`] counts them, outer things before those
/// inside. With `names`, a bare name comes with all names that are known there.
pub fn look(db: &dyn Db, file: SourceFile, key: &AnchorKey, at: u32, names: bool) -> Vec<Sight> {
    let Some(anchor) = anchor(db, file, key.clone()) else { return Vec::new() };
    let watch = Watch { anchor: anchor.no, at, names, sights: RefCell::default() };
    let cx = Checker { watch: Some(watch), ..Checker::new(db, file) };
    cx.item(anchor);
    let mut sights = cx.watch.map(|watch| watch.sights.into_inner()).unwrap_or_default();
    sights.sort_by_key(|sight| std::cmp::Reverse(sight.place.end - sight.place.start));
    sights
}

impl<'db> Checker<'db> {
    /// Notes what lies at `place`, if that is where somebody looks.
    pub(super) fn note(&self, place: Origin, seen: impl FnOnce() -> Seen) {
        let Some(watch) = &self.watch else { return };
        let here = place.anchor == watch.anchor.0 && place.start <= watch.at && watch.at <= place.end;
        if here && self.quiet.get() == 0 {
            // To say what is seen may look at more.
            let seen = self.quietly(seen);
            watch.sights.borrow_mut().push(Sight { place, seen });
        }
    }

    /// Notes a pair of braces.
    pub(super) fn note_body(&self, at: &At<'db>, body: BodyId) {
        let anchor = at.scope.anchor;
        self.note(anchor.origin(anchor.hir.body(body).range), || Seen::Body(self.holder(&at.block)));
    }

    /// Notes a word that sets a field.
    pub(super) fn note_field(&self, block: &Block<'db>, name: &Name, place: Origin) {
        self.note(place, || Seen::Field { name: name.clone(), of: self.holder(block) });
    }

    /// Notes the word of a kind.
    pub(super) fn note_kind(&self, block: &Block<'db>, name: &Name, place: Origin) {
        self.note(place, || Seen::Kind { name: name.clone(), of: self.holder(block) });
    }

    /// Notes a bare name.
    pub(super) fn note_name(&self, scope: &Scope<'db>, name: &Name, expects: Option<&Ty>, place: Origin) {
        self.note(place, || Seen::Name {
            name: name.clone(),
            expects: expects.cloned(),
            is: self.found(scope, name),
            declared: scope.env.declaration(self, name),
            known: match &self.watch {
                Some(watch) if watch.names => self.known_names(scope),
                _ => Vec::new(),
            },
        });
    }

    fn found(&self, scope: &Scope<'db>, name: &str) -> Option<What> {
        match scope.env.lookup(self, name) {
            Found::Nothing | Found::Anything => None,
            Found::Declared(what) | Found::Around(what) => Some(what),
        }
    }

    fn known_names(&self, scope: &Scope<'db>) -> Vec<Known> {
        let mut known: Vec<Known> = Vec::new();
        for name in scope.env.known(self) {
            if known.iter().any(|known| known.name == name) {
                continue;
            }
            if let Some(is) = self.found(scope, &name) {
                known.push(Known { name, is });
            }
        }
        known
    }

    fn holder(&self, block: &Block<'db>) -> Holder {
        let word = block.word.clone();
        match &block.shape {
            Shape::Schemas(schemas) => Holder {
                schemas: schemas.iter().map(|schema| schema.this.clone()).collect(),
                extending: schemas.iter().flat_map(|s| self.extending(s)).map(|s| s.this.clone()).collect(),
                word,
                ..Holder::default()
            },
            Shape::Map(key, value) => Holder { map: Some((key.clone(), value.clone())), word, ..Holder::default() },
            Shape::Test => Holder { is_test: true, word, ..Holder::default() },
            Shape::Unknown => Holder { word, ..Holder::default() },
        }
    }
}

/// Where the braces `body` declare `name`.
pub(super) fn declared_in(db: &dyn Db, holder: &Anchor, body: BodyId, name: &str) -> Option<Origin> {
    let head = |key: &AnchorKey| {
        let found = anchor(db, holder.file, key.clone())?;
        Some(found.origin(head_range(&found.hir.node)))
    };
    let entries = &holder.hir.body(body).entries;
    match holder.index.body(body).decls.get(name)? {
        Decl::Item(_, key) => head(key),
        Decl::Block { entry, .. } => match &entries.get(*entry as usize)?.kind {
            EntryKind::Item(item) => head(&item.anchor),
            EntryKind::Block(block) | EntryKind::Given(block) => Some(holder.origin(block.label.as_ref()?.range)),
            _ => None,
        },
        Decl::Row { .. } => entries.iter().find_map(|entry| {
            let EntryKind::Table(table) = &entry.kind else { return None };
            table.rows.iter().find_map(|row| match row {
                RowRef::Anchor(key, label) => label.as_ref().filter(|label| *label == name).and_then(|_| head(key)),
                RowRef::Inline(row) => {
                    let first = row.cells.first()?.as_ref()?;
                    let label = super::lists::plain_label(first)?;
                    (label == name).then(|| holder.origin(first.range))
                }
            })
        }),
    }
}

/// The schemas that extend one, as far as a file can reach them.
pub fn extending<'db>(db: &'db dyn Db, file: SourceFile, schema: &SchemaRef) -> &'db [SchemaRef] {
    super::extensions(db, file).get(&schema.no).map_or(&[], Vec::as_slice)
}
