//! Builds again when a file is added to, or taken from, the folders that the binary carries: the embedding macro sees
//! only files that were there when it last ran.

fn main() {
    for folder in ["content", "themes", "tests/diagnostics"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
