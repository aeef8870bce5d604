//! The outline of a text: what it declares, and the blocks and rows in it.

use crate::requests::Snapshot;
use crate::text::Text;
use dlc_syntax::SyntaxKind::{self, *};
use dlc_syntax::SyntaxNode;
use lsp_types::{DocumentSymbol, DocumentSymbolResponse, Location, SymbolInformation, SymbolKind};

/// How deep the outline goes.
const DEPTH: usize = 64;

/// The outline, as a tree or as a list, as the editor takes it.
pub(crate) fn symbols(snapshot: &Snapshot) -> DocumentSymbolResponse {
    let tree = dlc_db::parse(&snapshot.db, snapshot.file).syntax();
    let symbols = inside(&snapshot.text, &tree, 0);
    if snapshot.client.symbol_tree {
        return DocumentSymbolResponse::DocumentSymbolList(symbols);
    }
    let root = snapshot.places.path(&snapshot.db, snapshot.file.id(&snapshot.db)).unwrap_or_default();
    let uri = snapshot.places.uri(&root);
    let mut out = Vec::new();
    flatten(&symbols, None, &uri, &mut out);
    DocumentSymbolResponse::SymbolInformationList(out)
}

#[allow(deprecated, reason = "the type has a field that is not used any more, and no way to leave it out")]
fn flatten(
    symbols: &[DocumentSymbol],
    container: Option<&str>,
    uri: &lsp_types::Uri,
    out: &mut Vec<SymbolInformation>,
) {
    for symbol in symbols {
        out.push(SymbolInformation {
            location: Location { uri: uri.clone(), range: symbol.range },
            deprecated: None,
            base_symbol_information: lsp_types::BaseSymbolInformation {
                name: symbol.name.clone(),
                kind: symbol.kind,
                tags: None,
                container_name: container.map(str::to_owned),
            },
        });
        flatten(symbol.children.as_deref().unwrap_or_default(), Some(&symbol.name), uri, out);
    }
}

/// The symbols directly inside a node; nodes that are none are looked through.
fn inside(text: &Text, node: &SyntaxNode, depth: usize) -> Vec<DocumentSymbol> {
    if depth > DEPTH {
        return Vec::new();
    }
    let mut out = Vec::new();
    for child in node.children() {
        match symbol(text, &child, depth) {
            Some(symbol) => out.push(symbol),
            None if is_transparent(child.kind()) => out.extend(inside(text, &child, depth + 1)),
            None => {}
        }
    }
    out
}

fn is_transparent(kind: SyntaxKind) -> bool {
    matches!(kind, BODY | SCHEMA_BODY | ROWS | FOR | WHEN | GIVEN | ERROR)
}

fn symbol(text: &Text, node: &SyntaxNode, depth: usize) -> Option<DocumentSymbol> {
    let (kind, named, detail) = match node.kind() {
        LET => (SymbolKind::Constant, child(node, NAME)?, Some("let".to_owned())),
        FN => (SymbolKind::Function, child(node, NAME)?, Some("fn".to_owned())),
        TYPE_DEF => (SymbolKind::TypeParameter, child(node, NAME)?, Some("type".to_owned())),
        SCHEMA => (SymbolKind::Struct, child(node, NAME)?, Some("schema".to_owned())),
        FIELD => (SymbolKind::Field, child(node, NAME)?, None),
        PROFILE => (SymbolKind::Class, child(node, NAME)?, Some("profile".to_owned())),
        TEST => (SymbolKind::Event, child(node, TEXT)?, Some("test".to_owned())),
        TABLE => (SymbolKind::Array, child(node, NAME)?, Some("table".to_owned())),
        ROW => (SymbolKind::Object, node.children().next()?, None),
        BLOCK => {
            let path = child(node, PATH)?;
            match child(node, LABEL) {
                Some(label) => (SymbolKind::Object, label, Some(words(&path))),
                None => (SymbolKind::Namespace, path, None),
            }
        }
        _ => return None,
    };
    let name = label(&words(&named));
    let children = inside(text, node, depth + 1);
    #[allow(deprecated, reason = "the type has a field that is not used any more, and no way to leave it out")]
    Some(DocumentSymbol {
        name,
        detail,
        kind,
        tags: None,
        deprecated: None,
        range: text.range(trimmed(node)),
        selection_range: text.range(trimmed(&named)),
        children: (!children.is_empty()).then_some(children),
    })
}

fn child(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxNode> {
    node.children().find(|child| child.kind() == kind)
}

/// A name as it is shown: a text without its quotes, never empty and on one line.
fn label(words: &str) -> String {
    let plain = words.strip_prefix('"').and_then(|words| words.strip_suffix('"')).unwrap_or(words);
    let line = plain.lines().next().unwrap_or_default().trim();
    if line.is_empty() { "…".to_owned() } else { line.to_owned() }
}

fn words(node: &SyntaxNode) -> String {
    node.text().to_string().trim().to_owned()
}

/// The range of a node without blanks and comments around it.
fn trimmed(node: &SyntaxNode) -> dlc_base::TextRange {
    let tokens = || node.descendants_with_tokens().filter_map(|e| e.into_token()).filter(|t| !t.kind().is_trivia());
    match (tokens().next(), tokens().last()) {
        (Some(first), Some(last)) => first.text_range().cover(last.text_range()),
        _ => node.text_range(),
    }
}
