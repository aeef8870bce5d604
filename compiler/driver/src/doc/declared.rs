//! Everything that the library declares, by name.

use dlc_db::{Database, Db as _, SourceFile};
use dlc_sema::hir::{AnchorKey, AnchorNode, ItemKind, Range};
use dlc_sema::schema::{self, Field, Schema};
use dlc_sema::scope;
use dlc_sema::source::{self, Anchor};
use dlc_sema::ty::{SchemaRef, Ty};

/// A declaration.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// `std.node`, or `target kubespray`.
    pub(super) module: String,
    file: SourceFile,
    key: AnchorKey,
}

/// What a declaration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Schema,
    /// A schema of an operating system.
    System,
    /// The options of a target.
    Target,
    Type,
    Function,
    Constant,
}

/// The library with its declarations, in the order of modules and of their texts.
pub(super) struct Declared {
    pub(super) db: Database,
    pub(super) entries: Vec<Entry>,
    /// Each module with its file.
    pub(super) modules: Vec<(String, SourceFile)>,
}

impl Declared {
    pub(super) fn of(db: Database) -> Self {
        let mut all = Self { db, entries: Vec::new(), modules: Vec::new() };
        for path in dlc_stdlib::FILES.iter().filter_map(|(path, _)| path.strip_prefix("std/")) {
            let file = all.db.file(&format!("std:{path}"));
            let module = format!("std.{}", path.trim_end_matches(".dl").replace('/', "."));
            all.modules.push((module.clone(), file));
            all.read(&module, file);
        }
        let names: Vec<String> = crate::library::library().targets.into_iter().map(|(name, _)| name).collect();
        for target in names {
            let file = all.db.file(&format!("target:{target}"));
            all.read(&format!("target {target}"), file);
        }
        all.entries.sort_by_key(|entry| entry.module.starts_with("target "));
        all
    }

    fn read(&mut self, module: &str, file: SourceFile) {
        let target = module.strip_prefix("target ");
        for item in scope::items(&self.db, file) {
            let Some(name) = &item.name else { continue };
            let kind = match item.kind {
                ItemKind::Schema if target.is_some() && name == "options" => Kind::Target,
                ItemKind::Schema if self.is_system(file, &item.anchor) => Kind::System,
                ItemKind::Schema => Kind::Schema,
                ItemKind::Type => Kind::Type,
                ItemKind::Fn => Kind::Function,
                ItemKind::Let => Kind::Constant,
                ItemKind::Profile | ItemKind::Test | ItemKind::Block => continue,
            };
            let name = target.filter(|_| kind == Kind::Target).unwrap_or(name).to_owned();
            self.entries.push(Entry { name, kind, module: module.to_owned(), file, key: item.anchor.clone() });
        }
    }

    fn is_system(&self, file: SourceFile, key: &AnchorKey) -> bool {
        let found = schema::schema(&self.db, file, key.clone());
        found.is_some_and(|schema| schema.bases.iter().any(|base| base.name == "System"))
    }

    pub(super) fn systems(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.kind == Kind::System)
    }

    pub(super) fn targets(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.kind == Kind::Target)
    }

    pub(super) fn schema(&self, entry: &Entry) -> Option<&Schema> {
        schema::schema(&self.db, entry.file, entry.key.clone())
    }

    pub(super) fn anchor(&self, entry: &Entry) -> Option<&Anchor> {
        source::anchor(&self.db, entry.file, entry.key.clone())
    }

    /// The declaration of a schema that another mentions.
    pub(super) fn entry_of(&self, schema: &Schema) -> Option<&Entry> {
        self.entries.iter().find(|entry| self.schema(entry).is_some_and(|found| found.this.no == schema.this.no))
    }

    /// Whether a schema has a field of that name.
    pub(super) fn declares(&self, schema: &SchemaRef, field: &str) -> bool {
        schema::of(&self.db, schema).is_some_and(|schema| schema.field(field).is_some())
    }

    /// The schema that blocks or values of a field are of.
    pub(super) fn inside(&self, field: &Field) -> Option<&Schema> {
        schema_in(&field.ty).and_then(|schema| schema::of(&self.db, schema))
    }

    /// What is written at a place, on one line.
    pub(super) fn text(&self, anchor: &Anchor, range: Range) -> Option<String> {
        let span = source::span(&self.db, anchor.origin(range))?;
        let file = self.db.file_of(span.file)?;
        let text = dlc_db::text(&self.db, file).as_ref().ok()?;
        let written = text.get(usize::from(span.range.start())..usize::from(span.range.end()))?;
        Some(written.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The expression of a field's default or computed value.
    pub(super) fn value(&self, field: &Field) -> Option<String> {
        let (anchor, expr) = field.value?.expr(&self.db)?;
        self.text(anchor, expr.range)
    }

    /// How a declaration reads, without what it is set to.
    pub(super) fn signature(&self, entry: &Entry) -> Option<String> {
        let anchor = self.anchor(entry)?;
        let until =
            |end: u32| self.text(anchor, Range { start: 0, end }).map(|text| text.trim_end_matches(" =").to_owned());
        match &anchor.hir.node {
            AnchorNode::Fn { value, .. } => until(value.range.start),
            AnchorNode::Type { .. } => self.text(anchor, anchor.hir.range),
            AnchorNode::Let { .. } => self.text(anchor, anchor.hir.range),
            AnchorNode::Schema(_) => {
                let schema = self.schema(entry)?;
                Some(match schema.bases.first() {
                    Some(base) => format!("schema {} is {}", entry.name, base.name),
                    None if entry.kind == Kind::Target => format!("target {} {{ … }}", entry.name),
                    None => format!("schema {}", entry.name),
                })
            }
            _ => None,
        }
    }

    /// What the file of a module says at its beginning, before anything is declared.
    pub(super) fn preface(&self, file: SourceFile) -> Option<String> {
        let text = dlc_db::text(&self.db, file).as_ref().ok()?;
        let mut lines = text.lines().skip_while(|line| line.is_empty() || line.starts_with("edition"));
        let lines = lines.by_ref().take_while(|line| line.starts_with("///"));
        let said: Vec<&str> = lines.map(|line| line.trim_start_matches('/').trim()).collect();
        (!said.is_empty()).then(|| said.join(" "))
    }

    /// The documentation of a declaration, as one paragraph.
    pub(super) fn documentation(&self, entry: &Entry) -> Option<String> {
        let own = self.anchor(entry)?.hir.doc.as_deref().map(flowing);
        let of_file = matches!(entry.kind, Kind::System).then(|| self.preface(entry.file)).flatten();
        own.or(of_file)
    }
}

/// The schema that a type holds first, inside lists and maps too.
fn schema_in(ty: &Ty) -> Option<&SchemaRef> {
    match ty {
        Ty::Schema(schema) => Some(schema),
        Ty::List(inner) | Ty::Set(inner) | Ty::Secret(inner) => schema_in(inner),
        Ty::Map(map) => schema_in(&map.1),
        Ty::Alias(alias) => schema_in(&alias.1),
        Ty::Where(inner) => schema_in(&inner.base),
        Ty::Union(members) => members.iter().find_map(schema_in),
        _ => None,
    }
}

/// Lines of a comment as one paragraph.
pub(super) fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
