//! The phases of the front end, each asked for when the ones before it are done.

use crate::project::database;
use dlc_db::{Db, SourceFile};
use std::time::{Duration, Instant};

/// What is measured, in this order.
pub(crate) const PHASES: [&str; 8] = ["parse", "lower", "declare", "check", "expand", "evaluate", "conclude", "model"];

/// How long each took.
pub(crate) type Times = [Duration; PHASES.len()];

/// Checks a lab and makes its model, in a fresh database.
pub(crate) fn run(text: &str) -> Times {
    const ENTRY: &str = "lab.dl";
    // Which files take part is known once somebody has parsed them.
    let files: Vec<String> = {
        let db = database([(ENTRY, text)]);
        let entry = db.file(ENTRY);
        dlc_sema::scope::reachable(&db, entry).0.into_iter().map(|file| file.path(&db).to_owned()).collect()
    };
    let db = database([(ENTRY, text)]);
    let entry = db.file(ENTRY);
    let files: Vec<SourceFile> = files.iter().map(|path| db.file(path)).collect();
    let each = |of: &dyn Fn(SourceFile)| files.iter().copied().for_each(of);

    let mut times = Times::default();
    let mut clock = times.iter_mut();
    let mut phase = |run: &dyn Fn()| {
        let begin = Instant::now();
        run();
        *clock.next().unwrap() = begin.elapsed();
    };
    phase(&|| {
        each(&|file| {
            dlc_db::parse(&db, file);
        })
    });
    phase(&|| {
        each(&|file| {
            dlc_sema::source::lowered(&db, file);
        })
    });
    phase(&|| {
        each(&|file| {
            dlc_sema::scope::file_scope(&db, file);
        })
    });
    phase(&|| each(&|file| assert!(dlc_sema::check::check_file(&db, file).is_empty())));
    let lab = dlc_eval::labs(&db, entry).remove(0).entity;
    phase(&|| drop(dlc_eval::lab::entities(&db, lab)));
    phase(&|| {
        for (_, _, entity) in dlc_eval::lab::entities(&db, lab) {
            dlc_eval::lab::block(&db, entity, ());
        }
    });
    phase(&|| assert!(dlc_eval::check_program(&db, entry).is_empty()));
    phase(&|| assert!(dlc_eval::model::cluster(&db, lab).is_ok()));
    times
}
