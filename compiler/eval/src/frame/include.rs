//! The bodies that say something about a frame, with their rank.
//!
//! A profile stands above another exactly when it includes it; the same profile with the same arguments counts once.
//! Bodies are listed included before includer, includes as written and depth-first, which is the order of `+=`.

use super::{Frame, FrameData, Source};
use crate::cx::{Cx, Ev, Item, R};
use crate::env::{Env, Layer, Owner, Scope};
use crate::value::{ProfileValue, Value};
use dlc_base::Origin;
use dlc_db::{AnchorNo, with_stack};
use dlc_sema::Diag;
use dlc_sema::hir::{AnchorNode, BodyId, EntryKind, Expr, ItemKind, Name};
use dlc_sema::source::Anchor;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

/// A body with its rank.
pub(crate) struct Site<'db> {
    /// The body.
    pub(crate) source: Source<'db>,
    /// The names inside it.
    pub(crate) scope: Scope<'db>,
    /// The sites that it stands above, by number.
    pub(crate) below: BTreeSet<usize>,
    /// The number of the body or profile that says it; of an amendment that of the body around it.
    pub(crate) body: usize,
    /// Where it is, for messages.
    pub(crate) place: Origin,
    /// The profile that it is, if it is one.
    pub(crate) profile: Option<Arc<ProfileValue>>,
    /// Whether it stands under a condition.
    conditional: bool,
    /// Whether an include brought it.
    pub(crate) included: bool,
}

/// The bodies of a frame, included before includer.
#[derive(Default)]
pub(crate) struct Sites<'db> {
    /// The bodies.
    pub(crate) list: Vec<Site<'db>>,
}

impl<'db> Site<'db> {
    /// A body that all blocks of a family have; its number is its place among them.
    pub(crate) fn of_all(
        source: Source<'db>,
        scope: Scope<'db>,
        below: impl Iterator<Item = usize>,
        number: usize,
    ) -> Self {
        let place = Origin::NOWHERE;
        let below = below.collect();
        Self { source, scope, below, body: number, place, profile: None, conditional: false, included: true }
    }
}

impl Sites<'_> {
    /// Whether the site `a` stands above the site `b`.
    pub(crate) fn is_above(&self, a: usize, b: usize) -> bool {
        self.list[a].below.contains(&b)
    }

    /// Whether the same body of the block or the same profile says both: amendments own nothing.
    pub(crate) fn is_same_body(&self, a: usize, b: usize) -> bool {
        self.list[a].body == self.list[b].body
    }
}

impl<'db> FrameData<'db> {
    /// The bodies that say something about this frame.
    pub(crate) fn sites(self: &Rc<Self>, cx: &Cx<'db>) -> R<Rc<Sites<'db>>> {
        if let Some(sites) = &*self.sites.borrow() {
            return sites.clone();
        }
        if let Some(early) = &*self.early_sites.borrow() {
            return Ok(early.clone());
        }
        if self.listing.get() {
            // The argument of an include asks for a field: it sees what the block says itself.
            let own = Rc::new(Expansion::new(self, cx, Extent::Own).list()?.0);
            *self.early_sites.borrow_mut() = Some(own.clone());
            return Ok(own);
        }
        self.listing.set(true);
        let sites = self.expand(cx);
        self.listing.set(false);
        *self.early_sites.borrow_mut() = None;
        *self.sites.borrow_mut() = Some(sites.clone());
        sites
    }

    /// What decides which bodies there are may read whatever does not depend on it: an argument sees the block alone,
    /// a condition the block with what is included unconditionally. What was read must not be set by what came of it.
    fn expand(self: &Rc<Self>, cx: &Cx<'db>) -> R<Rc<Sites<'db>>> {
        let (certain, skipped) = Expansion::new(self, cx, Extent::Certain).list()?;
        self.check_early_reads(cx, &certain, |site| site.included)?;
        let certain = Rc::new(certain);
        if !skipped {
            return Ok(certain);
        }
        *self.early_sites.borrow_mut() = Some(certain);
        let (all, _) = Expansion::new(self, cx, Extent::All).list()?;
        self.check_early_reads(cx, &all, |site| site.conditional)?;
        Ok(Rc::new(all))
    }

    fn check_early_reads(&self, cx: &Cx<'db>, sites: &Sites<'db>, late: impl Fn(&&Site<'db>) -> bool) -> R<()> {
        let reads = self.early_reads.borrow();
        let mut reads: Vec<_> = reads.iter().collect();
        reads.sort();
        for site in sites.list.iter().filter(late) {
            let (Source::Body(body), anchor) = (&site.source, site.scope.anchor) else { continue };
            let index = anchor.index.body(*body);
            let sets = |field: &Name| {
                let kind = self.declared(field).and_then(|field| field.kind.as_deref());
                index.has(field) || kind.is_some_and(|kind| index.has(kind))
            };
            let Some(field) = reads.iter().find(|field| sets(field)) else { continue };
            let message = format!("what is included here depends on `{field}`, which this profile sets");
            let diag = Diag::error("condition-cycle", site.place, message);
            return Err(cx.report(diag.hint(format!("set `{field}` in the block itself"))));
        }
        Ok(())
    }
}

/// Which bodies are listed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// Those of the block itself.
    Own,
    /// Those too that no condition decides.
    Certain,
    /// All.
    All,
}

struct Expansion<'a, 'db> {
    frame: &'a Frame<'db>,
    cx: &'a Cx<'db>,
    sites: Sites<'db>,
    extent: Extent,
    /// Whether something was left out because a condition would have to be decided.
    skipped: bool,
    /// How many conditions are open.
    conditions: u32,
    /// The profiles that are being included, the outermost first.
    path: Vec<AnchorNo>,
}

/// Numbers of included bodies begin here, behind those that amendments bring from the block around them.
const INCLUDED: usize = 1 << 30;

/// How many bodies may speak of one block: each is compared with the others.
const BODIES: usize = 4_000;

/// How deep includes may go (rule 39).
const DEPTH: usize = 1_000;

impl<'a, 'db> Expansion<'a, 'db> {
    fn new(frame: &'a Frame<'db>, cx: &'a Cx<'db>, extent: Extent) -> Self {
        Self { frame, cx, sites: Sites::default(), extent, skipped: false, conditions: 0, path: Vec::new() }
    }

    /// The bodies, and whether a condition left some out.
    fn list(mut self) -> R<(Sites<'db>, bool)> {
        self.seeds()?;
        Ok((self.sites, self.skipped))
    }

    fn seeds(&mut self) -> R<()> {
        let frame = self.frame;
        let mut numbers = Vec::with_capacity(frame.seeds.len());
        for seed in &frame.seeds {
            let scope = self.inside(&seed.scope, &seed.source);
            let number = self.add(seed.source.clone(), scope, seed.place, None)?;
            self.sites.list[number].body = seed.body.unwrap_or(number);
            for above in &seed.above {
                let lower: usize = numbers[*above];
                let below = self.sites.list[lower].below.clone();
                self.sites.list[number].below.extend(below);
                self.sites.list[number].below.insert(lower);
            }
            numbers.push(number);
        }
        Ok(())
    }

    /// The names inside a body: the block's kind words, then what its braces declare.
    fn inside(&self, scope: &Scope<'db>, source: &Source<'db>) -> Scope<'db> {
        let scope = scope.with(Layer::Block(self.frame.clone()));
        let owner = Owner::Frame(self.frame.clone());
        match source {
            Source::Body(body) | Source::PathBody(_, body) => scope.inside(*body, &owner),
            Source::Row(row, _) => match row.body {
                Some(body) => scope.inside(body, &owner),
                None => scope,
            },
            Source::Path(..) | Source::Map(_) | Source::Given(_) => scope,
        }
    }

    fn add(
        &mut self,
        source: Source<'db>,
        scope: Scope<'db>,
        place: Origin,
        profile: Option<Arc<ProfileValue>>,
    ) -> R<usize> {
        let mut below = BTreeSet::new();
        let includes = if self.extent == Extent::Own { Vec::new() } else { self.includes(&source, &scope)? };
        for number in includes {
            below.extend(self.sites.list[number].below.iter().copied());
            below.insert(number);
        }
        if self.sites.list.len() >= BODIES {
            let message = format!("a block may take in {BODIES} profiles, and this takes in more");
            return Err(self.cx.error("budget-exceeded", place, message));
        }
        let (conditional, included) = (self.conditions > 0, !self.path.is_empty());
        let body = INCLUDED + self.sites.list.len();
        self.sites.list.push(Site { source, scope, below, body, place, profile, conditional, included });
        Ok(self.sites.list.len() - 1)
    }

    /// Adds what a body includes; the numbers of what it includes directly.
    fn includes(&mut self, source: &Source<'db>, scope: &Scope<'db>) -> R<Vec<usize>> {
        let mut out = Vec::new();
        match source {
            Source::Body(body) => self.includes_of(*body, scope, &mut out)?,
            Source::Row(row, header) => {
                let include = header.columns.iter().position(|path| path.len() == 1 && path[0].name == "include");
                if let Some(Some(cell)) = include.and_then(|i| row.cells.get(i + header.skip)) {
                    self.include(cell, scope, &mut out)?;
                }
                if let Some(body) = row.body {
                    self.includes_of(body, scope, &mut out)?;
                }
            }
            Source::Path(..) | Source::PathBody(..) | Source::Map(_) | Source::Given(_) => {}
        }
        Ok(out)
    }

    fn includes_of(&mut self, body: BodyId, scope: &Scope<'db>, out: &mut Vec<usize>) -> R<()> {
        let anchor = scope.anchor;
        let index = &anchor.index;
        let owner = Owner::Frame(self.frame.clone());
        for &number in &index.body(body).includes {
            match &anchor.hir.body(body).entries[number as usize].kind {
                EntryKind::Include(list) => {
                    for expr in list {
                        self.include(expr, scope, out)?;
                    }
                }
                EntryKind::When { .. } | EntryKind::For { .. } if self.extent == Extent::Certain => self.skipped = true,
                EntryKind::When { cond, then, otherwise } => {
                    let body = if self.cx.condition(scope, cond)? { Some(*then) } else { *otherwise };
                    if let Some(body) = body {
                        self.under_condition(body, &scope.inside(body, &owner), out)?;
                    }
                }
                EntryKind::For { vars, iter, body } => {
                    for round in self.cx.rounds(scope, vars, iter)? {
                        self.under_condition(*body, &round.inside(*body, &owner), out)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn under_condition(&mut self, body: BodyId, scope: &Scope<'db>, out: &mut Vec<usize>) -> R<()> {
        self.conditions += 1;
        let result = self.includes_of(body, scope, out);
        self.conditions -= 1;
        result
    }

    fn include(&mut self, expr: &'db Expr, scope: &Scope<'db>, out: &mut Vec<usize>) -> R<()> {
        let place = scope.anchor.origin(expr.range);
        match self.cx.expr(scope, expr, None)? {
            Ev::Item(Item { kind: ItemKind::Block, anchor, env }) if self.frame.is_lab => {
                out.push(self.lab(anchor, &env, place)?);
            }
            ev => {
                for profile in self.profiles(ev, place)? {
                    if let Some(number) = self.profile(profile, place)? {
                        out.push(number);
                    }
                }
            }
        }
        Ok(())
    }

    /// The profiles that an include names: one, or a list of them.
    fn profiles(&self, ev: Ev<'db>, place: Origin) -> R<Vec<Arc<ProfileValue>>> {
        let ev = match ev {
            Ev::Module(_) => self.cx.module_value(ev, place)?,
            ev => ev,
        };
        let ev = match ev {
            Ev::Item(item) if item.kind == ItemKind::Profile => self.cx.profile(&item, &[], place)?,
            ev => ev,
        };
        let Ok(cell) = self.cx.force(ev) else { return Err(crate::cx::Stop) };
        match cell.value {
            Value::Profile(profile) => Ok(vec![profile]),
            Value::None => Ok(Vec::new()),
            Value::List(items) | Value::Set(items) => {
                let mut out = Vec::new();
                for item in items.iter() {
                    out.extend(self.profiles(Ev::Cell(item.clone()), place)?);
                }
                Ok(out)
            }
            other => {
                let message = format!("`include` takes a profile, not {}", other.describe());
                Err(self.cx.error("type-mismatch", place, message))
            }
        }
    }

    /// Adds a profile, unless it is there already. `None` where it is being included: a cycle, reported.
    fn profile(&mut self, profile: Arc<ProfileValue>, place: Origin) -> R<Option<usize>> {
        let same = |site: &Site<'db>| {
            site.profile.as_ref().is_some_and(|p| p.anchor == profile.anchor && p.args == profile.args)
        };
        if let Some(number) = self.sites.list.iter().position(same) {
            return Ok(Some(number));
        }
        let Some(anchor) = self.cx.anchor(profile.anchor) else { return Ok(None) };
        let AnchorNode::Profile { name, kind, body, .. } = &anchor.hir.node else { return Ok(None) };
        self.enter(profile.anchor, place)?;
        let kind = kind.as_ref().map_or("node", |kind| kind.name.as_str());
        if !self.frame.answers_to(kind) {
            let message = format!(
                "`{}` is a profile for {kind}, and this is {}",
                name.name,
                with_article(self.frame.word.as_deref())
            );
            let diag = Diag::error("profile-of-other-kind", place, message);
            self.cx.push(diag.also(anchor.origin(name.range), "declared here"));
            return Ok(None);
        }
        let mut env = Env::thaw(self.cx, &profile.env);
        for (name, value) in &profile.args {
            env = env.with(Layer::Var(name.clone(), Ev::Cell(value.clone())));
        }
        let scope = self.inside(&Scope { anchor, env }, &Source::Body(*body));
        let number = with_stack(|| self.add(Source::Body(*body), scope, place, Some(profile)))?;
        self.path.pop();
        Ok(Some(number))
    }

    /// Another lab, included whole.
    fn lab(&mut self, anchor: &'db Anchor, env: &Env<'db>, place: Origin) -> R<usize> {
        let AnchorNode::Block(block) = &anchor.hir.node else {
            return Err(self.cx.error("type-mismatch", place, "`include` takes a profile or a lab"));
        };
        self.enter(anchor.no, place)?;
        let scope = self.inside(&Scope { anchor, env: env.clone() }, &Source::Body(block.body));
        let number = with_stack(|| self.add(Source::Body(block.body), scope, place, None));
        self.path.pop();
        number
    }

    /// Goes into a profile or a lab that is included, unless it is open already or this would be too deep.
    fn enter(&mut self, anchor: AnchorNo, place: Origin) -> R<()> {
        if self.path.contains(&anchor) {
            return Err(self.cycle(anchor, place));
        }
        if self.path.len() >= DEPTH {
            let message = format!("profiles include each other more than {DEPTH} deep");
            return Err(self.cx.error("nested-too-deep", place, message));
        }
        self.path.push(anchor);
        Ok(())
    }

    fn cycle(&self, anchor: AnchorNo, place: Origin) -> crate::cx::Stop {
        let start = self.path.iter().position(|no| *no == anchor).unwrap_or(0);
        let names: Vec<String> = self.path[start..].iter().chain([&anchor]).map(|no| self.name(*no)).collect();
        self.cx.error("include-cycle", place, format!("include cycle {}", names.join(" → ")))
    }

    fn name(&self, no: AnchorNo) -> String {
        match self.cx.anchor(no).map(|anchor: &Anchor| &anchor.hir.node) {
            Some(AnchorNode::Profile { name, .. }) => name.name.to_string(),
            _ => "lab".to_owned(),
        }
    }
}

fn with_article(word: Option<&str>) -> String {
    match word {
        Some(word) if word.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {word}"),
        Some(word) => format!("a {word}"),
        None => "a record".to_owned(),
    }
}
