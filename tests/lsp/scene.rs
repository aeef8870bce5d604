//! A project on the disk, open in an editor, with a cursor.

use crate::client::Client;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A lab that is right, to write entries into at `$0`.
pub(crate) const LAB: &str = r#"edition 2026

use std.os.flatcar

/// A room.
lab room {
  domain = "room.example"

  /// Everybody's network.
  network lan {
    subnet  = 10.0.0.0/24
    gateway = 10.0.0.1
    dns     = [10.0.0.1]
    dhcp    = external
  }
  host srv { ip = 10.0.0.2 }
  boot { server = srv  url = "http://10.0.0.2/boot" }

  profile base {
    os = flatcar { version = 3975.2.1 }
    autologin = true
    memory = 8GiB
  }

  table node {
    name  ip         mac                include
    n1    10.0.0.11  02:00:00:00:00:01  base
    n2    10.0.0.12  02:00:00:00:00:02  base
  }
$0
}
"#;

/// [`LAB`] with these lines in it.
pub(crate) fn lab(lines: &str) -> String {
    LAB.replace("$0", lines)
}

/// What an editor of today takes.
pub(crate) fn capabilities() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-8", "utf-16"] },
        "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
        "textDocument": {
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "completion": { "completionItem": { "snippetSupport": true } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } },
        },
    })
}

/// The project.
pub(crate) struct Scene {
    /// The editor.
    pub(crate) client: Client,
    folder: tempfile::TempDir,
    /// The text of each open file, with its version.
    open: Vec<(String, i32, String)>,
    /// The file with the cursor, and where it is.
    cursor: Option<(String, Value)>,
}

impl Scene {
    /// Writes the files and opens the one with the cursor; without one, the first.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        Self::with(files, capabilities())
    }

    /// The same with an editor that takes other things. Columns count bytes unless it says otherwise.
    pub(crate) fn with(files: &[(&str, &str)], capabilities: Value) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().join("work");
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            std::fs::write(path, text.replace("$0", "")).expect("a file");
        }
        let (client, _) = Client::greeted(&folder.path().join("cache"), &uri(&root), capabilities);
        let mut scene = Self { client, folder, open: Vec::new(), cursor: None };
        let (path, text) = files.iter().find(|(_, text)| text.contains("$0")).unwrap_or(&files[0]);
        scene.open(path, text);
        scene
    }

    /// The project's folder.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// The URI of a file.
    pub(crate) fn uri(&self, path: &str) -> String {
        uri(&self.root().join(path))
    }

    /// Opens a file with a text, which need not be the disk's.
    pub(crate) fn open(&mut self, path: &str, text: &str) {
        let text = self.mark(path, text);
        let document = json!({ "uri": self.uri(path), "languageId": "dl", "version": 1, "text": text });
        self.open.push((path.to_owned(), 1, text));
        self.client.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    fn mark(&mut self, path: &str, text: &str) -> String {
        if let Some(at) = text.find("$0") {
            self.cursor = Some((path.to_owned(), position(text, at)));
        }
        text.replace("$0", "")
    }

    /// Replaces a text as a whole.
    pub(crate) fn write(&mut self, path: &str, text: &str) {
        let text = self.mark(path, text);
        let change = json!([{ "text": text }]);
        self.change(path, change);
        self.document(path).2 = text;
    }

    /// Sends changes as they are.
    pub(crate) fn change(&mut self, path: &str, changes: Value) {
        let uri = self.uri(path);
        let document = self.document(path);
        document.1 += 1;
        let document = json!({ "uri": uri, "version": document.1 });
        self.client.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Closes a file.
    pub(crate) fn close(&mut self, path: &str) {
        self.open.retain(|(open, ..)| open != path);
        let uri = self.uri(path);
        self.client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    fn document(&mut self, path: &str) -> &mut (String, i32, String) {
        self.open.iter_mut().find(|(open, ..)| open == path).expect("it is open")
    }

    /// What is wrong with an open file in the text that it has now.
    pub(crate) fn diagnostics(&mut self, path: &str) -> Vec<Value> {
        let version = self.document(path).1;
        self.published(path, |params| params["version"] == version)
    }

    /// The next diagnostics of a file that satisfy `wanted`.
    pub(crate) fn published(&mut self, path: &str, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let uri = self.uri(path);
        let told = self.client.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri.as_str()
                && wanted(&message["params"])
        });
        told["params"]["diagnostics"].as_array().expect("a list").clone()
    }

    /// Asks about the cursor.
    pub(crate) fn ask(&mut self, method: &str) -> Value {
        let (path, position) = self.cursor.clone().expect("a cursor");
        let params = json!({ "textDocument": { "uri": self.uri(&path) }, "position": position });
        self.client.ask(method, params).expect("an answer")
    }

    /// Asks about a file as a whole.
    pub(crate) fn about(&mut self, method: &str, path: &str) -> Value {
        let options = json!({ "tabSize": 2, "insertSpaces": true });
        let params = json!({ "textDocument": { "uri": self.uri(path) }, "options": options });
        self.client.ask(method, params).expect("an answer")
    }

    /// What could stand at the cursor.
    pub(crate) fn completions(&mut self) -> Vec<Value> {
        self.ask("textDocument/completion").as_array().expect("a list").clone()
    }

    /// The labels of what could stand at the cursor, the likely ones first.
    pub(crate) fn labels(&mut self) -> Vec<String> {
        let mut items = self.completions();
        items.sort_by_key(|item| item["sortText"].as_str().expect("an order").to_owned());
        items.iter().map(|item| item["label"].as_str().expect("a label").to_owned()).collect()
    }

    /// What is said of the word at the cursor.
    pub(crate) fn hover(&mut self) -> String {
        self.ask("textDocument/hover")["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    /// Where the word at the cursor is declared: file, and the line's text.
    pub(crate) fn definitions(&mut self) -> Vec<(String, String)> {
        let found = self.ask("textDocument/definition");
        found.as_array().expect("a list").iter().map(|location| self.line_of(location)).collect()
    }

    /// A location as the end of its path and the text of its line.
    pub(crate) fn line_of(&self, location: &Value) -> (String, String) {
        let path = location["uri"].as_str().expect("a URI").strip_prefix("file://").expect("a file").to_owned();
        let root = self.root();
        let short = Path::new(&path).strip_prefix(&root).map(|path| path.display().to_string());
        let open = self.open.iter().find(|(open, ..)| short.as_ref() == Ok(open)).map(|(.., text)| text.clone());
        let text = open.unwrap_or_else(|| std::fs::read_to_string(&path).expect("it can be opened"));
        let line = location["range"]["start"]["line"].as_u64().expect("a line");
        let line = text.lines().nth(usize::try_from(line).expect("a number")).unwrap_or_default().trim().to_owned();
        (short.unwrap_or_else(|_| path.rsplit("/library/").next().unwrap_or(&path).to_owned()), line)
    }

    /// The text of an open file after edits.
    pub(crate) fn applied(&mut self, path: &str, edits: &Value) -> String {
        let text = self.document(path).2.clone();
        let mut edits: Vec<(usize, usize, String)> = edits
            .as_array()
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .map(|edit| {
                let at = |end: &str| offset(&text, &edit["range"][end]);
                (at("start"), at("end"), edit["newText"].as_str().expect("a text").to_owned())
            })
            .collect();
        edits.sort();
        let mut out = text.clone();
        for (start, end, new) in edits.into_iter().rev() {
            out.replace_range(start..end, &new);
        }
        out
    }
}

/// The codes of diagnostics.
pub(crate) fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|d| d["code"].as_str().expect("a code")).collect()
}

/// The URI of a path without blanks.
pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// The position of a byte, with columns in bytes.
pub(crate) fn position(text: &str, at: usize) -> Value {
    let before = &text[..at];
    let line = before.matches('\n').count();
    json!({ "line": line, "character": at - before.rfind('\n').map_or(0, |newline| newline + 1) })
}

fn offset(text: &str, position: &Value) -> usize {
    let number = |name: &str| usize::try_from(position[name].as_u64().expect("a number")).expect("it is small");
    let start: usize = text.split_inclusive('\n').take(number("line")).map(str::len).sum();
    start + number("character")
}
