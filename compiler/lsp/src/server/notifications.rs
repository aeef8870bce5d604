//! What the editor tells: texts that open, change and close, files and folders that come and go.

use super::Server;
use crate::lifecycle::refusal;
use crate::uri::path_of;
use lsp_server::{ErrorCode, Notification, Request, RequestId};
use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, FileChangeType,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What is read by labs, or decides where their project begins.
const WATCHED: [&str; 3] =
    ["**/*.dl", "**/dlc.lock", "**/*.{csv,json,yaml,yml,toml,txt,conf,cfg,ini,sh,service,pub,pem,crt,age}"];

impl Server {
    pub(super) fn notification(&mut self, told: Notification) {
        match told.method.as_str() {
            "initialized" => self.watch_files(),
            "textDocument/didOpen" => self.told(told, Self::opened),
            "textDocument/didChange" => self.told(told, Self::changed),
            "textDocument/didClose" => self.told(told, Self::closed),
            "textDocument/didSave" => self.told(told, Self::saved),
            "workspace/didChangeWatchedFiles" => self.told(told, Self::files_changed),
            "workspace/didChangeWorkspaceFolders" => self.told(told, Self::folders_changed),
            "$/cancelRequest" => self.told(told, Self::cancelled),
            // The rest is for others, and by the protocol may be left alone.
            _ => {}
        }
    }

    fn told<P: DeserializeOwned>(&mut self, told: Notification, f: impl FnOnce(&mut Self, P)) {
        match serde_json::from_value(told.params) {
            Ok(params) => f(self, params),
            Err(error) => self.host.log(&format!("`{}` has other parameters than expected: {error}", told.method)),
        }
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let path = key_of(&document.uri.0);
        self.projects.edit(&path, &document.text);
        self.documents.open(path.clone(), document.uri.0, document.version, document.text, self.encoding);
        self.told.remove(&path);
        let home = self.projects.home(&path);
        self.projects.project(&home.root).generation += 1;
    }

    fn changed(&mut self, params: DidChangeTextDocumentParams) {
        let path = key_of(&params.text_document.text_document_identifier.uri.0);
        match self.documents.change(&path, params.text_document.version, params.content_changes) {
            Some(document) => {
                self.projects.edit(&path, document.text.as_str());
                let home = self.projects.home(&path);
                self.projects.project(&home.root).generation += 1;
            }
            None => self.host.log(&format!("`{}` was changed and is not open", path.display())),
        }
    }

    fn closed(&mut self, params: DidCloseTextDocumentParams) {
        let path = key_of(&params.text_document.uri.0);
        let home = self.projects.home(&path);
        if self.documents.close(&path).is_some() {
            self.projects.close(&path);
            self.told.remove(&path);
            self.projects.project(&home.root).generation += 1;
        }
    }

    /// A file that was saved may have become a lab's, or a lab.
    fn saved(&mut self, params: DidSaveTextDocumentParams) {
        let path = key_of(&params.text_document.uri.0);
        if self.documents.get(&path).is_none() {
            return;
        }
        self.projects.look_again(&path);
        if self.projects.has_moved(&path) {
            let home = self.projects.home(&path);
            self.projects.project(&home.root).generation += 1;
        }
    }

    fn files_changed(&mut self, params: DidChangeWatchedFilesParams) {
        let mut moved = false;
        for change in params.changes {
            let Some(path) = path_of(&change.uri.0) else { continue };
            moved |= path.file_name().is_some_and(|name| name == "dlc.lock");
            if change.kind != FileChangeType::Changed {
                self.projects.look_again(&path);
            }
            if self.documents.get(&path).is_none() {
                self.projects.refresh(&path);
            }
        }
        if moved {
            self.move_all();
        }
    }

    fn folders_changed(&mut self, params: DidChangeWorkspaceFoldersParams) {
        let gone: Vec<PathBuf> = params.event.removed.iter().filter_map(|folder| path_of(&folder.uri.0)).collect();
        let mut folders = self.projects.folders().to_vec();
        folders.retain(|folder| !gone.contains(folder));
        folders.extend(params.event.added.iter().filter_map(|folder| path_of(&folder.uri.0)));
        self.projects.set_folders(folders);
        self.move_all();
    }

    /// Finds anew where each open file belongs.
    fn move_all(&mut self) {
        self.projects.move_all();
        let open: Vec<(PathBuf, String)> =
            self.documents.iter().map(|(path, document)| (path.clone(), document.text.as_str().to_owned())).collect();
        for (path, text) in open {
            self.projects.edit(&path, &text);
            self.projects.home(&path);
        }
    }

    fn cancelled(&mut self, params: Value) {
        let Some(id) = params.get("id").and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok()) else {
            return;
        };
        if let Some(token) = self.open.remove(&id) {
            token.cancel();
            self.send(refusal(id, ErrorCode::RequestCanceled, "withdrawn"));
        }
    }

    /// Asks to be told of changes on the disk.
    fn watch_files(&self) {
        if self.client.watches_files {
            let watchers: Vec<Value> = WATCHED.iter().map(|glob| json!({ "globPattern": glob })).collect();
            let method = "workspace/didChangeWatchedFiles";
            let registration = json!({ "id": "files", "method": method, "registerOptions": { "watchers": watchers } });
            let params = json!({ "registrations": [registration] });
            let id = RequestId::from("files".to_owned());
            self.send(Request::new(id, "client/registerCapability".to_owned(), params));
        }
    }
}

/// What an open text is known by: its file; one that has none yet by its URI, in a folder that is nowhere.
pub(super) fn key_of(uri: &str) -> PathBuf {
    path_of(uri).unwrap_or_else(|| PathBuf::from(uri.replace(['/', '\\'], "-")).join("untitled.dl"))
}
