//! Counts in how many of many real postings each keyword and each candidate phrase of the training set occurs:
//!
//! ```text
//! cargo run --release --example background -- REAL.csv > data/background.tsv
//! ```
//!
//! Only numbers leave the postings. The first line of the table is the number of postings.

use classify_postings::train::design::Design;
use classify_postings::train::keywords::Keywords;
use classify_postings::train::{corpus, shipped_lists, shipped_roles};
use rayon::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: background REAL.csv")?;
    let roles = shipped_roles()?;
    let mut training = Vec::new();
    for file in ["data/postings-train.csv", "data/postings-train-more.csv"] {
        training.extend(corpus::read(file.as_ref(), &roles.roles)?);
    }
    let design = Design::new(&training, &roles, &Keywords::shipped()?, &shipped_lists(), true)?;
    let texts: Vec<String> = csv::Reader::from_path(path)?
        .into_deserialize::<std::collections::HashMap<String, String>>()
        .map(|row| row.map(|mut row| row.remove("description").unwrap_or_default()))
        .collect::<Result<_, _>>()?;
    let counts: Vec<_> = texts.par_iter().map(|text| design.count_text(text)).collect();
    let mut users = vec![0usize; design.candidates.len()];
    for (term, _) in counts.iter().flatten() {
        users[term.index()] += 1;
    }
    println!("postings\t{}", texts.len());
    let mut lines: Vec<String> = design.candidates.iter().zip(users).map(|(c, n)| format!("{}\t{n}", c.name)).collect();
    lines.sort();
    println!("{}", lines.join("\n"));
    Ok(())
}
