//! Types.

use super::{Expr, Path, Text, between, child, children, choice, nodes};
use crate::SyntaxKind::*;

nodes! {
    /// `Name`, `Artifact<http>`
    PathType = PATH_TYPE,
    /// `[T]`
    ListType = LIST_TYPE,
    /// `{T}`
    SetType = SET_TYPE,
    /// `{K: V}`
    MapType = MAP_TYPE,
    /// `(T)`
    ParenType = PAREN_TYPE,
    /// `none`
    NoneType = NONE_TYPE,
    /// `T?`
    OptionalType = OPTIONAL_TYPE,
    /// `A | B`
    UnionType = UNION_TYPE,
    /// `T where c : "message"`
    WhereType = WHERE_TYPE,
}

choice! {
    /// A type.
    Type {
        Path(PathType),
        List(ListType),
        Set(SetType),
        Map(MapType),
        Paren(ParenType),
        None(NoneType),
        Optional(OptionalType),
        Union(UnionType),
        Where(WhereType),
    }
}

impl PathType {
    /// The name.
    pub fn path(&self) -> Option<Path> {
        child(&self.0)
    }

    /// What stands in `< >`.
    pub fn arg(&self) -> Option<Type> {
        child(&self.0)
    }
}

impl ListType {
    /// The type of the elements.
    pub fn element(&self) -> Option<Type> {
        child(&self.0)
    }
}

impl SetType {
    /// The type of the elements.
    pub fn element(&self) -> Option<Type> {
        child(&self.0)
    }
}

impl MapType {
    /// The type of the keys.
    pub fn key(&self) -> Option<Type> {
        between(&self.0, &[], &[COLON])
    }

    /// The type of the values.
    pub fn value(&self) -> Option<Type> {
        between(&self.0, &[COLON], &[])
    }
}

impl ParenType {
    /// What it holds.
    pub fn inner(&self) -> Option<Type> {
        child(&self.0)
    }
}

impl OptionalType {
    /// The type without `none`.
    pub fn inner(&self) -> Option<Type> {
        child(&self.0)
    }
}

impl UnionType {
    /// The alternatives.
    pub fn alternatives(&self) -> impl Iterator<Item = Type> + use<> {
        children(&self.0)
    }
}

impl WhereType {
    /// The type that is narrowed.
    pub fn inner(&self) -> Option<Type> {
        child(&self.0)
    }

    /// What must hold of `it`.
    pub fn cond(&self) -> Option<Expr> {
        between(&self.0, &[], &[COLON])
    }

    /// What to say if it does not hold.
    pub fn message(&self) -> Option<Text> {
        between(&self.0, &[COLON], &[])
    }
}
