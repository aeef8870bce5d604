//! `x { … }`: what is there, amended field by field.

use super::{Base, Contribution, FrameData, Hold, NewFrame, Seed, Sites, Source, What};
use crate::cx::{Cx, Ev, R, Stop};
use crate::value::{Cell, Value};
use dlc_base::Origin;
use dlc_sema::Diag;
use dlc_sema::schema::{FieldValue, Schema};
use dlc_sema::ty::{Prim, Ty};
use std::rc::Rc;

impl<'db> FrameData<'db> {
    /// `x { … }`: what is there, amended.
    #[allow(clippy::too_many_arguments, reason = "all that is known of the field")]
    pub(super) fn amended(
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
        Ok(Ev::Frame(FrameData::new(
            cx,
            NewFrame { schema, map, hold: Some(hold), label: None, place, base: made.base, seeds },
        )))
    }

    /// The schema of a record that is amended before anybody has set it.
    fn only_schema(&self, cx: &Cx<'db>, name: &str, ty: &Ty, place: Origin) -> R<&'db Schema> {
        let schemas: Vec<_> =
            ty.members().into_iter().filter_map(|m| if let Ty::Schema(s) = m { Some(s) } else { None }).collect();
        // Which system it is has to be said: `System` alone is none.
        let abstract_system = |schema: &&Schema| schema.this.name == "System";
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
pub(super) fn rank<'db>(seeds: &mut [(usize, Seed<'db>)], sites: &Sites<'db>) {
    seeds.sort_by_key(|(site, _)| *site);
    let numbers: Vec<usize> = seeds.iter().map(|(site, _)| *site).collect();
    for (i, (site, seed)) in seeds.iter_mut().enumerate() {
        seed.above = (0..i).filter(|&j| sites.is_above(*site, numbers[j])).collect();
        seed.body = Some(sites.list[*site].body);
    }
}
