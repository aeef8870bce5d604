//! Which operators take which types.

use crate::check::what::{What, unsealed};
use crate::hir::BinaryOp;
use crate::ty::{Prim, Ty};
use std::sync::Arc;

/// Whether two members that `fits` holds of can meet. What is no plain value is left to the evaluator, and so is
/// `none`.
pub(super) fn pairs(a: &What, b: &What, fits: impl Fn(&Ty, &Ty) -> bool) -> bool {
    let (Some(x), Some(y)) = (a.ty(), b.ty()) else { return true };
    if a.is_unknown() || b.is_unknown() {
        return true;
    }
    let only_none = |ty: &Ty| ty.members().iter().all(|m| matches!(m, Ty::None));
    if only_none(x) || only_none(y) {
        return true;
    }
    x.members().iter().any(|m| y.members().iter().any(|n| fits(unsealed(m), unsealed(n))))
}

fn is_text(ty: &Ty) -> bool {
    matches!(ty, Ty::Artifact(_)) || matches!(ty, Ty::Prim(prim) if prim.is_text())
}

/// `a in b`
pub(super) fn contains(a: &Ty, b: &Ty) -> bool {
    match (a, b) {
        (_, Ty::Error | Ty::Prim(Prim::Data) | Ty::List(_) | Ty::Set(_) | Ty::Map(_)) => true,
        (Ty::Error | Ty::None | Ty::Prim(Prim::Data), _) => true,
        (Ty::Prim(Prim::Ip | Prim::Cidr), Ty::Prim(Prim::Cidr)) => true,
        (Ty::Range(item), Ty::Prim(Prim::Cidr)) => item.members().iter().any(|m| contains(m, b)),
        (a, Ty::Range(item)) => item.members().iter().any(|m| comparable(a, unsealed(m))),
        (a, b) => is_text(a) && is_text(b),
    }
}

/// `<` and its like.
pub(super) fn comparable(a: &Ty, b: &Ty) -> bool {
    use Prim::{Cpu, Data, Duration, Int, Ip, Mac, Size, Version};
    match (a, b) {
        (Ty::Error | Ty::Prim(Data), _) | (_, Ty::Error | Ty::Prim(Data)) => true,
        (Ty::Prim(x), Ty::Prim(y)) if x == y => {
            matches!(x, Int | Size | Duration | Cpu | Ip | Mac | Version) || x.is_text()
        }
        // A whole number may be one of processors.
        (Ty::Prim(Cpu), Ty::Prim(Int)) | (Ty::Prim(Int), Ty::Prim(Cpu)) => true,
        (a, b) => is_text(a) && is_text(b),
    }
}

/// What a range can be of.
pub(super) fn counts(ty: &Ty) -> bool {
    use Prim::{Data, Duration, Int, Ip, Mac, Size};
    matches!(ty, Ty::Error | Ty::Prim(Int | Ip | Mac | Size | Duration | Data))
}

/// Whether a hole can write it.
pub(crate) fn has_text(what: &What) -> bool {
    match what {
        What::Value(ty) => ty.members().iter().any(|m| one_has_text(unsealed(m))),
        What::Item(..) | What::Schema(_) | What::Function(_) | What::Module(_) => true,
        What::Open(_) | What::List(_) | What::File => false,
    }
}

fn one_has_text(ty: &Ty) -> bool {
    match ty {
        Ty::Prim(prim) => !matches!(prim, Prim::Bytes | Prim::Profile),
        Ty::Range(item) => item.members().iter().any(|m| one_has_text(m)),
        // A named block is written by its label. Whether a schema is one is looked up where it matters.
        Ty::Error | Ty::None | Ty::Symbol(_) | Ty::Artifact(_) | Ty::Schema(_) => true,
        _ => false,
    }
}

pub(super) fn without_none(ty: &Ty) -> Ty {
    let some: Vec<Ty> = ty.members().into_iter().filter(|m| !matches!(m, Ty::None)).cloned().collect();
    if some.is_empty() { Ty::Error } else { Ty::union(some) }
}

/// The type of `a OP b`, if there is one.
pub(super) fn result(op: BinaryOp, a: &Ty, b: &Ty) -> Option<Ty> {
    use BinaryOp::{Add, Div, Mul, Sub};
    use Prim::{Cpu, Data, Duration, Int, Ip, Mac, Size};
    if matches!(a, Ty::Error | Ty::Prim(Data)) || matches!(b, Ty::Error | Ty::Prim(Data)) {
        return Some(Ty::Error);
    }
    let same = || Some(a.clone());
    match (a, b) {
        (Ty::Prim(Int), Ty::Prim(Int)) => same(),
        (Ty::Prim(x @ (Size | Duration | Cpu)), Ty::Prim(y)) if x == y => match op {
            Add | Sub => same(),
            Div if *x != Cpu => Some(Ty::Prim(Int)),
            _ => None,
        },
        (Ty::Prim(Size | Duration | Cpu), Ty::Prim(Int)) if matches!(op, Mul | Div) => same(),
        (Ty::Prim(Int), Ty::Prim(Size | Duration)) if op == Mul => Some(b.clone()),
        (Ty::Prim(Ip | Mac), Ty::Prim(Int)) if matches!(op, Add | Sub) => same(),
        (Ty::Prim(Ip), Ty::Prim(Ip)) if op == Sub => Some(Ty::Prim(Int)),
        (Ty::List(x), Ty::List(y) | Ty::Set(y)) if op == Add => Some(Ty::List(both(x, y))),
        (Ty::Set(x), Ty::List(y) | Ty::Set(y)) if op == Add => Some(Ty::Set(both(x, y))),
        (Ty::Map(x), Ty::Map(y)) if op == Add => {
            Some(Ty::Map(Arc::new((x.0.clone(), (*both(&Arc::new(x.1.clone()), &Arc::new(y.1.clone()))).clone()))))
        }
        (a, b) if op == Add && is_text(a) && is_text(b) => Some(Ty::Prim(Prim::Str)),
        _ => None,
    }
}

/// The items of two lists in one.
fn both(a: &Arc<Ty>, b: &Arc<Ty>) -> Arc<Ty> {
    match (&**a, &**b) {
        (Ty::Error, _) => b.clone(),
        (_, Ty::Error) => a.clone(),
        (x, y) => Arc::new(Ty::union(vec![x.clone(), y.clone()])),
    }
}
