//! Expressions.

mod call;
mod lists;
mod member;
mod names;
mod records;
mod secrets;
mod texts;

pub(crate) use texts::show_expr;

use crate::cx::{Cx, Ev, R, Stop};
use crate::env::Scope;
use crate::frame::{Group, HOISTED, Hold, is_active, report_cycle};
use crate::ops;
use crate::value::{Cell, Mac, Value, weight};
use dlc_sema::Diag;
use dlc_sema::hir::{BinaryOp, Expr, ExprKind};
use dlc_sema::ty::{Prim, Ty};
use dlc_syntax::literal::{self, Literal};
use smol_str::SmolStr;
use std::rc::Rc;

impl<'db> Cx<'db> {
    /// Evaluates an expression; `ty` is what the place expects, which decides how literals and bare names are read.
    pub(crate) fn expr(&self, scope: &Scope<'db>, expr: &'db Expr, ty: Option<&Ty>) -> R<Ev<'db>> {
        self.expr_held(scope, expr, ty, None)
    }

    /// Evaluates an expression to a value.
    pub(crate) fn value(&self, scope: &Scope<'db>, expr: &'db Expr, ty: Option<&Ty>) -> R<Cell> {
        let ev = self.expr(scope, expr, ty)?;
        let cell = self.force(ev)?;
        Ok(match cell.origin == dlc_base::Origin::NOWHERE {
            true => Cell { origin: scope.anchor.origin(expr.range), ..cell },
            false => cell,
        })
    }

    /// Evaluates an expression whose records are held by `hold`.
    pub(crate) fn expr_held(
        &self,
        scope: &Scope<'db>,
        expr: &'db Expr,
        ty: Option<&Ty>,
        hold: Option<&Hold<'db>>,
    ) -> R<Ev<'db>> {
        let place = scope.anchor.origin(expr.range);
        self.step(place)?;
        if let Some(cell) = self.hoisted(scope, expr, ty)? {
            return Ok(Ev::Cell(cell));
        }
        self.deeper(place, || self.expr_here(scope, expr, ty, hold))
    }

    /// Evaluates an expression that is not, or not again, a query of its own.
    pub(crate) fn expr_here(
        &self,
        scope: &Scope<'db>,
        expr: &'db Expr,
        ty: Option<&Ty>,
        hold: Option<&Hold<'db>>,
    ) -> R<Ev<'db>> {
        let place = scope.anchor.origin(expr.range);
        let cell = |value| Ok(Ev::Cell(Cell::new(value, place)));
        match &expr.kind {
            ExprKind::Missing => Err(Stop),
            ExprKind::Literal(literal, spelling) => cell(read_literal(literal, spelling, ty)),
            ExprKind::Bool(b) => cell(Value::Bool(*b)),
            ExprKind::None => cell(Value::None),
            ExprKind::Text(text) => cell(self.text_value(scope, text)?),
            ExprKind::Name(name, _) => self.name(scope, name, ty, place, hold),
            ExprKind::Member(base, name) => self.member_expr(scope, base, name, ty),
            ExprKind::Call(callee, args) => self.call_expr(scope, callee, args, ty, place),
            ExprKind::Index(base, key) => self.index_expr(scope, base, key),
            ExprKind::List(items) => self.list(scope, items, ty, place, hold),
            ExprKind::Comprehension(item, clauses) => self.comprehension(scope, item, clauses, ty, place, hold),
            ExprKind::Record(callee, body) => self.record(scope, callee.as_deref(), *body, ty, place, hold),
            ExprKind::Table(table) => self.table(scope, table, ty, place, hold),
            ExprKind::Negate(inner) => match self.value(scope, inner, ty)?.value {
                Value::Int(i) => match i.checked_neg() {
                    Some(i) => cell(Value::Int(i)),
                    None => Err(self.error("overflow", place, "the number does not fit into 64 bits")),
                },
                Value::Poison => Err(Stop),
                other => {
                    Err(self.error("type-mismatch", place, format!("`-` takes a number, not {}", other.describe())))
                }
            },
            ExprKind::Not(inner) => cell(Value::Bool(!self.condition(scope, inner)?)),
            ExprKind::Binary(op, a, b) => self.binary(scope, *op, a, b, ty, place),
            ExprKind::Is(inner, path) => {
                let ev = self.expr(scope, inner, None)?;
                let is = self.is(scope, ev, path.as_ref())?;
                cell(Value::Bool(is))
            }
            ExprKind::If(cond, then, otherwise) => {
                let branch = if self.condition(scope, cond)? { then } else { otherwise };
                self.expr_held(scope, branch, ty, hold)
            }
        }
    }

    /// Evaluates a condition.
    pub(crate) fn condition(&self, scope: &Scope<'db>, expr: &'db Expr) -> R<bool> {
        match self.value(scope, expr, Some(&Ty::Prim(Prim::Bool)))?.value {
            Value::Bool(b) => Ok(b),
            secret @ Value::Secret(_) => {
                self.no_decision(&secret, scope.anchor.origin(expr.range))?;
                Err(Stop)
            }
            Value::Poison => Err(Stop),
            other => {
                let message = format!("the condition is {}, not true or false", other.describe());
                Err(self.error("type-mismatch", scope.anchor.origin(expr.range), message))
            }
        }
    }

    /// An expression that loops and has the same value for every block of the lab is evaluated once for all of them.
    fn hoisted(&self, scope: &Scope<'db>, expr: &'db Expr, ty: Option<&Ty>) -> R<Option<Cell>> {
        let Some(lab) = self.lab else { return Ok(None) };
        if !matches!(
            expr.kind,
            ExprKind::Comprehension(..) | ExprKind::Call(..) | ExprKind::Member(..) | ExprKind::Index(..)
        ) {
            return Ok(None);
        }
        if self.root.borrow().as_ref().is_none_or(|root| root.is_lab) {
            return Ok(None);
        }
        let anchor = scope.anchor;
        let index = &anchor.index;
        let Some(free) = index.free_names(expr) else { return Ok(None) };
        if !free.iter().all(|name| scope.env.is_of_the_lab(name)) {
            return Ok(None);
        }
        let layers = scope.env.of_the_lab();
        let range = (expr.range.start, expr.range.end);
        let name = crate::lab::hoisted_name(anchor.no, range);
        if is_active(HOISTED, &name) {
            return Err(report_cycle(self, HOISTED, &name, None, anchor.origin(expr.range)));
        }
        let found = crate::lab::hoisted(self.db, lab, anchor.no, range, ty.cloned(), layers, self.sees_private.get());
        for diag in &found.diags {
            self.push(diag.clone());
        }
        match &found.cell {
            Some(cell) => Ok(Some(cell.clone())),
            None => Err(Stop),
        }
    }

    fn binary(
        &self,
        scope: &Scope<'db>,
        op: BinaryOp,
        a: &'db Expr,
        b: &'db Expr,
        ty: Option<&Ty>,
        place: dlc_base::Origin,
    ) -> R<Ev<'db>> {
        let cell = |value| Ok(Ev::Cell(Cell::new(value, place)));
        match op {
            BinaryOp::And => cell(Value::Bool(self.condition(scope, a)? && self.condition(scope, b)?)),
            BinaryOp::Or => cell(Value::Bool(self.condition(scope, a)? || self.condition(scope, b)?)),
            BinaryOp::Eq | BinaryOp::Ne if matches!(a.kind, ExprKind::None) || matches!(b.kind, ExprKind::None) => {
                // A block is not evaluated only to learn that it is there.
                let other = if matches!(b.kind, ExprKind::None) { a } else { b };
                let is_none = self.is_none(scope, other)?;
                cell(Value::Bool(is_none == (op == BinaryOp::Eq)))
            }
            BinaryOp::In if let Some(group) = self.group_of(scope, b)? => {
                // A block is not evaluated only to learn that it is there.
                let label = self.value(scope, a, None)?;
                self.no_decision(&label.value, place)?;
                self.steps(group.frames.len(), place)?;
                let label = label.value.to_text();
                cell(Value::Bool(label.is_some_and(|label| group.frames.iter().any(|(known, _)| *known == label))))
            }
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::In => {
                let (left, right) = self.sides(scope, a, b, op == BinaryOp::In)?;
                self.no_decision(&left.value, place)?;
                // What is in a map or a block are its keys, which are no secrets.
                if op != BinaryOp::In || !matches!(right.value, Value::Map(_) | Value::Record(_)) {
                    self.no_decision(&right.value, place)?;
                }
                self.steps(weight::inside(&right.value, 1 << 20), place)?;
                let result = match op {
                    BinaryOp::Eq => Ok(ops::equal(&left.value, &right.value)),
                    BinaryOp::Ne => Ok(!ops::equal(&left.value, &right.value)),
                    _ => ops::contains(&right.value, &left.value),
                };
                result.map(Value::Bool).map_err(|why| self.error("type-mismatch", place, why)).and_then(cell)
            }
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
                let (left, right) = self.sides(scope, a, b, false)?;
                self.no_decision(&left.value, place)?;
                self.no_decision(&right.value, place)?;
                match ops::compare(&left.value, &right.value) {
                    Ok(order) => cell(Value::Bool(match op {
                        BinaryOp::Lt => order.is_lt(),
                        BinaryOp::Le => order.is_le(),
                        BinaryOp::Gt => order.is_gt(),
                        _ => order.is_ge(),
                    })),
                    Err(why) => Err(self.error("type-mismatch", place, why)),
                }
            }
            BinaryOp::Matches => {
                let (text, pattern) = (self.value(scope, a, None)?, self.value(scope, b, None)?);
                self.no_decision(&text.value, place)?;
                self.no_decision(&pattern.value, place)?;
                if let Value::Str(text) = &text.value {
                    self.steps(text.len() / 64, place)?;
                }
                ops::matches(&text.value, &pattern.value)
                    .map(Value::Bool)
                    .map_err(|why| self.error("bad-pattern", place, why))
                    .and_then(cell)
            }
            BinaryOp::Range => {
                let item = ty.map(|ty| ty.members()).unwrap_or_default().into_iter().find_map(|m| match m {
                    Ty::Range(item) => Some(&**item),
                    _ => None,
                });
                let (first, last) = (self.value(scope, a, item)?, self.value(scope, b, item)?);
                ops::range(first.value, last.value).map_err(|why| self.error("bad-range", place, why)).and_then(cell)
            }
            BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Mod => {
                // The parts of a list are what the list is.
                let ty = ty.filter(|ty| ty.any(|m| matches!(m, Ty::List(_) | Ty::Set(_) | Ty::Map(_))));
                let (left, right) = (self.value(scope, a, ty)?, self.value(scope, b, ty)?);
                if matches!(left.value, Value::Secret(_)) || matches!(right.value, Value::Secret(_)) {
                    let diag = Diag::error("type-mismatch", place, "a secret is part of a text only in a hole");
                    return Err(self.report(diag.hint("write `\"…\\(secret)\"`")));
                }
                let value = ops::arithmetic(op, &left.value, &right.value)
                    .map_err(|(code, why)| self.error(code, place, why))?;
                if let Value::Str(text) = &value {
                    self.text_bytes(text.len(), place)?;
                }
                self.elements(weight::inside(&value, 1 << 20), place)?;
                cell(value)
            }
        }
    }

    fn is_none(&self, scope: &Scope<'db>, expr: &'db Expr) -> R<bool> {
        match self.expr(scope, expr, None)? {
            Ev::Cell(cell) => {
                self.read(cell.origin);
                match cell.value {
                    Value::Poison => Err(Stop),
                    value => Ok(value == Value::None),
                }
            }
            _ => Ok(false),
        }
    }

    /// The blocks by label that `OWNER.FIELD` stands for, none of them evaluated.
    fn group_of(&self, scope: &Scope<'db>, expr: &'db Expr) -> R<Option<Rc<Group<'db>>>> {
        match &expr.kind {
            ExprKind::Member(..) => match self.expr(scope, expr, None)? {
                Ev::Group(group) => Ok(Some(group)),
                _ => Ok(None),
            },
            _ => Ok(None),
        }
    }

    /// Both sides of a comparison: each is what the other expects, so that a bare name may be a symbol and a literal
    /// is read as the other's kind.
    fn sides(&self, scope: &Scope<'db>, a: &'db Expr, b: &'db Expr, inside: bool) -> R<(Cell, Cell)> {
        let leaf = |e: &Expr| matches!(e.kind, ExprKind::Name(..) | ExprKind::Literal(..) | ExprKind::List(_));
        let literal = |e: &Expr| matches!(e.kind, ExprKind::Literal(..));
        let free = (self.is_free_name(scope, a)?, self.is_free_name(scope, b)?);
        if leaf(a) && !leaf(b) || (free.0 && !free.1) || (literal(a) && !literal(b) && !free.1) {
            let right = self.value(scope, b, None)?;
            let left = self.beside(scope, a, &right.value, inside)?;
            return Ok((left, right));
        }
        let left = self.value(scope, a, None)?;
        let right = if leaf(b) { self.beside(scope, b, &left.value, false)? } else { self.value(scope, b, None)? };
        Ok((left, right))
    }

    /// Whether an expression is a name that nothing here declares.
    fn is_free_name(&self, scope: &Scope<'db>, expr: &'db Expr) -> R<bool> {
        match &expr.kind {
            ExprKind::Name(name, _) => Ok(scope.env.lookup(self, name)?.is_none()),
            _ => Ok(false),
        }
    }

    /// A name, literal or list beside a value that says what is expected.
    fn beside(&self, scope: &Scope<'db>, expr: &'db Expr, other: &Value, inside: bool) -> R<Cell> {
        let expected = match (inside, other) {
            (true, Value::List(items) | Value::Set(items)) => items.first().map(|cell| &cell.value),
            (true, Value::Map(map)) => map.iter().next().map(|(_, key, _)| &key.value),
            (true, Value::Range(range)) => Some(&range.0),
            (true, _) => Some(other),
            (false, other) => Some(other),
        };
        let open = matches!(expected, None | Some(Value::None | Value::Symbol(_)))
            || matches!(expected, Some(Value::List(items) | Value::Set(items)) if items.iter().all(|c| matches!(c.value, Value::Symbol(_))));
        let symbol = |e: &Expr| -> R<Option<Cell>> {
            let ExprKind::Name(name, _) = &e.kind else { return Ok(None) };
            match (scope.env.lookup(self, name)?, expected) {
                // A symbol of a union of which this value is another member; a word that is none is refused by the
                // checker, which knows the type.
                (None, _) => Ok(Some(Cell::new(Value::Symbol(name.clone()), scope.anchor.origin(e.range)))),
                // A value of the name that cannot be meant beside a symbol: one of the two has to be renamed.
                (Some(found), Some(Value::Symbol(_))) => match found {
                    Ev::Cell(cell) if matches!(cell.value, Value::Symbol(_) | Value::None) => Ok(Some(cell)),
                    _ => Err(self.ambiguous(name, scope.anchor.origin(e.range))),
                },
                _ => Ok(None),
            }
        };
        if let Some(cell) = symbol(expr)? {
            return Ok(cell);
        }
        if let ExprKind::List(items) = &expr.kind
            && open
        {
            let cells: R<Vec<Cell>> = items
                .iter()
                .map(|item| match symbol(item)? {
                    Some(cell) => Ok(cell),
                    None => self.value(scope, item, None),
                })
                .collect();
            return Ok(Cell::new(Value::List(cells?.into()), scope.anchor.origin(expr.range)));
        }
        let ty = expected.and_then(prim_of).map(Ty::Prim);
        self.value(scope, expr, ty.as_ref())
    }
}

/// The type of a scalar.
fn prim_of(value: &Value) -> Option<Prim> {
    Some(match value {
        Value::Int(_) => Prim::Int,
        Value::Size(_) => Prim::Size,
        Value::Duration(_) => Prim::Duration,
        Value::Cpu(_) => Prim::Cpu,
        Value::Mode(_) => Prim::Mode,
        Value::Version(_) => Prim::Version,
        Value::Ip(_) => Prim::Ip,
        Value::Cidr(..) => Prim::Cidr,
        Value::Mac(_) => Prim::Mac,
        _ => return None,
    })
}

/// A literal, read as the place expects it: by its own shape, or by another that the spelling fits.
fn read_literal(literal: &Literal, spelling: &str, ty: Option<&Ty>) -> Value {
    let own = of_literal(literal);
    let Some(ty) = ty else { return own };
    if ty.any(|m| matches!(m, Ty::Prim(prim) if crate::fit::is_prim(&own, *prim))) {
        return own;
    }
    let read = ty.find(&mut |m| if let Ty::Prim(prim) = m { as_prim(spelling, *prim) } else { None });
    read.unwrap_or(own)
}

/// A spelling read as a type of its own.
fn as_prim(spelling: &str, prim: Prim) -> Option<Value> {
    Some(match prim {
        Prim::Version => Value::Version(literal::read_version(spelling).ok()?.into()),
        Prim::Ip => Value::Ip(literal::read_ip(spelling).ok()?),
        Prim::Cidr => literal::read_cidr(spelling).ok().map(|(ip, prefix)| Value::Cidr(ip, prefix))?,
        Prim::Mac => Value::Mac(Mac::new(&literal::read_mac(spelling).ok()?)),
        Prim::Uuid => Value::Uuid(literal::read_uuid(spelling).ok()?.into()),
        Prim::Digest => Value::Digest(literal::read_digest(spelling).ok()?.into()),
        _ => return None,
    })
}

/// A word of data read as a literal by its own shape, if it is one.
pub(crate) fn literal(word: &str) -> Option<Value> {
    literal::read(word).ok().map(|literal| of_literal(&literal))
}

/// A literal, read by its own shape.
fn of_literal(literal: &Literal) -> Value {
    match literal {
        Literal::Int(i) => Value::Int(*i),
        Literal::Size(bytes) => Value::Size(*bytes),
        Literal::Duration(ms) => Value::Duration(*ms),
        Literal::Cpu(milli) => Value::Cpu(*milli),
        Literal::Ip(ip) => Value::Ip(*ip),
        Literal::Cidr { addr, prefix } => Value::Cidr(*addr, *prefix),
        Literal::Endpoint { addr, port } => Value::Endpoint(*addr, *port),
        Literal::Mac(bytes) => Value::Mac(Mac::new(bytes)),
        Literal::Uuid(text) => Value::Uuid(SmolStr::new(text)),
        Literal::Digest(text) => Value::Digest(SmolStr::new(text)),
        Literal::Mode(mode) => Value::Mode(*mode),
        Literal::Version(text) => Value::Version(SmolStr::new(text)),
    }
}
