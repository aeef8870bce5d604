//! From a keystroke to the diagnostics of the whole program, as a language server asks for them.

use crate::project::{database, write};
use dlc_db::{Database, Db as _};
use std::time::{Duration, Instant};

/// How often each edit is made; the best counts.
const ROUNDS: usize = 5;

/// Edits of a lab in many files, and how long each takes until it is known what is wrong.
pub(crate) fn edits(machines: usize, files: usize, seed: u64) -> Vec<(&'static str, Duration)> {
    let all = dlc_tests::split(machines, files, seed);
    let mut db = database(all.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let whole = wait(&mut db);
    let text = |path: &str| all.iter().find(|(of, _)| of == path).map(|(_, text)| text.as_str()).unwrap();
    let rack = format!("rack{}.dl", files / 2);
    let row = text(&rack).lines().find(|line| line.contains("[worker]")).unwrap();
    let resized = row.replace("16GiB", "4GiB").replace("8GiB ", "4GiB ").replace("32GiB", "4GiB");
    let moved = row.replace("02:", "06:");
    let added = format!("{row}\n{}", row.replacen('n', "m", 1).replace("10.16.", "10.17.").replace("02:", "0a:"));
    let hosts = ("127.0.0.1 localhost", "127.0.0.1 localhost localhost4");
    let mut out = vec![("everything, the first time", whole)];
    for (what, path, old, new) in [
        ("a comment", rack.as_str(), row, format!("{row} // here").as_str()),
        ("a cell: memory", rack.as_str(), row, resized.as_str()),
        ("a cell: MAC", rack.as_str(), row, moved.as_str()),
        ("a new row", rack.as_str(), row, added.as_str()),
        ("a line of the profile of all machines", "lab.dl", hosts.0, hosts.1),
    ] {
        let (before, after) = (text(path), text(path).replacen(old, new, 1));
        assert_ne!(before, after, "{what}");
        let rounds = (0..ROUNDS).map(|_| {
            write(&mut db, path, &after);
            let time = wait(&mut db);
            write(&mut db, path, before);
            wait(&mut db);
            time
        });
        out.push((what, rounds.min().unwrap()));
    }
    out
}

/// How long it takes to know what is wrong: nothing.
fn wait(db: &mut Database) -> Duration {
    let entry = db.file("lab.dl");
    let begin = Instant::now();
    let found = dlc_eval::check_program(db, entry);
    let time = begin.elapsed();
    assert!(found.is_empty(), "{found:?}");
    time
}
