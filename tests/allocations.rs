//! After the longest posting, scoring allocates nothing: a counting allocator says so.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use classify_postings::{Model, Posting, Scorer};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    // A thread that is ending has no counter any more, and does not matter.
    let _ = ALLOCATIONS.try_with(|n| n.set(n.get() + 1));
}

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }
    unsafe fn realloc(&self, old: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(old, layout, size) }
    }
    unsafe fn dealloc(&self, old: *mut u8, layout: Layout) {
        unsafe { System.dealloc(old, layout) }
    }
}

#[global_allocator]
static GLOBAL: Counting = Counting;

#[test]
fn scoring_allocates_nothing_after_warm_up() {
    let model = Model::embedded();
    let mut scorer = Scorer::new(&model);
    let mut reader = csv::Reader::from_path("data/postings.csv").unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut classify_all = || {
        for row in &rows {
            scorer.predict(Posting { title: row[1].as_bytes(), texts: &[row[5].as_bytes()] });
        }
    };
    let counted = |run: &mut dyn FnMut()| {
        let before = ALLOCATIONS.with(Cell::get);
        run();
        ALLOCATIONS.with(Cell::get) - before
    };
    assert!(counted(&mut classify_all) > 0, "the counter counts");
    assert_eq!(counted(&mut classify_all), 0);
}
