//! Which blocks a lab can have inside which: so that an expression of a schema or a profile knows its kind words
//! before any block is there.

use crate::hir::{ItemKind, Name};
use crate::schema::{self, Field, Schema};
use crate::scope::{self, Def};
use crate::ty::{Prim, SchemaRef, Ty};
use dlc_db::{AnchorNo, Db};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Kind words with what they stand for.
pub(crate) type Words = BTreeMap<Name, Ty>;

/// A block or record that another can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Its word: that of a block's kind, of a record the field.
    pub(crate) word: Name,
    /// Its schema.
    pub(crate) schema: SchemaRef,
    /// What holds it; nothing holds a lab.
    holder: Option<AnchorNo>,
}

/// Everything that a lab can hold, however deep.
#[derive(Debug, PartialEq, Eq, Default)]
pub(crate) struct Kinds {
    kinds: Vec<Kind>,
    /// The kinds of each schema, as numbers.
    of_schema: FxHashMap<AnchorNo, Vec<usize>>,
    /// Each kind by its words.
    by_word: FxHashMap<Name, Vec<usize>>,
    /// The words that the expressions of each schema may use.
    words: FxHashMap<AnchorNo, Arc<Words>>,
    /// All words.
    all: Arc<Words>,
}

/// The schema of labs: `Lab` of the standard library.
pub(crate) fn lab_schema(db: &dyn Db) -> Option<&Schema> {
    match scope::member(db, db.file("std:lab.dl"), "Lab") {
        Some(Def::Item { kind: ItemKind::Schema, file, key }) => schema::schema(db, file, key),
        _ => None,
    }
}

/// The kinds of blocks of a lab.
#[salsa::tracked]
pub(crate) fn kinds(db: &dyn Db) -> Arc<Kinds> {
    let mut kinds = Kinds::default();
    let Some(lab) = lab_schema(db) else { return Arc::new(kinds) };
    kinds.add(db, Kind { word: SmolStr::new_static("lab"), schema: lab.this.clone(), holder: None });
    let mut seen = FxHashSet::from_iter([lab.this.no]);
    let mut open = vec![lab];
    while let Some(holder) = open.pop() {
        for (word, schema) in held(db, holder) {
            kinds.add(db, Kind { word, schema: schema.this.clone(), holder: Some(holder.this.no) });
            if seen.insert(schema.this.no) {
                open.push(schema);
            }
        }
    }
    let mut all = Words::new();
    for kind in &kinds.kinds {
        add_words(db, &mut all, kind, &kind.schema);
    }
    kinds.all = Arc::new(all);
    let schemas: Vec<AnchorNo> = kinds.of_schema.keys().copied().collect();
    for no in schemas {
        let words = kinds.words_above(db, &kinds.of_schema[&no], None);
        kinds.words.insert(no, Arc::new(words));
    }
    Arc::new(kinds)
}

impl Kinds {
    fn add(&mut self, db: &dyn Db, kind: Kind) {
        if self.kinds.contains(&kind) {
            return;
        }
        let number = self.kinds.len();
        self.of_schema.entry(kind.schema.no).or_default().push(number);
        for word in answers(db, &kind.word, &kind.schema) {
            self.by_word.entry(word).or_default().push(number);
        }
        self.kinds.push(kind);
    }

    /// The blocks that answer to a word: `machine` is a node, and a machine of the menu.
    pub(crate) fn of_word(&self, word: &str) -> Vec<&Kind> {
        self.by_word.get(word).map(|numbers| numbers.iter().map(|&n| &self.kinds[n]).collect()).unwrap_or_default()
    }

    /// The kind word of the blocks of a schema.
    pub(crate) fn word_of(&self, schema: AnchorNo) -> Option<&Name> {
        self.of_schema.get(&schema)?.first().map(|&number| &self.kinds[number].word)
    }

    /// Whether blocks of a schema answer to a word, wherever they stand.
    pub(crate) fn answers(&self, schema: &Schema, word: &str) -> bool {
        let own = self.of_schema.get(&schema.this.no);
        let by_word = self.by_word.get(word);
        own.zip(by_word).is_some_and(|(own, by_word)| own.iter().any(|number| by_word.contains(number)))
    }

    /// All kind words, sorted.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(Name::as_str)
    }

    /// The words that the expressions of a schema may use: its own, and those of every block that may hold it. What
    /// nothing in the library holds may be held by anything.
    pub(crate) fn words_of(&self, db: &dyn Db, schema: &Schema) -> Arc<Words> {
        if let Some(words) = self.words.get(&schema.this.no) {
            return words.clone();
        }
        let of_bases = schema.bases.iter().filter_map(|base| self.of_schema.get(&base.no));
        let numbers: Vec<usize> = of_bases.flatten().copied().collect();
        if numbers.is_empty() {
            return self.all.clone();
        }
        Arc::new(self.words_above(db, &numbers, Some(&schema.this)))
    }

    /// The words of some kinds and of what holds them; `instead` is the schema that stands in for theirs.
    fn words_above(&self, db: &dyn Db, numbers: &[usize], instead: Option<&SchemaRef>) -> Words {
        let mut words = Words::new();
        let mut seen: FxHashSet<AnchorNo> = FxHashSet::default();
        let mut open: Vec<AnchorNo> = Vec::new();
        for &number in numbers {
            let kind = &self.kinds[number];
            add_words(db, &mut words, kind, instead.unwrap_or(&kind.schema));
            open.extend(kind.holder);
        }
        while let Some(no) = open.pop() {
            if !seen.insert(no) {
                continue;
            }
            for &number in self.of_schema.get(&no).into_iter().flatten() {
                let kind = &self.kinds[number];
                add_words(db, &mut words, kind, &kind.schema);
                open.extend(kind.holder);
            }
        }
        words
    }
}

fn add_words(db: &dyn Db, words: &mut Words, kind: &Kind, schema: &SchemaRef) {
    for word in answers(db, &kind.word, schema) {
        let ty = Ty::Schema(schema.clone());
        match words.get_mut(&word) {
            Some(known) => *known = Ty::union(vec![known.clone(), ty]),
            None => {
                words.insert(word, ty);
            }
        }
    }
}

/// The words that a block answers to: its own, and the schemas that its schema extends.
pub(crate) fn answers(db: &dyn Db, word: &Name, schema: &SchemaRef) -> Vec<Name> {
    let bases = schema::of(db, schema).into_iter().flat_map(Schema::words).map(SmolStr::from);
    std::iter::once(word.clone()).chain(bases).collect()
}

/// The records and blocks that a record of this schema holds, with their words.
fn held<'db>(db: &'db dyn Db, holder: &Schema) -> Vec<(Name, &'db Schema)> {
    let mut out = Vec::new();
    for field in &holder.fields {
        let mut schemas = Vec::new();
        schemas_in(db, &field.ty, &mut schemas);
        let word = field.kind.as_ref().unwrap_or(&field.name);
        // A named block in a field that is no kind is only named there.
        let holds = |schema: &&Schema| field.kind.is_some() || schema.label.is_none();
        out.extend(schemas.into_iter().filter(holds).map(|schema| (word.clone(), schema)));
    }
    out
}

fn schemas_in<'db>(db: &'db dyn Db, ty: &Ty, out: &mut Vec<&'db Schema>) {
    for member in ty.members() {
        match member {
            Ty::Schema(found) => out.extend(schema::of(db, found)),
            Ty::List(item) | Ty::Set(item) => schemas_in(db, item, out),
            Ty::Map(map) => schemas_in(db, &map.1, out),
            Ty::Prim(Prim::Target) => out.extend(target_schemas(db)),
            _ => {}
        }
    }
}

/// The schemas of all targets' options.
pub(crate) fn target_schemas(db: &dyn Db) -> Vec<&Schema> {
    let of = |name: &String| schema::of(db, &schema::target_options(db, name)?);
    db.targets().iter().filter_map(of).collect()
}

/// The schema of the blocks in a field; of a target's block that of its options, which its label tells.
pub(crate) fn block_schema<'db>(db: &'db dyn Db, field: &Field, label: Option<&str>) -> Option<&'db Schema> {
    let Ty::Map(map) = field.ty.peeled() else { return None };
    match map.1.peeled() {
        Ty::Schema(found) => schema::of(db, found),
        Ty::Prim(Prim::Target) => schema::of(db, &schema::target_options(db, label?)?),
        _ => None,
    }
}
