//! The schemas of the library, read from its syntax trees.

use dlc_syntax::ast::{self, AstNode, Check, Field, Schema, Type, TypeDef};
use dlc_syntax::parse;
use std::collections::{BTreeMap, BTreeSet};

/// All declarations of some files.
pub(crate) struct Library {
    schemas: BTreeMap<String, Schema>,
    types: BTreeMap<String, Type>,
    names: Vec<String>,
    checks: Vec<Check>,
}

impl Library {
    /// Reads files; schemas of targets stand under their file's name too, and hide none of the model.
    pub(crate) fn of<'a>(files: impl IntoIterator<Item = &'a (&'static str, &'static str)>) -> Self {
        let mut library =
            Self { schemas: BTreeMap::new(), types: BTreeMap::new(), names: Vec::new(), checks: Vec::new() };
        for (path, text) in files {
            let root = parse(text).syntax();
            for node in root.descendants() {
                if let Some(schema) = Schema::cast(node.clone()) {
                    let name = named(schema.name());
                    library.names.push(name.clone());
                    let of_target = path.strip_prefix("targets/").map(|target| format!("{target} {name}"));
                    library.schemas.insert(of_target.unwrap_or(name), schema);
                } else if let Some(ty) = TypeDef::cast(node.clone()) {
                    let name = named(ty.name());
                    library.names.push(name.clone());
                    library.types.insert(name, ty.ty().expect("a type"));
                } else if let Some(check) = Check::cast(node) {
                    library.checks.push(check);
                }
            }
        }
        library
    }

    /// Upper-case names, once for each declaration.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str).filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
    }

    /// Whether there is a schema of this name.
    pub(crate) fn has(&self, schema: &str) -> bool {
        self.schemas.contains_key(schema)
    }

    /// The type of a field, also of an inherited one.
    pub(crate) fn field(&self, schema: &str, field: &str) -> Option<Type> {
        let schema = self.schemas.get(schema)?;
        let own = fields(schema).find(|f| named(f.name()) == field).and_then(|f| f.ty());
        own.or_else(|| self.field(&schema.base()?.syntax().text().to_string(), field))
    }

    /// The symbols and schemas with lower-case names that a type takes, through names of types.
    pub(crate) fn words(&self, ty: &Type) -> BTreeSet<String> {
        match ty {
            Type::Path(path) => {
                let name = path.path().expect("a path").syntax().text().to_string();
                match self.types.get(&name) {
                    Some(ty) => self.words(ty),
                    None if name.starts_with(|c: char| c.is_ascii_lowercase()) => BTreeSet::from([name]),
                    None => BTreeSet::new(),
                }
            }
            Type::List(list) => self.words(&list.element().expect("an element")),
            Type::Set(set) => self.words(&set.element().expect("an element")),
            Type::Map(map) => self.words(&map.value().expect("a value")),
            Type::Paren(inner) => self.words(&inner.inner().expect("a type")),
            Type::Optional(inner) => self.words(&inner.inner().expect("a type")),
            Type::Where(inner) => self.words(&inner.inner().expect("a type")),
            Type::Union(union) => union.alternatives().flat_map(|ty| self.words(&ty)).collect(),
            Type::None(_) => BTreeSet::new(),
        }
    }

    /// Schemas and fields without a `///` line. A field that only computes an inherited one has it there.
    pub(crate) fn without_documentation(&self) -> Vec<String> {
        let mut bare = Vec::new();
        for (name, schema) in &self.schemas {
            // A system is documented where its file begins.
            if ast::doc(schema.syntax()).is_none() && schema.base().is_none_or(|base| base.syntax().text() != "System")
            {
                bare.push(name.clone());
            }
            let undocumented = |f: &Field| f.ty().is_some() && ast::doc(f.syntax()).is_none();
            bare.extend(fields(schema).filter(undocumented).map(|f| format!("{name}.{}", named(f.name()))));
        }
        bare
    }

    /// The codes of all checks and warnings.
    pub(crate) fn codes(&self) -> BTreeSet<String> {
        self.checks.iter().filter_map(|check| Some(check.code()?.syntax().text().to_string())).collect()
    }
}

fn fields(schema: &Schema) -> impl Iterator<Item = Field> {
    let entries = schema.body().expect("a body").entries();
    entries.filter_map(|entry| if let ast::SchemaEntry::Field(field) = entry { Some(field) } else { None })
}

fn named(name: Option<ast::Name>) -> String {
    name.expect("a name").syntax().text().to_string()
}
