//! The `bearings` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    bearings::cli::run()
}
