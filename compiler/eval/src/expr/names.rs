//! Bare names, and what things that are no values stand for where a value is wanted.

use super::lists::item_of;
use crate::cx::{Cx, Ev, Item, R, Stop};
use crate::env::{Scope, of_def};
use crate::frame::Hold;
use crate::value::{Cell, Value};
use dlc_base::Origin;
use dlc_base::suggest::nearest;
use dlc_sema::Diag;
use dlc_sema::hir::{AnchorNode, ItemKind, Name};
use dlc_sema::schema;
use dlc_sema::scope;
use dlc_sema::ty::{Prim, Ty};
use std::sync::Arc;

impl<'db> Cx<'db> {
    /// A bare name: a symbol where one is expected, else what is in scope.
    pub(super) fn name(
        &self,
        scope: &Scope<'db>,
        name: &Name,
        ty: Option<&Ty>,
        place: Origin,
        hold: Option<&Hold<'db>>,
    ) -> R<Ev<'db>> {
        let found = scope.env.lookup(self, name)?;
        if let Some(ty) = ty {
            if ty.has_symbol(name) {
                return match found {
                    Some(Ev::Cell(_) | Ev::Item(_)) => Err(self.ambiguous(name, place)),
                    _ => Ok(Ev::Cell(Cell::new(Value::Symbol(name.clone()), place))),
                };
            }
            let known = match ty.schema_named(name) {
                Some(schema) if self.is_plain(schema) => Some(schema.clone()),
                _ => self.target_schema(name, ty),
            };
            if let Some(schema) = known {
                return self.empty_record(&schema, place, hold);
            }
        }
        match found {
            Some(Ev::Cell(cell)) => {
                self.read(cell.origin);
                Ok(Ev::Cell(if cell.origin == Origin::NOWHERE { Cell { origin: place, ..cell } } else { cell }))
            }
            Some(Ev::Item(item)) if item.kind == ItemKind::Let => self.let_value(&item, place).map(Ev::Cell),
            Some(Ev::Schema(schema)) if ty.is_some_and(|ty| self.takes_schema(ty, &schema)) => {
                self.empty_record(&schema, place, hold)
            }
            Some(module @ Ev::Module(_)) if ty.is_some() => match self.module_value(module, place)? {
                Ev::Schema(schema) if ty.is_some_and(|ty| self.takes_schema(ty, &schema)) => {
                    self.empty_record(&schema, place, hold)
                }
                ev => Ok(ev),
            },
            Some(ev) => Ok(ev),
            None => Err(self.unknown_name(scope, name, ty, place)),
        }
    }

    /// Whether a schema describes records, and not named blocks: only then is its bare name a value.
    fn is_plain(&self, schema: &dlc_sema::ty::SchemaRef) -> bool {
        self.schema(schema).is_some_and(|schema| schema.label.is_none())
    }

    /// Whether a record of this schema fits where `ty` is expected.
    pub(super) fn takes_schema(&self, ty: &Ty, schema: &dlc_sema::ty::SchemaRef) -> bool {
        let Some(found) = self.schema(schema) else { return false };
        found.label.is_none() && ty.any(|m| matches!(m, Ty::Schema(wanted) if found.is(wanted.no)))
    }

    /// The schema of a target's options, where a target is expected.
    pub(super) fn target_schema(&self, name: &str, ty: &Ty) -> Option<dlc_sema::ty::SchemaRef> {
        let wanted = ty.any(|m| matches!(m, Ty::Prim(Prim::Target)));
        if wanted { schema::target_options(self.db, name) } else { None }
    }

    /// A name that is a symbol here and a value too.
    pub(super) fn ambiguous(&self, name: &str, place: Origin) -> Stop {
        let diag =
            Diag::error("ambiguous-name", place, format!("`{name}` is a symbol here, and the name of a value too"));
        self.report(diag.hint("give the value another name"))
    }

    fn unknown_name(&self, scope: &Scope<'db>, name: &Name, ty: Option<&Ty>, place: Origin) -> Stop {
        let symbols: Vec<String> =
            ty.map(|ty| ty.symbols().iter().map(ToString::to_string).collect()).unwrap_or_default();
        if let Some(Ty::Alias(alias)) = ty
            && !symbols.is_empty()
        {
            return self.unknown_symbol(&alias.0, name, &symbols, place);
        }
        if !symbols.is_empty() {
            return self.unknown_symbol("", name, &symbols, place);
        }
        let in_list = ty.and_then(item_of).is_some_and(|item| item.symbols().contains(&name));
        if in_list {
            let diag = Diag::error("type-mismatch", place, format!("expected a list, found the symbol `{name}`"));
            return self.report(diag.hint(format!("write `[{name}]`")));
        }
        if scope::is_of_broken_import(self.db, scope.anchor.file, name) {
            return Stop;
        }
        let mut diag = Diag::error("unknown-name", place, format!("unknown name `{name}`"));
        let known = scope.env.known(self);
        if let Some(frame) = self.root.borrow().as_ref().filter(|frame| frame.has_sibling(name)) {
            let word = frame.word.clone().unwrap_or_default();
            diag = diag.hint(format!("`{name}` is a field: `{word}.{name}`"));
        } else if let Some(near) = nearest(name, known.iter().map(String::as_str)) {
            diag = diag.hint(format!("did you mean `{near}`?")).fix(place, near);
        } else if let Some(system) = self.unimported(name) {
            diag = diag.hint(format!("add `use {system}`"));
        }
        self.report(diag)
    }

    fn unknown_symbol(&self, what: &str, name: &str, symbols: &[String], place: Origin) -> Stop {
        let what = if what.is_empty() { "symbol".to_owned() } else { what.to_lowercase() };
        let diag = Diag::error("unknown-symbol", place, format!("no {what} `{name}`"));
        self.report(match nearest(name, symbols.iter().map(String::as_str)) {
            Some(near) => diag.hint(format!("did you mean `{near}`?")).fix(place, near),
            None => diag.hint(format!("one of: {}", symbols.join(", "))),
        })
    }

    /// The module of the library that would have declared a name.
    fn unimported(&self, name: &str) -> Option<String> {
        let file = self.db.file(&format!("std:os/{name}.dl"));
        dlc_sema::modules::exists(self.db, file).then(|| format!("std.os.{name}"))
    }

    /// The value of a `let`: computed once for its file or lab where nothing around it varies.
    pub(crate) fn let_value(&self, item: &Item<'db>, place: Origin) -> R<Cell> {
        let AnchorNode::Let { ty, value, .. } = &item.anchor.hir.node else { return Err(Stop) };
        if !item.env.has_variables()
            && let Some(layers) = item.env.freeze(self)
        {
            let of_file = layers.len() == 1;
            let lab = if of_file { None } else { self.lab };
            let AnchorNode::Let { name, .. } = &item.anchor.hir.node else { return Err(Stop) };
            let entity = crate::lab::let_entity(item.anchor.no);
            if crate::frame::is_active(entity, &name.name) {
                let at = item.anchor.origin(name.range);
                return Err(crate::frame::report_cycle(self, entity, &name.name, None, at));
            }
            crate::frame::check_chain(self, place)?;
            let found = crate::lab::let_value(self.db, item.anchor.no, lab, item.env.of_the_lab());
            for diag in &found.diags {
                self.push(diag.clone());
            }
            return found.cell.clone().ok_or(Stop);
        }
        let mut errors = Vec::new();
        let ty = ty.as_ref().map(|ty| dlc_sema::ty::resolve(self.db, item.anchor, ty, &mut errors));
        let scope = Scope { anchor: item.anchor, env: item.env.clone() };
        let cell = self.deeper(place, || self.value(&scope, value, ty.as_ref()))?;
        match ty {
            Some(ty) => self.force(self.fit(Ev::Cell(cell), &ty, place)?),
            None => Ok(cell),
        }
    }

    /// A module for its declaration of the same name.
    pub(crate) fn module_value(&self, ev: Ev<'db>, place: Origin) -> R<Ev<'db>> {
        let Ev::Module(file) = ev else { return Ok(ev) };
        let def = scope::value_of(self.db, scope::Def::Module(file));
        match of_def(self, def) {
            Some(Ev::Module(file)) => {
                let name = dlc_sema::modules::own_name(self.db, file);
                Err(self.error(
                    "type-mismatch",
                    place,
                    format!("`{name}` is a module, and declares no `{name}` that could stand for it"),
                ))
            }
            Some(ev) => Ok(ev),
            None => Err(Stop),
        }
    }

    /// What an expression came to, as a value.
    pub(crate) fn force(&self, ev: Ev<'db>) -> R<Cell> {
        match ev {
            Ev::Cell(cell) => match cell.value {
                Value::Poison => Err(Stop),
                _ => Ok(cell),
            },
            Ev::Frame(frame) => match self.reference_of(&frame)? {
                Some(reference) => Ok(Cell::new(Value::Ref(Arc::new(reference)), frame.place)),
                None => match frame.whole(self) {
                    Cell { value: Value::Poison, .. } => Err(Stop),
                    cell => Ok(cell),
                },
            },
            Ev::Group(group) => {
                let entries = group.frames.iter().map(|(label, frame)| {
                    let key = frame.label.clone().unwrap_or_default();
                    (label.clone(), key, frame.whole(self))
                });
                Ok(Cell::new(Value::Map(Arc::new(crate::value::Map::new(entries))), Origin::NOWHERE))
            }
            Ev::Item(item) => match item.kind {
                ItemKind::Let => self.let_value(&item, Origin::NOWHERE),
                ItemKind::Profile => self.force(self.profile(
                    &item,
                    &[],
                    item.anchor.origin(scope::head_range(&item.anchor.hir.node)),
                )?),
                kind => {
                    let place = item.anchor.origin(scope::head_range(&item.anchor.hir.node));
                    Err(self.error("type-mismatch", place, format!("{} is no value", kind_word(kind))))
                }
            },
            Ev::Module(_) => match self.module_value(ev, Origin::NOWHERE)? {
                Ev::Module(_) => Err(Stop),
                ev => self.force(ev),
            },
            Ev::Schema(schema) => self.force(self.empty_record(&schema, Origin::NOWHERE, None)?),
            Ev::Builtin(name) => {
                Err(self.error("type-mismatch", Origin::NOWHERE, format!("`{name}` is a function: write `{name}(…)`")))
            }
        }
    }
}

fn kind_word(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Let => "a `let`",
        ItemKind::Fn => "a function",
        ItemKind::Type => "a type",
        ItemKind::Schema => "a schema",
        ItemKind::Profile => "a profile",
        ItemKind::Test => "a test",
        ItemKind::Block => "a block of the file",
    }
}
