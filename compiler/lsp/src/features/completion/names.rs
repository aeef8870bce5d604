//! Names: what a place expects, what is in scope, what stands behind a `.`.

use super::item::{Item, Kind};
use super::plain;
use crate::features::members;
use crate::features::show::words;
use crate::features::things::{Declared, Thing, of_def};
use dlc_db::{Database, Db as _, SourceFile};
use dlc_sema::builtins::{FUNCTIONS, TYPES};
use dlc_sema::check::What;
use dlc_sema::check::watch::Known;
use dlc_sema::hir::{AnchorNode, ItemKind};
use dlc_sema::schema;
use dlc_sema::scope::{self, Def};
use dlc_sema::source::anchor;
use dlc_sema::ty::{Prim, SchemaRef, Ty};

/// The modules of operating systems.
const SYSTEMS: &str = "std:os/";

/// Values for a place that expects `expects`: symbols, records and blocks that fit, then every name in scope.
pub(super) fn of_place(db: &Database, file: SourceFile, expects: Option<&Ty>, known: &[Known]) -> Vec<Item> {
    let mut out = Vec::new();
    if let Some(ty) = expects {
        of_type(db, ty, &mut out);
        if is_system(ty) {
            systems(db, file, known, &mut out);
        }
    }
    for Known { name, is } in known {
        if out.iter().all(|item: &Item| item.label != name.as_str()) {
            out.extend(of_known(db, name, is, expects));
        }
    }
    for function in FUNCTIONS {
        let snippet = format!("{}($0)", function.name);
        let item = plain(function.name, Kind::Function).detail(function.takes).doc(Some(function.doc.to_owned()));
        out.push(item.snippet(snippet));
    }
    out.retain(|item| item.label != super::MARK);
    out
}

/// What a type names itself.
fn of_type(db: &Database, ty: &Ty, out: &mut Vec<Item>) {
    for member in ty.members() {
        match member {
            Ty::Symbol(name) => out.push(plain(name.as_str(), Kind::Symbol).detail(ty.to_string())),
            Ty::None => out.push(plain("none", Kind::Word)),
            Ty::Prim(Prim::Bool) => {
                out.extend(["true", "false"].map(|word| plain(word, Kind::Symbol).detail("Bool")));
            }
            Ty::Prim(Prim::Target) => {
                out.extend(db.targets().into_iter().map(|name| plain(name, Kind::Record).detail("target")));
            }
            Ty::Schema(found) => {
                let is_record = schema::of(db, found).is_some_and(|schema| schema.label.is_none());
                if is_record && found.name.starts_with(|c: char| c.is_ascii_lowercase()) {
                    let said = words(db, &Thing::Schema(found.clone()));
                    let item = plain(found.name.as_str(), Kind::Record).detail(said.code).doc(said.doc);
                    out.push(item.snippet(format!("{} {{ $0 }}", found.name)));
                }
            }
            Ty::List(item) | Ty::Set(item) => {
                // The brackets are still to be written.
                for symbol in item.symbols() {
                    out.push(plain(format!("[{symbol}]"), Kind::Symbol).detail(ty.to_string()));
                }
            }
            _ => {}
        }
    }
}

fn is_system(ty: &Ty) -> bool {
    ty.schema_named("System").is_some()
}

/// Operating systems that are not imported yet, with the line that imports them.
fn systems(db: &Database, file: SourceFile, known: &[Known], out: &mut Vec<Item>) {
    for path in dlc_driver::modules() {
        let Some(name) = path.strip_prefix(SYSTEMS).and_then(|path| path.strip_suffix(".dl")) else { continue };
        if known.iter().any(|known| known.name == name) || scope::lookup(db, file, name).is_some() {
            continue;
        }
        let said = words(db, &Thing::Module(db.file(&path)));
        let mut item = plain(name, Kind::Record).detail(format!("use std.os.{name}")).doc(said.doc);
        item.import = Some(format!("use std.os.{name}\n"));
        item.is_late = true;
        out.push(item);
    }
}

fn of_known(db: &Database, name: &str, is: &What, expects: Option<&Ty>) -> Option<Item> {
    let item = match is {
        What::Value(ty) => {
            let fits = expects.is_some_and(|expects| fits(ty, expects));
            let item = plain(name, if fits { Kind::Reference } else { Kind::Name });
            let shown = if *ty == Ty::Error { String::new() } else { ty.to_string() };
            item.detail(shown)
        }
        What::Item(kind, file, key) => {
            let kind_of = match kind {
                ItemKind::Profile => Kind::Profile,
                ItemKind::Fn => Kind::Function,
                ItemKind::Let | ItemKind::Block => Kind::Name,
                ItemKind::Type | ItemKind::Schema | ItemKind::Test => return None,
            };
            let said = words(db, &Thing::Item(*kind, *file, key.clone()));
            let item = plain(name, kind_of).detail(said.code).doc(said.doc);
            if *kind == ItemKind::Fn { item.snippet(format!("{name}($0)")) } else { item }
        }
        What::Schema(found) => {
            let said = words(db, &Thing::Schema(found.clone()));
            let kind = if takes(db, expects, found) { Kind::Record } else { Kind::Type };
            plain(name, kind).detail(said.code).doc(said.doc).snippet(format!("{name} {{ $0 }}"))
        }
        What::Module(module) => {
            let said = words(db, &Thing::Module(*module));
            let own = of_def(db, scope::value_of(db, Def::Module(*module)));
            let is_record = matches!(own, Some(Thing::Schema(found)) if takes(db, expects, &found));
            plain(name, if is_record { Kind::Record } else { Kind::Module }).detail(said.code).doc(said.doc)
        }
        // Listed with all functions.
        What::Function(_) => return None,
        What::Open(_) | What::List(_) | What::File => plain(name, Kind::Name),
    };
    Some(item)
}

/// Whether a place takes a record of a schema, or of one that it extends.
fn takes(db: &Database, expects: Option<&Ty>, found: &SchemaRef) -> bool {
    let Some(schema) = schema::of(db, found) else { return false };
    expects.is_some_and(|ty| ty.any(|m| matches!(m, Ty::Schema(wanted) if schema.is(wanted.no))))
}

/// Whether a value of one type may be of the other.
fn fits(ty: &Ty, expects: &Ty) -> bool {
    ty.any(|mine| {
        expects.any(|theirs| match (mine, theirs) {
            (Ty::Schema(mine), Ty::Schema(theirs)) => mine.no == theirs.no,
            (Ty::Error | Ty::None, _) | (_, Ty::Error | Ty::None) => false,
            (mine, theirs) => mine == theirs,
        })
    })
}

/// Profiles in scope, in a lab other labs too, and modules, which may hold some.
pub(super) fn profiles(db: &Database, known: &[Known], in_lab: bool) -> Vec<Item> {
    let is_one = |is: &What| match is {
        What::Item(ItemKind::Profile, ..) => true,
        What::Item(ItemKind::Block, ..) => in_lab,
        What::Module(module) => !module.path(db).starts_with("std:"),
        What::Value(ty) => ty.any(|m| matches!(m, Ty::Prim(Prim::Profile))),
        _ => false,
    };
    known.iter().filter(|known| is_one(&known.is)).filter_map(|k| of_known(db, &k.name, &k.is, None)).collect()
}

/// What can stand behind a `.`.
pub(super) fn members(db: &Database, file: SourceFile, of: &What, only_profiles: bool) -> Vec<Item> {
    let mut out = Vec::new();
    for member in members::members(db, file, of) {
        let is_profile = matches!(member.thing, Thing::Item(ItemKind::Profile | ItemKind::Block, ..));
        if only_profiles && !is_profile {
            continue;
        }
        let said = words(db, &member.thing);
        let shown = member.ty.filter(|ty| *ty != Ty::Error).map_or(said.code, |ty| ty.to_string());
        let (kind, call) = match &member.thing {
            Thing::Field(..) | Thing::Value(_, _, Declared::Nowhere) => (Kind::Field, None),
            Thing::Builtin(builtin) => match builtin.params {
                Some([]) => (Kind::Method, Some("()")),
                Some(_) => (Kind::Method, Some("($0)")),
                None => (Kind::Field, None),
            },
            Thing::Item(ItemKind::Fn, file, key) => (Kind::Method, Some(arguments(db, *file, key))),
            Thing::Item(ItemKind::Profile, ..) => (Kind::Profile, None),
            Thing::Schema(_) => (Kind::Record, None),
            Thing::Module(_) => (Kind::Module, None),
            _ => (Kind::Name, None),
        };
        let item = plain(member.name.as_str(), kind).detail(shown).doc(said.doc);
        out.push(match call {
            Some(call) => item.snippet(format!("{}{call}", member.name)),
            None => item,
        });
    }
    out
}

/// The parentheses of a function that is called as a method: the first parameter is what stands before the `.`.
fn arguments(db: &Database, file: SourceFile, key: &dlc_sema::hir::AnchorKey) -> &'static str {
    let params = match anchor(db, file, key.clone()).map(|anchor| &anchor.hir.node) {
        Some(AnchorNode::Fn { params, .. }) => params.len(),
        _ => 0,
    };
    if params > 1 { "($0)" } else { "()" }
}

/// The types of the language and of the library, and those that the file declares or imports.
pub(super) fn types(db: &Database, file: SourceFile) -> Vec<Item> {
    let own = TYPES.iter().map(|ty| {
        let name = ty.name.split('<').next().unwrap_or(ty.name);
        plain(name, Kind::Type).doc(Some(ty.doc.to_owned()))
    });
    let mut out: Vec<Item> = own.collect();
    let declared = scope::file_scope(db, file).names().into_iter().cloned();
    let library = db.prelude().into_iter().flat_map(|path| {
        let items = scope::items(db, db.file(&path)).iter().filter_map(|item| item.name.clone());
        items.filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())).collect::<Vec<_>>()
    });
    for name in declared.chain(library) {
        let Some(def) = scope::lookup(db, file, &name).map(|def| scope::value_of(db, def)) else { continue };
        let Some(thing) = of_def(db, def) else { continue };
        if matches!(thing, Thing::Schema(_) | Thing::Item(ItemKind::Type, ..)) {
            let said = words(db, &thing);
            out.push(plain(name.as_str(), Kind::Type).detail(said.code).doc(said.doc));
        }
    }
    out
}

/// The codes of all diagnostics.
pub(super) fn codes() -> Vec<Item> {
    let pages = dlc_driver::pages::all().into_iter();
    pages.map(|(code, page)| plain(code, Kind::Code).doc(Some(page.to_owned()))).collect()
}

/// The labels that blocks of a kind have in a file; of targets those that there are.
pub(super) fn labels(db: &Database, file: SourceFile, kind: &str) -> Vec<Item> {
    if kind == "target" {
        let item = |name: String| {
            let options = schema::target_options(db, &name);
            let doc = options.and_then(|found| schema::of(db, &found)?.doc.clone());
            plain(name.as_str(), Kind::Record).doc(doc).snippet(format!("{name} {{\n\t$0\n}}"))
        };
        return db.targets().into_iter().map(item).collect();
    }
    let labels = super::rows::labels_of(&dlc_db::parse(db, file).syntax(), kind);
    labels.into_iter().map(|label| plain(label, Kind::Reference).detail(kind)).collect()
}
