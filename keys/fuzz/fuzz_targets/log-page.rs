#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| keys_fuzz::run("log-page", data));
