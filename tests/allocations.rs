//! After warm-up a scorer allocates nothing, and the batch allocates for blocks and never for rows: a counting allocator
//! says so.
#![allow(unsafe_code)]

use classify_postings::batch::input::Input;
use classify_postings::batch::{Batch, Options, Sink};
use classify_postings::{Model, Posting, Scorer};
use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The system's allocator, counted.
struct Counted;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

/// Allocations for a table of so many rows.
fn batch(model: &Model, rows: usize) -> usize {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let mut table = String::from("id,title,description\n");
    (0..rows).for_each(|i| table += &format!("{i},\"CIO, \"\"one\"\"\",\"the budget of the\nnetwork, and its code\"\n"));
    file.write_all(table.as_bytes()).unwrap();
    let options = Options { threads: 1, block: 64 * 1024, evidence: Some(5), ..Options::default() };
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    let mut out = std::io::sink();
    let tally =
        Batch::open(model, vec![Input::new(file.path())], &options).unwrap().run(&mut Sink::new("out", &mut out), None).unwrap();
    assert_eq!(tally.written, rows as u64);
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

const HTML: &[u8] = b"<ul><li>the&nbsp;budget</li><!-- of --><li class=\"a\">R&amp;D</li></ul>";

fn scoring(model: &Model) {
    let mut scorer = Scorer::new(model);
    let mut reader = csv::Reader::from_path("data/postings.csv").unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut counted = || {
        let before = ALLOCATIONS.load(Ordering::Relaxed);
        for row in &rows {
            scorer.predict(Posting { title: row[1].as_bytes(), texts: &[row[5].as_bytes(), HTML] });
        }
        ALLOCATIONS.load(Ordering::Relaxed) - before
    };
    assert!(counted() > 0, "the counter counts");
    assert_eq!(counted(), 0);
}

/// One test, since all threads share the counter.
#[test]
fn postings_and_rows_cost_no_allocation() {
    let model = Model::embedded();
    scoring(&model);
    let (few, many) = (batch(&model, 10_000), batch(&model, 100_000));
    // 90,000 rows more are about 90 blocks more, each with a task and a few messages.
    assert!(many - few < 90 * 10, "{} allocations for 90,000 rows", many - few);
}
