//! `classify train`: a model from labelled postings.

use std::io::Write;
use std::path::PathBuf;

use super::Done;
use anyhow::{Context, Result, anyhow};
use classify_postings::batch::atomic::AtomicFile;
use classify_postings::model::file;
use classify_postings::train::sources::Sources;
use classify_postings::train::train;

/// Fit a model from labelled postings
///
/// They are CSV with the columns label and description, and if there are, title, world and voice.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Labelled postings
    #[arg(required = true, value_name = "LABELLED")]
    files: Vec<PathBuf>,
    /// The model file to write
    #[arg(short, long, value_name = "MODEL")]
    output: PathBuf,
    /// Roles and their names [default: the three of this program]
    #[arg(long, value_name = "TOML")]
    roles: Option<PathBuf>,
    /// Keywords, as a table [default: those of this program]
    #[arg(long, value_name = "TSV", requires = "themes")]
    keywords: Option<PathBuf>,
    /// The keywords' themes, as a table
    #[arg(long, value_name = "TSV", requires = "keywords")]
    themes: Option<PathBuf>,
    /// How common each keyword is in real postings, as a table [default: that of this program]
    #[arg(long, value_name = "TSV")]
    background: Option<PathBuf>,
    /// A date to note in the model; none is noted otherwise, so that the same data gives the same bytes
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
    /// Say nothing on success
    #[arg(short, long)]
    quiet: bool,
}

/// Trains and writes the model.
pub fn run(args: &Args) -> Result<Done> {
    let sources = Sources {
        postings: args.files.clone(),
        roles: args.roles.clone(),
        keywords: args.keywords.clone().zip(args.themes.clone()),
        background: args.background.clone(),
        date: args.date.clone(),
    };
    let said = |e: String| anyhow!(e);
    let ingredients = sources.read().map_err(said)?;
    let table = train(&ingredients).map_err(said)?;
    let written = file::write(&table);
    let mut file = AtomicFile::create(&args.output)?;
    file.write_all(written.as_bytes()).with_context(|| args.output.display().to_string())?;
    file.commit()?;
    if !args.quiet {
        for (key, value) in &table.about {
            eprintln!("{key:<36} {value}");
        }
        eprintln!(
            "{:<36} {} terms, {} KiB, {}",
            args.output.display(),
            table.terms.len(),
            written.len() / 1024,
            file::digest(written.as_bytes())
        );
    }
    Ok(Done::Whole)
}
