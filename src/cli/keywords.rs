//! `classify keywords`: candidate keywords of articles that describe roles.

use std::io::Write;
use std::path::PathBuf;

use super::Done;
use anyhow::{Context, Result, anyhow};
use classify_postings::train::{articles, shipped_lists, shipped_roles};

/// Candidate keywords of role-describing articles, as a table
///
/// Sections are found by their headings, and phrases ranked by how much they belong to one role.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Articles as plain text
    #[arg(required = true, value_name = "ARTICLE")]
    files: Vec<PathBuf>,
    /// At most so many phrases a role
    #[arg(short = 'n', long, default_value_t = 40)]
    number: usize,
}

/// Extracts and prints tab-separated rows: role, phrase, count in the role's sections, count elsewhere, score.
pub fn run(args: &Args) -> Result<Done> {
    let read = |path: &PathBuf| std::fs::read_to_string(path).with_context(|| path.display().to_string());
    let texts = args.files.iter().map(read).collect::<Result<Vec<_>>>()?;
    let roles = shipped_roles().map_err(|e| anyhow!(e))?;
    let found = articles::phrases(&texts, &roles, &shipped_lists().stops).map_err(|e| anyhow!(e))?;
    if found.is_empty() {
        anyhow::bail!(
            "no section found: expected lines such as \"What does a CIO do?\" or \"Chief Information Officer:\" as headings"
        );
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "role\tphrase\tcount\telsewhere\tscore")?;
    for (role, index) in roles.roles.iter().zip(0u8..) {
        for p in found.iter().filter(|p| p.role.0 == index).take(args.number) {
            writeln!(out, "{}\t{}\t{}\t{}\t{:.2}", role.name, p.phrase, p.count, p.elsewhere, p.score)?;
        }
    }
    Ok(Done::Whole)
}
