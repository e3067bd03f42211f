//! `peers memchr|csv|linfa FILE [TRAINING.csv]`: reads FILE whole, and prints what it counted.
//!
//! - `memchr` looks for quotes: the least that anything can do that reads a table.
//! - `csv` is the bare loop of the `csv` crate.
//! - `linfa` makes TF-IDF of the column `description` with `linfa-preprocessing`, one and two words, with the vocabulary of
//!   the training postings, a thousand rows at a time. It reads and weighs; it does not classify or write.

use std::env::args;
use std::error::Error;
use std::fs::File;
use std::io::Read;

use linfa_preprocessing::tf_idf_vectorization::TfIdfVectorizer;
use ndarray::Array1;

/// Rows that `linfa` weighs at a time.
const BATCH: usize = 1000;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = args().collect();
    let counted = match args.get(1).map(String::as_str) {
        Some("memchr") => quotes(&args[2])?,
        Some("csv") => rows(&args[2])?,
        Some("linfa") => weights(&args[2], &args[3])?,
        _ => return Err("peers memchr|csv|linfa FILE [TRAINING.csv]".into()),
    };
    println!("{counted}");
    Ok(())
}

fn quotes(path: &str) -> Result<usize, Box<dyn Error>> {
    let (mut file, mut block, mut quotes) = (File::open(path)?, vec![0; 256 * 1024], 0);
    loop {
        match file.read(&mut block)? {
            0 => return Ok(quotes),
            read => quotes += memchr::memchr_iter(b'"', &block[..read]).count(),
        }
    }
}

fn rows(path: &str) -> Result<usize, Box<dyn Error>> {
    let (mut reader, mut record, mut rows) = (csv::Reader::from_path(path)?, csv::ByteRecord::new(), 0);
    while reader.read_byte_record(&mut record)? {
        rows += 1;
    }
    Ok(rows)
}

fn weights(path: &str, training: &str) -> Result<usize, Box<dyn Error>> {
    let training: Vec<String> = descriptions(training)?.collect::<Result<_, _>>()?;
    let fitted = TfIdfVectorizer::default().n_gram_range(1, 2).document_frequency(0.002, 1.0).fit(&Array1::from(training))?;
    let (mut batch, mut weights) = (Vec::with_capacity(BATCH), 0);
    let mut weigh = |batch: &mut Vec<String>| {
        weights += fitted.transform(&Array1::from(std::mem::take(batch))).map_or(0, |matrix| matrix.nnz());
    };
    for text in descriptions(path)? {
        batch.push(text?);
        if batch.len() == BATCH {
            weigh(&mut batch);
        }
    }
    if !batch.is_empty() {
        weigh(&mut batch);
    }
    Ok(weights)
}

type Texts = Box<dyn Iterator<Item = Result<String, csv::Error>>>;

fn descriptions(path: &str) -> Result<Texts, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let column = reader.headers()?.iter().position(|name| name == "description").ok_or("a column `description`")?;
    let text = move |row: csv::ByteRecord| String::from_utf8_lossy(&row[column]).into_owned();
    Ok(Box::new(reader.into_byte_records().map(move |row| row.map(text))))
}
