//! The command `classify`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(done) => done.into(),
        Err(error) => cli::fail(&error),
    }
}
