//! How much of a lab's output leads back: for tests, which hold every target to it.

use super::answer::Kind;
use super::behind::behind;
use super::place::Step;
use super::reasons::Reasons;
use super::view::View;
use crate::front::Front;
use crate::outcome::Outcome;
use crate::project::Project;
use crate::trace::{Made, scene};
use std::path::PathBuf;

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
            Some(Step::Pointer(pointer)) => Some(pointer.as_str()),
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
