//! `classify man`.

use super::Done;
use classify_postings::Error;
use std::io::Write;

/// The man page, on standard output.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the subcommand.
pub fn run(_args: &Args) -> anyhow::Result<Done> {
    let mut page = Vec::new();
    clap_mangen::Man::new(super::command()).render(&mut page)?;
    std::io::stdout().write_all(&page).map_err(Error::io("<stdout>"))?;
    Ok(Done::Whole)
}
