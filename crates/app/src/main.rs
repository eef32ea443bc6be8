//! `mufakat`: see `mufakat --help`.

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    mufakat::cli::run(mufakat::cli::Cli::parse())
}
