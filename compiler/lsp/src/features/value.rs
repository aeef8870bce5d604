//! What a field is worth in the lab at hand.

use super::sight::Word;
use super::things::{Declared, Thing};
use crate::requests::Snapshot;
use dlc_db::{Database, Db as _, EntityNo};
use dlc_eval::lab::{block, entities, let_value};
use dlc_eval::value::{Cell, Value};
use dlc_sema::hir::{AnchorNode, ItemKind};
use dlc_sema::scope::head_range;
use dlc_sema::source::{anchor, anchor_at, span};
use dlc_syntax::SyntaxKind::*;
use dlc_syntax::SyntaxNode;
use std::sync::PoisonError;

/// How much of a value is shown.
const ITEMS: usize = 8;
const CHARS: usize = 200;
/// The fields that tell blocks apart.
const FACE: [&str; 6] = ["ip", "mac", "memory", "subnet", "gateway", "address"];

/// What the word at a place is worth: a field of the block that it stands in, or a name.
pub(super) fn at(snapshot: &Snapshot, word: &Word, things: &[Thing]) -> Option<String> {
    let _alone = snapshot.evaluating.lock().unwrap_or_else(PoisonError::into_inner);
    let db = &snapshot.db;
    match things.first()? {
        Thing::Field(..) => {
            let cell = field(snapshot, word)?;
            Some(format!("here: `{}`", show(&cell.value)?))
        }
        Thing::Value(_, _, Declared::At(place)) => {
            let at = span(db, *place)?;
            let file = db.file_of(at.file)?;
            summary(db, file, at.range.start().into())
        }
        Thing::Item(ItemKind::Block, file, key) => {
            let found = anchor(db, *file, key.clone())?;
            let head = span(db, found.origin(head_range(&found.hir.node)))?;
            summary(db, *file, head.range.start().into())
        }
        Thing::Item(ItemKind::Let, file, key) => {
            let found = anchor(db, *file, key.clone()).filter(|found| found.parent.is_none())?;
            let value = let_value(db, found.no, None, Vec::new());
            Some(format!("is: `{}`", show(&value.cell.as_ref()?.value)?))
        }
        _ => None,
    }
}

/// The field that the word sets.
fn field(snapshot: &Snapshot, word: &Word) -> Option<Cell> {
    let db = &snapshot.db;
    let (entity, root) = block_around(db, snapshot.file, word)?;
    let mut way: Vec<String> = Vec::new();
    let mut at = word.token.parent()?;
    // The words of a path up to this one, then the unlabelled blocks around.
    let path = at.ancestors().find(|node| node.kind() == PATH)?;
    let names = path.children().filter(|child| child.kind() == NAME);
    let before = names.take_while(|name| name.text_range().start() <= word.token.text_range().start());
    way.extend(before.map(|name| name.text().to_string()));
    at = path.parent()?;
    while let Some(up) = at.ancestors().skip(1).find(|node| matches!(node.kind(), BLOCK | RECORD | ROW | LIST | FOR)) {
        if up == root {
            break;
        }
        if up.kind() != BLOCK || up.children().any(|child| child.kind() == LABEL) {
            return None;
        }
        let outer = up.children().find(|child| child.kind() == PATH)?;
        let names: Vec<String> = outer.children().filter(|c| c.kind() == NAME).map(|n| n.text().to_string()).collect();
        way.splice(0..0, names);
        at = up;
    }
    let mut cell = block(db, entity, ()).cell.clone();
    for name in way {
        cell = match &cell.value {
            Value::Record(record) => record.get(name.trim())?.clone(),
            Value::Map(map) => map.get(name.trim())?.clone(),
            _ => return None,
        };
    }
    Some(cell)
}

/// The block of the lab that a word stands in, and its node.
fn block_around(db: &Database, file: dlc_db::SourceFile, word: &Word) -> Option<(EntityNo, SyntaxNode)> {
    let (found, _) = anchor_at(db, file, word.token.text_range().start().into())?;
    let entity = entity_of(db, file, found)?;
    let range = span(db, found.origin(found.hir.range))?.range;
    let begins = |node: &SyntaxNode| first_token(node).is_some_and(|token| token.text_range().start() == range.start());
    let node = word.around().find(|node| matches!(node.kind(), BLOCK | ROW) && begins(node))?;
    Some((entity, node))
}

fn first_token(node: &SyntaxNode) -> Option<dlc_syntax::SyntaxToken> {
    node.descendants_with_tokens().filter_map(|e| e.into_token()).find(|token| !token.kind().is_trivia())
}

/// The number of the block that an anchor is, if it is one whose label is plain.
fn entity_of(db: &Database, file: dlc_db::SourceFile, found: &dlc_sema::source::Anchor) -> Option<EntityNo> {
    let lab_key = match &found.parent {
        None => found.key.clone(),
        Some(parent) => parent.clone(),
    };
    let lab = dlc_eval::labs(db, file).into_iter().find(|lab| {
        db.tables().anchor_key(dlc_db::AnchorNo(lab.place.anchor)).is_some_and(|(_, key)| key == lab_key)
    })?;
    if found.parent.is_none() {
        return Some(lab.entity);
    }
    let (kind, label) = match &found.hir.node {
        AnchorNode::Block(block) => {
            let label = block.label.as_ref()?;
            let text =
                label.text.as_ref().map_or_else(|| label.name.as_ref().map(|n| n.name.clone()), |t| t.plain())?;
            (Some(block.path.first()?.name.clone()), text)
        }
        AnchorNode::Row(row) => {
            let first = row.cells.first()?.as_ref()?;
            let at = span(db, found.origin(first.range))?;
            let text = dlc_db::text(db, file).as_deref().ok()?;
            (None, text.get(at.range.start().into()..at.range.end().into())?.trim_matches('"').into())
        }
        _ => return None,
    };
    let lab_schema = super::things::lab_schema(db)?;
    let field = kind.and_then(|kind| lab_schema.kind(&kind)).map(|field| field.name.clone());
    let mut all = entities(db, lab.entity).into_iter();
    all.find(|(of, found, _)| *found == label && field.as_ref().is_none_or(|field| field == of)).map(|(.., no)| no)
}

/// What tells the block whose head is at a byte from others.
fn summary(db: &Database, file: dlc_db::SourceFile, byte: u32) -> Option<String> {
    let (found, _) = anchor_at(db, file, byte)?;
    let entity = entity_of(db, file, found)?;
    let value = block(db, entity, ());
    let Value::Record(record) = &value.cell.value else { return None };
    let shown = FACE.iter().filter_map(|name| {
        let value = &record.get(name)?.value;
        if matches!(value, Value::None) { None } else { Some(format!("{name} = {}", show(value)?)) }
    });
    let shown: Vec<String> = shown.collect();
    (!shown.is_empty()).then(|| format!("`{}`", shown.join("  ")))
}

/// A value as it would be written; none where that is not for eyes or has no form.
pub(super) fn show(value: &Value) -> Option<String> {
    let text = match value {
        Value::None => "none".to_owned(),
        Value::List(items) | Value::Set(items) => {
            let mut shown: Vec<String> =
                items.iter().take(ITEMS).map(|item| show(&item.value)).collect::<Option<_>>()?;
            if items.len() > ITEMS {
                shown.push(format!("… {} in all", items.len()));
            }
            format!("[{}]", shown.join(", "))
        }
        Value::Map(map) if map.is_empty() => "{ }".to_owned(),
        Value::Map(map) => {
            let mut shown: Vec<String> = Vec::new();
            for (key, _, cell) in map.iter().take(ITEMS) {
                shown.push(format!("{key} = {}", show(&cell.value)?));
            }
            if map.len() > ITEMS {
                shown.push(format!("… {} in all", map.len()));
            }
            format!("{{ {} }}", shown.join("  "))
        }
        Value::Record(record) => record.schema.as_ref()?.name.to_string(),
        Value::Ref(reference) => reference.label.to_string(),
        Value::Str(text) => format!("{text:?}"),
        Value::Symbol(name) => name.to_string(),
        Value::Range(range) => format!("{}..{}", show(&range.0)?, show(&range.1)?),
        Value::Bool(_)
        | Value::Int(_)
        | Value::Size(_)
        | Value::Duration(_)
        | Value::Cpu(_)
        | Value::Mode(_)
        | Value::Version(_)
        | Value::Ip(_)
        | Value::Cidr(..)
        | Value::Endpoint(..)
        | Value::Mac(_)
        | Value::Uuid(_)
        | Value::Digest(_) => value.to_text()?.to_string(),
        // Whatever else there is, or will be: secrets are among it.
        _ => return None,
    };
    let text = text.replace('`', "'");
    let short: String = text.chars().take(CHARS).collect();
    Some(if short.len() < text.len() { format!("{short}…") } else { text })
}
