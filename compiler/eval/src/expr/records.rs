//! Records: `{ … }`, `name { … }`, a schema's bare name.

use crate::cx::{Cx, Ev, R};
use crate::env::Scope;
use crate::frame::{Base, FrameData, Hold, Made, NewFrame, Seed, Source, map_of};
use crate::value::Value;
use dlc_base::Origin;
use dlc_sema::Diag;
use dlc_sema::hir::{BodyId, Expr, ExprKind};
use dlc_sema::schema;
use dlc_sema::ty::{SchemaRef, Ty};

impl<'db> Cx<'db> {
    /// A record of a schema of which nothing is said.
    pub(super) fn empty_record(&self, schema: &SchemaRef, place: Origin, hold: Option<&Hold<'db>>) -> R<Ev<'db>> {
        let Some(found) = self.schema(schema) else { return Err(crate::cx::Stop) };
        if let Some(label) = &found.label {
            let message = format!("`{}` is the kind of a named block, whose `{label}` is its label", schema.name);
            return Err(self.error("type-mismatch", place, message));
        }
        Ok(Ev::Frame(FrameData::new(
            self,
            NewFrame {
                schema: Some(found),
                map: None,
                hold: hold.cloned(),
                label: None,
                place,
                base: Base::Defaults,
                seeds: Vec::new(),
            },
        )))
    }

    /// `{ … }` and `name { … }`.
    pub(super) fn record(
        &self,
        scope: &Scope<'db>,
        callee: Option<&'db Expr>,
        body: BodyId,
        ty: Option<&Ty>,
        place: Origin,
        hold: Option<&Hold<'db>>,
    ) -> R<Ev<'db>> {
        let made = self.made(scope, callee, body, ty, place)?;
        let map = match made.schema {
            Some(_) => None,
            None => Some(ty.and_then(map_of).unwrap_or((Ty::Prim(dlc_sema::ty::Prim::Str), Ty::Error))),
        };
        let seeds = made.seed.into_iter().collect();
        Ok(Ev::Frame(FrameData::new(
            self,
            NewFrame { schema: made.schema, map, hold: hold.cloned(), label: None, place, base: made.base, seeds },
        )))
    }

    /// What an expression makes, with its braces still open to be amended.
    pub(crate) fn make(&self, scope: &Scope<'db>, expr: &'db Expr, ty: &Ty, hold: &Hold<'db>) -> R<Made<'db>> {
        let place = scope.anchor.origin(expr.range);
        match &expr.kind {
            ExprKind::Record(callee, body) => self.made(scope, callee.as_deref(), *body, Some(ty), place),
            ExprKind::If(cond, then, otherwise) => {
                let branch = if self.condition(scope, cond)? { then } else { otherwise };
                self.make(scope, branch, ty, hold)
            }
            _ => {
                let mut made = Made::default();
                match self.expr_held(scope, expr, Some(ty), Some(hold))? {
                    Ev::Frame(frame) if self.reference_of(&frame)?.is_none() => {
                        made.schema = frame.schema;
                        if !frame.is_bare() {
                            made.base = self.base_of(&frame)?;
                        }
                    }
                    ev => {
                        let cell = self.force(ev)?;
                        made.of_value(self, &cell);
                        if made.schema.is_none() && !matches!(cell.value, Value::Map(_)) {
                            let message = format!("{} cannot be amended", cell.value.describe());
                            return Err(self.error("type-mismatch", place, message));
                        }
                    }
                }
                Ok(made)
            }
        }
    }

    fn made(
        &self,
        scope: &Scope<'db>,
        callee: Option<&'db Expr>,
        body: BodyId,
        ty: Option<&Ty>,
        place: Origin,
    ) -> R<Made<'db>> {
        let seed = Seed::new(Source::Body(body), scope.clone(), place);
        let mut made = Made { seed: Some(seed), ..Made::default() };
        let Some(callee) = callee else {
            made.schema = match ty {
                Some(ty) => self.expected_schema(ty, place)?,
                None => None,
            };
            return Ok(made);
        };
        let at = scope.anchor.origin(callee.range);
        if let ExprKind::Name(name, _) = &callee.kind
            && let Some(ty) = ty
        {
            let known = ty.schema_named(name).cloned().or_else(|| self.target_schema(name, ty));
            if let Some(known) = known.and_then(|known| self.schema(&known)) {
                made.schema = Some(known);
                return Ok(made);
            }
        }
        let ev = self.expr(scope, callee, None)?;
        match self.module_value(ev, at)? {
            Ev::Schema(found) => match self.schema(&found) {
                Some(found) if found.label.is_none() => made.schema = Some(found),
                _ => {
                    let message =
                        format!("`{}` is the kind of a named block: write it as a block of its own", found.name);
                    return Err(self.error("type-mismatch", at, message));
                }
            },
            ev => {
                let cell = self.force(ev)?;
                made.of_value(self, &cell);
                if made.schema.is_none() && !matches!(cell.value, Value::Map(_)) {
                    let diag = Diag::error("type-mismatch", at, format!("{} takes no braces", cell.value.describe()));
                    return Err(self.report(diag.hint("a record is made by a schema: `flatcar { … }`")));
                }
            }
        }
        Ok(made)
    }

    /// The one schema of a record without a name, or none where a map is expected.
    fn expected_schema(&self, ty: &Ty, place: Origin) -> R<Option<&'db schema::Schema>> {
        if map_of(ty).is_some() {
            return Ok(None);
        }
        let members = ty.members();
        let schemas: Vec<&SchemaRef> =
            members.into_iter().filter_map(|m| if let Ty::Schema(s) = m { Some(s) } else { None }).collect();
        match schemas.as_slice() {
            [one] => Ok(self.schema(one).filter(|schema| schema.label.is_none())),
            [] => Ok(None),
            several => {
                let names: Vec<String> = several.iter().map(|s| format!("`{} {{ … }}`", s.name)).collect();
                let diag = Diag::error("type-mismatch", place, "which record this is, is not clear");
                Err(self.report(diag.hint(format!("write {}", names.join(" or ")))))
            }
        }
    }
}
