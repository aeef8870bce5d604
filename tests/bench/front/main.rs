//! `cargo bench -p dlc-eval`: what the front end costs, by phase and by machine, with one thread.
//!
//! Numbers after `--` are the sizes of labs; without any, 8, 1,000 and 10,000. Each figure is that of the best run.
//! Behind them: how long an editor waits for diagnostics after a keystroke, with 2,000 machines in 40 files.
#![allow(clippy::disallowed_methods, reason = "a benchmark has a clock")]
#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot run has nothing to say")]

mod keystroke;
mod phases;
mod project;

use phases::{PHASES, Times};
use std::time::Duration;

/// Always the same labs.
const SEED: u64 = 225;

fn main() {
    let sizes: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![8, 1_000, 10_000] } else { sizes };
    println!("machines   phase          µs/machine        ms");
    for size in sizes {
        measure(size);
    }
    for (edit, time) in keystroke::edits(2_000, 40, SEED) {
        println!("    2000   {edit:38} {:>9.2} ms", time.as_secs_f64() * 1e3);
    }
}

fn measure(size: usize) {
    let text = dlc_tests::lab(size, SEED);
    let rounds = (5_000 / size).clamp(1, 20);
    let runs: Vec<Times> = (0..rounds).map(|_| phases::run(&text)).collect();
    let best = runs.iter().min_by_key(|times| times.iter().sum::<Duration>()).unwrap();
    for (phase, time) in PHASES.iter().zip(best) {
        row(size, phase, *time);
    }
    row(size, "all of it", best.iter().sum());
    println!();
}

fn row(size: usize, what: &str, time: Duration) {
    let micros = time.as_secs_f64() * 1e6;
    println!("{size:>8}   {what:13} {:>11.2} {:>9.2}", micros / size as f64, micros / 1e3);
}
