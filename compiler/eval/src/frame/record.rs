//! A frame as a whole: every field, and whatever stands in its bodies that is no field.

use super::{Base, Contribution, Frame, FrameData, LabelOf, Source, What};
use crate::cx::{Cx, Ev, R, Stop};
use crate::env::{Owner, Scope, label_text};
use crate::value::{Cell, Map, Record, Value};
use dlc_base::suggest::nearest;
use dlc_base::{Origin, OriginKind};
use dlc_sema::Diag;
use dlc_sema::hir::{AnchorHir, AnchorNode, BodyId, Entry, EntryKind, Ident};
use dlc_sema::schema::{Field, Schema};
use dlc_sema::source::anchor;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use std::rc::Rc;
use std::sync::Arc;

impl<'db> FrameData<'db> {
    /// Every field. One that cannot be computed is poison, and reported.
    pub(crate) fn whole(self: &Rc<Self>, cx: &Cx<'db>) -> Cell {
        if let Some(whole) = self.whole.get() {
            cx.met_unknown.set(cx.met_unknown.get() || self.whole_unknown.get());
            return whole.clone();
        }
        if let Some(whole) = self.shared_whole() {
            return whole.clone();
        }
        let met_before = cx.met_unknown.replace(false);
        let value = cx.deeper(self.place, || match self.schema {
            Some(schema) => {
                let record = self.record(cx, schema);
                if !cx.is_library(schema.file) {
                    // The library's own schemas hold no record of their kind.
                    cx.parts(record.fields.iter().map(|(_, cell)| cell), self.place)?;
                }
                Ok(Value::Record(Arc::new(record)))
            }
            None => self.whole_map(cx).map(|map| Value::Map(Arc::new(map))),
        });
        let value = value.unwrap_or(Value::Poison);
        let whole = Cell::new(value, self.place);
        let _ = self.whole.set(whole.clone());
        if cx.full && self.schema.is_some() {
            self.unknown_entries(cx);
            crate::check::run(cx, self);
        }
        self.whole_unknown.set(cx.met_unknown.get());
        cx.met_unknown.set(met_before || cx.met_unknown.get());
        whole
    }

    fn record(self: &Rc<Self>, cx: &Cx<'db>, schema: &'db Schema) -> Record {
        let mut fields = Vec::with_capacity(schema.fields.len());
        for (at, field) in schema.fields.iter().enumerate() {
            if let Some(cell) = self.shared_cell(cx, at) {
                fields.push((field.name.clone(), cell));
                continue;
            }
            if self.waits_for_machine(cx, field) {
                let origin = self.place.with_kind(OriginKind::Default);
                fields.push((field.name.clone(), Cell::new(Value::None, origin)));
                continue;
            }
            let cell = self.field(cx, &field.name).and_then(|ev| cx.force_field(ev));
            let poison = |Stop| Cell::new(Value::Poison, self.place);
            fields.push((field.name.clone(), cell.unwrap_or_else(poison)));
        }
        Record { schema: Some(schema.this.clone()), fields }
    }

    /// Whether this is an option that the lab leaves to each machine: its default is about one.
    fn waits_for_machine(self: &Rc<Self>, cx: &Cx<'db>, field: &Field) -> bool {
        let of_lab = self.parent.as_ref().is_some_and(|parent| parent.is_lab);
        let option = of_lab && self.step.as_ref().is_some_and(|(holder, _)| holder == "targets");
        option
            && crate::model::mentions_machine(cx, field)
            && self.contributions(cx, &field.name, None).is_ok_and(|said| said.is_empty())
    }

    /// The keys of a map, each with the place where it is first said.
    pub(crate) fn keys(self: &Rc<Self>, cx: &Cx<'db>) -> R<Vec<(SmolStr, Origin)>> {
        let mut keys: Vec<(SmolStr, Origin)> = Vec::new();
        if let Base::Map(map) = &self.base {
            keys.extend(map.iter().map(|(text, key, _)| (text.clone(), key.origin)));
        }
        let sites = self.sites(cx)?;
        for site in &sites.list {
            self.keys_of(cx, &site.source, &site.scope, &mut keys)?;
        }
        let mut seen = FxHashSet::default();
        keys.retain(|(key, _)| seen.insert(key.clone()));
        Ok(keys)
    }

    fn whole_map(self: &Rc<Self>, cx: &Cx<'db>) -> R<Map> {
        let Some((key_ty, _)) = &self.map else { return Err(Stop) };
        let keys = self.keys(cx)?;
        cx.elements(keys.len(), self.place)?;
        let mut entries = Vec::with_capacity(keys.len());
        for (key, place) in keys {
            let text = Cell::new(Value::Str(key.clone()), place);
            let key_cell = cx.fit_key(text.clone(), key_ty, place);
            let poison = |Stop| Cell::new(Value::Poison, place);
            let value = self.field(cx, &key).and_then(|ev| cx.force_field(ev)).unwrap_or_else(poison);
            entries.push(match key_cell {
                Ok(Ev::Cell(key_cell)) => (key, key_cell, value),
                // It is one entry of the map all the same.
                _ => (key, text, Cell::new(Value::Poison, place)),
            });
        }
        cx.parts(entries.iter().map(|(_, _, value)| value), self.place)?;
        Ok(Map::new(entries))
    }

    fn keys_of(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        source: &Source<'db>,
        scope: &Scope<'db>,
        keys: &mut Vec<(SmolStr, Origin)>,
    ) -> R<()> {
        let first = |path: &[Ident]| path.first().map(|first| (first.name.clone(), scope.anchor.origin(first.range)));
        match source {
            Source::Path(path, ..) | Source::PathBody(path, _) => keys.extend(first(path)),
            Source::Given(block) => keys.extend(first(&block.path)),
            Source::Map(map) => keys.extend(map.iter().map(|(text, key, _)| (text.clone(), key.origin))),
            Source::Row(row, header) => {
                let set =
                    header.columns.iter().zip(row.cells.iter().skip(header.skip)).filter(|(_, cell)| cell.is_some());
                keys.extend(set.filter_map(|(path, _)| first(path)));
            }
            Source::Body(body) => self.keys_of_body(cx, *body, scope, keys)?,
        }
        Ok(())
    }

    fn keys_of_body(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        body: BodyId,
        scope: &Scope<'db>,
        keys: &mut Vec<(SmolStr, Origin)>,
    ) -> R<()> {
        let owner = Owner::Frame(self.clone());
        for entry in &scope.anchor.hir.body(body).entries {
            match &entry.kind {
                EntryKind::Set { path, .. } => {
                    keys.extend(path.first().map(|f| (f.name.clone(), scope.anchor.origin(f.range))));
                }
                EntryKind::Block(block) => {
                    keys.extend(block.path.first().map(|f| (f.name.clone(), scope.anchor.origin(f.range))));
                }
                EntryKind::SetKey { key, .. } => {
                    let text = cx.text(scope, key, None)?.to_text().unwrap_or_default();
                    keys.push((text, scope.anchor.origin(key.range)));
                }
                EntryKind::For { vars, iter, body } => {
                    for round in cx.rounds(scope, vars, iter)? {
                        self.keys_of_body(cx, *body, &round.inside(*body, &owner), keys)?;
                    }
                }
                EntryKind::When { cond, then, otherwise } => {
                    let body = if cx.condition(scope, cond)? { Some(*then) } else { *otherwise };
                    if let Some(body) = body {
                        self.keys_of_body(cx, body, &scope.inside(body, &owner), keys)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Reports entries that name no field and no kind. Bodies of conditions are looked into whether they hold or not.
    pub(crate) fn unknown_entries(self: &Rc<Self>, cx: &Cx<'db>) {
        let (Some(schema), Ok(sites)) = (self.schema, self.sites(cx)) else { return };
        let shared = self.shared(cx);
        for site in &sites.list {
            if shared.is_some_and(|shared| shared.speaks(site)) {
                continue;
            }
            match &site.source {
                Source::Body(body) => self.unknown_in(cx, schema, *body, &site.scope),
                Source::Row(row, header) => {
                    let place = |ident: &Ident| dlc_sema::source::origin(header.anchor, ident.range);
                    for path in header.columns {
                        if let Some(first) = path.first().filter(|first| first.name != "include") {
                            self.known_field(cx, schema, first, place(first), true);
                        }
                    }
                    if let Some(body) = row.body {
                        self.unknown_in(cx, schema, body, &site.scope);
                    }
                }
                // A test is checked without values, and what is given declares nothing.
                Source::Map(_) | Source::Given(_) => {}
                Source::Path(path, ..) | Source::PathBody(path, _) => {
                    if let Some(first) = path.first() {
                        self.known_field(cx, schema, first, site.scope.anchor.origin(first.range), false);
                    }
                }
            }
        }
    }

    /// Whether its bodies hold a block that is no block and no field of it, or a row that nobody can read.
    pub(crate) fn has_unknown_blocks(self: &Rc<Self>, cx: &Cx<'db>) -> bool {
        let (Some(schema), Ok(sites)) = (self.schema, self.sites(cx)) else { return false };
        let known = |word: &str| schema.kind(word).is_some() || schema.field(word).is_some();
        let unknown = |entry: &Entry| match &entry.kind {
            EntryKind::Item(item) => {
                item.block.as_ref().and_then(|path| path.split('.').next()).is_some_and(|w| !known(w))
            }
            EntryKind::Block(block) => block.path.first().is_some_and(|word| !known(&word.name)),
            EntryKind::Table(table) => table.broken || !known(&table.kind.name),
            _ => false,
        };
        let in_site = |site: &super::include::Site<'db>| match &site.source {
            Source::Body(body) => any_entry(&site.scope.anchor.hir, *body, &unknown),
            _ => false,
        };
        sites.list.iter().any(in_site)
    }

    fn unknown_in(&self, cx: &Cx<'db>, schema: &Schema, body: BodyId, scope: &Scope<'db>) {
        let at = |ident: &Ident| scope.anchor.origin(ident.range);
        for entry in &scope.anchor.hir.body(body).entries {
            match &entry.kind {
                EntryKind::Set { path, .. } => {
                    if let Some(first) = path.first() {
                        self.known_field(cx, schema, first, at(first), false);
                    }
                }
                EntryKind::SetKey { key, .. } => {
                    let diag = Diag::error(
                        "unknown-field",
                        scope.anchor.origin(key.range),
                        "a key in quotes stands in a map, and this is a record",
                    );
                    cx.push(diag);
                }
                EntryKind::Block(block) => self.known_block(cx, schema, &block.path, block.label.is_some(), scope),
                EntryKind::Item(item) if item.block.is_some() => {
                    let own = anchor(cx.db, scope.anchor.file, item.anchor.clone());
                    if let Some(AnchorNode::Block(block)) = own.map(|own| &own.hir.node) {
                        let scope = Scope { anchor: own.unwrap_or(scope.anchor), env: scope.env.clone() };
                        self.known_block(cx, schema, &block.path, block.label.is_some(), &scope);
                    }
                }
                EntryKind::Table(dlc_sema::hir::Table { kind, .. }) | EntryKind::Drop { kind, .. }
                    if schema.kind(&kind.name).is_none() =>
                {
                    cx.push(self.no_kind(schema, kind, at(kind)));
                }
                EntryKind::For { body, .. } => self.unknown_in(cx, schema, *body, scope),
                EntryKind::When { then, otherwise, .. } => {
                    self.unknown_in(cx, schema, *then, scope);
                    if let Some(otherwise) = otherwise {
                        self.unknown_in(cx, schema, *otherwise, scope);
                    }
                }
                _ => {}
            }
        }
    }

    fn known_block(&self, cx: &Cx<'db>, schema: &Schema, path: &[Ident], labelled: bool, scope: &Scope<'db>) {
        let Some(first) = path.first() else { return };
        let place = scope.anchor.origin(first.range);
        if schema.kind(&first.name).is_some() {
            return;
        }
        if labelled {
            let diag = self.no_kind(schema, first, place);
            let plain = schema.field(&first.name).is_some();
            cx.push(if plain { diag.hint(format!("`{}` is a field and takes no label", first.name)) } else { diag });
            return;
        }
        self.known_field(cx, schema, first, place, false);
    }

    fn no_kind(&self, schema: &Schema, word: &Ident, place: Origin) -> Diag {
        let diag = Diag::error(
            "unknown-kind",
            place,
            format!("there are no blocks of the kind `{}` in {}", word.name, self.title()),
        );
        let kinds = schema.fields.iter().filter_map(|field| field.kind.as_deref());
        match nearest(&word.name, kinds) {
            Some(near) => diag.hint(format!("did you mean `{near}`?")),
            None => diag,
        }
    }

    fn known_field(&self, cx: &Cx<'db>, schema: &Schema, name: &Ident, place: Origin, column: bool) {
        if schema.field(&name.name).is_some() {
            return;
        }
        let kind = self.word.clone().unwrap_or_else(|| schema.this.name.clone());
        let message = match column {
            true => format!("column `{}`: no such field in {kind}", name.name),
            false => format!("no field `{}` in {kind}", name.name),
        };
        let diag = Diag::error("unknown-field", place, message);
        let by_kind: Option<&Field> = schema.kind(&name.name);
        cx.push(match (by_kind, nearest(&name.name, schema.names())) {
            (Some(_), _) => diag.hint(format!("write `{} NAME {{ … }}`", name.name)),
            (None, Some(near)) => diag.hint(format!("did you mean `{near}`?")).fix(place, near),
            (None, None) => diag,
        });
    }

    /// Takes out the blocks that a body above them drops. To drop nothing is a mistake.
    pub(crate) fn without_dropped(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        field: &Field,
        mut said: Vec<Contribution<'db>>,
    ) -> R<Vec<Contribution<'db>>> {
        let Some(kind) = &field.kind else { return Ok(said) };
        let sites = self.sites(cx)?;
        for (number, site) in sites.list.iter().enumerate() {
            let (Source::Body(body) | Source::Row(dlc_sema::hir::Row { body: Some(body), .. }, _)) = &site.source
            else {
                continue;
            };
            for (word, label, scope) in self.drops(cx, *body, &site.scope)? {
                if word.name != *kind {
                    continue;
                }
                let text = label_text(cx, &scope, label)?;
                let before = said.len();
                let mut kept = Vec::with_capacity(before);
                for contribution in said {
                    let What::Block(of, _) = &contribution.what else {
                        kept.push(contribution);
                        continue;
                    };
                    let same = match of {
                        LabelOf::Label(label) => label_text(cx, &contribution.scope, label)? == text,
                        LabelOf::Cell(cell) => crate::lab::cell_label(cx, &contribution.scope, cell)? == text,
                        LabelOf::Missing => false,
                    };
                    if !(same && sites.is_above(number, contribution.site)) {
                        kept.push(contribution);
                    }
                }
                said = kept;
                if said.len() == before {
                    let place = scope.anchor.origin(label.range);
                    cx.push(Diag::error("drops-nothing", place, format!("nothing below makes the {kind} `{text}`")));
                }
            }
        }
        Ok(said)
    }

    #[allow(clippy::type_complexity, reason = "kind word, label and the names there")]
    fn drops(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        body: BodyId,
        scope: &Scope<'db>,
    ) -> R<Vec<(&'db Ident, &'db dlc_sema::hir::Label, Scope<'db>)>> {
        let at = scope.anchor;
        let index = &at.index;
        let owner = Owner::Frame(self.clone());
        let mut out = Vec::new();
        for &number in &index.body(body).drops {
            match &at.hir.body(body).entries[number as usize].kind {
                EntryKind::Drop { kind, label } => out.push((kind, label, scope.clone())),
                EntryKind::For { vars, iter, body } => {
                    for round in cx.rounds(scope, vars, iter)? {
                        out.extend(self.drops(cx, *body, &round.inside(*body, &owner))?);
                    }
                }
                EntryKind::When { cond, then, otherwise } => {
                    let body = if cx.condition(scope, cond)? { Some(*then) } else { *otherwise };
                    if let Some(body) = body {
                        out.extend(self.drops(cx, body, &scope.inside(body, &owner))?);
                    }
                }
                _ => {}
            }
        }
        Ok(out)
    }
}

/// Whether an entry of a body, or of its loops and conditions, is such a one.
fn any_entry(hir: &AnchorHir, body: BodyId, wanted: &dyn Fn(&Entry) -> bool) -> bool {
    hir.body(body).entries.iter().any(|entry| match &entry.kind {
        EntryKind::For { body, .. } => any_entry(hir, *body, wanted),
        EntryKind::When { then, otherwise, .. } => {
            any_entry(hir, *then, wanted) || otherwise.is_some_and(|body| any_entry(hir, body, wanted))
        }
        _ => wanted(entry),
    })
}

impl<'db> Cx<'db> {
    /// The value that a frame has, as what another amends.
    pub(crate) fn base_of(&self, frame: &Frame<'db>) -> R<Base> {
        match frame.whole(self).value {
            Value::Record(record) => Ok(Base::Record(record)),
            Value::Map(map) => Ok(Base::Map(map)),
            _ => Err(Stop),
        }
    }

    /// The value of a field as it stands in the record: a block as its fields, blocks by label as a map.
    pub(crate) fn force_field(&self, ev: Ev<'db>) -> R<Cell> {
        match ev {
            // A block that the frame holds itself is part of it; one that it only names is a reference.
            Ev::Frame(frame) if frame.entity.is_none() => Ok(frame.whole(self)),
            ev => self.force(ev),
        }
    }
}
