//! Edits that cure what is wrong, where the compiler knows one.

use crate::board::Shown;
use crate::requests::{Client, Places};
use lsp_types::{CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse, Range, WorkspaceEdit};
use std::collections::HashMap;

/// The cures for what is told of a range. An editor that takes commands only gets none.
pub(crate) fn actions(
    places: &Places,
    client: Client,
    shown: Vec<&Shown>,
    params: &CodeActionParams,
) -> Vec<CodeActionResponse> {
    let wanted = |only: &Vec<CodeActionKind>| {
        only.iter().any(|kind| matches!(kind, CodeActionKind::QuickFix | CodeActionKind::Empty))
    };
    if !client.action_literals || !params.context.only.as_ref().is_none_or(wanted) {
        return Vec::new();
    }
    let here = shown.into_iter().filter(|shown| touches(shown.diagnostic.range, params.range));
    let action = |shown: &Shown| {
        let cure = shown.cure.as_ref()?;
        let changes = HashMap::from([(places.uri(&cure.path), vec![cure.edit.clone()])]);
        Some(CodeActionResponse::CodeAction(CodeAction {
            title: cure.title.clone(),
            kind: Some(CodeActionKind::QuickFix),
            diagnostics: Some(vec![shown.diagnostic.clone()]),
            is_preferred: Some(true),
            edit: Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }),
            ..CodeAction::default()
        }))
    };
    here.filter_map(action).collect()
}

fn touches(a: Range, b: Range) -> bool {
    a.start <= b.end && b.start <= a.end
}
