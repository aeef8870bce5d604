//! `test`: the lab with what `given` says on top of it, and what is expected of it (rule 32).
//!
//! A test runs for the lab that it stands in. One in a profile for labs runs for each lab of the file that includes the
//! profile, because nothing else would ever run it; a lab that is included keeps its own tests, which run where that lab
//! is tested; one at the level of a file runs for each lab of the file, and without any lab where there is none. Files
//! that are only imported are tested by themselves.
//!
//! Each test is an edit of the database's overlay: see [`dlc_db::Overlay`].

mod built;
mod find;
mod given;
mod judge;

pub(crate) use built::file as built_file;
pub(crate) use given::{allows, on_block, on_lab};

use crate::check::is_of_checking;
use crate::env::{Env, Frozen, Owner, Scope};
use crate::program;
use crate::{cx::Cx, program::placed};
use dlc_base::{Diagnostic, Origin, Severity, Span};
use dlc_db::{AnchorNo, Content, Database, Db, EntityNo, SourceFile};
use dlc_sema::Diag;
use dlc_sema::hir::{AnchorNode, BodyId};
use given::Givens;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A test, in one lab and one round of a loop.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// Its title.
    pub name: String,
    /// The lab that it is about, if the file has one.
    pub lab: Option<EntityNo>,
    /// Where its title stands.
    pub place: Span,
    anchor: AnchorNo,
    /// The names around it.
    env: Vec<Frozen>,
}

/// The tests of a file, and what is wrong with where they stand.
#[derive(Debug, Default)]
pub struct Found {
    /// In the order of the text.
    pub tests: Vec<Test>,
    /// What kept tests from being found.
    pub told: Vec<Diagnostic>,
}

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As it expects.
    Passed,
    /// Otherwise.
    Failed,
    /// It asks for the output of a target that is not there yet.
    Waits,
}

/// What came of a test.
#[derive(Debug, Clone)]
pub struct Judged {
    /// How it ended.
    pub verdict: Verdict,
    /// Why.
    pub told: Vec<Diagnostic>,
}

/// The output of a lab, as a test asks for it.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// What was said while it was made; errors too.
    pub told: Vec<Diagnostic>,
    /// The bytes of each file that was wanted by its path in the tree, as far as it could be made.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// Every path of the tree that is known.
    pub paths: BTreeSet<String>,
    /// Targets that the lab names or needs, and that do not exist yet.
    pub missing: Vec<String>,
}

/// Makes the output of a lab as the database has it now. Paths are those that are wanted, all where they are unknown.
pub type Make<'a> = dyn FnMut(&Database, EntityNo, Option<&BTreeSet<String>>) -> Output + 'a;

/// The tests of a file that checks without an error.
pub fn tests(db: &dyn Db, file: SourceFile) -> Found {
    find::tests(db, file)
}

/// Runs `tests` one after the other, and leaves the program as it was.
pub fn run(db: &mut Database, tests: &[Test], make: &mut Make<'_>) -> Vec<Judged> {
    // What stands around a `given` is asked of the lab as it is without any test.
    let givens: Vec<(Arc<Givens>, Vec<Diag>)> = tests.iter().map(|test| given::gather(db, test)).collect();
    let judged = tests.iter().zip(givens).map(|(test, (givens, wrong))| one(db, test, givens, wrong, make)).collect();
    db.lay_over(None, None);
    judged
}

fn one(db: &mut Database, test: &Test, givens: Arc<Givens>, wrong: Vec<Diag>, make: &mut Make<'_>) -> Judged {
    if !wrong.is_empty() {
        let told = wrong.into_iter().map(|diag| placed(db, diag)).collect();
        return Judged { verdict: Verdict::Failed, told: named(test, told) };
    }
    let allows = givens.allows.clone();
    db.lay_over(Some(givens.clone()), None);
    let (mut of_lab, allowed) = match test.lab {
        Some(lab) => program::lab_told(db, lab),
        None => (Vec::new(), FxHashSet::default()),
    };
    let wants = built::wants(db, test);
    let unmet = |code: &str| !of_lab.iter().any(|told| told.code == code);
    let asks = wants.output || judge::codes(db, test).iter().any(|code| unmet(code));
    let mut missing = Vec::new();
    let mut laid = Vec::new();
    if let Some(lab) = test.lab
        && asks
        && !of_lab.iter().any(is_error)
    {
        let output = make(db, lab, wants.paths.as_ref());
        of_lab.extend(output.told);
        missing = output.missing;
        if !of_lab.iter().any(is_error) {
            laid = lay(db, givens, output.files, output.paths);
        }
    }
    let mut judged = judge::judge(db, test, &of_lab, &missing);
    laid.iter().for_each(|path| db.set_content(path, Content::Missing));
    let unused = |(code, place): &&(String, Origin)| !allowed.contains(place) && is_of_checking(db, code);
    for (code, place) in allows.iter().filter(unused) {
        let message = format!("`allow {code}` silences nothing here");
        judged.told.push(placed(db, Diag::warning("unused-allow", *place, message)));
    }
    Judged { told: named(test, judged.told), ..judged }
}

/// Lets the test read the output; the files that it may read.
fn lay(
    db: &mut Database,
    givens: Arc<Givens>,
    files: BTreeMap<String, Arc<[u8]>>,
    paths: BTreeSet<String>,
) -> Vec<String> {
    let mut laid = Vec::with_capacity(files.len());
    for (path, bytes) in files {
        let path = format!("{}{path}", built::PREFIX);
        db.set_content(&path, Content::Bytes(bytes));
        laid.push(path);
    }
    db.lay_over(Some(givens), Some(Arc::new(paths)));
    laid
}

/// Says of each diagnostic which test it belongs to: the lab that is wrong in it is not the one that is built.
fn named(test: &Test, told: Vec<Diagnostic>) -> Vec<Diagnostic> {
    told.into_iter().map(|told| told.note(format!("in the test \"{}\"", test.name))).collect()
}

fn is_error(told: &Diagnostic) -> bool {
    told.severity == Severity::Error
}

/// The names inside a test's braces, and these.
fn inside<'db>(cx: &Cx<'db>, test: &Test) -> Option<(Scope<'db>, BodyId)> {
    let anchor = cx.anchor(test.anchor)?;
    let AnchorNode::Test { body, .. } = anchor.hir.node else { return None };
    let owner = test.lab.map_or(Owner::Nobody, Owner::Lab);
    let scope = Scope { anchor, env: Env::thaw(cx, &test.env) }.inside(body, &owner);
    Some((scope, body))
}

/// An evaluation in a test: nothing is hidden from it.
fn evaluation<'db>(db: &'db dyn Db, test: &Test) -> Cx<'db> {
    let cx = Cx::new(db, test.lab, false);
    cx.sees_private.set(true);
    cx
}

/// The place of a title in its file.
fn span_of(db: &dyn Db, origin: Origin) -> Option<Span> {
    dlc_sema::source::span(db, origin)
}
