//! From everything that is said about a field to its value: LANGUAGE, "Merging".

use super::{Base, Contribution, Frame, FrameData, Group, Hold, LabelOf, NewFrame, Seed, Sites, Source, What};
use crate::cx::{Cx, Ev, R, Stop};
use crate::env::{block_schema, label_text};
use crate::value::{Cell, Map, Value, natural};
use dlc_base::{Origin, OriginKind};
use dlc_sema::Diag;
use dlc_sema::hir::ExprKind;
use dlc_sema::schema::{Field, FieldValue, Schema};
use dlc_sema::ty::{Prim, Ty};
use smol_str::SmolStr;
use std::rc::Rc;
use std::sync::Arc;

impl<'db> FrameData<'db> {
    /// The value of a field, from its contributions.
    pub(super) fn compute(self: &Rc<Self>, cx: &Cx<'db>, name: &str) -> R<Ev<'db>> {
        if let Some((_, value)) = &self.map {
            let said = self.contributions(cx, name, None)?;
            return self.merge(cx, name, value, None, said);
        }
        let Some(field) = self.declared(name) else {
            return Err(cx.error("unknown-field", self.place, format!("no field `{name}` in {}", self.title())));
        };
        if self.is_lab && crate::env::is_entity(field) {
            return crate::lab::references(cx, self, field);
        }
        let said = self.contributions(cx, name, field.kind.as_deref())?;
        let said = self.without_dropped(cx, field, said)?;
        if let Some(value) = field.value.filter(|value| value.computed) {
            for contribution in said {
                let error = Diag::error(
                    "computed-field",
                    contribution.place,
                    format!("`{name}` is computed and cannot be set"),
                );
                cx.push(error.also(field.place, "computed here"));
            }
            return self.evaluate_default(cx, field, value, OriginKind::Computed);
        }
        match &field.kind {
            Some(kind) => self.group(cx, field, kind, said),
            None => self.merge(cx, name, &field.ty, field.value, said),
        }
    }

    /// Evaluates a default or a computed value.
    fn evaluate_default(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        field: &Field,
        value: FieldValue,
        kind: OriginKind,
    ) -> R<Ev<'db>> {
        if let Some(cell) = self.schema.and_then(|schema| cx.constant(schema, &field.name)) {
            return Ok(Ev::Cell(cell.clone()));
        }
        let Some((anchor, expr)) = cx.field_expr(value) else { return Err(Stop) };
        let scope = crate::env::Scope { anchor, env: self.schema_env(anchor.file) };
        let hold = self.hold(&field.name);
        let ev = cx.expr_held(&scope, expr, Some(&field.ty), Some(&hold))?;
        let is_label = self.schema.is_some_and(|schema| schema.label.as_ref() == Some(&field.name));
        // A label that is no name is told where it stands, and only there.
        let place = self.label.as_ref().filter(|_| is_label).map_or(anchor.origin(expr.range), |label| label.origin);
        let ev = cx.fit(ev, &field.ty, place)?;
        Ok(match ev {
            // What a schema computes is blamed on what it was computed from, which the cell says already; only
            // what the schema itself wrote gets the schema's place.
            Ev::Cell(cell) => Ev::Cell(Cell { origin: cell.origin.with_kind(kind), ..cell }),
            ev => ev,
        })
    }

    fn hold(self: &Rc<Self>, field: &SmolStr) -> Hold<'db> {
        Hold { frame: self.clone(), field: field.clone(), label: None, word: None }
    }

    /// Merges what is said about one field.
    fn merge(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        name: &str,
        ty: &Ty,
        default: Option<FieldValue>,
        said: Vec<Contribution<'db>>,
    ) -> R<Ev<'db>> {
        let sites = self.sites(cx)?;
        let winner = self.winner(cx, name, ty, &sites, &said)?;
        let stands = |c: &&Contribution<'db>| match winner {
            Some((w, _)) => !sites.is_above(w.site, c.site),
            None => true,
        };
        let mut amends: Vec<&Contribution<'db>> =
            said.iter().filter(|c| matches!(c.what, What::Amend(_))).filter(stands).collect();
        let mut adds: Vec<&Contribution<'db>> =
            said.iter().filter(|c| matches!(c.what, What::Add(_))).filter(stands).collect();
        if let Some((w, _)) = winner
            && let Some(amend) = amends.iter().find(|amend| sites.is_same_body(amend.site, w.site))
        {
            let diag = Diag::error("set-and-amended", amend.place, format!("`{name}` is set and amended in one body"));
            return Err(cx.report(diag.also(w.place, "set here").hint("write all of it in one place")));
        }
        let hold = self.hold(&name.into());
        if let Some(add) = adds.first() {
            match grown_by(ty) {
                Grown::ByKey => amends.append(&mut adds),
                Grown::ByItem => {}
                Grown::Never => {
                    let message = format!("`+=` adds to a list, a set or a map, and `{name}` is {ty}");
                    let diag = Diag::error("type-mismatch", add.place, message);
                    return Err(cx.report(diag.hint(format!("write `{name} = …`"))));
                }
            }
        }
        if !amends.is_empty() {
            let ev = self.amended(cx, name, ty, default, winner.as_ref().map(|(w, _)| *w), &amends, &sites, hold)?;
            return cx.fit(ev, ty, amends[0].place);
        }
        let base = match winner {
            Some((_, Some(value))) => Some(value),
            Some((w, None)) => Some(self.evaluate(cx, w, ty, &hold)?),
            None => self.default(cx, name, ty, default, adds.is_empty())?,
        };
        if adds.is_empty() {
            return base.ok_or(Stop);
        }
        self.added(cx, name, ty, base, &adds)
    }

    /// The `=` that wins, with its value where several had to be compared.
    #[allow(clippy::type_complexity, reason = "a contribution with its value, if it is known already")]
    fn winner<'a>(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        name: &str,
        ty: &Ty,
        sites: &Sites<'db>,
        said: &'a [Contribution<'db>],
    ) -> R<Option<(&'a Contribution<'db>, Option<Ev<'db>>)>> {
        let sets = said.iter().filter(|c| matches!(c.what, What::Set(_) | What::Value(_)));
        let sets: Vec<&Contribution<'db>> = sets.collect();
        let highest: Vec<&Contribution<'db>> =
            sets.iter().copied().filter(|c| !sets.iter().any(|other| sites.is_above(other.site, c.site))).collect();
        let Some((first, rest)) = highest.split_first() else { return Ok(None) };
        if rest.is_empty() {
            return Ok(Some((first, None)));
        }
        if let Some(twice) = rest.iter().find(|c| sites.is_same_body(c.site, first.site)) {
            let diag = Diag::error("set-twice", twice.place, format!("`{name}` is set twice in one body"));
            return Err(cx.report(diag.also(first.place, "set here").label("and here")));
        }
        let hold = self.hold(&name.into());
        let value = self.evaluate(cx, first, ty, &hold)?;
        let cell = cx.force(value.clone())?;
        for other in rest {
            let theirs = self.evaluate(cx, other, ty, &hold)?;
            if cx.force(theirs)?.value != cell.value {
                let message = format!("profiles disagree on `{name}` of {}", self.title());
                let diag = Diag::error("profiles-disagree", other.place, message);
                let hint = format!("set `{name}` in the block, or let one profile include the other");
                return Err(cx.report(diag.also(first.place, "and here").hint(hint)));
            }
        }
        Ok(Some((first, Some(value))))
    }

    fn evaluate(self: &Rc<Self>, cx: &Cx<'db>, said: &Contribution<'db>, ty: &Ty, hold: &Hold<'db>) -> R<Ev<'db>> {
        let ev = match &said.what {
            What::Set(expr) | What::Add(expr) => cx.expr_held(&said.scope, expr, Some(ty), Some(hold))?,
            What::Value(cell) => Ev::Cell(cell.clone()),
            What::Amend(_) | What::Block(..) => return Err(Stop),
        };
        let ev = cx.fit(ev, ty, said.place)?;
        Ok(match ev {
            // The line that set the field is what a message points at, not the line that made the value.
            Ev::Cell(cell) if cell.origin == Origin::NOWHERE => Ev::Cell(Cell { origin: said.place, ..cell }),
            ev => ev,
        })
    }

    /// The value of a field that nothing sets: its default, else `none` where that fits. `None` where only `+=` is
    /// there to begin with.
    fn default(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        name: &str,
        ty: &Ty,
        default: Option<FieldValue>,
        needed: bool,
    ) -> R<Option<Ev<'db>>> {
        match (&self.base, self.declared(name), default) {
            (Base::Record(record), ..) if record.get(name).is_some() => {
                return Ok(record.get(name).cloned().map(Ev::Cell));
            }
            (Base::Map(map), ..) if map.get(name).is_some() => return Ok(map.get(name).cloned().map(Ev::Cell)),
            (_, Some(field), Some(value)) => {
                return self.evaluate_default(cx, field, value, OriginKind::Default).map(Some);
            }
            _ => {}
        }
        if ty.allows_none() {
            let origin = self.place.with_kind(OriginKind::Default);
            return Ok(Some(Ev::Cell(Cell::new(Value::None, origin))));
        }
        if !needed {
            return Ok(None);
        }
        let message = match self.label.as_ref().and_then(|label| label.value.to_text()) {
            Some(_) => format!("`{name}` of {} has no value", self.title()),
            None => format!("`{name}` has no value"),
        };
        let mut diag = Diag::error("missing-value", self.place, message);
        if let Some(field) = self.declared(name) {
            diag = diag.also(field.place, "declared here, without a default");
        }
        Err(cx.report(diag.hint(format!("write `{name} = …`"))))
    }

    /// `+=`: the value so far, then every addition in order.
    fn added(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        name: &str,
        ty: &Ty,
        base: Option<Ev<'db>>,
        adds: &[&Contribution<'db>],
    ) -> R<Ev<'db>> {
        let first = adds[0].place;
        let mut value = match base {
            Some(base) => cx.force(base)?,
            None => Cell::new(Value::None, first),
        };
        let hold = self.hold(&name.into());
        for add in adds {
            let more = cx.force(self.evaluate(cx, add, ty, &hold)?)?;
            value = match (value.value, more.value) {
                (Value::None, more) => Cell::new(more, add.place),
                (kept, Value::None) => Cell::new(kept, value.origin),
                (Value::List(a), Value::List(b)) => {
                    Cell::new(Value::List(a.iter().chain(b.iter()).cloned().collect()), add.place)
                }
                (Value::Set(a), Value::Set(b)) => {
                    let more: Vec<&Cell> = b.iter().filter(|cell| !a.contains(cell)).collect();
                    Cell::new(Value::Set(a.iter().chain(more).cloned().collect()), add.place)
                }
                (Value::Map(a), Value::Map(b)) => {
                    let entries = a.iter().chain(b.iter()).map(|(t, k, v)| (t.clone(), k.clone(), v.clone()));
                    Cell::new(Value::Map(Arc::new(Map::new(entries))), add.place)
                }
                (a, _) => {
                    let message = format!("`+=` adds to a list, a set or a map, and `{name}` is {}", a.describe());
                    return Err(cx.error("type-mismatch", add.place, message));
                }
            };
            cx.elements(value.value.items().map_or(0, <[Cell]>::len), add.place)?;
        }
        cx.fit(Ev::Cell(value), ty, first)
    }

    /// `x { … }`: what is there, amended.
    #[allow(clippy::too_many_arguments, reason = "all that is known of the field")]
    fn amended(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        name: &str,
        ty: &Ty,
        default: Option<FieldValue>,
        winner: Option<&Contribution<'db>>,
        amends: &[&Contribution<'db>],
        sites: &Sites<'db>,
        hold: Hold<'db>,
    ) -> R<Ev<'db>> {
        let mut all: Vec<(usize, Seed<'db>)> = Vec::new();
        let mut made = Made::default();
        match winner {
            Some(Contribution { what: What::Value(cell), .. }) => made.of_value(cx, cell),
            Some(w) => {
                let What::Set(expr) = w.what else { return Err(Stop) };
                made = cx.make(&w.scope, expr, ty, &hold)?;
                if let Some(seed) = made.seed.take() {
                    all.push((w.site, seed));
                }
            }
            None => match self.default(cx, name, ty, default, false)? {
                Some(Ev::Frame(frame)) if frame.seeds.is_empty() || frame.map.is_some() || frame.schema.is_some() => {
                    made.schema = frame.schema;
                    made.base = cx.base_of(&frame)?;
                }
                Some(ev) => {
                    let cell = cx.force(ev)?;
                    made.of_value(cx, &cell);
                }
                None => {}
            },
        }
        for amend in amends {
            let source = match &amend.what {
                What::Amend(source) => source.clone(),
                _ => match self.evaluate(cx, amend, ty, &hold).and_then(|ev| cx.force(ev))?.value {
                    Value::Map(map) => Source::Map(map),
                    _ => continue,
                },
            };
            all.push((amend.site, Seed::new(source, amend.scope.clone(), amend.place)));
        }
        rank(&mut all, sites);
        let seeds = all.into_iter().map(|(_, seed)| seed).collect();
        let place = winner.map_or(amends[0].place, |w| w.place);
        let (schema, map) = match (made.schema, map_of(ty)) {
            (Some(schema), _) => (Some(schema), None),
            (None, Some(map)) => (None, Some(map)),
            (None, None) => (Some(self.only_schema(cx, name, ty, amends[0].place)?), None),
        };
        Ok(Ev::Frame(FrameData::new(NewFrame {
            schema,
            map,
            hold: Some(hold),
            label: None,
            place,
            base: made.base,
            seeds,
        })))
    }

    /// The schema of a record that is amended before anybody has set it.
    fn only_schema(&self, cx: &Cx<'db>, name: &str, ty: &Ty, place: Origin) -> R<&'db Schema> {
        let schemas: Vec<_> =
            ty.members().into_iter().filter_map(|m| if let Ty::Schema(s) = m { Some(s) } else { None }).collect();
        let abstract_system = |schema: &&Schema| {
            schema.this.name.starts_with(|c: char| c.is_ascii_uppercase()) && schema.this.name == "System"
        };
        match schemas.as_slice() {
            [one] => match cx.schema(one).filter(|schema| schema.label.is_none() && !abstract_system(schema)) {
                Some(schema) => Ok(schema),
                None => {
                    let diag =
                        Diag::error("missing-value", place, format!("`{name}` has no value that could be amended"));
                    Err(cx.report(diag.hint(format!("write `{name} = …` first"))))
                }
            },
            [] => {
                let message = format!("`{name}` is {ty}, which takes no braces");
                Err(cx.report(Diag::error("type-mismatch", place, message).hint(format!("write `{name} = …`"))))
            }
            several => {
                let names: Vec<String> = several.iter().map(|s| format!("`{}`", s.name)).collect();
                let diag = Diag::error("missing-value", place, format!("`{name}` may be {}", names.join(" or ")));
                Err(cx.report(diag.hint(format!("write `{name} = {} {{ … }}`", several[0].name))))
            }
        }
    }

    /// Blocks of a kind, by label.
    fn group(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        field: &'db Field,
        kind: &SmolStr,
        said: Vec<Contribution<'db>>,
    ) -> R<Ev<'db>> {
        let sites = self.sites(cx)?;
        let said = cleared(cx, field, &sites, said)?;
        let mut blocks: Vec<(SmolStr, Vec<Contribution<'db>>)> = Vec::new();
        for contribution in said {
            let What::Block(label, _) = &contribution.what else { continue };
            let label = self.label_of(cx, kind, label, &contribution)?;
            match blocks.iter_mut().find(|(l, _)| *l == label) {
                Some((_, block)) => {
                    if let Some(first) = block.iter().find(|first| sites.is_same_body(first.site, contribution.site)) {
                        let diag = Diag::error(
                            "duplicate-label",
                            contribution.place,
                            format!("{kind} `{label}` is declared twice"),
                        );
                        cx.push(diag.also(first.place, "first here"));
                        continue;
                    }
                    block.push(contribution);
                }
                None => blocks.push((label, vec![contribution])),
            }
        }
        cx.elements(blocks.len(), self.place)?;
        blocks.sort_by(|a, b| natural(&a.0, &b.0));
        let mut frames = Vec::with_capacity(blocks.len());
        for (label, block) in blocks {
            if let Some(frame) = self.block(cx, field, kind, &label, &block, &sites) {
                frames.push((label, frame));
            }
        }
        Ok(Ev::Group(Rc::new(Group { frames })))
    }

    fn block(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        field: &Field,
        kind: &SmolStr,
        label: &SmolStr,
        said: &[Contribution<'db>],
        sites: &Sites<'db>,
    ) -> Option<Frame<'db>> {
        let place = said.last().map_or(self.place, |c| c.place);
        let Some(schema) = block_schema(cx, field, label) else {
            let known = cx.db.targets();
            let diag = Diag::error("unknown-target", place, format!("there is no {kind} `{label}`"));
            cx.push(match dlc_base::suggest::nearest(label, known.iter().map(String::as_str)) {
                Some(near) => diag.hint(format!("did you mean `{near}`?")),
                None => diag.note(format!("there are: {}", known.join(", "))),
            });
            return None;
        };
        let mut all: Vec<(usize, Seed<'db>)> = Vec::new();
        for contribution in said {
            let What::Block(_, source) = &contribution.what else { continue };
            let seed = Seed::new(source.clone(), contribution.scope.clone(), contribution.place);
            all.push((contribution.site, seed));
        }
        rank(&mut all, sites);
        let seeds = all.into_iter().map(|(_, seed)| seed).collect();
        let hold = Hold {
            frame: self.clone(),
            field: field.name.clone(),
            label: Some(label.clone()),
            word: Some(kind.clone()),
        };
        let label = key_cell(cx, field, label, place);
        Some(FrameData::new(NewFrame {
            schema: Some(schema),
            map: None,
            hold: Some(hold),
            label: Some(label),
            place,
            base: Base::Defaults,
            seeds,
        }))
    }

    fn label_of(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        kind: &str,
        label: &LabelOf<'db>,
        said: &Contribution<'db>,
    ) -> R<SmolStr> {
        match label {
            LabelOf::Label(label) => label_text(cx, &said.scope, label),
            LabelOf::Cell(cell) => crate::lab::cell_label(cx, &said.scope, cell),
            LabelOf::Missing => {
                let diag = Diag::error("missing-label", said.place, format!("a {kind} has a label"));
                Err(cx.report(diag.hint(format!("write `{kind} NAME {{ … }}`"))))
            }
        }
    }
}

/// The label of a block as the value that its schema sees.
pub(crate) fn key_cell(cx: &Cx<'_>, field: &Field, label: &SmolStr, place: Origin) -> Cell {
    let text = Cell::new(Value::Str(label.clone()), place);
    let Ty::Map(map) = field.ty.peeled() else { return text };
    match cx.fit(Ev::Cell(text.clone()), &map.0, place) {
        Ok(Ev::Cell(cell)) => cell,
        _ => text,
    }
}

/// `files = none`, `files = []`: clears what stands below. Nothing but blocks is left.
pub(crate) fn cleared<'db>(
    cx: &Cx<'db>,
    field: &Field,
    sites: &Sites<'db>,
    said: Vec<Contribution<'db>>,
) -> R<Vec<Contribution<'db>>> {
    let mut clearing = Vec::new();
    for contribution in &said {
        let (What::Set(expr) | What::Add(expr)) = &contribution.what else { continue };
        let empty = match &expr.kind {
            ExprKind::None => true,
            ExprKind::List(items) => items.is_empty(),
            ExprKind::Record(None, body) => contribution.scope.anchor.hir.body(*body).entries.is_empty(),
            _ => false,
        };
        if !empty || matches!(contribution.what, What::Add(_)) {
            let kind = field.kind.as_deref().unwrap_or_default();
            let diag = Diag::error(
                "type-mismatch",
                contribution.place,
                format!("`{}` holds blocks of the kind {kind}", field.name),
            );
            return Err(cx.report(diag.hint(format!("write `{kind} NAME {{ … }}`; `{} = []` clears them", field.name))));
        }
        clearing.push(contribution.site);
    }
    if clearing.is_empty() {
        return Ok(said);
    }
    let stands = |c: &Contribution<'db>| !clearing.iter().any(|&site| sites.is_above(site, c.site));
    Ok(said.into_iter().filter(|c| matches!(c.what, What::Block(..)) && stands(c)).collect())
}

/// What `+=` does to a field.
enum Grown {
    /// Every key is settled alone, as if braces said it.
    ByKey,
    /// Items are put behind those that are there.
    ByItem,
    /// Nothing: there is but one value.
    Never,
}

fn grown_by(ty: &Ty) -> Grown {
    let members = ty.members();
    let any = |is: fn(&Ty) -> bool| members.iter().any(|member| is(member));
    if any(|member| matches!(member, Ty::List(_) | Ty::Set(_) | Ty::Prim(Prim::Data) | Ty::Error)) {
        Grown::ByItem
    } else if any(|member| matches!(member, Ty::Map(_))) {
        Grown::ByKey
    } else {
        Grown::Never
    }
}

/// What an expression makes, so that it can be amended.
#[derive(Default)]
pub(crate) struct Made<'db> {
    /// The schema of the record.
    pub(crate) schema: Option<&'db Schema>,
    /// The value below.
    pub(crate) base: Base,
    /// The braces that say it.
    pub(crate) seed: Option<Seed<'db>>,
}

impl<'db> Made<'db> {
    /// Takes a value as what is there.
    pub(crate) fn of_value(&mut self, cx: &Cx<'db>, cell: &Cell) {
        match &cell.value {
            Value::Record(record) => {
                self.schema = record.schema.as_ref().and_then(|schema| cx.schema(schema));
                self.base = Base::Record(record.clone());
            }
            Value::Map(map) => self.base = Base::Map(map.clone()),
            _ => {}
        }
    }
}

/// Types of keys and values, where a map is expected and no record.
pub(crate) fn map_of(ty: &Ty) -> Option<(Ty, Ty)> {
    ty.find(&mut |member| match member {
        Ty::Map(map) => Some((map.0.clone(), map.1.clone())),
        Ty::Prim(Prim::Data) => Some((Ty::Prim(Prim::Str), Ty::Prim(Prim::Data))),
        _ => None,
    })
}

/// Gives seeds the order of the bodies that they stand in.
fn rank<'db>(seeds: &mut [(usize, Seed<'db>)], sites: &Sites<'db>) {
    seeds.sort_by_key(|(site, _)| *site);
    let numbers: Vec<usize> = seeds.iter().map(|(site, _)| *site).collect();
    for (i, (site, seed)) in seeds.iter_mut().enumerate() {
        seed.above = (0..i).filter(|&j| sites.is_above(*site, numbers[j])).collect();
        seed.body = Some(sites.list[*site].body);
    }
}
