use super::check_file;
use dlc_base::FileId;
use dlc_base::render::{Sources, Style, render};
use dlc_db::{Content, Database, Db, Library, System};
use std::collections::BTreeMap;
use std::sync::Arc;

mod samples;

struct Memory(BTreeMap<String, String>);

impl System for Memory {
    fn read(&self, path: &str) -> Content {
        match self.0.get(path) {
            Some(text) => Content::Bytes(Arc::from(text.as_bytes())),
            None => Content::Missing,
        }
    }
}

struct Texts(BTreeMap<FileId, (String, String)>);

impl Sources for Texts {
    fn source(&self, file: FileId) -> Option<(&str, &str)> {
        self.0.get(&file).map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// The standard library, and the options of the targets that bring their own.
fn library() -> Library {
    let std = dlc_stdlib::FILES.iter().map(|(path, text)| (path.trim_start_matches("std/"), *text));
    let targets = [
        ("ignition", include_str!("../../../../plugins/targets/ignition/options.dl")),
        ("ipxe", include_str!("../../../../plugins/targets/ipxe/options.dl")),
    ];
    let own = |list: &mut dyn Iterator<Item = (&str, &str)>| list.map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    Library { files: own(&mut std.into_iter()), targets: own(&mut targets.into_iter()) }
}

/// A database of these files.
fn database(files: &[(&str, &str)]) -> Database {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    Database::new(Memory(files), library())
}

/// What is wrong with a file, as it is shown.
fn told(db: &Database, path: &str) -> String {
    let file = db.file(path);
    let syntax = crate::source::lowered(db, file).errors.iter().cloned();
    let syntax = syntax.map(|error| error.map(|range| dlc_base::Span::new(file.id(db), range)));
    let diags = check_file(db, file).iter().cloned().map(|diag| {
        let span = |origin| crate::source::span(db, origin).expect("a place");
        diag.map(span)
    });
    let diags: Vec<_> = syntax.chain(diags).collect();
    let text =
        |file| (dlc_db::SourceFile::path(file, db).to_owned(), dlc_db::text(db, file).clone().unwrap_or_default());
    let texts = db.files().into_iter().map(|file| (file.id(db), text(file))).collect();
    render(diags, &Texts(texts), Style::default())
}
