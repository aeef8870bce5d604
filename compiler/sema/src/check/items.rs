//! Anchors, each by what it is.

use super::context::Around;
use super::env::{Layer, Scope};
use super::kinds::{Words, kinds, lab_schema};
use super::what::What;
use super::{At, Block, Checker, Shape};
use crate::Diag;
use crate::hir::{self, AnchorNode, BodyId, Ident, Param, Type, TypeKind};
use crate::schema::{self, Schema};
use crate::source::Anchor;
use crate::ty::{self, Ty};
use dlc_base::suggest::nearest;
use std::rc::Rc;
use std::sync::Arc;

impl<'db> Checker<'db> {
    /// Checks an anchor.
    pub(crate) fn item(&self, anchor: &'db Anchor) {
        let Around { at, table } = self.around(anchor);
        self.conditions_of_types(anchor);
        if anchor.parent.is_some() {
            self.shadowing(&at, anchor);
        }
        match &anchor.hir.node {
            AnchorNode::Let { ty, value, .. } => match ty {
                Some(ty) => {
                    let ty = self.resolve(anchor, ty);
                    self.check(&at.scope, value, &ty, None);
                }
                None => {
                    self.expr(&at.scope, value, None, None);
                }
            },
            AnchorNode::Fn { params, ret, value, .. } => {
                let signature = self.signature(anchor.file, &anchor.key);
                signature.errors.iter().for_each(|error| self.push(error.clone()));
                params.iter().zip(&signature.params).for_each(|(param, ty)| self.no_symbol(anchor, &param.ty, ty));
                self.no_symbol(anchor, ret, &signature.ret);
                let scope = self.params(&at.scope, params, &signature.params);
                self.check(&scope, value, sound(&signature.ret), None);
            }
            AnchorNode::Type { ty, .. } => {
                let resolved = ty::alias(self.db, anchor.file, anchor.key.clone());
                resolved.errors.iter().for_each(|error| self.push(error.clone()));
                self.no_symbol(anchor, ty, resolved.ty.unaliased());
            }
            AnchorNode::Schema(hir) => self.schema(anchor, hir),
            AnchorNode::Profile { params, kind, body, .. } => {
                let signature = self.signature(anchor.file, &anchor.key);
                signature.errors.iter().for_each(|error| self.push(error.clone()));
                params.iter().zip(&signature.params).for_each(|(param, ty)| self.no_symbol(anchor, &param.ty, ty));
                self.params(&at.scope, params, &signature.params);
                self.kind_of_profile(anchor, kind.as_ref());
                let inside = self.profile_at(&at, anchor);
                // Inside the words of the kind come before the parameters.
                let words = inside.scope.env.outside().words_alone();
                params.iter().for_each(|p| self.shadow(&words, &p.name.name, anchor.origin(p.name.range)));
                self.entries(&inside, *body);
            }
            AnchorNode::Test { body, .. } => self.entries(&self.test_at(&at, *body), *body),
            AnchorNode::Block(block) if anchor.parent.is_none() => self.top_block(&at, block),
            AnchorNode::Block(block) => self.block(&at, block),
            AnchorNode::Row(row) => {
                let Some(table) = table else { return };
                if let Some(block) = self.table_block(&at, table) {
                    self.row(&at.scope, &block, table, row);
                }
            }
        }
    }

    /// Reports a declaration whose name means something else around the braces that it stands in.
    fn shadowing(&self, at: &At<'db>, anchor: &'db Anchor) {
        let ident = match &anchor.hir.node {
            AnchorNode::Let { name, .. } | AnchorNode::Fn { name, .. } | AnchorNode::Profile { name, .. } => Some(name),
            _ => None,
        };
        if let Some(ident) = ident {
            self.shadow(&at.scope.env.outside(), &ident.name, anchor.origin(ident.range));
        }
    }

    /// A type that is written in an anchor, with what is wrong with it reported.
    fn resolve(&self, anchor: &Anchor, ty: &Type) -> Ty {
        let mut errors = Vec::new();
        let resolved = ty::resolve(self.db, anchor, ty, &mut errors);
        errors.into_iter().for_each(|error| self.push(error));
        self.no_symbol(anchor, ty, &resolved);
        sound(&resolved).clone()
    }

    /// A symbol alone is no type: it is a misspelt schema.
    fn no_symbol(&self, anchor: &Anchor, ty: &Type, resolved: &Ty) {
        let mut errors = Vec::new();
        ty::lone_symbol(anchor.origin(ty.range), resolved.clone(), &mut errors);
        errors.into_iter().for_each(|error| self.push(error));
    }

    /// The names inside a function or profile. A default may use the parameters before it.
    fn params(&self, scope: &Scope<'db>, params: &'db [Param], types: &[Ty]) -> Scope<'db> {
        let outer = scope.env.clone();
        let mut scope = scope.clone();
        for (param, ty) in params.iter().zip(types) {
            self.shadow(&outer, &param.name.name, scope.anchor.origin(param.name.range));
            if let Some(default) = &param.default {
                self.check(&scope, default, sound(ty), None);
            }
            scope = scope.with_var(&param.name.name, What::Value(sound(ty).clone()));
        }
        scope
    }

    /// The defaults, computed values and checks of a schema.
    fn schema(&self, anchor: &'db Anchor, hir: &'db hir::Schema) {
        let Some(schema) = schema::schema(self.db, anchor.file, anchor.key.clone()) else { return };
        schema.errors.iter().for_each(|error| self.push(error.clone()));
        let scope = self.schema_scope(anchor, schema);
        for field in &hir.fields {
            let Some(value) = &field.value else { continue };
            // A field that is declared twice keeps its first type.
            let Some(known) = schema.field(&field.name.name) else { continue };
            self.check(&scope, value, &known.ty, Some(&field.name.name));
        }
        self.entries(&At { scope, block: Block::unknown() }.inside(hir.checks), hir.checks);
    }

    /// The names in the expressions of a schema.
    fn schema_scope(&self, anchor: &'db Anchor, schema: &'db Schema) -> Scope<'db> {
        let words = kinds(self.db).words_of(self.db, schema);
        let env = super::env::Env::file(anchor.file);
        let env = env.with(Layer::Words(words, None, Shape::Unknown)).with(Layer::Fields(schema));
        Scope { anchor, env }
    }

    /// The lab as a block.
    pub(crate) fn lab_block(&self) -> Option<Block<'db>> {
        let schema = lab_schema(self.db)?;
        Some(Block::new(Shape::one(schema), Some(hir::Name::new_static("lab"))))
    }

    /// The place inside a block of the file, if it is a lab.
    pub(crate) fn lab_at(&self, around: &At<'db>, block: &hir::Block) -> Option<At<'db>> {
        match block.path.as_slice() {
            [word] if word.name == "lab" => Some(self.inside_block(&around.scope, self.lab_block()?, block.body)),
            _ => None,
        }
    }

    fn top_block(&self, at: &At<'db>, block: &'db hir::Block) {
        let place = at.scope.anchor.origin(block.head);
        let Some(inner) = self.lab_at(at, block) else {
            let kind = block.path.iter().map(|word| word.name.as_str()).collect::<Vec<_>>().join(".");
            if kind != "lab" {
                let diag =
                    Diag::error("unknown-kind", place, format!("`{kind}` does not stand at the level of a file"));
                self.push(diag.hint("only `lab NAME { … }` does; other blocks stand in a lab or a profile"));
            }
            return;
        };
        match &block.label {
            Some(label) => {
                if let Some(text) = &label.text {
                    self.text(&at.scope, text);
                }
            }
            None => self.push(Diag::error("missing-label", place, "a lab has a name").hint("write `lab NAME { … }`")),
        }
        self.entries(&inner, block.body);
    }

    /// The place inside a profile: the block may be any of its kind.
    pub(crate) fn profile_at(&self, around: &At<'db>, anchor: &'db Anchor) -> At<'db> {
        let AnchorNode::Profile { params, kind, body, .. } = &anchor.hir.node else { return around.clone() };
        let types = &self.signature(anchor.file, &anchor.key).params;
        let scope = self.quietly(|| self.params(&around.scope, params, types));
        let word = kind.as_ref().map_or_else(|| hir::Name::new_static("node"), |kind| kind.name.clone());
        let kinds = kinds(self.db);
        let mut schemas: Vec<&'db Schema> = Vec::new();
        let mut words = Words::new();
        for kind in kinds.of_word(&word) {
            let Some(schema) = schema::of(self.db, &kind.schema) else { continue };
            if schemas.iter().any(|known| known.this.no == schema.this.no) {
                continue;
            }
            for (word, ty) in &*kinds.words_of(self.db, schema) {
                let known = words.remove(word);
                words.insert(word.clone(), known.map_or(ty.clone(), |known| Ty::union(vec![known, ty.clone()])));
            }
            schemas.push(schema);
        }
        let shape = if schemas.is_empty() { Shape::Unknown } else { Shape::Schemas(Rc::from(schemas)) };
        let scope = match shape {
            Shape::Unknown => scope.with(Layer::Anything),
            _ => scope.with(Layer::Words(Arc::new(words), Some(word.clone()), shape.clone())),
        };
        At { scope, block: Block::new(shape, Some(word)) }.inside(*body)
    }

    fn kind_of_profile(&self, anchor: &Anchor, kind: Option<&Ident>) {
        let Some(kind) = kind else { return };
        let kinds = kinds(self.db);
        if !kinds.of_word(&kind.name).is_empty() || kinds.words().next().is_none() {
            return;
        }
        let place = anchor.origin(kind.range);
        let diag = Diag::error("unknown-kind", place, format!("there are no blocks of the kind `{}`", kind.name));
        self.push(match nearest(&kind.name, kinds.words()) {
            Some(near) => diag.hint(format!("did you mean `{near}`?")).fix(place, near),
            None => diag,
        });
    }

    /// The place inside a test.
    pub(crate) fn test_at(&self, around: &At<'db>, body: BodyId) -> At<'db> {
        let block = Block::new(Shape::Test, None);
        let lab = self.lab_block().map(|lab| self.words_inside(&around.scope, &lab));
        At { scope: lab.unwrap_or_else(|| around.scope.clone()), block }.inside(body)
    }

    /// The conditions of the types that are written in an anchor: `it` is the value.
    fn conditions_of_types(&self, anchor: &'db Anchor) {
        for ty in types_of(&anchor.hir.node) {
            self.conditions_of(anchor, ty);
        }
    }

    fn conditions_of(&self, anchor: &'db Anchor, ty: &'db Type) {
        match &ty.kind {
            TypeKind::Where(base, cond, message) => {
                self.conditions_of(anchor, base);
                let it = ty::resolve(self.db, anchor, base, &mut Vec::new());
                let env = super::env::Env::file(anchor.file);
                let scope = Scope { anchor, env }.with_var(&hir::Name::new_static("it"), What::Value(it));
                self.condition(&scope, cond);
                self.text(&scope, message);
            }
            TypeKind::List(inner)
            | TypeKind::Set(inner)
            | TypeKind::Optional(inner)
            | TypeKind::Path(_, Some(inner)) => self.conditions_of(anchor, inner),
            TypeKind::Map(key, value) => {
                self.conditions_of(anchor, key);
                self.conditions_of(anchor, value);
            }
            TypeKind::Union(members) => members.iter().for_each(|member| self.conditions_of(anchor, member)),
            TypeKind::Missing | TypeKind::None | TypeKind::Path(_, None) => {}
        }
    }
}

/// A type that is none is nothing to check by: it has been told.
pub(crate) fn sound(ty: &Ty) -> &Ty {
    if let Ty::Symbol(_) = ty.unaliased() { &Ty::Error } else { ty }
}

/// The types that are written in an anchor.
pub(crate) fn types_of(node: &AnchorNode) -> Vec<&Type> {
    match node {
        AnchorNode::Let { ty, .. } => ty.iter().collect(),
        AnchorNode::Fn { params, ret, .. } => params.iter().map(|p| &p.ty).chain([ret]).collect(),
        AnchorNode::Type { ty, .. } => vec![ty],
        AnchorNode::Profile { params, .. } => params.iter().map(|p| &p.ty).collect(),
        AnchorNode::Schema(schema) => schema.fields.iter().filter_map(|f| f.ty.as_ref()).collect(),
        AnchorNode::Test { .. } | AnchorNode::Block(_) | AnchorNode::Row(_) => Vec::new(),
    }
}
