//! Whether what a test expects is so.

use super::given::listed;
use super::{Judged, Test, Verdict, evaluation, inside, is_error};
use crate::check::of_the_project;
use crate::cx::{Cx, R};
use crate::env::{Owner, Scope};
use crate::expr::show_expr;
use crate::program::placed;
use crate::value::{Value, quoted};
use dlc_base::{Diagnostic, Origin, Severity};
use dlc_db::Db;
use dlc_sema::Diag;
use dlc_sema::hir::{BinaryOp, BodyId, EntryKind, Expr, ExprKind, Ident};
use smol_str::SmolStr;

/// At most so many values or errors are pointed at.
const SHOWN: usize = 3;

/// A path that the output does not have.
const NO_ARTEFACT: &str = "no-artefact";

/// The codes that a test expects, wherever they stand in it.
pub(super) fn codes(db: &dyn Db, test: &Test) -> Vec<SmolStr> {
    let Some(anchor) = dlc_sema::source::anchor_of(db, test.anchor) else { return Vec::new() };
    let entries = anchor.hir.bodies.iter().flat_map(|body| &body.entries);
    entries
        .filter_map(|entry| match &entry.kind {
            EntryKind::ExpectCode { code, .. } => Some(code.name.clone()),
            _ => None,
        })
        .collect()
}

/// Judges a test of a lab of which `of_lab` is told; `missing` are targets that do not exist yet.
pub(super) fn judge(db: &dyn Db, test: &Test, of_lab: &[Diagnostic], missing: &[String]) -> Judged {
    let cx = evaluation(db, test);
    let mut judge = Judge { cx: &cx, test, of_lab, expects_error: false, unknown: Vec::new(), failures: Vec::new() };
    if let Some((scope, body)) = inside(&cx, test) {
        // What stops it has been reported.
        let _ = judge.body(body, &scope);
    }
    let Judge { expects_error, unknown, failures, .. } = judge;
    let wrong = cx.into_diags();
    let mut told: Vec<Diagnostic> = wrong.into_iter().chain(failures).map(|diag| placed(db, diag)).collect();
    if !expects_error {
        told.extend(of_lab.iter().filter(|told| is_error(told)).cloned());
    }
    if !told.iter().any(is_error) {
        // Nothing else says why.
        told.extend(unknown.into_iter().map(|diag| placed(db, diag)));
    }
    if !missing.is_empty() && !told.is_empty() && told.iter().all(|told| told.code == NO_ARTEFACT) {
        let told = told.into_iter().map(|told| waiting(told, missing)).collect();
        return Judged { verdict: Verdict::Waits, told };
    }
    let verdict = if told.iter().any(is_error) { Verdict::Failed } else { Verdict::Passed };
    Judged { verdict, told }
}

/// A file that a target would perhaps make that does not exist yet.
fn waiting(told: Diagnostic, missing: &[String]) -> Diagnostic {
    let names = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let plural = if missing.len() == 1 { "" } else { "s" };
    let note = format!("the test waits for the target{plural} {names}, which this version does not have");
    Diagnostic { severity: Severity::Warning, hint: None, fix: None, ..told }.note(note)
}

struct Judge<'a, 'db> {
    cx: &'a Cx<'db>,
    test: &'a Test,
    of_lab: &'a [Diagnostic],
    /// Whether an error is expected: then there may be others.
    expects_error: bool,
    /// Conditions that could not be evaluated because of an error of the lab.
    unknown: Vec<Diag>,
    failures: Vec<Diag>,
}

impl<'db> Judge<'_, 'db> {
    fn body(&mut self, body: BodyId, scope: &Scope<'db>) -> R<()> {
        let owner = self.test.lab.map_or(Owner::Nobody, Owner::Lab);
        for entry in &scope.anchor.hir.body(body).entries {
            match &entry.kind {
                EntryKind::Expect(cond) => self.holds(cond, scope),
                EntryKind::ExpectCode { warning, code } => self.has_code(*warning, code, scope),
                EntryKind::For { vars, iter, body } => {
                    for round in self.cx.rounds(scope, vars, iter)? {
                        self.body(*body, &round.inside(*body, &owner))?;
                    }
                }
                EntryKind::When { cond, then, otherwise } => {
                    let body = if self.cx.condition(scope, cond)? { Some(*then) } else { *otherwise };
                    if let Some(body) = body {
                        self.body(body, &scope.inside(body, &owner))?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// `expect e`
    fn holds(&mut self, cond: &'db Expr, scope: &Scope<'db>) {
        *self.cx.reads.borrow_mut() = Some(Vec::new());
        let before = self.cx.mistakes();
        let holds = self.cx.condition(scope, cond);
        let reads = self.cx.reads.borrow_mut().take().unwrap_or_default();
        match holds {
            Ok(true) => {}
            Ok(false) => {
                let diag = self.does_not_hold(cond, scope, reads);
                self.failures.push(diag);
            }
            Err(_) if self.cx.mistakes() > before => {}
            Err(_) => {
                let message = "this cannot be evaluated, because something that it reads has an error";
                self.unknown.push(Diag::error("expectation-failed", scope.anchor.origin(cond.range), message));
            }
        }
    }

    fn does_not_hold(&self, cond: &'db Expr, scope: &Scope<'db>, reads: Vec<Origin>) -> Diag {
        let part = self.failing(cond, scope);
        let reads = if std::ptr::eq(part, cond) { reads } else { self.reads_of(part, scope) };
        let cond = part;
        let place = scope.anchor.origin(cond.range);
        let mut diag = Diag::error("expectation-failed", place, "the test expects this, and it is not so");
        // A list of the whole lab is nobody's line.
        let lab = self.test.lab.and_then(|lab| self.cx.anchor(self.cx.db.tables().entity_key(lab)?.lab));
        let head = lab.map(|lab| lab.origin(dlc_sema::scope::head_range(&lab.hir.node)));
        let bytes = |place: &Origin| (place.anchor, place.start, place.end);
        let shown = |place: &Origin| of_the_project(self.cx, place) && head.as_ref().map(bytes) != Some(bytes(place));
        for place in reads.into_iter().filter(shown).take(SHOWN) {
            diag = diag.also(place, "");
        }
        if let ExprKind::Binary(op, a, b) = &cond.kind
            && !matches!(op, BinaryOp::And | BinaryOp::Or)
        {
            diag.notes.extend([a, b].into_iter().filter_map(|side| self.shown(side, scope)));
        }
        diag
    }

    /// The places of the values that a part of a condition reads.
    fn reads_of(&self, part: &'db Expr, scope: &Scope<'db>) -> Vec<Origin> {
        let probe = evaluation(self.cx.db, self.test);
        *probe.reads.borrow_mut() = Some(Vec::new());
        // It was evaluated before.
        let _ = probe.condition(scope, part);
        probe.reads.take().unwrap_or_default()
    }

    /// The part of a condition that is to blame.
    fn failing(&self, cond: &'db Expr, scope: &Scope<'db>) -> &'db Expr {
        match &cond.kind {
            ExprKind::Binary(BinaryOp::And, a, b) => {
                let probe = evaluation(self.cx.db, self.test);
                let part = if probe.condition(scope, a) == Ok(false) { a } else { b };
                self.failing(part, scope)
            }
            _ => cond,
        }
    }

    /// A side of a comparison with its value, unless it is written out there.
    fn shown(&self, side: &'db Expr, scope: &Scope<'db>) -> Option<String> {
        if !matches!(side.kind, ExprKind::Name(..) | ExprKind::Member(..) | ExprKind::Index(..) | ExprKind::Call(..)) {
            return None;
        }
        // What is wrong with it alone, without the other side, is nobody's concern.
        let value = evaluation(self.cx.db, self.test).value(scope, side, None).ok()?;
        Some(format!("`{}` is {}", show_expr(side), show(&value.value)))
    }

    /// `expect error code`, `expect warning code`
    fn has_code(&mut self, warning: bool, code: &Ident, scope: &Scope<'db>) {
        let severity = if warning { Severity::Warning } else { Severity::Error };
        self.expects_error |= !warning;
        let of_code = |told: &&Diagnostic| told.code == *code.name;
        if self.of_lab.iter().filter(of_code).any(|told| told.severity == severity) {
            return;
        }
        let (what, other) = if warning { ("warning", "error") } else { ("error", "warning") };
        let mut found: Vec<SmolStr> = Vec::new();
        for told in self.of_lab.iter().filter(|told| told.severity == severity) {
            let shown = SmolStr::from(format!("`{}`", told.code));
            if !found.contains(&shown) {
                found.push(shown);
            }
        }
        let has = if found.is_empty() { format!("no {what}") } else { listed(&found) };
        let message = format!("expected `{}`; the lab has {has}", code.name);
        let name = if warning { "expected-warning" } else { "expected-error" };
        let diag = Diag::error(name, scope.anchor.origin(code.range), message);
        self.failures.push(match self.of_lab.iter().any(|told| told.code == *code.name) {
            true => diag.hint(format!("it is of another weight here: write `expect {other} {}`", code.name)),
            false => self
                .of_lab
                .iter()
                .filter(|told| told.severity == severity)
                .take(SHOWN)
                .fold(diag, |diag, told| diag.note(format!("it has {what}[{}]: {}", told.code, told.message))),
        });
    }
}

/// A value in a few words.
fn show(value: &Value) -> String {
    const ITEMS: usize = 8;
    match value {
        Value::Str(text) => quoted(text),
        Value::Symbol(name) => name.to_string(),
        Value::List(items) | Value::Set(items) if items.len() <= ITEMS => {
            let items = items.iter().map(|item| show(&item.value)).collect::<Vec<_>>().join(", ");
            format!("[{items}]")
        }
        other => other.describe(),
    }
}
