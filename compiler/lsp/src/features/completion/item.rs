//! One thing that can stand at the cursor.

use super::context::{Context, Cursor};
use crate::requests::Snapshot;
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, Documentation, InsertTextFormat, MarkupContent,
    MarkupKind, Position, Range, TextEdit,
};

/// What it is, which decides its picture and how near the top it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A symbol that is expected.
    Symbol,
    /// A block that is expected, by its label.
    Reference,
    /// A schema whose record is expected.
    Record,
    /// A field.
    Field,
    /// A kind of blocks.
    Block,
    /// A method.
    Method,
    /// A profile.
    Profile,
    /// A module.
    Module,
    /// A name of another type.
    Name,
    /// A function.
    Function,
    /// A type.
    Type,
    /// A code.
    Code,
    /// A word of the language.
    Word,
}

/// One thing.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// What is shown.
    pub(super) label: String,
    /// What it is.
    pub(super) kind: Kind,
    /// Its type, beside it.
    pub(super) detail: Option<String>,
    /// Its documentation.
    pub(super) doc: Option<String>,
    /// What is written instead of the label, with `$1`, `$0` for places to fill in.
    pub(super) snippet: Option<String>,
    /// Less likely than others of its kind.
    pub(super) is_late: bool,
    /// A line to add to the imports.
    pub(super) import: Option<String>,
}

impl Item {
    /// A thing that is written as it is shown.
    pub(super) fn new(label: impl Into<String>, kind: Kind) -> Self {
        let label = label.into();
        Self { label, kind, detail: None, doc: None, snippet: None, is_late: false, import: None }
    }

    /// Its type.
    #[must_use]
    pub(super) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Its documentation.
    #[must_use]
    pub(super) fn doc(mut self, doc: Option<String>) -> Self {
        self.doc = doc;
        self
    }

    /// What is written.
    #[must_use]
    pub(super) fn snippet(mut self, snippet: impl Into<String>) -> Self {
        self.snippet = Some(snippet.into());
        self
    }

    /// What it is sorted by.
    pub(super) fn order(&self) -> (bool, Kind, &str) {
        (self.is_late, self.kind, &self.label)
    }

    /// As the editor takes it. Where an entry goes on behind the cursor, the name alone is written.
    pub(super) fn shown(self, range: Range, cursor: &Cursor, snapshot: &Snapshot) -> CompletionItem {
        let sort_text = format!("{}{:02}{}", u8::from(self.is_late), self.kind as u8, self.label);
        let takes = snapshot.client.snippets && !(cursor.context == Context::Entry && cursor.is_followed);
        let (new_text, format) = match self.snippet.filter(|_| takes) {
            Some(snippet) => (snippet, InsertTextFormat::Snippet),
            None => (self.label.clone(), InsertTextFormat::PlainText),
        };
        let markup = if snapshot.client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
        let documentation = self.doc.map(|value| Documentation::MarkupContent(MarkupContent { kind: markup, value }));
        let edits = self.import.map(|line| {
            let at = Position { line: import_line(snapshot.text.as_str()), character: 0 };
            vec![TextEdit { range: Range { start: at, end: at }, new_text: line }]
        });
        CompletionItem {
            label: self.label,
            kind: Some(picture(self.kind)),
            detail: self.detail,
            documentation,
            sort_text: Some(sort_text),
            insert_text_format: Some(format),
            text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit { range, new_text })),
            additional_text_edits: edits,
            ..CompletionItem::default()
        }
    }
}

/// The line before which an import can be added: behind the last one, else behind the edition.
fn import_line(text: &str) -> u32 {
    let begins = |word: &str| {
        let at =
            text.lines().enumerate().filter(|(_, line)| line.strip_prefix(word).is_some_and(|l| l.starts_with(' ')));
        at.last().map(|(number, _)| number + 1)
    };
    let line = begins("use").or_else(|| begins("edition")).unwrap_or_default();
    u32::try_from(line).unwrap_or_default()
}

fn picture(kind: Kind) -> CompletionItemKind {
    match kind {
        Kind::Symbol => CompletionItemKind::EnumMember,
        Kind::Reference => CompletionItemKind::Reference,
        Kind::Record | Kind::Type => CompletionItemKind::Struct,
        Kind::Field => CompletionItemKind::Field,
        Kind::Block => CompletionItemKind::Class,
        Kind::Method => CompletionItemKind::Method,
        Kind::Profile => CompletionItemKind::Interface,
        Kind::Module => CompletionItemKind::Module,
        Kind::Name => CompletionItemKind::Variable,
        Kind::Function => CompletionItemKind::Function,
        Kind::Code => CompletionItemKind::Constant,
        Kind::Word => CompletionItemKind::Keyword,
    }
}
