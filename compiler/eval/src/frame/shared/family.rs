//! Which blocks have something in common, and the frame that stands for all of them.

use crate::cx::Cx;
use crate::env::{Env, Layer, Owner, Scope};
use crate::frame::{Frame, FrameData, Site, Sites, Source};
use dlc_db::{AnchorNo, SourceFile};
use dlc_sema::hir::{BodyId, Name};
use dlc_sema::ty::SchemaRef;
use std::rc::Rc;

/// Blocks of one schema that take in the same bodies and say something about the same fields themselves.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Family {
    schema: SchemaRef,
    word: Option<Name>,
    /// Fields and kinds that each block speaks of itself.
    open: Box<[Name]>,
    bodies: Vec<Body>,
}

/// A body that all blocks of a family have: of a profile, or of a block that a loop makes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Body {
    anchor: AnchorNo,
    body: BodyId,
    /// The names there, the innermost first.
    layers: Vec<Around>,
    /// The bodies that it stands above, by number.
    below: Vec<usize>,
}

/// A layer of scope, as far as it is the same for all.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Around {
    File(SourceFile),
    /// Braces of the lab.
    Lab(AnchorNo, BodyId),
    /// A variable, which may have another value for each.
    Variable(Name),
    /// The kind words of the block.
    Words,
    /// Braces of the block.
    Own(AnchorNo, BodyId),
}

impl Family {
    /// The family of a block, unless it has no body that others may have too.
    pub(crate) fn of<'db>(cx: &Cx<'db>, block: &Frame<'db>) -> Option<Self> {
        let schema = block.schema?.this.clone();
        let sites = block.sites(cx).ok()?;
        let (mut open, mut bodies) = (Vec::new(), Vec::new());
        let mut numbers: Vec<Option<usize>> = Vec::with_capacity(sites.list.len());
        for site in &sites.list {
            let body = Body::of(block, site, &numbers);
            numbers.push(body.is_some().then_some(bodies.len()));
            match body {
                Some(body) => bodies.push(body),
                None => opened(site, &mut open)?,
            }
        }
        (!bodies.is_empty()).then(|| Self { schema, word: block.word.clone(), open: open.into(), bodies })
    }

    /// Their kind word.
    pub(super) fn word(&self) -> &str {
        self.word.as_deref().unwrap_or_default()
    }

    /// The frame that stands for all of them.
    pub(super) fn frame<'db>(&self, cx: &Cx<'db>) -> Option<Frame<'db>> {
        let schema = cx.schema(&self.schema)?;
        let site = |number: usize, body: &Body, frame: &Frame<'db>| {
            Some(Site::of_all(Source::Body(body.body), body.scope(cx, frame)?, body.below.iter().copied(), number))
        };
        let sites = |frame: &Frame<'db>| Sites {
            list: self.bodies.iter().enumerate().filter_map(|(number, body)| site(number, body, frame)).collect(),
        };
        let frame = FrameData::standing_for_all(cx, schema, self.word.clone(), self.open.clone(), sites);
        (frame.sites(cx).ok()?.list.len() == self.bodies.len()).then_some(frame)
    }
}

impl Body {
    /// The body of a site, if other blocks may have it too. `numbers` are those of the sites before it.
    fn of<'db>(block: &Frame<'db>, site: &Site<'db>, numbers: &[Option<usize>]) -> Option<Self> {
        let Source::Body(body) = site.source else { return None };
        let layers: Option<Vec<Around>> =
            site.scope.env.layers().filter_map(|(layer, _)| around(block, layer)).collect();
        let layers = layers?;
        let in_loop = layers.iter().any(|layer| matches!(layer, Around::Variable(_)));
        if site.profile.is_none() && !in_loop {
            return None;
        }
        let below = site.below.iter().filter_map(|&site| *numbers.get(site)?).collect();
        Some(Self { anchor: site.scope.anchor.no, body, layers, below })
    }

    fn scope<'db>(&self, cx: &Cx<'db>, frame: &Frame<'db>) -> Option<Scope<'db>> {
        let mut env = Env::default();
        for layer in self.layers.iter().rev() {
            env = env.with(match layer {
                Around::File(file) => Layer::File(*file),
                Around::Variable(name) => Layer::Hidden(name.clone()),
                Around::Lab(anchor, body) => Layer::HiddenBraces(cx.anchor(*anchor)?, *body),
                Around::Words => Layer::Block(frame.clone()),
                Around::Own(anchor, body) => {
                    let owner = Owner::Frame(frame.clone());
                    Layer::Braces { anchor: cx.anchor(*anchor)?, body: *body, owner }
                }
            });
        }
        Some(Scope { anchor: cx.anchor(self.anchor)?, env })
    }
}

/// What a layer is for all blocks: nothing where it only knows the lab, `Some(None)` where it is of one block alone.
fn around<'db>(block: &Frame<'db>, layer: &Layer<'db>) -> Option<Option<Around>> {
    Some(match layer {
        Layer::File(file) => Some(Around::File(*file)),
        Layer::Lab(_) => return None,
        Layer::Var(name, _) => Some(Around::Variable(name.clone())),
        Layer::Braces { anchor, body, owner } => match owner {
            Owner::Frame(frame) if Rc::ptr_eq(frame, block) => Some(Around::Own(anchor.no, *body)),
            owner => owner.is_lab().then_some(Around::Lab(anchor.no, *body)),
        },
        Layer::Block(frame) => Rc::ptr_eq(frame, block).then_some(Around::Words),
        Layer::Fields(_) | Layer::Unknown(_) | Layer::Hidden(_) | Layer::HiddenBraces(..) => None,
    })
}

/// Adds the fields and kinds that a body of one block speaks of. `None` where it may change what others say.
fn opened(site: &Site<'_>, open: &mut Vec<Name>) -> Option<()> {
    let body = match &site.source {
        Source::Row(row, header) => {
            let cells = header.columns.iter().zip(row.cells.iter().skip(header.skip));
            let set = cells.filter(|(_, cell)| cell.is_some());
            open.extend(set.filter_map(|(path, _)| Some(path.first()?.name.clone())));
            row.body
        }
        Source::Body(body) => Some(*body),
        Source::Path(..) | Source::PathBody(..) | Source::Map(_) | Source::Given(_) => return None,
    };
    let Some(body) = body else { return Some(()) };
    let index = site.scope.anchor.index.body(body);
    open.extend(index.names().into_iter().cloned());
    (index.dynamic.is_empty() && index.drops.is_empty()).then_some(())
}
