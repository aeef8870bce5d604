//! `cargo bench -p dlc-cli`: what a build costs, by phase and by machine, against copying and hashing its own output.
//!
//! Numbers after `--` are the sizes of labs; without any, 8, 1,000 and 10,000. Each figure is the best of some runs:
//! what disturbs a run only makes it slower.
#![allow(clippy::disallowed_methods, reason = "a benchmark has a clock")]
#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot run has nothing to say")]

mod clock;
mod floor;

use clock::Clock;
use dlc_driver::{BuildOptions, Content, Phase, Project, System};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Always the same labs.
const SEED: u64 = 225;
const PHASES: [Phase; 5] = [Phase::Evaluate, Phase::Load, Phase::Contribute, Phase::Render, Phase::Finish];

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![8, 1_000, 10_000] } else { sizes };
    println!("machines   phase          µs/machine        ms");
    // Nothing is removed before the end: a file system is slow to give away what was removed a moment ago.
    let folders: Vec<tempfile::TempDir> = sizes.iter().map(|_| tempfile::tempdir().unwrap()).collect();
    for (size, folder) in sizes.into_iter().zip(&folders) {
        measure(size, folder.path());
    }
    if let Some(peak) = clock::peak_memory() {
        println!("peak memory of this process, all labs: {} MiB", peak >> 20);
    }
}

fn measure(size: usize, folder: &Path) {
    let lab = folder.join("lab.dl");
    let text = dlc_tests::lab(size, SEED);
    std::fs::write(&lab, &text).unwrap();
    let cache = folder.join("cache");
    // Compiling plugins happens once for each version of dlc, and is not what is measured.
    in_process(&text, &folder.join("first"), &cache);
    process(&lab, &folder.join("out"), folder);
    let rounds = (20_000 / size).clamp(2, 20);

    let clocks: Vec<Clock> =
        (0..rounds).map(|round| in_process(&text, &folder.join(format!("inside-{round}")), &cache)).collect();
    let best = clocks.iter().min_by_key(|clock| clock.total()).unwrap();
    for phase in PHASES {
        row(size, phase.name(), best.of(phase));
    }
    row(size, "all phases", best.total());

    let process = best_of(rounds, |round| process(&lab, &folder.join(format!("out-{round}")), folder));
    row(size, "dlc build", process);
    let again = best_of(rounds, |_| self::process(&lab, &folder.join("out"), folder));
    row(size, "unchanged", again);
    let out = folder.join("out");
    let copies = (0..rounds).map(|round| floor::copy_and_hash(&out, &folder.join(format!("copy-{round}"))));
    let (floor, bytes) = copies.min().unwrap();
    row(size, "copy and hash", floor);
    println!("{size:>8}   output {} kB, {} bytes/machine", bytes / 1000, bytes / size as u64);
    println!("{size:>8}   dlc build / copy and hash = {:.2}\n", process.as_secs_f64() / floor.as_secs_f64());
}

fn row(size: usize, what: &str, time: Duration) {
    let micros = time.as_secs_f64() * 1e6;
    println!("{size:>8}   {what:13} {:>11.2} {:>9.2}", micros / size as f64, micros / 1e3);
}

fn best_of(rounds: usize, run: impl Fn(usize) -> Duration) -> Duration {
    (0..rounds).map(run).min().unwrap_or_default()
}

/// Builds inside this process, with a clock on the phases.
fn in_process(text: &str, out: &Path, cache: &Path) -> Clock {
    let options = BuildOptions {
        out: out.to_owned(),
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        cache: Some(cache.to_owned()),
        ..BuildOptions::default()
    };
    let project = Project { system: Box::new(OneFile(text.to_owned())), lab: "lab.dl".to_owned() };
    let clock = Clock::start();
    let outcome = dlc_driver::build(project, &options, &clock);
    clock.stop();
    assert!(outcome.value.is_some(), "the generated lab builds: {:?}", outcome.diagnostics.first());
    clock
}

/// Runs the program itself, from its start to its end.
fn process(lab: &Path, out: &Path, home: &Path) -> Duration {
    let cache: PathBuf = home.join("home");
    let begin = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_dlc"));
    command.arg("build").arg(lab).arg("-o").arg(out).env("XDG_CACHE_HOME", cache);
    let output = command.output().unwrap();
    let time = begin.elapsed();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    time
}

/// A project of one file, in memory.
struct OneFile(String);

impl System for OneFile {
    fn read(&self, path: &str) -> Content {
        if path == "lab.dl" { Content::Bytes(self.0.as_bytes().into()) } else { Content::Missing }
    }
}
