//! The `stapje` program: arguments in, [`stapje::cli::run`], an exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    stapje::cli::run()
}
