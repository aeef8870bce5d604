//! Names at a place: layers of scope, the innermost first.

use crate::cx::{Cx, Ev, Item, R};
use crate::frame::Frame;
use crate::value::{Cell, Reference, Value};
use dlc_db::{AnchorNo, EntityKey, EntityNo, SourceFile};
use dlc_sema::hir::{AnchorNode, BodyId, EntryKind, ItemKind, Label, Name};
use dlc_sema::index::Decl;
use dlc_sema::schema::{self, Field, Schema};
use dlc_sema::scope::{self, Def};
use dlc_sema::source::{self, Anchor};
use dlc_sema::ty::Ty;
use smol_str::SmolStr;
use std::rc::Rc;

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
    /// The kind word `lab`.
    Lab(EntityNo),
    /// Names that braces declare.
    Braces {
        /// Whose braces.
        anchor: &'db Anchor,
        /// Which.
        body: BodyId,
        /// The block that its blocks belong to.
        owner: Owner<'db>,
    },
    /// A variable: a parameter, or of a `for`.
    Var(Name, Ev<'db>),
    /// The kind words of a block and of those around it.
    Block(Frame<'db>),
    /// The fields of a block, for the expressions of its schema.
    Fields(Frame<'db>),
    /// The fields of whichever block of this schema: to ask for one ends the evaluation.
    Unknown(AnchorNo),
    /// A variable that has another value for each block.
    Hidden(Name),
    /// Names of the lab, which nothing may ask for that is evaluated apart from it.
    HiddenBraces(&'db Anchor, BodyId),
}

/// What the blocks in a pair of braces belong to.
#[derive(Clone)]
pub(crate) enum Owner<'db> {
    /// The lab, seen from one of its blocks.
    Lab(EntityNo),
    /// A block that is being evaluated.
    Frame(Frame<'db>),
    /// Nobody: a test of a file without a lab.
    Nobody,
}

/// A layer that a query may keep. Only what is around the declarations of a file or a lab can be kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Frozen {
    /// A file's names.
    File(SourceFile),
    /// The kind word `lab`.
    Lab(EntityNo),
    /// Braces of a lab, or of a profile for one.
    Braces(AnchorNo, BodyId),
    /// A variable.
    Var(SmolStr, Cell),
}

/// A layer that is the same for every block of a lab.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LabLayer {
    /// A file's names.
    File(SourceFile),
    /// Braces of the lab or of a profile for it.
    Braces(AnchorNo, BodyId),
}

impl Owner<'_> {
    /// Whether it is the lab itself.
    pub(crate) fn is_lab(&self) -> bool {
        match self {
            Self::Lab(_) | Self::Nobody => true,
            Self::Frame(frame) => frame.is_lab,
        }
    }
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

    /// The same place inside a pair of braces.
    pub(crate) fn inside(&self, body: BodyId, owner: &Owner<'db>) -> Self {
        self.with(Layer::Braces { anchor: self.anchor, body, owner: owner.clone() })
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

    /// The layers, the innermost first.
    pub(crate) fn layers(&self) -> impl Iterator<Item = (&Layer<'db>, &Env<'db>)> {
        std::iter::successors(Some(self), |env| env.0.as_ref().map(|node| &node.outer))
            .filter_map(|env| env.0.as_ref().map(|node| (&node.layer, env)))
    }

    /// What `name` is here.
    pub(crate) fn lookup(&self, cx: &Cx<'db>, name: &str) -> R<Option<Ev<'db>>> {
        if cx.apart && name == "lab" {
            return Err(cx.unknown());
        }
        for (layer, env) in self.layers() {
            let found = match layer {
                Layer::Var(var, value) => (var == name).then(|| value.clone()),
                Layer::Braces { anchor, body, owner } => braces(cx, anchor, *body, owner, env, name)?,
                Layer::Block(frame) => word(cx, frame, name),
                Layer::Fields(frame) => match frame.sibling(cx, name)? {
                    Some(value) => Some(value),
                    None => word(cx, frame, name),
                },
                Layer::Lab(lab) => (name == "lab").then(|| cx.lab_ref(*lab)).flatten(),
                Layer::Unknown(schema) if cx.is_field(*schema, name) => return Err(cx.unknown()),
                Layer::Hidden(var) if var == name => return Err(cx.unknown()),
                Layer::HiddenBraces(anchor, body) if anchor.index.body(*body).decls.contains_key(name) => {
                    return Err(cx.unknown());
                }
                Layer::Unknown(_) | Layer::Hidden(_) | Layer::HiddenBraces(..) => None,
                Layer::File(file) => cx.file_name(*file, name),
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(builtin(name).map(Ev::Builtin))
    }

    /// What the block is called whose field `name` is, where the name is one.
    pub(crate) fn holder_of(&self, name: &str) -> Option<String> {
        let of_fields = |layer: &Layer<'db>| match layer {
            Layer::Fields(frame) if frame.has_sibling(name) => Some(frame.title()),
            _ => None,
        };
        self.layers().find_map(|(layer, _)| of_fields(layer))
    }

    /// All names that are known here, for "did you mean": declared ones sorted, then kind words.
    pub(crate) fn known(&self, cx: &Cx<'db>) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut words: Vec<String> = Vec::new();
        for (layer, _) in self.layers() {
            match layer {
                Layer::Var(var, _) => names.push(var.to_string()),
                Layer::Braces { anchor, body, .. } => {
                    let index = &anchor.index;
                    // Sorted below.
                    names.extend(index.body(*body).decls.keys().map(ToString::to_string));
                }
                Layer::Block(frame) => words.extend(frame.all_words()),
                Layer::Fields(frame) => {
                    words.extend(frame.all_words());
                    names.extend(frame.schema.into_iter().flat_map(Schema::names).map(str::to_owned));
                }
                Layer::Lab(_) => words.push("lab".to_owned()),
                Layer::Unknown(_) | Layer::Hidden(_) | Layer::HiddenBraces(..) => {}
                Layer::File(file) => {
                    names.extend(scope::file_scope(cx.db, *file).names().into_iter().map(ToString::to_string));
                }
            }
        }
        names.sort();
        names.extend(words);
        names
    }

    /// Whether what `name` is here is the same for every block of a lab: the file or the lab's own braces declare it,
    /// and no variable has a say in it.
    pub(crate) fn is_of_the_lab(&self, name: &str) -> bool {
        for (layer, env) in self.layers() {
            let declares = |anchor: &Anchor, body: BodyId| anchor.index.body(body).decls.contains_key(name);
            match layer {
                Layer::File(_) => return true,
                Layer::Lab(_) if name == "lab" => return true,
                Layer::Var(var, _) if var == name => return false,
                Layer::Braces { anchor, body, owner } if declares(anchor, *body) => {
                    let varies = env.layers().any(|(layer, _)| matches!(layer, Layer::Var(..)));
                    return owner.is_lab() && !varies;
                }
                Layer::Block(frame) | Layer::Fields(frame) => {
                    let field = matches!(layer, Layer::Fields(_)) && frame.has_sibling(name);
                    if field || (name != "lab" && frame.is_within(name)) {
                        return false;
                    }
                }
                Layer::Lab(_)
                | Layer::Var(..)
                | Layer::Braces { .. }
                | Layer::Unknown(_)
                | Layer::Hidden(_)
                | Layer::HiddenBraces(..) => {}
            }
        }
        true
    }

    /// The layers of the file and of the lab, the outermost first, without variables: enough for names of which
    /// [`Self::is_of_the_lab`] holds.
    pub(crate) fn of_the_lab(&self) -> Vec<LabLayer> {
        let layer = |(layer, _): (&Layer<'db>, &Env<'db>)| match layer {
            Layer::File(file) => Some(LabLayer::File(*file)),
            Layer::Braces { anchor, body, owner } if owner.is_lab() => Some(LabLayer::Braces(anchor.no, *body)),
            _ => None,
        };
        let mut layers: Vec<LabLayer> = self.layers().filter_map(layer).collect();
        layers.reverse();
        layers
    }

    /// The same layers again.
    pub(crate) fn from_lab_layers(cx: &Cx<'db>, layers: &[LabLayer]) -> Self {
        let frozen = |layer: &LabLayer| match layer {
            LabLayer::File(file) => Frozen::File(*file),
            LabLayer::Braces(anchor, body) => Frozen::Braces(*anchor, *body),
        };
        let env = Self::thaw(cx, &layers.iter().map(frozen).collect::<Vec<_>>());
        match cx.lab {
            Some(lab) => env.with(Layer::Lab(lab)),
            None => env,
        }
    }

    /// Whether a variable is in scope.
    pub(crate) fn has_variables(&self) -> bool {
        self.layers().any(|(layer, _)| matches!(layer, Layer::Var(..)))
    }

    /// The layers that a query may keep, the outermost first: those of the file and of the lab, with variables.
    /// Layers of a single block are left out, and `None` says that a variable among them cannot be kept.
    pub(crate) fn freeze(&self, cx: &Cx<'db>) -> Option<Vec<Frozen>> {
        let mut out = Vec::new();
        for (layer, _) in self.layers() {
            out.push(match layer {
                Layer::File(file) => Frozen::File(*file),
                Layer::Lab(lab) => Frozen::Lab(*lab),
                Layer::Braces { anchor, body, owner } => match owner {
                    Owner::Lab(_) | Owner::Nobody => Frozen::Braces(anchor.no, *body),
                    Owner::Frame(frame) if frame.is_lab => Frozen::Braces(anchor.no, *body),
                    Owner::Frame(_) => return None,
                },
                Layer::Var(name, value) => Frozen::Var(name.clone(), cx.force(value.clone()).ok()?),
                Layer::Block(frame) | Layer::Fields(frame) if frame.is_lab => Frozen::Lab(frame.entity?),
                Layer::Block(_) | Layer::Fields(_) => return None,
                Layer::Unknown(_) | Layer::Hidden(_) | Layer::HiddenBraces(..) => return None,
            });
        }
        out.reverse();
        Some(out)
    }

    /// Layers that a query kept.
    pub(crate) fn thaw(cx: &Cx<'db>, frozen: &[Frozen]) -> Self {
        frozen.iter().fold(Self::default(), |env, layer| match layer {
            Frozen::File(file) => env.with(Layer::File(*file)),
            Frozen::Lab(lab) => env.with(Layer::Lab(*lab)),
            Frozen::Var(name, cell) => env.with(Layer::Var(name.clone(), Ev::Cell(cell.clone()))),
            Frozen::Braces(no, body) => match cx.anchor(*no) {
                Some(anchor) => {
                    let owner = cx.lab.map_or(Owner::Nobody, Owner::Lab);
                    env.with(Layer::Braces { anchor, body: *body, owner })
                }
                None => env,
            },
        })
    }
}

/// The functions that are part of the language.
const BUILTINS: [&str; 5] = ["file", "secrets", "secret", "built", "expose"];

/// The function of the language that has this name.
pub(crate) fn builtin(name: &str) -> Option<&'static str> {
    BUILTINS.iter().copied().find(|builtin| *builtin == name)
}

/// A kind word: the nearest block of that kind, from `frame` outwards.
fn word<'db>(cx: &Cx<'db>, frame: &Frame<'db>, name: &str) -> Option<Ev<'db>> {
    let mut at = Some(frame);
    while let Some(frame) = at {
        if frame.answers_to(name) {
            return Some(Ev::Frame(frame.clone()));
        }
        at = frame.parent.as_ref();
    }
    (name == "lab").then_some(cx.lab).flatten().and_then(|lab| cx.lab_ref(lab))
}

fn braces<'db>(
    cx: &Cx<'db>,
    anchor: &'db Anchor,
    body: BodyId,
    owner: &Owner<'db>,
    env: &Env<'db>,
    name: &str,
) -> R<Option<Ev<'db>>> {
    let index = &anchor.index;
    let Some(decl) = index.body(body).decls.get(name) else { return Ok(None) };
    if cx.apart && !matches!(decl, Decl::Item(..)) {
        return Err(cx.unknown());
    }
    match decl {
        Decl::Item(kind, key) => {
            let item = source::anchor(cx.db, anchor.file, key.clone());
            Ok(item.map(|anchor| Ev::Item(Item { kind: *kind, anchor, env: env.clone() })))
        }
        Decl::Row { kind } => Ok(reference(cx, owner, kind, name.into())),
        Decl::Block { kind, entry } => {
            let label = match &anchor.hir.body(body).entries[*entry as usize].kind {
                EntryKind::Block(block) => block.label.as_ref().map(|label| (anchor, label)),
                EntryKind::Item(item) => {
                    let own = source::anchor(cx.db, anchor.file, item.anchor.clone());
                    own.and_then(|own| match &own.hir.node {
                        AnchorNode::Block(block) => block.label.as_ref().map(|label| (own, label)),
                        _ => None,
                    })
                }
                _ => None,
            };
            let Some((at, label)) = label else { return Ok(None) };
            let text = label_text(cx, &Scope { anchor: at, env: env.clone() }, label)?;
            Ok(reference(cx, owner, kind, text))
        }
    }
}

/// The text of a label.
pub(crate) fn label_text<'db>(cx: &Cx<'db>, scope: &Scope<'db>, label: &'db Label) -> R<SmolStr> {
    match (&label.text, &label.name) {
        (Some(text), _) => match cx.text(scope, text, None)? {
            Value::Str(text) => Ok(text),
            other => Err(cx.error(
                "type-mismatch",
                scope.anchor.origin(text.range),
                format!("a label is a text, not {}", other.describe()),
            )),
        },
        (None, Some(name)) => Ok(name.name.clone()),
        (None, None) => Ok(SmolStr::default()),
    }
}

/// The block of a kind and label that belongs to `owner`.
fn reference<'db>(cx: &Cx<'db>, owner: &Owner<'db>, kind: &str, label: SmolStr) -> Option<Ev<'db>> {
    let reference = match owner {
        Owner::Nobody => return None,
        Owner::Lab(lab) => in_lab(cx, *lab, kind, label)?,
        Owner::Frame(frame) if frame.is_lab => in_lab(cx, frame.entity?, kind, label)?,
        Owner::Frame(frame) => {
            let field = frame.schema?.kind(kind)?;
            let mut steps = frame.steps();
            steps.push((field.name.clone(), Some(label.clone())));
            Reference {
                entity: frame.root_entity()?,
                steps,
                schema: block_schema(cx, field, &label)?.this.clone(),
                label,
            }
        }
    };
    Some(Ev::Cell(Cell::new(Value::Ref(reference.into()), dlc_base::Origin::NOWHERE)))
}

fn in_lab(cx: &Cx<'_>, lab: EntityNo, kind: &str, label: SmolStr) -> Option<Reference> {
    let field = cx.lab_schema()?.kind(kind)?;
    let schema = block_schema(cx, field, &label)?.this.clone();
    if !is_entity(field) {
        let steps = vec![(field.name.clone(), Some(label.clone()))];
        return Some(Reference { entity: lab, steps, schema, label });
    }
    let entity = cx.entity_in(lab, &field.name, &label)?;
    Some(Reference { entity, steps: Vec::new(), schema, label })
}

/// Whether the blocks of a lab's field are evaluated one by one: those of a schema are, options of targets are not.
pub(crate) fn is_entity(field: &Field) -> bool {
    let Ty::Map(map) = field.ty.peeled() else { return false };
    field.kind.is_some() && matches!(map.1.peeled(), Ty::Schema(_))
}

/// The schema of the blocks in a field; of a target's block that of its options.
pub(crate) fn block_schema<'db>(cx: &Cx<'db>, field: &Field, label: &str) -> Option<&'db Schema> {
    let Ty::Map(map) = field.ty.peeled() else { return None };
    match map.1.peeled() {
        Ty::Schema(schema) => cx.schema(schema),
        Ty::Prim(dlc_sema::ty::Prim::Target) => cx.schema(&schema::target_options(cx.db, label)?),
        _ => None,
    }
}

/// What a definition is as a thing that expressions work with.
pub(crate) fn of_def<'db>(cx: &Cx<'db>, def: Def) -> Option<Ev<'db>> {
    match def {
        Def::Module(file) => Some(Ev::Module(file)),
        Def::Item { kind: ItemKind::Schema, file, key } => Some(Ev::Schema(schema::reference(cx.db, file, &key)?)),
        Def::Item { kind, file, key } => {
            let anchor = source::anchor(cx.db, file, key)?;
            Some(Ev::Item(Item { kind, anchor, env: Env::file(file) }))
        }
    }
}

impl<'db> Cx<'db> {
    /// The number of a block of a lab.
    pub(crate) fn entity_in(&self, lab: EntityNo, field: &str, label: &str) -> Option<EntityNo> {
        let key = self.db.tables().entity_key(lab)?;
        Some(self.db.tables().entity(EntityKey { field: field.into(), label: label.into(), ..key }))
    }
}
