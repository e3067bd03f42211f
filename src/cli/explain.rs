//! `classify explain`.

use super::Done;

/// One posting's text, with every keyword's share of the decision.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The posting's text; - for standard input.
    file: Option<std::path::PathBuf>,
}

/// Runs the subcommand.
pub fn run(_args: &Args) -> anyhow::Result<Done> {
    anyhow::bail!("`classify explain` is not part of this version")
}
