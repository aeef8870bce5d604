//! The checker over small programs in memory, none of which is ever evaluated.

use super::check_file;
use dlc_base::{Diagnostic, Span};
use dlc_db::{Content, Database, Db, Library, System};
use expect_test::Expect;
use std::collections::BTreeMap;
use std::sync::Arc;

mod calls;
mod depth;
mod fields;
mod grain;
mod names;
mod operators;
mod reuse;
mod samples;
mod values;

struct Memory(BTreeMap<String, String>);

impl System for Memory {
    fn read(&self, path: &str) -> Content {
        match self.0.get(path) {
            Some(text) => Content::Bytes(Arc::from(text.as_bytes())),
            None => Content::Missing,
        }
    }
}

/// The standard library, and the options of all targets.
fn library() -> Library {
    let below = |folder: &str| -> Vec<(String, String)> {
        let files = dlc_stdlib::FILES.iter().filter_map(|(path, text)| Some((path.strip_prefix(folder)?, text)));
        files.map(|(path, text)| (path.to_owned(), (*text).to_owned())).collect()
    };
    let own = [
        ("dnsmasq", include_str!("../../../../plugins/targets/dnsmasq/options.dl")),
        ("ignition", include_str!("../../../../plugins/targets/ignition/options.dl")),
        ("ipxe", include_str!("../../../../plugins/targets/ipxe/options.dl")),
        ("kubespray", include_str!("../../../../plugins/targets/kubespray/options.dl")),
    ];
    let planned = below("targets/").into_iter().map(|(path, text)| (path.trim_end_matches(".dl").to_owned(), text));
    let targets = own.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).chain(planned);
    Library { files: below("std/"), targets: targets.collect() }
}

fn memory(files: &[(&str, &str)]) -> Memory {
    Memory(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
}

/// A database of these files.
fn database(files: &[(&str, &str)]) -> Database {
    Database::new(memory(files), library())
}

/// What is wrong with a file, a line each: where, what, and what to type.
fn told(db: &Database, path: &str) -> String {
    let file = db.file(path);
    let text = dlc_db::text(db, file).clone().unwrap_or_default();
    let syntax = crate::source::lowered(db, file).errors.iter().cloned();
    let syntax = syntax.map(|error| error.map(|range| Span::new(file.id(db), range)));
    let checked = check_file(db, file).iter().cloned();
    let checked = checked.map(|diag| diag.map(|origin| crate::source::span(db, origin).expect("a place")));
    let mut lines: Vec<(u32, String)> = syntax.chain(checked).map(|diag| line(&text, &diag)).collect();
    lines.sort();
    lines.into_iter().map(|(_, line)| line + "\n").collect()
}

fn line(text: &str, diag: &Diagnostic) -> (u32, String) {
    let range = diag.primary.as_ref().expect("a place").place.range;
    let (start, end) = (usize::from(range.start()), usize::from(range.end()));
    let number = text[..start].matches('\n').count() + 1;
    let mut line = format!("{number} `{}` {}: {}", text[start..end].replace('\n', "⏎"), diag.code, diag.message);
    if let Some(hint) = &diag.hint {
        line += &format!(" [{hint}]");
    }
    (range.start().into(), line)
}

/// What is wrong with one file.
#[allow(clippy::needless_pass_by_value, reason = "an expectation stands in the call")]
fn check(source: &str, expected: Expect) {
    let db = database(&[("lab.dl", source)]);
    expected.assert_eq(&told(&db, "lab.dl"));
}

/// Checks that nothing is wrong with one file.
fn fine(source: &str) {
    let db = database(&[("lab.dl", source)]);
    assert_eq!(told(&db, "lab.dl"), "");
}
