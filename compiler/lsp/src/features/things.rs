//! What a word stands for.

use super::members::member;
use super::sight::Word;
use dlc_base::{Origin, TextRange};
use dlc_db::{Database, Db as _, SourceFile};
use dlc_sema::builtins::{self, Builtin};
use dlc_sema::check::What;
use dlc_sema::check::watch::{Holder, Seen};
use dlc_sema::hir::{AnchorKey, ItemKind, Name, UsePath};
use dlc_sema::schema::{self, Field, Schema};
use dlc_sema::scope::{self, Def};
use dlc_sema::ty::{Prim, SchemaRef, Ty};
use dlc_sema::{modules, source};
use dlc_syntax::SyntaxKind::*;
use dlc_syntax::SyntaxNode;

/// What a word stands for.
#[derive(Debug, Clone)]
pub(super) enum Thing {
    /// A field of a schema.
    Field(SchemaRef, Name),
    /// A kind of blocks in a schema.
    Kind(SchemaRef, Name),
    /// A property or a method of the language.
    Builtin(&'static Builtin),
    /// A function of the language.
    Function(&'static str),
    /// A type of the language.
    Prim(Prim),
    /// A declaration.
    Item(ItemKind, SourceFile, AnchorKey),
    /// A schema.
    Schema(SchemaRef),
    /// A module.
    Module(SourceFile),
    /// A symbol, of a type.
    Symbol(Name, Ty),
    /// A value with its type, and where its name is declared.
    Value(Name, Option<Ty>, Declared),
    /// The code of a diagnostic.
    Code(String),
}

/// Where a name is declared.
#[derive(Debug, Clone, Copy)]
pub(super) enum Declared {
    /// In braces.
    At(Origin),
    /// In the same text: a parameter or the variable of a loop.
    Here(TextRange),
    /// Nowhere that can be pointed at.
    Nowhere,
}

/// What the word at a place stands for; several where several may be meant.
pub(super) fn things(db: &Database, file: SourceFile, word: &Word) -> Vec<Thing> {
    if !matches!(word.token.kind(), IDENT | TEXT_CHARS) {
        return Vec::new();
    }
    let seen = word.itself().map(|seen| of_seen(db, file, word, seen)).unwrap_or_default();
    if seen.is_empty() { of_syntax(db, file, word) } else { seen }
}

fn of_seen(db: &Database, file: SourceFile, word: &Word, seen: &Seen) -> Vec<Thing> {
    match seen {
        Seen::Field { name, of } => fields(db, of, name),
        Seen::Kind { name, of } => kinds(db, of, name),
        Seen::Member { name, of, .. } => member(db, file, of, name),
        Seen::Name { name, expects, is, declared, .. } => {
            named(db, word, name, expects.as_ref(), is.as_ref(), *declared).into_iter().collect()
        }
        Seen::Body(_) | Seen::Expr { .. } => Vec::new(),
    }
}

/// The schemas of a holder, those that extend them only where none of its own has what is looked for.
pub(super) fn schemas_with<'db, T>(db: &'db Database, of: &Holder, f: impl Fn(&'db Schema) -> Option<T>) -> Vec<T> {
    let own: Vec<T> = of.schemas.iter().filter_map(|found| schema::of(db, found)).filter_map(&f).collect();
    if !own.is_empty() {
        return own;
    }
    of.extending.iter().filter_map(|found| schema::of(db, found)).filter_map(f).collect()
}

fn fields(db: &Database, of: &Holder, name: &Name) -> Vec<Thing> {
    let found =
        schemas_with(db, of, |schema| schema.field(name).map(|_| Thing::Field(schema.this.clone(), name.clone())));
    if found.is_empty() { kinds(db, of, name) } else { found }
}

fn kinds(db: &Database, of: &Holder, name: &Name) -> Vec<Thing> {
    schemas_with(db, of, |schema| schema.kind(name).map(|_| Thing::Kind(schema.this.clone(), name.clone())))
}

fn named(
    db: &Database,
    word: &Word,
    name: &Name,
    expects: Option<&Ty>,
    is: Option<&What>,
    declared: Option<Origin>,
) -> Option<Thing> {
    if let Some(ty) = expects {
        if ty.has_symbol(name) {
            return Some(Thing::Symbol(name.clone(), ty.clone()));
        }
        if let Some(found) = ty.schema_named(name) {
            return Some(Thing::Schema(found.clone()));
        }
        if ty.any(|m| matches!(m, Ty::Prim(Prim::Target)))
            && let Some(options) = schema::target_options(db, name)
        {
            return Some(Thing::Schema(options));
        }
    }
    Some(match is? {
        What::Item(kind, file, key) => Thing::Item(*kind, *file, key.clone()),
        What::Schema(found) => Thing::Schema(found.clone()),
        What::Module(module) => of_def(db, scope::value_of(db, Def::Module(*module)))?,
        What::Function(name) => Thing::Function(name),
        other => {
            let ty = if let What::Value(ty) = other { Some(ty.clone()) } else { None };
            let declared = match declared {
                Some(place) => Declared::At(place),
                None => variable(word, name).map_or(Declared::Nowhere, Declared::Here),
            };
            Thing::Value(name.clone(), ty, declared)
        }
    })
}

/// The parameter or the variable of a loop that a name means.
fn variable(word: &Word, name: &str) -> Option<TextRange> {
    let names = |node: &SyntaxNode| node.children().filter(|child| child.kind() == NAME).collect::<Vec<SyntaxNode>>();
    word.around().find_map(|node| {
        let declaring: Vec<SyntaxNode> = match node.kind() {
            FOR | CLAUSE => names(&node),
            COMPREHENSION => node.children().filter(|child| child.kind() == CLAUSE).flat_map(|c| names(&c)).collect(),
            FN | PROFILE => {
                let params = node.children().filter(|child| child.kind() == PARAMS);
                params
                    .flat_map(|params| params.children())
                    .filter_map(|param| names(&param).into_iter().next())
                    .collect()
            }
            _ => return None,
        };
        declaring.into_iter().find(|found| found.text() == name).map(|found| found.text_range())
    })
}

/// What the checker does not walk over: types, imports, labels, names of declarations, codes.
fn of_syntax(db: &Database, file: SourceFile, word: &Word) -> Vec<Thing> {
    let text = word.token.text();
    let found = word.around().find_map(|node| match node.kind() {
        USE => Some(of_use(db, file, &node, text)),
        PATH_TYPE | IS => Some(of_path(db, file, &node, word)),
        PATH if node.parent().is_some_and(|up| matches!(up.kind(), SCHEMA | IS)) => {
            Some(of_path(db, file, &node, word))
        }
        KIND_CLAUSE => Some(of_kind_word(db, text)),
        LABEL => Some(of_label(db, file, &node, text)),
        FIELD => Some(of_declared_field(db, file, &node, text)),
        ALLOW | CHECK | EXPECT_CODE => Some(Some(Thing::Code(text.to_owned()))),
        LET | FN | TYPE_DEF | SCHEMA | PROFILE => {
            Some(word.parent(NAME).filter(|name| name.parent().as_ref() == Some(&node)).and_then(
                |_| match scope::member(db, file, text) {
                    Some(def) => of_def(db, def),
                    None => declared_here(db, file, word),
                },
            ))
        }
        ROW => Some(of_row(db, file, &node, word)),
        BODY | HEADER | PARAMS | TEXT => Some(None),
        _ => None,
    });
    found.flatten().into_iter().collect()
}

/// What a definition is.
pub(super) fn of_def(db: &Database, def: Def) -> Option<Thing> {
    Some(match def {
        Def::Module(module) => Thing::Module(module),
        Def::Item { kind: ItemKind::Schema, file, key } => Thing::Schema(schema::reference(db, file, &key)?),
        Def::Item { kind, file, key } => Thing::Item(kind, file, key),
    })
}

/// An item in braces.
fn declared_here(db: &Database, file: SourceFile, word: &Word) -> Option<Thing> {
    use dlc_sema::hir::AnchorNode as N;
    let (anchor, _) = source::anchor_at(db, file, word.token.text_range().start().into())?;
    let kind = match &anchor.hir.node {
        N::Let { .. } => ItemKind::Let,
        N::Fn { .. } => ItemKind::Fn,
        N::Profile { .. } => ItemKind::Profile,
        _ => return None,
    };
    Some(Thing::Item(kind, file, anchor.key.clone()))
}

/// A word of a dotted path, which is read from its beginning.
fn of_path(db: &Database, file: SourceFile, node: &SyntaxNode, word: &Word) -> Option<Thing> {
    let tokens = node.descendants_with_tokens().filter_map(|e| e.into_token());
    let path = tokens.filter(|t| t.kind() == IDENT && t.parent() == word.token.parent());
    // The names of a path are siblings; each has a node of its own in some trees.
    let same_path: Vec<_> = match word.parent(NAME).and_then(|name| name.parent()) {
        Some(up) => up.children().filter(|c| c.kind() == NAME).filter_map(|c| c.first_token()).collect(),
        None => path.collect(),
    };
    let mut def: Option<Def> = None;
    for (i, token) in same_path.iter().enumerate() {
        def = match (i, &def) {
            (0, _) => scope::lookup(db, file, token.text()),
            (_, Some(Def::Module(module))) => scope::member(db, *module, token.text()),
            _ => None,
        };
        if *token == word.token {
            let found = def.map(|def| scope::value_of(db, def)).and_then(|def| of_def(db, def));
            return found.or_else(|| Prim::of(token.text()).map(Thing::Prim));
        }
    }
    None
}

fn of_kind_word(db: &Database, word: &str) -> Option<Thing> {
    // What a kind is, the lab says.
    let lab = lab_schema(db)?;
    lab.kind(word).map(|_| Thing::Kind(lab.this.clone(), word.into())).or_else(|| {
        let field = lab.field(word)?;
        Some(Thing::Field(lab.this.clone(), field.name.clone()))
    })
}

/// The schema of labs.
pub(super) fn lab_schema(db: &Database) -> Option<&Schema> {
    match scope::member(db, db.file("std:lab.dl"), "Lab") {
        Some(Def::Item { kind: ItemKind::Schema, file, key }) => schema::schema(db, file, key),
        _ => None,
    }
}

/// The first cell of a row is the label of its block.
fn of_row(db: &Database, file: SourceFile, row: &SyntaxNode, word: &Word) -> Option<Thing> {
    let at = word.token.text_range();
    row.children().next().filter(|first| first.text_range().contains_range(at))?;
    let (anchor, _) = source::anchor_at(db, file, at.start().into())?;
    let is_row = matches!(anchor.hir.node, dlc_sema::hir::AnchorNode::Row(_));
    is_row.then(|| Thing::Item(ItemKind::Block, file, anchor.key.clone()))
}

/// The label of a target says whose options these are; other labels are names of their blocks.
fn of_label(db: &Database, file: SourceFile, label: &SyntaxNode, text: &str) -> Option<Thing> {
    let block = label.parent()?;
    let kind = block.children().find(|child| child.kind() == PATH)?.text().to_string();
    if kind.trim() == "target" {
        return schema::target_options(db, text).map(Thing::Schema);
    }
    let (anchor, _) = source::anchor_at(db, file, label.text_range().start().into())?;
    Some(Thing::Item(ItemKind::Block, file, anchor.key.clone())).filter(|_| {
        matches!(&anchor.hir.node, dlc_sema::hir::AnchorNode::Block(block)
            if block.label.as_ref().is_some_and(|l| source::span(db, anchor.origin(l.range)).is_some_and(|s| s.range == label.text_range())))
    })
}

fn of_declared_field(db: &Database, file: SourceFile, node: &SyntaxNode, text: &str) -> Option<Thing> {
    let schema = node.ancestors().find(|up| up.kind() == SCHEMA)?;
    let name = schema.children().find(|child| child.kind() == NAME)?;
    let Some(Def::Item { file, key, .. }) = scope::member(db, file, name.text().to_string().trim()) else {
        return None;
    };
    let found = schema::schema(db, file, key)?;
    found.field(text).map(|field| Thing::Field(found.this.clone(), field.name.clone()))
}

/// A word of a `use` line.
fn of_use(db: &Database, file: SourceFile, node: &SyntaxNode, text: &str) -> Option<Thing> {
    let import = source::uses(db, file).iter().find(|import| {
        let at = source::span(db, source::file_origin(db, file, import.range));
        at.is_some_and(|at| at.range.start() >= node.text_range().start() && at.range.end() <= node.text_range().end())
    })?;
    if let UsePath::Module(words) = &import.path
        && let Some(end) = words.iter().position(|word| word == text)
    {
        // `std.os` of `std.os.flatcar`.
        let part = UsePath::Module(words[..=end].to_vec());
        if let Ok(module) = scope::module_of(db, file, &part) {
            return Some(Thing::Module(module));
        }
    }
    let module = scope::module_of(db, file, &import.path).ok()?;
    Some(scope::member(db, module, text).and_then(|def| of_def(db, def)).unwrap_or(Thing::Module(module)))
}

/// The field behind a thing, if it is one or a kind.
pub(super) fn field_of<'db>(db: &'db Database, thing: &Thing) -> Option<&'db Field> {
    match thing {
        Thing::Field(found, name) => schema::of(db, found)?.field(name),
        Thing::Kind(found, word) => schema::of(db, found)?.kind(word),
        _ => None,
    }
}

/// What the language says of one of its functions.
pub(super) fn function(name: &str) -> Option<&'static builtins::Function> {
    builtins::function(name)
}

/// The name of a module as a `use` writes it, or its file's path.
pub(super) fn module_name(db: &Database, module: SourceFile) -> String {
    let path = module.path(db);
    match path.strip_prefix("std:").and_then(|path| path.strip_suffix(".dl")) {
        Some(path) => format!("std.{}", path.replace('/', ".")),
        None => format!("\"{path}\" as {}", modules::own_name(db, module)),
    }
}
