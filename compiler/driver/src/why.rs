//! `dlc why`: from a place in a file of the tree back to what it comes from.
//!
//! The lab is rendered anew with traces; what lies in the tree is compared with that first. Then the place leads to an
//! input path (the target says which), that to a value of the lab, and that to the line that wrote it: [`reasons`]. A
//! byte of a text goes on to the piece of text that holds it: [`texts`]. No secret is opened on the way.

mod align;
mod answer;
mod behind;
mod fresh;
mod own;
mod place;
mod reasons;
mod shape;
mod share;
mod tell;
mod texts;
mod tree;
mod view;

pub use answer::{Answer, Kind, Other, Reason};
pub(crate) use reasons::Reasons;
pub use share::{Share, shares};
pub use tell::{human, json, short};
pub use tree::Tree;

use crate::front::Front;
use crate::outcome::Outcome;
use crate::project::Project;
use crate::trace::{Scene, scene};
use behind::assembled;
use dlc_base::{Diagnostic, Severity};
use dlc_emit::Manifest;
use fresh::Match;
use place::Place;
use std::path::PathBuf;
use tree::as_made;
use view::{Missing, View};

/// What is asked.
pub struct Question {
    /// The tree.
    pub tree: Tree,
    /// The files, from its top, with `/` between their parts, each with a place in it as [`split`] cut it off, which may
    /// be empty.
    pub places: Vec<(String, String)>,
    /// Where compiled plugins are kept; `None` compiles them anew.
    pub cache: Option<PathBuf>,
    /// How many threads evaluate; changes no answer.
    pub threads: usize,
}

/// Splits what a user typed into the path of a file and the place in it. `exists` knows which paths are files; of
/// several the longest counts, and where there is none, what stands before the first mark of a place.
pub fn split(text: &str, exists: impl Fn(&str) -> bool) -> (String, String) {
    let ends = place::ends(text);
    let found = ends.iter().find(|&&end| text.get(..end).is_some_and(|path| !path.is_empty() && exists(path)));
    let readable = |end: &&usize| text.get(**end..).is_some_and(|rest| Place::parse(rest).is_ok());
    let end = found.or_else(|| ends.iter().rev().find(readable)).copied().unwrap_or(text.len());
    (text[..end].to_owned(), text[end..].to_owned())
}

/// Answers a question about the tree that `project` gave: an answer for each place, none where there is no such place.
pub fn why(project: Project, question: &Question) -> Outcome<Vec<Option<Answer>>> {
    let front = Front::new(project).ahead(question.threads);
    let mut told = Vec::new();
    let value = answers(&front, question, &mut told);
    // What the lab is warned of is told by `check`; here it would stand before the answer.
    if value.is_some() {
        told.retain(|told| OWN.contains(&told.code.as_ref()));
    }
    let trouble = told.iter().any(|told| OWN.contains(&told.code.as_ref()) && told.severity == Severity::Error);
    let answers = value.iter().flatten().flatten();
    let shown = answers.flat_map(Answer::places).map(|place| place.file).collect();
    front.outcome_with(value, told, trouble, shown)
}

/// Codes of what is told here, and of no mistake in the lab.
const OWN: [&str; 5] = ["tree-is-older", "changed-by-hand", "unknown-place", "not-in-tree", "bad-place"];

fn answers(front: &Front, question: &Question, told: &mut Vec<Diagnostic>) -> Option<Vec<Option<Answer>>> {
    let wanted = match question.places.as_slice() {
        [(file, _)] => Some(file.as_str()),
        _ => None,
    };
    let scene = scene(front, question.cache.clone(), wanted, told)?;
    let asked = Asked { front, scene: &scene, tree: &question.tree };
    Some(question.places.iter().map(|(file, place)| asked.answer(file, place, told)).collect())
}

/// A tree that is asked about.
struct Asked<'a> {
    front: &'a Front,
    scene: &'a Scene,
    tree: &'a Tree,
}

impl Asked<'_> {
    fn answer(&self, file: &str, place: &str, told: &mut Vec<Diagnostic>) -> Option<Answer> {
        let Self { front, scene, tree } = *self;
        let manifest = tree.manifest();
        let Place { steps, at } = Place::parse(place)
            .map_err(|why| told.push(Diagnostic::placeless("bad-place", format!("`{place}` cannot be read: {why}"))))
            .ok()?;
        let disk = tree.read(file);
        let reasons = Reasons::new(front, scene);
        let mut missing = |why: Missing| told.push(unknown(file, why));
        if let (true, Some(disk)) = (own::is_about_the_tree(file), &disk) {
            let (_, _, pointer) = own::view(file, disk).enter(&steps).map_err(&mut missing).ok()?;
            return own::about(&reasons, manifest, file, disk, pointer.as_deref(), at).map_err(missing).ok();
        }
        let Some(made) = scene.files.get(file) else {
            told.push(not_in_tree(scene, manifest, file, disk.is_some()));
            return None;
        };
        let mut at = at;
        if let Some(disk) = disk {
            let same = Match::of(&disk, made);
            if same.is_none() {
                told.extend(fresh::differs(front, scene, manifest, file, &disk));
            }
            at = as_made(at, &steps, &disk, made, same.as_ref());
        }
        let mut missing = |why: Missing| told.push(unknown(file, why));
        let (view, way, pointer) = View::of(file, made).enter(&steps).map_err(&mut missing).ok()?;
        let found = view.find(pointer.as_deref(), at).map_err(missing).ok()?;
        Some(assembled(&reasons, file, made, &view, &way, found))
    }
}

fn unknown(file: &str, Missing { message, near }: Missing) -> Diagnostic {
    let told = Diagnostic::placeless("unknown-place", format!("in `{file}`: {message}"));
    match near.as_slice() {
        [] => told,
        near => told
            .hint(format!("there is {}", near.iter().map(|near| format!("`{near}`")).collect::<Vec<_>>().join(", "))),
    }
}

fn not_in_tree(scene: &Scene, manifest: &Manifest, file: &str, exists: bool) -> Diagnostic {
    let inside = format!("{}/", file.trim_end_matches('/'));
    let below: Vec<&str> =
        scene.files.keys().map(String::as_str).filter(|path| file.is_empty() || path.starts_with(&inside)).collect();
    if !below.is_empty() {
        let what = if file.is_empty() { "the tree itself".to_owned() } else { format!("`{file}`") };
        let told = Diagnostic::placeless("not-in-tree", format!("{what} is a folder, and a file is asked about"));
        return told.hint(listed(below.iter().take(3).copied()));
    }
    let message = match (manifest.artifact(file).is_some(), exists) {
        (true, _) => format!("the lab makes no `{file}` now; the tree is older"),
        (false, true) => format!("`{file}` lies in the tree, and no build put it there"),
        (false, false) => format!("there is no `{file}` in the tree"),
    };
    let told = Diagnostic::placeless("not-in-tree", message);
    match view::propose(file, scene.files.keys().map(String::as_str)).as_slice() {
        [] => told,
        near => told
            .hint(format!("there is {}", near.iter().map(|near| format!("`{near}`")).collect::<Vec<_>>().join(", "))),
    }
}

/// Names of what there is.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    format!("there is {}", names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
}
