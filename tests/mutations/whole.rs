//! Every slip in everything that is written here, and at the end the programs that are told most about. It takes minutes,
//! and only a release build is fast enough: `cargo run --release -p dlc-driver --example mutations`.
#![allow(clippy::print_stdout, reason = "who runs this wants to read what is worst")]

mod mutate;
mod samples;
mod slips;

use mutate::Slip;
use slips::{assert_short, try_all};
use std::collections::BTreeMap;

fn main() {
    let samples: Vec<_> = samples::examples().into_iter().chain(samples::suite()).collect();
    let mut results = try_all(&samples, |_| true);
    results.sort_by_key(|result| std::cmp::Reverse(result.more));
    let mut counts: BTreeMap<(Slip, usize), usize> = BTreeMap::new();
    for result in &results {
        *counts.entry((result.slip, result.more)).or_default() += 1;
    }
    for worst in results.iter().take(20) {
        println!("{} messages: {}\n  {}", worst.more, worst.place, worst.lines.join("\n  "));
    }
    for ((slip, more), count) in counts {
        println!("{slip:?} with {more} messages more: {count}");
    }
    assert_short(&results);
}
