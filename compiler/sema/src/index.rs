//! For each pair of braces: which entry may set which field, which may include, which names are declared.
//!
//! An evaluator asks for one field at a time, in any order. With this it looks at the entries that could set it,
//! and decides only those conditions that matter.

use crate::hir::{
    AnchorHir, AnchorKey, BodyId, EntryKind, Expr, ExprKind, ItemKind, Name, Range, RowRef, Text, TextPart,
};
use rustc_hash::FxHashMap;

/// The braces of an anchor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnchorIndex {
    bodies: Vec<BodyIndex>,
    /// Expressions that loop, by range, with the names that are free in them: worth evaluating once where no name
    /// belongs to one machine.
    loops: FxHashMap<(u32, u32), Box<[Name]>>,
}

impl AnchorIndex {
    /// One pair of braces.
    pub fn body(&self, id: BodyId) -> &BodyIndex {
        &self.bodies[id.0 as usize]
    }

    /// The free names of an expression that loops.
    pub fn free_names(&self, expr: &Expr) -> Option<&[Name]> {
        self.loops.get(&(expr.range.start, expr.range.end)).map(|names| &**names)
    }
}

/// One pair of braces. Entries are numbers into its list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BodyIndex {
    entries: FxHashMap<Name, Vec<u32>>,
    /// Entries with a key that is not known before it is evaluated.
    pub dynamic: Vec<u32>,
    /// `include`, and what may hold one.
    pub includes: Vec<u32>,
    /// `check`, `warn` and `allow`, and what may hold one.
    pub checks: Vec<u32>,
    /// `drop`, and what may hold one.
    pub drops: Vec<u32>,
    /// Names that are declared here.
    pub decls: FxHashMap<Name, Decl>,
}

impl BodyIndex {
    /// The entries that may set the field `name` or hold a block of the kind `name`, in text order.
    pub fn entries(&self, name: &str) -> &[u32] {
        self.entries.get(name).map_or(&[], Vec::as_slice)
    }

    /// All names that entries set, sorted.
    pub fn names(&self) -> Vec<&Name> {
        let mut names: Vec<&Name> = self.entries.keys().collect();
        names.sort();
        names
    }

    /// All names that entries set, in no order.
    pub fn has(&self, name: &str) -> bool {
        self.entries.contains_key(name)
    }
}

/// A name that braces declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decl {
    /// `let`, `fn`, `profile`, …
    Item(ItemKind, AnchorKey),
    /// A block of this kind; the entry has its label.
    Block {
        /// The kind word.
        kind: Name,
        /// The entry.
        entry: u32,
    },
    /// A row of a table of this kind, whose label is the name itself.
    Row {
        /// The kind word.
        kind: Name,
    },
}

/// The index of an anchor.
pub(crate) fn index(hir: &AnchorHir) -> AnchorIndex {
    let mut index = AnchorIndex { bodies: vec![BodyIndex::default(); hir.bodies.len()], ..AnchorIndex::default() };
    // A body inside another has the higher number or the lower, depending on who lowered it: ask, do not assume.
    let mut done = vec![false; hir.bodies.len()];
    for id in 0..hir.bodies.len() {
        index_body(hir, BodyId(u32::try_from(id).unwrap_or(u32::MAX)), &mut index.bodies, &mut done);
    }
    let mut loops = FxHashMap::default();
    walk_anchor(hir, &mut |expr| note_loop(expr, &mut loops));
    index.loops = loops;
    index
}

fn index_body(hir: &AnchorHir, id: BodyId, bodies: &mut Vec<BodyIndex>, done: &mut [bool]) {
    let at = id.0 as usize;
    if std::mem::replace(&mut done[at], true) {
        return;
    }
    let mut out = BodyIndex::default();
    for (number, entry) in hir.body(id).entries.iter().enumerate() {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        match &entry.kind {
            EntryKind::For { body, .. } => nested(hir, *body, number, &mut out, bodies, done),
            EntryKind::When { then, otherwise, .. } => {
                nested(hir, *then, number, &mut out, bodies, done);
                if let Some(otherwise) = otherwise {
                    nested(hir, *otherwise, number, &mut out, bodies, done);
                }
            }
            other => index_entry(other, number, &mut out),
        }
    }
    bodies[at] = out;
}

/// A `for` or a `when` may do whatever its body does.
fn nested(
    hir: &AnchorHir,
    body: BodyId,
    number: u32,
    out: &mut BodyIndex,
    bodies: &mut Vec<BodyIndex>,
    done: &mut [bool],
) {
    index_body(hir, body, bodies, done);
    let inner = &bodies[body.0 as usize];
    // Each name has a list of its own, so their order decides nothing.
    inner.entries.keys().for_each(|name| push(out.entries.entry(name.clone()).or_default(), number));
    let lists = [
        (&inner.dynamic, &mut out.dynamic),
        (&inner.includes, &mut out.includes),
        (&inner.checks, &mut out.checks),
        (&inner.drops, &mut out.drops),
    ];
    for (inner, outer) in lists {
        if !inner.is_empty() {
            push(outer, number);
        }
    }
}

fn push(list: &mut Vec<u32>, number: u32) {
    if list.last() != Some(&number) {
        list.push(number);
    }
}

fn index_entry(entry: &EntryKind, number: u32, out: &mut BodyIndex) {
    let mut sets = |name: &Name| push(out.entries.entry(name.clone()).or_default(), number);
    match entry {
        EntryKind::Item(item) => {
            if let Some(kind) = &item.block {
                sets(kind);
            }
            if let Some(name) = &item.name {
                let decl = match &item.block {
                    Some(kind) => Decl::Block { kind: kind.clone(), entry: number },
                    None => Decl::Item(item.kind, item.anchor.clone()),
                };
                out.decls.entry(name.clone()).or_insert(decl);
            }
        }
        EntryKind::Block(block) => {
            let Some(kind) = block.path.first() else { return };
            sets(&kind.name);
            if let Some(name) = block.label.as_ref().and_then(|label| label.name.as_ref()) {
                let decl = Decl::Block { kind: kind.name.clone(), entry: number };
                out.decls.entry(name.name.clone()).or_insert(decl);
            }
        }
        EntryKind::Table(table) => {
            sets(&table.kind.name);
            for row in &table.rows {
                let name = match row {
                    RowRef::Anchor(_, name) => name.clone(),
                    RowRef::Inline(row) => match row.cells.first() {
                        Some(Some(Expr { kind: ExprKind::Name(name, _), .. })) => Some(name.clone()),
                        _ => None,
                    },
                };
                if let Some(name) = name {
                    out.decls.entry(name).or_insert(Decl::Row { kind: table.kind.name.clone() });
                }
            }
        }
        EntryKind::Set { path, .. } => {
            if let Some(first) = path.first() {
                sets(&first.name);
            }
        }
        EntryKind::SetKey { key, .. } => match key.plain() {
            Some(name) => sets(&name),
            None => out.dynamic.push(number),
        },
        EntryKind::Include(_) => out.includes.push(number),
        EntryKind::Check(_) | EntryKind::Allow { .. } => out.checks.push(number),
        EntryKind::Drop { .. } => out.drops.push(number),
        EntryKind::Given(_)
        | EntryKind::Expect(_)
        | EntryKind::ExpectCode { .. }
        | EntryKind::For { .. }
        | EntryKind::When { .. } => {}
    }
}

/// Notes an expression that loops, unless it declares names of its own in braces.
fn note_loop(expr: &Expr, loops: &mut FxHashMap<(u32, u32), Box<[Name]>>) {
    let worth = matches!(
        expr.kind,
        ExprKind::Comprehension(..) | ExprKind::Call(..) | ExprKind::Member(..) | ExprKind::Index(..)
    );
    if !worth {
        return;
    }
    let mut free = Free::default();
    free.expr(expr);
    if free.loops && !free.braces {
        free.names.sort();
        free.names.dedup();
        loops.insert((expr.range.start, expr.range.end), free.names.into());
    }
}

/// The free names of an expression.
#[derive(Default)]
struct Free {
    names: Vec<Name>,
    bound: Vec<Name>,
    loops: bool,
    braces: bool,
}

impl Free {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(name, _) if !self.bound.contains(name) => self.names.push(name.clone()),
            ExprKind::Record(..) | ExprKind::Table(_) => self.braces = true,
            ExprKind::Comprehension(item, clauses) => {
                self.loops = true;
                let outer = self.bound.len();
                for clause in clauses {
                    self.expr(&clause.iter);
                    self.bound.extend(clause.vars.iter().map(|v| v.name.clone()));
                    if let Some(cond) = &clause.cond {
                        self.expr(cond);
                    }
                }
                self.expr(item);
                self.bound.truncate(outer);
            }
            _ => each_child(expr, &mut |child| self.expr(child)),
        }
    }
}

/// Calls `f` for every expression of an anchor, the outer before the inner.
pub fn walk_anchor<'a>(hir: &'a AnchorHir, f: &mut dyn FnMut(&'a Expr)) {
    use crate::hir::AnchorNode as N;
    match &hir.node {
        N::Let { value, .. } => walk(value, f),
        N::Fn { params, value, .. } => {
            params.iter().filter_map(|p| p.default.as_ref()).for_each(|e| walk(e, f));
            walk(value, f);
        }
        N::Profile { params, .. } => params.iter().filter_map(|p| p.default.as_ref()).for_each(|e| walk(e, f)),
        N::Schema(schema) => schema.fields.iter().filter_map(|x| x.value.as_ref()).for_each(|e| walk(e, f)),
        N::Row(row) => row.cells.iter().flatten().for_each(|e| walk(e, f)),
        N::Type { .. } | N::Test { .. } | N::Block(_) => {}
    }
    for body in &hir.bodies {
        for entry in &body.entries {
            entry_exprs(&entry.kind, &mut |e| walk(e, f));
        }
    }
}

/// The expression of an anchor that loops and has this range.
pub fn looping_expr(hir: &AnchorHir, range: Range) -> Option<&Expr> {
    let mut found = None;
    walk_anchor(hir, &mut |expr| {
        let looped = matches!(
            expr.kind,
            ExprKind::Comprehension(..) | ExprKind::Call(..) | ExprKind::Member(..) | ExprKind::Index(..)
        );
        if looped && expr.range == range && found.is_none() {
            found = Some(expr);
        }
    });
    found
}

/// Calls `f` for `expr` and everything in it, except what its braces hold: bodies are lists of their own.
pub fn walk<'a>(expr: &'a Expr, f: &mut dyn FnMut(&'a Expr)) {
    f(expr);
    each_child(expr, &mut |child| walk(child, f));
}

/// Calls `f` for every expression that stands directly in an entry.
pub fn entry_exprs<'a>(entry: &'a EntryKind, f: &mut dyn FnMut(&'a Expr)) {
    match entry {
        EntryKind::Set { value, .. } => f(value),
        EntryKind::SetKey { key, value, .. } => {
            text_exprs(key, f);
            f(value);
        }
        EntryKind::Include(list) => list.iter().for_each(f),
        EntryKind::For { iter, .. } => f(iter),
        EntryKind::When { cond, .. } => f(cond),
        EntryKind::Check(check) => {
            f(&check.cond);
            text_exprs(&check.message, f);
            if let Some(hint) = &check.hint {
                text_exprs(hint, f);
            }
        }
        EntryKind::Expect(e) => f(e),
        EntryKind::Block(block) | EntryKind::Given(block) => {
            if let Some(text) = block.label.as_ref().and_then(|label| label.text.as_ref()) {
                text_exprs(text, f);
            }
        }
        EntryKind::Table(table) => {
            for row in &table.rows {
                if let RowRef::Inline(row) = row {
                    row.cells.iter().flatten().for_each(&mut *f);
                }
            }
        }
        EntryKind::Drop { label, .. } => {
            if let Some(text) = &label.text {
                text_exprs(text, f);
            }
        }
        EntryKind::Item(_) | EntryKind::Allow { .. } | EntryKind::ExpectCode { .. } => {}
    }
}

fn text_exprs<'a>(text: &'a Text, f: &mut dyn FnMut(&'a Expr)) {
    for part in &text.parts {
        if let TextPart::Hole(expr) = part {
            f(expr);
        }
    }
}

fn each_child<'a>(expr: &'a Expr, f: &mut dyn FnMut(&'a Expr)) {
    match &expr.kind {
        ExprKind::Missing | ExprKind::Literal(..) | ExprKind::Bool(_) | ExprKind::None | ExprKind::Name(..) => {}
        ExprKind::Text(text) => text_exprs(text, f),
        ExprKind::Member(e, _) | ExprKind::Negate(e) | ExprKind::Not(e) | ExprKind::Is(e, _) => f(e),
        ExprKind::Call(callee, args) => {
            f(callee);
            args.iter().for_each(|arg| f(&arg.value));
        }
        ExprKind::Index(a, b) | ExprKind::Binary(_, a, b) => {
            f(a);
            f(b);
        }
        ExprKind::List(items) => items.iter().for_each(f),
        ExprKind::Comprehension(item, clauses) => {
            for clause in clauses {
                f(&clause.iter);
                clause.cond.iter().for_each(&mut *f);
            }
            f(item);
        }
        ExprKind::Record(callee, _) => {
            if let Some(callee) = callee {
                f(callee);
            }
        }
        ExprKind::Table(table) => table.rows.iter().flat_map(|r| r.cells.iter().flatten()).for_each(f),
        ExprKind::If(a, b, c) => {
            f(a);
            f(b);
            f(c);
        }
    }
}
