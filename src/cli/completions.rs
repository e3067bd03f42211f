//! `classify completions`.

use super::Done;
use classify_postings::Error;
use std::io::Write;

/// Completions for a shell, on standard output.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which shell.
    shell: clap_complete::Shell,
}

/// Runs the subcommand.
pub fn run(args: &Args) -> anyhow::Result<Done> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "classify", &mut script);
    std::io::stdout().write_all(&script).map_err(Error::io("<stdout>"))?;
    Ok(Done::Whole)
}
