//! Labs as queries: which blocks there are, one field of a block, a block whole.
//!
//! The grain: [`members`] depends on labels and conditions, [`face`] on what one field reads, [`block`] on everything
//! that one block says. A changed row evaluates its own block again, and those that read what changed in it.

mod endless;

use crate::cx::{Cx, Ev, R, Stop, is_of_order};
use crate::env::{Env, Frozen, LabLayer, Layer, Scope, block_schema, is_entity};
use crate::frame::{
    Contribution, Frame, FrameData, GIVEN, HOISTED, Header, LabelOf, Seed, Source, VALUE_CYCLE, What, check_chain,
    cleared, is_active, key_cell, report_cycle, while_active,
};
use crate::testing::{on_block, on_lab};
use crate::value::{Cell, Map, Reference, Value, natural};
use dlc_base::{Origin, OriginKind};
use dlc_db::{AnchorNo, Db, EntityKey, EntityNo, SourceFile};
use dlc_sema::Diag;
use dlc_sema::hir::{AnchorKey, AnchorNode, BodyId, EntryKind, Expr, ExprKind, Name, Range, Table};
use dlc_sema::index::looping_expr;
use dlc_sema::schema::{self, Field, Schema};
use dlc_sema::source::{Anchor, anchor_of};
use dlc_sema::ty::{Prim, Ty};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::sync::Arc;

use endless::{
    endless_face, endless_labels, endless_let, endless_list, endless_members, endless_sites, endless_unknown,
};

/// What an expression that stands alone came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluated {
    /// The value; none if there is none, which `diags` says.
    pub cell: Option<Cell>,
    /// What is wrong.
    pub diags: Vec<Diag>,
}

/// A field of a block, as others see it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Face {
    /// The value.
    pub cell: Cell,
    /// Where it needs itself.
    cycles: Vec<Diag>,
}

/// A block, evaluated whole.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockValue {
    /// Its fields.
    pub cell: Cell,
    /// What is wrong in it, checks included.
    pub diags: Vec<Diag>,
    /// The `allow` entries that silenced something.
    pub allowed: Vec<Origin>,
}

/// The blocks of one kind in a lab.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Members {
    /// Labels in natural order.
    labels: Vec<SmolStr>,
    sites: FxHashMap<SmolStr, Arc<Vec<MemberSite>>>,
    /// Whether it could not be told which there are.
    unknown: bool,
    diags: Vec<Diag>,
}

/// A body of a block, as a query keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberSite {
    source: PlainSource,
    env: Vec<Frozen>,
    above: Vec<usize>,
    place: Origin,
    /// Whether a test says it, and the program does not.
    given: bool,
}

impl MemberSite {
    /// What a test says of a block.
    pub(crate) fn given(anchor: AnchorNo, body: BodyId, env: Vec<Frozen>, place: Origin) -> Self {
        Self { source: PlainSource::Body(anchor, body), env, above: Vec::new(), place, given: true }
    }

    /// Where it stands.
    pub(crate) fn place(&self) -> Origin {
        self.place
    }
}

#[derive(Debug, Clone, PartialEq)]
enum PlainSource {
    Body(AnchorNo, BodyId),
    /// A row that is an anchor, and where the header of its table begins.
    Row(AnchorNo, AnchorNo, Range),
}

/// The number of a lab by its block.
pub fn lab_entity(db: &dyn Db, file: SourceFile, key: &AnchorKey, label: &str) -> EntityNo {
    let lab = db.tables().anchor(file, key);
    db.tables().entity(EntityKey { lab, field: SmolStr::default(), label: label.into() })
}

/// The lab that a block belongs to; a lab belongs to itself.
pub(crate) fn lab_of(db: &dyn Db, entity: EntityNo) -> Option<EntityNo> {
    let key = db.tables().entity_key(entity)?;
    let anchor = anchor_of(db, key.lab)?;
    let AnchorNode::Block(block) = &anchor.hir.node else { return None };
    let label = block.label.as_ref();
    let text = label.and_then(|label| label.text.as_ref().and_then(|text| text.plain()));
    let name = text.or_else(|| label?.name.as_ref().map(|name| name.name.clone()))?;
    Some(db.tables().entity(EntityKey { field: SmolStr::default(), label: name, ..key }))
}

/// The lab as a frame.
fn lab_frame<'db>(cx: &Cx<'db>, lab: EntityNo) -> R<Frame<'db>> {
    let key = cx.db.tables().entity_key(lab).ok_or(Stop)?;
    let anchor = cx.anchor(key.lab).ok_or(Stop)?;
    let AnchorNode::Block(block) = &anchor.hir.node else { return Err(Stop) };
    let schema = cx.lab_schema().ok_or(Stop)?;
    let place = anchor.origin(block.head);
    let env = Env::thaw(cx, &around(cx, anchor)).with(Layer::Lab(lab));
    let mut seeds = vec![Seed::new(Source::Body(block.body), Scope { anchor, env }, place)];
    for given in on_lab(cx.db, lab, ()).iter() {
        if let Some((scope, block)) = given.block(cx) {
            let seed = Seed::new(Source::Given(block), scope, given.place);
            seeds.push(Seed { above: vec![0], body: Some(GIVEN), ..seed });
        }
    }
    let label = Cell::new(Value::Str(key.label), place);
    Ok(FrameData::root(cx, lab, schema, "lab".into(), label, place, seeds))
}

/// The names around a lab: those of its file, and of the test that brings it.
fn around(cx: &Cx<'_>, lab: &Anchor) -> Vec<Frozen> {
    let test = lab.parent.clone().and_then(|test| dlc_sema::source::anchor(cx.db, lab.file, test));
    let braces = test.and_then(|test| match test.hir.node {
        AnchorNode::Test { body, .. } => Some(Frozen::Braces(test.no, body)),
        _ => None,
    });
    std::iter::once(Frozen::File(lab.file)).chain(braces).collect()
}

/// A block of a lab, or the lab itself, as a frame that becomes the evaluation's root.
pub(crate) fn root_frame<'db>(cx: &Cx<'db>, entity: EntityNo) -> R<Frame<'db>> {
    let frame = root_of(cx, entity)?;
    *cx.root.borrow_mut() = Some(frame.clone());
    Ok(frame)
}

fn root_of<'db>(cx: &Cx<'db>, entity: EntityNo) -> R<Frame<'db>> {
    let key = cx.db.tables().entity_key(entity).ok_or(Stop)?;
    let lab = lab_of(cx.db, entity).ok_or(Stop)?;
    if key.field.is_empty() {
        return lab_frame(cx, lab);
    }
    let field = cx.lab_schema().and_then(|schema| schema.field(&key.field)).ok_or(Stop)?;
    let schema = block_schema(cx, field, &key.label).ok_or(Stop)?;
    if let Some(at) = anchor_of(cx.db, key.lab) {
        not_listing(cx, lab, &key.field, at.origin(dlc_sema::scope::head_range(&at.hir.node)))?;
    }
    let seeds = seeds_of(cx, lab, &key.field, &key.label);
    // What a test says is not where the block stands.
    let of_program = |seed: &&Seed<'_>| seed.body != Some(GIVEN);
    let place = seeds.iter().rev().find(of_program).map(|seed| seed.place).ok_or(Stop)?;
    let label = key_cell(cx, field, &key.label, place);
    let word = field.kind.clone().unwrap_or_default();
    Ok(FrameData::root(cx, entity, schema, word, label, place, seeds))
}

/// The bodies of the block with this label in a field of a lab.
pub(crate) fn seeds_of<'db>(cx: &Cx<'db>, lab: EntityNo, field: &str, label: &str) -> Vec<Seed<'db>> {
    let sites = sites_of(cx.db, lab, field.into(), label.into());
    let mut seeds = Vec::with_capacity(sites.len());
    for site in sites.iter() {
        let env = Env::thaw(cx, &site.env);
        let found = match &site.source {
            PlainSource::Body(anchor, body) => cx.anchor(*anchor).map(|anchor| (anchor, Source::Body(*body))),
            PlainSource::Row(anchor, table, header) => row_source(cx, *anchor, *table, *header),
        };
        if let Some((anchor, source)) = found {
            let seed = Seed::new(source, Scope { anchor, env }, site.place);
            seeds.push(Seed { above: site.above.clone(), body: site.given.then_some(GIVEN), ..seed });
        }
    }
    seeds
}

fn row_source<'db>(cx: &Cx<'db>, row: AnchorNo, table: AnchorNo, header: Range) -> Option<(&'db Anchor, Source<'db>)> {
    let anchor = cx.anchor(row)?;
    let AnchorNode::Row(row) = &anchor.hir.node else { return None };
    let owner = cx.anchor(table)?;
    let tables = owner.hir.bodies.iter().flat_map(|body| &body.entries).filter_map(|entry| match &entry.kind {
        EntryKind::Table(table) => Some(table),
        _ => None,
    });
    let found = tables.into_iter().find(|table| header_range(table) == Some(header))?;
    let header = Header { columns: found.header.get(1..).unwrap_or_default(), skip: 1, anchor: owner.no };
    Some((anchor, Source::Row(row, header)))
}

fn header_range(table: &Table) -> Option<Range> {
    table.header.first()?.first().map(|ident| ident.range)
}

/// The blocks of one field of a lab.
#[salsa::tracked(cycle_result = endless_members)]
pub fn members(db: &dyn Db, lab: EntityNo, field: Name) -> Members {
    db.note(&|| format!("members {field}"));
    let cx = Cx::new(db, Some(lab), false);
    let found = while_active(lab, &members_of(&field), Origin::NOWHERE, || collect(&cx, lab, &field));
    let mut members = found.unwrap_or_else(|Stop| Members { unknown: true, ..Members::default() });
    members.diags = cx.into_diags();
    members
}

/// The pseudo-field that is computed while the blocks of a field are listed.
fn members_of(field: &str) -> String {
    format!("which {field} there are")
}

fn collect(cx: &Cx<'_>, lab: EntityNo, field: &Name) -> R<Members> {
    let frame = root_frame(cx, lab)?;
    let declared = frame.declared(field).ok_or(Stop)?;
    let kind = declared.kind.as_deref().ok_or(Stop)?;
    let sites = frame.sites(cx)?;
    let said = frame.contributions(cx, field, Some(kind))?;
    let said = frame.without_dropped(cx, declared, said)?;
    let said = cleared(cx, declared, &sites, said)?;
    // The order of the first mention does not matter: labels are sorted below.
    let mut groups: FxHashMap<SmolStr, Vec<(usize, MemberSite)>> = FxHashMap::default();
    let mut unknown = false;
    for contribution in &said {
        let Some((label, site)) = member_site(cx, kind, contribution)? else {
            unknown = true;
            continue;
        };
        let group = groups.entry(label.clone()).or_default();
        if let Some((_, first)) = group.iter().find(|(site, _)| *site == contribution.site) {
            cx.push(declared_twice(kind, &label, first, &site));
            continue;
        }
        group.push((contribution.site, site));
    }
    cx.elements(groups.len(), frame.place)?;
    let mut labels: Vec<SmolStr> = groups.keys().cloned().collect();
    labels.sort_by(|a, b| natural(a, b));
    let ranked = |mut group: Vec<(usize, MemberSite)>| {
        group.sort_by_key(|(site, _)| *site);
        let numbers: Vec<usize> = group.iter().map(|(site, _)| *site).collect();
        for (i, (site, member)) in group.iter_mut().enumerate() {
            member.above = (0..i).filter(|&j| sites.is_above(*site, numbers[j])).collect();
        }
        Arc::new(group.into_iter().map(|(_, member)| member).collect())
    };
    let sites = labels.iter().filter_map(|label| Some((label.clone(), ranked(groups.remove(label)?)))).collect();
    Ok(Members { labels, sites, unknown, diags: Vec::new() })
}

/// Two blocks of one label in one body: written twice, or written once and made by two rounds of a loop.
fn declared_twice(kind: &str, label: &str, first: &MemberSite, second: &MemberSite) -> Diag {
    if first.place != second.place {
        let message = format!("{kind} `{label}` is declared twice");
        return Diag::error("duplicate-label", second.place, message).also(first.place, "first here");
    }
    let mut rounds: Vec<String> = Vec::new();
    for pair in first.env.iter().zip(&second.env) {
        if let (Frozen::Var(name, one), Frozen::Var(_, other)) = pair
            && one.value != other.value
        {
            for cell in [one, other] {
                rounds.extend(cell.value.to_text().map(|value| format!("{name} = {value}")));
            }
        }
    }
    let rounds = if rounds.is_empty() { String::new() } else { format!(" ({})", rounds.join(", ")) };
    let message = format!("two rounds make {kind} `{label}`{rounds}");
    Diag::error("duplicate-label", second.place, message).hint("let the label say which: `\"NAME-\\(i)\"`")
}

fn member_site<'db>(cx: &Cx<'db>, kind: &str, said: &Contribution<'db>) -> R<Option<(SmolStr, MemberSite)>> {
    let What::Block(label, source) = &said.what else {
        let diag =
            Diag::error("type-mismatch", said.place, format!("blocks of the kind {kind} stand here, and no value"));
        cx.push(diag.hint(format!("write `{kind} NAME {{ … }}`")));
        return Ok(None);
    };
    let label = match label {
        LabelOf::Label(label) => crate::env::label_text(cx, &said.scope, label)?,
        LabelOf::Cell(cell) => cell_label(cx, &said.scope, cell)?,
        LabelOf::Missing => {
            let diag = Diag::error("missing-label", said.place, format!("a {kind} has a label"));
            cx.push(diag.hint(format!("write `{kind} NAME {{ … }}`")));
            return Ok(None);
        }
    };
    let source = match source {
        Source::Body(body) => PlainSource::Body(said.scope.anchor.no, *body),
        Source::Row(_, header) => {
            let Some(owner) = cx.anchor(header.anchor) else { return Ok(None) };
            let at = header_at(owner, header);
            let Some(at) = at else { return Ok(None) };
            PlainSource::Row(said.scope.anchor.no, header.anchor, at)
        }
        Source::Path(..) | Source::PathBody(..) | Source::Map(_) | Source::Given(_) => return Ok(None),
    };
    let Some(env) = said.scope.env.freeze(cx) else { return Ok(None) };
    Ok(Some((label, MemberSite { source, env, above: Vec::new(), place: said.place, given: false })))
}

/// Where the header begins of which `header` is what stands behind the label.
fn header_at(owner: &Anchor, header: &Header<'_>) -> Option<Range> {
    let tables = owner.hir.bodies.iter().flat_map(|body| &body.entries).filter_map(|entry| match &entry.kind {
        EntryKind::Table(table) => Some(table),
        _ => None,
    });
    let same = |table: &&Table| table.header.get(1..).is_some_and(|rest| std::ptr::eq(rest, header.columns));
    tables.into_iter().find(same).and_then(header_range)
}

/// [`members`], for a query that takes a part of it.
fn listed(db: &dyn Db, lab: EntityNo, field: Name) -> &Members {
    let found = members(db, lab, field);
    if found.diags.iter().any(is_of_order) {
        db.report_untracked_read();
    }
    found
}

/// The bodies of one block, so that a change in another does not reach this one.
#[salsa::tracked(cycle_result = endless_sites)]
fn sites_of(db: &dyn Db, lab: EntityNo, field: Name, label: SmolStr) -> Arc<Vec<MemberSite>> {
    let sites = listed(db, lab, field.clone()).sites.get(&label).cloned().unwrap_or_default();
    match on_block(db, lab, &field, &label) {
        Some(given) => {
            let above = (0..sites.len()).collect();
            Arc::new(sites.iter().cloned().chain([MemberSite { above, ..given }]).collect())
        }
        None => sites,
    }
}

/// Whether a lab holds a block of an unknown kind, which was told: it may be one of any kind.
#[salsa::tracked]
fn has_unknown_blocks(db: &dyn Db, lab: EntityNo, _key: ()) -> bool {
    let cx = Cx::new(db, Some(lab), false);
    root_frame(&cx, lab).is_ok_and(|frame| frame.has_unknown_blocks(&cx))
}

/// Whether it could not be told which blocks a field has.
#[salsa::tracked(cycle_result = endless_unknown)]
fn members_unknown(db: &dyn Db, lab: EntityNo, field: Name) -> bool {
    listed(db, lab, field).unknown
}

/// The labels of a field's blocks, in natural order.
#[salsa::tracked(cycle_result = endless_labels)]
pub fn labels(db: &dyn Db, lab: EntityNo, field: Name) -> Vec<SmolStr> {
    listed(db, lab, field).labels.clone()
}

/// The text of the first cell of a row.
pub(crate) fn cell_label<'db>(cx: &Cx<'db>, scope: &Scope<'db>, cell: &'db Expr) -> R<SmolStr> {
    if let ExprKind::Name(name, _) = &cell.kind {
        return Ok(name.clone());
    }
    if let ExprKind::Literal(_, spelling) = &cell.kind {
        return Ok(spelling.clone());
    }
    let value = cx.value(scope, cell, Some(&Ty::Prim(Prim::Str)))?;
    let what = value.value.describe();
    let text = value.value.to_text();
    text.ok_or_else(|| cx.error("type-mismatch", scope.anchor.origin(cell.range), format!("{what} is no label")))
}

/// What decides which blocks of a field there are cannot ask for one of them.
fn not_listing(cx: &Cx<'_>, lab: EntityNo, field: &str, place: Origin) -> R<()> {
    if !is_active(lab, &members_of(field)) {
        return Ok(());
    }
    cx.db.report_untracked_read();
    let message = format!("which {field} there are depends on `lab.{field}`");
    Err(cx.error(VALUE_CYCLE, place, message))
}

/// The blocks of a lab's field as references.
pub(crate) fn references<'db>(cx: &Cx<'db>, frame: &Frame<'db>, field: &Field) -> R<Ev<'db>> {
    let lab = frame.entity.ok_or(Stop)?;
    not_listing(cx, lab, &field.name, frame.place)?;
    if cx.full {
        members(cx.db, lab, field.name.clone()).diags.iter().for_each(|diag| cx.push(diag.clone()));
    }
    if *members_unknown(cx.db, lab, field.name.clone()) || *has_unknown_blocks(cx.db, lab, ()) {
        return Err(Stop);
    }
    let mut entries = Vec::new();
    for label in labels(cx.db, lab, field.name.clone()) {
        let (Some(schema), Some(entity)) = (block_schema(cx, field, label), cx.entity_in(lab, &field.name, label))
        else {
            continue;
        };
        let key = Cell::new(Value::Str(label.clone()), Origin::NOWHERE);
        let reference = Reference { entity, steps: Vec::new(), schema: schema.this.clone(), label: label.clone() };
        entries.push((label.clone(), key, Cell::new(Value::Ref(Arc::new(reference)), Origin::NOWHERE)));
    }
    Ok(Ev::Cell(Cell::new(Value::Map(Arc::new(Map::new(entries))), frame.place)))
}

/// A field of another block.
pub(crate) fn field(cx: &Cx<'_>, entity: EntityNo, name: &str, place: Origin) -> R<Cell> {
    if is_active(entity, name) {
        return Err(report_cycle(cx, entity, name, None, place));
    }
    check_chain(cx, place)?;
    if let Some(known) = cx.known_field(entity, name) {
        return Ok(known);
    }
    // Before the field itself is reached, it is found which blocks there are: that must not ask for it either.
    let face = while_active(entity, name, place, || face(cx.db, entity, name.into()));
    face.cycles.iter().for_each(|diag| cx.push(diag.clone()));
    match face.cell.value {
        Value::Poison => Err(Stop),
        _ => {
            cx.know_field(entity, name, &face.cell);
            Ok(face.cell.clone())
        }
    }
}

/// A field of a block, as others see it. What is wrong with it is reported by the block itself.
#[salsa::tracked(cycle_result = endless_face)]
pub fn face(db: &dyn Db, entity: EntityNo, name: Name) -> Face {
    let cx = Cx::new(db, lab_of(db, entity), false);
    let value = root_frame(&cx, entity).and_then(|frame| frame.field(&cx, &name)).and_then(|ev| cx.force_field(ev));
    let cell = value.unwrap_or_default();
    *cx.root.borrow_mut() = None;
    let mut cycles = cx.into_diags();
    cycles.retain(is_of_order);
    Face { cell, cycles }
}

/// A block with all its fields, and what is wrong with it.
#[salsa::tracked]
pub fn block(db: &dyn Db, entity: EntityNo, _key: ()) -> BlockValue {
    db.note(&|| {
        let key = db.tables().entity_key(entity);
        format!("block {}", key.map(|key| key.label).unwrap_or_default())
    });
    let cx = Cx::new(db, lab_of(db, entity), true);
    let frame = root_frame(&cx, entity);
    let place = frame.as_ref().map_or(Origin::NOWHERE, |frame| frame.place);
    let cell = frame.map(|frame| frame.whole(&cx)).unwrap_or_default();
    let allowed = cx.allowed.take();
    *cx.root.borrow_mut() = None;
    let diags = cx.into_diags().into_iter().map(|diag| blame_block(db, diag, place)).collect();
    BlockValue { cell, diags, allowed }
}

/// What goes wrong inside the library is the block's to mend: nobody can edit the library's line.
fn blame_block(db: &dyn Db, mut diag: Diag, block: Origin) -> Diag {
    let of_the_library = |origin: Origin| {
        let key = db.tables().anchor_key(AnchorNo(origin.anchor));
        key.is_some_and(|(file, _)| file.path(db).contains(':'))
    };
    if let Some(primary) = &mut diag.primary
        && of_the_library(primary.place)
    {
        let inside = std::mem::replace(&mut primary.place, block);
        diag = diag.also(inside, "in the library, here");
    }
    diag
}

/// An expression whose value is the same for every block of a lab.
#[salsa::tracked(cycle_result = endless_list)]
pub fn hoisted(
    db: &dyn Db,
    lab: EntityNo,
    anchor: AnchorNo,
    range: (u32, u32),
    ty: Option<Ty>,
    layers: Vec<LabLayer>,
    sees_private: bool,
) -> Evaluated {
    db.note(&|| "hoisted".to_owned());
    let cx = Cx::new(db, Some(lab), false);
    cx.sees_private.set(sees_private);
    let Some(anchor) = anchor_of(db, anchor) else { return Evaluated { cell: None, diags: Vec::new() } };
    let wanted = Range { start: range.0, end: range.1 };
    let Some(expr) = looping_expr(&anchor.hir, wanted) else { return Evaluated { cell: None, diags: Vec::new() } };
    let scope = Scope { anchor, env: Env::from_lab_layers(&cx, &layers) };
    let cell = while_active(HOISTED, &hoisted_name(anchor.no, range), anchor.origin(wanted), || {
        cx.expr_here(&scope, expr, ty.as_ref(), None).and_then(|ev| cx.force(ev)).ok()
    });
    Evaluated { cell, diags: cx.into_diags() }
}

/// What such an expression is called among the fields that are being computed.
pub(crate) fn hoisted_name(anchor: AnchorNo, range: (u32, u32)) -> SmolStr {
    smol_str::format_smolstr!("{}:{}-{}", anchor.0, range.0, range.1)
}

/// A `let` among the fields that are being computed: no block has its number.
pub(crate) fn let_entity(anchor: AnchorNo) -> EntityNo {
    EntityNo(u32::MAX - anchor.0)
}

/// The value of a `let` of a file or a lab.
#[salsa::tracked(cycle_result = endless_let)]
pub fn let_value(db: &dyn Db, anchor: AnchorNo, lab: Option<EntityNo>, layers: Vec<LabLayer>) -> Evaluated {
    // What it makes is checked here: who uses it gets a value that was.
    let cx = Cx::new(db, lab, true);
    let none = |diags| Evaluated { cell: None, diags };
    let Some(anchor) = anchor_of(db, anchor) else { return none(Vec::new()) };
    let AnchorNode::Let { name, ty, value } = &anchor.hir.node else { return none(Vec::new()) };
    let scope = Scope { anchor, env: Env::from_lab_layers(&cx, &layers) };
    let mut errors = Vec::new();
    let ty = ty.as_ref().map(|ty| dlc_sema::ty::resolve(db, anchor, ty, &mut errors));
    let place = anchor.origin(value.range);
    let cell = while_active(let_entity(anchor.no), &name.name, anchor.origin(name.range), || {
        let cell = cx.value(&scope, value, ty.as_ref())?;
        match &ty {
            Some(ty) => cx.fit(Ev::Cell(cell), ty, place).and_then(|ev| cx.force(ev)),
            None => Ok(cell),
        }
    });
    Evaluated { cell: cell.ok(), diags: cx.into_diags() }
}

/// Defaults and computed values of a schema that are the same wherever it is used, by the fields' places: nothing in
/// them is said of one block. What cannot be evaluated alone is left to each block, and reported there.
#[salsa::tracked(cycle_result = no_constants)]
pub(crate) fn constants(db: &dyn Db, no: AnchorNo, _key: ()) -> Vec<Option<Cell>> {
    let Some(schema) = db.tables().anchor_key(no).and_then(|(file, key)| schema::schema(db, file, key)) else {
        return Vec::new();
    };
    schema.fields.iter().map(|field| constant(db, schema, field)).collect()
}

/// Schemas whose defaults hold each other without end: each block finds out by itself.
fn no_constants(_db: &dyn Db, _id: salsa::Id, _no: AnchorNo, _key: ()) -> Vec<Option<Cell>> {
    Vec::new()
}

fn constant(db: &dyn Db, schema: &Schema, field: &Field) -> Option<Cell> {
    let cx = Cx::new(db, None, false);
    let value = field.value?;
    let (anchor, expr) = cx.field_expr(value)?;
    let env = Env::file(anchor.file).with(Layer::Unknown(schema.this.no));
    let ev = cx.expr(&Scope { anchor, env }, expr, Some(&field.ty)).ok()?;
    let ev = cx.fit(ev, &field.ty, anchor.origin(expr.range)).ok()?;
    let cell = cx.force_field(ev).ok()?;
    let kind = if value.computed { OriginKind::Computed } else { OriginKind::Default };
    // What is wrong with it is told where the value is used.
    let alone = !cx.met_unknown.get() && cx.into_diags().is_empty();
    alone.then(|| Cell { origin: cell.origin.with_kind(kind), ..cell })
}

/// The entities of a lab, by the lab's fields in their order and by label.
pub fn entities(db: &dyn Db, lab: EntityNo) -> Vec<(Name, SmolStr, EntityNo)> {
    let cx = Cx::new(db, Some(lab), false);
    let Some(schema) = cx.lab_schema() else { return Vec::new() };
    let mut out = Vec::new();
    for field in schema.fields.iter().filter(|field| is_entity(field)) {
        for label in labels(db, lab, field.name.clone()) {
            if let Some(entity) = cx.entity_in(lab, &field.name, label) {
                out.push((field.name.clone(), label.clone(), entity));
            }
        }
    }
    out
}
