#![no_main]

#[path = "../../tests/it/promises/scanner.rs"]
mod scanner;

libfuzzer_sys::fuzz_target!(|data: &[u8]| scanner::promise(data));
