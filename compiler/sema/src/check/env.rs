//! Names at a place, without values: the same layers as in an evaluation, the innermost first.

use super::kinds::Words;
use super::shadow::Outer;
use super::what::What;
use super::{Checker, Shape};
use crate::builtins;
use crate::hir::{AnchorNode, BodyId, EntryKind, ItemKind, Name};
use crate::index::Decl;
use crate::schema::{self, Schema};
use crate::scope::{self, Def};
use crate::source::Anchor;
use crate::ty::{Prim, Ty};
use dlc_base::Origin;
use dlc_db::{Db, SourceFile};
use std::rc::Rc;
use std::sync::Arc;

/// Layers of scope.
#[derive(Clone, Default)]
pub(crate) struct Env<'db>(Option<Rc<Node<'db>>>);

struct Node<'db> {
    layer: Layer<'db>,
    outer: Env<'db>,
}

/// One layer.
pub(crate) enum Layer<'db> {
    /// A file's own names and what it imports.
    File(SourceFile),
    /// Names that braces declare, and what the blocks among them belong to.
    Braces(&'db Anchor, BodyId, Shape<'db>),
    /// A variable: a parameter, of a `for`, or `it`.
    Var(Name, What),
    /// Kind words, and the block whose they are, for hints.
    Words(Arc<Words>, Option<Name>, Shape<'db>),
    /// The fields of a schema, for its own expressions.
    Fields(&'db Schema),
    /// Anything may be declared here.
    Anything,
}

/// What a name is.
pub(crate) enum Found {
    /// Nothing declares it.
    Nothing,
    /// Something may declare it.
    Anything,
    /// A declaration or a variable.
    Declared(What),
    /// A kind word, or a field of the schema: a symbol of the same name may stand beside it.
    Around(What),
}

/// Expressions are read in an anchor, their names in an environment.
#[derive(Clone)]
pub(crate) struct Scope<'db> {
    /// Whose ranges they have.
    pub(crate) anchor: &'db Anchor,
    /// Their names.
    pub(crate) env: Env<'db>,
}

impl<'db> Scope<'db> {
    /// The same place with one more layer.
    pub(crate) fn with(&self, layer: Layer<'db>) -> Self {
        Self { anchor: self.anchor, env: self.env.with(layer) }
    }

    /// The same place with a variable.
    pub(crate) fn with_var(&self, name: &Name, what: What) -> Self {
        self.with(Layer::Var(name.clone(), what))
    }
}

impl<'db> Env<'db> {
    /// The names of a file.
    pub(crate) fn file(file: SourceFile) -> Self {
        Self::default().with(Layer::File(file))
    }

    /// One more layer.
    pub(crate) fn with(&self, layer: Layer<'db>) -> Self {
        Self(Some(Rc::new(Node { layer, outer: self.clone() })))
    }

    fn layers(&self) -> impl Iterator<Item = &Layer<'db>> {
        std::iter::successors(self.0.as_ref(), |node| node.outer.0.as_ref()).map(|node| &node.layer)
    }

    /// What `name` is here.
    pub(crate) fn lookup(&self, cx: &Checker<'db>, name: &str) -> Found {
        for layer in self.layers() {
            let found = match layer {
                Layer::Var(var, what) => (var == name).then(|| Found::Declared(what.clone())),
                Layer::Braces(anchor, body, shape) => braces(anchor, *body, shape, name).map(Found::Declared),
                Layer::Words(words, ..) => words.get(name).map(|ty| Found::Around(What::Value(ty.clone()))),
                Layer::Fields(schema) => sibling(schema, name).map(Found::Around),
                Layer::Anything => return Found::Anything,
                Layer::File(file) => of_file(cx.db, *file, name),
            };
            if let Some(found) = found {
                return found;
            }
        }
        match builtins::function(name) {
            Some(function) => Found::Declared(What::Function(function.name)),
            None => Found::Nothing,
        }
    }

    /// The names outside of the innermost braces.
    pub(crate) fn outside(&self) -> Self {
        let mut node = self.0.as_ref();
        while let Some(at) = node {
            if matches!(at.layer, Layer::Braces(..)) {
                return at.outer.clone();
            }
            node = at.outer.0.as_ref();
        }
        Self::default()
    }

    /// The kind words that stand innermost here, and nothing else.
    pub(crate) fn words_alone(&self) -> Self {
        match self.0.as_deref() {
            Some(Node { layer: Layer::Words(words, word, shape), .. }) => {
                Self::default().with(Layer::Words(words.clone(), word.clone(), shape.clone()))
            }
            _ => Self::default(),
        }
    }

    /// What bears a name here, so that no other declaration may.
    pub(crate) fn bearer(&self, cx: &Checker<'db>, name: &Name) -> Option<Outer> {
        for layer in self.layers() {
            let found = match layer {
                Layer::Var(var, _) => (var == name).then_some(Outer::Declared(None)),
                Layer::Braces(anchor, body, _) => {
                    let decl = anchor.index.body(*body).decls.get(name);
                    decl.map(|decl| Outer::Declared(decl_place(cx.db, anchor, *body, decl)))
                }
                Layer::Words(words, ..) => words.contains_key(name).then_some(Outer::Word),
                Layer::Fields(schema) => schema.field(name).map(|field| Outer::Declared(Some(field.place))),
                Layer::File(file) => scope::declared(cx.db, *file, name).map(Outer::Declared),
                Layer::Anything => return None,
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// All names that are known here, for "did you mean": the nearest first, those of one layer sorted, kind words
    /// last.
    pub(crate) fn known(&self, cx: &Checker<'db>) -> Vec<Name> {
        let (mut names, mut around): (Vec<Name>, Vec<Name>) = (Vec::new(), Vec::new());
        for layer in self.layers() {
            match layer {
                Layer::Var(var, _) => names.push(var.clone()),
                Layer::Braces(anchor, body, _) => {
                    let mut declared: Vec<Name> = anchor.index.body(*body).decls.keys().cloned().collect();
                    declared.sort();
                    names.append(&mut declared);
                }
                Layer::Words(words, ..) => around.extend(words.keys().cloned()),
                Layer::Fields(schema) => names.extend(schema.names().map(Name::from)),
                Layer::File(file) => names.extend(scope::file_scope(cx.db, *file).names().into_iter().cloned()),
                Layer::Anything => {}
            }
        }
        names.append(&mut around);
        names
    }

    /// Where braces declare `name`; what files and variables declare is found by other ways.
    pub(crate) fn declaration(&self, cx: &Checker<'db>, name: &str) -> Option<Origin> {
        for layer in self.layers() {
            match layer {
                Layer::Var(var, _) if var == name => return None,
                Layer::Braces(anchor, body, _) => {
                    if let Some(place) = super::watch::declared_in(cx.db, anchor, *body, name) {
                        return Some(place);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The kind word of the nearest block that has a field of this name: `network` for `subnet`.
    pub(crate) fn field_of(&self, name: &str) -> Option<&Name> {
        self.layers().find_map(|layer| match layer {
            Layer::Words(_, Some(word), Shape::Schemas(schemas)) if schemas.iter().any(|s| s.field(name).is_some()) => {
                Some(word)
            }
            _ => None,
        })
    }
}

/// A field of a schema, or the label of the block that it describes.
fn sibling(schema: &Schema, name: &str) -> Option<What> {
    match schema.field(name) {
        Some(field) => Some(What::Value(field.ty.clone())),
        None => (name == "label").then(|| What::prim(Prim::Str)),
    }
}

fn of_file(db: &dyn Db, file: SourceFile, name: &str) -> Option<Found> {
    if let Some(def) = scope::lookup(db, file, name) {
        return Some(of_def(db, def).map_or(Found::Anything, Found::Declared));
    }
    scope::is_of_broken_import(db, file, name).then_some(Found::Anything)
}

/// What a definition is.
pub(crate) fn of_def(db: &dyn Db, def: Def) -> Option<What> {
    Some(match def {
        Def::Module(file) => What::Module(file),
        Def::Item { kind: ItemKind::Schema, file, key } => What::Schema(schema::reference(db, file, &key)?),
        Def::Item { kind, file, key } => What::Item(kind, file, key),
    })
}

/// Where braces declare a name; of rows nobody looks.
fn decl_place(db: &dyn Db, anchor: &Anchor, body: BodyId, decl: &Decl) -> Option<Origin> {
    match decl {
        Decl::Item(_, key) => {
            let own = crate::source::anchor(db, anchor.file, key.clone())?;
            let range = match &own.hir.node {
                AnchorNode::Block(block) => block.label.as_ref()?.range,
                node => scope::head_range(node),
            };
            Some(own.origin(range))
        }
        Decl::Block { entry, .. } => match &anchor.hir.body(body).entries.get(*entry as usize)?.kind {
            EntryKind::Block(block) => Some(anchor.origin(block.label.as_ref()?.range)),
            _ => None,
        },
        Decl::Row { .. } => None,
    }
}

fn braces(anchor: &Anchor, body: BodyId, shape: &Shape<'_>, name: &str) -> Option<What> {
    let decl = anchor.index.body(body).decls.get(name)?;
    Some(match decl {
        // A schema or a type stands at the level of a file.
        Decl::Item(ItemKind::Schema | ItemKind::Type, _) => What::UNKNOWN,
        Decl::Item(kind, key) => What::Item(*kind, anchor.file, key.clone()),
        Decl::Row { kind } | Decl::Block { kind, .. } => {
            let Shape::Schemas(schemas) = shape else { return Some(What::UNKNOWN) };
            let field = schemas.iter().find_map(|schema| schema.kind(kind));
            match field.map(|field| field.ty.peeled()) {
                Some(Ty::Map(map)) => What::Value(map.1.clone()),
                _ => What::UNKNOWN,
            }
        }
    })
}
