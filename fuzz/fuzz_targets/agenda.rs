#![no_main]

#[path = "../promises/agenda.rs"]
mod agenda;

libfuzzer_sys::fuzz_target!(|data: &[u8]| agenda::promise(data));
