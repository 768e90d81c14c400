#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| localspend_fuzz::bodies::csv(bytes));
