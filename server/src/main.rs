//! The `banter` binary: one subcommand, one exit code.

use std::io::{Write, stderr};
use std::process::ExitCode;

use server::command;

fn main() -> ExitCode {
    match command::run(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.sentence.is_empty() {
                // Whoever read it may be gone; the exit code says the same.
                let _ = writeln!(stderr(), "banter: {}", failure.sentence);
            }
            failure.code.into()
        }
    }
}
