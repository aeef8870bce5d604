//! The library is loaded name by name: what a lab does not use is not even parsed.

use crate::project::{Nothing, library};
use dlc_db::{Content, Database, Db};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

const LAB: &str = "
use std.os.flatcar

lab t {
  domain = \"t.example\"
  node a { os = flatcar  autologin = true }
  // more
}
";

/// The systems and targets whose files were lowered, for which they have to be parsed.
fn read(text: &str) -> BTreeSet<String> {
    let read: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let listener = {
        let read = read.clone();
        Box::new(move |what: &str| {
            let file = what.strip_prefix("lower ").filter(|f| f.starts_with("std:os/") || f.starts_with("target:"));
            read.lock().unwrap().extend(file.map(str::to_owned));
        })
    };
    let mut db = Database::with_listener(Nothing, library(), Some(listener));
    db.set_content("lab.dl", Content::Bytes(text.as_bytes().into()));
    let entry = db.file("lab.dl");
    assert_eq!(dlc_eval::check_program(&db, entry), Vec::new());
    drop(db);
    Arc::into_inner(read).unwrap().into_inner().unwrap()
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn of_systems_and_targets_only_those_are_read_that_the_lab_uses() {
    assert_eq!(read(LAB), names(&["std:os/flatcar.dl", "target:ignition"]));
}

#[test]
fn each_name_more_reads_one_file_more() {
    let target = LAB.replace("// more", "target kubespray { release = 2.27.0 }");
    assert_eq!(read(&target), names(&["std:os/flatcar.dl", "target:ignition", "target:kubespray"]));
    let system = LAB.replace("use std.os.flatcar", "use std.os { alpine, flatcar }").replace(
        "// more",
        "node b { os = alpine { version = 3.20 }  ssh_keys = [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx4 me\"] }",
    );
    assert_eq!(read(&system), names(&["std:os/alpine.dl", "std:os/flatcar.dl", "target:alpine", "target:ignition"]));
}
