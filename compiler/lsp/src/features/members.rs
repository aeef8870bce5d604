//! What can stand behind a `.`.

use super::things::{Thing, of_def};
use dlc_db::Db as _;
use dlc_db::{Database, SourceFile};
use dlc_sema::builtins::{self, Receiver};
use dlc_sema::check::What;
use dlc_sema::check::watch::extending;
use dlc_sema::hir::{ItemKind, Name};
use dlc_sema::modules;
use dlc_sema::schema::{self, Schema};
use dlc_sema::scope::{self, Def};
use dlc_sema::ty::{self, SchemaRef, Ty};

/// Something that can stand behind a `.`.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// Its name.
    pub(super) name: Name,
    /// What it is.
    pub(super) thing: Thing,
    /// Its type, or what it returns.
    pub(super) ty: Option<Ty>,
}

/// What `name` may mean behind a `.`.
pub(super) fn member(db: &Database, file: SourceFile, of: &What, name: &str) -> Vec<Thing> {
    members(db, file, of).into_iter().filter(|member| member.name == name).map(|member| member.thing).collect()
}

/// Everything that can stand behind a `.`, each name once for each thing that it can be.
pub(super) fn members(db: &Database, file: SourceFile, of: &What) -> Vec<Member> {
    let mut out = Vec::new();
    match of {
        What::Value(ty) => of_type(db, file, ty, &mut out),
        What::Schema(found) => of_type(db, file, &Ty::Schema(found.clone()), &mut out),
        What::Module(module) => of_module(db, *module, &mut out),
        What::Open(fields) => {
            let value = |(name, what): &(Name, What)| {
                let ty = if let What::Value(ty) = what { Some(ty.clone()) } else { None };
                let thing = Thing::Value(name.clone(), ty.clone(), super::things::Declared::Nowhere);
                Member { name: name.clone(), thing, ty }
            };
            out.extend(fields.iter().map(value));
        }
        What::List(_) => of_receiver(Receiver::List, &Ty::Error, &mut out),
        What::File => of_receiver(Receiver::File, &Ty::Error, &mut out),
        What::Item(..) | What::Function(_) => {}
    }
    out
}

fn of_type(db: &Database, file: SourceFile, ty: &Ty, out: &mut Vec<Member>) {
    for member in ty.members() {
        let member = if let Ty::Secret(inner) = member { inner.peeled() } else { member };
        match member {
            Ty::Schema(reference) => of_schema(db, file, reference, out),
            member => {
                if let Some(receiver) = Receiver::of(member) {
                    of_receiver(receiver, member, out);
                }
            }
        }
    }
}

fn of_receiver(receiver: Receiver, ty: &Ty, out: &mut Vec<Member>) {
    for builtin in builtins::ALL.iter().filter(|builtin| builtin.receiver == receiver) {
        let result = builtin.result.for_receiver(ty);
        let ty = (result != Ty::Error).then_some(result);
        out.push(Member { name: builtin.name.into(), thing: Thing::Builtin(builtin), ty });
    }
}

/// Fields of the schema, those that only what extends it has, and functions beside all of them.
fn of_schema(db: &Database, file: SourceFile, reference: &SchemaRef, out: &mut Vec<Member>) {
    let more = extending(db, file, reference);
    let schemas: Vec<&Schema> = std::iter::once(reference).chain(more).filter_map(|s| schema::of(db, s)).collect();
    for found in &schemas {
        for field in &found.fields {
            let known = |member: &Member| member.name == field.name && matches!(member.thing, Thing::Field(..));
            if !out.iter().any(known) {
                let thing = Thing::Field(found.this.clone(), field.name.clone());
                out.push(Member { name: field.name.clone(), thing, ty: Some(field.ty.clone()) });
            }
        }
    }
    let mut files: Vec<SourceFile> = Vec::new();
    for found in schemas {
        let bases = found.bases.iter().filter_map(|base| schema::of(db, base));
        for beside in std::iter::once(found).chain(bases).map(|schema| schema.file) {
            if !files.contains(&beside) {
                files.push(beside);
                functions(db, beside, reference, out);
            }
        }
    }
}

/// The functions of a file that take such a record first.
fn functions(db: &Database, beside: SourceFile, of: &SchemaRef, out: &mut Vec<Member>) {
    for item in scope::items(db, beside).iter().filter(|item| item.kind == ItemKind::Fn) {
        let Some(name) = &item.name else { continue };
        let signature = ty::signature(db, beside, item.anchor.clone());
        let Some(first) = signature.params.first() else { continue };
        let related = |schema: &Schema, other: &SchemaRef| schema.is(other.no);
        let takes = first.any(|m| match m {
            Ty::Schema(wanted) => {
                schema::of(db, of).is_some_and(|schema| related(schema, wanted))
                    || schema::of(db, wanted).is_some_and(|schema| related(schema, of))
            }
            _ => false,
        });
        if takes {
            let thing = Thing::Item(ItemKind::Fn, beside, item.anchor.clone());
            out.push(Member { name: name.clone(), thing, ty: Some(signature.ret.clone()) });
        }
    }
}

fn of_module(db: &Database, module: SourceFile, out: &mut Vec<Member>) {
    for item in scope::items(db, module) {
        let Some(name) = &item.name else { continue };
        let def = Def::Item { kind: item.kind, file: module, key: item.anchor.clone() };
        if let Some(thing) = of_def(db, def) {
            out.push(Member { name: name.clone(), thing, ty: None });
        }
    }
    for below in modules_below(db, module.path(db)) {
        out.push(Member { name: modules::own_name(db, below), thing: Thing::Module(below), ty: None });
    }
}

/// The modules of the library directly below one, or below `std` itself.
pub(super) fn modules_below(db: &Database, module: &str) -> Vec<SourceFile> {
    let folder = match module.strip_suffix(".dl") {
        Some(folder) if folder.starts_with("std:") => format!("{folder}/"),
        None if module == "std:" => module.to_owned(),
        _ => return Vec::new(),
    };
    let below = |path: &String| path.strip_prefix(&folder).is_some_and(|rest| !rest.contains('/'));
    dlc_driver::modules().into_iter().filter(below).map(|path| db.file(&path)).collect()
}
