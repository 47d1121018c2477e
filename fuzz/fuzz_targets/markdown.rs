#![no_main]

#[path = "../promises/markdown.rs"]
mod markdown;

libfuzzer_sys::fuzz_target!(|data: &[u8]| markdown::promise(data));
