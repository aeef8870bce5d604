//! Schemas with what they inherit.

use crate::Diag;
use crate::hir::{AnchorKey, AnchorNode, BodyId, Expr, ItemKind, ItemRef, Name};
use crate::scope::{self, Def};
use crate::source::{self, Anchor};
use crate::ty::{self, SchemaRef, Ty};
use dlc_base::Origin;
use dlc_db::{AnchorNo, Db, SourceFile};
use rustc_hash::FxHashMap;

/// A schema, whole: fields of its base first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Itself.
    pub this: SchemaRef,
    /// Its file.
    pub file: SourceFile,
    /// What it extends, nearest first.
    pub bases: Vec<SchemaRef>,
    /// The fields.
    pub fields: Vec<Field>,
    by_name: FxHashMap<Name, usize>,
    by_kind: FxHashMap<Name, usize>,
    /// The bodies that hold checks, those of the base first.
    pub checks: Vec<(AnchorNo, BodyId)>,
    /// The field that is the label, of a schema of named blocks.
    pub label: Option<Name>,
    /// Its documentation.
    pub doc: Option<String>,
    /// What is wrong with it.
    pub errors: Vec<Diag>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Ty,
    /// Whether other blocks may not read it.
    pub private: bool,
    /// Default or computed value: where its expression is.
    pub value: Option<FieldValue>,
    /// The kind word of its blocks.
    pub kind: Option<Name>,
    /// The documentation.
    pub doc: Option<String>,
    /// Where it is declared.
    pub place: Origin,
}

/// Where the expression of a field is: the field's place among those of a schema's own anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldValue {
    /// The schema's anchor.
    pub anchor: AnchorNo,
    /// The field's number there.
    pub index: usize,
    /// `:=`
    pub computed: bool,
}

impl Field {
    /// Whether a lab cannot set it.
    pub fn is_computed(&self) -> bool {
        self.value.is_some_and(|value| value.computed)
    }
}

impl FieldValue {
    /// The expression, in the anchor that `db` has for it.
    pub fn expr<'db>(&self, db: &'db dyn Db) -> Option<(&'db Anchor, &'db Expr)> {
        let anchor = source::anchor_of(db, self.anchor)?;
        match &anchor.hir.node {
            AnchorNode::Schema(schema) => Some((anchor, schema.fields.get(self.index)?.value.as_ref()?)),
            _ => None,
        }
    }
}

impl Schema {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.by_name.get(name).map(|&i| &self.fields[i])
    }

    /// The place of a field among [`Self::fields`].
    pub fn position(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The field whose blocks are of that kind.
    pub fn kind(&self, word: &str) -> Option<&Field> {
        self.by_kind.get(word).map(|&i| &self.fields[i])
    }

    /// Whether it is `other` or extends it.
    pub fn is(&self, other: AnchorNo) -> bool {
        self.this.no == other || self.bases.iter().any(|base| base.no == other)
    }

    /// The kind words that a block of this schema answers to beside that of its field: its bases in lower case.
    pub fn words(&self) -> impl Iterator<Item = String> + '_ {
        self.bases.iter().map(|base| base.name.to_ascii_lowercase())
    }

    /// Names of all fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.name.as_str())
    }
}

/// A schema's number and name. The schema of a target's options bears the target's name.
pub fn reference(db: &dyn Db, file: SourceFile, key: &AnchorKey) -> Option<SchemaRef> {
    let no = db.tables().anchor(file, key);
    if let Some(target) = file.path(db).strip_prefix("target:") {
        let anchor = source::anchor(db, file, key.clone())?;
        if let AnchorNode::Schema(schema) = &anchor.hir.node
            && schema.name.name == OPTIONS
        {
            return Some(SchemaRef { no, name: target.into() });
        }
    }
    let name = scope::items(db, file).iter().find(|item| &item.anchor == key)?.name.clone()?;
    Some(SchemaRef { no, name })
}

/// The name of the schema of a target's options.
const OPTIONS: &str = "options";

/// The schema of a target's options.
pub fn target_options(db: &dyn Db, target: &str) -> Option<SchemaRef> {
    let file = db.file(&format!("target:{target}"));
    let is_options = |item: &&ItemRef| item.kind == ItemKind::Schema && item.name.as_deref() == Some(OPTIONS);
    let item = scope::items(db, file).iter().find(is_options)?;
    reference(db, file, &item.anchor)
}

/// The schema of a reference.
pub fn of<'db>(db: &'db dyn Db, schema: &SchemaRef) -> Option<&'db Schema> {
    let (file, key) = db.tables().anchor_key(schema.no)?;
    self::schema(db, file, key)
}

/// The schema that an anchor declares.
#[salsa::tracked(returns(as_ref), cycle_result = schema_cycle)]
pub fn schema(db: &dyn Db, file: SourceFile, key: AnchorKey) -> Option<Schema> {
    let anchor = source::anchor(db, file, key.clone())?;
    let AnchorNode::Schema(hir) = &anchor.hir.node else { return None };
    let mut schema = Schema {
        this: reference(db, file, &key)?,
        file,
        bases: Vec::new(),
        fields: Vec::new(),
        by_name: FxHashMap::default(),
        by_kind: FxHashMap::default(),
        checks: Vec::new(),
        label: None,
        doc: anchor.hir.doc.clone(),
        errors: Vec::new(),
    };
    if let Some(base) = &hir.base {
        inherit(db, anchor, base, &mut schema);
    }
    for (index, field) in hir.fields.iter().enumerate() {
        own_field(db, anchor, index, field, &mut schema);
    }
    schema.checks.push((anchor.no, hir.checks));
    for (i, field) in schema.fields.iter().enumerate() {
        schema.by_name.insert(field.name.clone(), i);
        if let Some(kind) = &field.kind {
            schema.by_kind.insert(kind.clone(), i);
        }
    }
    schema.label = schema.label.take().or_else(|| label_field(db, &schema.fields));
    Some(schema)
}

fn schema_cycle(db: &dyn Db, _id: salsa::Id, file: SourceFile, key: AnchorKey) -> Option<Schema> {
    let anchor = source::anchor(db, file, key.clone())?;
    let place = anchor.origin(scope::head_range(&anchor.hir.node));
    let this = reference(db, file, &key)?;
    let error = Diag::error("schema-cycle", place, format!("schema `{}` extends itself", this.name));
    Some(Schema {
        this,
        file,
        bases: Vec::new(),
        fields: Vec::new(),
        by_name: FxHashMap::default(),
        by_kind: FxHashMap::default(),
        checks: Vec::new(),
        label: None,
        doc: None,
        errors: vec![error],
    })
}

fn inherit(db: &dyn Db, anchor: &Anchor, base: &crate::hir::TypePath, schema: &mut Schema) {
    let place = anchor.origin(base.range);
    let mut def = base.names.first().and_then(|first| scope::lookup(db, anchor.file, first));
    for name in base.names.iter().skip(1) {
        def = match def {
            Some(Def::Module(module)) => scope::member(db, module, name),
            _ => None,
        };
    }
    let found = match def.map(|def| scope::value_of(db, def)) {
        Some(Def::Item { kind: ItemKind::Schema, file, key }) => dlc_db::with_stack(|| self::schema(db, file, key)),
        _ => None,
    };
    let Some(found) = found else {
        let shown = base.names.join(".");
        schema.errors.push(Diag::error("unknown-type", place, format!("there is no schema `{shown}` to extend")));
        return;
    };
    schema.bases.push(found.this.clone());
    schema.bases.extend(found.bases.iter().cloned());
    schema.fields.clone_from(&found.fields);
    schema.checks.clone_from(&found.checks);
    schema.label.clone_from(&found.label);
}

fn own_field(db: &dyn Db, anchor: &Anchor, index: usize, field: &crate::hir::Field, schema: &mut Schema) {
    let place = anchor.origin(field.name.range);
    let value = field.value.as_ref().map(|_| FieldValue { anchor: anchor.no, index, computed: field.computed });
    let inherited = schema.fields.iter().position(|f| f.name == field.name.name);
    let own = inherited.filter(|&i| schema.fields[i].place.anchor == anchor.no.0);
    if let Some(i) = own {
        let error = Diag::error("duplicate-field", place, format!("field `{}` is declared twice", field.name.name));
        schema.errors.push(error.also(schema.fields[i].place, "first here"));
        return;
    }
    match (&field.ty, inherited) {
        (None, Some(i)) => {
            // An inherited field is computed here, or gets another value; its type stays.
            schema.fields[i].value = value;
            schema.fields[i].place = place;
            if field.doc.is_some() {
                schema.fields[i].doc.clone_from(&field.doc);
            }
        }
        (None, None) => {
            let error = Diag::error(
                "unknown-field",
                place,
                format!("`{}` computes a field that is not inherited", field.name.name),
            );
            schema.errors.push(error.hint(format!("write `{} : TYPE := …`", field.name.name)));
        }
        (Some(ty), at) => {
            let place_of_type = anchor.origin(ty.range);
            let ty = ty::resolve(db, anchor, ty, &mut schema.errors);
            let ty = ty::lone_symbol(place_of_type, ty, &mut schema.errors);
            let field = Field {
                name: field.name.name.clone(),
                ty,
                private: field.private,
                value,
                kind: field.kind.as_ref().map(|kind| kind.name.clone()),
                doc: field.doc.clone(),
                place,
            };
            match at {
                Some(i) => schema.fields[i] = field,
                None => schema.fields.push(field),
            }
        }
    }
}

/// The field that is declared `:= label`.
fn label_field(db: &dyn Db, fields: &[Field]) -> Option<Name> {
    let is_label = |field: &&Field| {
        let expr = field.value.filter(|value| value.computed).and_then(|value| value.expr(db));
        matches!(expr, Some((_, Expr { kind: crate::hir::ExprKind::Name(name, _), .. })) if name == "label")
    };
    fields.iter().find(is_label).map(|field| field.name.clone())
}
