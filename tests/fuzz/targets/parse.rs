//! See `dlc_fuzz::parse`.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| dlc_fuzz::parse(text));
