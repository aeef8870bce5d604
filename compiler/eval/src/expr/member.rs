//! `e.name`, `e[key]`, `e is T`.

use super::show_expr;
use crate::builtins;
use crate::cx::{Cx, Ev, R, Stop};
use crate::env::{Scope, of_def};
use crate::frame::Frame;
use crate::value::{Cell, Reference, Value, quoted};
use dlc_base::Origin;
use dlc_base::suggest::nearest;
use dlc_sema::Diag;
use dlc_sema::hir::{Expr, ExprKind, Ident};
use dlc_sema::schema::Schema;
use dlc_sema::scope;
use dlc_sema::ty::{Prim, Ty};

impl<'db> Cx<'db> {
    /// `e.name`
    pub(super) fn member_expr(
        &self,
        scope: &Scope<'db>,
        base: &'db Expr,
        name: &'db Ident,
        ty: Option<&Ty>,
    ) -> R<Ev<'db>> {
        let ev = self.expr(scope, base, None)?;
        let place = scope.anchor.origin(name.range);
        if let Ev::Cell(Cell { value: Value::None, .. }) = &ev {
            return Err(self.no_value(scope, base, place));
        }
        let found = self.member(ev, name, ty, place)?;
        if let Ev::Cell(cell) = &found {
            self.read(cell.origin);
        }
        Ok(found)
    }

    /// "`mac` of node w5 has no value"
    pub(super) fn no_value(&self, scope: &Scope<'db>, base: &'db Expr, place: Origin) -> Stop {
        let place = if place.anchor == 0 { scope.anchor.origin(base.range) } else { place };
        let (field, of) = match &base.kind {
            ExprKind::Member(holder, field) => (field.name.to_string(), self.title_of(scope, holder)),
            ExprKind::Name(name, _) => (name.to_string(), scope.env.holder_of(name)),
            _ => (show_expr(base), None),
        };
        let message = match of {
            Some(title) => format!("`{field}` of {title} has no value"),
            None => format!("`{}` has no value", show_expr(base)),
        };
        self.error("no-value", place, message)
    }

    /// What a block is called in messages, if an expression is one.
    fn title_of(&self, scope: &Scope<'db>, expr: &'db Expr) -> Option<String> {
        match self.expr(scope, expr, None).ok()? {
            Ev::Frame(frame) => Some(frame.title()),
            Ev::Cell(Cell { value: Value::Ref(reference), .. }) => {
                Some(format!("{} {}", reference.schema.name.to_lowercase(), reference.label))
            }
            _ => None,
        }
    }

    /// A field, declaration or property of what an expression came to.
    fn member(&self, ev: Ev<'db>, name: &Ident, ty: Option<&Ty>, place: Origin) -> R<Ev<'db>> {
        match ev {
            Ev::Module(file) => match scope::member(self.db, file, &name.name).and_then(|def| of_def(self, def)) {
                Some(Ev::Item(item)) if item.kind == dlc_sema::hir::ItemKind::Let => {
                    self.let_value(&item, place).map(Ev::Cell)
                }
                Some(ev) => Ok(ev),
                None => Err(self.report(scope::unknown_member(self.db, file, &name.name, place))),
            },
            Ev::Frame(frame) => self.field_of(&frame, name, place),
            Ev::Group(group) => match name.name.as_str() {
                "values" => {
                    let values: R<Vec<Cell>> =
                        group.frames.iter().map(|(_, f)| self.force(Ev::Frame(f.clone()))).collect();
                    Ok(Ev::Cell(Cell::new(Value::List(values?.into()), place)))
                }
                "keys" => {
                    let keys = group.frames.iter().map(|(_, frame)| frame.label.clone().unwrap_or_default());
                    Ok(Ev::Cell(Cell::new(Value::List(keys.collect()), place)))
                }
                "count" => {
                    let count = i64::try_from(group.frames.len()).unwrap_or(i64::MAX);
                    Ok(Ev::Cell(Cell::new(Value::Int(count), place)))
                }
                _ => {
                    let cell = self.force(Ev::Group(group))?;
                    self.property(&cell, name, ty, place)
                }
            },
            Ev::Cell(cell) => match &cell.value {
                Value::Ref(reference) => self.field_of_ref(reference, name, place),
                Value::Record(record) => match record.get(&name.name) {
                    Some(Cell { value: Value::Poison, .. }) => Err(Stop),
                    Some(field) => Ok(Ev::Cell(field.clone())),
                    None => {
                        let schema = record.schema.as_ref().and_then(|schema| self.schema(schema));
                        let names: Vec<&str> = record.fields.iter().map(|(name, _)| name.as_str()).collect();
                        Err(self.no_field(
                            schema.map_or("the record", |s| s.this.name.as_str()),
                            &names,
                            &name.name,
                            place,
                        ))
                    }
                },
                Value::Poison => Err(Stop),
                _ => self.property(&cell, name, ty, place),
            },
            Ev::Item(_) | Ev::Schema(_) | Ev::Builtin(_) => {
                let cell = self.force(ev)?;
                self.member(Ev::Cell(cell), name, ty, place)
            }
        }
    }

    fn property(&self, cell: &Cell, name: &Ident, ty: Option<&Ty>, place: Origin) -> R<Ev<'db>> {
        self.no_asking(&cell.value, place)?;
        if let Value::Map(map) = &cell.value
            && !builtins::names(&cell.value).contains(&name.name.as_str())
        {
            // Data from a file has its keys as fields.
            return match map.get(&name.name) {
                Some(Cell { value: Value::Poison, .. }) => Err(Stop),
                Some(found) => Ok(Ev::Cell(found.clone())),
                None => {
                    Err(self.no_key(&name.name, &map.iter().map(|(text, ..)| text.as_str()).collect::<Vec<_>>(), place))
                }
            };
        }
        match builtins::property(self, cell, &name.name, ty, place)? {
            Some(value) => {
                Ok(Ev::Cell(Cell::new(value, if cell.origin == Origin::NOWHERE { place } else { cell.origin })))
            }
            None => {
                let known = builtins::names(&cell.value);
                Err(self.no_field(&cell.value.describe(), &known, &name.name, place))
            }
        }
    }

    fn field_of(&self, frame: &Frame<'db>, name: &Ident, place: Origin) -> R<Ev<'db>> {
        if frame.map.is_some() {
            let cell = frame.whole(self);
            return self.member(Ev::Cell(cell), name, None, place);
        }
        match frame.declared(&name.name) {
            Some(_) => frame.field(self, &name.name),
            None => {
                let names: Vec<&str> = frame.schema.into_iter().flat_map(Schema::names).collect();
                Err(self.no_field(&frame.title(), &names, &name.name, place))
            }
        }
    }

    fn no_field(&self, what: &str, names: &[&str], name: &str, place: Origin) -> Stop {
        let diag = Diag::error("unknown-field", place, format!("{what} has no `{name}`"));
        self.report(match nearest(name, names.iter().copied()) {
            Some(near) => diag.hint(format!("did you mean `{near}`?")).fix(place, near),
            None => diag,
        })
    }

    /// A field of a named block: asked directly where it is being evaluated, else through a query.
    fn field_of_ref(&self, reference: &Reference, name: &Ident, place: Origin) -> R<Ev<'db>> {
        if let Some(frame) = self.frame_of(reference)? {
            return self.field_of(&frame, name, place);
        }
        let Some(schema) = self.schema(&reference.schema) else { return Err(Stop) };
        let Some(field) = schema.field(&name.name) else {
            if self.beside_schema(schema, &name.name).is_some() {
                let diag = Diag::error("unknown-field", place, format!("`{}` is a function, and no field", name.name));
                return Err(self.report(diag.hint(format!("write `{}(…)`", name.name))));
            }
            let names: Vec<&str> = schema.names().collect();
            return Err(self.no_field(
                &format!("{} `{}`", schema.this.name.to_lowercase(), reference.label),
                &names,
                &name.name,
                place,
            ));
        };
        if field.private && !self.sees_private.get() {
            let message =
                format!("`{}` of `{}` is private: only its own block and checks read it", name.name, reference.label);
            return Err(
                self.report(Diag::error("private-field", place, message).also(field.place, "declared private here"))
            );
        }
        let Some((first, rest)) = reference.steps.split_first() else {
            return crate::lab::field(self, reference.entity, &name.name, place).map(Ev::Cell);
        };
        let mut cell = crate::lab::field(self, reference.entity, &first.0, place)?;
        let labels = std::iter::once(&first.1).chain(rest.iter().map(|(_, label)| label));
        let fields = rest.iter().map(|(field, _)| Some(field)).chain([None]);
        for (label, field) in labels.zip(fields) {
            cell = match (&cell.value, label) {
                (Value::Map(map), Some(label)) => map.get(label).cloned().ok_or(Stop)?,
                _ => cell,
            };
            if let (Value::Record(record), Some(field)) = (&cell.value, field) {
                cell = record.get(field).cloned().ok_or(Stop)?;
            }
        }
        self.member(Ev::Cell(cell), name, None, place)
    }

    /// The frame of a named block, if it is in the block that is being evaluated.
    pub(crate) fn frame_of(&self, reference: &Reference) -> R<Option<Frame<'db>>> {
        let root = self.root.borrow().clone();
        let Some(mut at) = root.filter(|root| root.entity == Some(reference.entity)) else { return Ok(None) };
        for (field, label) in &reference.steps {
            at = match (at.field(self, field)?, label) {
                (Ev::Group(group), Some(label)) => match group.get(label) {
                    Some(frame) => frame.clone(),
                    None => return Ok(None),
                },
                (Ev::Frame(frame), None) => frame,
                _ => return Ok(None),
            };
        }
        Ok(Some(at))
    }

    /// `e[key]`
    pub(super) fn index_expr(&self, scope: &Scope<'db>, base: &'db Expr, key: &'db Expr) -> R<Ev<'db>> {
        let ev = self.expr(scope, base, None)?;
        let place = scope.anchor.origin(key.range);
        if let Ev::Group(group) = &ev {
            let text = self.key_text(scope, key)?;
            return match group.get(&text) {
                Some(frame) => Ok(Ev::Frame(frame.clone())),
                None => {
                    let keys: Vec<&str> = group.frames.iter().map(|(label, _)| label.as_str()).collect();
                    Err(self.no_key(&text, &keys, place))
                }
            };
        }
        if let Ev::Frame(frame) = &ev
            && frame.map.is_some()
        {
            let text = self.key_text(scope, key)?;
            let keys = frame.keys(self)?;
            return match keys.iter().any(|(known, _)| *known == text) {
                true => frame.field(self, &text),
                false => {
                    Err(self.no_key(&text, &keys.iter().map(|(known, _)| known.as_str()).collect::<Vec<_>>(), place))
                }
            };
        }
        let cell = self.force(ev)?;
        match &cell.value {
            Value::Map(map) => {
                let text = self.key_text(scope, key)?;
                match map.get(&text) {
                    Some(Cell { value: Value::Poison, .. }) => Err(Stop),
                    Some(found) => Ok(Ev::Cell(found.clone())),
                    None => {
                        let keys: Vec<&str> = map.iter().map(|(text, ..)| text.as_str()).collect();
                        Err(self.no_key(&text, &keys, place))
                    }
                }
            }
            Value::List(_) | Value::Set(_) => {
                let diag = Diag::error("type-mismatch", place, "lists have no index");
                Err(self.report(diag.hint("`.first`, `.last`, or `for`")))
            }
            Value::None => Err(self.no_value(scope, base, place)),
            other => Err(self.error("type-mismatch", place, format!("{} has no keys", other.describe()))),
        }
    }

    /// The text of a key: a bare name that nothing declares is a symbol.
    fn key_text(&self, scope: &Scope<'db>, key: &'db Expr) -> R<smol_str::SmolStr> {
        if let ExprKind::Name(name, _) = &key.kind
            && scope.env.lookup(self, name)?.is_none()
        {
            return Ok(name.clone());
        }
        let cell = self.value(scope, key, None)?;
        self.no_decision(&cell.value, scope.anchor.origin(key.range))?;
        let what = cell.value.describe();
        let text = cell.value.to_text();
        text.ok_or_else(|| self.error("type-mismatch", scope.anchor.origin(key.range), format!("{what} is no key")))
    }

    fn no_key(&self, key: &str, keys: &[&str], place: Origin) -> Stop {
        const SHOWN: usize = 12;
        let mut diag = Diag::error("missing-key", place, format!("there is no key {}", quoted(key)));
        if !keys.is_empty() {
            let mut shown = keys.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
            if keys.len() > SHOWN {
                shown.push_str(", …");
            }
            diag = diag.note(format!("there are: {shown}"));
        }
        self.report(match nearest(key, keys.iter().copied()) {
            Some(near) => diag.hint(format!("did you mean \"{near}\"?")),
            None => diag,
        })
    }

    /// `e is T`, `e is none`
    pub(super) fn is(&self, scope: &Scope<'db>, ev: Ev<'db>, path: Option<&dlc_sema::hir::TypePath>) -> R<bool> {
        let Some(path) = path else {
            return Ok(matches!(ev, Ev::Cell(Cell { value: Value::None, .. })));
        };
        let Some(name) = path.names.last() else { return Err(Stop) };
        if let Ev::Frame(frame) = &ev {
            return Ok(frame
                .schema
                .is_some_and(|s| s.this.name == *name || s.bases.iter().any(|base| base.name == *name)));
        }
        let cell = self.force(ev)?;
        self.read(cell.origin);
        let of_schema = |schema: &dlc_sema::ty::SchemaRef| match self.schema(schema) {
            Some(found) => found.this.name == *name || found.bases.iter().any(|base| base.name == *name),
            None => schema.name == *name,
        };
        Ok(match &cell.value {
            Value::Record(record) => record.schema.as_ref().is_some_and(of_schema),
            Value::Ref(reference) => of_schema(&reference.schema),
            Value::Symbol(symbol) => symbol == name,
            Value::Secret(_) => name == "Secret",
            Value::None => false,
            value => match Prim::of(name) {
                Some(prim) => crate::fit::is_prim(value, prim),
                None => {
                    let mut errors = Vec::new();
                    let def = scope::lookup(self.db, scope.anchor.file, name);
                    match def.and_then(|def| dlc_sema::ty::of_def(self.db, def, &mut errors)) {
                        Some(ty) => self.fits(value, &ty),
                        None => false,
                    }
                }
            },
        })
    }
}
