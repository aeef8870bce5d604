//! Everything that a lab says about one place of the model: what counts, what was overridden, and by which profiles it
//! came there. For people who ask why; no value depends on it.

use super::origins::Entities;
use crate::cx::{Cx, Ev, R, Stop};
use crate::frame::{Contribution, Frame, LabelOf, Sites, What};
use crate::lab::{cell_label, lab_of, root_frame};
use dlc_base::Origin;
use dlc_db::{Db, EntityNo};
use dlc_model::{InputPath, Root};

/// One thing that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Where.
    pub place: Origin,
    /// In which way.
    pub how: How,
    /// Whether it has a part in the value; otherwise something above it was set.
    pub counts: bool,
    /// The includes that brought it, the nearest first. Empty for what the block says itself.
    pub brought_by: Vec<Origin>,
}

/// In which way something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// `f = e`
    Set,
    /// `f += e`
    Added,
    /// `f { … }`
    Amended,
    /// A block of the field's kind.
    Block,
}

/// What the lab says about the value at `path`, weak before strong: about the field that holds it, where it is a part
/// of a value. Empty where nothing is said, so that a default holds.
pub fn said(db: &dyn Db, lab: EntityNo, path: &InputPath) -> Vec<Said> {
    let entities = Entities::new(db, lab);
    let steps = as_written(path);
    let (entity, steps) = match (&path.root, steps.as_slice()) {
        (Root::Node(name), _) => (entities.find("machines", name), steps),
        (Root::MenuMachine(name), _) => {
            (Some(lab), ["boot", "menu", "machines", name].into_iter().chain(steps).collect())
        }
        (Root::Lab, [field, label, rest @ ..]) => match entities.find(field, label) {
            Some(entity) => (Some(entity), rest.to_vec()),
            None => (Some(lab), steps),
        },
        (Root::Lab, _) => (Some(lab), steps),
    };
    let Some(entity) = entity else { return Vec::new() };
    let cx = Cx::with_bodies(db, lab_of(db, entity));
    let found = root_frame(&cx, entity).and_then(|frame| walk(&cx, &frame, &steps, &[]));
    *cx.root.borrow_mut() = None;
    found.unwrap_or_default()
}

/// The steps as the language has them: a system's and a target's options stand in it without a group.
fn as_written(path: &InputPath) -> Vec<&str> {
    let steps = path.steps.iter().map(String::as_str);
    match path.steps.first().map(String::as_str) {
        Some("os") if path.steps.get(1).is_some_and(|step| step == "options") => skip(steps, 1),
        Some("targets") => skip(steps, 2),
        _ => steps.collect(),
    }
}

fn skip<'a>(steps: impl Iterator<Item = &'a str>, number: usize) -> Vec<&'a str> {
    steps.enumerate().filter(|(i, _)| *i != number).map(|(_, step)| step).collect()
}

/// What is said in `frame` about the value at the end of `steps`. `outer` is how the frame's bodies came there.
fn walk<'db>(cx: &Cx<'db>, frame: &Frame<'db>, steps: &[&str], outer: &[Said]) -> R<Vec<Said>> {
    let Some((first, rest)) = steps.split_first() else { return Ok(outer.to_vec()) };
    // What the model has and the language has not: it is computed from the whole.
    if frame.map.is_none() && frame.declared(first).is_none() {
        return Ok(outer.to_vec());
    }
    let kind = frame.declared(first).and_then(|field| field.kind.clone());
    let said = frame.contributions(cx, first, kind.as_deref())?;
    let sites = frame.sites(cx)?;
    let held = frame.field(cx, first)?;
    let of_label = |label: &str| -> R<Vec<Contribution<'db>>> {
        let mut out = Vec::new();
        for said in &said {
            if is_called(cx, said, label)? {
                out.push(said.clone());
            }
        }
        Ok(out)
    };
    match held {
        Ev::Group(group) => {
            let Some((label, rest)) = rest.split_first() else { return Ok(listed(&sites, &said, outer)) };
            let here = listed(&sites, &of_label(label)?, outer);
            match group.get(label) {
                Some(inner) => or(walk(cx, inner, rest, &here)?, here),
                None => Ok(here),
            }
        }
        Ev::Frame(inner) if inner.entity.is_none() => {
            let here = listed(&sites, &said, outer);
            or(walk(cx, &inner, rest, &here)?, here)
        }
        _ => Ok(listed(&sites, &said, outer)),
    }
}

/// What is said of a part; of the whole, where nothing is said of the part alone.
fn or(inner: Vec<Said>, outer: Vec<Said>) -> Result<Vec<Said>, Stop> {
    Ok(if inner.is_empty() { outer } else { inner })
}

fn is_called<'db>(cx: &Cx<'db>, said: &Contribution<'db>, label: &str) -> R<bool> {
    let What::Block(of, _) = &said.what else { return Ok(false) };
    Ok(match of {
        LabelOf::Label(of) => crate::env::label_text(cx, &said.scope, of)? == label,
        LabelOf::Cell(cell) => cell_label(cx, &said.scope, cell)? == label,
        LabelOf::Missing => false,
    })
}

fn listed<'db>(sites: &Sites<'db>, said: &[Contribution<'db>], outer: &[Said]) -> Vec<Said> {
    let sets = |said: &Contribution<'db>| matches!(said.what, What::Set(_) | What::Value(_));
    let overridden = |one: &Contribution<'db>| {
        !matches!(one.what, What::Block(..))
            && said.iter().any(|other| sets(other) && sites.is_above(other.site, one.site))
    };
    let one = |said: &Contribution<'db>| Said {
        place: said.place,
        how: match said.what {
            What::Set(_) | What::Value(_) => How::Set,
            What::Add(_) => How::Added,
            What::Amend(_) => How::Amended,
            What::Block(..) => How::Block,
        },
        counts: !overridden(said),
        brought_by: brought_by(sites, said.site, outer),
    };
    said.iter().map(one).collect()
}

/// The includes on the way to a site. Bodies stand before those that include them, so the next one above is the one
/// that brought it.
fn brought_by(sites: &Sites<'_>, number: usize, outer: &[Said]) -> Vec<Origin> {
    let (mut out, mut at) = (Vec::new(), number);
    while let Some(site) = sites.list.get(at).filter(|site| site.included) {
        out.push(site.place);
        match (at + 1..sites.list.len()).find(|&above| sites.is_above(above, at)) {
            Some(above) => at = above,
            None => break,
        }
    }
    // What says this of a part may itself have been brought to the whole.
    let body = sites.list.get(at).map(|site| site.place);
    let around = outer.iter().find(|outer| Some(outer.place) == body);
    out.extend(around.into_iter().flat_map(|around| around.brought_by.iter().copied()));
    out
}
