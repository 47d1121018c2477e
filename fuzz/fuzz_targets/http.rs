#![no_main]

#[path = "../promises/http.rs"]
mod http;

libfuzzer_sys::fuzz_target!(|data: &[u8]| http::promise(data));
