//! From everything that is said about a field to its value: LANGUAGE, "Merging".

use super::{Base, Contribution, FrameData, Hold, Sites, What};
use crate::cx::{Cx, Ev, R, Stop};
use crate::value::{Cell, Distinct, Map, Value};
use dlc_base::{Origin, OriginKind};
use dlc_sema::Diag;
use dlc_sema::schema::{Field, FieldValue};
use dlc_sema::ty::{Prim, Ty};
use rustc_hash::FxHashMap;
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
        if self.is_open(field) {
            return Err(cx.unknown());
        }
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
        let mut bodies: FxHashMap<usize, &Contribution<'db>> = FxHashMap::default();
        for set in &sets {
            if let Some(first) = bodies.insert(sites.list[set.site].body, set) {
                let diag = Diag::error("set-twice", set.place, format!("`{name}` is set twice in one body"));
                return Err(cx.report(diag.also(first.place, "set here").label("and here")));
            }
        }
        let highest: Vec<&Contribution<'db>> =
            sets.iter().copied().filter(|c| !sets.iter().any(|other| sites.is_above(other.site, c.site))).collect();
        let Some((first, rest)) = highest.split_first() else { return Ok(None) };
        if rest.is_empty() {
            return Ok(Some((first, None)));
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

    pub(super) fn evaluate(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        said: &Contribution<'db>,
        ty: &Ty,
        hold: &Hold<'db>,
    ) -> R<Ev<'db>> {
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
    pub(super) fn default(
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
        // Nothing of a system has a value where it is not said which one it is: that is one mistake, not ten.
        if self.schema.is_some_and(|schema| schema.this.name == "System") {
            let diag = Diag::error("missing-value", self.place, "which system this is has no value");
            return Err(cx.report(diag.hint("write its name before `{`, as in `os = flatcar { … }`")));
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
        let mut sum = match value.value {
            Value::None => Sum::Nothing,
            Value::List(items) => Sum::List(items.to_vec()),
            Value::Set(items) => Sum::Set(items.iter().collect()),
            Value::Map(map) => Sum::Map(map.iter().map(owned).collect()),
            other => {
                let message = format!("`+=` adds to a list, a set or a map, and `{name}` is {}", other.describe());
                return Err(cx.error("type-mismatch", first, message));
            }
        };
        for add in adds {
            let more = cx.force(self.evaluate(cx, add, ty, &hold)?)?;
            let items = more.value.items().unwrap_or_default();
            cx.elements(items.len(), add.place)?;
            match (&mut sum, &more.value) {
                (_, Value::None) => {}
                (Sum::Nothing, Value::List(items)) => sum = Sum::List(items.to_vec()),
                (Sum::Nothing, Value::Set(items)) => sum = Sum::Set(items.iter().collect()),
                (Sum::Nothing, Value::Map(map)) => sum = Sum::Map(map.iter().map(owned).collect()),
                (Sum::List(list), Value::List(_)) => list.extend(items.iter().cloned()),
                (Sum::Set(set), Value::Set(_)) => items.iter().for_each(|item| set.insert(item)),
                (Sum::Map(entries), Value::Map(map)) => entries.extend(map.iter().map(owned)),
                (_, other) => {
                    let message = format!("`+=` adds like to like, and this is {}", other.describe());
                    return Err(cx.error("type-mismatch", add.place, message));
                }
            }
        }
        value.origin = adds.last().map_or(value.origin, |add| add.place);
        value.value = match sum {
            Sum::Nothing => Value::None,
            Sum::List(items) => Value::List(items.into()),
            Sum::Set(items) => Value::Set(items.into_items().into()),
            Sum::Map(entries) => Value::Map(Arc::new(Map::new(entries))),
        };
        cx.fit(Ev::Cell(value), ty, first)
    }
}

/// What `+=` has put together so far.
enum Sum {
    Nothing,
    List(Vec<Cell>),
    Set(Distinct),
    Map(Vec<(SmolStr, Cell, Cell)>),
}

fn owned((text, key, value): (&SmolStr, &Cell, &Cell)) -> (SmolStr, Cell, Cell) {
    (text.clone(), key.clone(), value.clone())
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
