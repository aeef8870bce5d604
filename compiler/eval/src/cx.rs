//! One evaluation: what it may ask, what it has found wrong, what it has spent.

use crate::env::Env;
use crate::frame::{Frame, Group, LONG_CHAIN, VALUE_CYCLE};
use crate::value::{Cell, Reference, Value, weight};
use dlc_base::{Origin, Severity};
use dlc_db::{AnchorNo, Db, EntityNo, SourceFile};
use dlc_sema::Diag;
use dlc_sema::hir::{AnchorNode, Expr, ItemKind, Name};
use dlc_sema::schema::{self, FieldValue, Schema};
use dlc_sema::scope;
use dlc_sema::source::{Anchor, anchor_of};
use dlc_sema::ty::{SchemaRef, Signature, signature};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::{Cell as Slot, OnceCell, RefCell};
use std::rc::Rc;

/// Evaluation stopped here; why has been reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop;

/// A result whose failure is already reported.
pub(crate) type R<T> = Result<T, Stop>;

/// What an expression evaluates to while it is being worked with. Only cells leave an evaluation.
#[derive(Clone)]
pub(crate) enum Ev<'db> {
    /// A value.
    Cell(Cell),
    /// A block or record whose fields are computed when somebody asks.
    Frame(Frame<'db>),
    /// Blocks by label.
    Group(Rc<Group<'db>>),
    /// A declaration that is no value yet: a function, a profile, a `let`.
    Item(Item<'db>),
    /// A module.
    Module(SourceFile),
    /// A schema.
    Schema(SchemaRef),
    /// A function of the language.
    Builtin(&'static str),
}

/// A declaration with the names around it.
#[derive(Clone)]
pub(crate) struct Item<'db> {
    /// What it is.
    pub(crate) kind: ItemKind,
    /// Where.
    pub(crate) anchor: &'db Anchor,
    /// The names around it.
    pub(crate) env: Env<'db>,
}

/// The budgets of one block (rule 39): the same on every machine and for every order of evaluation.
const STEPS: u64 = 10_000_000;
const ELEMENTS: u64 = 1_000_000;
const TEXT: u64 = 16 << 20;
/// `.first` or `.last` of nothing.
pub(crate) const EMPTY_LIST: &str = "empty-list";
/// How many mistakes of one block are told.
const MISTAKES: usize = 10_000;
/// How deep calls of functions and expressions may nest.
const DEPTH: u32 = 200;

/// Whether a mistake is one of the way on which values are asked for, which no query knows.
pub(crate) fn is_of_order(diag: &Diag) -> bool {
    diag.code == VALUE_CYCLE || diag.code == LONG_CHAIN
}

/// What was found wrong, each once, in the order in which it was found.
#[derive(Default)]
struct Diags {
    list: Vec<Diag>,
    known: FxHashSet<Diag>,
}

impl Diags {
    fn len(&self) -> usize {
        self.list.len()
    }

    fn insert(&mut self, diag: Diag) {
        if self.known.insert(diag.clone()) {
            self.list.push(diag);
        }
    }
}

/// One evaluation.
pub(crate) struct Cx<'db> {
    /// The database.
    pub(crate) db: &'db dyn Db,
    /// The lab.
    pub(crate) lab: Option<EntityNo>,
    /// The block that is being evaluated: its fields are asked directly, not through a query.
    pub(crate) root: RefCell<Option<Frame<'db>>>,
    /// Whether checks run and nothing is hidden: the block is evaluated as a whole.
    pub(crate) full: bool,
    /// Whether private fields of other blocks may be read: in checks and tests.
    pub(crate) sees_private: Slot<bool>,
    diags: RefCell<Diags>,
    /// Places that the condition of a check read.
    pub(crate) reads: RefCell<Option<Vec<Origin>>>,
    /// The `allow` entries that silenced something.
    pub(crate) allowed: RefCell<Vec<Origin>>,
    /// Whether a check failed.
    pub(crate) check_failed: Slot<bool>,
    /// Whether something was asked of a block that is not known here.
    pub(crate) met_unknown: Slot<bool>,
    /// Whether what a family of blocks has in common is evaluated, apart from any of them: see `shared`.
    pub(crate) apart: bool,
    /// Whether records are needed with the bodies that say them: one that is shared has only its value.
    pub(crate) wants_bodies: bool,
    steps: Slot<u64>,
    elements: Slot<u64>,
    text: Slot<u64>,
    spent: Slot<bool>,
    too_deep: Slot<bool>,
    pub(crate) depth: Slot<u32>,
    known: Known<'db>,
    frames: Frames<'db>,
}

/// The frames of an evaluation. They hold each other, parents and children in turn, so that none would ever go.
#[derive(Default)]
struct Frames<'db>(RefCell<Vec<Frame<'db>>>);

impl Drop for Frames<'_> {
    fn drop(&mut self) {
        self.0.get_mut().iter().for_each(|frame| frame.release());
    }
}

/// What was asked of the database before: a query notes a dependency once, and a map is nearer than the database.
#[derive(Default)]
struct Known<'db> {
    anchors: RefCell<FxHashMap<AnchorNo, Option<&'db Anchor>>>,
    schemas: RefCell<FxHashMap<AnchorNo, Option<&'db Schema>>>,
    signatures: RefCell<FxHashMap<AnchorNo, &'db Signature>>,
    constants: RefCell<FxHashMap<AnchorNo, &'db Vec<Option<Cell>>>>,
    names: RefCell<FxHashMap<(SourceFile, Name), Option<Ev<'db>>>>,
    fields: RefCell<FxHashMap<(EntityNo, Name), Cell>>,
    lab_schema: OnceCell<Option<&'db Schema>>,
    lab: OnceCell<Option<Cell>>,
}

impl<'db> Cx<'db> {
    /// An evaluation in a lab, or of a file's own declarations.
    pub(crate) fn new(db: &'db dyn Db, lab: Option<EntityNo>, full: bool) -> Self {
        Self {
            db,
            lab,
            root: RefCell::new(None),
            full,
            sees_private: Slot::new(false),
            diags: RefCell::default(),
            reads: RefCell::new(None),
            allowed: RefCell::default(),
            check_failed: Slot::new(false),
            met_unknown: Slot::new(false),
            apart: false,
            wants_bodies: false,
            steps: Slot::new(0),
            elements: Slot::new(0),
            text: Slot::new(0),
            spent: Slot::new(false),
            too_deep: Slot::new(false),
            depth: Slot::new(0),
            known: Known::default(),
            frames: Frames::default(),
        }
    }

    /// An evaluation of what a family of blocks has in common.
    pub(crate) fn apart(db: &'db dyn Db) -> Self {
        Self { apart: true, ..Self::new(db, None, true) }
    }

    /// An evaluation that takes records apart into the bodies that say them.
    pub(crate) fn with_bodies(db: &'db dyn Db, lab: Option<EntityNo>) -> Self {
        Self { wants_bodies: true, ..Self::new(db, lab, true) }
    }

    /// What is asked for is not known here: it may be another thing for each block.
    pub(crate) fn unknown(&self) -> Stop {
        self.met_unknown.set(true);
        Stop
    }

    /// The anchor of a number.
    pub(crate) fn anchor(&self, no: AnchorNo) -> Option<&'db Anchor> {
        *self.known.anchors.borrow_mut().entry(no).or_insert_with(|| anchor_of(self.db, no))
    }

    /// Keeps a frame until the evaluation is over.
    pub(crate) fn keep(&self, frame: Frame<'db>) -> Frame<'db> {
        self.frames.0.borrow_mut().push(frame.clone());
        frame
    }

    /// Whether a file comes with the compiler.
    pub(crate) fn is_library(&self, file: SourceFile) -> bool {
        file.path(self.db).contains(':')
    }

    /// The schema of a reference.
    pub(crate) fn schema(&self, schema: &SchemaRef) -> Option<&'db Schema> {
        *self.known.schemas.borrow_mut().entry(schema.no).or_insert_with(|| schema::of(self.db, schema))
    }

    /// Whether a schema has this field, or a label of this name.
    pub(crate) fn is_field(&self, schema: AnchorNo, name: &str) -> bool {
        let found = *self.known.schemas.borrow_mut().entry(schema).or_insert_with(|| {
            self.db.tables().anchor_key(schema).and_then(|(file, key)| schema::schema(self.db, file, key))
        });
        name == "label" || found.is_some_and(|found| found.field(name).is_some())
    }

    /// The default or computed value of a field that is the same for every block.
    pub(crate) fn constant(&self, schema: &Schema, field: &str) -> Option<&'db Cell> {
        let known = &self.known.constants;
        let no = schema.this.no;
        let all = *known.borrow_mut().entry(no).or_insert_with(|| crate::lab::constants(self.db, no, ()));
        all.get(schema.position(field)?)?.as_ref()
    }

    /// The types of a function or a profile.
    pub(crate) fn signature(&self, anchor: &Anchor) -> &'db Signature {
        let known = &self.known.signatures;
        known.borrow_mut().entry(anchor.no).or_insert_with(|| signature(self.db, anchor.file, anchor.key.clone()))
    }

    /// What a file's own names and imports say that `name` is.
    pub(crate) fn file_name(&self, file: SourceFile, name: &str) -> Option<Ev<'db>> {
        let key = (file, Name::from(name));
        if let Some(known) = self.known.names.borrow().get(&key) {
            return known.clone();
        }
        let found = scope::lookup(self.db, file, name).and_then(|def| crate::env::of_def(self, def));
        self.known.names.borrow_mut().insert(key, found.clone());
        found
    }

    /// A field of another block, if it was asked for before.
    pub(crate) fn known_field(&self, entity: EntityNo, name: &str) -> Option<Cell> {
        self.known.fields.borrow().get(&(entity, Name::from(name))).cloned()
    }

    /// Notes a field of another block that has a value.
    pub(crate) fn know_field(&self, entity: EntityNo, name: &str, cell: &Cell) {
        self.known.fields.borrow_mut().insert((entity, name.into()), cell.clone());
    }

    /// Where the expression of a field is.
    pub(crate) fn field_expr(&self, value: FieldValue) -> Option<(&'db Anchor, &'db Expr)> {
        let anchor = self.anchor(value.anchor)?;
        match &anchor.hir.node {
            AnchorNode::Schema(schema) => Some((anchor, schema.fields.get(value.index)?.value.as_ref()?)),
            _ => None,
        }
    }

    /// Reports, and stops.
    pub(crate) fn report(&self, diag: Diag) -> Stop {
        debug_assert_eq!(diag.severity, Severity::Error, "a warning stops nothing");
        self.push(diag);
        Stop
    }

    /// Reports an error, and stops.
    pub(crate) fn error(&self, code: &'static str, place: Origin, message: impl Into<String>) -> Stop {
        self.report(Diag::error(code, place, message))
    }

    /// Reports, and goes on.
    pub(crate) fn push(&self, diag: Diag) {
        if is_of_order(&diag) {
            // Whoever stands on the way has to come back to it by the way that led there.
            self.db.report_untracked_read();
        }
        let mut diags = self.diags.borrow_mut();
        // Nobody reads so many, and a loop may make a million.
        if diags.len() < MISTAKES {
            diags.insert(diag);
        }
    }

    /// How many mistakes were found so far.
    pub(crate) fn mistakes(&self) -> usize {
        self.diags.borrow().len()
    }

    /// What was found wrong.
    pub(crate) fn into_diags(self) -> Vec<Diag> {
        let mut diags: Vec<Diag> = self.diags.into_inner().list;
        if self.check_failed.get() {
            // The check says why the list is empty.
            diags.retain(|diag| diag.code != EMPTY_LIST);
        }
        diags
    }

    /// Spends a step; none are left after the budget.
    pub(crate) fn step(&self, place: Origin) -> R<()> {
        self.steps(1, place)
    }

    /// Spends steps: one for each value that is looked at.
    pub(crate) fn steps(&self, count: usize, place: Origin) -> R<()> {
        self.spend(&self.steps, count as u64, STEPS, "steps", place)
    }

    /// Spends elements for what is inside of values that become part of another.
    pub(crate) fn parts<'c>(&self, cells: impl IntoIterator<Item = &'c Cell>, place: Origin) -> R<()> {
        self.elements(weight::inside_all(cells, ELEMENTS as usize), place)
    }

    /// Spends elements of lists, sets, maps and loops.
    pub(crate) fn elements(&self, count: usize, place: Origin) -> R<()> {
        self.spend(&self.elements, count as u64, ELEMENTS, "elements", place)
    }

    /// Whether a value may be written down: all its texts together are no longer than a block may have.
    pub(crate) fn fits_in_text(&self, value: &Value, place: Origin) -> R<()> {
        match weight::text(value, TEXT as usize) {
            bytes if bytes as u64 > TEXT => self.text_bytes(bytes, place),
            _ => Ok(()),
        }
    }

    /// Spends bytes of text.
    pub(crate) fn text_bytes(&self, count: usize, place: Origin) -> R<()> {
        self.spend(&self.text, count as u64, TEXT, "bytes of text", place)
    }

    fn spend(&self, spent: &Slot<u64>, count: u64, budget: u64, what: &str, place: Origin) -> R<()> {
        spent.set(spent.get().saturating_add(count));
        if spent.get() <= budget {
            return Ok(());
        }
        // Everything after it stops too, and says nothing more.
        if self.spent.replace(true) {
            return Err(Stop);
        }
        let message = format!("a block may take {budget} {what}, and this takes more");
        Err(self.error("budget-exceeded", place, message))
    }

    /// Runs `f` one level deeper.
    pub(crate) fn deeper<T>(&self, place: Origin, f: impl FnOnce() -> R<T>) -> R<T> {
        if self.depth.get() >= DEPTH {
            // What made it so deep meets the end of the depth again and again.
            if self.too_deep.replace(true) {
                return Err(Stop);
            }
            return Err(self.error(
                "nested-too-deep",
                place,
                "this is nested too deep, or functions call each other for ever",
            ));
        }
        self.depth.set(self.depth.get() + 1);
        let result = dlc_db::with_stack(f);
        self.depth.set(self.depth.get() - 1);
        result
    }

    /// Notes that the condition of a check read a value.
    pub(crate) fn read(&self, origin: Origin) {
        if let Some(reads) = &mut *self.reads.borrow_mut()
            && origin != Origin::NOWHERE
            && !reads.contains(&origin)
        {
            reads.push(origin);
        }
    }

    /// The schema of labs.
    pub(crate) fn lab_schema(&self) -> Option<&'db Schema> {
        *self.known.lab_schema.get_or_init(|| lab_schema(self.db).as_ref().and_then(|schema| self.schema(schema)))
    }

    /// The lab as a value.
    pub(crate) fn lab_ref(&self, lab: EntityNo) -> Option<Ev<'db>> {
        let make = || {
            let key = self.db.tables().entity_key(lab)?;
            let schema = self.lab_schema()?.this.clone();
            let reference = Reference { entity: lab, steps: Vec::new(), schema, label: key.label };
            Some(Cell::new(Value::Ref(reference.into()), Origin::NOWHERE))
        };
        self.known.lab.get_or_init(make).clone().map(Ev::Cell)
    }
}

/// The schema of labs: `Lab` of the standard library.
#[salsa::tracked]
fn lab_schema(db: &dyn Db) -> Option<SchemaRef> {
    match scope::member(db, db.file("std:lab.dl"), "Lab") {
        Some(scope::Def::Item { kind: ItemKind::Schema, file, key }) => schema::reference(db, file, &key),
        _ => None,
    }
}
