#![no_main]

#[path = "../../tests/it/promises/yaml.rs"]
mod yaml;

libfuzzer_sys::fuzz_target!(|data: &[u8]| yaml::promise(data));
