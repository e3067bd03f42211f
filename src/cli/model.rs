//! `classify model`.

use super::Done;

/// The model card: where the model came from, its figures, its hash.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the subcommand.
pub fn run(_args: &Args) -> anyhow::Result<Done> {
    anyhow::bail!("`classify model` is not part of this version")
}
