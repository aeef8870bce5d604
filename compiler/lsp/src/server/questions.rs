//! What the editor asks. Each question gets a snapshot and is answered on a thread of its own; those about the board
//! and the text alone are answered at once.

use super::notifications::key_of;
use super::{Found, Server};
use crate::features;
use crate::lifecycle::refusal;
use crate::requests::Snapshot;
use dlc_db::Db as _;
use lsp_server::{ErrorCode, Request, Response};
use lsp_types::{
    CodeActionParams, CompletionParams, DefinitionParams, DocumentFormattingParams, DocumentSymbolParams, HoverParams,
};
use salsa::{Cancelled, Database as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

impl Server {
    pub(super) fn question(&mut self, request: Request) {
        match request.method.as_str() {
            "textDocument/hover" => self.ask(
                request,
                |params: &HoverParams| &params.text_document_position_params.text_document.uri.0,
                |snapshot, params| features::hover(snapshot, params.text_document_position_params.position),
            ),
            "textDocument/definition" => self.ask(
                request,
                |params: &DefinitionParams| &params.text_document_position_params.text_document.uri.0,
                |snapshot, params| features::definition(snapshot, params.text_document_position_params.position),
            ),
            "textDocument/completion" => self.ask(
                request,
                |params: &CompletionParams| &params.text_document_position_params.text_document.uri.0,
                |snapshot, params| features::completion(snapshot, params.text_document_position_params.position),
            ),
            "textDocument/documentSymbol" => self.ask(
                request,
                |params: &DocumentSymbolParams| &params.text_document.uri.0,
                |snapshot, _| features::symbols(snapshot),
            ),
            "textDocument/formatting" => self.ask(
                request,
                |params: &DocumentFormattingParams| &params.text_document.uri.0,
                |snapshot, _| features::formatting(snapshot),
            ),
            "textDocument/codeAction" => self.code_action(request),
            method => {
                let why = format!("there is no `{method}` here");
                self.send(refusal(request.id, ErrorCode::MethodNotFound, &why));
            }
        }
    }

    fn params<P: DeserializeOwned>(&self, request: Request) -> Option<P> {
        match serde_json::from_value(request.params) {
            Ok(params) => Some(params),
            Err(error) => {
                self.send(refusal(request.id, ErrorCode::InvalidParams, &error.to_string()));
                None
            }
        }
    }

    /// Answers a question about an open text; of one that is not open nothing is known.
    fn ask<P: DeserializeOwned + Send + 'static, R: Serialize + 'static>(
        &mut self,
        request: Request,
        uri: fn(&P) -> &String,
        answer: fn(&Snapshot, P) -> R,
    ) {
        let id = request.id.clone();
        let Some(params) = self.params::<P>(request) else { return };
        let Some(snapshot) = self.snapshot(uri(&params)) else {
            return self.send(Response::new_ok(id, Value::Null));
        };
        self.open.insert(id.clone(), snapshot.db.cancellation_token());
        let (found, host) = (self.found.0.clone(), Arc::clone(&self.host));
        self.answering.spawn(move || {
            let work = AssertUnwindSafe(|| serde_json::to_value(answer(&snapshot, params)));
            let response = match catch_unwind(AssertUnwindSafe(|| Cancelled::catch(work))) {
                Ok(Ok(Ok(value))) => Response::new_ok(id, value),
                Ok(Ok(Err(error))) => refusal(id, ErrorCode::InternalError, &error.to_string()),
                Ok(Err(_)) => refusal(id, ErrorCode::ContentModified, "the text was changed meanwhile"),
                Err(_) => {
                    host.log("a question could not be answered: this is a bug in dlc");
                    refusal(id, ErrorCode::InternalError, "this is a bug in dlc")
                }
            };
            // A database that is held here would hold up the next edit.
            drop(snapshot);
            let _ = found.send(Found::Answer(response));
        });
    }

    fn snapshot(&mut self, uri: &str) -> Option<Snapshot> {
        let path = key_of(uri);
        let text = self.documents.get(&path)?.text.clone();
        let home = self.projects.home(&path);
        let (places, client) = (self.places(&home.root), self.client);
        let project = self.projects.project(&home.root);
        let db = project.db.clone();
        Some(Snapshot {
            file: db.file(&home.path),
            db,
            path: home.path,
            text,
            places,
            draft: Arc::clone(&project.draft),
            evaluating: Arc::clone(&project.evaluating),
            client,
        })
    }

    /// What cures something at a place, as far as it was found in the text that the editor has.
    fn code_action(&mut self, request: Request) {
        let id = request.id.clone();
        let Some(params) = self.params::<CodeActionParams>(request) else { return };
        let path = key_of(&params.text_document.uri.0);
        let home = self.projects.home(&path);
        let places = self.places(&home.root);
        let is_current =
            self.documents.get(&path).is_some_and(|document| self.told.get(&path) == Some(&document.version));
        let shown = if is_current { self.board.of(&path) } else { Vec::new() };
        let actions = features::actions(&places, self.client, shown, &params);
        self.send(Response::new_ok(id, actions));
    }
}
