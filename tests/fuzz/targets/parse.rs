//! See `dlc_fuzz::parse`.
#![no_main]

libfuzzer_sys::fuzz_target!(init: dlc_fuzz::seeds::write(), |bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        dlc_fuzz::parse(text);
    }
});
