//! `mufakat`: see `mufakat --help`.

use clap::Parser;

fn main() -> std::process::ExitCode {
    mufakat::cli::run(mufakat::cli::Cli::parse())
}
