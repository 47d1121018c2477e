#![no_main]

#[path = "../../tests/it/promises/http.rs"]
mod http;

libfuzzer_sys::fuzz_target!(|data: &[u8]| http::promise(data));
