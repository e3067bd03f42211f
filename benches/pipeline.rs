//! Whole files, from a file to nowhere, beside the `csv` crate's bare loop over the same file.
//!
//! `cargo bench --bench pipeline` makes a table of generated postings, or takes the one that `CLASSIFY_BENCH_FILE` names.
//! The two take turns, and what counts is the ratio.

mod shared;

use std::hint::black_box;
use std::io::Write;
use std::path::Path;

use classify_postings::batch::blocks::{Block, Blocks};
use classify_postings::batch::columns::Wanted;
use classify_postings::batch::input::Input;
use classify_postings::batch::records::last_boundary;
use classify_postings::batch::tally::Tally;
use classify_postings::batch::{Batch, Keep, Options, Sink};
use classify_postings::{Model, Posting, Scorer};
use shared::{COUNTED, Row, generated, least, passes, table};

fn main() {
    let model = Model::embedded();
    let made = |rows| {
        let rows = generated(&model, rows);
        let bytes = table(&rows);
        (rows, bytes)
    };
    let (postings, bytes) = match (passes(), shared::file()) {
        (Some(_), _) => made(COUNTED),
        (None, Some(file)) => file,
        (None, None) => made(20_000),
    };
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a temporary file");
    file.write_all(&bytes).expect("a temporary file");
    let classify = |threads, keep| classify(&model, file.path(), threads, keep);
    if let Some(passes) = passes() {
        (0..passes).for_each(|_| assert_eq!(classify(1, Keep::Id).written, COUNTED as u64));
        return;
    }
    let (rows, labels) = (bare_loop(file.path()), labels(&model, &postings));
    println!("{rows} rows, {} bytes, labels {labels:?}", bytes.len());
    let check = |tally: Tally| assert_eq!((tally.written, tally.roles), (rows, labels.clone()), "as one posting after the other");
    check(classify(1, Keep::Id));
    let times = least(
        &[()],
        7,
        &mut [
            &mut |()| assert_eq!(bare_loop(file.path()), rows),
            &mut |()| check(classify(1, Keep::Id)),
            &mut |()| check(classify(2, Keep::Id)),
            &mut |()| check(classify(2, Keep::All)),
            &mut |()| assert_eq!(reader_alone(file.path()), bytes.len() as u64),
        ],
    );
    let names =
        ["the csv crate's bare loop", "--columns new -j 1", "--columns new -j 2", "--columns all -j 2", "the reader alone"];
    for (what, time) in names.iter().zip(&times) {
        println!("  {what:28} {:6.0} MB/s   {:5.2} of csv's", bytes.len() as f64 / 1e6 / time, times[0] / time);
    }
    println!("  one thread to two: {:.2} times as fast", times[1] / times[2]);
    println!("  the reader takes {:.3} of one thread's time: it feeds {:.0} workers", times[4] / times[1], times[1] / times[4]);
}

/// What the pipeline's reader does with a file: whole records, block by block, and nothing else.
fn reader_alone(file: &Path) -> u64 {
    let input = std::fs::File::open(file).expect("a table");
    let mut blocks = Blocks::new("table".into(), Box::new(input), Options::default().block);
    let (mut block, mut read) = (Block::default(), 0);
    while blocks.next(&mut block, |bytes| last_boundary(bytes, b',')).expect("a table") {
        read += block.bytes().len() as u64;
    }
    read
}

fn classify(model: &Model, file: &Path, threads: usize, keep: Keep) -> Tally {
    let wanted = Wanted { title: Some("title".into()), texts: vec!["description".into()], ..Wanted::default() };
    let options = Options { threads, keep, wanted, ..Options::default() };
    let mut nowhere = std::io::sink();
    let batch = Batch::open(model, vec![Input::new(file)], &options).expect("a table");
    batch.run(&mut Sink::new("nowhere", &mut nowhere), None).expect("a table")
}

/// The postings of each role, classified one after the other without the pipeline.
fn labels(model: &Model, postings: &[Row]) -> Vec<u64> {
    let (mut scorer, mut labels) = (Scorer::new(model), vec![0; model.roles().len()]);
    for (title, text) in postings {
        labels[scorer.predict(Posting { title: title.as_bytes(), texts: &[text.as_bytes()] }).role.index()] += 1;
    }
    labels
}

fn bare_loop(file: &Path) -> u64 {
    let (mut reader, mut record) = (csv::Reader::from_path(file).expect("a table"), csv::ByteRecord::new());
    let mut rows = 0;
    while reader.read_byte_record(&mut record).expect("a table") {
        rows += u64::from(!black_box(&record).is_empty());
    }
    rows
}
