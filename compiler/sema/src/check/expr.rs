//! Expressions. Two questions: what is it ([`Checker::expr`], which only reads by what the place expects), and may
//! it stand here ([`Checker::check`], which goes into lists and branches, so that a mistake is told where it is).

use super::Checker;
use super::env::{Found, Scope};
use super::watch::Seen;
use super::what::{What, show_expr};
use crate::Diag;
use crate::hir::{Expr, ExprKind, Name, TypePath};
use crate::schema::{self, Schema};
use crate::scope;
use crate::ty::{self, Prim, Ty};
use dlc_base::Origin;
use dlc_base::suggest::nearest;
use dlc_syntax::literal::{self, Literal};

/// How deep expressions are looked into. Deeper ones are refused when they are evaluated.
const DEPTH: u32 = 200;

/// The types by which generic ones are asked for with `is`.
const GENERIC: [&str; 3] = ["Secret", "Range", "Artifact"];

impl<'db> Checker<'db> {
    /// What an expression is; `ty` is what the place expects, which decides how literals and bare names are read.
    /// `hold` is the field that takes the value: the kind word of a record in it.
    pub(crate) fn expr(&self, scope: &Scope<'db>, expr: &'db Expr, ty: Option<&Ty>, hold: Option<&Name>) -> What {
        let is = self.deeper(|| self.expr_here(scope, expr, ty, hold)).unwrap_or(What::UNKNOWN);
        self.note(scope.anchor.origin(expr.range), || Seen::Expr { expects: ty.cloned(), is: is.clone() });
        is
    }

    /// Runs `f` one level deeper, unless that is too deep.
    fn deeper<T>(&self, f: impl FnOnce() -> T) -> Option<T> {
        if self.depth.get() >= DEPTH {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let result = f();
        self.depth.set(self.depth.get() - 1);
        Some(result)
    }

    fn expr_here(&self, scope: &Scope<'db>, expr: &'db Expr, ty: Option<&Ty>, hold: Option<&Name>) -> What {
        let place = scope.anchor.origin(expr.range);
        match &expr.kind {
            ExprKind::Missing => What::UNKNOWN,
            ExprKind::Literal(literal, spelling) => What::prim(read_literal(literal, spelling, ty)),
            ExprKind::Bool(_) => What::prim(Prim::Bool),
            ExprKind::None => What::Value(Ty::None),
            ExprKind::Text(text) => self.text(scope, text),
            ExprKind::Name(name, _) => self.name(scope, name, ty, place),
            ExprKind::Member(base, name) => self.member_expr(scope, base, name),
            ExprKind::Call(callee, args) => self.call_expr(scope, callee, args, place),
            ExprKind::Index(base, key) => self.index_expr(scope, base, key),
            ExprKind::List(items) => self.list(scope, items, ty, hold),
            ExprKind::Comprehension(item, clauses) => {
                let inner = self.clauses(scope, clauses);
                let item_ty = ty.and_then(item_of);
                What::list(self.expr(&inner, item, item_ty, hold))
            }
            ExprKind::Record(callee, body) => self.record(scope, callee.as_deref(), *body, ty, place, hold),
            ExprKind::Table(table) => self.table_value(scope, table, ty, hold),
            ExprKind::Negate(inner) => self.negate(scope, inner, ty, place),
            ExprKind::Not(inner) => {
                self.condition(scope, inner);
                What::prim(Prim::Bool)
            }
            ExprKind::Binary(op, a, b) => self.binary(scope, *op, a, b, ty, place),
            ExprKind::Is(inner, path) => {
                let what = self.expr(scope, inner, None, None);
                if let Some(path) = path {
                    self.is(scope, &what, path);
                }
                What::prim(Prim::Bool)
            }
            ExprKind::If(cond, then, otherwise) => {
                self.condition(scope, cond);
                let then = self.expr(scope, then, ty, hold);
                then.or(self.expr(scope, otherwise, ty, hold))
            }
        }
    }

    /// Checks that an expression may be what the place expects.
    pub(crate) fn check(&self, scope: &Scope<'db>, expr: &'db Expr, ty: &Ty, hold: Option<&Name>) {
        // What is too deep is told when it is evaluated.
        let _ = self.deeper(|| self.check_here(scope, expr, ty, hold));
    }

    fn check_here(&self, scope: &Scope<'db>, expr: &'db Expr, ty: &Ty, hold: Option<&Name>) {
        let lists = ty.members().into_iter().filter(|m| matches!(m, Ty::List(_) | Ty::Set(_))).count();
        match &expr.kind {
            ExprKind::If(cond, then, otherwise) => {
                self.condition(scope, cond);
                self.check(scope, then, ty, hold);
                self.check(scope, otherwise, ty, hold);
            }
            ExprKind::List(items) if lists == 1 => {
                let Some(item_ty) = item_of(ty) else { return };
                items.iter().for_each(|item| self.check(scope, item, item_ty, hold));
            }
            ExprKind::Comprehension(item, clauses) if lists == 1 => {
                let inner = self.clauses(scope, clauses);
                if let Some(item_ty) = item_of(ty) {
                    self.check(&inner, item, item_ty, hold);
                }
            }
            _ => {
                let what = self.expr(scope, expr, Some(ty), hold);
                self.fit(what, ty, expr, scope.anchor.origin(expr.range));
            }
        }
    }

    /// A condition: true or false.
    pub(crate) fn condition(&self, scope: &Scope<'db>, expr: &'db Expr) {
        let bool = Ty::Prim(Prim::Bool);
        let what = self.expr(scope, expr, Some(&bool), None);
        let place = scope.anchor.origin(expr.range);
        let what = self.module_value(what, place);
        if self.no_decision(&what, place) {
            return;
        }
        if !self.may_be(&what, &bool) {
            let message = format!("the condition is {}, not true or false", what.describe(Some(expr)));
            self.error("type-mismatch", place, message);
        }
    }

    fn negate(&self, scope: &Scope<'db>, inner: &'db Expr, ty: Option<&Ty>, place: Origin) -> What {
        let what = self.expr(scope, inner, ty, None);
        if !self.may_be(&what, &Ty::Prim(Prim::Int)) {
            let message = format!("`-` takes a number, not {}", what.describe(Some(inner)));
            self.error("type-mismatch", place, message);
        }
        What::prim(Prim::Int)
    }

    /// `[a, b]`
    fn list(&self, scope: &Scope<'db>, items: &'db [Expr], ty: Option<&Ty>, hold: Option<&Name>) -> What {
        let item_ty = ty.and_then(item_of);
        What::list(What::any(items.iter().map(|item| self.expr(scope, item, item_ty, hold))))
    }

    /// `e is T`: the name must be one that a value there can be.
    fn is(&self, scope: &Scope<'db>, what: &What, path: &TypePath) {
        let ([name], Some(ty)) = (path.names.as_slice(), what.ty()) else { return };
        if what.is_unknown() || Prim::of(name).is_some() || GENERIC.contains(&name.as_str()) {
            return;
        }
        let place = scope.anchor.origin(path.range);
        let members = ty.members();
        let known = members.iter().any(|member| match member {
            Ty::Symbol(symbol) => symbol == name,
            Ty::Schema(found) => schema::of(self.db, found).is_none_or(|found| names_of(found).any(|n| n == name)),
            Ty::Prim(Prim::Target) => true,
            _ => false,
        });
        let elsewhere = || {
            scope::lookup(self.db, scope.anchor.file, name).is_some()
                || matches!(scope.env.lookup(self, name), Found::Anything)
                || self.unimported(name).is_some()
        };
        if known || elsewhere() {
            return;
        }
        let mut names: Vec<&str> = ty.symbols().into_iter().map(Name::as_str).collect();
        names.extend(members.iter().filter_map(|m| if let Ty::Schema(s) = m { Some(s.name.as_str()) } else { None }));
        names.extend(Prim::ALL.iter().map(|prim| prim.name()));
        let diag = Diag::error("unknown-type", place, format!("there is no type `{name}`"));
        self.push(match nearest(name, names) {
            Some(near) => diag.hint(format!("did you mean `{near}`?")).fix(place, near),
            None => diag,
        });
    }

    /// What a `let` is.
    pub(crate) fn let_type(&self, file: dlc_db::SourceFile, key: &crate::hir::AnchorKey) -> What {
        self.reference(file, key);
        dlc_db::with_stack(|| super::let_type(self.db, file, key.clone())).clone()
    }

    /// "`x` is no function"
    pub(crate) fn no_function(&self, callee: &Expr, place: Origin) {
        self.error("type-mismatch", place, format!("`{}` is no function", show_expr(callee)));
    }

    /// The types of a function's or a profile's parameters, resolved, and of a function's result.
    pub(crate) fn signature(&self, file: dlc_db::SourceFile, key: &crate::hir::AnchorKey) -> &'db ty::Signature {
        ty::signature(self.db, file, key.clone())
    }
}

/// The names by which a value of this schema is known to `is`.
fn names_of(schema: &Schema) -> impl Iterator<Item = &Name> {
    std::iter::once(&schema.this.name).chain(schema.bases.iter().map(|base| &base.name))
}

/// The type of the items, where a list or a set is expected.
pub(crate) fn item_of(ty: &Ty) -> Option<&Ty> {
    ty.members().into_iter().find_map(|member| match member {
        Ty::List(item) | Ty::Set(item) => Some(&**item),
        _ => None,
    })
}

/// What a literal is by its own shape.
pub(crate) fn own_prim(literal: &Literal) -> Prim {
    match literal {
        Literal::Int(_) => Prim::Int,
        Literal::Size(_) => Prim::Size,
        Literal::Duration(_) => Prim::Duration,
        Literal::Cpu(_) => Prim::Cpu,
        Literal::Ip(_) => Prim::Ip,
        Literal::Cidr { .. } => Prim::Cidr,
        Literal::Endpoint { .. } => Prim::Endpoint,
        Literal::Mac(_) => Prim::Mac,
        Literal::Uuid(_) => Prim::Uuid,
        Literal::Digest(_) => Prim::Digest,
        Literal::Mode(_) => Prim::Mode,
        Literal::Version(_) => Prim::Version,
    }
}

/// A literal, read as the place expects it: by its own shape, or by another that the spelling fits.
fn read_literal(literal: &Literal, spelling: &str, ty: Option<&Ty>) -> Prim {
    let own = own_prim(literal);
    let Some(ty) = ty else { return own };
    let members = ty.members();
    let prims = || members.iter().filter_map(|m| if let Ty::Prim(prim) = m { Some(*prim) } else { None });
    if prims().any(|prim| prim == own || (prim == Prim::Cpu && own == Prim::Int)) {
        return own;
    }
    prims().find(|prim| is_spelled(spelling, *prim)).unwrap_or(own)
}

/// Whether a word may be read as this type.
fn is_spelled(spelling: &str, prim: Prim) -> bool {
    match prim {
        Prim::Version => literal::read_version(spelling).is_ok(),
        Prim::Ip => literal::read_ip(spelling).is_ok(),
        Prim::Cidr => literal::read_cidr(spelling).is_ok(),
        Prim::Mac => literal::read_mac(spelling).is_ok(),
        Prim::Uuid => literal::read_uuid(spelling).is_ok(),
        Prim::Digest => literal::read_digest(spelling).is_ok(),
        _ => false,
    }
}
