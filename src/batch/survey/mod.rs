//! What a run shows beside its table: sums for a report, and the rows most worth a look. Gathered by the workers on their
//! way, in memory that does not grow with the input.
//!
//! Everything is whole numbers or an order without ties, so what is found is the same whatever the number of threads and
//! the size of the blocks.

mod best;
mod cells;
mod sums;

use best::Candidate;
pub use best::{Best, Row};
pub use cells::Cells;
pub use sums::{CONFIDENCE_BINS, GRID, SHARE_UNIT, Sums, TitleSays, Worth};

use crate::model::Model;
use crate::scorer::Scorer;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

/// How many dots there are at most; of more rows only the grid is kept.
pub const MAX_DOTS: usize = 5000;

/// What to gather.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How many of the rows most worth a look.
    pub rows: usize,
    /// Bytes of their texts.
    pub text: usize,
    /// Whether to add up what a report draws.
    pub sums: bool,
}

/// One posting on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Dot {
    /// The number of its row.
    pub number: u64,
    /// From -1 (implementation) to 1 (strategy).
    pub strategy: f64,
    /// From -1 (internal) to 1 (external).
    pub external: f64,
    /// Its role's number; the number of roles if it is not in scope.
    pub class: usize,
    /// The probability of its role.
    pub confidence: f64,
    /// Its title's first characters, harmless.
    pub title: String,
}

/// Gathers from all workers of a run. One serves all threads.
#[derive(Debug)]
pub struct Survey<'m> {
    model: &'m Model,
    plan: Plan,
    /// By term, what it weighs on the map: its mass, and its place on both axes.
    places: Vec<[f64; 3]>,
    /// No row worth less, or as much but further down, can be among the best.
    floor: AtomicU32,
    /// Whether there are too many rows for dots.
    crowded: AtomicBool,
    /// Sums that no worker has at the moment: as many as have ever worked at once.
    idle: Mutex<Vec<Sums>>,
    total: Mutex<Found>,
}

/// What was found in a block, or in all of them.
#[derive(Debug, Clone, Default)]
pub struct Found {
    best: Best,
    /// Every row written, in order, with its title as it stands; none if there are too many.
    dots: Vec<(Dot, Vec<u8>)>,
}

/// All that a run found.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The rows most worth a look, the first of them first.
    pub rows: Vec<Row>,
    /// Every row written, in order; none if there are more than [`MAX_DOTS`].
    pub dots: Vec<Dot>,
    /// The sums; all nothing if they were not asked for.
    pub sums: Sums,
}

impl<'m> Survey<'m> {
    /// For a run with `model`.
    #[must_use]
    pub fn new(model: &'m Model, plan: Plan) -> Self {
        Self {
            model,
            plan,
            places: (0..).map(crate::text::vocabulary::TermId).take(model.terms().len()).map(|term| model.place(term)).collect(),
            floor: AtomicU32::new(0),
            crowded: AtomicBool::new(!plan.sums),
            idle: Mutex::default(),
            total: Mutex::new(Found { best: Best::new(plan.rows), dots: Vec::new() }),
        }
    }

    /// Begins with a block: `found` is the block's own.
    pub(super) fn watch<'s>(&'s self, found: &'s mut Found) -> Watch<'s> {
        found.best.restart(self.plan.rows, self.floor.load(Relaxed));
        found.dots.clear();
        let idle = if self.plan.sums { self.idle.lock().ok().and_then(|mut idle| idle.pop()) } else { None };
        let sums = self.plan.sums.then(|| idle.unwrap_or_else(|| Sums::new(self.model)));
        Watch { survey: self, found, sums }
    }

    /// Takes what a block had. Blocks come in the order of the input; `before` is the number of rows before this one, and
    /// `input` the one that it is of.
    pub(super) fn take(&self, found: &mut Found, before: u64, input: usize) {
        let Ok(mut total) = self.total.lock() else { return };
        total.best.take(&mut found.best, before, input);
        self.floor.store(total.best.floor(), Relaxed);
        if total.dots.len() + found.dots.len() > MAX_DOTS {
            self.crowded.store(true, Relaxed);
            total.dots.clear();
        }
        if !self.crowded.load(Relaxed) {
            let dots = found.dots.drain(..);
            total.dots.extend(dots.map(|(dot, title)| (Dot { number: before + dot.number + 1, ..dot }, title)));
        }
    }

    /// All that was found, once the run is over.
    ///
    /// # Panics
    /// Never: a panic of a worker has ended the run before.
    #[must_use]
    pub fn finish(self) -> Findings {
        let mut sums = Sums::new(self.model);
        for part in self.idle.into_inner().expect("no worker panicked") {
            sums.add(&part);
        }
        let Found { best, dots } = self.total.into_inner().expect("no worker panicked");
        let dots = dots.into_iter().map(|(dot, title)| Dot { title: cells::title(&title), ..dot }).collect();
        Findings { rows: best.into_sorted(self.plan.text), dots, sums }
    }
}

/// One worker's look at one block.
pub(super) struct Watch<'s> {
    survey: &'s Survey<'s>,
    found: &'s mut Found,
    sums: Option<Sums>,
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if let (Some(sums), Ok(mut idle)) = (self.sums.take(), self.survey.idle.lock()) {
            idle.push(sums);
        }
    }
}

impl Watch<'_> {
    /// Looks at a row that was classified; `row` is its number within the block, from 0.
    pub fn row(&mut self, row: u64, scorer: &Scorer<'_>, cells: Cells<'_>) {
        let prediction = scorer.prediction();
        if prediction.review.any() {
            let worth = best::worth(prediction);
            let text = self.survey.plan.text;
            self.found.best.offer(worth, || Candidate {
                worth,
                number: row,
                input: 0,
                id: cells.name(cells.id),
                title: cells.name(cells.title),
                text: cells.text(text),
                features: scorer.features().to_vec(),
                prediction: prediction.clone(),
            });
        }
        let Some(sums) = &mut self.sums else { return };
        let [strategy, external] = sums.count(self.survey.model, scorer, &self.survey.places);
        if !self.survey.crowded.load(Relaxed) && self.found.dots.len() <= MAX_DOTS {
            let (class, confidence) = (sums.class(prediction), prediction.confidence());
            let dot = Dot { number: row, strategy, external, class, confidence, title: String::new() };
            self.found.dots.push((dot, cells.name(cells.title)));
        }
    }
}
