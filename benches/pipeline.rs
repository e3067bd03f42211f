//! Whole files, from a file to nowhere, beside the `csv` crate's bare loop over the same file.
//!
//! `cargo bench --bench pipeline` makes a table of generated postings, or takes the one that `CLASSIFY_BENCH_FILE` names.
//! The two take turns, and what counts is the ratio.

mod shared;

use std::hint::black_box;
use std::io::Write;
use std::path::Path;

use classify_postings::Model;
use classify_postings::batch::input::Input;
use classify_postings::batch::{Batch, Keep, Options, Sink};
use shared::{COUNTED, generated, least, passes, table};

fn main() {
    let model = Model::embedded();
    let bytes = match (passes(), shared::file()) {
        (Some(_), _) => table(&generated(&model, COUNTED)),
        (None, Some((_, bytes))) => bytes,
        (None, None) => table(&generated(&model, 20_000)),
    };
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().expect("a temporary file");
    file.write_all(&bytes).expect("a temporary file");
    let classify = |threads, keep| classify(&model, file.path(), threads, keep);
    if let Some(passes) = passes() {
        (0..passes).for_each(|_| assert_eq!(classify(1, Keep::Id), COUNTED as u64));
        return;
    }
    let (rows, expected) = (bare_loop(file.path()), classify(1, Keep::Id));
    assert_eq!(rows, expected, "every row is written");
    println!("{rows} rows, {} bytes", bytes.len());
    let check = |rows| assert_eq!(rows, expected);
    let times = least(
        &[()],
        7,
        &mut [
            &mut |()| check(bare_loop(file.path())),
            &mut |()| check(classify(1, Keep::Id)),
            &mut |()| check(classify(2, Keep::Id)),
            &mut |()| check(classify(2, Keep::All)),
        ],
    );
    let names = ["the csv crate's bare loop", "--columns new -j 1", "--columns new -j 2", "--columns all -j 2"];
    for (what, time) in names.iter().zip(&times) {
        println!("  {what:28} {:6.0} MB/s   {:5.2} of csv's", bytes.len() as f64 / 1e6 / time, times[0] / time);
    }
}

fn classify(model: &Model, file: &Path, threads: usize, keep: Keep) -> u64 {
    let options = Options { threads, keep, ..Options::default() };
    let mut nowhere = std::io::sink();
    let batch = Batch::open(model, vec![Input::new(file)], &options).expect("a table");
    batch.run(&mut Sink::new("nowhere", &mut nowhere), None).expect("a table").written
}

fn bare_loop(file: &Path) -> u64 {
    let (mut reader, mut record) = (csv::Reader::from_path(file).expect("a table"), csv::ByteRecord::new());
    let mut rows = 0;
    while reader.read_byte_record(&mut record).expect("a table") {
        rows += u64::from(!black_box(&record).is_empty());
    }
    rows
}
