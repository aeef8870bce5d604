//! See `dlc_fuzz::check`.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| dlc_fuzz::check(text));
