//! The checker: every body once, without values, whether anything uses it or not.
//!
//! It asks what an expression may be ([`what`]) and whether a place takes it ([`fit`]). What cannot be told from the
//! text alone is left to the evaluator: to stay silent is right where there is doubt, to report what a value could
//! make right is a mistake of the checker. Codes, places and wording are the evaluator's where both can see a
//! mistake, which is then told once.
//!
//! The grain is the anchor: an edit inside one row checks that row again, and nothing else.

mod blocks;
mod body;
mod calls;
mod codes;
mod context;
mod cycles;
mod env;
mod expr;
mod fields;
mod fit;
mod instead;
mod items;
mod kinds;
mod lists;
mod members;
mod names;
mod ops;
mod records;
mod secrets;
mod shadow;
mod tested;
mod texts;
mod twice;
mod unused;
pub mod watch;
mod what;

pub use what::What;

pub(crate) use instead::own_type;

use crate::Diag;
use crate::hir::{AnchorKey, AnchorNode, ItemKind, Name};
use crate::schema::{self, Schema};
use crate::scope::{self, Def};
use crate::source::anchor;
use crate::ty::{SchemaRef, Ty};
use dlc_base::Origin;
use dlc_db::{AnchorNo, Db, SourceFile};
use env::Scope;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What is wrong with an anchor, and what it refers to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// What is wrong.
    pub diags: Vec<Diag>,
    /// The functions and `let`s that it needs, in the order of their first mention.
    references: Vec<(SourceFile, AnchorKey)>,
}

/// Everything that is wrong with a file, values aside.
#[salsa::tracked]
pub fn check_file(db: &dyn Db, file: SourceFile) -> Vec<Diag> {
    let mut out = scope::file_scope(db, file).errors.clone();
    let anchors = context::anchors(db, file);
    for key in &anchors {
        out.extend(check_anchor(db, file, key.clone()).diags.iter().cloned());
    }
    out.extend(cycles::check(db, file, &anchors));
    // Broken text may use what cannot be seen.
    if !is_library(db, file) && !crate::source::is_broken(db, file) {
        out.extend(unused::check(db, file, &anchors));
    }
    out
}

/// Everything that is wrong with an anchor; what stands in anchors of their own inside it is theirs.
#[salsa::tracked]
pub fn check_anchor(db: &dyn Db, file: SourceFile, key: AnchorKey) -> Checked {
    db.note(&|| format!("check {key}"));
    let Some(anchor) = anchor(db, file, key) else { return Checked::default() };
    let cx = Checker::new(db, file);
    cx.item(anchor);
    Checked { diags: cx.diags.into_inner(), references: cx.references.into_inner() }
}

/// What a `let` is.
#[salsa::tracked(cycle_result = endless_let)]
pub(crate) fn let_type(db: &dyn Db, file: SourceFile, key: AnchorKey) -> What {
    let Some(anchor) = anchor(db, file, key) else { return What::UNKNOWN };
    let AnchorNode::Let { ty, value, .. } = &anchor.hir.node else { return What::UNKNOWN };
    let cx = Checker::new(db, file);
    if let Some(ty) = ty {
        return What::Value(crate::ty::resolve(db, anchor, ty, &mut Vec::new()));
    }
    cx.quietly(|| {
        let scope = cx.around(anchor).at.scope;
        let what = cx.expr(&scope, value, None, None);
        cx.module_value(what, anchor.origin(value.range))
    })
}

/// A `let` that needs itself is told once, where cycles are looked for.
fn endless_let(_db: &dyn Db, _id: salsa::Id, _file: SourceFile, _key: AnchorKey) -> What {
    What::UNKNOWN
}

/// Whether a file comes with the compiler.
fn is_library(db: &dyn Db, file: SourceFile) -> bool {
    file.path(db).contains(':')
}

/// The schemas that extend each schema, among those that a file can reach.
#[salsa::tracked]
fn extensions(db: &dyn Db, file: SourceFile) -> FxHashMap<AnchorNo, Vec<SchemaRef>> {
    let mut files = if is_library(db, file) { vec![file] } else { scope::reachable(db, file).0 };
    for at in 0..files.len() {
        for name in scope::file_scope(db, files[at]).names() {
            if let Some(Def::Module(module)) = scope::lookup(db, files[at], name)
                && !files.contains(&module)
            {
                files.push(module);
            }
        }
    }
    let mut out: FxHashMap<AnchorNo, Vec<SchemaRef>> = FxHashMap::default();
    for file in files {
        for item in scope::items(db, file).iter().filter(|item| item.kind == ItemKind::Schema) {
            let Some(found) = schema::schema(db, file, item.anchor.clone()) else { continue };
            for base in &found.bases {
                let known = out.entry(base.no).or_default();
                if !known.contains(&found.this) {
                    known.push(found.this.clone());
                }
            }
        }
    }
    out
}

/// One check of one anchor.
pub(crate) struct Checker<'db> {
    /// The database.
    pub(crate) db: &'db dyn Db,
    file: SourceFile,
    diags: RefCell<Vec<Diag>>,
    references: RefCell<Vec<(SourceFile, AnchorKey)>>,
    /// How many are looking without reporting.
    quiet: Cell<u32>,
    /// How deep expressions are nested.
    depth: Cell<u32>,
    /// Who wants to know what lies at a place.
    watch: Option<watch::Watch>,
}

/// What entries say something about.
#[derive(Clone)]
pub(crate) struct Block<'db> {
    /// What it is made of.
    pub(crate) shape: Shape<'db>,
    /// Its kind word.
    pub(crate) word: Option<Name>,
    /// Whether it is a lab.
    pub(crate) is_lab: bool,
}

/// What a block or record is made of.
#[derive(Clone)]
pub(crate) enum Shape<'db> {
    /// The fields of one of these schemas.
    Schemas(Rc<[&'db Schema]>),
    /// Keys and values.
    Map(Ty, Ty),
    /// A test: it has no fields.
    Test,
    /// Nothing is known.
    Unknown,
}

/// A place in braces.
#[derive(Clone)]
pub(crate) struct At<'db> {
    /// Its names.
    pub(crate) scope: Scope<'db>,
    /// What its entries say something about.
    pub(crate) block: Block<'db>,
}

impl<'db> Shape<'db> {
    /// The fields of one schema.
    pub(crate) fn one(schema: &'db Schema) -> Self {
        Self::Schemas(Rc::new([schema]))
    }
}

impl<'db> Block<'db> {
    /// A block of this kind word, or a record without one.
    pub(crate) fn new(shape: Shape<'db>, word: Option<Name>) -> Self {
        let is_lab = word.as_deref() == Some("lab");
        Self { shape, word, is_lab }
    }

    /// A block of which nothing is known.
    pub(crate) fn unknown() -> Self {
        Self::new(Shape::Unknown, None)
    }

    /// What it is called in messages.
    pub(crate) fn title(&self) -> String {
        match (&self.word, &self.shape) {
            (Some(word), _) => word.to_string(),
            (None, Shape::Schemas(schemas)) => schemas.first().map(|s| s.this.name.to_string()).unwrap_or_default(),
            (None, Shape::Map(..)) => "the map".to_owned(),
            (None, Shape::Test) => "a test".to_owned(),
            (None, Shape::Unknown) => "the block".to_owned(),
        }
    }
}

impl<'db> Checker<'db> {
    fn new(db: &'db dyn Db, file: SourceFile) -> Self {
        Self {
            db,
            file,
            diags: RefCell::default(),
            references: RefCell::default(),
            quiet: Cell::new(0),
            depth: Cell::new(0),
            watch: None,
        }
    }

    /// Reports.
    pub(crate) fn push(&self, diag: Diag) {
        if self.quiet.get() > 0 {
            return;
        }
        let mut diags = self.diags.borrow_mut();
        if !diags.contains(&diag) {
            diags.push(diag);
        }
    }

    /// Reports an error.
    pub(crate) fn error(&self, code: &'static str, place: Origin, message: impl Into<String>) {
        if self.quiet.get() == 0 {
            self.push(Diag::error(code, place, message));
        }
    }

    /// Looks without reporting: what is seen is reported elsewhere.
    pub(crate) fn quietly<T>(&self, f: impl FnOnce() -> T) -> T {
        self.quiet.set(self.quiet.get() + 1);
        let result = f();
        self.quiet.set(self.quiet.get() - 1);
        result
    }

    /// Notes that this anchor needs a function or a `let`.
    pub(crate) fn reference(&self, file: SourceFile, key: &AnchorKey) {
        if self.quiet.get() > 0 {
            return;
        }
        let mut references = self.references.borrow_mut();
        if !references.iter().any(|(f, k)| *f == file && k == key) {
            references.push((file, key.clone()));
        }
    }

    /// The schemas that extend this one, as far as the file can reach them.
    pub(crate) fn extending(&self, schema: &Schema) -> Vec<&'db Schema> {
        let known = extensions(self.db, self.file).get(&schema.this.no);
        known.into_iter().flatten().filter_map(|found| schema::of(self.db, found)).collect()
    }
}

#[cfg(test)]
mod tests;
