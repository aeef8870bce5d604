//! What a type asks of its values: `T where cond : "message"`.

use crate::builtins;
use crate::cx::{Cx, Ev, R};
use crate::env::{Env, Layer, Scope};
use crate::ops;
use crate::value::{Cell, Value};
use dlc_base::Origin;
use dlc_sema::hir::{BinaryOp, Expr, ExprKind};
use dlc_sema::ty::{Ty, WhereTy};
use dlc_syntax::literal::Literal;

impl<'db> Cx<'db> {
    /// Checks the conditions of the types that the value fits.
    pub(super) fn conditions(&self, cell: &Cell, ty: &Ty, place: Origin) -> R<()> {
        match ty {
            Ty::Alias(alias) => self.conditions(cell, &alias.1, place),
            Ty::Union(members) => {
                let fitting: Vec<&Ty> = members.iter().filter(|m| self.fits(&cell.value, m)).collect();
                // A value that fits one member without a condition is fine; otherwise the first speaks.
                match fitting.as_slice() {
                    [] => Ok(()),
                    many if many.iter().any(|m| !has_condition(m)) => Ok(()),
                    many => self.conditions(cell, many[0], place),
                }
            }
            Ty::Where(condition) => {
                self.conditions(cell, &condition.base, place)?;
                if cell.value == Value::None { Ok(()) } else { self.condition_of_type(cell, condition, place) }
            }
            _ => Ok(()),
        }
    }

    fn condition_of_type(&self, cell: &Cell, condition: &WhereTy, place: Origin) -> R<()> {
        let Some((anchor, cond, message)) = condition.parts(self.db) else { return Ok(()) };
        if self.holds_plainly(cond, cell) == Some(true) {
            return Ok(());
        }
        let env = Env::file(anchor.file).with(Layer::Var("it".into(), Ev::Cell(cell.clone())));
        let scope = Scope { anchor, env };
        if self.condition(&scope, cond)? {
            return Ok(());
        }
        let shown = cell.value.describe();
        let message = match self.text(&scope, message, None)? {
            Value::Str(message) => format!("{message}: this is {shown}"),
            _ => format!("{shown} does not fit here"),
        };
        Err(self.error("condition-failed", place, message))
    }

    /// Whether a condition holds that says something of `it` and of literals alone. Most do, each label and each path
    /// is asked one, and so they are read without names. `None` where it is not known without.
    fn holds_plainly(&self, cond: &Expr, it: &Cell) -> Option<bool> {
        self.read(it.origin);
        match &cond.kind {
            ExprKind::Not(inner) => Some(!self.holds_plainly(inner, it)?),
            ExprKind::Binary(BinaryOp::And, a, b) => Some(self.holds_plainly(a, it)? && self.holds_plainly(b, it)?),
            ExprKind::Binary(BinaryOp::Or, a, b) => Some(self.holds_plainly(a, it)? || self.holds_plainly(b, it)?),
            ExprKind::Binary(BinaryOp::Matches, text, pattern) => {
                ops::matches(&self.plain(text, it)?, &self.plain(pattern, it)?).ok()
            }
            ExprKind::Binary(BinaryOp::In, n, range) => match (self.plain(n, it)?, &range.kind) {
                (Value::Int(n), ExprKind::Binary(BinaryOp::Range, first, last)) => {
                    match (self.plain(first, it)?, self.plain(last, it)?) {
                        (Value::Int(first), Value::Int(last)) if first <= last => Some((first..=last).contains(&n)),
                        _ => None,
                    }
                }
                _ => None,
            },
            ExprKind::Binary(op @ (BinaryOp::Le | BinaryOp::Ge), a, b) => {
                match (self.plain(a, it)?, self.plain(b, it)?) {
                    (Value::Int(a), Value::Int(b)) => Some(if *op == BinaryOp::Le { a <= b } else { a >= b }),
                    _ => None,
                }
            }
            ExprKind::Call(..) => match self.plain(cond, it)? {
                Value::Bool(holds) => Some(holds),
                _ => None,
            },
            _ => None,
        }
    }

    /// `it`, a literal, a property or a method of it.
    fn plain(&self, expr: &Expr, it: &Cell) -> Option<Value> {
        let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Name(name, _) if name == "it");
        match &expr.kind {
            ExprKind::Name(..) if is_it(expr) => Some(it.value.clone()),
            ExprKind::Literal(Literal::Int(n), _) => Some(Value::Int(*n)),
            ExprKind::Text(text) if text.tag.is_none() => text.plain().map(Value::Str),
            ExprKind::Member(base, name) if is_it(base) && matches!(it.value, Value::Str(_)) => {
                builtins::property(self, it, &name.name, None, it.origin).ok()?
            }
            ExprKind::Call(callee, args) => match (&callee.kind, args.as_slice()) {
                (ExprKind::Member(base, name), [arg]) if is_it(base) && matches!(it.value, Value::Str(_)) => {
                    let arg = Cell::new(self.plain(&arg.value, it)?, it.origin);
                    builtins::method(self, it, &name.name, &[arg], None, it.origin).ok()?
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// Whether a type asks anything of its values.
pub(super) fn has_condition(ty: &Ty) -> bool {
    match ty {
        Ty::Where(_) => true,
        Ty::Alias(alias) => has_condition(&alias.1),
        Ty::Union(members) => members.iter().any(has_condition),
        _ => false,
    }
}
