//! What a word is: what it stands for, what is said of it, and what it is worth in the lab at hand.

use super::show::words;
use super::sight::Word;
use super::things::{field_of, things};
use super::value;
use crate::requests::Snapshot;
use crate::text::size;
use dlc_sema::ty::Ty;
use lsp_types::{Contents, Hover, MarkupContent, MarkupKind, Position};

/// What is said of the word at a position.
pub(crate) fn hover(snapshot: &Snapshot, position: Position) -> Option<Hover> {
    let db = &snapshot.db;
    let word = Word::at(db, snapshot.file, size(snapshot.text.offset(position)), false)?;
    let things = things(db, snapshot.file, &word);
    let mut parts: Vec<String> = Vec::new();
    for thing in &things {
        let said = words(db, thing);
        let code = (!said.code.is_empty()).then(|| fenced(&said.code, snapshot.client.markdown));
        let part = [code, said.doc].into_iter().flatten().collect::<Vec<_>>().join("\n\n");
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    // A secret is not shown, and what may be one neither.
    let is_secret = things.iter().filter_map(|thing| field_of(db, thing)).any(|field| hides(&field.ty));
    if !is_secret && let Some(value) = value::at(snapshot, &word, &things) {
        parts.push(value);
    }
    let value = parts.join("\n\n---\n\n");
    let kind = if snapshot.client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
    (!value.is_empty()).then(|| Hover {
        contents: Contents::MarkupContent(MarkupContent { kind, value }),
        range: Some(snapshot.text.range(word.token.text_range())),
    })
}

/// Whether values of this type may be secret.
pub(super) fn hides(ty: &Ty) -> bool {
    ty.any(|member| match member {
        Ty::Secret(_) => true,
        Ty::List(item) | Ty::Set(item) => hides(item),
        Ty::Map(map) => hides(&map.1),
        _ => false,
    })
}

fn fenced(code: &str, markdown: bool) -> String {
    if markdown { format!("```dl\n{code}\n```") } else { code.to_owned() }
}
