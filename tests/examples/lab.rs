//! Prints a generated lab: `cargo run -p dlc-tests --example lab -- MACHINES [SEED]`.
#![allow(clippy::print_stdout, reason = "it prints")]
#![allow(clippy::disallowed_methods, reason = "its arguments are numbers")]

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|arg| arg.parse::<u64>().ok());
    let machines = numbers.next().unwrap_or(8);
    print!("{}", dlc_tests::lab(usize::try_from(machines).unwrap_or(usize::MAX), numbers.next().unwrap_or(225)));
}
