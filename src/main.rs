//! The `stapje` program: arguments in, [`stapje::cli::run`], an exit code out.

use std::process::ExitCode;

/// Rust's part and SQLite's share it. Busy with many small things from many threads it takes less time
/// than the C library's, and gives back more. Builds for development keep to the C library's: tools
/// that stand between a program and its system, such as a clock of their own, do not get on with
/// another.
#[cfg(not(debug_assertions))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    stapje::cli::run()
}
