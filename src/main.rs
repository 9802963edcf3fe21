//! The program `riverchief`.
#![forbid(unsafe_code)]
use std::process::ExitCode;

fn main() -> ExitCode {
    riverchief::cli::main(std::env::args_os())
}
