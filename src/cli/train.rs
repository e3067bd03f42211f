//! `classify train`.

use super::Done;

/// Fits a model from labelled postings.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tables of labelled postings.
    #[arg(required = true)]
    labelled: Vec<std::path::PathBuf>,
}

/// Runs the subcommand.
pub fn run(_args: &Args) -> anyhow::Result<Done> {
    anyhow::bail!("`classify train` is not part of this version")
}
