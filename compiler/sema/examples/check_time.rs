//! How long the checker takes: `check_time [ROWS]`. The library, then a lab of so many machines, then one row of it
//! edited. For work on the checker itself.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a tool for whoever works on this crate")]

use dlc_db::{Content, Database, Db, Library, System};
use dlc_sema::check::check_file;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

struct OneLab(String);

impl System for OneLab {
    fn read(&self, path: &str) -> Content {
        match path {
            "lab.dl" => Content::Bytes(Arc::from(self.0.as_bytes())),
            _ => Content::Missing,
        }
    }
}

fn lab(rows: usize) -> String {
    let mut text = String::from(
        "use std.os.flatcar\nlab t {\n  domain = \"t.example\"\n  network lan { subnet = 10.0.0.0/8 }\n  \
         profile base { os = flatcar  autologin = true  file \"/etc/motd\" { contents = \"\\(node.name)\" } }\n  \
         table node {\n    name  ip  mac  memory  roles  include\n",
    );
    for i in 0..rows {
        let (a, b, c) = (i >> 16, i >> 8 & 255, i & 255);
        let _ = writeln!(text, "    n{i}  10.{a}.{b}.{c}  02:00:00:{a:02x}:{b:02x}:{c:02x}  8GiB  [worker]  base");
    }
    text + "  }\n}\n"
}

fn main() {
    let rows = std::env::args().nth(1).and_then(|rows| rows.parse().ok()).unwrap_or(10);
    let std = dlc_stdlib::FILES.iter().filter_map(|(path, text)| Some((path.strip_prefix("std/")?, *text)));
    let files: Vec<(String, String)> = std.map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    let paths: Vec<String> = files.iter().map(|(path, _)| format!("std:{path}")).collect();
    let text = lab(rows);
    for _ in 0..3 {
        let library = Library { files: files.clone(), targets: Vec::new() };
        let mut db = Database::new(OneLab(text.clone()), library);
        // Parsing, lowering and schemas are not the checker's.
        for path in paths.iter().map(String::as_str).chain(["lab.dl"]) {
            let file = db.file(path);
            for item in dlc_sema::scope::items(&db, file) {
                dlc_sema::schema::schema(&db, file, item.anchor.clone());
            }
        }
        let start = Instant::now();
        let mut told: usize = paths.iter().map(|path| check_file(&db, db.file(path)).len()).sum();
        let library = start.elapsed();
        let start = Instant::now();
        told += check_file(&db, db.file("lab.dl")).len();
        let all = start.elapsed();
        let edited = text.replacen("8GiB", "4GiB", 1);
        db.set_content("lab.dl", Content::Bytes(Arc::from(edited.as_bytes())));
        dlc_sema::scope::items(&db, db.file("lab.dl"));
        let start = Instant::now();
        check_file(&db, db.file("lab.dl"));
        println!("library {library:?}, lab of {rows} {all:?}, one row edited {:?}, {told} told", start.elapsed());
    }
}
