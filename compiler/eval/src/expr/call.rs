//! Calls: of functions, of methods, of profiles.

use super::show_expr;
use crate::builtins;
use crate::cx::{Cx, Ev, Item, R, Stop};
use crate::env::{Frozen, Layer, Scope, of_def};
use crate::value::{Cell, ProfileValue, Value};
use dlc_base::Origin;
use dlc_base::suggest::nearest;
use dlc_sema::Diag;
use dlc_sema::hir::{AnchorNode, Arg, Expr, ExprKind, Ident, ItemKind};
use dlc_sema::schema::Schema;
use dlc_sema::scope;
use dlc_sema::ty::Ty;
use smol_str::SmolStr;
use std::sync::Arc;

impl<'db> Cx<'db> {
    /// `f(a, b = c)`, `e.f(a)`
    pub(super) fn call_expr(
        &self,
        scope: &Scope<'db>,
        callee: &'db Expr,
        args: &'db [Arg],
        ty: Option<&Ty>,
        place: Origin,
    ) -> R<Ev<'db>> {
        if let ExprKind::Member(base, name) = &callee.kind {
            let ev = self.expr(scope, base, None)?;
            if let Ev::Module(file) = ev {
                let at = scope.anchor.origin(name.range);
                return match scope::member(self.db, file, &name.name).and_then(|def| of_def(self, def)) {
                    Some(ev) => self.call(scope, ev, args, ty, place, callee),
                    None => Err(self.report(scope::unknown_member(self.db, file, &name.name, at))),
                };
            }
            return self.method(scope, ev, base, name, args, ty, place);
        }
        // A function of the language is one even where a kind word has its name: `file(` in a block `file`.
        let ev = match &callee.kind {
            ExprKind::Name(name, _) => match crate::env::builtin(name) {
                Some(builtin) => Ev::Builtin(builtin),
                None => self.expr(scope, callee, None)?,
            },
            _ => self.expr(scope, callee, None)?,
        };
        self.call(scope, ev, args, ty, place, callee)
    }

    fn call(
        &self,
        scope: &Scope<'db>,
        ev: Ev<'db>,
        args: &'db [Arg],
        ty: Option<&Ty>,
        place: Origin,
        callee: &Expr,
    ) -> R<Ev<'db>> {
        match ev {
            Ev::Item(item) if item.kind == ItemKind::Fn => self.function(scope, &item, None, args, place),
            Ev::Item(item) if item.kind == ItemKind::Profile => {
                let bound = self.arguments(scope, &item, None, args, place)?;
                self.profile(&item, &bound, place)
            }
            Ev::Builtin(name) => self.builtin(scope, name, args, ty, place),
            _ => Err(self.error("type-mismatch", place, format!("`{}` is no function", show_expr(callee)))),
        }
    }

    /// A method: a function that stands beside the schema of what it is called on, or one of the language.
    #[allow(clippy::too_many_arguments, reason = "the parts of the call as they are written")]
    fn method(
        &self,
        scope: &Scope<'db>,
        ev: Ev<'db>,
        base: &'db Expr,
        name: &'db Ident,
        args: &'db [Arg],
        ty: Option<&Ty>,
        place: Origin,
    ) -> R<Ev<'db>> {
        let at = scope.anchor.origin(name.range);
        let schema = match &ev {
            Ev::Frame(frame) => frame.schema,
            Ev::Cell(Cell { value: Value::Ref(reference), .. }) => self.schema(&reference.schema),
            Ev::Cell(Cell { value: Value::Record(record), .. }) => record.schema.as_ref().and_then(|s| self.schema(s)),
            _ => None,
        };
        if let Some(item) = schema.and_then(|schema| self.beside_schema(schema, &name.name)) {
            return self.function(scope, &item, Some(ev), args, place);
        }
        if let Ev::Cell(Cell { value: Value::None, .. }) = &ev {
            return Err(self.no_value(scope, base, at));
        }
        let cell = self.force(ev)?;
        self.no_asking(&cell.value, at)?;
        let mut values = Vec::with_capacity(args.len());
        for arg in args {
            if let Some(name) = &arg.name {
                let message = format!("`{}` takes no argument by name", name.name);
                return Err(self.error("bad-argument", scope.anchor.origin(name.range), message));
            }
            values.push(self.value(scope, &arg.value, None)?);
        }
        match builtins::method(self, &cell, &name.name, &values, ty, place)? {
            Some(value) => Ok(Ev::Cell(Cell::new(value, place))),
            None => {
                let known = builtins::names(&cell.value);
                let diag = Diag::error(
                    "unknown-method",
                    at,
                    format!("{} has no method `{}`", cell.value.describe(), name.name),
                );
                Err(self.report(match nearest(&name.name, known.iter().copied()) {
                    Some(near) => diag.hint(format!("did you mean `{near}`?")),
                    None => diag,
                }))
            }
        }
    }

    /// A function of the file that declares the schema, or one that it extends.
    pub(super) fn beside_schema(&self, schema: &'db Schema, name: &str) -> Option<Item<'db>> {
        let bases = schema.bases.iter().filter_map(|base| self.schema(base));
        std::iter::once(schema).chain(bases).find_map(|schema| {
            match of_def(self, scope::member(self.db, schema.file, name)?)? {
                Ev::Item(item) if item.kind == ItemKind::Fn => Some(item),
                _ => None,
            }
        })
    }

    fn function(
        &self,
        scope: &Scope<'db>,
        item: &Item<'db>,
        receiver: Option<Ev<'db>>,
        args: &'db [Arg],
        place: Origin,
    ) -> R<Ev<'db>> {
        let AnchorNode::Fn { value, .. } = &item.anchor.hir.node else { return Err(Stop) };
        let bound = self.arguments(scope, item, receiver, args, place)?;
        let mut inner = Scope { anchor: item.anchor, env: item.env.clone() };
        for (name, value) in bound {
            inner = inner.with(Layer::Var(name, value));
        }
        let ret = &self.signature(item.anchor).ret;
        let ev = self.deeper(place, || self.expr(&inner, value, Some(ret)))?;
        self.fit(ev, ret, item.anchor.origin(value.range))
    }

    /// Binds arguments to parameters.
    fn arguments(
        &self,
        scope: &Scope<'db>,
        item: &Item<'db>,
        receiver: Option<Ev<'db>>,
        args: &'db [Arg],
        place: Origin,
    ) -> R<Vec<(SmolStr, Ev<'db>)>> {
        let (AnchorNode::Fn { name, params, .. } | AnchorNode::Profile { name, params, .. }) = &item.anchor.hir.node
        else {
            return Err(Stop);
        };
        let types = &self.signature(item.anchor).params;
        let mut bound: Vec<Option<Ev<'db>>> = vec![None; params.len()];
        let mut next = 0;
        if let (Some(receiver), Some(ty)) = (receiver, types.first()) {
            bound[0] = Some(self.fit(receiver, ty, place)?);
            next = 1;
        }
        for arg in args {
            let at = scope.anchor.origin(arg.value.range);
            let index = match &arg.name {
                Some(given) => params.iter().position(|param| param.name.name == given.name),
                None => {
                    next += 1;
                    (next <= params.len()).then(|| next - 1)
                }
            };
            let Some(index) = index else {
                let message = match &arg.name {
                    Some(given) => format!("`{}` has no parameter `{}`", name.name, given.name),
                    None => format!("`{}` takes {} arguments", name.name, params.len()),
                };
                let diag = Diag::error("bad-argument", at, message);
                return Err(self.report(diag.also(item.anchor.origin(name.range), "declared here")));
            };
            if bound[index].is_some() {
                let message = format!("parameter `{}` is given twice", params[index].name.name);
                return Err(self.error("bad-argument", at, message));
            }
            let ty = &types[index];
            let ev = self.expr(scope, &arg.value, Some(ty))?;
            bound[index] = Some(self.fit(ev, ty, at)?);
        }
        let mut out: Vec<(SmolStr, Ev<'db>)> = Vec::with_capacity(params.len());
        for ((param, ty), value) in params.iter().zip(types).zip(bound) {
            let value = match (value, &param.default) {
                (Some(value), _) => value,
                (None, Some(default)) => {
                    let mut inner = Scope { anchor: item.anchor, env: item.env.clone() };
                    for (name, value) in &out {
                        inner = inner.with(Layer::Var(name.clone(), value.clone()));
                    }
                    let ev = self.expr(&inner, default, Some(ty))?;
                    self.fit(ev, ty, item.anchor.origin(default.range))?
                }
                (None, None) => {
                    let message = format!("parameter `{}` of `{}` is missing", param.name.name, name.name);
                    let diag = Diag::error("bad-argument", place, message);
                    return Err(self.report(diag.also(item.anchor.origin(param.name.range), "declared here")));
                }
            };
            out.push((param.name.name.clone(), value));
        }
        Ok(out)
    }

    /// A profile with its arguments as a value. Without arguments, those that have a default.
    pub(crate) fn profile(&self, item: &Item<'db>, bound: &[(SmolStr, Ev<'db>)], place: Origin) -> R<Ev<'db>> {
        let AnchorNode::Profile { name, params, .. } = &item.anchor.hir.node else { return Err(Stop) };
        let filled;
        let bound = if bound.is_empty() && !params.is_empty() {
            let scope = Scope { anchor: item.anchor, env: item.env.clone() };
            filled = self.arguments(&scope, item, None, &[], place)?;
            &filled
        } else {
            bound
        };
        let Some(env) = item.env.freeze(self) else {
            let diag = Diag::error(
                "not-yet",
                item.anchor.origin(name.range),
                "a profile stands at the level of a file or of a lab",
            );
            return Err(self.report(diag));
        };
        let args: R<Vec<(SmolStr, Cell)>> =
            bound.iter().map(|(name, value)| Ok((name.clone(), self.force(value.clone())?))).collect();
        let env: Vec<Frozen> = env;
        let value = ProfileValue { anchor: item.anchor.no, args: args?, env };
        Ok(Ev::Cell(Cell::new(Value::Profile(Arc::new(value)), place)))
    }

    /// The functions of the language.
    fn builtin(&self, scope: &Scope<'db>, name: &str, args: &'db [Arg], ty: Option<&Ty>, place: Origin) -> R<Ev<'db>> {
        let _ = ty;
        match name {
            "file" => {
                let [Arg { name: None, value }] = args else {
                    return Err(self.error("bad-argument", place, "`file` takes the path of a file"));
                };
                let path = self.value(scope, value, None)?;
                let Value::Str(path) = &path.value else {
                    return Err(self.error("bad-argument", place, "`file` takes the path of a file in quotes"));
                };
                let at = scope.anchor.origin(value.range);
                let path = crate::data::resolve(self, scope.anchor.file, path, at)?;
                Ok(Ev::Cell(Cell::new(Value::File(path), place)))
            }
            "built" => crate::testing::built_file(self, scope, args, place),
            "secrets" => self.secrets(scope, args, place).map(|value| Ev::Cell(Cell::new(value, place))),
            "secret" => self.secret(scope, args, place).map(|value| Ev::Cell(Cell::new(value, place))),
            "expose" => self.expose(scope, args, place).map(|value| Ev::Cell(Cell::new(value, place))),
            other => {
                let diag = Diag::error("not-yet", place, format!("`{other}(…)` is not there yet in this version"));
                Err(self.report(diag))
            }
        }
    }
}
