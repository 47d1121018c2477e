//! The `plenary` command.

use std::process::ExitCode;

/// Pages are made of many small texts, and made side by side.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    plenary::cli::run()
}
