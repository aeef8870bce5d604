//! Places in words: what a place of the model is called, what a line stands in, and what the library says of it.

use super::Reasons;
use dlc_base::{Origin, Span};
use dlc_db::AnchorNo;
use dlc_model::input_path::{InputPath, Root};
use dlc_sema::hir::AnchorNode;
use dlc_sema::source::{anchor, anchor_of};

impl Reasons<'_> {
    /// The profile, block or schema that a place stands in.
    pub(super) fn within(&self, origin: Origin) -> Option<String> {
        let db = &self.front.db;
        let mut at = anchor_of(db, AnchorNo(origin.anchor));
        while let Some(found) = at {
            match &found.hir.node {
                AnchorNode::Profile { name, .. } => return Some(format!("profile `{}`", name.name)),
                AnchorNode::Schema(schema) => return Some(format!("schema `{}`", schema.name.name)),
                AnchorNode::Let { name, .. } => return Some(format!("`let {}`", name.name)),
                AnchorNode::Fn { name, .. } => return Some(format!("`fn {}`", name.name)),
                AnchorNode::Block(block) => {
                    let kind = block.path.first().map(|kind| kind.name.to_string()).unwrap_or_default();
                    let label = block.label.as_ref();
                    let text = label.and_then(|label| label.text.as_ref().and_then(|text| text.plain()));
                    let name = text.or_else(|| label?.name.as_ref().map(|name| name.name.clone()));
                    return Some(name.map_or_else(|| format!("`{kind}`"), |name| format!("{kind} `{name}`")));
                }
                AnchorNode::Row(row) => {
                    let first = row.cells.first()?.as_ref()?;
                    let place = self.span(found.origin(first.range))?;
                    return Some(format!("the row of `{}`", self.source(place)?));
                }
                _ => at = found.parent.clone().and_then(|parent| anchor(db, found.file, parent)),
            }
        }
        None
    }

    /// The documentation above the line of a place.
    pub(super) fn doc(&self, place: Span) -> Option<String> {
        let db = &self.front.db;
        let text = dlc_db::text(db, db.file_of(place.file)?).as_deref().ok()?;
        let before = text.get(..usize::from(place.range.start()))?;
        let above = before.lines().rev().skip(usize::from(!before.ends_with('\n')));
        let mut doc: Vec<&str> =
            above.map(str::trim).map_while(|line| line.strip_prefix("///")).map(str::trim).collect();
        doc.reverse();
        (!doc.is_empty()).then(|| doc.join(" "))
    }
}

/// A place of the model in words: `files."/etc/motd".mode` of node `s4`.
pub(super) fn title(path: &InputPath) -> String {
    let mut way = String::new();
    for step in &path.steps {
        let plain = step.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && step.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if step.bytes().all(|byte| byte.is_ascii_digit()) {
            way.push_str(&format!("[{step}]"));
            continue;
        }
        if !way.is_empty() {
            way.push('.');
        }
        way.push_str(&if plain { step.clone() } else { format!("{step:?}") });
    }
    let of = match &path.root {
        Root::Lab => "the lab".to_owned(),
        Root::Node(name) => format!("node `{name}`"),
        Root::MenuMachine(name) => format!("menu machine `{name}`"),
    };
    if way.is_empty() { of } else { format!("`{way}` of {of}") }
}
