//! Whatever source it stands in, the attribute gives code or an error.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| fuzz::expand_all(text));
