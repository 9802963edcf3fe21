//! riverchief on the command line.
use std::process::ExitCode;

fn main() -> ExitCode {
    riverchief::cli::main(std::env::args_os())
}
