//! The editor's end of the pipe.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long an answer may take on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(300);

/// A running server with its pipe.
pub(crate) struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    next: i32,
    /// What came before it was asked for.
    pub(crate) seen: Vec<Value>,
}

impl Client {
    /// Starts a server that keeps its copies below `cache`.
    pub(crate) fn start(cache: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dlc"))
            .args(["lsp", "--stdio"])
            .env("XDG_CACHE_HOME", cache)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the server starts");
        let stdout = child.stdout.take().expect("a pipe");
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut reader = BufReader::new(stdout);
            while let Some(message) = read(&mut reader) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let stdin = child.stdin.take();
        Self { child, stdin, messages, next: 0, seen: Vec::new() }
    }

    /// Starts a server and greets it with these capabilities.
    pub(crate) fn greeted(cache: &Path, root: &str, capabilities: Value) -> (Self, Value) {
        let mut client = Self::start(cache);
        let folders = json!([{ "uri": root, "name": "work" }]);
        let params =
            json!({ "processId": null, "rootUri": root, "workspaceFolders": folders, "capabilities": capabilities });
        let told = client.ask("initialize", params).expect("it greets back");
        client.tell("initialized", json!({}));
        (client, told)
    }

    /// Sends bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("the pipe is open");
        stdin.write_all(bytes).and_then(|()| stdin.flush()).expect("the server reads");
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    /// Tells something.
    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Asks something, without waiting for the answer.
    pub(crate) fn begin(&mut self, method: &str, params: Value) -> i32 {
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": params }));
        self.next
    }

    /// Asks something: the result, or the error.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.begin(method, params);
        self.answer(id)
    }

    /// The answer to a question.
    pub(crate) fn answer(&mut self, id: i32) -> Result<Value, Value> {
        let answer = self.wait(|message| message["id"] == id && message.get("method").is_none());
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }

    /// Waits for a message; others are kept.
    pub(crate) fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.seen.iter().position(&wanted) {
            return self.seen.remove(at);
        }
        loop {
            let message = self.messages.recv_timeout(PATIENCE).expect("the server answers");
            if wanted(&message) {
                return message;
            }
            self.seen.push(message);
        }
    }

    /// Says goodbye. The status that the server ends with.
    pub(crate) fn leave(mut self) -> i32 {
        self.ask("shutdown", Value::Null).expect("it takes leave");
        self.tell("exit", Value::Null);
        self.end()
    }

    /// Waits for the server's end.
    pub(crate) fn end(mut self) -> i32 {
        drop(self.stdin.take());
        let status = self.child.wait().expect("it ends").code().expect("a status");
        // What is left in the pipe are whole messages.
        self.seen.extend(self.messages.iter());
        status
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.child.wait();
    }
}

/// One message; none at the end. Anything else on the pipe is a fault of the server.
fn read(reader: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).expect("the pipe is text") == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("no header: {line:?}"));
        if name.eq_ignore_ascii_case("Content-Length") {
            length = Some(value.parse::<usize>().expect("a number"));
        }
    }
    let mut body = vec![0; length.expect("a length")];
    reader.read_exact(&mut body).expect("a whole message");
    Some(serde_json::from_slice(&body).expect("JSON"))
}
