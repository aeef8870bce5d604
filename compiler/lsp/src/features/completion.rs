//! What could stand at the cursor.
//!
//! While somebody types, the text is broken most of the time. So a word is written where the cursor stands, such as
//! makes the text whole again ([`context`] says which), and the checker is asked what it sees of that word: an entry
//! knows the fields of its block, a name what its place expects. The word is written into a draft that nobody sees.

mod context;
mod entries;
mod imports;
mod item;
mod names;
mod rows;

use super::sight::{Word, sights};
use crate::requests::Snapshot;
use crate::text::size;
use context::{Context, Cursor};
use dlc_base::TextSize;
use dlc_db::{Database, SourceFile};
use dlc_sema::check::watch::{Holder, Seen};
use item::{Item, Kind};
use lsp_types::{CompletionItem, Position};

/// The word that is written at the cursor.
pub(super) const MARK: &str = "zz_cursor_zz";

/// What could stand at a position, each thing once.
pub(crate) fn completion(snapshot: &Snapshot, position: Position) -> Vec<CompletionItem> {
    let tree = dlc_db::parse(&snapshot.db, snapshot.file).syntax();
    let text = snapshot.text.as_str();
    let Some(cursor) = Cursor::at(&tree, text, snapshot.text.offset(position)) else { return Vec::new() };
    let mut items = found(snapshot, &cursor);
    items.sort_by(|a, b| a.order().cmp(&b.order()));
    items.dedup_by(|a, b| a.label == b.label && a.kind == b.kind);
    let range = snapshot.text.range(dlc_base::TextRange::new(size(cursor.start), size(cursor.end)));
    items.into_iter().map(|item| item.shown(range, &cursor, snapshot)).collect()
}

fn found(snapshot: &Snapshot, cursor: &Cursor) -> Vec<Item> {
    match &cursor.context {
        Context::File => entries::of_file(),
        Context::Import(line) => imports::of_line(&snapshot.db, snapshot.file, line),
        Context::Code => names::codes(),
        Context::Type => names::types(&snapshot.db, snapshot.file),
        Context::Entry => ask(snapshot, cursor, |seen| match seen.word() {
            Some(Seen::Field { of, .. }) => entries::of_holder(seen.db, of, &seen.already()),
            _ if cursor.in_schema => entries::of_schema(),
            _ => seen.body().map(|of| entries::of_holder(seen.db, of, &[])).unwrap_or_default(),
        }),
        Context::Column => ask(snapshot, cursor, |seen| match seen.word() {
            Some(Seen::Field { of, .. }) => entries::columns(seen.db, of),
            _ => Vec::new(),
        }),
        Context::Kind => ask(snapshot, cursor, |seen| match seen.body() {
            Some(of) if !of.is_test => entries::kinds(seen.db, of),
            _ => entries::all_kinds(seen.db),
        }),
        Context::Label(kind) => names::labels(&snapshot.db, snapshot.file, kind),
        Context::Expr | Context::Included => ask(snapshot, cursor, |seen| {
            let in_column = seen.is_in_column("include");
            let only_profiles = cursor.context == Context::Included || in_column;
            match seen.word() {
                Some(Seen::Member { of, .. }) => names::members(seen.db, seen.file, of, only_profiles),
                Some(Seen::Name { known, .. }) if only_profiles => {
                    let in_lab = !in_column && seen.body().is_some_and(|of| of.word.as_deref() == Some("lab"));
                    names::profiles(seen.db, known, in_lab)
                }
                Some(Seen::Name { expects, known, .. }) => names::of_place(seen.db, seen.file, expects.as_ref(), known),
                _ => Vec::new(),
            }
        }),
    }
}

/// What is seen where the word was written.
struct Draft<'db> {
    db: &'db Database,
    file: SourceFile,
    word: Option<Word>,
    at: TextSize,
}

impl Draft<'_> {
    fn word(&self) -> Option<&Seen> {
        self.word.as_ref()?.itself()
    }

    /// The innermost braces around.
    fn body(&self) -> Option<&Holder> {
        self.word.as_ref()?.sights.iter().rev().find_map(|(_, seen)| match seen {
            Seen::Body(of) => Some(of),
            _ => None,
        })
    }

    /// The fields that the braces around set already.
    fn already(&self) -> Vec<String> {
        self.word.as_ref().map(entries::set_beside).unwrap_or_default()
    }

    /// Whether the word is a cell of the column of this name.
    fn is_in_column(&self, name: &str) -> bool {
        self.word.as_ref().is_some_and(|word| rows::column_of(word).is_some_and(|column| column == name))
    }
}

/// Writes the word and asks about it.
fn ask(snapshot: &Snapshot, cursor: &Cursor, f: impl FnOnce(&Draft<'_>) -> Vec<Item>) -> Vec<Item> {
    let text = rows::filled(cursor.draft(snapshot.text.as_str()), cursor.start);
    snapshot.draft.ask(&snapshot.path, &text, |db, file| {
        let at = size(cursor.start);
        let word = Word::at(db, file, at, true).map(|word| Word { sights: sights(db, file, at, true), ..word });
        f(&Draft { db, file, word, at })
    })
}

impl std::fmt::Debug for Draft<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a draft at {:?}", self.at)
    }
}

/// What an item completes to where a name alone is wanted.
fn plain(label: impl Into<String>, kind: Kind) -> Item {
    Item::new(label, kind)
}
