//! From the editor's greeting to its farewell.

use crate::host::Host;
use crate::requests::Client;
use crate::server::Server;
use crate::text::Encoding;
use crate::uri::path_of;
use lsp_server::{Connection, ErrorCode, Message, Request, RequestId, Response};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProvider, CompletionOptions, DefinitionProvider,
    DocumentFormattingProvider, DocumentSymbolProvider, HoverProvider, Save, SaveOptions, ServerCapabilities,
    TextDocumentSync, TextDocumentSyncKind, TextDocumentSyncOptions,
};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// Serves one editor until it says goodbye or is gone. Returns the status to end with: 0 after `shutdown` and `exit`.
pub fn serve(connection: Connection, host: Arc<dyn Host>) -> u8 {
    let Some(Request { id, params, .. }) = greeting(&connection) else { return 1 };
    let offered = params.pointer("/capabilities/general/positionEncodings").and_then(Value::as_array);
    let offered = offered.into_iter().flatten().filter_map(Value::as_str);
    let encoding = Encoding::negotiate(offered);
    let result = json!({
        "capabilities": capabilities(encoding),
        "serverInfo": { "name": "dlc", "version": env!("CARGO_PKG_VERSION") },
    });
    if connection.sender.send(Response::new_ok(id, result).into()).is_err() {
        return 1;
    }
    Server::new(connection, host, Client::of(&params), encoding, folders(&params)).run()
}

/// Waits for `initialize`. None if the editor leaves before.
fn greeting(connection: &Connection) -> Option<Request> {
    loop {
        match connection.receiver.recv().ok()? {
            Message::Request(request) if request.method == "initialize" => return Some(request),
            Message::Request(Request { id, .. }) => {
                let told = refusal(id, ErrorCode::ServerNotInitialized, "`initialize` comes first");
                connection.sender.send(told.into()).ok()?;
            }
            Message::Notification(notification) if notification.method == "exit" => return None,
            _ => {}
        }
    }
}

/// An answer that there is none.
pub(crate) fn refusal(id: RequestId, code: ErrorCode, why: &str) -> Response {
    Response::new_err(id, code as i32, why.to_owned())
}

/// The editor's folders.
fn folders(initialize: &Value) -> Vec<PathBuf> {
    let many = initialize.pointer("/workspaceFolders").and_then(Value::as_array);
    let many = many.into_iter().flatten().filter_map(|folder| folder.pointer("/uri"));
    let mut found: Vec<PathBuf> = many.filter_map(|uri| path_of(uri.as_str()?)).collect();
    if found.is_empty() {
        found.extend(initialize.pointer("/rootUri").and_then(|uri| path_of(uri.as_str()?)));
    }
    found
}

fn capabilities(encoding: Encoding) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(Save::SaveOptions(SaveOptions { include_text: Some(false) })),
        ..TextDocumentSyncOptions::default()
    };
    let triggers = [".", "=", "\"", "/", "(", "[", "{", ","];
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(TextDocumentSync::Options(sync)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(triggers.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProvider::Bool(true)),
        definition_provider: Some(DefinitionProvider::Bool(true)),
        document_symbol_provider: Some(DocumentSymbolProvider::Bool(true)),
        document_formatting_provider: Some(DocumentFormattingProvider::Bool(true)),
        code_action_provider: Some(CodeActionProvider::CodeActionOptions(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QuickFix]),
            ..CodeActionOptions::default()
        })),
        workspace: serde_json::from_value(json!({
            "workspaceFolders": { "supported": true, "changeNotifications": true },
        }))
        .ok(),
        ..ServerCapabilities::default()
    }
}
