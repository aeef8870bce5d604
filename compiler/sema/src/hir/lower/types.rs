//! Types.

use super::super::{Name, Type, TypeKind, TypePath};
use super::Context;
use dlc_syntax::SyntaxNode;
use dlc_syntax::ast::{self, AstNode};
use smol_str::SmolStr;

impl Context<'_> {
    /// A type that `owner` needs.
    pub(super) fn ty_of(&mut self, ty: Option<ast::Type>, owner: &SyntaxNode) -> Type {
        match ty {
            Some(ty) => self.ty(&ty),
            None => Type { kind: TypeKind::Missing, range: self.place_in(owner) },
        }
    }

    fn boxed_ty(&mut self, ty: Option<ast::Type>, owner: &SyntaxNode) -> Box<Type> {
        Box::new(self.ty_of(ty, owner))
    }

    pub(super) fn ty(&mut self, ty: &ast::Type) -> Type {
        Type { kind: self.type_kind(ty), range: self.range_of(ty) }
    }

    fn type_kind(&mut self, ty: &ast::Type) -> TypeKind {
        use ast::Type as T;
        let node = ty.syntax();
        match ty {
            T::Path(t) => match t.path() {
                Some(path) => TypeKind::Path(self.type_path(&path), t.arg().map(|a| Box::new(self.ty(&a)))),
                None => TypeKind::Missing,
            },
            T::List(t) => TypeKind::List(self.boxed_ty(t.element(), node)),
            T::Set(t) => TypeKind::Set(self.boxed_ty(t.element(), node)),
            T::Map(t) => TypeKind::Map(self.boxed_ty(t.key(), node), self.boxed_ty(t.value(), node)),
            T::Paren(t) => self.ty_of(t.inner(), node).kind,
            T::None(_) => TypeKind::None,
            T::Optional(t) => TypeKind::Optional(self.boxed_ty(t.inner(), node)),
            T::Union(t) => TypeKind::Union(t.alternatives().map(|a| self.ty(&a)).collect()),
            T::Where(t) => {
                let inner = self.boxed_ty(t.inner(), node);
                let cond = self.expr_of(t.cond(), node);
                match t.message() {
                    Some(message) => TypeKind::Where(inner, Box::new(cond), Box::new(self.text(&message))),
                    // Told already; what is left is the type without its condition.
                    None => inner.kind,
                }
            }
        }
    }

    pub(super) fn type_path(&mut self, path: &ast::Path) -> TypePath {
        let names: Vec<Name> = path.names().map(|n| SmolStr::new(n.text())).collect();
        TypePath { names, range: self.range_of(path) }
    }
}
