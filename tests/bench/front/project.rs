//! A project in memory, with everything that the compiler brings.

use dlc_db::{Content, Database, Library, System};
use std::path::Path;

/// Where the options of targets lie that bring their own.
const BUILT: [&str; 3] = ["dnsmasq", "ignition", "ipxe"];

/// A database that holds these files: paths and texts.
pub(crate) fn database<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Database {
    let mut db = Database::new(Nothing, library());
    for (path, text) in files {
        write(&mut db, path, text);
    }
    db
}

/// Says what a file holds from now on.
pub(crate) fn write(db: &mut Database, path: &str, text: &str) {
    db.set_content(path, Content::Bytes(text.as_bytes().into()));
}

struct Nothing;

impl System for Nothing {
    fn read(&self, _path: &str) -> Content {
        Content::Missing
    }
}

fn library() -> Library {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let below = |folder: &str| -> Vec<(String, String)> {
        let files = dlc_stdlib::FILES.iter().filter_map(|(path, text)| Some((path.strip_prefix(folder)?, text)));
        files.map(|(path, text)| (path.to_owned(), (*text).to_owned())).collect()
    };
    let options = |name: &str| {
        let path = root.join(format!("plugins/targets/{name}/options.dl"));
        (name.to_owned(), std::fs::read_to_string(path).unwrap())
    };
    let planned = below("targets/").into_iter().map(|(path, text)| (path.trim_end_matches(".dl").to_owned(), text));
    let planned = planned.filter(|(name, _)| !BUILT.contains(&name.as_str()));
    Library { files: below("std/"), targets: BUILT.into_iter().map(options).chain(planned).collect() }
}
