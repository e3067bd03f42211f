//! `classify model`: the card of a model.

use std::io::Write;
use std::path::PathBuf;

use super::Done;
use anyhow::Result;
use classify_postings::Model;
use classify_postings::model::table::Ring;
use classify_postings::text::harmless::harmless;

/// The model card: where the model came from, its figures, its digest
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Use this model instead of the one built in
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

/// Prints the card.
pub fn run(args: &Args) -> Result<Done> {
    let model = super::load_model(args.model.as_deref())?;
    let mut out = std::io::stdout().lock();
    let source = args.model.as_ref().map_or("built in".to_owned(), |path| path.display().to_string());
    let mut line = |key: &str, value: &str| writeln!(out, "{:<36} {}", harmless(key), harmless(value));
    line("model", &source)?;
    line("digest", model.digest())?;
    for (key, value) in &model.table().about {
        line(key, value)?;
    }
    for (key, value) in model.rule().numbers() {
        line(&format!("rule, {key}"), &value.to_string())?;
    }
    drop(out);
    strongest(&model)?;
    Ok(Done::Whole)
}

/// The strongest terms of each role, ring by ring.
fn strongest(model: &Model) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for (role, index) in model.roles().iter().zip(0..) {
        writeln!(out, "\n{}", harmless(&role.name))?;
        for ring in Ring::ALL {
            let mut terms: Vec<_> = model.terms().iter().filter(|term| term.ring == ring && term.weights[index] > 0.0).collect();
            terms.sort_by(|a, b| (b.weights[index] * b.idf).total_cmp(&(a.weights[index] * a.idf)));
            let names: Vec<&str> = terms.iter().take(12).map(|term| term.name.as_str()).collect();
            writeln!(out, "  {:<10} {}", ring.name(), harmless(&names.join(", ")))?;
        }
    }
    Ok(())
}
