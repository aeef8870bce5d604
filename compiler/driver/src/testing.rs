//! `dlc test`: every test of a lab, with the output that it asks for.

use crate::blame::Blame;
use crate::build::VERSION;
use crate::front::Front;
use crate::render::Rendering;
use crate::secrets::Sealing;
use crate::{Outcome, contribute, guide, has_errors, identity, planned};
use dlc_base::{Diagnostic, Span};
use dlc_db::{Database, EntityNo};
use dlc_emit::Collected;
use dlc_eval::model::{LabModel, LabOrigins, named_targets};
use dlc_eval::testing::{self, Judged, Output, Test};
use dlc_plugin_host::{HostOptions, PluginHost};
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::path::PathBuf;

pub use dlc_eval::testing::Verdict;

use crate::project::Project;

/// What `test` is given beside the lab.
#[derive(Debug, Clone, Default)]
pub struct TestOptions {
    /// Only tests whose title contains one of these; all, if there is none.
    pub only: Vec<String>,
    /// How many threads work.
    pub threads: usize,
    /// Where compiled plugins are kept; `None` compiles them anew.
    pub cache: Option<PathBuf>,
    /// Whether what is not pinned in the project's lock is refused.
    pub locked: Option<crate::lock::Locked>,
}

/// A test that ran.
#[derive(Debug, Clone)]
pub struct Tested {
    /// Its title.
    pub name: String,
    /// The file that it stands in, from the project's root.
    pub path: String,
    /// The line of its title, from 1.
    pub line: usize,
    /// How it ended.
    pub verdict: Verdict,
    /// Why.
    pub told: Vec<Diagnostic>,
}

/// Runs the tests of a lab, or of a module. They run only where the lab itself has no error, which is told first.
pub fn test(project: Project, options: &TestOptions) -> Outcome<Vec<Tested>> {
    let mut front = Front::new(project).ahead(options.threads);
    let mut told = front.check();
    if let Some(locked) = &options.locked {
        crate::lock::refuse_unbuilt(&front, locked, &mut told);
    }
    if has_errors(&told) {
        return front.outcome(None, told, false);
    }
    let testing::Found { mut tests, told } = testing::tests(&front.db, front.entry);
    if has_errors(&told) {
        return front.outcome(None, told, false);
    }
    if !options.only.is_empty() {
        tests.retain(|test| options.only.iter().any(|part| test.name.contains(part)));
        if tests.is_empty() {
            return front.outcome(None, vec![none_matches(&options.only)], true);
        }
    }
    let judged = run(&mut front, &tests, options);
    let told: Vec<Diagnostic> = judged.iter().flat_map(|judged| judged.told.iter().cloned()).collect();
    let tested = tests.into_iter().zip(judged).map(|(test, Judged { verdict, told })| {
        let (path, line) = line_of(&front, test.place);
        Tested { name: test.name, path, line, verdict, told }
    });
    let tested = tested.collect();
    front.outcome(Some(tested), told, false)
}

/// The path of a place's file, and its line from 1.
fn line_of(front: &Front, place: Span) -> (String, usize) {
    let Some(file) = front.db.file_of(place.file) else { return (String::new(), 1) };
    let text = dlc_db::text(&front.db, file).as_deref().unwrap_or_default();
    let before = text.get(..usize::from(place.range.start())).unwrap_or_default();
    (file.path(&front.db).to_owned(), before.matches('\n').count() + 1)
}

fn none_matches(only: &[String]) -> Diagnostic {
    let parts = only.iter().map(|part| format!("`{part}`")).collect::<Vec<_>>().join(" or ");
    Diagnostic::placeless("no-such-test", format!("no test has {parts} in its title"))
}

fn run(front: &mut Front, tests: &[Test], options: &TestOptions) -> Vec<Judged> {
    let host_options = HostOptions { cache: options.cache.clone(), threads: options.threads, ..HostOptions::default() };
    let host = OnceCell::new();
    let (entry, path) = (front.entry, front.path.clone());
    let mut make = |db: &Database, lab: EntityNo, wanted: Option<&BTreeSet<String>>| {
        // The handle must be gone before the next test is laid over the lab.
        let front = Front { db: db.clone(), entry, path: path.clone() };
        match host.get_or_init(|| PluginHost::new(host_options.clone())) {
            Ok(host) => output(&front, lab, host, wanted),
            Err(fault) => Output { told: vec![fault.clone()], ..Output::default() },
        }
    };
    testing::run(&mut front.db, tests, &mut make)
}

/// The output of the lab as it is now, in memory.
fn output(front: &Front, lab: EntityNo, host: &PluginHost, wanted: Option<&BTreeSet<String>>) -> Output {
    let mut output = Output::default();
    let told = &mut output.told;
    let LabModel { mut cluster, blobs, mut secrets, .. } = match dlc_eval::model::cluster(&front.db, lab) {
        Ok(model) => model,
        Err(faults) => {
            told.extend(faults.into_iter().map(|fault| front.placed(fault)));
            return output;
        }
    };
    let named = named_targets(&front.db, lab).into_iter().collect();
    output.missing = planned::missing(&cluster, &named).into_iter().map(|missing| missing.target).collect();
    let origins = LabOrigins::new(&front.db, lab);
    let Some(targets) = planned::plan(front, lab, host, &mut cluster, &mut secrets, told) else { return output };
    told.extend(contribute::contribute(front, lab, &mut cluster, &targets, &origins));
    if has_errors(told) {
        return output;
    }
    identity::sign(&mut cluster, &targets, VERSION);
    let blame = Blame { cluster: &cluster, origins: &origins, front, lab };
    let mut rendering = Rendering::new(Collected::new(wanted.cloned()), &blobs, Sealing::Shown, blame);
    rendering.all(&targets);
    guide::write(&mut rendering);
    let Rendering { tree, told: said, .. } = rendering;
    told.extend(said);
    (output.paths, output.files) = tree.finish();
    output
}
