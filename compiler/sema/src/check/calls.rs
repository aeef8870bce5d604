//! Calls: of functions, of methods, of profiles.

use super::Checker;
use super::env::{Scope, of_def};
use super::items::sound;
use super::ops::has_text;
use super::watch::Seen;
use super::what::{What, receivers, unsealed};
use crate::Diag;
use crate::builtins::{self, Builtin, Of, Op, Receiver};
use crate::hir::{AnchorKey, AnchorNode, Arg, Expr, ExprKind, Ident, ItemKind, Param};
use crate::schema::{self, Schema};
use crate::scope;
use crate::source::{Anchor, anchor};
use crate::ty::{Prim, Ty};
use dlc_base::Origin;
use dlc_base::suggest::nearest;
use dlc_db::SourceFile;

impl<'db> Checker<'db> {
    /// `f(a, b = c)`, `e.f(a)`
    pub(crate) fn call_expr(&self, scope: &Scope<'db>, callee: &'db Expr, args: &'db [Arg], place: Origin) -> What {
        let what = match &callee.kind {
            ExprKind::Member(base, name) => {
                let what = self.expr(scope, base, None, None);
                let at = scope.anchor.origin(name.range);
                self.note(at, || Seen::Member { name: name.name.clone(), of: what.clone(), call: true });
                match what {
                    What::Module(file) => self.module_member(file, name, scope.anchor.origin(name.range)),
                    what => return self.method(scope, &what, base, name, args, place),
                }
            }
            // These are always the functions, whatever else bears the name.
            ExprKind::Name(name, _) if builtins::function(name).is_some() => {
                self.note_name(scope, name, None, scope.anchor.origin(callee.range));
                return self.function(scope, name, args, place);
            }
            _ => self.expr(scope, callee, None, None),
        };
        match what {
            What::Item(ItemKind::Fn, file, key) => {
                self.reference(file, &key);
                self.arguments(scope, file, &key, false, args, place);
                What::Value(sound(&self.signature(file, &key).ret).clone())
            }
            What::Item(ItemKind::Profile, file, key) => {
                self.arguments(scope, file, &key, false, args, place);
                What::Item(ItemKind::Profile, file, key)
            }
            What::Function(name) => self.function(scope, name, args, place),
            what if what.is_unknown() => What::UNKNOWN,
            _ => {
                self.no_function(callee, place);
                What::UNKNOWN
            }
        }
    }

    /// A function of the language.
    fn function(&self, scope: &Scope<'db>, name: &str, args: &'db [Arg], place: Origin) -> What {
        if let Some(what) = self.secret_function(scope, name, args, place) {
            return what;
        }
        if name != "file" {
            // What the others give is known when they are evaluated.
            return What::UNKNOWN;
        }
        let [Arg { name: None, value }] = args else {
            self.error("bad-argument", place, "`file` takes the path of a file");
            return What::UNKNOWN;
        };
        let what = self.expr(scope, value, None, None);
        if !self.may_be(&what, &Ty::Prim(Prim::Str)) {
            self.error("bad-argument", place, "`file` takes the path of a file in quotes");
        }
        What::File
    }

    /// A method: a function that stands beside the schema of what it is called on, or one of the language.
    fn method(
        &self,
        scope: &Scope<'db>,
        what: &What,
        base: &Expr,
        name: &'db Ident,
        args: &'db [Arg],
        place: Origin,
    ) -> What {
        if what.is_unknown() {
            return What::UNKNOWN;
        }
        let schemas = self.schemas_of(what);
        let mut beside: Vec<(SourceFile, AnchorKey)> = Vec::new();
        for schema in schemas.iter().flat_map(|schema| std::iter::once(*schema).chain(self.extending(schema))) {
            if let Some(found) = self.beside_schema(schema, &name.name)
                && !beside.contains(&found)
            {
                beside.push(found);
            }
        }
        match beside.as_slice() {
            [] => {}
            [(file, key)] => {
                self.reference(*file, key);
                self.arguments(scope, *file, key, true, args, place);
                return What::Value(sound(&self.signature(*file, key).ret).clone());
            }
            several => {
                return What::any(several.iter().map(|(f, k)| What::Value(sound(&self.signature(*f, k).ret).clone())));
            }
        }
        let open = |m: &&Ty| matches!(m, Ty::Prim(Prim::Data | Prim::Target));
        if what.ty().is_some_and(|ty| ty.members().iter().any(open)) {
            return What::UNKNOWN;
        }
        let asked = asked(what);
        let found: Vec<(&'static Builtin, Ty)> = asked
            .iter()
            .filter_map(|(receiver, ty)| Some((builtins::find(*receiver, &name.name)?, ty.clone())))
            .filter(|(builtin, _)| builtin.params.is_some())
            .collect();
        if found.is_empty() {
            self.unknown_method(what, base, name, &schemas, &asked, scope.anchor.origin(name.range));
            return What::UNKNOWN;
        }
        self.builtin_arguments(scope, &found, args, place);
        What::any(found.iter().map(|(builtin, ty)| What::Value(builtin.result.for_receiver(ty))))
    }

    fn unknown_method(
        &self,
        what: &What,
        base: &Expr,
        name: &Ident,
        schemas: &[&'db Schema],
        asked: &[(Receiver, Ty)],
        place: Origin,
    ) {
        let of_nothing = matches!(what, What::Value(ty) if ty.members().iter().all(|m| matches!(m, Ty::None)));
        if of_nothing || (asked.is_empty() && schemas.iter().any(|s| super::members::is_abstract(s))) {
            return;
        }
        let shown = match what {
            What::Value(Ty::Schema(schema)) => super::members::title(schema, base),
            what => what.describe(Some(base)),
        };
        let diag = Diag::error("unknown-method", place, format!("{shown} has no method `{}`", name.name));
        let property = asked.iter().any(|(receiver, _)| builtins::find(*receiver, &name.name).is_some());
        if property || schemas.iter().any(|schema| schema.field(&name.name).is_some()) {
            self.push(diag.hint(format!("write `.{}` without `()`", name.name)));
            return;
        }
        let mut known: Vec<&str> = asked.iter().flat_map(|(receiver, _)| builtins::names(*receiver)).collect();
        for schema in schemas {
            let items = scope::items(self.db, schema.file).iter().filter(|item| item.kind == ItemKind::Fn);
            known.extend(items.filter_map(|item| item.name.as_deref()));
        }
        self.push(match nearest(&name.name, known) {
            Some(near) => diag.hint(format!("did you mean `{near}`?")),
            None => diag,
        });
    }

    /// The schemas that a value may be of.
    fn schemas_of(&self, what: &What) -> Vec<&'db Schema> {
        match what {
            What::Value(ty) => {
                let of = |m: &Ty| if let Ty::Schema(found) = unsealed(m) { schema::of(self.db, found) } else { None };
                ty.members().into_iter().filter_map(of).collect()
            }
            What::Schema(found) => schema::of(self.db, found).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// A function of the file that declares the schema, or one that it extends.
    pub(super) fn beside_schema(&self, schema: &'db Schema, name: &str) -> Option<(SourceFile, AnchorKey)> {
        let bases = schema.bases.iter().filter_map(|base| schema::of(self.db, base));
        std::iter::once(schema).chain(bases).find_map(|schema| {
            match of_def(self.db, scope::member(self.db, schema.file, name)?)? {
                What::Item(ItemKind::Fn, file, key) => Some((file, key)),
                _ => None,
            }
        })
    }

    /// Arguments against parameters; the receiver of a method is the first of them.
    fn arguments(
        &self,
        scope: &Scope<'db>,
        file: SourceFile,
        key: &AnchorKey,
        receiver: bool,
        args: &'db [Arg],
        place: Origin,
    ) {
        let Some(item) = anchor(self.db, file, key.clone()) else { return };
        let (AnchorNode::Fn { name, params, .. } | AnchorNode::Profile { name, params, .. }) = &item.hir.node else {
            return;
        };
        let types = &self.signature(file, key).params;
        let mut given = vec![false; params.len()];
        let mut next = 0;
        if let (true, Some(first)) = (receiver, given.first_mut()) {
            *first = true;
            next = 1;
        }
        for arg in args {
            let at = scope.anchor.origin(arg.value.range);
            let index = match &arg.name {
                Some(named) => params.iter().position(|param| param.name.name == named.name),
                None => {
                    next += 1;
                    (next <= params.len()).then(|| next - 1)
                }
            };
            let (Some(index), Some(ty)) = (index, index.and_then(|index| types.get(index))) else {
                let message = match &arg.name {
                    Some(named) => format!("`{}` has no parameter `{}`", name.name, named.name),
                    None => format!("`{}` takes {} arguments", name.name, params.len()),
                };
                let diag = Diag::error("bad-argument", at, message);
                self.push(diag.also(item.origin(name.range), "declared here"));
                return;
            };
            if std::mem::replace(&mut given[index], true) {
                self.error("bad-argument", at, format!("parameter `{}` is given twice", params[index].name.name));
                return;
            }
            self.check(scope, &arg.value, sound(ty), None);
        }
        self.missing(item, params, &given, place);
    }

    /// Reports the first parameter that has neither an argument nor a default.
    fn missing(&self, item: &Anchor, params: &[Param], given: &[bool], place: Origin) {
        let missing = params.iter().zip(given).find(|(param, given)| !**given && param.default.is_none());
        let Some((param, _)) = missing else { return };
        let of = match &item.hir.node {
            AnchorNode::Fn { name, .. } | AnchorNode::Profile { name, .. } => name.name.as_str(),
            _ => "",
        };
        let message = format!("parameter `{}` of `{of}` is missing", param.name.name);
        let diag = Diag::error("bad-argument", place, message);
        self.push(diag.also(item.origin(param.name.range), "declared here"));
    }

    /// A profile that is named without arguments needs none.
    pub(crate) fn bare_profile(&self, what: &What, expr: &Expr, place: Origin) {
        let What::Item(ItemKind::Profile, file, key) = what else { return };
        if matches!(expr.kind, ExprKind::Call(..)) {
            return;
        }
        let Some(item) = anchor(self.db, *file, key.clone()) else { return };
        if let AnchorNode::Profile { params, .. } = &item.hir.node {
            self.missing(item, params, &vec![false; params.len()], place);
        }
    }

    /// Arguments of a method of the language: one of those that are meant takes them.
    fn builtin_arguments(&self, scope: &Scope<'db>, found: &[(&'static Builtin, Ty)], args: &'db [Arg], place: Origin) {
        if let Some(name) = args.iter().find_map(|arg| arg.name.as_ref()) {
            let message = format!("`{}` takes no argument by name", name.name);
            self.error("bad-argument", scope.anchor.origin(name.range), message);
            return;
        }
        let values: Vec<What> = args.iter().map(|arg| self.expr(scope, &arg.value, None, None)).collect();
        let takes = |(builtin, receiver): &(&'static Builtin, Ty)| {
            let params = builtin.params.unwrap_or_default();
            params.len() == values.len()
                && params.iter().zip(&values).all(|(param, value)| {
                    // Something else than the items is in no list, which is no mistake of the call.
                    param.ty == Of::Item || self.may_be(value, &param.ty.for_receiver(receiver))
                })
        };
        if found.iter().any(takes) {
            self.joins_texts(found, place);
            return;
        }
        let shown: Vec<String> = values.iter().zip(args).map(|(v, arg)| v.describe(Some(&arg.value))).collect();
        let Some((builtin, _)) = found.first() else { return };
        let diag =
            Diag::error("bad-argument", place, format!("`.{}` does not take ({})", builtin.name, shown.join(", ")));
        let params: Vec<&str> = builtin.params.unwrap_or_default().iter().map(|param| param.name).collect();
        self.push(diag.hint(format!("`.{}({})`", builtin.name, params.join(", "))));
    }
}

impl Checker<'_> {
    /// What is joined must have a form as text.
    fn joins_texts(&self, found: &[(&'static Builtin, Ty)], place: Origin) {
        let [(Builtin { op: Op::ListJoin, .. }, list)] = found else { return };
        let item = What::Value(Of::Item.for_receiver(list));
        if !item.is_unknown() && !has_text(&item) {
            let message = format!("{} in `.join` has no form as text", item.describe(None));
            self.error("type-mismatch", place, message);
        }
    }
}

/// What of the language a value is asked as, with the type.
fn asked(what: &What) -> Vec<(Receiver, Ty)> {
    match what {
        What::Value(ty) => receivers(ty).into_iter().map(|(receiver, ty)| (receiver, ty.clone())).collect(),
        What::List(_) => vec![(Receiver::List, Ty::List(std::sync::Arc::new(Ty::Error)))],
        What::File => vec![(Receiver::File, Ty::Error)],
        _ => Vec::new(),
    }
}
