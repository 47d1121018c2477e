#![no_main]

#[path = "../../tests/it/promises/markdown.rs"]
mod markdown;

libfuzzer_sys::fuzz_target!(|data: &[u8]| markdown::promise(data));
