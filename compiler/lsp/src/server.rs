//! The one thread that owns texts and databases: takes messages in their order, hands out snapshots, and tells the
//! editor what the threads found, if it is still about the text that the editor has.

mod notifications;
mod questions;

use crate::board::{Board, Shown};
use crate::checking;
use crate::documents::Documents;
use crate::host::Host;
use crate::lifecycle::refusal;
use crate::pool::Pool;
use crate::projects::Projects;
use crate::requests::{Client, Places};
use crate::text::Encoding;
use crossbeam_channel::{Receiver, Sender, select, unbounded};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::PublishDiagnosticsParams;
use salsa::{CancellationToken, Cancelled};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

/// How many threads answer questions.
const ANSWERING: usize = 2;

/// A server for one editor.
pub(crate) struct Server {
    connection: Connection,
    host: Arc<dyn Host>,
    client: Client,
    encoding: Encoding,
    documents: Documents,
    projects: Projects,
    board: Board,
    /// The version of each open text for which diagnostics were told.
    told: BTreeMap<PathBuf, i32>,
    answering: Pool,
    checking: Pool,
    /// Questions that are worked on, each with what stops the work.
    open: HashMap<RequestId, CancellationToken>,
    found: (Sender<Found>, Receiver<Found>),
    /// Whether the editor said that it will leave.
    is_leaving: bool,
}

/// What a thread found.
enum Found {
    /// The answer to a question.
    Answer(Response),
    /// What is wrong in a project, as of a generation; none if that was not found out.
    Wrong(PathBuf, u64, Option<BTreeMap<PathBuf, Vec<Shown>>>),
}

impl Server {
    /// A server for the editor at the other end.
    pub(crate) fn new(
        connection: Connection,
        host: Arc<dyn Host>,
        client: Client,
        encoding: Encoding,
        folders: Vec<PathBuf>,
    ) -> Self {
        let mut projects = Projects::new(Arc::clone(&host));
        projects.set_folders(folders);
        Self {
            connection,
            host,
            client,
            encoding,
            documents: Documents::default(),
            projects,
            board: Board::default(),
            told: BTreeMap::new(),
            answering: Pool::new("dlc answers", ANSWERING),
            checking: Pool::new("dlc checks", 1),
            open: HashMap::new(),
            found: unbounded(),
            is_leaving: false,
        }
    }

    /// Serves until the editor leaves. Returns the status to end with.
    pub(crate) fn run(mut self) -> u8 {
        let messages = self.connection.receiver.clone();
        let found = self.found.1.clone();
        loop {
            select! {
                recv(messages) -> message => match message {
                    Ok(Message::Notification(told)) if told.method == "exit" => return u8::from(!self.is_leaving),
                    Ok(message) => self.guarded(|server| server.message(message)),
                    // The editor is gone without a word.
                    Err(_) => return 1,
                },
                recv(found) -> found => if let Ok(found) = found {
                    self.guarded(|server| server.take(found));
                },
            }
            // Whoever types sends the next letter before the last one is looked at.
            if messages.is_empty() && found.is_empty() {
                self.guarded(Self::check);
            }
        }
    }

    /// A panic in one message is told, and the next message is taken.
    fn guarded(&mut self, f: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| f(self))).is_err() {
            self.host.log("a message could not be handled: this is a bug in dlc");
        }
    }

    fn message(&mut self, message: Message) {
        match message {
            Message::Request(request) if self.is_leaving => {
                self.send(refusal(request.id, ErrorCode::InvalidRequest, "the server was shut down"));
            }
            Message::Request(Request { id, method, .. }) if method == "shutdown" => {
                self.is_leaving = true;
                self.open.values().for_each(CancellationToken::cancel);
                self.send(Response::new_ok(id, Value::Null));
            }
            Message::Request(request) => self.question(request),
            Message::Notification(notification) => self.notification(notification),
            // Nothing that is asked of the editor needs its answer.
            Message::Response(_) => {}
        }
    }

    fn take(&mut self, found: Found) {
        match found {
            // A question that was answered by its withdrawal is answered once.
            Found::Answer(response) => {
                if self.open.remove(&response.id).is_some() {
                    self.send(response);
                }
            }
            Found::Wrong(root, generation, wrong) => {
                let Some(project) = self.projects.get(&root) else { return };
                project.is_running = false;
                if project.generation != generation {
                    return;
                }
                project.checked = Some(generation);
                if let Some(wrong) = wrong {
                    self.publish(&root, wrong);
                }
            }
        }
    }

    fn send(&self, message: impl Into<Message>) {
        // An editor that is gone is noticed where messages are taken.
        let _ = self.connection.sender.send(message.into());
    }

    fn notify(&self, method: &str, params: impl serde::Serialize) {
        self.send(Notification::new(method.to_owned(), params));
    }

    /// Has every project looked through that was changed since.
    fn check(&mut self) {
        let open = self.projects.open_files();
        for root in self.board.projects() {
            if !open.contains_key(&root) {
                self.publish(&root, BTreeMap::new());
            }
        }
        for (root, names) in open {
            let places = self.places(&root);
            let Some(project) = self.projects.get(&root) else { continue };
            if project.is_running || project.checked == Some(project.generation) {
                continue;
            }
            project.is_running = true;
            let (db, candidates) = (project.db.clone(), project.candidates.clone());
            let (evaluating, generation) = (Arc::clone(&project.evaluating), project.generation);
            let (found, host) = (self.found.0.clone(), Arc::clone(&self.host));
            self.checking.spawn(move || {
                let look = || {
                    let _alone = evaluating.lock().unwrap_or_else(PoisonError::into_inner);
                    checking::check(&places, &db, &candidates, &names)
                };
                let wrong = match catch_unwind(AssertUnwindSafe(|| Cancelled::catch(AssertUnwindSafe(look)))) {
                    Ok(wrong) => wrong.ok(),
                    Err(_) => {
                        host.log("diagnostics could not be computed: this is a bug in dlc");
                        None
                    }
                };
                // A database that is held here would hold up the next edit.
                drop((db, places));
                let _ = found.send(Found::Wrong(root, generation, wrong));
            });
        }
    }

    /// Tells what a project found, where that is news.
    fn publish(&mut self, root: &Path, wrong: BTreeMap<PathBuf, Vec<Shown>>) {
        let mut paths = self.board.replace(root, wrong);
        // A text of which nothing is wrong before and after is told too: so an editor knows that it was looked at.
        for (path, document) in self.documents.iter() {
            let is_here = self.projects.home_of(path).is_some_and(|home| home.root == root);
            if is_here && self.told.get(path) != Some(&document.version) && !paths.contains(path) {
                paths.push(path.clone());
            }
        }
        let places = self.places(root);
        for path in paths {
            let version = self.documents.get(&path).map(|document| document.version);
            if let Some(version) = version {
                self.told.insert(path.clone(), version);
            }
            let diagnostics = self.board.of(&path).into_iter().map(|shown| shown.diagnostic.clone()).collect();
            let params = PublishDiagnosticsParams { uri: places.uri(&path), version, diagnostics };
            self.notify("textDocument/publishDiagnostics", params);
        }
    }

    fn places(&self, root: &Path) -> Places {
        let uris = self.documents.iter().map(|(path, document)| (path.clone(), document.uri.clone())).collect();
        Places::new(root.to_owned(), Arc::clone(&self.host), self.encoding, Arc::new(uris))
    }
}
