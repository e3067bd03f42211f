//! `classify keywords`.

use super::Done;

/// The keywords of role-describing articles, as a table.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Articles about the roles.
    #[arg(required = true)]
    articles: Vec<std::path::PathBuf>,
}

/// Runs the subcommand.
pub fn run(_args: &Args) -> anyhow::Result<Done> {
    anyhow::bail!("`classify keywords` is not part of this version")
}
