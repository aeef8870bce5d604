//! See `dlc_fuzz::format`.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| dlc_fuzz::format(text));
