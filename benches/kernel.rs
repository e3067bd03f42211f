//! The kernel alone, on one thread: text to tokens, terms, features and a prediction.
//!
//! `cargo bench --bench kernel` times it on generated postings, and on those of a CSV file if `CLASSIFY_BENCH_FILE` names
//! one, beside the plain path and the `csv` crate's bare loop, as ratios on the same machine in the same minute.

mod shared;

use std::cell::RefCell;
use std::hint::black_box;

use classify_postings::text::kernel::{Kernel, Words};
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
fn fast(kernel: &Kernel, words: &mut Words, text: &str) -> usize {
    let mut terms = 0;
    words.clear();
    kernel.read(text.as_bytes(), words);
    kernel.for_each_term(words, |_| terms += 1);
    terms
}

/// Some postings, as they are and as a table.
type Part<'r> = (&'r [Row], Vec<u8>);

fn time<'r>(model: &Model, name: &str, rows: &'r [Row]) {
    let (mut reading, mut words, mut scorer) = (Reading::default(), Words::default(), Scorer::new(model));
    let bytes: usize = rows.iter().map(|(_, text)| text.len()).sum();
    let (mut terms, mut labels) = (0, vec![0; model.roles().len()]);
    // The quickest first, then those that it has instructions for as well.
    let mut kernels: Vec<Kernel> = model.kernel().on_every_processor().collect();
    kernels.reverse();
    for (title, text) in rows {
        let expected = plain(model, &mut reading, text);
        for kernel in &kernels {
            assert_eq!((fast(kernel, &mut words, text), words.words), (expected, reading.words), "all agree: {text:?}");
        }
        terms += expected;
        labels[scorer.predict(Posting { title: title.as_bytes(), texts: &[text.as_bytes()] }).role.index()] += 1;
    }
    println!("{name}: {} postings, {bytes} bytes of text, {terms} terms, labels {labels:?}", rows.len());

    let parts: Vec<Part<'r>> = rows.chunks(100).map(|rows| (rows, table(rows))).collect();
    let texts = |(rows, _): &Part<'r>, work: &mut dyn FnMut(&Row)| rows.iter().for_each(work);
    let words = &RefCell::new(words);
    let mut names: Vec<String> =
        ["the csv crate's bare loop", "terms, plain path", "terms, features, scores"].map(String::from).into();
    names.extend(kernels.iter().map(|kernel| format!("terms, kernel, {}", kernel.processor())));
    let mut on_kernels: Vec<_> = kernels
        .iter()
        .map(|kernel| move |part: &Part<'r>| texts(part, &mut |row| counted(fast(kernel, &mut words.borrow_mut(), &row.1))))
        .collect();
    let mut csv = |part: &Part<'r>| bare_loop(&part.1);
    let mut plain = |part: &Part<'r>| texts(part, &mut |row| counted(plain(model, &mut reading, &row.1)));
    let mut whole = |part: &Part<'r>| texts(part, &mut |row| predict(&mut scorer, row));
    let mut work: Vec<&mut dyn FnMut(&Part<'r>)> = vec![&mut csv, &mut plain, &mut whole];
    work.extend(on_kernels.iter_mut().map(|on_kernel| on_kernel as _));
    let times = least(&parts, 10, &mut work);
    for (what, time) in names.iter().zip(&times) {
        println!("  {what:28} {:6.0} MB/s   {:5.2} of csv's", bytes as f64 / 1e6 / time, times[0] / time);
    }
}

fn bare_loop(table: &[u8]) {
    let (mut reader, mut record) = (csv::Reader::from_reader(table), csv::ByteRecord::new());
    while reader.read_byte_record(&mut record).expect("a table") {
        black_box(&record);
    }
}
