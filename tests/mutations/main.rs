//! Slips of the hand: each token of what is written here lost, doubled, swapped with the next, or the file ended before
//! it. Whatever comes of it, the whole front end tells something short, or finds nothing wrong, and never fails itself.
//!
//! `cargo test` tries a sample of them; `whole.rs` tries all.

mod mutate;
mod samples;
mod slips;

use slips::{assert_short, try_all};

/// A number after the other, in no order that means anything.
fn scattered(number: usize) -> u64 {
    let mixed = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 29)
}

#[test]
fn a_slip_in_an_example_is_told_shortly() {
    assert_short(&try_all(&samples::examples(), |number| scattered(number).is_multiple_of(89)));
}

#[test]
fn a_slip_in_a_program_of_the_suite_is_told_shortly() {
    assert_short(&try_all(&samples::suite(), |number| scattered(number).is_multiple_of(997)));
}
