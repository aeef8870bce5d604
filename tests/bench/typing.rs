//! `cargo bench -p dlc-lsp`: from a keystroke to what the editor shows, in a lab of many machines in many files.
//!
//! Two numbers after `--` are machines and files; without any, 2,000 in 40. An editor at the other end of a channel sends
//! one change and waits for the diagnostics of that version; each figure is the middle one of some keystrokes, and the
//! slowest. The first check, which is that of `dlc check`, stands above them.
#![allow(clippy::disallowed_methods, reason = "a benchmark has a clock")]
#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot run has nothing to say")]

use dlc_driver::{Content, System};
use dlc_lsp::{Connection, Found, Host};
use lsp_server::{Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Always the same lab.
const SEED: u64 = 225;
const ROOT: &str = "/lab";
const KEYSTROKES: usize = 15;

fn main() {
    let mut numbers = std::env::args().filter_map(|arg| arg.parse::<usize>().ok());
    let (machines, files) = (numbers.next().unwrap_or(2_000), numbers.next().unwrap_or(40));
    let files: BTreeMap<String, String> = dlc_tests::split(machines, files, SEED).into_iter().collect();
    println!("{machines} machines in {} files", files.len());
    let texts = files.clone();
    let (server, editor) = Connection::memory();
    let serving =
        std::thread::Builder::new().stack_size(64 << 20).spawn(move || dlc_lsp::serve(server, Arc::new(Memory(files))));
    let mut editor = Editor { end: editor, next: 0, version: 1 };
    editor.ask("initialize", json!({ "capabilities": {}, "rootUri": "file:///lab" }));
    editor.tell("initialized", json!({}));

    let begun = Instant::now();
    editor.open("lab.dl", &texts["lab.dl"]);
    row("the first check", &[begun.elapsed()]);
    let (rack, text) = texts.last_key_value().unwrap();
    editor.open(rack, text);

    let (in_row, cells) = text.lines().enumerate().filter(|(_, line)| line.contains("GiB")).last().unwrap();
    let memory = cells.find("GiB").unwrap() - 1;
    editor.type_at(rack, "a cell of a row in a module", in_row, memory, 1, &["6", "4", "8"]);
    let line_of = |word: &str| {
        let (number, line) = texts["lab.dl"].lines().enumerate().find(|(_, line)| line.contains(word)).unwrap();
        (number, line.find(word).unwrap())
    };
    let (line, column) = line_of("lab made");
    editor.type_at("lab.dl", "a comment of the lab", line, column, 0, &["a", "b", "c"]);
    let (line, column) = line_of("RestartSec=10");
    editor.type_at("lab.dl", "a text in the profile of all", line, column + "RestartSec=1".len(), 1, &["1", "2", "3"]);
    let (line, column) = line_of("10.16.0.3]");
    editor.type_at("lab.dl", "a field that all machines read", line, column + "10.16.0.".len(), 1, &["4", "5", "6"]);
    let (line, column) = line_of("spec = 3.3.0");
    for (what, method) in [
        ("hover", "textDocument/hover"),
        ("completion", "textDocument/completion"),
        ("definition", "textDocument/definition"),
    ] {
        let at = json!({ "textDocument": { "uri": "file:///lab/lab.dl" }, "position": { "line": line, "character": column } });
        let times: Vec<Duration> = (0..KEYSTROKES)
            .map(|_| {
                let begun = Instant::now();
                editor.ask(method, at.clone());
                begun.elapsed()
            })
            .collect();
        row(what, &times);
    }
    editor.ask("shutdown", Value::Null);
    editor.tell("exit", Value::Null);
    serving.unwrap().join().unwrap();
}

fn row(what: &str, times: &[Duration]) {
    let mut times = times.to_vec();
    times.sort();
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "{what:32} {:>9.1} ms   slowest {:>9.1} ms",
        millis(times[times.len() / 2]),
        millis(*times.last().unwrap())
    );
}

/// The editor's end.
struct Editor {
    end: Connection,
    next: i32,
    version: i32,
}

impl Editor {
    fn tell(&self, method: &str, params: Value) {
        self.end.sender.send(Notification::new(method.to_owned(), params).into()).unwrap();
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.end.sender.send(Request::new(id.clone(), method.to_owned(), params).into()).unwrap();
        loop {
            if let Message::Response(response) = self.end.receiver.recv().unwrap()
                && response.id == id
            {
                return response.response_result.unwrap();
            }
        }
    }

    fn open(&mut self, path: &str, text: &str) {
        let document =
            json!({ "uri": format!("file://{ROOT}/{path}"), "languageId": "dl", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
        self.wait(path, 1);
    }

    /// Replaces what stands at a place by each text in turn, and waits for the diagnostics each time.
    fn type_at(&mut self, path: &str, what: &str, line: usize, column: usize, mut width: usize, texts: &[&str]) {
        let mut times = Vec::new();
        for round in 0..KEYSTROKES {
            let text = texts[round % texts.len()];
            self.version += 1;
            let range = json!({
                "start": { "line": line, "character": column }, "end": { "line": line, "character": column + width },
            });
            let document = json!({ "uri": format!("file://{ROOT}/{path}"), "version": self.version });
            let begun = Instant::now();
            self.tell(
                "textDocument/didChange",
                json!({ "textDocument": document, "contentChanges": [{ "range": range, "text": text }] }),
            );
            self.wait(path, self.version);
            times.push(begun.elapsed());
            width = text.len();
        }
        row(what, &times);
    }

    fn wait(&self, path: &str, version: i32) {
        let uri = format!("file://{ROOT}/{path}");
        loop {
            if let Message::Notification(told) = self.end.receiver.recv().unwrap()
                && told.params["uri"] == uri
                && told.params["version"] == version
            {
                assert_eq!(told.params["diagnostics"], json!([]), "the lab is right");
                return;
            }
        }
    }
}

/// A disk that holds the lab and nothing else.
struct Memory(BTreeMap<String, String>);

impl Host for Memory {
    fn system(&self, _root: &Path) -> Box<dyn System> {
        Box::new(Files(self.0.clone()))
    }

    fn is_file(&self, path: &Path) -> bool {
        path.strip_prefix(ROOT).ok().and_then(Path::to_str).is_some_and(|path| self.0.contains_key(path))
    }

    fn list(&self, folder: &Path) -> Vec<Found> {
        let here = folder == Path::new(ROOT);
        let files = self.0.keys().filter(|_| here);
        files.map(|name| Found { name: name.clone(), is_folder: false }).collect()
    }

    fn library(&self) -> Option<PathBuf> {
        None
    }

    fn keep(&self, _path: &Path, _text: &str) -> bool {
        false
    }

    fn log(&self, line: &str) {
        println!("{line}");
    }
}

struct Files(BTreeMap<String, String>);

impl System for Files {
    fn read(&self, path: &str) -> Content {
        self.0.get(path).map_or(Content::Missing, |text| Content::Bytes(text.as_bytes().into()))
    }
}
