//! Fields, blocks and tables: what an entry says about the block that it stands in.

use super::env::{Layer, Scope};
use super::kinds::{answers, block_schema};
use super::members::is_abstract;
use super::{At, Block, Checker, Shape};
use crate::Diag;
use crate::hir::{self, BodyId, Expr, ExprKind, Ident, Label, Row, RowRef, Table, Text};
use crate::schema::{Field, Schema};
use crate::ty::{Prim, Ty};
use dlc_base::Origin;
use dlc_base::suggest::nearest;
use smol_str::SmolStr;
use std::rc::Rc;

/// What a path of fields leads to.
enum Way<'db> {
    /// A field, of one or several schemas.
    Fields(Vec<&'db Field>),
    /// A value of a map.
    Value(Ty),
    /// What nothing is known of, or what was reported.
    Unknown,
}

impl<'db> Checker<'db> {
    /// `f = e`, `f += e`, `a.b = e`
    pub(crate) fn set(&self, at: &At<'db>, path: &'db [Ident], add: bool, value: &'db Expr) {
        let Some((last, before)) = path.split_last() else { return };
        let place = at.scope.anchor.origin(value.range);
        let Some(block) = self.enter(at, before, place) else {
            // What is wrong with the value is wrong wherever it goes.
            return;
        };
        let way = self.step(&block, last, at.scope.anchor.origin(last.range), false);
        self.assign(&at.scope, &way, &last.name, add, value, place);
    }

    /// A value for what a way leads to.
    fn assign(&self, scope: &Scope<'db>, way: &Way<'db>, name: &SmolStr, add: bool, value: &'db Expr, place: Origin) {
        let ty = match way {
            Way::Fields(fields) => {
                if let [field] = fields.as_slice()
                    && (self.is_computed(field, place) || self.holds_blocks(field, scope, add, value, place))
                {
                    return;
                }
                let types: Vec<Ty> = fields.iter().map(|field| field.ty.clone()).collect();
                Ty::union(types)
            }
            Way::Value(ty) => ty.clone(),
            Way::Unknown => return,
        };
        if add && !may_grow(&ty) {
            let message = format!("`+=` adds to a list, a set or a map, and `{name}` is {}", super::fit::show(&ty));
            self.error("type-mismatch", place, message);
            return;
        }
        self.check(scope, value, &ty, Some(name));
    }

    /// A computed field cannot be set.
    fn is_computed(&self, field: &Field, place: Origin) -> bool {
        if field.is_computed() {
            let message = format!("`{}` is computed and cannot be set", field.name);
            self.push(Diag::error("computed-field", place, message).also(field.place, "computed here"));
        }
        field.is_computed()
    }

    /// A field of blocks is set by blocks; nothing but "none" can be written in their place.
    fn holds_blocks(&self, field: &Field, scope: &Scope<'db>, add: bool, value: &'db Expr, place: Origin) -> bool {
        let Some(kind) = &field.kind else { return false };
        let empty = match &value.kind {
            ExprKind::None | ExprKind::Missing => true,
            ExprKind::List(items) => items.is_empty(),
            ExprKind::Record(None, body) => scope.anchor.hir.body(*body).entries.is_empty(),
            _ => false,
        };
        if !empty || add {
            let diag = Diag::error("type-mismatch", place, format!("`{}` holds blocks of the kind {kind}", field.name));
            self.push(diag.hint(format!("write `{kind} NAME {{ … }}`; `{} = []` clears them", field.name)));
        }
        true
    }

    /// `"key" = e`
    pub(crate) fn set_key(&self, at: &At<'db>, key: &'db Text, add: bool, value: &'db Expr) {
        let place = at.scope.anchor.origin(value.range);
        self.text(&at.scope, key);
        match &at.block.shape {
            Shape::Schemas(_) => {
                let at_key = at.scope.anchor.origin(key.range);
                self.error("unknown-field", at_key, "a key in quotes stands in a map, and this is a record");
            }
            Shape::Map(key_ty, value_ty) => {
                let name = key.plain().unwrap_or_default();
                if key.plain().is_some() {
                    self.key_text(&name, key_ty, at.scope.anchor.origin(key.range));
                }
                self.assign(&at.scope, &Way::Value(value_ty.clone()), &name, add, value, place);
            }
            Shape::Test | Shape::Unknown => {}
        }
    }

    /// Goes along a path of fields; none where it leads nowhere, which is reported.
    fn enter(&self, at: &At<'db>, path: &'db [Ident], place: Origin) -> Option<Block<'db>> {
        let mut block = at.block.clone();
        for ident in path {
            let here = at.scope.anchor.origin(ident.range);
            let way = self.step(&block, ident, here, false);
            block = self.amended(&way, &ident.name, here, place)?;
        }
        Some(block)
    }

    /// What the braces of a field amend.
    fn amended(&self, way: &Way<'db>, name: &SmolStr, place: Origin, said: Origin) -> Option<Block<'db>> {
        let ty = match way {
            Way::Fields(fields) => {
                if let [field] = fields.as_slice() {
                    if self.is_computed(field, said) {
                        return None;
                    }
                    if let Some(kind) = &field.kind {
                        let message = format!("`{name}` holds blocks of the kind {kind}");
                        let diag = Diag::error("type-mismatch", place, message);
                        self.push(diag.hint(format!("write `{kind} NAME {{ … }}`")));
                        return None;
                    }
                }
                Ty::union(fields.iter().map(|field| field.ty.clone()).collect())
            }
            Way::Value(ty) => ty.clone(),
            Way::Unknown => return None,
        };
        match self.shape_of(&ty) {
            Some(shape) => Some(Block { shape, word: Some(name.clone()), answers: Vec::new(), is_lab: false }),
            None => {
                let message = format!("`{name}` is {}, which takes no braces", super::fit::show(&ty));
                let diag = Diag::error("type-mismatch", place, message);
                self.push(diag.hint(format!("write `{name} = …`")));
                None
            }
        }
    }

    /// One step from a block into a field.
    fn step(&self, block: &Block<'db>, name: &Ident, place: Origin, column: bool) -> Way<'db> {
        let schemas = match &block.shape {
            Shape::Schemas(schemas) => schemas,
            Shape::Map(key, value) => {
                self.key_text(&name.name, key, place);
                return Way::Value(value.clone());
            }
            Shape::Test | Shape::Unknown => return Way::Unknown,
        };
        let fields: Vec<&'db Field> = schemas.iter().filter_map(|schema| schema.field(&name.name)).collect();
        if !fields.is_empty() {
            return Way::Fields(fields);
        }
        let extending: Vec<&'db Field> = schemas
            .iter()
            .flat_map(|schema| self.extending(schema))
            .filter_map(|schema| schema.field(&name.name))
            .collect();
        if !extending.is_empty() {
            return Way::Fields(extending);
        }
        if !schemas.iter().any(|schema| self.may_have(schema, &name.name)) {
            self.push(self.no_such_field(block, schemas, name, place, column));
        }
        Way::Unknown
    }

    fn no_such_field(
        &self,
        block: &Block<'db>,
        schemas: &[&'db Schema],
        name: &Ident,
        place: Origin,
        column: bool,
    ) -> Diag {
        let kind = block.title();
        let message = match column {
            true => format!("column `{}`: no such field in {kind}", name.name),
            false => format!("no field `{}` in {kind}", name.name),
        };
        let diag = Diag::error("unknown-field", place, message);
        if schemas.iter().any(|schema| schema.kind(&name.name).is_some()) {
            return diag.hint(format!("write `{} NAME {{ … }}`", name.name));
        }
        let extending = schemas.iter().flat_map(|schema| self.extending(schema));
        match nearest(&name.name, schemas.iter().copied().chain(extending).flat_map(Schema::names)) {
            Some(near) => diag.hint(format!("did you mean `{near}`?")).fix(place, near),
            None => diag,
        }
    }

    /// Whether nothing that extends a schema can have blocks of a kind.
    pub(crate) fn extending_kind(&self, schema: &Schema, kind: &str) -> bool {
        !is_abstract(schema) && self.extending(schema).iter().all(|schema| schema.kind(kind).is_none())
    }

    /// `KIND LABEL { … }`, `field { … }`, `a.b { … }`
    pub(crate) fn block(&self, at: &At<'db>, block: &'db hir::Block) {
        if let Some(label) = &block.label
            && let Some(text) = &label.text
        {
            self.text(&at.scope, text);
        }
        if let Some(inner) = self.block_at(at, block) {
            self.entries(&inner, block.body);
        }
    }

    /// The place inside a block; none where it is no block of anything, which is reported.
    pub(crate) fn block_at(&self, at: &At<'db>, block: &'db hir::Block) -> Option<At<'db>> {
        let (first, rest) = block.path.split_first()?;
        let place = at.scope.anchor.origin(first.range);
        let label = block.label.as_ref();
        let fields = match &at.block.shape {
            Shape::Schemas(schemas) => schemas.iter().filter_map(|schema| schema.kind(&first.name)).collect(),
            Shape::Map(..) => Vec::new(),
            Shape::Test | Shape::Unknown => return self.unknown_block(at, block.body),
        };
        let inner = match fields.first() {
            Some(field) if rest.is_empty() => {
                self.labelled(label, &first.name, place);
                self.named_block(&at.scope, &fields, field, label)
            }
            Some(field) if label.is_none() && self.is_field(at, &field.name, first) => None,
            Some(field) => {
                let kind = field.kind.clone().unwrap_or_default();
                let diag = Diag::error("type-mismatch", place, format!("`{kind}` is a kind of blocks, and no field"));
                self.push(diag.hint(format!("write `{kind} NAME {{ … }}`")));
                None
            }
            None if label.is_some() => {
                if let Shape::Schemas(schemas) = &at.block.shape
                    && schemas.iter().all(|schema| self.extending_kind(schema, &first.name))
                {
                    self.push(self.no_kind(at, first, place));
                }
                None
            }
            None => self.enter(at, &block.path, place),
        };
        match inner {
            Some(inner) => Some(self.inside_block(&at.scope, inner, block.body)),
            None => self.unknown_block(at, block.body),
        }
    }

    /// Whether the word of a kind is also a field that can be amended.
    fn is_field(&self, at: &At<'db>, kind_field: &str, name: &Ident) -> bool {
        let Shape::Schemas(schemas) = &at.block.shape else { return false };
        kind_field != name.name && schemas.iter().any(|schema| schema.field(&name.name).is_some())
    }

    /// The place in braces of which nothing is known: only the names in it are.
    fn unknown_block(&self, at: &At<'db>, body: BodyId) -> Option<At<'db>> {
        let block = Block { shape: Shape::Unknown, word: None, answers: Vec::new(), is_lab: false };
        let scope = at.scope.with(Layer::Anything);
        Some(At { scope: scope.with(Layer::Braces(at.scope.anchor, body, Shape::Unknown)), block })
    }

    fn labelled(&self, label: Option<&Label>, kind: &str, place: Origin) {
        if label.is_none() {
            let diag = Diag::error("missing-label", place, format!("a {kind} has a label"));
            self.push(diag.hint(format!("write `{kind} NAME {{ … }}`")));
        }
    }

    /// What a named block says something about.
    fn named_block(
        &self,
        scope: &Scope<'db>,
        fields: &[&'db Field],
        field: &'db Field,
        label: Option<&Label>,
    ) -> Option<Block<'db>> {
        let text = label.and_then(label_text);
        let schemas: Vec<&'db Schema> =
            fields.iter().filter_map(|field| block_schema(self.db, field, text.as_deref())).collect();
        let word = field.kind.clone()?;
        if schemas.is_empty() {
            if let (Some(text), Some(label), Ty::Map(map)) = (&text, label, field.ty.peeled())
                && matches!(map.1.peeled(), Ty::Prim(Prim::Target))
            {
                self.unknown_target(&word, text, scope.anchor.origin(label.range));
            }
            return None;
        }
        let mut answered: Vec<SmolStr> = Vec::new();
        for schema in &schemas {
            answered.extend(answers(self.db, &word, &schema.this));
        }
        Some(Block { shape: Shape::Schemas(Rc::from(schemas)), word: Some(word), answers: answered, is_lab: false })
    }

    fn unknown_target(&self, kind: &str, name: &str, place: Origin) {
        let known = self.db.targets();
        let diag = Diag::error("unknown-target", place, format!("there is no {kind} `{name}`"));
        self.push(match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => diag.hint(format!("did you mean `{near}`?")),
            None => diag.note(format!("there are: {}", known.join(", "))),
        });
    }

    /// The place inside the braces of a block.
    pub(crate) fn inside_block(&self, scope: &Scope<'db>, block: Block<'db>, body: BodyId) -> At<'db> {
        let scope = self.words_inside(scope, &block);
        let layer = Layer::Braces(scope.anchor, body, block.shape.clone());
        At { scope: scope.with(layer), block }
    }

    /// `table KIND { … }`; rows that are anchors of their own are checked there.
    pub(crate) fn table(&self, at: &At<'db>, table: &'db Table) {
        let Some(block) = self.table_block(at, table) else {
            self.known_kind(at, &table.kind);
            return;
        };
        self.columns(&at.scope, &block, table.header.get(1..).unwrap_or_default());
        for row in &table.rows {
            if let RowRef::Inline(row) = row {
                self.row(&at.scope, &block, table, row);
            }
        }
    }

    /// What the rows of a table say something about.
    pub(crate) fn table_block(&self, at: &At<'db>, table: &Table) -> Option<Block<'db>> {
        let Shape::Schemas(schemas) = &at.block.shape else { return None };
        let fields: Vec<&'db Field> = schemas.iter().filter_map(|schema| schema.kind(&table.kind.name)).collect();
        self.named_block(&at.scope, &fields, fields.first()?, None)
    }

    /// The columns of a table are fields.
    pub(crate) fn columns(&self, scope: &Scope<'db>, block: &Block<'db>, header: &'db [Vec<Ident>]) {
        for path in header {
            let Some((first, rest)) = path.split_first() else { continue };
            if rest.is_empty() && first.name == "include" {
                continue;
            }
            let place = scope.anchor.origin(first.range);
            let way = self.step(block, first, place, true);
            let mut inner = if rest.is_empty() { None } else { self.amended(&way, &first.name, place, place) };
            for (i, ident) in rest.iter().enumerate() {
                let Some(block) = &inner else { break };
                let place = scope.anchor.origin(ident.range);
                let way = self.step(block, ident, place, true);
                inner = if i + 1 < rest.len() { self.amended(&way, &ident.name, place, place) } else { None };
            }
        }
    }

    /// A row of a table of blocks. `scope` is where it stands.
    pub(crate) fn row(&self, scope: &Scope<'db>, block: &Block<'db>, table: &'db Table, row: &'db Row) {
        let at = self.row_at(scope, block, row);
        if let Some(Some(label)) = row.cells.first()
            && super::lists::plain_label(label).is_none()
        {
            self.expr(&at.scope, label, Some(&Ty::Prim(Prim::Str)), None);
        }
        for (path, cell) in table.header.iter().zip(&row.cells).skip(1) {
            if let Some(cell) = cell {
                self.cell(&at.scope, block, path, cell);
            }
        }
        if let Some(body) = row.body {
            self.entries(&at, body);
        }
    }

    /// The place inside a row.
    pub(crate) fn row_at(&self, scope: &Scope<'db>, block: &Block<'db>, row: &Row) -> At<'db> {
        let scope = self.words_inside(scope, block);
        match row.body {
            Some(body) => {
                let layer = Layer::Braces(scope.anchor, body, block.shape.clone());
                At { scope: scope.with(layer), block: block.clone() }
            }
            None => At { scope, block: block.clone() },
        }
    }

    /// A cell. What is wrong with its column has been said of the header.
    pub(crate) fn cell(&self, scope: &Scope<'db>, block: &Block<'db>, path: &'db [Ident], cell: &'db Expr) {
        let Some((last, before)) = path.split_last() else { return };
        let at = At { scope: scope.clone(), block: block.clone() };
        if before.is_empty() && last.name == "include" {
            return self.include(&at, cell);
        }
        let place = scope.anchor.origin(cell.range);
        let way = self.quietly(|| {
            let block = self.enter(&at, before, place)?;
            Some(self.step(&block, last, place, true))
        });
        if let Some(way) = way {
            self.assign(scope, &way, &last.name, false, cell, place);
        }
    }
}

/// The text of a label that needs no evaluation.
pub(crate) fn label_text(label: &Label) -> Option<SmolStr> {
    match (&label.text, &label.name) {
        (Some(text), _) => text.plain(),
        (None, Some(name)) => Some(name.name.clone()),
        (None, None) => None,
    }
}

/// Whether something can be added to values of this type.
fn may_grow(ty: &Ty) -> bool {
    ty.members()
        .iter()
        .any(|m| matches!(m, Ty::Error | Ty::None | Ty::List(_) | Ty::Set(_) | Ty::Map(_) | Ty::Prim(Prim::Data)))
}
