//! `dlc why`: from a place in a file of the tree back to what it comes from.
//!
//! The lab is rendered anew with traces; what lies in the tree is compared with that first. Then the place leads to an
//! input path (the target says which), that to a value of the lab, and that to the line that wrote it: [`reasons`]. A
//! byte of a text goes on to the piece of text that holds it: [`texts`]. No secret is opened on the way.

mod align;
mod answer;
mod fresh;
mod own;
mod place;
mod reasons;
mod shape;
mod tell;
mod texts;
mod view;

pub use answer::{Answer, Kind, Other, Reason};
pub(crate) use reasons::Reasons;
pub use tell::{human, json, short};

use crate::front::Front;
use crate::outcome::Outcome;
use crate::project::Project;
use crate::trace::{Made, Scene, scene};
use dlc_base::{Diagnostic, Severity};
use dlc_emit::{Disk, FileLayer as _, Manifest};
use fresh::Match;
use place::{At, Place};
use reasons::Became;
use std::path::{Path, PathBuf};
use view::{Found, Missing, View};

/// How many places of the model are followed from one place of the output.
const INPUTS: usize = 8;
/// How much of a text is shown.
const SHOWN: usize = 160;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// The folder with the tree.
    pub tree: PathBuf,
    /// The files, from there, with `/` between their parts, each with a place in it as [`split`] cut it off, which may
    /// be empty.
    pub places: Vec<(String, String)>,
    /// Where compiled plugins are kept; `None` compiles them anew.
    pub cache: Option<PathBuf>,
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

/// The lab that the tree in `folder` was made from, from its project's root.
///
/// # Errors
/// The folder is no tree of ours.
pub fn lab_of(folder: &Path) -> Result<String, Diagnostic> {
    Manifest::read(&Disk, folder).map(|manifest| manifest.lab).map_err(|error| error.diagnostic())
}

/// Answers a question about the tree that `project` gave: an answer for each place, none where there is no such place.
pub fn why(project: Project, question: &Question) -> Outcome<Vec<Option<Answer>>> {
    let front = Front::new(project);
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
    let manifest = Manifest::read(&Disk, &question.tree).map_err(|error| told.push(error.diagnostic())).ok()?;
    let wanted = match question.places.as_slice() {
        [(file, _)] => Some(file.as_str()),
        _ => None,
    };
    let scene = scene(front, question.cache.clone(), wanted, told)?;
    let asked = Asked { front, scene: &scene, manifest: &manifest, tree: &question.tree };
    Some(question.places.iter().map(|(file, place)| asked.answer(file, place, told)).collect())
}

/// A tree that is asked about.
struct Asked<'a> {
    front: &'a Front,
    scene: &'a Scene,
    manifest: &'a Manifest,
    tree: &'a Path,
}

impl Asked<'_> {
    fn answer(&self, file: &str, place: &str, told: &mut Vec<Diagnostic>) -> Option<Answer> {
        let Self { front, scene, manifest, tree } = *self;
        let Place { steps, at } = Place::parse(place)
            .map_err(|why| told.push(Diagnostic::placeless("bad-place", format!("`{place}` cannot be read: {why}"))))
            .ok()?;
        let disk = read(&tree.join(file));
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
        let at = match disk {
            Some(disk) => match Match::of(&disk, made) {
                Some(same) => on_disk(at, &steps, &disk, made, &same),
                None => {
                    told.extend(fresh::differs(front, scene, manifest, file, &disk));
                    at
                }
            },
            None => at,
        };
        let mut missing = |why: Missing| told.push(unknown(file, why));
        let (view, way, pointer) = View::of(file, made).enter(&steps).map_err(&mut missing).ok()?;
        let found = view.find(pointer.as_deref(), at).map_err(missing).ok()?;
        Some(assembled(&reasons, file, made, &view, &way, found))
    }
}

/// A place on the disk as one in what was made: secrets have another length there.
fn on_disk(at: At, steps: &[place::Step], disk: &[u8], made: &Made, same: &Match) -> At {
    if !steps.is_empty() || made.sealed.is_empty() {
        return at;
    }
    match at {
        At::Byte(byte) if byte < disk.len() => At::Byte(same.made(byte)),
        At::Line(line, column) => {
            let start = disk.split_inclusive(|&byte| byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
            let text = String::from_utf8_lossy(&made.bytes);
            At::Line(shape::line_around(&text, same.made(start)).0, column)
        }
        at => at,
    }
}

/// The bytes of a file, if it can be read.
fn read(path: &Path) -> Option<Vec<u8>> {
    let (_, mut file) = Disk.open(path).ok()?;
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut file, &mut bytes).ok()?;
    Some(bytes)
}

fn assembled(reasons: &Reasons<'_>, file: &str, made: &Made, view: &View, way: &str, found: Found) -> Answer {
    let bytes = view.bytes.get(found.range.clone()).unwrap_or_default();
    Answer {
        file: file.to_owned(),
        place: format!("{way}{}", found.place),
        text: std::str::from_utf8(bytes).ok().filter(|_| !found.place.is_empty()).map(shortened),
        target: made.target.clone(),
        version: version(reasons.scene, &made.target),
        node: made.node.clone(),
        reasons: behind(reasons, file, made, view, &found),
    }
}

/// What stands behind a place that was found; never nothing.
fn behind(reasons: &Reasons<'_>, file: &str, made: &Made, view: &View, found: &Found) -> Vec<Reason> {
    let mut out = Vec::new();
    let touches = |range: &std::ops::Range<usize>| range.start < found.range.end && found.range.start < range.end;
    for (_, handle) in view.sealed.iter().filter(|(range, _)| touches(range)) {
        out.push(secret(reasons, handle));
    }
    let became = found.says.as_deref().map(|text| Became { text, at: found.at });
    let mut inputs = found.inputs.clone();
    if inputs.is_empty()
        && let Some(line) = found.says.as_deref().and_then(|_| view.bytes.get(found.range.clone()))
    {
        inputs = own::mentioned(reasons.scene, file, &String::from_utf8_lossy(line));
    }
    // What says little of a part says who made the whole: that stands first where all of a file is asked about.
    let is_whole = found.place.is_empty();
    if is_whole {
        out.extend(own::of_artifact(reasons, file));
    }
    let more = inputs.len().saturating_sub(INPUTS);
    inputs.truncate(INPUTS);
    out.extend(reasons.of(&inputs, &found.rest, became));
    if let Some(last) = out.last_mut().filter(|_| more > 0) {
        last.notes.push(format!("{more} more things of the lab are in it; ask about a part"));
    }
    if out.is_empty() {
        if made.target != "dlc" {
            let message = format!("target `{}` writes this, and does not say from what", made.target);
            out.push(Reason::new(Kind::Target, message, None));
        }
        out.extend(own::of_artifact(reasons, file));
    }
    out
}

fn secret(reasons: &Reasons<'_>, handle: &str) -> Reason {
    let place = reasons.scene.secrets.get(handle).and_then(|(_, origin)| reasons.span(origin));
    let mut reason = Reason::new(Kind::Secret, format!("a secret stands here: `{handle}`"), place);
    if let Some((recipe, _)) = reasons.scene.secrets.get(handle) {
        reason.notes.extend(recipe.sources().into_iter().map(|source| format!("it lies in `{source}`")));
    }
    reason.notes.push("its value is never shown".to_owned());
    reason
}

fn version(scene: &Scene, target: &str) -> String {
    let found = scene.targets.iter().find(|plugin| plugin.name == target);
    found.map_or(crate::build::VERSION, |plugin| &plugin.version).to_owned()
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

/// A text on one line, cut where it is long.
fn shortened(text: &str) -> String {
    let short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

impl Answer {
    /// Every place in it.
    pub fn places(&self) -> impl Iterator<Item = dlc_base::Span> + '_ {
        self.reasons.iter().flat_map(|reason| reason.place.into_iter().chain(reason.others.iter().map(|o| o.place)))
    }
}

/// How far back the places of a file of the output lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// The file.
    pub file: String,
    /// Who made it.
    pub target: String,
    /// Whether it is structured data, so that its parts are leaves; otherwise they are lines.
    pub structured: bool,
    /// How many parts it has.
    pub parts: usize,
    /// Those of which nothing is known but who made the file.
    pub unknown: Vec<String>,
}

/// Asks for every leaf of structured data and every line of text in the output of `project`.
pub fn shares(project: Project, cache: Option<PathBuf>) -> Outcome<Vec<Share>> {
    let front = Front::new(project);
    let mut told = Vec::new();
    let value = scene(&front, cache, None, &mut told).map(|scene| {
        let reasons = Reasons::new(&front, &scene);
        scene.files.iter().map(|(file, made)| share(&reasons, file, made)).collect()
    });
    front.outcome(value, told, false)
}

fn share(reasons: &Reasons<'_>, file: &str, made: &Made) -> Share {
    let view = View::of(file, made);
    let leaves = view.leaves();
    let mut unknown = Vec::new();
    for (step, at) in &leaves {
        let pointer = match step {
            Some(place::Step::Pointer(pointer)) => Some(pointer.as_str()),
            _ => None,
        };
        let Ok(found) = view.find(pointer, *at) else { continue };
        let behind = behind(reasons, file, made, &view, &found);
        if behind.iter().all(|reason| reason.kind == Kind::Target)
            || behind.first().is_some_and(|r| r.kind == Kind::Target)
        {
            unknown.push(found.place);
        }
    }
    let (target, structured) = (made.target.clone(), view.is_structured());
    Share { file: file.to_owned(), target, structured, parts: leaves.len(), unknown }
}
