//! Checks a lab and prints its model: `try ROOT LAB`. For work on the evaluator itself.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a tool for whoever works on this crate")]

use dlc_base::FileId;
use dlc_base::render::{Sources, Style, render};
use dlc_db::{Content, Database, Db, Library, System};
use std::collections::BTreeMap;
use std::sync::Arc;

struct Disk(std::path::PathBuf);

impl System for Disk {
    fn read(&self, path: &str) -> Content {
        match std::fs::read(self.0.join(path)) {
            Ok(bytes) => Content::Bytes(Arc::from(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Content::Missing,
            Err(error) => Content::Unreadable(error.to_string()),
        }
    }
}

struct Texts(BTreeMap<FileId, (String, String)>);

impl Sources for Texts {
    fn source(&self, file: FileId) -> Option<(&str, &str)> {
        self.0.get(&file).map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let std =
        dlc_stdlib::FILES.iter().map(|(path, text)| (path.trim_start_matches("std/").to_owned(), (*text).to_owned()));
    let mut targets: Vec<(String, String)> = Vec::new();
    for (name, path) in [
        ("ignition", "plugins/targets/ignition/options.dl"),
        ("ipxe", "plugins/targets/ipxe/options.dl"),
        ("kubespray", "stdlib/targets/kubespray.dl"),
        ("dnsmasq", "stdlib/targets/dnsmasq.dl"),
    ] {
        if let Ok(text) = std::fs::read_to_string(path) {
            targets.push((name.to_owned(), text));
        }
    }
    let start = std::time::Instant::now();
    let db = Database::new(Disk(args[1].clone().into()), Library { files: std.collect(), targets });
    let entry = db.file(&args[2]);
    let diags = dlc_eval::check_program(&db, entry);
    let took = start.elapsed();
    let texts = db
        .files()
        .into_iter()
        .map(|f| (f.id(&db), (f.path(&db).to_owned(), dlc_db::text(&db, f).clone().unwrap_or_default())));
    print!("{}", render(diags.clone(), &Texts(texts.collect()), Style::default()));
    println!("{} diagnostics, {took:?}", diags.len());
    if args.get(3).is_some() {
        for lab in dlc_eval::labs(&db, entry) {
            match dlc_eval::model::cluster(&db, lab.entity) {
                Ok(model) => println!("{}", model.cluster.to_json().unwrap_or_default()),
                Err(faults) => println!("{faults:#?}"),
            }
        }
    }
}
