//! What a word means: declarations, kinds of blocks, ways to a field, what the language brings.

use super::declared::{Declared, Entry, Kind};
use super::{Page, pages};
use dlc_base::suggest;
use dlc_sema::builtins::{self, Receiver};

/// A page for each meaning of `word`.
pub(super) fn find(all: &Declared, word: &str) -> Vec<Page> {
    if let Some((name, file)) = all.modules.iter().find(|(name, _)| name == word) {
        return vec![pages::module(all, name, *file)];
    }
    let mut found: Vec<Page> = meant(all, word).into_iter().map(|entry| pages::of(all, entry)).collect();
    found.extend(builtins::TYPES.iter().filter(|ty| bare(ty.name) == word).map(pages::builtin_type));
    found.extend(builtins::FUNCTIONS.iter().filter(|f| f.name == word).map(pages::builtin_function));
    let unnamed = Receiver::ALL.iter().filter(|r| format!("{r:?}") == word);
    found.extend(
        unnamed.filter(|_| !builtins::TYPES.iter().any(|ty| bare(ty.name) == word)).map(|&r| pages::receiver(r)),
    );
    match word.split_once('.') {
        Some((first, rest)) => found.extend(inside(all, word, first, rest)),
        None => found.extend(builtins::ALL.iter().filter(|b| b.name == word).map(pages::builtin)),
    }
    found
}

fn bare(name: &str) -> &str {
    name.split('<').next().unwrap_or(name)
}

/// Declarations of that name, and the schemas of blocks of that kind; what is declared by that very name comes first.
fn meant<'a>(all: &'a Declared, word: &str) -> Vec<&'a Entry> {
    let mut found: Vec<&Entry> = all.entries.iter().filter(|entry| entry.name == word).collect();
    let of_kind = |entry: &&Entry| entry.kind == Kind::Schema && entry.name.to_lowercase() == word;
    let kinds = all.entries.iter().filter_map(|entry| all.schema(entry)).filter_map(|schema| schema.kind(word));
    let blocks = kinds.filter_map(|field| all.inside(field)).filter_map(|schema| all.entry_of(schema));
    for entry in all.entries.iter().filter(of_kind).chain(blocks) {
        if !found.iter().any(|other| std::ptr::eq(*other, entry)) {
            found.push(entry);
        }
    }
    found
}

/// A field at the end of a way, or a method of a type of the language.
fn inside(all: &Declared, path: &str, first: &str, rest: &str) -> Vec<Page> {
    let mut found: Vec<Page> =
        meant(all, first).into_iter().filter_map(|entry| at_end(all, path, entry, rest)).collect();
    let receiver = Receiver::ALL.iter().find(|r| format!("{r:?}") == first);
    found.extend(receiver.and_then(|&r| builtins::find(r, rest)).map(pages::builtin));
    found
}

fn at_end(all: &Declared, path: &str, entry: &Entry, rest: &str) -> Option<Page> {
    let mut entry = entry;
    let mut words = rest.split('.').peekable();
    while let Some(word) = words.next() {
        let schema = all.schema(entry)?;
        let field = schema.field(word).or_else(|| schema.kind(word))?;
        if words.peek().is_none() {
            return Some(pages::field(all, path, entry, field));
        }
        entry = all.entry_of(all.inside(field)?)?;
    }
    None
}

/// The name nearest to one that means nothing: of the last word of a way, if the way to it leads somewhere.
pub(super) fn nearest(all: &Declared, word: &str) -> Option<String> {
    if let Some((before, last)) = word.rsplit_once('.') {
        let schemas = meant(all, before.rsplit('.').next().unwrap_or(before)).into_iter().filter_map(|e| all.schema(e));
        let names: Vec<&str> = schemas.flat_map(|schema| schema.names()).collect();
        if let Some(near) = suggest::nearest(last, names) {
            return Some(format!("{before}.{near}"));
        }
    }
    // Of names that are equally near, the one that stands first: words of a lab are asked for most.
    let schemas = all.entries.iter().filter_map(|entry| all.schema(entry));
    let kinds = schemas.flat_map(|schema| schema.fields.iter().filter_map(|field| field.kind.as_deref()));
    let names = kinds
        .chain(all.entries.iter().map(|entry| entry.name.as_str()))
        .chain(builtins::TYPES.iter().map(|ty| bare(ty.name)))
        .chain(all.modules.iter().map(|(name, _)| name.as_str()))
        .chain(builtins::ALL.iter().map(|builtin| builtin.name));
    suggest::nearest(word, names).map(str::to_owned)
}
