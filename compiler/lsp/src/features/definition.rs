//! Where a word is declared.

use super::sight::Word;
use super::things::{Declared, Thing, field_of, things};
use crate::requests::Snapshot;
use crate::text::size;
use dlc_base::{Origin, Span, TextRange};
use dlc_db::Database;
use dlc_sema::hir::UsePath;
use dlc_sema::schema;
use dlc_sema::scope::{self, head_range};
use dlc_sema::source::{anchor, anchor_of, file_origin, span, uses};
use dlc_sema::ty::{Prim, SchemaRef, Ty};
use lsp_types::{Location, Position};

/// Where the word at a position is declared.
pub(crate) fn definition(snapshot: &Snapshot, position: Position) -> Vec<Location> {
    let db = &snapshot.db;
    let offset = size(snapshot.text.offset(position));
    let Some(word) = Word::at(db, snapshot.file, offset, false) else { return Vec::new() };
    let mut found: Vec<Span> = Vec::new();
    for thing in things(db, snapshot.file, &word) {
        if let Some(span) = declared(snapshot, &thing)
            && !found.contains(&span)
        {
            found.push(span);
        }
    }
    if found.is_empty() {
        found.extend(imported(snapshot, offset));
    }
    found.into_iter().filter_map(|span| snapshot.places.location(db, span)).collect()
}

fn declared(snapshot: &Snapshot, thing: &Thing) -> Option<Span> {
    let db = &snapshot.db;
    match thing {
        Thing::Field(..) => span(db, field_of(db, thing)?.place),
        Thing::Kind(..) => {
            let field = field_of(db, thing)?;
            let blocks = if let Ty::Map(map) = field.ty.peeled() { of_type(db, &map.1) } else { None };
            blocks.or_else(|| span(db, field.place))
        }
        Thing::Item(_, file, key) => {
            let anchor = anchor(db, *file, key.clone())?;
            span(db, anchor.origin(head_range(&anchor.hir.node)))
        }
        Thing::Schema(found) => of_schema(db, found),
        Thing::Module(module) => Some(Span::new(module.id(db), TextRange::default())),
        Thing::Symbol(_, ty) => alias(snapshot, ty),
        Thing::Value(_, ty, declared) => match declared {
            Declared::At(place) => span(db, *place),
            Declared::Here(range) => Some(Span::new(snapshot.file.id(db), *range)),
            Declared::Nowhere => ty.as_ref().and_then(|ty| of_type(db, ty)),
        },
        Thing::Builtin(_) | Thing::Function(_) | Thing::Prim(_) | Thing::Code(_) => None,
    }
}

fn of_schema(db: &Database, found: &SchemaRef) -> Option<Span> {
    let anchor = anchor_of(db, found.no)?;
    span(db, anchor.origin(head_range(&anchor.hir.node)))
}

/// The schema of a type, if it has one.
fn of_type(db: &Database, ty: &Ty) -> Option<Span> {
    ty.find(&mut |member| match member {
        Ty::Schema(found) => schema::of(db, found).and_then(|schema| of_schema(db, &schema.this)),
        Ty::Prim(Prim::Target) => None,
        _ => None,
    })
}

/// Where the type of a symbol is declared, if it has a name.
fn alias(snapshot: &Snapshot, ty: &Ty) -> Option<Span> {
    let db = &snapshot.db;
    let named = match ty {
        Ty::Alias(alias) => &alias.0,
        Ty::Union(members) => match members.iter().find(|member| matches!(member, Ty::Alias(_)))? {
            Ty::Alias(alias) => &alias.0,
            _ => return None,
        },
        _ => return None,
    };
    match scope::lookup(db, snapshot.file, named)? {
        scope::Def::Item { file, key, .. } => {
            let anchor = anchor(db, file, key)?;
            span(db, anchor.origin(head_range(&anchor.hir.node)))
        }
        scope::Def::Module(_) => None,
    }
}

/// The file that the path of a `use` names, however it is spelled.
fn imported(snapshot: &Snapshot, offset: dlc_base::TextSize) -> Option<Span> {
    let db = &snapshot.db;
    let start = |file: dlc_db::SourceFile| Span::new(file.id(db), TextRange::default());
    let here = |place: Origin| span(db, place).is_some_and(|span| span.range.contains_inclusive(offset));
    let import = uses(db, snapshot.file).iter().find(|import| {
        matches!(import.path, UsePath::File(_)) && here(file_origin(db, snapshot.file, import.path_range))
    })?;
    scope::module_of(db, snapshot.file, &import.path).ok().map(start)
}
