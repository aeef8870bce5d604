//! Which name of a file is what.
//!
//! In scope everywhere in a file are its own items and what its `use` lines declare; behind them stand the
//! upper-case names of the library's model modules. Names that braces declare are found by [`crate::index`].

use crate::Diag;
use crate::hir::{AnchorKey, ItemKind, ItemRef, Name, Range, Use, UseNames, UsePath};
use crate::modules::{self, BadPath};
use crate::source::{file_origin, lowered, origin, uses};
use crate::ty::Prim;
use dlc_base::suggest::nearest;
use dlc_db::{AnchorNo, Db, Problem, SourceFile};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Def {
    /// A declaration of a file.
    Item {
        /// What it is.
        kind: ItemKind,
        /// Where.
        file: SourceFile,
        /// Which.
        key: AnchorKey,
    },
    /// A module.
    Module(SourceFile),
}

/// The names of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileScope {
    names: FxHashMap<Name, Def>,
    /// What is wrong with its `use` lines and declarations.
    pub errors: Vec<Diag>,
}

impl FileScope {
    /// All names, sorted.
    pub fn names(&self) -> Vec<&Name> {
        let mut names: Vec<&Name> = self.names.keys().collect();
        names.sort();
        names
    }
}

/// The items of a file in text order.
#[salsa::tracked]
pub fn items(db: &dyn Db, file: SourceFile) -> Vec<ItemRef> {
    lowered(db, file).hir.top.clone()
}

/// The names that a file's own items and `use` lines declare.
#[salsa::tracked]
pub fn file_scope(db: &dyn Db, file: SourceFile) -> FileScope {
    let mut scope = FileScope::default();
    let mut places: FxHashMap<Name, dlc_base::Origin> = FxHashMap::default();
    for item in items(db, file) {
        let Some(name) = &item.name else { continue };
        let place = name_place(db, file, item);
        if matches!(item.kind, ItemKind::Type | ItemKind::Schema) && Prim::of(name).is_some() {
            scope.errors.push(Diag::error(
                "duplicate-name",
                place,
                format!("`{name}` is a type of the language itself"),
            ));
        }
        let def = Def::Item { kind: item.kind, file, key: item.anchor.clone() };
        declare(&mut scope, &mut places, name, def, place);
    }
    for import in uses(db, file) {
        import_names(db, file, import, &mut scope, &mut places);
    }
    scope
}

fn declare(
    scope: &mut FileScope,
    places: &mut FxHashMap<Name, dlc_base::Origin>,
    name: &Name,
    def: Def,
    place: dlc_base::Origin,
) {
    if let Some(&first) = places.get(name) {
        let error = Diag::error("duplicate-name", place, format!("`{name}` is declared twice"));
        scope.errors.push(error.also(first, "first here"));
        return;
    }
    places.insert(name.clone(), place);
    scope.names.insert(name.clone(), def);
}

/// Where an item's name stands: its anchor's head, which is short enough to point at.
fn name_place(db: &dyn Db, file: SourceFile, item: &ItemRef) -> dlc_base::Origin {
    let no = db.tables().anchor(file, &item.anchor);
    let range =
        crate::source::anchor(db, file, item.anchor.clone()).map(|a| head_range(&a.hir.node)).unwrap_or_default();
    origin(no, range)
}

/// The range that stands for a whole item in a message.
pub fn head_range(node: &crate::hir::AnchorNode) -> Range {
    use crate::hir::AnchorNode as N;
    match node {
        N::Let { name, .. } | N::Fn { name, .. } | N::Type { name, .. } | N::Profile { name, .. } => name.range,
        N::Schema(schema) => schema.name.range,
        N::Test { title, .. } => title.range,
        N::Block(block) => block.head,
        N::Row(row) => row.cells.first().and_then(Option::as_ref).map_or(row.range, |cell| cell.range),
    }
}

fn import_names(
    db: &dyn Db,
    file: SourceFile,
    import: &Use,
    scope: &mut FileScope,
    places: &mut FxHashMap<Name, dlc_base::Origin>,
) {
    let place = file_origin(db, file, import.path_range);
    let module = match module_of(db, file, &import.path) {
        Ok(module) => module,
        Err(message) => {
            scope.errors.push(message.unplaced(place));
            return;
        }
    };
    match &import.names {
        UseNames::Last => match &import.path {
            UsePath::Module(words) => {
                let Some(name) = words.last() else { return };
                declare(scope, places, name, Def::Module(module), place);
            }
            UsePath::File(path) => {
                let error =
                    Diag::error("use-without-name", place, format!("`use \"{path}\"` gives the module no name"));
                scope.errors.push(error.hint(format!("write `use \"{path}\" as {}`", modules::own_name(db, module))));
            }
        },
        UseNames::As(name) => {
            declare(scope, places, &name.name, Def::Module(module), file_origin(db, file, name.range));
        }
        UseNames::List(names) => {
            for name in names {
                let place = file_origin(db, file, name.range);
                match member(db, module, &name.name) {
                    Some(def) => declare(scope, places, &name.name, def, place),
                    None => scope.errors.push(unknown_member(db, module, &name.name, place)),
                }
            }
        }
    }
}

/// What is wrong with an import, before it has a place.
pub struct ImportError {
    code: &'static str,
    message: String,
    hint: Option<String>,
}

impl ImportError {
    fn new(code: &'static str, message: String) -> Self {
        Self { code, message, hint: None }
    }

    /// The diagnostic at `place`.
    pub fn unplaced(self, place: dlc_base::Origin) -> Diag {
        let error = Diag::error(self.code, place, self.message);
        match self.hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

/// The file that an import names.
///
/// # Errors
/// The path leaves the project, or names no readable file.
pub fn module_of(db: &dyn Db, file: SourceFile, path: &UsePath) -> Result<SourceFile, ImportError> {
    let shown = match path {
        UsePath::File(path) => path.to_string(),
        UsePath::Module(words) => words.join("."),
    };
    let target = modules::target_path(db, file, path).map_err(|bad| match bad {
        BadPath::Leaves => ImportError {
            hint: Some(
                "the project's root is the nearest folder above with `dlc.lock`, else the lab's folder".to_owned(),
            ),
            ..ImportError::new("file-leaves-project", format!("`{shown}` leaves the project"))
        },
        BadPath::NotRelative => ImportError::new("bad-module-path", format!("`{shown}` is no relative path with `/`")),
        BadPath::NotStd => ImportError {
            hint: Some("a file of the project is imported by its path: `use \"./shared.dl\" as shared`".to_owned()),
            ..ImportError::new("unknown-module", format!("there is no module `{shown}`"))
        },
    })?;
    let module = db.file(&target);
    match dlc_db::text(db, module) {
        Ok(_) => Ok(module),
        Err(Problem::Missing) => Err(ImportError::new("unknown-module", format!("there is no module `{shown}`"))),
        Err(problem) => Err(ImportError::new("unreadable-file", format!("`{shown}` cannot be read: {problem}"))),
    }
}

/// What `name` stands for at the level of `file`, as written by somebody in that file.
pub fn lookup(db: &dyn Db, file: SourceFile, name: &str) -> Option<Def> {
    if let Some(def) = file_scope(db, file).names.get(name) {
        return Some(def.clone());
    }
    let upper = name.starts_with(|c: char| c.is_ascii_uppercase());
    if upper { prelude(db).get(name).cloned() } else { None }
}

/// Where a file declares a name that nothing inside may bear; of what is imported nobody knows a place. A lab is `lab`
/// inside, whatever its name.
pub(crate) fn declared(db: &dyn Db, file: SourceFile, name: &str) -> Option<Option<dlc_base::Origin>> {
    match file_scope(db, file).names.get(name)? {
        Def::Item { kind: ItemKind::Block, .. } => None,
        Def::Item { file: of, .. } if *of == file => {
            let item = items(db, file).iter().find(|item| item.name.as_deref() == Some(name));
            Some(item.map(|item| name_place(db, file, item)))
        }
        Def::Item { .. } | Def::Module(_) => Some(None),
    }
}

/// Whether a `use` line was to declare `name`, and could not: what is wrong has been reported there.
pub fn is_of_broken_import(db: &dyn Db, file: SourceFile, name: &str) -> bool {
    let declares = |import: &Use| match (&import.names, &import.path) {
        (UseNames::As(ident), _) => ident.name == name,
        (UseNames::List(list), _) => list.iter().any(|ident| ident.name == name),
        (UseNames::Last, UsePath::Module(words)) => words.last().is_some_and(|last| last == name),
        (UseNames::Last, UsePath::File(path)) => {
            path.rsplit('/').next().and_then(|last| last.strip_suffix(".dl")) == Some(name)
        }
    };
    lookup(db, file, name).is_none() && uses(db, file).iter().any(declares)
}

/// A declaration of a module, else a module below it.
pub fn member(db: &dyn Db, module: SourceFile, name: &str) -> Option<Def> {
    let own = items(db, module).iter().find(|item| item.name.as_deref() == Some(name));
    match own {
        Some(item) => Some(Def::Item { kind: item.kind, file: module, key: item.anchor.clone() }),
        None => modules::below(db, module, name).map(Def::Module),
    }
}

/// What a name stands for where a value is wanted: a module for its declaration of the same name.
pub fn value_of(db: &dyn Db, def: Def) -> Def {
    match def {
        Def::Module(file) => member(db, file, &modules::own_name(db, file)).unwrap_or(Def::Module(file)),
        def => def,
    }
}

/// Nothing of that name in a module.
pub fn unknown_member(db: &dyn Db, module: SourceFile, name: &str, place: dlc_base::Origin) -> Diag {
    let names: Vec<&str> = items(db, module).iter().filter_map(|item| item.name.as_deref()).collect();
    let own = modules::own_name(db, module);
    let error = Diag::error("unknown-name", place, format!("module `{own}` declares no `{name}`"));
    match nearest(name, names) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    }
}

/// The upper-case names of the library's model modules.
#[salsa::tracked]
fn prelude(db: &dyn Db) -> Arc<FxHashMap<Name, Def>> {
    let mut names = FxHashMap::default();
    for path in db.prelude() {
        let file = db.file(&path);
        for item in items(db, file) {
            let Some(name) = &item.name else { continue };
            if name.starts_with(|c: char| c.is_ascii_uppercase()) {
                names.insert(name.clone(), Def::Item { kind: item.kind, file, key: item.anchor.clone() });
            }
        }
    }
    Arc::new(names)
}

/// The project's files that are reached from `entry`, itself first, and the places where a `use` closes a cycle.
pub fn reachable(db: &dyn Db, entry: SourceFile) -> (Vec<SourceFile>, Vec<Diag>) {
    let (mut order, mut cycles) = (Vec::new(), Vec::new());
    let mut path = Vec::new();
    visit(db, entry, &mut path, &mut order, &mut cycles);
    (order, cycles)
}

fn visit(
    db: &dyn Db,
    file: SourceFile,
    path: &mut Vec<SourceFile>,
    order: &mut Vec<SourceFile>,
    cycles: &mut Vec<Diag>,
) {
    order.push(file);
    path.push(file);
    for import in uses(db, file) {
        let Ok(module) = module_of(db, file, &import.path) else { continue };
        if module.path(db).starts_with("std:") {
            continue;
        }
        if let Some(at) = path.iter().position(|&f| f == module) {
            let way: Vec<&str> = path[at..].iter().chain([&module]).map(|f| f.path(db)).collect();
            let place = file_origin(db, file, import.path_range);
            cycles.push(Diag::error("module-cycle", place, format!("cycle of modules: {}", way.join(" → "))));
        } else if !order.contains(&module) {
            visit(db, module, path, order, cycles);
        }
    }
    path.pop();
}

/// The number of the anchor of an item.
pub fn number(db: &dyn Db, file: SourceFile, key: &AnchorKey) -> AnchorNo {
    db.tables().anchor(file, key)
}
