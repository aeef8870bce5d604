//! Blocks of a kind, by label.

use super::{Base, Contribution, Frame, FrameData, Group, Hold, LabelOf, NewFrame, Seed, Sites, What, amend::rank};
use crate::cx::{Cx, Ev, R};
use crate::env::{block_schema, label_text};
use crate::value::{Cell, Value, natural};
use dlc_base::Origin;
use dlc_sema::Diag;
use dlc_sema::hir::ExprKind;
use dlc_sema::schema::Field;
use dlc_sema::ty::Ty;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::rc::Rc;

impl<'db> FrameData<'db> {
    /// Blocks of a kind, by label.
    pub(super) fn group(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        field: &'db Field,
        kind: &SmolStr,
        said: Vec<Contribution<'db>>,
    ) -> R<Ev<'db>> {
        let sites = self.sites(cx)?;
        let said = cleared(cx, field, &sites, said)?;
        let mut blocks: Vec<(SmolStr, Vec<Contribution<'db>>)> = Vec::new();
        let mut known: FxHashMap<SmolStr, usize> = FxHashMap::default();
        for contribution in said {
            let What::Block(label, _) = &contribution.what else { continue };
            let label = self.label_of(cx, kind, label, &contribution)?;
            match known.get(&label).and_then(|&at| blocks.get_mut(at)) {
                Some((_, block)) => {
                    if let Some(first) = block.iter().find(|first| sites.is_same_body(first.site, contribution.site)) {
                        let diag = Diag::error(
                            "duplicate-label",
                            contribution.place,
                            format!("{kind} `{label}` is declared twice"),
                        );
                        cx.push(diag.also(first.place, "first here"));
                        continue;
                    }
                    block.push(contribution);
                }
                None => {
                    known.insert(label.clone(), blocks.len());
                    blocks.push((label, vec![contribution]));
                }
            }
        }
        cx.elements(blocks.len(), self.place)?;
        blocks.sort_by(|a, b| natural(&a.0, &b.0));
        let mut frames = Vec::with_capacity(blocks.len());
        for (label, block) in blocks {
            if let Some(frame) = self.block(cx, field, kind, &label, &block, &sites) {
                frames.push((label, frame));
            }
        }
        Ok(Ev::Group(Rc::new(Group { frames })))
    }

    fn block(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        field: &Field,
        kind: &SmolStr,
        label: &SmolStr,
        said: &[Contribution<'db>],
        sites: &Sites<'db>,
    ) -> Option<Frame<'db>> {
        let place = said.last().map_or(self.place, |c| c.place);
        let Some(schema) = block_schema(cx, field, label) else {
            let known = cx.db.targets();
            let diag = Diag::error("unknown-target", place, format!("there is no {kind} `{label}`"));
            cx.push(match dlc_base::suggest::nearest(label, known.iter().map(String::as_str)) {
                Some(near) => diag.hint(format!("did you mean `{near}`?")),
                None => diag.note(format!("there are: {}", known.join(", "))),
            });
            return None;
        };
        let mut all: Vec<(usize, Seed<'db>)> = Vec::new();
        for contribution in said {
            let What::Block(_, source) = &contribution.what else { continue };
            let seed = Seed::new(source.clone(), contribution.scope.clone(), contribution.place);
            all.push((contribution.site, seed));
        }
        rank(&mut all, sites);
        let seeds = all.into_iter().map(|(_, seed)| seed).collect();
        let hold = Hold {
            frame: self.clone(),
            field: field.name.clone(),
            label: Some(label.clone()),
            word: Some(kind.clone()),
        };
        let label = key_cell(cx, field, label, place);
        Some(FrameData::new(
            cx,
            NewFrame {
                schema: Some(schema),
                map: None,
                hold: Some(hold),
                label: Some(label),
                place,
                base: Base::Defaults,
                seeds,
            },
        ))
    }

    fn label_of(
        self: &Rc<Self>,
        cx: &Cx<'db>,
        kind: &str,
        label: &LabelOf<'db>,
        said: &Contribution<'db>,
    ) -> R<SmolStr> {
        match label {
            LabelOf::Label(label) => label_text(cx, &said.scope, label),
            LabelOf::Cell(cell) => crate::lab::cell_label(cx, &said.scope, cell),
            LabelOf::Missing => {
                let diag = Diag::error("missing-label", said.place, format!("a {kind} has a label"));
                Err(cx.report(diag.hint(format!("write `{kind} NAME {{ … }}`"))))
            }
        }
    }
}

/// The label of a block as the value that its schema sees.
pub(crate) fn key_cell(cx: &Cx<'_>, field: &Field, label: &SmolStr, place: Origin) -> Cell {
    let text = Cell::new(Value::Str(label.clone()), place);
    let Ty::Map(map) = field.ty.peeled() else { return text };
    match cx.fit(Ev::Cell(text.clone()), &map.0, place) {
        Ok(Ev::Cell(cell)) => cell,
        _ => text,
    }
}

/// `files = none`, `files = []`: clears what stands below. Nothing but blocks is left.
pub(crate) fn cleared<'db>(
    cx: &Cx<'db>,
    field: &Field,
    sites: &Sites<'db>,
    said: Vec<Contribution<'db>>,
) -> R<Vec<Contribution<'db>>> {
    let mut clearing = Vec::new();
    for contribution in &said {
        let (What::Set(expr) | What::Add(expr)) = &contribution.what else { continue };
        let empty = match &expr.kind {
            ExprKind::None => true,
            ExprKind::List(items) => items.is_empty(),
            ExprKind::Record(None, body) => contribution.scope.anchor.hir.body(*body).entries.is_empty(),
            _ => false,
        };
        if !empty || matches!(contribution.what, What::Add(_)) {
            let kind = field.kind.as_deref().unwrap_or_default();
            let diag = Diag::error(
                "type-mismatch",
                contribution.place,
                format!("`{}` holds blocks of the kind {kind}", field.name),
            );
            return Err(cx.report(diag.hint(format!("write `{kind} NAME {{ … }}`; `{} = []` clears them", field.name))));
        }
        clearing.push(contribution.site);
    }
    if clearing.is_empty() {
        return Ok(said);
    }
    let stands = |c: &Contribution<'db>| !clearing.iter().any(|&site| sites.is_above(site, c.site));
    Ok(said.into_iter().filter(|c| matches!(c.what, What::Block(..)) && stands(c)).collect())
}
