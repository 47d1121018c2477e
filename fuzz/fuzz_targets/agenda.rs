#![no_main]

#[path = "../../tests/it/promises/agenda.rs"]
mod agenda;

libfuzzer_sys::fuzz_target!(|data: &[u8]| agenda::promise(data));
