//! Once warm, the batch allocates for blocks and never for rows.

use classify_postings::Model;
use classify_postings::batch::input::Input;
use classify_postings::batch::{Batch, Options, Sink};
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
fn allocations(rows: usize) -> usize {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let mut table = String::from("id,title,description\n");
    (0..rows).for_each(|i| table += &format!("{i},\"CIO, \"\"one\"\"\",\"the budget of the\nnetwork, and its code\"\n"));
    file.write_all(table.as_bytes()).unwrap();
    let model = Model::embedded();
    let options = Options { threads: 1, block: 64 * 1024, evidence: Some(5), ..Options::default() };
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    let mut out = std::io::sink();
    let tally =
        Batch::open(&model, vec![Input::new(file.path())], &options).unwrap().run(&mut Sink::new("out", &mut out), None).unwrap();
    assert_eq!(tally.written, rows as u64);
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

#[test]
fn rows_cost_no_allocation() {
    let (few, many) = (allocations(10_000), allocations(100_000));
    // 90,000 rows more are about 90 blocks more, each with a task and a few messages.
    assert!(many - few < 90 * 10, "{} allocations for 90,000 rows", many - few);
}
