//! The `banter` binary: one subcommand, one exit code.

use std::process::ExitCode;

use server::command;

fn main() -> ExitCode {
    match command::run(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("banter: {}", failure.sentence);
            failure.code.into()
        }
    }
}
