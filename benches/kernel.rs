//! The kernel alone, on one thread: text to tokens, terms, features and a prediction.
//!
//! `cargo bench --bench kernel` times it on generated postings, and on those of a CSV file if `CLASSIFY_BENCH_FILE` names
//! one, beside the plain path and the `csv` crate's bare loop, as ratios on the same machine in the same minute.

mod shared;

use std::hint::black_box;

use classify_postings::text::kernel::Words;
use classify_postings::text::vocabulary::Reading;
use classify_postings::{Model, Posting, Scorer};
use shared::{COUNTED, Row, generated, least, passes, table};

fn main() {
    let model = Model::embedded();
    if let Some(passes) = passes() {
        let (mut scorer, rows) = (Scorer::new(&model), generated(&model, COUNTED));
        (0..passes).for_each(|_| rows.iter().for_each(|row| predict(&mut scorer, row)));
        return;
    }
    time(&model, "generated", &generated(&model, 10_000));
    if let Some((rows, _)) = shared::file() {
        time(&model, "CLASSIFY_BENCH_FILE", &rows);
    }
}

fn predict(scorer: &mut Scorer<'_>, (title, text): &Row) {
    black_box(scorer.predict(Posting { title: title.as_bytes(), texts: &[text.as_bytes()] }));
}

fn counted(terms: usize) {
    black_box(terms);
}

/// Terms by the plain path.
fn plain(model: &Model, reading: &mut Reading, text: &str) -> usize {
    let mut terms = 0;
    reading.clear();
    model.vocabulary().read(text.as_bytes(), reading);
    model.vocabulary().for_each_term(&reading.tokens, |_, _, _| terms += 1);
    terms
}

/// Terms by the kernel.
fn fast(model: &Model, words: &mut Words, text: &str) -> usize {
    let mut terms = 0;
    words.clear();
    model.kernel().read(text.as_bytes(), words);
    model.kernel().for_each_term(words, |_| terms += 1);
    terms
}

fn time(model: &Model, name: &str, rows: &[Row]) {
    let (mut reading, mut words, mut scorer) = (Reading::default(), Words::default(), Scorer::new(model));
    let bytes: usize = rows.iter().map(|(_, text)| text.len()).sum();
    let (mut terms, mut labels) = (0, vec![0; model.roles().len()]);
    for (title, text) in rows {
        let expected = plain(model, &mut reading, text);
        assert_eq!((fast(model, &mut words, text), words.words), (expected, reading.words), "the two paths agree: {text:?}");
        terms += expected;
        labels[scorer.predict(Posting { title: title.as_bytes(), texts: &[text.as_bytes()] }).role.index()] += 1;
    }
    println!("{name}: {} postings, {bytes} bytes of text, {terms} terms, labels {labels:?}", rows.len());

    let parts: Vec<(&[Row], Vec<u8>)> = rows.chunks(100).map(|rows| (rows, table(rows))).collect();
    let texts = |(rows, _): &(&[Row], Vec<u8>), work: &mut dyn FnMut(&Row)| rows.iter().for_each(work);
    let times = least(
        &parts,
        10,
        &mut [
            &mut |part| bare_loop(&part.1),
            &mut |part| texts(part, &mut |row| counted(plain(model, &mut reading, &row.1))),
            &mut |part| texts(part, &mut |row| counted(fast(model, &mut words, &row.1))),
            &mut |part| texts(part, &mut |row| predict(&mut scorer, row)),
        ],
    );
    for (what, time) in
        ["the csv crate's bare loop", "terms, plain path", "terms, kernel", "terms, features, scores"].iter().zip(&times)
    {
        println!("  {what:28} {:6.0} MB/s   {:5.2} of csv's", bytes as f64 / 1e6 / time, times[0] / time);
    }
}

fn bare_loop(table: &[u8]) {
    let (mut reader, mut record) = (csv::Reader::from_reader(table), csv::ByteRecord::new());
    while reader.read_byte_record(&mut record).expect("a table") {
        black_box(&record);
    }
}
