//! Operators.

mod types;

pub(crate) use types::has_text;

use super::Checker;
use super::env::{Found, Scope};
use super::names::unknown_symbol;
use super::what::{What, unsealed};
use crate::hir::{BinaryOp, Expr, ExprKind};
use crate::ty::{Prim, Ty};
use dlc_base::Origin;
use std::sync::Arc;
use types::{comparable, contains, counts, pairs, result, without_none};

impl<'db> Checker<'db> {
    /// `a OP b`
    pub(crate) fn binary(
        &self,
        scope: &Scope<'db>,
        op: BinaryOp,
        a: &'db Expr,
        b: &'db Expr,
        ty: Option<&Ty>,
        place: Origin,
    ) -> What {
        match op {
            BinaryOp::And | BinaryOp::Or => {
                self.condition(scope, a);
                self.condition(scope, b);
            }
            BinaryOp::Eq | BinaryOp::Ne => {
                let (left, right) = self.sides(scope, a, b, false);
                if self.no_comparison((&left, a), (&right, b), place) {
                    return What::prim(Prim::Bool);
                }
                if !pairs(&left, &right, |x, y| self.may_equal(x, y)) {
                    let message = format!("{} and {} are never equal", left.describe(Some(a)), right.describe(Some(b)));
                    self.error("type-mismatch", place, message);
                }
            }
            BinaryOp::In => {
                let (left, right) = self.sides(scope, a, b, true);
                if self.no_comparison((&left, a), (&right, b), place) {
                    return What::prim(Prim::Bool);
                }
                if !pairs(&left, &right, contains) {
                    let message = format!("{} cannot be in {}", left.describe(Some(a)), right.describe(Some(b)));
                    self.error("type-mismatch", place, message);
                }
            }
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
                let (left, right) = self.sides(scope, a, b, false);
                if self.no_comparison((&left, a), (&right, b), place) {
                    return What::prim(Prim::Bool);
                }
                if !pairs(&left, &right, comparable) {
                    let message =
                        format!("{} and {} cannot be compared", left.describe(Some(a)), right.describe(Some(b)));
                    self.error("type-mismatch", place, message);
                }
            }
            BinaryOp::Matches => {
                let (text, pattern) = (self.value(scope, a, None), self.value(scope, b, None));
                if self.no_comparison((&text, a), (&pattern, b), place) {
                    return What::prim(Prim::Bool);
                }
                if !has_text(&text) || !self.may_be(&pattern, &Ty::Prim(Prim::Str)) {
                    self.error("bad-pattern", place, "`matches` takes a text and a pattern");
                }
                if let ExprKind::Text(text) = &b.kind
                    && let Some(Err(why)) = text.plain().map(|plain| crate::pattern::read(&plain))
                {
                    self.error("bad-pattern", scope.anchor.origin(b.range), why);
                }
            }
            BinaryOp::Range => return self.range(scope, a, b, ty, place),
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod => {
                // Lists that are added are each what the place expects.
                let ty = ty.filter(|ty| op == BinaryOp::Add && super::expr::item_of(ty).is_some());
                let (left, right) = (self.value(scope, a, ty), self.value(scope, b, ty));
                return self.arithmetic(op, (&left, a), (&right, b), place);
            }
        }
        What::prim(Prim::Bool)
    }

    /// What an expression is as a value: a module stands for its declaration of the same name.
    fn value(&self, scope: &Scope<'db>, expr: &'db Expr, ty: Option<&Ty>) -> What {
        let what = self.expr(scope, expr, ty, None);
        self.module_value(what, scope.anchor.origin(expr.range))
    }

    /// Both sides of a comparison: each is what the other expects, so that a bare name may be a symbol and a literal
    /// is read as the other's kind.
    fn sides(&self, scope: &Scope<'db>, a: &'db Expr, b: &'db Expr, inside: bool) -> (What, What) {
        let free = |e: &Expr| match &e.kind {
            ExprKind::Name(name, _) => matches!(scope.env.lookup(self, name), Found::Nothing),
            _ => false,
        };
        let written = |e: &Expr| matches!(e.kind, ExprKind::Literal(..) | ExprKind::Text(_));
        if is_leaf(a) && !is_leaf(b) || (free(a) && !free(b)) || (written(a) && !written(b) && !free(b)) {
            let right = self.value(scope, b, None);
            let expected = if inside { inside_of(&right) } else { right.clone() };
            return (self.beside(scope, a, &expected), right);
        }
        let left = self.value(scope, a, None);
        let right = if is_leaf(b) {
            match (inside, &b.kind) {
                (true, ExprKind::List(items)) => {
                    What::list(What::any(items.iter().map(|item| self.beside(scope, item, &left))))
                }
                (true, _) => self.value(scope, b, None),
                (false, _) => self.beside(scope, b, &left),
            }
        } else {
            self.value(scope, b, None)
        };
        (left, right)
    }

    /// A name, literal or list beside something that says what is expected.
    fn beside(&self, scope: &Scope<'db>, expr: &'db Expr, other: &What) -> What {
        let place = scope.anchor.origin(expr.range);
        let Some(ty) = other.ty() else { return self.value(scope, expr, None) };
        match &expr.kind {
            ExprKind::Name(name, _) => {
                let open = other.is_unknown();
                let symbols = ty.symbols();
                let symbol = || What::Value(Ty::Symbol(name.clone()));
                match scope.env.lookup(self, name) {
                    Found::Nothing if open || symbols.contains(&name) => symbol(),
                    Found::Nothing if symbols.is_empty() && !matches!(ty.peeled(), Ty::None) => {
                        self.push(self.unknown_name(scope, name, None, place));
                        What::UNKNOWN
                    }
                    Found::Nothing if symbols.is_empty() => symbol(),
                    Found::Nothing => {
                        self.push(unknown_symbol(name, ty, place));
                        What::UNKNOWN
                    }
                    Found::Declared(What::Value(own)) if symbols.contains(&name) && is_no_symbol(&own) => {
                        self.push(self.ambiguous(name, place));
                        What::UNKNOWN
                    }
                    _ => self.value(scope, expr, None),
                }
            }
            ExprKind::List(items) => {
                let item = item_of(other);
                What::list(What::any(items.iter().map(|e| self.beside(scope, e, &item))))
            }
            ExprKind::Literal(..) => {
                let what = self.expr(scope, expr, Some(ty), None);
                if self.literal_beside(&what, ty, expr, place) { what } else { What::UNKNOWN }
            }
            ExprKind::Text(text) => {
                let what = self.expr(scope, expr, None, None);
                // A text that is spelled like a symbol was meant to be one; beside a number it never holds.
                let symbol = text.plain().is_some_and(|plain| ty.symbols().contains(&&plain));
                if (symbol || is_closed(ty)) && !self.may_be(&what, ty) {
                    self.push(self.mismatch(&what, ty, Some(expr), place));
                    return What::UNKNOWN;
                }
                what
            }
            _ => self.value(scope, expr, None),
        }
    }

    /// Reports a literal that can never be the same as the other side.
    fn literal_beside(&self, what: &What, ty: &Ty, expr: &Expr, place: Origin) -> bool {
        let fits = !is_closed(ty) || self.may_be(what, ty) || is_half(what, ty);
        if !fits {
            self.push(self.mismatch(what, ty, Some(expr), place));
        }
        fits
    }

    /// `a..b`
    fn range(&self, scope: &Scope<'db>, a: &'db Expr, b: &'db Expr, ty: Option<&Ty>, place: Origin) -> What {
        let item = ty.map(|ty| ty.members()).unwrap_or_default().into_iter().find_map(|m| match m {
            Ty::Range(item) => Some(&**item),
            _ => None,
        });
        let (first, last) = (self.value(scope, a, item), self.value(scope, b, item));
        if !pairs(&first, &last, comparable) {
            let message = format!("{} and {} cannot be compared", first.describe(Some(a)), last.describe(Some(b)));
            self.error("bad-range", place, message);
            return What::UNKNOWN;
        }
        if !pairs(&first, &last, |a, b| comparable(a, b) && counts(a)) {
            self.error("bad-range", place, format!("there is no range of {}", first.describe(Some(a))));
            return What::UNKNOWN;
        }
        match first.ty() {
            Some(ty) if !first.is_unknown() => What::Value(Ty::Range(Arc::new(without_none(ty)))),
            _ => What::UNKNOWN,
        }
    }

    fn arithmetic(&self, op: BinaryOp, a: (&What, &Expr), b: (&What, &Expr), place: Origin) -> What {
        let ((left, at_a), (right, at_b)) = (a, b);
        if let (BinaryOp::Add, What::List(_), _) | (BinaryOp::Add, _, What::List(_)) = (op, left, right) {
            return left.clone().or(right.clone());
        }
        let (Some(x), Some(y)) = (left.ty(), right.ty()) else {
            return self.no_operator(op, a, b, place);
        };
        if left.is_unknown() || right.is_unknown() {
            return What::UNKNOWN;
        }
        let mut found: Option<Ty> = None;
        for m in x.members() {
            for n in y.members() {
                let Some(ty) = result(op, unsealed(m), unsealed(n)) else { continue };
                found = Some(match found {
                    Some(known) => Ty::union(vec![known, ty]),
                    None => ty,
                });
            }
        }
        let only_none = |ty: &Ty| matches!(ty.peeled(), Ty::None);
        match found {
            Some(ty) if ty.members().iter().any(|m| matches!(m, Ty::Error)) => What::UNKNOWN,
            Some(ty) => What::Value(ty),
            None if only_none(x) || only_none(y) => What::UNKNOWN,
            None => self.no_operator(op, (left, at_a), (right, at_b), place),
        }
    }

    fn no_operator(&self, op: BinaryOp, a: (&What, &Expr), b: (&What, &Expr), place: Origin) -> What {
        let message = match a.0.ty().map(Ty::peeled) {
            Some(Ty::Prim(Prim::Cidr)) => "a network has no arithmetic: `.host(n)` is its n-th address".to_owned(),
            _ => {
                let sign = match op {
                    BinaryOp::Add => "+",
                    BinaryOp::Sub => "-",
                    BinaryOp::Mul => "*",
                    BinaryOp::Div => "div",
                    _ => "mod",
                };
                format!("`{sign}` does not take {} and {}", a.0.describe(Some(a.1)), b.0.describe(Some(b.1)))
            }
        };
        self.error("type-mismatch", place, message);
        What::UNKNOWN
    }
}

/// Whether values of this type are scalars, of kinds that are known.
fn is_closed(ty: &Ty) -> bool {
    let scalar = |m: &&Ty| matches!(m, Ty::Prim(_) | Ty::None) && !matches!(m, Ty::Prim(Prim::Data));
    ty.members().iter().all(scalar) && !matches!(ty.peeled(), Ty::None)
}

/// What is read by what stands on the other side.
fn is_leaf(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Name(..) | ExprKind::Literal(..) | ExprKind::List(_) | ExprKind::Text(_))
}

/// Whether values of this type are never symbols.
fn is_no_symbol(ty: &Ty) -> bool {
    ty.members().iter().all(|m| !matches!(m, Ty::Symbol(_) | Ty::Error | Ty::None | Ty::Prim(Prim::Data)))
}

/// A whole number beside a size of processors, or the other way round, may be the same.
fn is_half(what: &What, ty: &Ty) -> bool {
    let cpu_or_int = |m: &&Ty| matches!(m, Ty::Prim(Prim::Cpu | Prim::Int));
    what.ty().is_some_and(|own| own.members().iter().any(cpu_or_int)) && ty.members().iter().any(cpu_or_int)
}

/// What can be in it.
fn inside_of(what: &What) -> What {
    let Some(ty) = what.ty() else {
        return match what {
            What::List(item) => (**item).clone(),
            _ => What::UNKNOWN,
        };
    };
    What::any(ty.members().into_iter().map(|member| match unsealed(member) {
        Ty::List(item) | Ty::Set(item) | Ty::Range(item) => What::Value((**item).clone()),
        Ty::Map(map) => What::Value(map.0.clone()),
        Ty::Prim(Prim::Str | Prim::Text) => What::prim(Prim::Str),
        _ => What::UNKNOWN,
    }))
}

/// The items of a list beside which another stands.
fn item_of(what: &What) -> What {
    match what.ty().map(Ty::peeled) {
        Some(Ty::List(item) | Ty::Set(item)) => What::Value((**item).clone()),
        _ => What::UNKNOWN,
    }
}
