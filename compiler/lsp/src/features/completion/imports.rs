//! `use` lines.

use super::item::{Item, Kind};
use super::plain;
use crate::features::members::{member, members, modules_below};
use crate::features::show::words;
use crate::features::things::Thing;
use dlc_db::{Database, Db as _, SourceFile};
use dlc_sema::check::What;
use dlc_sema::modules;

/// What can follow a `use` line that is this far.
pub(super) fn of_line(db: &Database, _file: SourceFile, line: &str) -> Vec<Item> {
    let line = line.trim_start().strip_prefix("use").unwrap_or_default().trim_start();
    if let Some((path, _)) = line.split_once('{') {
        return module(db, path.trim()).map(|module| inside(db, module)).unwrap_or_default();
    }
    match line.rsplit_once('.') {
        _ if line.contains('"') || line.contains(' ') => Vec::new(),
        None => vec![plain("std", Kind::Module).doc(Some("The library that comes with dlc.".to_owned()))],
        Some(("std", _)) => modules_below(db, "std:").into_iter().map(|module| of_module(db, module)).collect(),
        Some((path, _)) => match module(db, path) {
            Some(found) => modules_below(db, found.path(db)).into_iter().map(|module| of_module(db, module)).collect(),
            None => Vec::new(),
        },
    }
}

/// The module of a dotted path.
fn module(db: &Database, path: &str) -> Option<SourceFile> {
    let rest = path.strip_prefix("std.")?;
    let file = db.file(&format!("std:{}.dl", rest.replace('.', "/")));
    modules::exists(db, file).then_some(file)
}

fn of_module(db: &Database, module: SourceFile) -> Item {
    let said = words(db, &Thing::Module(module));
    plain(modules::own_name(db, module).as_str(), Kind::Module).detail(said.code).doc(said.doc)
}

/// The declarations of a module, and the modules below it.
fn inside(db: &Database, module: SourceFile) -> Vec<Item> {
    let what = What::Module(module);
    let names = members(db, module, &what);
    let item = |name: &str| {
        let thing = member(db, module, &what, name).into_iter().next()?;
        let said = words(db, &thing);
        let kind = if matches!(thing, Thing::Module(_)) { Kind::Module } else { Kind::Name };
        Some(plain(name, kind).detail(said.code).doc(said.doc))
    };
    names.iter().filter_map(|member| item(&member.name)).collect()
}
